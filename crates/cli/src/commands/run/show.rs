//! `atlctl run show`.

use std::iter::repeat;
use std::path::PathBuf;

use atlctl_core::apply::report;
use atlctl_core::report::run_page;
use atlctl_core::shown_time::shown_time;
use clap::Args;

use crate::changes::{
    check_new_file, current_names, end_in_words, exit, journal_error, no_records,
    print_all_results, print_results, recorded_approval, runs, save, shown_approval,
};
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::ui::display;

/// Show a run's results
///
/// Works without signing in. With --html, writes a self-contained page: the changes, a diagram of the policies
/// before and after, results by kind, and every row, with search.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run show last
  atlctl run show last --all
  atlctl run show last -o csv > results.csv")]
pub struct Show {
    /// Run ID, or `last`
    #[arg(value_name = "RUN")]
    run: String,
    /// Print every row; a long table leaves out those that went as planned
    #[arg(long, conflicts_with = "html")]
    all: bool,
    /// Write an HTML report to FILE
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
    /// Exit with the run's own exit code: 0 done, 3 partly done, 7 outcome unknown
    #[arg(long)]
    exit_code: bool,
}

/// Shows a run.
///
/// # Errors
/// When there is no such run, or it cannot be read.
pub fn run(context: &Context, args: &Show) -> CliResult {
    check_new_file(args.html.as_deref(), args.force)?;
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find(&args.run)
        .map_err(|error| journal_error(&error))?;
    let (info, mut machine) = runs
        .inspect(&id)
        .map_err(|error| journal_error(&error))?
        .ok_or_else(|| no_records(&runs, &id))?;
    machine.use_current_names(current_names(context));
    let mut made = report(&info, &machine, context.now());
    made.approved_by = recorded_approval(context, &org, &info.plan);
    if let Some(path) = &args.html {
        save(path, &run_page(&made), args.force)?;
        context
            .ui
            .status(format!("Wrote {}.", display(&path.to_string_lossy())));
    } else {
        let ui = &context.ui;
        ui.title(format!("Run {id}: {}", made.kind));
        ui.status(display(&made.summary));
        ui.status(format!(
            "Started {}, {}.",
            shown_time(made.started),
            super::list::state(&info, &machine)
        ));
        for (word, actor) in ["By"]
            .into_iter()
            .chain(repeat("Resumed by"))
            .zip(&info.actors)
        {
            ui.status(format!("{word} {}.", display(&actor.words())));
        }
        if let Some(by) = &made.approved_by {
            ui.status(format!("Approved by {}.", shown_approval(by)));
        }
        for (word, text) in [("Reason", &made.reason), ("Ticket", &made.ticket)] {
            if let Some(text) = text {
                ui.status(format!("{word}: {}", display(text)));
            }
        }
        if let Some(until) = machine.plan().until {
            ui.status(format!("Until: {}", end_in_words(until)));
        }
        for note in &made.notes {
            ui.status(format!("Note: {}", display(note)));
        }
        if args.all {
            print_all_results(context, Some(&info), &machine)?;
        } else {
            print_results(context, Some(&info), &machine)?;
        }
    }
    Ok(if args.exit_code {
        exit(&machine)
    } else {
        Exit::Done
    })
}
