//! `atlctl plan show`.

use std::path::{Path, PathBuf};

use atlctl_core::plan::{self, Plan, PlanError};
use atlctl_core::report::plan_page;
use atlctl_core::shown_time::shown_time;
use clap::Args;

use crate::changes::{
    OnlyRows, Shown, approval_words, check_new_file, current_names, print_plan, print_summary,
    review_of_plan, run_of_plan, save,
};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::hint_commands;
use crate::input_file::read_text_file;
use crate::ui::display;

/// Show the changes in a saved plan
///
/// Works without signing in. The most serious changes come first: those that cannot be undone, that lock people out,
/// that free seats, then the rest. Prints a sample of each kind of row; --all, -o csv and -o json print every row.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl plan show move.json
  atlctl plan show move.json --only irreversible
  atlctl plan show move.json --only policy --explain
  atlctl plan show move.json --html plan.html
  atlctl plan show move.json -o csv > plan.csv")]
pub struct Show {
    /// The saved plan, written by --plan FILE
    #[arg(value_name = "PLAN")]
    file: PathBuf,
    /// Write a page for a browser to FILE: totals, and every row with search and filter
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
    /// Print every row in the table
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    only: OnlyRows,
    /// Say for each row why it is in the plan or not
    #[arg(long)]
    explain: bool,
}

/// Shows a plan.
///
/// # Errors
/// When the file is no plan, or was altered.
pub fn run(context: &Context, args: &Show) -> CliResult {
    check_new_file(args.html.as_deref(), args.force)?;
    let (mut plan, checksum) = read(&args.file)?;
    plan.later = current_names(context);
    let filter = args.only.filter(&plan)?;
    if let Some(path) = &args.html {
        plan.retain_shown(|row| filter.holds(row));
        let mut report = plan.report(&checksum, context.now());
        let approval = approval_words(context, &args.file, &plan, &checksum);
        report
            .facts
            .extend(approval.map(|words| ("Approval".to_owned(), words)));
        report.applied = run_of_plan(context, &plan, &checksum).map(|run| run.words());
        save(path, &plan_page(&report), args.force)?;
        let shown = display(&path.to_string_lossy());
        context.ui.status(format!("Wrote {shown}."));
        return Ok(Exit::Done);
    }
    print_summary(context, &plan);
    let shown = Shown {
        all: args.all,
        explain: args.explain,
        only: filter,
    };
    print_plan(context, &plan, &shown)?;
    if let Some(actor) = &plan.actor {
        let words = display(&actor.words());
        context.ui.status(format!("Made by {words}."));
    }
    if let Some(words) = approval_words(context, &args.file, &plan, &checksum) {
        context.ui.status(format!("{words}."));
    }
    let applied = run_of_plan(context, &plan, &checksum);
    let unfit = review_of_plan(context, &args.file, &plan, &checksum).err();
    let state = match (&applied, &unfit) {
        (Some(run), _) => run.words(),
        (None, Some(unfit)) => format!("It cannot be applied: {}", unfit.why()),
        (None, None) => "It can be applied within a day".to_owned(),
    };
    context.ui.status(format!(
        "Made {} from {}. {state}. Its checksum is {checksum}.",
        shown_time(plan.made),
        display(&plan.origin.what)
    ));
    if let Some(run) = applied {
        let show = hint_commands::command(&["run", "show", &run.id]);
        context.ui.hint(format!("see what it did: {show}"));
    }
    Ok(Exit::Done)
}

/// Where plans come from.
const MADE_BY: &str = "a plan is a file that --plan FILE wrote, such as: atlctl user suspend ann@example.com --plan FILE";

/// Reads a plan from its file; gives its checksum too.
///
/// # Errors
/// When it cannot be read (2), or is no plan or an altered one (5).
pub fn read(path: &Path) -> CliResult<(Plan, String)> {
    let shown = display(&path.to_string_lossy());
    let text = read_text_file(path).map_err(|error| {
        CliError::usage(format!("cannot read {shown}"))
            .cause(&error)
            .hint(MADE_BY)
    })?;
    plan::from_text(&text).map_err(|error| match &error {
        PlanError::Altered => CliError::new(Kind::Refused, format!("cannot use {shown}: {error}"))
            .hint("make the plan again"),
        PlanError::Newer { .. } => {
            CliError::new(Kind::Refused, format!("cannot use {shown}: {error}"))
                .hint("use the version of atlctl that made it")
        }
        _ => {
            let file = path.to_string_lossy();
            let change = hint_commands::command(&["change", "--csv", &file]);
            CliError::usage(format!("cannot use {shown}: {error}"))
                .hint(format!("if it is a list of people with actions: {change}"))
                .hint(MADE_BY)
        }
    })
}
