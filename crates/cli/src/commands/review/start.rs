//! `atlctl review start`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use atlctl_core::input::key;
use atlctl_core::number::{counted, people};
use atlctl_core::review::{
    About, Freshness, NewFile, PartReading, ROWS, ReviewRow, Reviewer, Scope, ScopeEntry,
    ScopeKind, Started, create, reviewer_page, row_id, safe_name,
};
use atlctl_core::store::Mirror;
use atlctl_core::sync::Stage;
use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::access_paths::Ways;
use super::csv_lists::to_fill_in;
use super::evidence::{local_actor, step, step_added};
use super::reviewers::ReviewerOptions;
use super::scopes::ScopeOption;
use crate::context::Context;
use crate::duration::date;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::mirror::{ago, org_name};
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Start an access review
///
/// Writes a folder with a list (CSV) and a page (HTML) for each reviewer: who has the access, since when, their
/// status and last activity. Reviewers write keep, remove or ? into the list, or use the page, which works without a
/// network. Reads the mirror: sync first to review the current state. Put the lists that come back into DIR/returned.
///
/// The folder is the evidence: its manifest has the SHA-256 of every file, and every later step adds to it.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl review start --scope group:jira-admins,role:org-admin \\
      --reviewer ann@example.com
  atlctl review start --scope app:confluence --reviewer ann@example.com \\
      --due 2026-12-15 --out q4
  atlctl review start --scope role:admin@bitbucket,role:admin@confluence \\
      --reviewer ann@example.com
  atlctl review start --scope group:hr,group:finance --reviewers reviewers.csv")]
pub struct Start {
    #[command(flatten)]
    scope: ScopeOption,
    #[command(flatten)]
    reviewers: ReviewerOptions,
    /// Day by which decisions are due, such as 2026-12-15
    #[arg(long, value_name = "DATE", value_parser = date)]
    due: Option<Date>,
    /// Folder to create [default: access-review-DATE]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Starts a review.
///
/// # Errors
/// When a scope or reviewer is unknown, the mirror does not know who has the access, or the folder cannot be made.
pub fn run(context: &Context, args: &Start) -> CliResult {
    let today = TimeZone::UTC.to_datetime(context.now()).date();
    if let Some(due) = args.due.filter(|due| *due < today) {
        return Err(CliError::usage(format!(
            "invalid value \"{due}\" for --due: the day is in the past"
        )));
    }
    let mirror = context.mirror_showing(&args.scope.parts())?;
    let scopes = args.scope.find(&mirror)?;
    let reviewers = args.reviewers.find(context, &scopes)?;
    let id = id(
        context,
        &scopes
            .iter()
            .map(|(_, scope)| scope.label())
            .collect::<Vec<_>>(),
    )?;
    let mut entries = Vec::with_capacity(scopes.len());
    let mut rows = Vec::new();
    for ((_, scope), reviewer) in scopes.into_iter().zip(&reviewers) {
        let holders = mirror.access_holders(scope.held())?;
        if holders.known == 0 && holders.unknown > 0 {
            return Err(nobody_known(&scope));
        }
        let group = (scope.kind == ScopeKind::Group).then_some(scope.id.as_str());
        let unlisted = mirror.unlisted_people(group)?;
        let entry = ScopeEntry {
            rows: holders.people.len() as u64,
            unknown: holders.unknown + unlisted.unwrap_or_default(),
            unlisted,
            outdated: holders.outdated,
            scope,
        };
        let ways = Ways::read(&mirror, &entry.scope)?;
        for person in holders.people {
            let access = entry.scope.label();
            let own = person.email.as_deref().map(key) == Some(key(reviewer));
            rows.push(ReviewRow {
                row: row_id(&id, &access, &person.account),
                access,
                email: person.email,
                name: person.name,
                status: person.status,
                last_active: person.last_active,
                activity_known: person.activity_known,
                how: ways.of(&person.account),
                since: person.since,
                reviewer: reviewer.clone(),
                own: own || person.account == *reviewer,
                account: person.account,
            });
        }
        entries.push(entry);
    }
    if !mirror.were_all_people_read()? {
        context.ui.warning(
            "no sync has read the people to the end: people who were not listed and may have this access, too, are not in the review",
        );
        context.ui.hint(format!(
            "update the mirror before you send the lists: {}",
            hint_commands::command(&["sync"])
        ));
    }
    tell_scopes(context, &entries);
    if rows.is_empty() {
        context
            .ui
            .status("Nobody in the mirror has this access: there is nothing to review. No folder was created.");
        return Ok(Exit::Done);
    }
    let started = started(context, args, &mirror, id, entries, &rows)?;
    write(context, args, &started, &rows)
}

fn nobody_known(scope: &Scope) -> CliError {
    let label = display(&scope.label());
    if scope.kind == ScopeKind::AppRole {
        return CliError::failed(format!(
            "the mirror does not know who has {label}: roles in apps were not read"
        ))
        .hint("read them: atlctl sync --only group-roles,user-roles");
    }
    CliError::failed(format!(
        "the mirror does not know who has {label}: Atlassian does not report it for anybody"
    ))
    .hint("sign in with an organization API key or as an organization admin: atlctl auth login")
    .hint("then update the mirror: atlctl sync")
}

/// The day and eight characters that differ with the organization, the time and the scopes.
fn id(context: &Context, labels: &[String]) -> CliResult<String> {
    let org = context.org()?;
    let made = row_id(org.as_str(), &context.now().to_string(), &labels.join("\n"));
    let short: String = made.chars().skip(1).take(8).collect();
    Ok(format!("{}-{short}", context.now().strftime("%Y%m%d")))
}

fn tell_scopes(context: &Context, entries: &[ScopeEntry]) {
    for entry in entries {
        let label = display(&entry.scope.label());
        context
            .ui
            .status(format!("{label}: {}.", people(entry.rows)));
        let why = match entry.scope.kind {
            ScopeKind::AppRole => {
                "their own roles were not read (atlctl sync --only user-roles reads them)"
            }
            _ => "Atlassian does not report their access",
        };
        if entry.unreported() > 0 {
            context.ui.warning(format!(
                "the review leaves out {} who may have {label}, too: {why}",
                people(entry.unreported())
            ));
        }
        if let Some(outdated) = entry.outdated {
            context.ui.warning(format!(
                "{} of them have {label} by a role that was read up to {}, and may have lost it since (read them: atlctl sync \
                 --only user-roles)",
                people(outdated.people),
                ago(context.now().as_second() - outdated.read_at.as_second())
            ));
        }
    }
}

fn started(
    context: &Context,
    args: &Start,
    mirror: &Mirror,
    id: String,
    scopes: Vec<ScopeEntry>,
    rows: &[ReviewRow],
) -> CliResult<Started> {
    let org = context.org()?;
    let (_, profile) = context.profile()?;
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for row in rows {
        let (all, own) = counts.entry(&row.reviewer).or_default();
        *all += 1;
        *own += u64::from(row.own);
    }
    let reviewers = (1..).zip(counts).map(|(number, (reviewer, (rows, own)))| {
        // Numbered, so that no two names become one file.
        let name = format!("reviewers/{number:02}-{}", safe_name(reviewer));
        Reviewer {
            reviewer: reviewer.to_owned(),
            rows,
            own,
            csv: format!("{name}.csv"),
            page: format!("{name}.html"),
        }
    });
    Ok(Started {
        id,
        org: org.as_str().to_owned(),
        org_name: org_name(mirror, &org, profile.org_name)?,
        mirror: freshness(context, mirror, &args.scope.parts())?,
        scopes,
        filters: args.scope.filters().collect(),
        reviewers: reviewers.collect(),
        due: args.due,
    })
}

/// How fresh the mirror is, and these parts of it.
///
/// # Errors
/// When it cannot be read.
pub(super) fn freshness(
    context: &Context,
    mirror: &Mirror,
    parts: &[Stage],
) -> CliResult<Freshness> {
    let sync = mirror.last_sync()?;
    let parts = context.part_ages(mirror, parts)?;
    Ok(Freshness {
        sync: sync.as_ref().map(|sync| sync.sync),
        state: sync.as_ref().map(|sync| sync.state.clone()),
        started: sync.as_ref().map(|sync| sync.started_at),
        finished: sync.and_then(|sync| sync.finished_at),
        parts: parts.iter().map(PartReading::of).collect(),
    })
}

fn write(context: &Context, args: &Start, started: &Started, rows: &[ReviewRow]) -> CliResult {
    let json = serde_json::to_vec_pretty(rows)
        .map_err(|error| CliError::failed("cannot write the rows").cause(&error))?;
    let mut files = vec![NewFile::new(ROWS, json)];
    let columns = vec![
        Column::id("reviewer", "Reviewer"),
        Column::number("rows", "Rows"),
        Column::number("own", "Own access"),
        Column::key("list", "List").stays(),
        Column::text("page", "Page").on_request(),
    ];
    context.printable(&columns)?;
    let mut table = Table::new("reviewers", columns);
    let actor = local_actor(context)?;
    let made_by = actor.words();
    for reviewer in &started.reviewers {
        let theirs: Vec<&ReviewRow> = rows
            .iter()
            .filter(|row| row.reviewer == reviewer.reviewer)
            .collect();
        files.push(NewFile::new(&reviewer.csv, to_fill_in(context, &theirs)?));
        let page = reviewer_page(started, reviewer, &theirs, (context.now(), &made_by));
        files.push(NewFile::new(&reviewer.page, page));
        if reviewer.own > 0 {
            context.ui.warning(format!(
                "{} reviews their own access ({})",
                display(&reviewer.reviewer),
                counted(reviewer.own, "row", "rows")
            ));
        }
        table.push(vec![
            Cell::text(&reviewer.reviewer),
            Cell::count(reviewer.rows),
            Cell::count(reviewer.own),
            Cell::text(&reviewer.csv),
            Cell::text(&reviewer.page),
        ]);
    }
    let named = args.out.clone();
    let dir = named.unwrap_or_else(|| {
        PathBuf::from(format!(
            "access-review-{}",
            context.now().strftime("%Y-%m-%d")
        ))
    });
    let about = About::Start(started.clone());
    let folder = create(&dir, &files, step(context, actor, about))?;
    context.print(table)?;
    let ui = &context.ui;
    let shown = dir.to_string_lossy();
    ui.status(format!(
        "Started the access review {} in {}.",
        started.id,
        display(&shown)
    ));
    step_added(context, &folder);
    ui.hint(format!(
        "send each reviewer their list or page; put what they return into {}, then: {}",
        display(&dir.join("returned").to_string_lossy()),
        hint_commands::command(&["review", "plan", &shown])
    ));
    Ok(Exit::Done)
}
