//! Confirmation: show a plan, save it or ask, then apply it.

use std::path::Path;

use atlctl_api::OrgId;
use atlctl_core::plan::{self, Actor, Plan};

use super::irreversible::{self, ConfirmOption, check_yes};
use super::plan_table::sample_text;
use super::results::{not_written, of_nothing, save_results};
use super::secret_cells::refuse_secrets;
use super::temporary::{Made, record_ends, said_of_ends};
use super::unknown_people::some_known;
use super::{
    PlanOptions, SignedIn, apply, check_results, not_by_printing, print_plan, print_results,
    print_summary, rehearse, save, tell_ends, warn_of_unfinished, warn_of_unknown,
};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::hint_commands;
use crate::options::Format;
use crate::same_command::{hint_to_add, same_command};
use crate::ui::display;

/// Shows a plan, then saves, simulates or applies it, if it is `allowed`. A plan over a limit is shown before it is
/// refused.
///
/// # Errors
/// When it is not allowed, not applied because nobody agreed, or when applying it fails.
pub fn confirm_and_apply(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    mut plan: Plan,
    args: &PlanOptions,
    allowed: CliResult<()>,
) -> CliResult {
    let ui = &context.ui;
    refuse_secrets(&plan)?;
    // Where nothing was asked for, the end says enough.
    if !plan.rows.is_empty() || !plan.notes.is_empty() {
        print_summary(context, &plan);
    }
    let made = match args.only_plans() || args.rehearse {
        true => Made::Not,
        false => Made::Now,
    };
    tell_ends(context, org, &plan, made)?;
    some_known(context, &plan, args)?;
    args.handoff.write(context, &mut plan, args.force)?;
    if let Err(refused) = allowed {
        if !context.global.yes && !args.rehearse {
            print_plan(context, &plan, &args.shown())?;
        }
        return Err(refused);
    }
    if plan.changes() > 0 {
        warn_of_unfinished(context, org, &plan)?;
    }
    let changes = plan.changes();
    if args.only_plans() {
        // Kept before it is printed: stdout may be full, the plan is not lost by it.
        let kept = match &args.plan {
            Some(path) => {
                let (text, checksum) = plan::to_text(&plan)
                    .map_err(|error| CliError::failed("cannot write the plan").cause(&error))?;
                save(path, &text, args.force)?;
                Some((path, checksum))
            }
            None => None,
        };
        print_plan(context, &plan, &args.shown())?;
        if let Some((path, checksum)) = kept {
            let shown = display(&path.to_string_lossy());
            ui.status(format!(
                "Saved the plan to {shown} (checksum {checksum}). Nothing changed."
            ));
            if changes > 0 {
                let apply = hint_commands::command(&["apply", &path.to_string_lossy()]);
                ui.hint(format!("apply it within a day: {apply}"));
            }
        }
        not_written(context, args.results.as_deref());
        if changes == 0 {
            ui.status("Nothing to change.");
        }
        let exit = if args.exit_code && changes > 0 {
            Exit::Pending
        } else {
            Exit::Done
        };
        return Ok(warn_of_unknown(context, &plan, exit));
    }
    if changes == 0 {
        // Who applies at once gets results, whether there were changes or not: a program reads the same columns.
        let global = &context.global;
        let sampled = global.output.unwrap_or(Format::Table) == Format::Table
            && global.columns.is_empty()
            && global.sort.is_none();
        let results = global.yes && !sampled;
        if !results {
            print_plan(context, &plan, &args.shown())?;
        }
        let by = (!args.rehearse).then_some((org, &signed.actor));
        let file = (args.results.as_deref(), args.force);
        return nothing_to_change(context, by, plan, file, results);
    }
    if args.rehearse {
        return rehearse(
            context,
            org,
            &plan,
            &args.pace,
            args.results.as_deref(),
            None,
        );
    }
    not_by_printing(context, changes)?;
    if !context.global.yes && !ui.can_ask() {
        print_plan(context, &plan, &args.shown())?;
    }
    confirm_plan(context, &plan, &args.confirm, Some(args))?;
    apply(
        context,
        signed,
        org,
        plan,
        &args.pace,
        (args.results.as_deref(), args.force),
        None,
    )
}

/// Asks whether the plan is to be applied, unless `--yes` says so already: a yes for what can be undone, else the number
/// of changes or the organization's name. `options`: those of a command that makes plans, and could
/// save this one instead.
///
/// # Errors
/// When nobody agrees.
pub fn confirm_plan(
    context: &Context,
    plan: &Plan,
    given: &ConfirmOption,
    options: Option<&PlanOptions>,
) -> CliResult<()> {
    let ui = &context.ui;
    if context.global.yes {
        return check_yes(context, plan, given);
    }
    let extent = plan.extent();
    if !ui.can_ask() {
        let flags = irreversible::flags(plan);
        let piped = ui.has_read_a_pipe();
        let would = if extent.people && extent.changes == extent.targets {
            "would change"
        } else {
            "would be made"
        };
        let hint = |what: &str, command: Option<String>, added: &str| match command {
            Some(command) if piped => format!("to {what}, pipe the same list into: {command}"),
            Some(command) => format!("{what}: {command}"),
            None if piped => format!("to {what}, pipe the same list again, with {added}"),
            None => format!("{what}: add {added}"),
        };
        let said = CliError::new(
            Kind::Refused,
            format!("confirmation required: {} {would}", extent.words()),
        )
        .hint(hint("apply it", irreversible::this_command(plan), &flags));
        return Err(match options {
            Some(_) => {
                const SAVE: &str = "--plan plan.json";
                said.hint(hint("save it instead", same_command(&[], SAVE), SAVE))
            }
            None => said,
        });
    }
    check_results(context)?;
    let explain = options.is_some_and(|options| options.explain);
    ui.table(&format!("\n{}\n", sample_text(context, plan, explain)?));
    let agreed = if plan.irreversible() > 0 {
        irreversible::ask(context, plan)?
    } else if extent.people && extent.changes == extent.targets {
        ui.confirm(&format!("Change {}?", extent.words()))?
    } else {
        ui.confirm(&format!("Make {}?", extent.words()))?
    };
    if agreed {
        Ok(())
    } else {
        Err(CliError::new(Kind::Canceled, "Canceled. Nothing changed"))
    }
}

/// Ends what has nothing to change: with results all the same, where they are asked for. `by`: who records what the plan
/// says of the end of earlier changes, if it is carried out.
///
/// # Errors
/// When they cannot be written.
pub fn nothing_to_change(
    context: &Context,
    by: Option<(&OrgId, &Actor)>,
    plan: Plan,
    (results, force): (Option<&Path>, bool),
    print: bool,
) -> CliResult {
    let mut is_recorded = false;
    if let Some((org, actor)) = by
        && let Some(said) = said_of_ends(context, org, &plan, Made::Now)?
    {
        if !context.global.yes && !context.ui.can_ask() {
            let required = format!("confirmation required: {said}");
            return Err(
                CliError::new(Kind::Refused, required).hint(hint_to_add("record it", "--yes"))
            );
        }
        if !context.global.yes
            && !context
                .ui
                .confirm("Nothing is sent to Atlassian. Record it?")?
        {
            return Err(CliError::new(Kind::Canceled, "Canceled. Nothing changed"));
        }
        record_ends(context, (org, actor), &plan)?;
        is_recorded = true;
    }
    let machine = of_nothing(plan);
    if let Some(path) = results {
        save_results(context, None, &machine, path, force)?;
    }
    if print {
        print_results(context, None, &machine)?;
    }
    if !is_recorded {
        context.ui.status("Nothing to change.");
    }
    Ok(warn_of_unknown(context, machine.plan(), Exit::Done))
}

/// Asks before an act, unless `--yes` answers already. `required` is the message where nobody can be asked, with the
/// command that would do it.
///
/// # Errors
/// When nobody can be asked, or the answer is no.
pub fn confirm_action(
    context: &Context,
    question: &str,
    required: impl Into<String>,
    command: &str,
) -> CliResult<()> {
    if context.global.yes {
        return Ok(());
    }
    if !context.ui.can_ask() {
        return Err(CliError::new(Kind::Refused, required).hint(format!("{command} --yes")));
    }
    if context.ui.confirm(question)? {
        Ok(())
    } else {
        Err(CliError::new(Kind::Canceled, "Canceled. Nothing changed"))
    }
}
