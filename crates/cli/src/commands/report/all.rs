//! `atlctl report all`.

use std::fs;
use std::path::{Path, PathBuf};

use atlctl_core::history::previous;
use atlctl_core::private_files;
use atlctl_core::report::{
    CHANGES_PARTS, Kind, Report, changes, index_page, posture, posture_parts, report_page,
};
use atlctl_core::sql::SqlError;
use atlctl_core::store::{Mirror, Moment, StoreError};
use atlctl_core::sync::Stage;
use clap::Args;

use super::changes::since as begin;
use super::make_report::{Asked, not_live, request};
use super::options::DaysOption;
use super::print::completed;
use crate::changes::save;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::parse_moment::{Named, moment};
use crate::people_filter::Filter;
use crate::run_records::RunRecords;
use crate::same_command::hint_to_add;
use crate::since_option::written;
use crate::ui::display;

/// What the page of groups says beside filters of people.
const NOT_FILTERED: &str =
    "Not filtered: groups are the organization's, and the filters select people.";

/// Write every report as pages, with an index
///
/// One page for each report, and index.html that leads to them: for a monthly message or a wiki. The pages need no network
/// and contain personal data.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report all --out reports
  atlctl report all --out 2026-11 --since 2026-11-01 --days 180")]
pub struct All {
    /// Write the pages into DIR, which must be empty or not exist
    #[arg(long, value_name = "DIR", help_heading = "Report")]
    out: PathBuf,
    /// Report the changes since this moment: a date, a weekday, a time ago such as 30d, a time, or the number of a snapshot
    /// [default: 7d, or the first snapshot]
    #[arg(long, value_name = "TIME", value_parser = moment, help_heading = "Report")]
    since: Option<Named>,
    /// Overwrite pages that exist in DIR
    #[arg(long, help_heading = "Report")]
    force: bool,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    days: DaysOption,
}

/// Writes the pages.
///
/// # Errors
/// When the directory cannot be used, or the mirror cannot be read.
pub fn run(context: &Context, args: &All) -> CliResult {
    not_live(context)?;
    let checked = posture_parts(&[], args.filter.is_given());
    let asked = |name| Asked {
        name,
        filter: Some(&args.filter),
        days: Some(args.days.days),
        more: &[],
        parts: &checked,
    };
    let of_all = Asked {
        parts: &CHANGES_PARTS,
        ..asked("all")
    };
    let mirror = context.mirror_showing(&of_all.parts())?;
    let since = begin_of_changes(context, &mirror, args)?;
    directory(&args.out, args.force)?;
    let mut reports = Vec::new();
    let mut not_made = Vec::new();
    for kind in Kind::ALL {
        let of_people = Asked {
            // Groups are the organization's, not those of some people.
            filter: Some(&args.filter).filter(|_| kind != Kind::Groups),
            days: Some(args.days.days).filter(|_| !matches!(kind, Kind::Groups | Kind::Access)),
            parts: kind.parts(),
            ..asked(kind.name())
        };
        let mut report = match kind.make(&request(context, &mirror, of_people)?) {
            Ok(report) => report,
            Err(SqlError::Store(error)) if is_of_one_report(&error) => {
                let error = CliError::from(error);
                tell_not_made(context, kind.name(), &error);
                not_made.push((kind.name(), error.message().to_owned()));
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if kind == Kind::Groups && args.filter.is_given() {
            report.notes.insert(0, NOT_FILTERED.to_owned());
        }
        if kind == Kind::Admins {
            RunRecords::new(context)?.fill(&mut report);
        }
        let report = completed(report);
        write(args, report.name, &report_page(&report))?;
        // The index needs no rows.
        reports.push(report.without_rows());
    }
    let of_posture = request(context, &mirror, asked("posture"))?;
    let checks = completed(posture(&of_posture, &[], None)?.report(&of_posture)?);
    write(args, checks.name, &report_page(&checks))?;
    reports.insert(0, checks.without_rows());
    if let Some(since) = since {
        let mut changes = of_changes(context, &mirror, since, &args.filter)?;
        RunRecords::new(context)?.fill(&mut changes);
        write(args, changes.name, &report_page(&changes))?;
        reports.push(changes.without_rows());
    }
    write(args, "index", &index_page(&reports, &not_made))?;
    tell_left_over(context, args, &reports);
    if args.filter.is_given() {
        context.ui.warning(format!("groups.html: {NOT_FILTERED}"));
    }
    let shown = display(&args.out.to_string_lossy());
    context.ui.status(format!(
        "Wrote {} pages into {shown}; open {shown}/index.html.",
        reports.len() + 1
    ));
    Ok(if not_made.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    })
}

/// Whether it is that a part is unknown without which one report cannot be made. Without people, none can.
fn is_of_one_report(error: &StoreError) -> bool {
    match error {
        StoreError::NeverRead { part, .. }
        | StoreError::NotAvailable { part }
        | StoreError::NoHistoryOf { part } => *part != Stage::Users.as_str(),
        _ => false,
    }
}

/// Says which page is missing, why, and what to do.
fn tell_not_made(context: &Context, name: &str, error: &CliError) {
    let why = display(error.message());
    context
        .ui
        .warning(format!("{name}.html was not made: {why}"));
    for hint in error.hints() {
        context.ui.hint(hint);
    }
}

/// The moment since which changes are reported; none when there is no history yet.
fn begin_of_changes(context: &Context, mirror: &Mirror, args: &All) -> CliResult<Option<Moment>> {
    // Before the end of the next sync, an older mirror has no history.
    if args.since.is_none() && previous(mirror, None)?.is_none() {
        context
            .ui
            .status("No page of changes: history begins with the end of the next sync.");
        return Ok(None);
    }
    let out = args.out.to_string_lossy();
    begin(
        context,
        mirror,
        args.since,
        &["report", "all", "--out", &out],
    )
    .map(Some)
}

/// The report of what changed.
fn of_changes(
    context: &Context,
    mirror: &Mirror,
    since: Moment,
    filter: &Filter,
) -> CliResult<Report> {
    let more = ["--since".to_owned(), written(since)];
    let asked = Asked {
        name: "changes",
        filter: Some(filter),
        days: None,
        more: &more,
        parts: &CHANGES_PARTS,
    };
    Ok(changes(&request(context, mirror, asked)?, since)?)
}

/// Names the pages of an earlier set that were not made this time: their figures are old, and they look like the others.
fn tell_left_over(context: &Context, args: &All, made: &[Report]) {
    let kinds = Kind::ALL.into_iter().map(Kind::name);
    for name in kinds.chain(["posture", "changes"]) {
        let page = args.out.join(format!("{name}.html"));
        if page.exists() && !made.iter().any(|report| report.name == name) {
            context.ui.warning(format!(
                "{} is of an earlier set: it was not made now, and index.html does not lead to it",
                display(&page.to_string_lossy())
            ));
        }
    }
}

fn write(args: &All, name: &str, page: &str) -> CliResult<()> {
    save(&args.out.join(format!("{name}.html")), page, args.force)
}

/// Makes the directory. One with other files in it may not be meant.
fn directory(path: &Path, force: bool) -> CliResult<()> {
    let shown = display(&path.to_string_lossy());
    let failed = |error: &std::io::Error| {
        CliError::failed(format!("cannot use the folder {shown}"))
            .cause(error)
            .hint("use a folder that you can write to, such as reports")
    };
    private_files::directory()
        .recursive(true)
        .create(path)
        .map_err(|error| failed(&error))?;
    let used = fs::read_dir(path)
        .map_err(|error| failed(&error))?
        .next()
        .is_some();
    if used && !force {
        return Err(
            CliError::usage(format!("{shown} is not empty")).hint(hint_to_add(
                "choose another folder, or overwrite the pages in it",
                "--force",
            )),
        );
    }
    Ok(())
}
