//! One act counts once, also where the mirror holds several values that it changes; and what nobody does is no change.

use std::collections::HashSet;

use crate::change::ORG_ADMIN;
use crate::history::{Change, ChangeKind, ChangeValue};

/// Numbers that rise and fall with other changes: nobody changes them.
const COUNTED_BY_ATLASSIAN: [(&str, &str); 1] = [("workspaces", "usage")];

/// The address and the name of a person, and of the owner or creator of something.
const NAMES: [&str; 4] = ["email", "name", "created_by_email", "created_by_name"];

/// The changes without those that only say again what another one of the same person says: the flag of organization admins
/// beside the role, the status of the account or in the directory beside the status that follows from it, and a person's new
/// address or name in what they own.
pub(super) fn once(all: &[Change]) -> Vec<&Change> {
    let of_role = |change: &&Change| is_org_admin_role(change);
    let roles: HashSet<(&str, bool)> = (all.iter().filter(of_role))
        .map(|change| (change.id.as_str(), change.kind == ChangeKind::Added))
        .collect();
    let status: HashSet<&str> = (all.iter())
        .filter(|change| is_status(change))
        .map(|change| change.id.as_str())
        .collect();
    let is_name = |change: &Change| change.column.is_some_and(|column| NAMES.contains(&column));
    let value = |value: &Option<ChangeValue>| value.as_ref().map(ToString::to_string);
    let renamed: HashSet<(Option<String>, Option<String>)> = (all.iter())
        .filter(|change| change.of == "people" && is_name(change))
        .map(|change| (value(&change.before), value(&change.after)))
        .collect();
    let says_again = |change: &Change| match (change.of, change.column) {
        ("tokens" | "keys" | "service-account-credentials", Some(_)) if is_name(change) => {
            renamed.contains(&(value(&change.before), value(&change.after)))
        }
        ("people", Some("org_admin")) => [true, false]
            .iter()
            .any(|gained| roles.contains(&(change.id.as_str(), *gained))),
        ("people", Some("membership_status" | "account_status")) => {
            status.contains(change.id.as_str())
        }
        (of, Some(column)) => COUNTED_BY_ATLASSIAN.contains(&(of, column)),
        _ => false,
    };
    all.iter().filter(|change| !says_again(change)).collect()
}

/// Whether it is the role of organization admins, got or lost.
pub(super) fn is_org_admin_role(change: &Change) -> bool {
    change.of == "roles"
        && change.kind != ChangeKind::Changed
        && change.app_id.is_none()
        && change.item_id.as_deref() == Some(ORG_ADMIN)
}

/// Whether it is the status of a person.
pub(super) fn is_status(change: &Change) -> bool {
    change.of == "people" && change.column == Some("status")
}

#[cfg(test)]
mod tests {
    use super::once;
    use crate::history::{Change, ChangeKind, ChangeValue, Logged};

    fn change(
        of: &'static str,
        id: &str,
        column: Option<&'static str>,
        item: Option<&str>,
    ) -> Change {
        Change {
            of,
            kind: match column {
                Some(_) => ChangeKind::Changed,
                None => ChangeKind::Added,
            },
            id: id.to_owned(),
            name: None,
            item_id: item.map(str::to_owned),
            item: None,
            app_id: None,
            app: None,
            column,
            before: column.map(|_| ChangeValue::Truth(false)),
            after: column.map(|_| ChangeValue::Truth(true)),
            at: None,
            sync: 1,
            unknown_since: None,
            run: None,
            logged: Logged::default(),
            through: None,
        }
    }

    /// A person's new address is one change, also where tokens and keys name their owner; a key's own name is another one.
    #[test]
    fn a_rename_counts_once() {
        let renamed = |of, id, column, after: &str| Change {
            before: Some(ChangeValue::Text("ann@acme.example".to_owned())),
            after: Some(ChangeValue::Text(after.to_owned())),
            ..change(of, id, Some(column), None)
        };
        let all = [
            renamed("people", "a", "email", "ann.new@acme.example"),
            renamed("tokens", "t", "email", "ann.new@acme.example"),
            renamed("keys", "k", "created_by_email", "ann.new@acme.example"),
            renamed("tokens", "u", "email", "bea@acme.example"),
            renamed("tokens", "v", "label", "ann.new@acme.example"),
        ];
        let kept: Vec<&str> = once(&all).iter().map(|one| one.id.as_str()).collect();
        assert_eq!(kept, ["a", "u", "v"]);
    }

    /// A grant of organization admin and a suspension are one change each; the use of seats is none.
    #[test]
    fn an_act_counts_once() {
        let all = [
            change("people", "a", Some("org_admin"), None),
            change("roles", "a", None, Some("atlassian/org-admin")),
            change("people", "b", Some("status"), None),
            change("people", "b", Some("membership_status"), None),
            change("people", "c", Some("membership_status"), None),
            change("people", "d", Some("org_admin"), None),
            change("workspaces", "w", Some("usage"), None),
            change("workspaces", "w", Some("capacity"), None),
        ];
        let kept: Vec<_> = once(&all)
            .iter()
            .map(|one| (one.id.as_str(), one.column))
            .collect();
        assert_eq!(
            kept,
            [
                ("a", None),
                ("b", Some("status")),
                ("c", Some("membership_status")),
                ("d", Some("org_admin")),
                ("w", Some("capacity")),
            ]
        );
    }
}
