//! Changes that cannot be undone: a yes is not enough, their number or the organization's name is wanted.

use atlctl_core::number::counted;
use atlctl_core::plan::Plan;
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::same_command::same_command;
use crate::ui::display;

/// The confirmation of what cannot be undone.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfirmOption {
    /// Confirm changes that cannot be undone: their number, or the organization's name; needed with --yes
    #[arg(
        long,
        value_name = "COUNT|ORG",
        help_heading = "Plan",
        requires = "yes"
    )]
    pub confirm: Option<String>,
}

impl ConfirmOption {
    /// Whether the changes of a plan that cannot be undone are confirmed. `None`: it has none.
    fn answers(&self, plan: &Plan) -> Option<bool> {
        let count = plan.irreversible();
        (count > 0).then(|| {
            let given = self.confirm.as_deref();
            given.is_some_and(|given| is_answer(given, plan, count))
        })
    }
}

/// Whether a text is the number of changes that cannot be undone, or the organization's name or ID.
fn is_answer(given: &str, plan: &Plan, count: u64) -> bool {
    let given = given.trim();
    let number: String = given
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '_'))
        .collect();
    let name = |name: &str| name.trim().to_lowercase() == given.to_lowercase();
    number.parse() == Ok(count) || plan.known_org_name().is_some_and(name) || name(&plan.org)
}

/// How a plan is confirmed without a prompt: `--yes`, and `--confirm COUNT` when something cannot be undone.
pub(super) fn flags(plan: &Plan) -> String {
    match plan.irreversible() {
        0 => "--yes".to_owned(),
        count => format!("--yes --confirm {count}"),
    }
}

/// The command line of this process with the flags that confirm a plan, ready to be pasted. `None` when it is
/// long, or an argument cannot be repeated.
pub(super) fn this_command(plan: &Plan) -> Option<String> {
    let dropped = [("--confirm", true), ("--yes", false), ("-y", false)];
    same_command(&dropped, &flags(plan))
}

/// Checks `--yes` against what cannot be undone.
///
/// # Errors
/// When `--confirm` is missing, or is neither the number nor the name.
pub(super) fn check_yes(context: &Context, plan: &Plan, given: &ConfirmOption) -> CliResult<()> {
    if given.answers(plan) != Some(false) {
        return Ok(());
    }
    let cannot = cannot(plan);
    let said = match &given.confirm {
        None => CliError::new(
            Kind::Refused,
            format!("{cannot}, and --yes alone does not confirm that"),
        ),
        Some(other) => CliError::new(
            Kind::Refused,
            format!(
                "{cannot}, and --confirm {} is not the number of such changes and not the organization's name",
                display(other)
            ),
        ),
    };
    let piped = context.ui.has_read_a_pipe();
    Err(said.hint(match this_command(plan) {
        Some(command) if piped => format!("to confirm, pipe the same list into: {command}"),
        Some(command) => format!("to confirm: {command}"),
        None if piped => format!("to confirm: pipe the same list again, with {}", flags(plan)),
        None => format!("to confirm: add {}", flags(plan)),
    }))
}

/// Asks for the number of changes that cannot be undone, or the organization's name.
///
/// # Errors
/// When the answer is another one.
pub(super) fn ask(context: &Context, plan: &Plan) -> CliResult<bool> {
    let count = plan.irreversible();
    let name = plan.known_org_name().unwrap_or(&plan.org);
    let question = format!(
        "{}. To continue, type {count} or {}:\n> ",
        cannot(plan),
        display(name)
    );
    let answer = context.ui.ask(&question)?;
    Ok(is_answer(&answer, plan, count))
}

/// What cannot be undone, in words.
fn cannot(plan: &Plan) -> String {
    let changes = counted(plan.irreversible(), "change", "changes");
    format!("{changes} {}", plan.irreversible_words())
}
