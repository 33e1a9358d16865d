//! What the values of guards must say, beyond their form.

use atlctl_core::input::{is_account_id, read_names};
use atlctl_core::plan::Approver;

/// What each value of the setting at these keys must be, when one of these is not. A slip in a guard would guard
/// nobody.
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
