//! `atlctl report changes`.

use atlctl_core::report::{CHANGES_PARTS, changes};
use atlctl_core::store::{Mirror, Moment};
use clap::Args;

use super::make_report::{Asked, not_live, request, rows};
use super::options::ReportOptions;
use super::print::print;
use crate::changes::check_new_file;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::mirror::time;
use crate::parse_moment::{Edge, Named, moment};
use crate::people_filter::Filter;
use crate::run_records::RunRecords;
use crate::since_option::{range_begin, written};

/// How far back the report goes by default.
const HOURS: i64 = 7 * 24;

/// Report what changed, and who gained or lost admin rights
///
/// Shows who joined and who left, who became an organization admin, who lost their authentication policy, and every other
/// change: the value before and after, when, and by which run. The most serious changes come first. With --as-of, the
/// report ends at that moment. With filters, it shows the changes of people who match at its beginning or at its end.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report changes
  atlctl report changes --since 2026-10-01 --as-of 2026-10-31 \\
      --html october.html
  atlctl report changes --since 12 --list admins -o csv")]
pub struct Changes {
    /// Compare with this moment, such as 7d [default: 7d]
    ///
    /// A date (its beginning, UTC), a weekday, a time ago such as 7d, a time, or the number of a snapshot. Where the history
    /// is shorter than 7 days, the default is the first snapshot.
    #[arg(long, value_name = "TIME", value_parser = moment, help_heading = "Report")]
    since: Option<Named>,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    options: ReportOptions,
}

/// Makes the report.
///
/// # Errors
/// When a moment is not known, or the mirror cannot be read.
pub fn run(context: &Context, args: &Changes) -> CliResult {
    not_live(context)?;
    check_new_file(args.options.html.as_deref(), args.options.force)?;
    let mut asked = Asked {
        name: "changes",
        filter: Some(&args.filter),
        days: None,
        more: &[],
        parts: &CHANGES_PARTS,
    };
    let mirror = context.mirror_showing(&asked.parts())?;
    let since = since(context, &mirror, args.since, &["report", "changes"])?;
    let more = ["--since".to_owned(), written(since)];
    asked.more = &more;
    let mut request = request(context, &mirror, asked)?;
    request.rows = rows(context, &args.options);
    let mut report = changes(&request, since)?;
    RunRecords::new(context)?.fill(&mut report);
    print(context, &report, &args.options)?;
    Ok(Exit::Done)
}

/// The moment to compare with: before the one that is shown. By default a week, or as long as there is history.
///
/// # Errors
/// When a moment is not known, the range ends before it begins, or the mirror cannot be read.
pub fn since(
    context: &Context,
    mirror: &Mirror,
    named: Option<Named>,
    words: &[&str],
) -> CliResult<Moment> {
    context.must_be_past("--since", named)?;
    let now = mirror.shown_at().map_or_else(|| context.now(), time);
    let since = named.unwrap_or(Named::HoursAgo(HOURS));
    let since = since.resolve(now, Edge::Begin);
    range_begin(
        context,
        mirror,
        (since, context.as_of()),
        (words, "--as-of"),
    )
}
