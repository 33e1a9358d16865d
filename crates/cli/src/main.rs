//! `atlctl`: run an Atlassian Cloud organisation from the terminal.
//!
//! From argv to output: [`args`] parses, [`context`] gathers what commands share, one file under
//! [`commands`] does the work, [`output`] renders data to stdout, [`ui`] says everything else on
//! stderr, and [`error`] turns a failure into words and an exit code.

mod args;
mod changes;
mod commands;
mod config;
mod connect;
mod context;
mod error;
mod harden;
mod listing;
mod local;
mod output;
mod reference;
mod signals;
mod simulated;
mod suggest;
mod trace;
mod ui;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    harden::process();
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return ui::clap_exit(error),
    };
    trace::init(&cli.global);
    suggest::remember(&cli.global);
    let ui = ui::Ui::new(&cli.global);
    let outcome = commands::run_anywhere(&ui, &cli.command).unwrap_or_else(|| {
        let context = context::Context::new(cli.global, ui.clone())?;
        commands::run(&context, cli.command).map_err(|error| context.explained(error))
    });
    // What was changed in a simulated organisation is kept, however the command ended.
    let outcome = match simulated::keep() {
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
