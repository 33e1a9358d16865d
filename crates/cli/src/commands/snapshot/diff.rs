//! `atlctl snapshot diff`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use atlctl_core::history::{Change, LearnedCounts, SUBJECTS, begin, diff, one, previous, several};
use atlctl_core::number::{counted, grouped};
use atlctl_core::query::apps_named;
use atlctl_core::report::{About, report_page};
use atlctl_core::shown_time::shown_time;
use atlctl_core::store::{Mirror, Moment};
use atlctl_core::sync::Stage;
use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::Timestamp;

use super::diff_page::{self, Said};
use super::diff_rows::{columns, contains, row};
use crate::changes::check_new_file;
use crate::commands::report::{Asked, request, save_page};
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::hint_commands;
use crate::options::Format;
use crate::output::{Cell, Table, leave_out_constant};
use crate::parse_moment::{Edge, Named, moment};
use crate::run_records::RunRecords;
use crate::since_option::{range_begin, written};

/// Show what changed between two moments
///
/// Compares the organization at two moments. For each difference, shows the value before and after, when a sync found
/// it, the run that made it, and who made it: for a change by a run, the person who ran it; for any other, the actor
/// in the audit log, if the mirror has it (atlctl sync --only events). For apps, also shows the groups that give them
/// (atlctl sync --only group-roles). A moment is a date, a weekday, a time ago such
/// as 7d, a time such as 2026-01-31T09:00:00Z, or the number of a snapshot.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl snapshot diff --since 7d
  atlctl snapshot diff --since monday --of apps --app jira
  atlctl snapshot diff --since monday --of apps \\
      --columns name,change,item,through,by,event_at
  atlctl snapshot diff --since 2026-03-01 --until 2026-03-31 --of roles
  atlctl snapshot diff --since 30d \\
      --of service-accounts,oauth-clients,org-policies
  atlctl snapshot diff --since monday --of apps --html monday.html
  atlctl snapshot diff 12 13 -o csv")]
pub struct Diff {
    /// Start of the range, as --since
    #[arg(value_name = "FROM", value_parser = moment, conflicts_with = "since")]
    from: Option<Named>,
    /// End of the range, as --until
    #[arg(value_name = "TO", value_parser = moment, conflicts_with = "until")]
    to: Option<Named>,
    /// Start of the range; a date means 00:00 UTC [default: the snapshot before the end of the range]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<Named>,
    /// End of the range; a date means 24:00 UTC [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<Named>,
    /// Only changes of these; apps: who has access to them; workspaces: the apps themselves, with their seats [default: all but
    /// activity]
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = PossibleValuesParser::new(SUBJECTS))]
    of: Vec<String>,
    /// Only changes of access to this app, and of roles in it (key such as jira-software, product, name, site or ID)
    #[arg(long, value_name = "APP")]
    app: Vec<String>,
    /// Only rows with TEXT in a name, an ID or a value
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Write the changes as a web page to FILE
    ///
    /// The page has every row, with search and sorting. It needs no network.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
}

/// Prints the differences.
///
/// # Errors
/// When a moment is not known, or the mirror cannot be read.
pub fn run(context: &Context, args: &Diff) -> CliResult {
    check_new_file(args.html.as_deref(), args.force)?;
    let parts = parts(&args.of);
    let mirror = context.mirror_showing(&parts)?;
    let now = context.now();
    let (from, to) = (args.since.or(args.from), args.until.or(args.to));
    context.must_be_past("--since", from)?;
    context.must_be_past("--until", to)?;
    let until = to.map(|until| until.resolve(now, Edge::End));
    let since = match from {
        Some(named) => Some(named.resolve(now, Edge::Begin)),
        None => previous(&mirror, until)?,
    };
    // Without any snapshot, there is none to compare with.
    let asked = since.unwrap_or(Moment::Time(now));
    let command: &[&str] = &["snapshot", "diff"];
    let since = range_begin(context, &mirror, (asked, until), (command, "--until"))?;
    let of: Vec<&str> = args.of.iter().map(String::as_str).collect();
    let found = diff(&mirror, since, until, &of)?;
    let mut apps = BTreeSet::new();
    for app in &args.app {
        apps.extend(apps_named(&mirror, app)?.into_iter().map(|app| app.id));
    }
    let is_of_app = |change: &Change| {
        let mut ids = [&change.app_id, &change.item_id].into_iter().flatten();
        apps.is_empty() || ids.any(|id| apps.contains(id))
    };
    let search = args.search.as_deref().map(str::to_lowercase);
    let mut records = RunRecords::new(context)?;
    let is_shown = |change: &&Change| {
        is_of_app(change) && search.as_deref().is_none_or(|text| contains(change, text))
    };
    let shown: Vec<&Change> = found.changes.iter().filter(is_shown).collect();
    let rows = shown.iter().map(|change| row(change, &mut records));
    let rows: Vec<Vec<Cell>> = rows.collect();
    if let Some(instead) = found.instead {
        context.ui.header_caveat(instead.to_string());
    }
    let (from, to) = found.snapshots;
    // What stands for a time is a snapshot.
    let until = match (found.instead, to) {
        (Some(_), Some(snapshot)) => Some(Moment::Sync(snapshot)),
        _ => until,
    };
    let to = match (until, to) {
        (Some(until), Some(snapshot)) => described(until, snapshot, taken_at(&mirror, snapshot)?),
        _ => "now".to_owned(),
    };
    let range = format!(
        "{} to {to}",
        described(since, from, taken_at(&mirror, from)?)
    );
    context.ui.header(format!("Changes from {range}."));
    for line in not_compared(&found) {
        context.ui.header_caveat(line);
    }
    // Without a change, nothing else would say that there may be some.
    if let Some(unread) = found.not_read() {
        context.ui.warning(unread);
    }
    // An empty table says that nothing changed.
    if (search.is_some() || !apps.is_empty()) && !found.changes.is_empty() {
        let all = counted(found.changes.len() as u64, "change", "changes");
        let fit = match rows.len() {
            0 => "none matches".to_owned(),
            1 => "1 matches".to_owned(),
            some => format!("{} match", grouped(some as u64)),
        };
        context.ui.status(format!("{all} searched, {fit}."));
    }
    let mut columns = columns(&found.changes);
    if let Some(path) = &args.html {
        let said = Said {
            about: about(context, &mirror, &parts, args, since, until)?,
            from: begun_at(&mirror, since)?,
            instead: [begin(&mirror, asked, until)?.instead, found.instead]
                .into_iter()
                .flatten()
                .map(|instead| instead.to_string())
                .collect(),
            range,
            unknown: found
                .not_read()
                .into_iter()
                .chain(not_compared(&found))
                .collect(),
        };
        let page = report_page(&diff_page::report(said, &shown, &columns, rows));
        save_page(context, path, &page, args.force)?;
        return Ok(Exit::Done);
    }
    // One app is the same in each row, and takes the room of who did it, and through which group.
    let global = &context.global;
    let is_table = global.output.unwrap_or(Format::Table) == Format::Table;
    let of_app = !apps.is_empty() && is_table && global.columns.is_empty();
    let constant =
        of_app.then(|| leave_out_constant(&mut columns, &rows, context.ui.messages_beside_data()));
    let mut table = Table::new("changes", columns);
    for row in rows {
        table.push(row);
    }
    context.print(table)?;
    if let Some(constant) = constant.flatten() {
        context.ui.status(constant);
    }
    Ok(Exit::Done)
}

/// The time of a moment.
///
/// # Errors
/// When the mirror cannot be read.
fn begun_at(mirror: &Mirror, moment: Moment) -> CliResult<Option<Timestamp>> {
    Ok(match moment {
        Moment::Time(at) => Some(at),
        Moment::Sync(sync) => taken_at(mirror, sync)?,
    })
}

/// The time of a snapshot.
///
/// # Errors
/// When the mirror cannot be read.
fn taken_at(mirror: &Mirror, sync: i64) -> CliResult<Option<Timestamp>> {
    Ok(mirror.snapshot_time(sync)?)
}

/// Of what the page is, and the command that makes it.
///
/// # Errors
/// When the mirror or the configuration cannot be read.
fn about(
    context: &Context,
    mirror: &Mirror,
    parts: &[Stage],
    args: &Diff,
    since: Moment,
    until: Option<Moment>,
) -> CliResult<About> {
    let asked = Asked {
        name: "changes",
        filter: None,
        days: None,
        more: &[],
        parts,
    };
    let mut about = request(context, mirror, asked)?.about;
    let flags = [("--of", &args.of), ("--app", &args.app)];
    let mut filters = Vec::new();
    for (flag, values) in flags.into_iter().filter(|(_, values)| !values.is_empty()) {
        filters.extend([flag.to_owned(), values.join(",")]);
    }
    if let Some(text) = &args.search {
        filters.extend(["--search".to_owned(), text.clone()]);
    }
    let mut words = vec!["snapshot".to_owned(), "diff".to_owned()];
    words.extend(["--since".to_owned(), written(since)]);
    if let Some(until) = until {
        words.extend(["--until".to_owned(), written(until)]);
    }
    words.extend(filters.iter().cloned());
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    about.command = hint_commands::command(&plain);
    about.filters = filters;
    Ok(about)
}

/// What is left out, and what is known at one of the moments only.
fn not_compared(found: &atlctl_core::history::Diff) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(found.left_out());
    lines.extend(found.left_out_by_log());
    lines.extend(found.perhaps_there());
    let learned = &found.learned;
    let all = |number: fn(&LearnedCounts) -> u64| {
        let lists = learned
            .lists
            .iter()
            .map(|((_, holds), counts)| (format!("the {holds} of "), "people", number(counts)));
        let values = learned
            .values
            .iter()
            .map(|(of, counts)| ("values of ".to_owned(), *of, number(counts)));
        let some = lists.chain(values).filter(|(.., number)| *number > 0);
        some.map(|(what, of, number)| format!("{what}{}", counted(number, one(of), several(of))))
            .collect::<Vec<_>>()
    };
    for (what, is) in [
        ("Became known", all(|counts| counts.became_known)),
        ("No longer known", all(|counts| counts.no_longer_known)),
    ] {
        if !is.is_empty() {
            lines.push(format!(
                "{what}, so not among the changes: {}.",
                is.join(", ")
            ));
        }
    }
    lines
}

/// A moment, and the snapshot that it is based on, with the time of that: what a sync found since may have happened
/// since then.
fn described(moment: Moment, snapshot: i64, taken: Option<Timestamp>) -> String {
    match (moment, taken) {
        (Moment::Time(at), Some(taken)) if taken != at => format!(
            "{} (snapshot {snapshot}, of {})",
            shown_time(at),
            shown_time(taken)
        ),
        (Moment::Time(at), _) => format!("{} (snapshot {snapshot})", shown_time(at)),
        (Moment::Sync(_), _) => format!("snapshot {snapshot}"),
    }
}

/// The parts of the mirror that the compared objects are read with.
fn parts(of: &[String]) -> Vec<Stage> {
    let all = [
        Stage::Users,
        Stage::Groups,
        Stage::Policies,
        Stage::Workspaces,
        Stage::GroupRoles,
    ];
    let mut parts: Vec<Stage> = of
        .iter()
        .map(|name| {
            let mut stages = Stage::ALL.into_iter();
            let same = |stage: &Stage| stage.to_string() == *name || stage.as_str() == name;
            stages.find(same).unwrap_or(Stage::Users)
        })
        .collect();
    parts.dedup();
    if parts.is_empty() {
        all.to_vec()
    } else {
        parts
    }
}
