//! People who were named and are not in the mirror.

use std::collections::BTreeSet;

use atlctl_core::number::{counted, grouped, people};
use atlctl_core::plan::{Kind, Plan, Row, Verdict};
use atlctl_core::store::unusual;

use super::plan_table::SAMPLE;
use super::results::FEW;
use super::{PlanOptions, print_plan};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::options::Format;
use crate::ui::display;

/// Refuses a list of which nobody is known: it is a wrong file, a wrong organization or an old mirror.
pub(super) fn some_known(context: &Context, plan: &Plan, args: &PlanOptions) -> CliResult<()> {
    let slips = plan.slips();
    if slips == 0 || slips < plan.rows.len() {
        return Ok(());
    }
    let results = context.global.yes || args.rehearse;
    if !results {
        print_plan(context, plan, &args.shown())?;
    }
    let all = named(&plan.rows);
    let contradictions = contradictions(plan);
    if !contradictions.is_empty() {
        let rows = listed_rows(plan);
        let error = CliError::usage(if contradictions.len() as u64 == rows {
            format!(
                "no person can be changed: the address and the account ID do not belong together in {}",
                counted(rows, "row", "rows")
            )
        } else {
            format!(
                "no person can be changed: of {}, the address and the account ID do not belong together in {}, and the \
                 others are not in the mirror",
                counted(rows, "row", "rows"),
                grouped(contradictions.len() as u64)
            )
        });
        let reasons = contradictions.into_iter().take(SHOWN);
        let error = reasons.fold(error, |error, row| error.because(display(&reason(row))));
        return Err(error.hint(CORRECT));
    }
    let mut what = match (all.len() as u64, all.first()) {
        (1, Some(one)) => format!("{} is not in the mirror", display(one)),
        (count, _) => format!("none of {} is in the mirror", people(count)),
    };
    // Where results would be printed there are none.
    let mut reasons: Vec<String> = Vec::new();
    for row in plan.rows.iter().filter(|_| results) {
        let why = reason(row);
        // Several rows of one person say it once.
        if display(&why) != what && !reasons.contains(&why) {
            reasons.push(why);
        }
        if reasons.len() == SHOWN {
            break;
        }
    }
    if let [only] = reasons.as_slice()
        && display(only).starts_with(&what)
    {
        // One sentence says both.
        what = display(only);
        reasons.clear();
    }
    let odd = all.iter().filter_map(|one| Some((*one, unusual(one)?)));
    let odd: Vec<(&str, String)> = odd.take(SHOWN).collect();
    if let ([(_, odd)], 1) = (odd.as_slice(), all.len()) {
        what.push_str(&format!(" ({})", display(odd)));
    }
    let error = reasons.iter().fold(CliError::usage(what), |error, why| {
        error.because(display(why))
    });
    let odd = odd.iter().filter(|_| all.len() > 1);
    let error = odd.fold(error, |error, (one, odd)| {
        error.because(display(&format!("{one} {odd}")))
    });
    Err(error.hint(SYNC))
}

/// People who are named in an error, at most.
const SHOWN: usize = 5;

/// What helps when somebody is not known.
const SYNC: &str = "if they are new, update the mirror: atlctl sync";

/// What helps when an address and an account ID do not belong together.
pub const CORRECT: &str = "correct the list: keep the right one of the two in each row";

/// The exit code of a plan in which somebody who was named is not known: never that all is well.
pub fn warn_of_unknown(context: &Context, plan: &Plan, exit: Exit) -> Exit {
    let contradictions = contradictions(plan);
    let unknown = named(unknown_rows(plan));
    if !contradictions.is_empty() {
        context.ui.warning(format!(
            "the address and the account ID do not belong together in {}, which {} not changed:",
            contradictory_rows(plan, contradictions.len() as u64),
            if contradictions.len() == 1 {
                "is"
            } else {
                "are"
            }
        ));
        let mut lines: Vec<String> = contradictions
            .iter()
            .take(SHOWN)
            .map(|row| format!("  {}", display(&reason(row))))
            .collect();
        if contradictions.len() > SHOWN {
            let more = contradictions.len() - SHOWN;
            lines.push(format!("  … and {} more", grouped(more as u64)));
        }
        context.ui.steps(lines.join("\n"));
        context.ui.hint(CORRECT);
    }
    if !unknown.is_empty() {
        warn_of_missing(context, plan, &unknown);
    }
    match exit {
        Exit::Done | Exit::Pending if plan.slips() > 0 => Exit::Partly,
        exit => exit,
    }
}

fn warn_of_missing(context: &Context, plan: &Plan, unknown: &[&str]) {
    let of = people(named(&plan.rows).len() as u64);
    let are = if unknown.len() == 1 { "is" } else { "are" };
    let who = match are_in_table(context, plan, unknown.len()) {
        true => String::new(),
        false => format!(": {}", first_named(plan, unknown)),
    };
    context.ui.warning(format!(
        "{} of {of} {are} not in the mirror{who}",
        grouped(unknown.len() as u64),
    ));
    context.ui.hint(SYNC);
}

/// Whether the table above the message names each of them, with who may be meant: then nobody is named again.
fn are_in_table(context: &Context, plan: &Plan, unknown: usize) -> bool {
    let global = &context.global;
    let whole = global.output.unwrap_or(Format::Table) == Format::Table
        && global.columns.is_empty()
        && global.limit.is_none();
    let odd = |row: &Row| row.email.as_deref().and_then(unusual).is_some();
    whole
        && context.ui.messages_beside_data()
        && unknown <= SAMPLE
        && plan.rows.len() <= FEW
        && !unknown_rows(plan).any(odd)
}

/// The first of them, with what of the address cannot be seen and who may be meant.
fn first_named(plan: &Plan, unknown: &[&str]) -> String {
    let with_meant = |one: &str| {
        let row = unknown_rows(plan).find(|row| name(row) == Some(one));
        let odd = unusual(one);
        let meant = match row.map(|row| &row.verdict) {
            Some(Verdict::NotFound { suggestions }) if !suggestions.is_empty() => {
                Some(format!("did you mean {}?", suggestions.join(" or ")))
            }
            _ => None,
        };
        let notes: Vec<String> = odd.into_iter().chain(meant).collect();
        match notes.is_empty() {
            true => display(one),
            false => display(&format!("{one} ({})", notes.join("; "))),
        }
    };
    let first: Vec<String> = unknown.iter().take(3).map(|one| with_meant(one)).collect();
    let more = if unknown.len() > 3 { ", …" } else { "" };
    format!("{}{more}", first.join(", "))
}

/// The rows of people who are not in the mirror.
fn unknown_rows(plan: &Plan) -> impl Iterator<Item = &Row> {
    let is_unknown = |row: &&Row| row.verdict.is_slip() && !row.verdict.is_contradiction();
    plan.rows.iter().filter(is_unknown)
}

/// The first row of each contradiction: a plan may have several rows of one row of a list.
fn contradictions(plan: &Plan) -> Vec<&Row> {
    let mut seen = BTreeSet::new();
    let rows = plan.rows.iter();
    rows.filter(|row| row.verdict.is_contradiction())
        .filter(|row| seen.insert((row.line, reason(row))))
        .collect()
}

/// So many rows of those of the list; alone where the plan does not know all of these, as that of an undo.
fn contradictory_rows(plan: &Plan, count: u64) -> String {
    let has_line = |row: &&Row| row.line.is_some();
    let is_undo = matches!(plan.kind, Kind::Undo { .. });
    if !is_undo || plan.rows.iter().all(|row| has_line(&row)) {
        let rows = counted(listed_rows(plan), "row", "rows");
        format!("{} of {rows}", grouped(count))
    } else {
        counted(count, "row", "rows")
    }
}

/// How many rows of the list the plan is of: it may have several changes for one of them, and changes of people who are
/// not in the list.
fn listed_rows(plan: &Plan) -> u64 {
    let of_list = plan.rows.iter().any(|row| row.line.is_some());
    let rows = plan.rows.iter().filter(|row| row.line.is_some() == of_list);
    let distinct: BTreeSet<_> = rows.map(|row| (row.line, name(row))).collect();
    distinct.len() as u64
}

fn reason(row: &Row) -> String {
    format!("{} {}", name(row).unwrap_or("?"), row.reason())
}

fn name(row: &Row) -> Option<&str> {
    row.email.as_deref().or(row.account.as_deref())
}

/// The people of these rows, in their order, each once: a plan may have several rows of a person. A row without a person
/// counts as itself.
fn named<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for row in rows {
        match name(row) {
            Some(name) if !seen.insert(name) => {}
            name => names.push(name.unwrap_or("?")),
        }
    }
    names
}
