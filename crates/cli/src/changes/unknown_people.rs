//! People who were named and are not in the mirror.

use atlctl_core::number::{grouped, people};
use atlctl_core::plan::Plan;

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
    let what = match slips {
        1 => "the person named was not found".to_owned(),
        _ => format!("none of the {} named were found", people(slips as u64)),
    };
    let error = CliError::usage(what);
    // Where results would be printed there are none.
    let shown = plan.rows.iter().filter(|_| results).take(SHOWN);
    let error = shown.fold(error, |error, row| {
        let name = row.email.as_deref().or(row.account.as_deref());
        let why = row.reason();
        error.because(display(&format!("{} {why}", name.unwrap_or("?"))))
    });
    Err(error.hint(SYNC))
}

/// People who are named in an error, at most.
const SHOWN: usize = 5;

/// What helps when somebody is not known.
const SYNC: &str = "if they are new, update the mirror: atlctl sync";

/// The exit code of a plan in which somebody who was named is not known: never that all is well.
pub fn warn_of_unknown(context: &Context, plan: &Plan, exit: Exit) -> Exit {
    let slips = plan.slips() as u64;
    if slips == 0 {
        return exit;
    }
    let names = plan.rows.iter().filter(|row| row.verdict.is_slip());
    let names = names.filter_map(|row| row.email.as_deref().or(row.account.as_deref()));
    let first: Vec<String> = names.take(3).map(display).collect();
    let more = if slips > 3 { ", …" } else { "" };
    let of = people(plan.rows.len() as u64);
    let are = if slips == 1 { "was" } else { "were" };
    context.ui.warning(format!(
        "{} of {of} named {are} not found: {}{more}",
        grouped(slips),
        first.join(", ")
    ));
    context.ui.hint(SYNC);
    match exit {
        Exit::Done | Exit::Pending => Exit::Partly,
        exit => exit,
    }
}
