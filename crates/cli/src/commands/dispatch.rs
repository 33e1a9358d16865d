//! From a parsed command line to the file that does the work.

use clap::Parser as _;

use super::ignored_options::refuse_ignored;
use super::program::{program, tree};
use super::tree::{Cli, Command};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::options::Global;
use crate::ui::Ui;

/// Runs a command that only describes the program: it needs no directories, and packages are
/// built where there is none. Nothing when it is another one.
pub fn run_anywhere(ui: &Ui, command: Option<&Command>) -> Option<CliResult> {
    match command? {
        Command::Help(args) => Some(super::help::run(ui, args, program(), &tree())),
        Command::Man(args) => Some(super::man::run(ui, args, tree())),
        Command::Completions(args) => Some(super::completions::run(ui, args)),
        _ => None,
    }
}

/// Runs a command.
///
/// # Errors
/// As for the command.
pub fn run(context: &Context, command: Option<Command>) -> CliResult {
    let Some(command) = command else {
        return super::overview::run(context);
    };
    refuse_ignored(context, &command)?;
    context.must_be_past("--as-of", context.global.as_of)?;
    match command {
        Command::Api(args) => super::api::run(context, &args),
        Command::Auth(command) => super::auth::run(context, command),
        Command::Change(args) => super::change::run(context, &args, &tree()),
        Command::Config(command) => super::config::run(context, &command),
        Command::Help(args) => super::help::run(&context.ui, &args, program(), &tree()),
        Command::Man(args) => super::man::run(&context.ui, &args, tree()),
        Command::Demo(args) => super::demo::run(context, &args, &run_words),
        Command::Directory(command) => super::directory::run(context, command),
        Command::Doctor(args) => super::doctor::run(context, &args),
        Command::Domain(command) => super::domain::run(context, command),
        Command::Export(command) => super::export::run(context, &command),
        Command::Event(command) => super::event::run(context, command),
        Command::Group(command) => super::group::run(context, command),
        Command::Import(command) => super::import::run(context, &command),
        Command::Org(command) => super::org::run(context, command),
        Command::Report(command) => super::report::run(context, &command),
        Command::Sql(args) => super::sql::run(context, &args),
        Command::Snapshot(command) => super::snapshot::run(context, command),
        Command::Sync(args) => super::sync::run(context, &args),
        Command::User(command) => super::user::run(context, command),
        Command::Workspace(command) => super::workspace::run(context, command),
        Command::Token(command) => super::token::run(context, command),
        Command::Key(command) => super::key::run(context, command),
        Command::ServiceAccount(command) => super::service_account::run(context, command),
        Command::Role(command) => super::role::run(context, command),
        Command::Policy(command) => super::policy::run(context, command),
        Command::Plan(command) => super::plan::run(context, command),
        Command::Apply(args) => super::apply::run(context, &args),
        Command::Run(command) => super::run::run(context, command),
        Command::Undo(args) => super::undo::run(context, &args),
        Command::Review(command) => super::review::run(context, command),
        Command::Sim(command) => super::sim::run(context, command),
        Command::Completions(args) => super::completions::run(&context.ui, &args),
    }
}

/// Runs a command given as words, with these options adjusted before it starts.
fn run_words(ui: &Ui, words: &[&str], adjust: &dyn Fn(&mut Global)) -> CliResult {
    let words = std::iter::once("atlctl").chain(words.iter().copied());
    let mut cli = Cli::try_parse_from(words)
        .map_err(|error| CliError::failed("the command is not valid").cause(&error))?;
    adjust(&mut cli.global);
    run(&Context::new(cli.global, ui.clone())?, cli.command)
}

/// Answers a shell that asks for completions; returns whether it did.
///
/// # Errors
/// When the shell is not known or stdout cannot be written.
pub fn answer_completion() -> Result<bool, clap::Error> {
    super::completions::answer(program)
}
