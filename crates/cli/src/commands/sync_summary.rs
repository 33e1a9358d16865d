//! What a sync did, for programs (`sync -o json`).

use atlctl_core::store::Mirror;
use atlctl_core::sync::{Outcome, Stage, StageReport, SyncReport};

use crate::context::Context;
use crate::error::CliResult;
use crate::options::Format;
use crate::output::{Cell, Column, Details, Object};

fn columns() -> [Column; 14] {
    [
        Column::id("sync", "Sync"),
        Column::text("state", "State"),
        Column::text("complete", "Complete"),
        Column::text("resumed", "Resumed"),
        Column::time("started_at", "Started"),
        Column::time("finished_at", "Finished"),
        Column::number("people_appeared", "Appeared"),
        Column::number("people_changed", "Changed"),
        Column::number("people_gone", "Gone"),
        Column::number("people_returned", "Returned"),
        Column::text("stages", "Stages"),
        // (`gone` says of people and groups whether they are.)
        Column::former_name("appeared", "Appeared"),
        Column::former_name("changed", "Changed"),
        Column::former_name("returned", "Returned"),
    ]
}

fn is_asked_for(context: &Context) -> bool {
    context.global.output.unwrap_or(Format::Table) != Format::Table
}

/// Refuses columns that it does not have, before anything is read.
///
/// # Errors
/// When `--columns` names one.
pub(super) fn check(context: &Context) -> CliResult<()> {
    if is_asked_for(context) {
        context.printable(&columns())?;
    }
    Ok(())
}

/// Prints it, in the forms for programs: for people it is in the messages.
///
/// # Errors
/// When stdout cannot be written.
pub(super) fn print(context: &Context, mirror: &Mirror, report: &SyncReport) -> CliResult<()> {
    if !is_asked_for(context) {
        return Ok(());
    }
    let sync = mirror.newest_sync()?;
    let sync = sync.filter(|sync| sync.sync == report.sync);
    // Of people who were not read completely, there may be more: none found is unknown.
    let is_whole = match report.stage(Stage::Users) {
        Some(users) => users.outcome == Outcome::Complete,
        None => true,
    };
    let found = |count: u64| match count {
        0 if !is_whole => Cell::Unknown,
        count => Cell::count(count),
    };
    let cells = [
        Cell::Int(report.sync),
        Cell::maybe(sync.as_ref().map(|sync| sync.state.clone())),
        Cell::Bool(report.complete),
        Cell::Bool(report.resumed),
        sync.as_ref().map(|sync| sync.started_at).into(),
        sync.as_ref().and_then(|sync| sync.finished_at).into(),
        found(report.appeared),
        found(report.changed),
        found(report.gone),
        found(report.returned),
        Cell::Objects(report.stages.iter().map(stage).collect()),
        found(report.appeared),
        found(report.changed),
        found(report.returned),
    ];
    let mut details = Details::new();
    for (column, cell) in columns().into_iter().zip(cells) {
        details = details.column(column, cell);
    }
    context.print_details(details)
}

/// A part of the sync, as in the view `sync_stage`.
fn stage(stage: &StageReport) -> Object {
    let (name, state) = (stage.stage.as_str(), stage.outcome.as_str());
    Object::new(format!("{name}: {state}"))
        .field("stage", name)
        .field("state", state)
        .field("rows", Cell::count(stage.rows))
        .field("note", stage.note.clone())
}
