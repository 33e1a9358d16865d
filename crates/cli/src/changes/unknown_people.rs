//! People who were named and are not in the mirror.

use std::collections::BTreeSet;

use atlctl_core::number::{counted, grouped, people};
use atlctl_core::plan::{Plan, Row, Verdict};

use super::{PlanOptions, print_plan};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
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
    let contradicts = |row: &Row| row.verdict == Verdict::Contradicts;
    if plan.rows.iter().all(contradicts) {
        return Err(CliError::usage(format!(
            "no person can be changed: the address and the account ID belong to two people in {}",
            counted(plan.rows.len() as u64, "row", "rows")
        ))
        .hint("correct the list: keep the right one of the two in each row"));
    }
    let what = match (all.len() as u64, all.first()) {
        (1, Some(one)) => format!("{} is not in the mirror", display(one)),
        (count, _) => format!("none of {} is in the mirror", people(count)),
    };
    // Where results would be printed there are none.
    let mut reasons: Vec<String> = Vec::new();
    for row in plan.rows.iter().filter(|_| results) {
        let why = format!("{} {}", name(row).unwrap_or("?"), row.reason());
        // Several rows of one person say it once.
        if display(&why) != what && !reasons.contains(&why) {
            reasons.push(why);
        }
        if reasons.len() == SHOWN {
            break;
        }
    }
    let error = reasons.iter().fold(CliError::usage(what), |error, why| {
        error.because(display(why))
    });
    Err(error.hint(SYNC))
}

/// People who are named in an error, at most.
const SHOWN: usize = 5;

/// What helps when somebody is not known.
const SYNC: &str = "if they are new, update the mirror: atlctl sync";

/// The exit code of a plan in which somebody who was named is not known: never that all is well.
pub fn warn_of_unknown(context: &Context, plan: &Plan, exit: Exit) -> Exit {
    let unknown = named(unknown_rows(plan));
    if unknown.is_empty() {
        return exit;
    }
    let first: Vec<String> = unknown.iter().take(3).map(|name| display(name)).collect();
    let more = if unknown.len() > 3 { ", …" } else { "" };
    let of = people(named(&plan.rows).len() as u64);
    let are = if unknown.len() == 1 { "is" } else { "are" };
    context.ui.warning(format!(
        "{} of {of} {are} not in the mirror: {}{more}",
        grouped(unknown.len() as u64),
        first.join(", ")
    ));
    context.ui.hint(SYNC);
    match exit {
        Exit::Done | Exit::Pending => Exit::Partly,
        exit => exit,
    }
}

/// The rows of unknown people.
fn unknown_rows(plan: &Plan) -> impl Iterator<Item = &Row> {
    plan.rows.iter().filter(|row| row.verdict.is_slip())
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
