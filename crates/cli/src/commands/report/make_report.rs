//! From options to a report.

use atlctl_core::report::{About, Report, Request};
use atlctl_core::sql::SqlError;
use atlctl_core::store::Mirror;
use atlctl_core::sync::Stage;
use atlctl_signin::Credentials;

use super::options::{ReportOptions, words};
use super::print::{completed, print};
use crate::changes::{actor, check_new_file, to_the_second};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::mirror::{org_name, time};
use crate::options::Format;
use crate::people_filter::Filter;
use crate::run_records::RunRecords;
use crate::seat_prices::prices;
use crate::since_option::written;

/// Rows of each list in a terminal's table, unless asked for more.
pub const SHOWN: usize = 10;

/// What a report is made from, apart from the mirror.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its name on the command line.
    pub name: &'static str,
    /// Only these people, where the report can be of some.
    pub filter: Option<&'a Filter>,
    /// What counts as inactive, where that matters.
    pub days: Option<u32>,
    /// Further words of the command.
    pub more: &'a [String],
    /// The parts of the mirror that it stands on, the most important first.
    pub parts: &'a [Stage],
}

impl Asked<'_> {
    /// These parts, and those that its filters decide by.
    pub fn parts(&self) -> Vec<Stage> {
        let mut parts = self.parts.to_vec();
        for part in self.filter.into_iter().flat_map(Filter::needed_parts) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts
    }
}

/// Makes a report and prints it.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn make_and_print(
    context: &Context,
    asked: Asked<'_>,
    options: &ReportOptions,
    make: impl FnOnce(&Request<'_>) -> Result<Report, SqlError>,
) -> CliResult {
    not_live(context)?;
    check_new_file(options.html.as_deref(), options.force)?;
    let mirror = context.mirror_showing(&asked.parts())?;
    let mut request = request(context, &mirror, asked)?;
    request.rows = rows(context, options);
    let mut report = make(&request)?;
    if asked.name == "admins" {
        RunRecords::new(context)?.fill(&mut report);
    }
    print(context, &completed(report), options)?;
    Ok(Exit::Done)
}

/// Refuses `--live`: reports are of the mirror.
///
/// # Errors
/// When it is given.
pub fn not_live(context: &Context) -> CliResult<()> {
    if !context.global.live {
        return Ok(());
    }
    Err(
        CliError::usage("reports are made from the mirror and cannot be used with --live")
            .hint("update the mirror: atlctl sync"),
    )
}

/// The request for a report, with every row.
///
/// # Errors
/// When the mirror or the configuration cannot be read.
pub fn request<'m>(
    context: &Context,
    mirror: &'m Mirror,
    asked: Asked<'_>,
) -> CliResult<Request<'m>> {
    let (profile, settings) = context.profile()?;
    let org = context.org()?;
    let known = settings
        .org_name
        .filter(|_| settings.org.as_deref() == Some(org.as_str()));
    let sync = mirror.last_sync()?;
    let incomplete = sync
        .as_ref()
        .filter(|sync| sync.state != "complete")
        .map(|sync| {
            let note = sync
                .note
                .as_deref()
                .unwrap_or("some parts could not be read");
            format!("The last sync was not complete: {note}.")
        });
    let filter = asked
        .filter
        .filter(|filter| filter.is_given())
        .map(|filter| filter.query(mirror))
        .transpose()?;
    let outdated = match &filter {
        Some(filter) if filter.asks_own_roles() => context.own_roles_age(mirror)?,
        _ => None,
    };
    let notes: Vec<String> = incomplete.into_iter().chain(outdated).collect();
    let incomplete = (!notes.is_empty()).then(|| notes.join(" "));
    let mut words = words(asked.name, asked.filter, asked.days);
    words.extend_from_slice(asked.more);
    if let Some(moment) = mirror.as_of() {
        words.extend(["--as-of".to_owned(), written(moment)]);
    }
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    let filters = asked.filter.map(Filter::flags).unwrap_or_default();
    Ok(Request {
        mirror,
        now: mirror.shown_at().unwrap_or_else(|| context.now()),
        about: About {
            org: org.as_str().to_owned(),
            org_name: org_name(mirror, &org, known)?,
            synced: sync.map(|sync| sync.finished_at.unwrap_or(sync.started_at)),
            as_of: mirror.shown_at().map(time),
            instead: mirror.instead().map(|instead| instead.to_string()),
            incomplete,
            parts: context.part_ages(mirror, &asked.parts())?,
            made: to_the_second(context.now()),
            made_by: actor(context, &Credentials::default(), &profile).words(),
            command: hint_commands::command(&plain),
            filters,
        },
        filter,
        days: asked.days.unwrap_or(90),
        prices: prices(context)?,
        rows: None,
        words,
        quote: hint_commands::command,
    })
}

/// The most rows of each list: a terminal shows the first ones, everything else gets all.
pub fn rows(context: &Context, options: &ReportOptions) -> Option<usize> {
    let all = options.html.is_some()
        || options.list.is_some()
        || context.global.output.unwrap_or(Format::Table) != Format::Table
        || !context.global.columns.is_empty()
        || context.global.sort.is_some();
    if all {
        None
    } else {
        Some(context.global.limit.unwrap_or(SHOWN))
    }
}
