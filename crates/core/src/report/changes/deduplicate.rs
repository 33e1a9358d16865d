//! One act counts once, also where the mirror holds several values that it changes; and what nobody does is no change.

use std::collections::HashSet;

use crate::change::ORG_ADMIN;
use crate::history::{Change, ChangeKind};

/// Numbers that rise and fall with other changes: nobody changes them.
const COUNTED_BY_ATLASSIAN: [(&str, &str); 1] = [("workspaces", "usage")];

/// The changes without those that only say again what another one of the same person says: the flag of organization admins
/// beside the role, and the status of the account or in the directory beside the status that follows from it.
pub(super) fn once(all: &[Change]) -> Vec<&Change> {
    let of_role = |change: &&Change| is_org_admin_role(change);
    let roles: HashSet<(&str, bool)> = (all.iter().filter(of_role))
        .map(|change| (change.id.as_str(), change.kind == ChangeKind::Added))
        .collect();
    let status: HashSet<&str> = (all.iter())
        .filter(|change| is_status(change))
        .map(|change| change.id.as_str())
        .collect();
    let says_again = |change: &Change| match (change.of, change.column) {
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
            run: None,
            logged: Logged::default(),
            through: None,
        }
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
