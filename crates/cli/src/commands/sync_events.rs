//! `atlctl sync --only events`: the audit log alone.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use atlctl_api::{Client, OrgId};
use atlctl_core::number::counted;
use atlctl_core::query::{List, ListQuery};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, EventsSince, SyncError, SyncEvent};

use super::event::explained;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::listing::shown;
use crate::options::Format;
use crate::output::{Cell, Column, Details};
use crate::signals::Signals;
use crate::ui::display;

/// Reads the audit log into this mirror. An interrupted sync of everything else stays as it is.
///
/// # Errors
/// When Atlassian cannot be asked, or the mirror cannot be written.
pub(super) fn run(
    context: &Context,
    client: &Client,
    org: &OrgId,
    path: &Path,
    since: EventsSince,
) -> CliResult {
    let mirror = Mirror::open(path)?;
    let now = context.now();
    let started = std::time::Instant::now();
    let clock = Arc::new(move || now + started.elapsed());
    let bar = RefCell::new(None);
    let events = |event| match event {
        SyncEvent::Progress { rows, .. } => {
            let mut bar = bar.borrow_mut();
            bar.get_or_insert_with(|| context.ui.progress("events", None))
                .at(rows);
        }
        SyncEvent::Warning(text) => context.ui.warning(display(&text)),
        _ => {}
    };
    let read = context.block_on(async {
        let mut signals = Signals::listen();
        let mut work = std::pin::pin!(sync::read_events(
            client, &mirror, org, since, clock, &events
        ));
        tokio::select! {
            report = &mut work => Ok(report),
            received = signals.next() => Err(received),
        }
    })?;
    if let Some(bar) = bar.into_inner() {
        bar.finish();
    }
    const RESUMES: &str = "your progress is saved; to resume: atlctl sync --only events";
    let report = match read {
        Err(received) => {
            return Err(CliError::new(Kind::Canceled, received.words()).hint(RESUMES));
        }
        Ok(Err(SyncError::Wire { source, .. })) => {
            let hint = mirror.has_events()?.then_some(RESUMES);
            let error = explained(source);
            return Err(hint.into_iter().fold(error, CliError::hint));
        }
        Ok(Err(error)) => return Err(error.into()),
        Ok(Ok(report)) => report,
    };
    let new = counted(report.new, "event", "events");
    context.ui.status(if report.first {
        format!("Read {new}.")
    } else {
        format!("Read {new} since the last time.")
    });
    print(context, &mirror, report.new)?;
    Ok(Exit::Done)
}

/// A summary for programs.
fn print(context: &Context, mirror: &Mirror, new: u64) -> CliResult<()> {
    if context.global.output.unwrap_or(Format::Table) == Format::Table {
        return Ok(());
    }
    let columns = [
        Column::time("since", "Since"),
        Column::time("read_at", "Read"),
        Column::number("events", "Events"),
    ];
    let names: Vec<String> = columns
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let mut row = Vec::new();
    ListQuery::default().run(mirror, List::EventLogs, &names, &mut |cells| {
        row = cells;
        ControlFlow::Break(())
    })?;
    let mut details = Details::new().id("new", "New events", Cell::count(new));
    for (column, cell) in columns.into_iter().zip(row) {
        let cell = shown((cell, &column));
        details = details.column(column, cell);
    }
    context.print_details(details)
}
