//! `atlctl run show`.

use std::iter::repeat;
use std::path::PathBuf;

use atlctl_core::apply::report;
use atlctl_core::report::run_page;
use clap::Args;

use crate::changes::{exit, fresh, journal_error, later_names, print_results, runs, save};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::suggest;
use crate::ui::display;

/// Show a run's results
///
/// Needs no sign-in. With --html, writes a page that explains itself: what was changed, the policies
/// before and after as a picture, results by kind, every row searchable.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run show last
  atlctl run show last -o csv > results.csv")]
pub struct Show {
    /// The run, or `last`
    #[arg(value_name = "RUN")]
    run: String,
    /// Write a page for the browser to this file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Overwrite the file when it is there
    #[arg(long)]
    force: bool,
    /// Exit as the run did: 0 done, 3 partly, 7 not known
    #[arg(long)]
    exit_code: bool,
}

/// Shows a run.
///
/// # Errors
/// When there is no such run, or it cannot be read.
pub fn run(context: &Context, args: &Show) -> CliResult {
    fresh(args.html.as_deref(), args.force)?;
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find(&args.run)
        .map_err(|error| journal_error(&error))?;
    let (info, mut machine) = runs
        .inspect(&id)
        .map_err(|error| journal_error(&error))?
        .ok_or_else(|| CliError::failed(format!("run {id} never began: nothing was sent")))?;
    machine.name_later(later_names(context));
    let made = report(&info, &machine, context.now());
    if let Some(path) = &args.html {
        save(path, &run_page(&made), args.force)?;
        context.ui.status(format!(
            "The page is in {}.",
            display(&path.to_string_lossy())
        ));
    } else {
        let ui = &context.ui;
        ui.status(ui.bold(&format!("Run {id}: {}", display(&made.kind))));
        ui.status(display(&made.summary));
        ui.status(format!(
            "Began {}, {}.",
            made.started,
            super::list::state(&info, &machine)
        ));
        for (word, actor) in ["By"]
            .into_iter()
            .chain(repeat("Resumed by"))
            .zip(&info.actors)
        {
            ui.status(format!("{word} {}.", display(&actor.words())));
        }
        for note in &made.notes {
            ui.status(format!("Note: {}", display(&suggest::completed(note))));
        }
        print_results(context, Some(&info), &machine)?;
    }
    Ok(if args.exit_code {
        exit(&machine)
    } else {
        Exit::Done
    })
}
