//! Secrets in the rows of a list: a plan, a journal and results would keep them.

use atlctl_core::change::{Before, Value};
use atlctl_core::number::all_of;
use atlctl_core::plan::{Kind, Plan, Row};

use atlctl_signin::token_parts_in;

use crate::error::{CliError, CliResult};
use crate::ui::redact;

/// Lines that an error names, at most.
const NAMED: usize = 5;

/// Refuses a plan in which a session token or a key stands, such as in the reason of a row.
///
/// # Errors
/// When one does. An undo brings back what was there before, and is not refused.
pub(super) fn refuse_secrets(plan: &Plan) -> CliResult<()> {
    if matches!(plan.kind, Kind::Undo { .. }) {
        return Ok(());
    }
    let found: Vec<&Row> = plan.rows.iter().filter(|row| has_secret(row)).collect();
    if found.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = found
        .iter()
        .filter_map(|row| row.line)
        .take(NAMED)
        .map(|line| format!("line {line}"))
        .collect();
    let more = match found.len() - lines.len() {
        _ if lines.is_empty() => String::new(),
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let place = match lines.as_slice() {
        [] => "the plan".to_owned(),
        lines => all_of(lines),
    };
    let has = if found.len() == 1 { "has" } else { "have" };
    Err(CliError::usage(format!(
        "{place}{more} {has} a session token or an API key, which plans and results would keep"
    ))
    .hint("remove it from the list, and revoke it if others can read the list"))
}

fn has_secret(row: &Row) -> bool {
    let before = match &row.before {
        Before::Is(value) => value.text(),
        Before::Unknown => None,
    };
    let texts = [
        row.email.as_deref(),
        row.name.as_deref(),
        row.change_reason.as_deref(),
        row.effect.as_deref(),
        row.to.as_ref().and_then(Value::text),
        before,
    ];
    // A part of a token is none by its form alone: texts of the organization may look so, a reason does not.
    let is_part = |text: &str| !token_parts_in(text).is_empty();
    texts.into_iter().flatten().any(redact::is_secret)
        || row.change_reason.as_deref().is_some_and(is_part)
}
