//! What the values of settings must say, beyond their form.

use atlctl_api::Bases;
use atlctl_core::export::postgres::Address;
use atlctl_core::input::{is_account_id, read_names};
use atlctl_core::plan::Approver;
use atlctl_core::query::check_condition;

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
        ["profile", _, "approvers"] => ("NAME:PUBLIC-KEY", |text| Approver::parse(text).is_some()),
        ["profile", _, "postgres"] => (
            "an address without a password, such as postgresql://user@host/database",
            |text| Address::parse(text).is_ok(),
        ),
        ["profile", _, "api_base" | "portal_base"] => {
            ("an address such as https://api.atlassian.com", |text| {
                Bases::parse(text, text).is_ok()
            })
        }
        ["profile", _, "api_key_ends"] => ("a day such as \"2027-03-01\"", |text| {
            text.parse::<jiff::civil::Date>().is_ok()
        }),
        ["saved", "reports", _] => (
            "the arguments of a report, such as \"inactive --days 180\"",
            |text| shlex::split(text).is_some_and(|words| !words.is_empty()),
        ),
        ["saved", _] => (
            "a condition as --where takes it, such as \"status = 'suspended'\"",
            |text| check_condition(text).is_ok(),
        ),
        _ => return None,
    };
    let mut values = values.into_iter();
    values.any(|value| !fits(value)).then_some(what)
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
