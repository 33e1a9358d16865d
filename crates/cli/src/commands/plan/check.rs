//! `atlctl plan check`.

use std::path::PathBuf;

use atlctl_core::change::{Live, Wire};
use atlctl_core::number::grouped;
use atlctl_core::plan::{Checked, Plan, Refusal, RowNow, stale};
use clap::Args;

use super::left_out::left_out;
use super::show::read;
use crate::changes::{
    LeftOut, current_names, live, print_summary, read_new_members, review_of_plan, run_of_plan,
    service, signed_in, still_allowed, unless_nobody_reads,
};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::hint_commands;
use crate::options::Format;
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Check a saved plan against the current state
///
/// Reads everything that the plan changes, and says how many rows are still as the plan recorded, already as planned,
/// changed since, or not reported. Prints the rows that are not as recorded; -o csv and -o json print every row.
/// Changes nothing.
///
/// Also reads who is an organization admin now, the members of groups that the plan makes equal to a list or changes as
/// a whole, and the roles of groups that it deletes, and names what is new.
///
/// Exits with 0 when the whole plan would apply; rows that are already as planned are fine. Exits with 6 when:
/// - the plan would not apply;
/// - it was applied already;
/// - it would leave out rows that changed since, or people who were suspended or deactivated since;
/// - a group would not be equal to its list.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl plan check move.json
  atlctl plan check move.json -o json")]
pub struct Check {
    /// The saved plan, written by --plan FILE
    #[arg(value_name = "PLAN")]
    file: PathBuf,
}

/// Checks a plan.
///
/// # Errors
/// When the file is no plan, the plan is for another organization, or Atlassian fails.
pub fn run(context: &Context, args: &Check) -> CliResult {
    let (mut plan, checksum) = read(&args.file)?;
    plan.later = current_names(context);
    let org = context.org()?;
    let signed = signed_in(context)?;
    let wire = Wire::new(signed.client.read_only(), org.clone());
    let ui = &context.ui;
    let new = match plan.org == org.as_str() {
        true => read_new_members(context, &wire, &mut plan)?,
        false => Vec::new(),
    };
    print_summary(context, &plan);
    let here = service(&wire.client);
    let mut fits = match stale(&plan, &org, &here, context.now(), None) {
        Ok(()) => true,
        Err(old @ Refusal::Old { .. }) => {
            ui.warning(display(&old.to_string()));
            false
        }
        Err(other) => {
            return Err(CliError::new(Kind::Refused, display(&other.to_string()))
                .hint("make the plan again"));
        }
    };
    let yourself = signed.yourself.clone();
    let guarded = match still_allowed(context, Some(&wire), &plan, yourself) {
        Ok((_, guarded)) => guarded,
        Err(held) => {
            ui.warning(held.message());
            fits = false;
            LeftOut::default()
        }
    };
    let of_review = review_of_plan(context, &args.file, &plan, &checksum).err();
    if let Some(unfit) = &of_review {
        ui.warning(unfit.why());
        fits = false;
    }
    let live = live(context, &wire, &plan)?.unwrap_or_else(|| Live::at(context.now()));
    let checked = plan.check(&live);
    print(context, &plan, &checked)?;
    let count = |row_now: RowNow| {
        let rows = checked.iter().filter(|one| one.row_now == row_now);
        rows.count() as u64
    };
    let counts = RowNow::ALL.map(|row_now| {
        let count = grouped(count(row_now));
        format!("{count} {}", row_now.words())
    });
    ui.status(format!("{}.", counts.join(", ")));
    for members in &new {
        let words = members.words();
        ui.warning(format!("{words}; the plan leaves them in"));
    }
    let already = count(RowNow::AlreadySo);
    // So much is asked of it when it is applied, too.
    fits &= stale(&plan, &org, &here, context.now(), Some(&live)).is_ok();
    let applied = run_of_plan(context, &plan, &checksum).filter(|run| !run.is_closed);
    if let Some(run) = applied {
        guarded.tell(context);
        ui.status(format!("{}.", run.words_of("The plan")));
        let show = hint_commands::command(&["run", "show", &run.id]);
        ui.hint(format!("see what it did: {show}"));
        if fits && !run.unfinished {
            let shown = args.file.to_string_lossy();
            let apply = hint_commands::command(&["apply", &shown, "--again"]);
            ui.hint(format!("apply it once more: {apply}"));
        }
        return Ok(Exit::Pending);
    }
    if let Some(left) = left_out(&plan, &checked).filter(|_| fits) {
        guarded.tell(context);
        ui.status(left);
        ui.hint("make the plan again to change what is left out, too");
        return Ok(Exit::Pending);
    }
    let again = "make the plan again";
    if fits && !guarded.is_empty() {
        guarded.tell(context);
        ui.status("The plan would apply without them.");
        ui.hint(again);
        return Ok(Exit::Pending);
    }
    if fits && !new.is_empty() {
        ui.status("The plan would apply, but groups would not be equal to their lists.");
        ui.hint(again);
        return Ok(Exit::Pending);
    }
    if fits {
        ui.status(if already == 0 {
            "The plan would apply as it is."
        } else {
            "The plan would apply; rows that are already as planned are left alone."
        });
        return Ok(Exit::Done);
    }
    ui.status("The plan would not apply as it is.");
    if let Some(unfit) = of_review {
        ui.hint(unfit.next());
        return Ok(Exit::Pending);
    }
    let shown = args.file.to_string_lossy();
    ui.hint(format!(
        "{again}; or see the rows: {}",
        hint_commands::command(&["plan", "show", &shown, "--explain"])
    ));
    Ok(Exit::Pending)
}

fn print(context: &Context, plan: &Plan, checked: &[Checked<'_>]) -> CliResult<()> {
    let now = match checked.iter().any(|one| one.obstacle.is_some()) {
        true => Column::sentence("now", "Now"),
        false => Column::text("now", "Now"),
    };
    let columns = vec![
        Column::number("line", "Line").on_request(),
        Column::id("email", "Email"),
        Column::text("account", "Account").on_request(),
        Column::text("what", "What"),
        Column::text("state", "State"),
        Column::text("before", "Before"),
        now,
        Column::text("after", "After"),
    ];
    let all = context.global.output.unwrap_or(Format::Table) != Format::Table;
    let mut table = Table::new("rows", columns);
    let mut some = false;
    for one in checked {
        if !all && one.row_now == RowNow::AsRecorded {
            continue;
        }
        some = true;
        let row = one.row;
        let name = |id: &str| plan.name_of(row.facet.kind, id);
        let value = |value| Cell::text(plan.value_name(&row.facet, value));
        table.push(vec![
            row.line.map_or(Cell::None, Cell::count),
            Cell::maybe(row.email.clone()),
            Cell::maybe(row.account.clone()),
            Cell::text(row.facet.kind.what(&row.facet.of, &name)),
            Cell::text(if all {
                one.row_now.as_str()
            } else {
                one.row_now.words()
            }),
            row.before.value().map_or(Cell::Unknown, value),
            match &one.obstacle {
                Some(why) => Cell::text(why.clone()),
                None => one.now.map_or(Cell::Unknown, value),
            },
            row.to.as_ref().map_or(Cell::None, value),
        ]);
    }
    if !some && !all {
        return Ok(());
    }
    unless_nobody_reads(context.print(table))
}
