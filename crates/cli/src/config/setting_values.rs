//! What the values of settings must say, beyond their form.

use atlctl_api::{Bases, Webhook};
use atlctl_core::export::postgres::Address;
use atlctl_core::input::{is_account_id, read_names};
use atlctl_core::plan::Approver;
use atlctl_core::query::check_condition;

use super::saved_name_references::name_in;
use crate::simulated::is_simulated;

/// What each value of the setting at these keys must be, when one of these is not. A slip in a guard would guard
/// nobody, and any other would be found only when the setting is needed.
pub fn missed<'v>(
    path: &[&str],
    values: impl IntoIterator<Item = &'v str>,
) -> Option<&'static str> {
    let (what, fits): (_, fn(&str) -> bool) = match path {
        ["profile", _, "protected"] => ("email addresses or account IDs", names_a_person),
        ["profile", _, "protected_groups"] => {
            ("names or IDs of groups", |name| !name.trim().is_empty())
        }
        ["profile", _, "approvers"] => ("NAME:PUBLIC-KEY, each in a value of its own", |text| {
            Approver::parse(text).is_some()
        }),
        ["profile", _, "simulated"] => (
            "the size and seed of a simulated organization, such as people=5000,seed=7",
            is_simulated,
        ),
        ["profile", _, "scim_directories"] => ("IDs of directories", may_be_org),
        ["profile", _, "postgres"] => (
            "an address without a password, such as postgresql://user@host/database",
            |text| Address::parse(text).is_ok(),
        ),
        ["profile", _, "org"] => (
            "the ID of an organization, such as 8e1a0e0c-4c0a-4a3e-9c51-2f8f5a1d0b77",
            may_be_org,
        ),
        ["profile", _, "api_base" | "portal_base"] => (
            "an address such as https://api.atlassian.com, without user name or query; http:// only on this machine",
            |text| Bases::parse(text, text).is_ok_and(|bases| bases.can_be_used()),
        ),
        ["profile", _, "notify", "url"] => (
            "an address such as https://hooks.slack.com/services/..., without user name; http:// only on this machine",
            |text| Webhook::parse(text).is_ok(),
        ),
        ["profile", _, "token_command"] => {
            let program = values.into_iter().next();
            let is_there = program.is_none_or(|program| !program.trim().is_empty());
            return (!is_there)
                .then_some("a program and its arguments, such as pass show atlassian");
        }
        ["profile", _, "api_key_ends"] => ("a day such as \"2027-03-01\"", |text| {
            text.parse::<jiff::civil::Date>().is_ok()
        }),
        ["saved", "reports", _] => (
            "the arguments of a report, such as \"inactive --days 180\"",
            |text| shlex::split(text).is_some_and(|words| !words.is_empty()),
        ),
        ["saved", _] => {
            let wrong = values
                .into_iter()
                .find(|text| check_condition(text).is_err())?;
            return Some(match name_in(wrong) {
                Some(_) => "a condition without @NAME (it cannot use another saved condition)",
                None => "a condition as for --where, such as \"status = 'suspended'\"",
            });
        }
        _ => return None,
    };
    let mut values = values.into_iter();
    values.any(|value| !fits(value)).then_some(what)
}

/// Atlassian's IDs have the form of UUIDs, with other letters, too; no other form is known for certain to be none. What
/// does not fit into the path of a request is.
fn may_be_org(text: &str) -> bool {
    let text = text.trim();
    (1..=128).contains(&text.len())
        && text.contains(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '|' | '.'))
}

/// As the guard reads it: `Ann Lee <ann@acme.example>` names a person too.
fn names_a_person(text: &str) -> bool {
    let named = read_names(&[text]);
    let [one] = named.people.as_slice() else {
        return false;
    };
    let is_known = one.email.is_some() || one.account.as_deref().is_some_and(is_account_id);
    named.problems.is_empty() && is_known
}
