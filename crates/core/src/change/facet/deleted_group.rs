//! What the deletion of a group is about: all that is needed to create it again.

use super::super::held_roles::HeldRole;

/// Says that the roles are known, also where there are none.
const ROLES_KNOWN: &str = "roles known";
/// The start of a role: its ID and that of its resource follow. No account's ID has a space.
const ROLE: &str = "role ";

/// The parts before the members: directory, description and name.
const FIRST: usize = 3;

/// What the deletion of a group is about: the directory's ID, the group's description and name, the accounts of its
/// members, and its roles where they are known.
#[must_use]
pub fn of_deleted(
    directory: &str,
    description: Option<&str>,
    name: &str,
    members: Vec<String>,
    roles: Option<&[HeldRole]>,
) -> Vec<String> {
    let parts = [directory, description.unwrap_or_default(), name].map(str::to_owned);
    let mut of: Vec<String> = parts.into_iter().chain(members).collect();
    if let Some(roles) = roles {
        of.push(ROLES_KNOWN.to_owned());
        let roles = roles.iter();
        of.extend(roles.map(|held| format!("{ROLE}{} {}", held.role, held.resource)));
    }
    of
}

/// The accounts of the members.
pub(super) fn members(of: &[String]) -> impl Iterator<Item = &str> {
    let rest = of.iter().skip(FIRST).map(String::as_str);
    rest.filter(|part| *part != ROLES_KNOWN && !part.starts_with(ROLE))
}

/// The roles, each with its resource.
pub(super) fn roles(of: &[String]) -> impl Iterator<Item = (&str, &str)> {
    let rest = of.iter().skip(FIRST);
    rest.filter_map(|part| part.strip_prefix(ROLE)?.split_once(' '))
}

/// Whether the roles were known when the group was deleted.
pub(super) fn roles_are_known(of: &[String]) -> bool {
    of.iter().skip(FIRST).any(|part| part == ROLES_KNOWN)
}

#[cfg(test)]
mod tests {
    use atlctl_api::RoleMethod;

    use super::*;

    #[test]
    fn members_and_roles_are_read_as_they_were_written() {
        let roles_held = [HeldRole {
            resource: "ari:cloud:jira-software::site/1".to_owned(),
            role: "atlassian/user".to_owned(),
            methods: vec![RoleMethod::Direct],
            default_group: None,
        }];
        let written = |roles| {
            let members = ["a", "557058:b"].map(str::to_owned).to_vec();
            of_deleted("d", None, "role models", members, roles)
        };
        let of = written(Some(&roles_held[..]));
        assert_eq!(members(&of).collect::<Vec<_>>(), ["a", "557058:b"]);
        let held = [("atlassian/user", "ari:cloud:jira-software::site/1")];
        assert_eq!(roles(&of).collect::<Vec<_>>(), held);
        // None is known, and unknown is another thing.
        for (of, known) in [(written(Some(&[])), true), (written(None), false)] {
            assert_eq!(roles(&of).count(), 0);
            assert_eq!(members(&of).count(), 2);
            assert_eq!(roles_are_known(&of), known);
        }
    }
}
