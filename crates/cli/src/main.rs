//! `atlctl`: run an Atlassian Cloud organization from the terminal.
//!
//! From argv to output: [`commands`] parses, [`context`] gathers what commands share, one file under
//! [`commands`] does the work, [`output`] renders data to stdout, [`ui`] says everything else on
//! stderr, and [`error`] turns a failure into words and an exit code.
#![allow(
    clippy::large_enum_variant,
    reason = "the program parses one command and moves it once"
)]

mod as_of_moment;
mod audit_log_cell;
mod changes;
mod cli_reference;
mod commands;
mod commands_in_text;
mod config;
mod connect;
mod context;
mod duration;
mod environment;
mod error;
mod hint_commands;
mod input_file;
mod list_encoding;
mod listing;
mod mirror;
mod mirror_errors;
mod options;
mod output;
mod parse_moment;
mod passed_over_default;
mod people_filter;
mod protect_memory;
mod role_name;
mod roles_age;
mod run_records;
mod same_command;
mod saved_names;
mod seat_prices;
mod secret_argument;
mod signals;
mod simulated;
mod since_option;
mod trace;
mod ui;
mod unrecorded_runs;
mod webhook_message;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches as _;
use clap::builder::Resettable;
use clap::error::ErrorKind;

fn main() -> ExitCode {
    protect_memory::process();
    ui::redact::remember_process();
    hint_commands::remember_program(commands::program);
    match commands::answer_completion() {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(error) => return not_parsed(error, &[]),
    }
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let Some(refusal) = secret_argument::refuse(&words) {
        return refused(&refusal);
    }
    let words = match saved_names::report(words, commands::program) {
        Ok(words) => words,
        Err(error) => return refused(&error),
    };
    let cli = match parsed(&words) {
        Ok(cli) => cli,
        Err(error) => return not_parsed(error, &words),
    };
    trace::init(&cli.global);
    hint_commands::remember(&cli.global);
    let ui = ui::Ui::new(&cli.global);
    let outcome = commands::run_anywhere(&ui, cli.command.as_ref()).unwrap_or_else(|| {
        let context = context::Context::new(cli.global, ui.clone())?;
        commands::run(&context, cli.command)
            .map(|exit| context.with_slips(exit))
            .map_err(|error| context.explained(error))
    });
    ui.print_headers();
    // What was changed in a simulated organization is kept, however the command ended.
    let outcome = match simulated::save() {
        Ok(()) => outcome,
        Err(error) => outcome.and(Err(error)),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => {
            ui.error(&error);
            error.kind().exit().into()
        }
    }
}

fn parsed(words: &[OsString]) -> Result<commands::Cli, clap::Error> {
    let own = std::env::args_os().take(1);
    let own: Vec<OsString> = own.chain(words.iter().cloned()).collect();
    // How its help looks is made only when it is to be seen: it takes longer than to understand the words.
    if let Ok(matches) = commands::tree().try_get_matches_from(&own)
        && let Ok(cli) = commands::Cli::from_arg_matches(&matches)
    {
        return Ok(cli);
    }
    let mut program = commands::program();
    let matches = program
        .try_get_matches_from_mut(&own)
        .map_err(|error| match error.kind() {
            // A variable is no word of the command line: a noun alone prints its help with it, too.
            ErrorKind::MissingSubcommand => commands::program()
                .mut_args(|arg| arg.env(Resettable::Reset))
                .try_get_matches_from_mut(&own)
                .err()
                .unwrap_or(error),
            _ => error,
        })?;
    commands::Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut program))
}

/// Help and version, or an error.
fn not_parsed(error: clap::Error, words: &[std::ffi::OsString]) -> ExitCode {
    let refusal = secret_argument::refuse_mistake(&error, words);
    match refusal.or_else(|| commands::argument_error(&error, words)) {
        Some(refusal) => {
            hint_commands::remember_words(words);
            refused(&refusal)
        }
        None => ui::print_help(error),
    }
}

/// Before the command line is understood.
fn refused(error: &error::CliError) -> ExitCode {
    ui::Ui::new(&options::Global::default()).error(error);
    error.kind().exit().into()
}
