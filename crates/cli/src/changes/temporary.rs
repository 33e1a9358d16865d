//! Changes that earlier runs made for a time, beside a plan: when they end, and when they end by the plan.

use std::collections::HashSet;

use atlctl_api::OrgId;
use atlctl_core::apply::{Machine, RunInfo, Settings};
use atlctl_core::number::counted;
use atlctl_core::plan::{
    Actor, Kind as PlanKind, PastRun, Plan, Row, Terms, Verdict, row_identity,
};
use jiff::Timestamp;

use super::until_option::end_in_words;
use super::{journal_error, no_records, runs};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};

/// Says of which rows a plan finds the value that an earlier run gave them for a time, and when it ends by the plan.
///
/// # Errors
/// When the runs cannot be read.
pub fn tell_ends(context: &Context, org: &OrgId, plan: &Plan, made: Made) -> CliResult<()> {
    if let Some(said) = said_of_ends(context, org, plan, made)? {
        context.ui.status(format!("Note: {said}."));
    }
    if let Some(said) = said_of_lasting(context, org, plan)? {
        context.ui.status(format!("Note: {said}."));
    }
    Ok(())
}

/// What a plan with an end says of those who have the value already, and have it for good: nothing ends for them.
fn said_of_lasting(context: &Context, org: &OrgId, plan: &Plan) -> CliResult<Option<String>> {
    let has_it = |row: &&Row| row.verdict == Verdict::Already;
    if plan.until.is_none() || !plan.rows.iter().any(|row| has_it(&row)) {
        return Ok(None);
    }
    let runs = runs_for_a_time(context, org)?;
    let terms = terms_of(&runs);
    let already = plan.rows.iter().filter(has_it);
    let lasting = already.filter(|row| terms.end_of(row).is_none()).count();
    Ok((lasting > 0).then(|| {
        let rows = counted(lasting as u64, "row has", "rows have");
        format!("{rows} the value already, for good: --until does not end that")
    }))
}

/// Whether a plan is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// It is, once it is confirmed.
    Now,
    /// It is shown, saved or simulated.
    Not,
}

/// Records a plan that changes nothing but when earlier changes end: a run without a request.
///
/// # Errors
/// When it cannot be recorded.
pub(super) fn record_ends(
    context: &Context,
    (org, actor): (&OrgId, &Actor),
    plan: &Plan,
) -> CliResult<()> {
    let runs = runs(context, org);
    let (plan, actor) = (plan.clone(), Some(actor.clone()));
    let begun = runs.begin(plan, Settings::default(), actor, context.now());
    let mut run = begun.map_err(|error| journal_error(&error))?;
    run.machine.begin();
    run.save().map_err(|error| journal_error(&error))?;
    context.ui.status(format!(
        "Run {}: nothing to send; it records when earlier changes end.",
        run.info.id
    ));
    Ok(())
}

/// What a plan that finds values as it wants them says of the end that earlier runs gave them; `None` where they gave them
/// none, or the same.
///
/// # Errors
/// When the runs cannot be read.
pub(super) fn said_of_ends(
    context: &Context,
    org: &OrgId,
    plan: &Plan,
    made: Made,
) -> CliResult<Option<String>> {
    if let Some(run) = plan.withdraws() {
        return said_of_withdrawn(context, org, (run, plan), made);
    }
    let is_undo = matches!(plan.kind, PlanKind::Undo { .. });
    let is_found = |row: &&Row| match is_undo {
        true => {
            matches!(row.verdict, Verdict::Already | Verdict::MovedOn { .. })
                || row.verdict.has_no_target()
        }
        false => !row.verdict.is_change(),
    };
    if !plan.rows.iter().any(|row| is_found(&row)) {
        return Ok(None);
    }
    let runs = runs_for_a_time(context, org)?;
    let terms = terms_of(&runs);
    let found = plan.rows.iter().filter(is_found);
    if is_undo {
        let (gone, ended): (Vec<&Row>, Vec<&Row>) = found
            .filter(|row| terms.has(row))
            .partition(|row| row.verdict.has_no_target());
        return Ok(words_of_settled(
            ended.len() as u64,
            gone.len() as u64,
            made,
        ));
    }
    let ends = found.filter_map(|row| terms.end_of(row));
    let moved: Vec<Timestamp> = ends.filter(|end| Some(*end) != plan.until).collect();
    Ok(words_of_ends(&moved, plan.until, made))
}

/// The changes for a time that stand after these runs, the oldest first.
pub fn terms_of(runs: &[(RunInfo, Machine)]) -> Terms<'_> {
    let past = runs
        .iter()
        .map(|(info, machine)| machine.past_run().named(&info.id));
    Terms::of(past.collect())
}

/// What a plan says that takes back what a run said of ends; `None` where that run said nothing, or later ones say anew.
fn said_of_withdrawn(
    context: &Context,
    org: &OrgId,
    (run, plan): (&str, &Plan),
    made: Made,
) -> CliResult<Option<String>> {
    let runs = runs_for_a_time(context, org)?;
    let Some((_, machine)) = runs.iter().find(|(info, _)| info.id == run) else {
        return Ok(None);
    };
    let past = runs
        .iter()
        .map(|(info, machine)| machine.past_run().named(&info.id));
    let (now, then) = (
        Terms::of(past.clone().collect()),
        Terms::of(past.chain([PastRun::new(plan, Vec::new())]).collect()),
    );
    let ends = machine.plan().rows.iter();
    let ends = ends.map(|row| (now.end_of(row), then.end_of(row)));
    let moved: Vec<_> = ends.filter(|(now, then)| now != then).collect();
    let before: Vec<Timestamp> = moved.iter().filter_map(|(now, _)| *now).collect();
    let after: Vec<Timestamp> = moved.iter().filter_map(|(_, then)| *then).collect();
    let Some(after) = span_in_words(&after) else {
        return Ok(None);
    };
    let was = match span_in_words(&before) {
        Some(before) => format!("until {before} so far"),
        None => "for good so far".to_owned(),
    };
    let count = counted(moved.len() as u64, "earlier change", "earlier changes");
    let ends = match (made, moved.len()) {
        (Made::Not, _) => "would end",
        (Made::Now, 1) => "now ends",
        (Made::Now, _) => "now end",
    };
    Ok(Some(format!("{count}, {was}, {ends} {after} again")))
}

/// What a way back says of changes for a time that it finds taken back, and of those that it cannot take back.
fn words_of_settled(ended: u64, gone: u64, made: Made) -> Option<String> {
    let changes = |count| counted(count, "temporary change", "temporary changes");
    let ended = (ended > 0).then(|| {
        let was = if ended == 1 { "was" } else { "were" };
        format!("{} {was} taken back by somebody else", changes(ended))
    });
    let gone = (gone > 0).then(|| {
        let tried = match (made, gone) {
            (Made::Not, _) => "would not be",
            (Made::Now, 1) => "is not",
            (Made::Now, _) => "are not",
        };
        format!(
            "{} cannot be taken back anymore, and {tried} tried again while that is so",
            changes(gone)
        )
    });
    let said: Vec<String> = ended.into_iter().chain(gone).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn words_of_ends(moved: &[Timestamp], until: Option<Timestamp>, made: Made) -> Option<String> {
    let was = span_in_words(moved)?;
    let count = counted(moved.len() as u64, "earlier change", "earlier changes");
    let (ends, stays) = match (made, moved.len()) {
        (Made::Not, _) => ("would end", "would stay"),
        (Made::Now, 1) => ("now ends", "now stays"),
        (Made::Now, _) => ("now end", "now stay"),
    };
    Some(match until {
        Some(until) => format!(
            "{count}, until {was} so far, {ends} {}",
            end_in_words(until)
        ),
        None => format!("{count}, until {was} so far, {stays} for good"),
    })
}

/// What undoing a run does not give back of the ends of changes; `None` where it had nothing to do with any, or where they
/// are given back. `rows`: those of the way back. `is_whole`: nothing of the run was selected.
///
/// # Errors
/// When a part is to be undone of a run that did nothing but say when changes end, or the runs cannot be read.
pub fn ends_not_undone(
    context: &Context,
    org: &OrgId,
    (id, machine): (&str, &Machine),
    (rows, is_whole): (&[Row], bool),
) -> CliResult<Option<String>> {
    let earlier = runs_before(context, org, id)?;
    let terms = terms_of(&earlier);
    let plan = machine.plan();
    let for_good = words_for_good(&terms, rows);
    if matches!(plan.kind, PlanKind::Undo { .. }) {
        return Ok(for_good);
    }
    let found = plan.rows.iter().filter(|row| !row.verdict.is_change());
    let ends = found.filter_map(|row| terms.end_of(row));
    let ends: Vec<Timestamp> = ends.filter(|end| Some(*end) != plan.until).collect();
    let Some(was) = span_in_words(&ends) else {
        return Ok(for_good);
    };
    let changes = counted(ends.len() as u64, "earlier change", "earlier changes");
    let (ends, stays) = match ends.len() {
        1 => ("ends", "stays"),
        _ => ("end", "stay"),
    };
    let what = match plan.until {
        Some(until) => format!("that {changes} {ends} {}", end_in_words(until)),
        None => format!("that {changes} {stays} for good"),
    };
    if plan.changes() > 0 {
        let also = format!(
            "run {id} also recorded {what} (until {was} before), which stays so; to set an end, make the change again \
             with --until"
        );
        return Ok(Some(match for_good {
            Some(for_good) => format!("{for_good}; {also}"),
            None => also,
        }));
    }
    if is_whole {
        return Ok(None);
    }
    Err(CliError::new(
        Kind::Usage,
        format!("run {id} changed nothing: it recorded {what}, and undo cannot move the ends of some of them"),
    )
    .hint(format!(
        "undo the whole run, or make the same change again with --until and the end it had ({was})"
    )))
}

/// What the way back of several runs, the first of which is `first`, gives back for good although it had an end; `None`
/// where nothing had.
///
/// # Errors
/// When the runs cannot be read.
pub fn back_for_good(
    context: &Context,
    org: &OrgId,
    first: &str,
    rows: &[Row],
) -> CliResult<Option<String>> {
    let earlier = runs_before(context, org, first)?;
    Ok(words_for_good(&terms_of(&earlier), rows))
}

/// The runs since the first one whose changes are to end, up to this one.
fn runs_before(context: &Context, org: &OrgId, id: &str) -> CliResult<Vec<(RunInfo, Machine)>> {
    let mut earlier = runs_for_a_time(context, org)?;
    let place = earlier.iter().position(|(info, _)| info.id == id);
    // One that is not among them is older than all of them.
    earlier.truncate(place.unwrap_or(0));
    Ok(earlier)
}

/// Of rows of a way back, those that give back what had an end.
fn words_for_good(terms: &Terms<'_>, rows: &[Row]) -> Option<String> {
    let changes = rows.iter().filter(|row| row.verdict.is_change());
    let ends = changes.flat_map(|row| {
        terms
            .end_of(row)
            .into_iter()
            .chain(terms.ends_of_grants(row))
    });
    let ends: Vec<Timestamp> = ends.collect();
    let words = span_in_words(&ends)?;
    let changes = counted(ends.len() as u64, "change", "changes");
    let (comes, it) = match ends.len() {
        1 => ("comes", "it"),
        _ => ("come", "them"),
    };
    Some(format!(
        "{changes} made until {words} {comes} back for good; to set an end, make {it} again with --until"
    ))
}

/// The times, from the first to the last; `None` without any.
fn span_in_words(times: &[Timestamp]) -> Option<String> {
    let (first, last) = (times.iter().min()?, times.iter().max()?);
    Some(match first == last {
        true => end_in_words(*first),
        false => format!("{} to {}", end_in_words(*first), end_in_words(*last)),
    })
}

/// Refuses a saved plan that takes changes back, where a run since then has said anew when they end.
///
/// # Errors
/// When one has, or the runs cannot be read.
pub fn check_ends_since(context: &Context, org: &OrgId, plan: &Plan) -> CliResult<()> {
    if !matches!(plan.kind, PlanKind::Undo { .. }) {
        return Ok(());
    }
    let changes = plan.rows.iter().filter(|row| row.verdict.is_change());
    let about: HashSet<_> = changes.map(row_identity).collect();
    let since = plan.made.as_millisecond();
    let runs = runs_for_a_time(context, org)?;
    for (info, machine) in &runs {
        // A run that takes back what another one said of ends is about the same.
        let of = machine.plan().withdraws();
        let withdrawn = runs.iter().filter(|(info, _)| Some(info.id.as_str()) == of);
        let machines = withdrawn.map(|(_, machine)| machine).chain([machine]);
        let mut rows = machines.flat_map(|machine| &machine.plan().rows);
        if info.began > since && rows.any(|row| about.contains(&row_identity(row))) {
            return Err(CliError::new(
                Kind::Refused,
                format!(
                    "run {} is about the same since the plan was made, and may have said when it ends",
                    info.id
                ),
            )
            .hint("make the plan again"));
        }
    }
    Ok(())
}

/// The runs since the first one whose changes are to end, the oldest first.
///
/// # Errors
/// When one of them cannot be read: what it changed may be what an earlier one gave for a time.
pub fn runs_for_a_time(context: &Context, org: &OrgId) -> CliResult<Vec<(RunInfo, Machine)>> {
    let runs = runs(context, org);
    let ids = runs
        .since_first_for_a_time()
        .map_err(|error| journal_error(&error))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        match runs.inspect(&id).map_err(|error| journal_error(&error))? {
            Some(run) => found.push(run),
            // What never began, or was removed on purpose, has no plan.
            None if runs.has_plan(&id) => return Err(no_records(&runs, &id)),
            None => {}
        }
    }
    Ok(found)
}
