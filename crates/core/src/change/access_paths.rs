//! Why a person can use an app, and what would end that: person, group, role, app.

use std::collections::BTreeSet;

use atlctl_api::RoleMethod;

use super::held_roles::HeldRole;
use super::roles::KnownRole;

/// A group, and the roles that it gives its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivingGroup {
    /// The group's ID.
    pub id: String,
    /// Its name, when known.
    pub name: Option<String>,
    /// What it gives.
    pub roles: Vec<HeldRole>,
}

impl GivingGroup {
    /// Its name, else its ID.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// The roles that it gives on a resource.
    fn on<'a>(&'a self, resource: &'a str) -> impl Iterator<Item = &'a str> {
        let same = self
            .roles
            .iter()
            .filter(move |held| held.resource == resource);
        same.map(|held| held.role.as_str())
    }

    /// Other resources on which it gives roles.
    #[must_use]
    pub fn others(&self, resource: &str) -> Vec<&str> {
        let others = self.roles.iter().map(|held| held.resource.as_str());
        let others: BTreeSet<&str> = others.filter(|other| *other != resource).collect();
        others.into_iter().collect()
    }
}

/// How a person came to a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// It is assigned to them. A revocation ends it.
    Direct,
    /// A group gives it. Leaving the group ends it.
    Group {
        /// The group's ID.
        id: String,
        /// Its name or ID, for people.
        shown: String,
        /// Whether people who are given the role are put into the group; `None`: unknown.
        default: Option<bool>,
    },
    /// A group gives it that the service does not list among theirs.
    UnknownGroup,
    /// It follows from another role, such as that of an organization admin.
    Inferred,
    /// The service does not say.
    Unknown,
}

impl Way {
    /// Where a role comes from that is not assigned to its holder, by the ways to it; `None` when it is assigned, when
    /// the service does not say, and without any way.
    pub fn source<'a>(ways: impl IntoIterator<Item = &'a Self>) -> Option<&'static str> {
        let mut source = None;
        for way in ways {
            source = match way {
                Self::Direct | Self::Unknown => return None,
                Self::Group { .. } | Self::UnknownGroup => Some("from a group"),
                Self::Inferred => source.or(Some("from another role")),
            };
        }
        source
    }
}

/// A role of a person in an app, and one way they came to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessPath {
    /// The role.
    pub role: String,
    /// The way.
    pub way: Way,
}

/// Every way in which a person holds a role in an app. `groups`: the groups that they are in.
#[must_use]
pub fn access_paths(held: &[HeldRole], groups: &[&GivingGroup], app: &str) -> Vec<AccessPath> {
    let mut paths = Vec::new();
    let mut add = |role: &str, way: Way| {
        let path = AccessPath {
            role: role.to_owned(),
            way,
        };
        if !paths.contains(&path) {
            paths.push(path);
        }
    };
    let here: Vec<&HeldRole> = held.iter().filter(|held| held.resource == app).collect();
    for held in &here {
        let role = &held.role;
        if held.methods.is_empty() {
            add(role, Way::Unknown);
        }
        for method in &held.methods {
            match method {
                RoleMethod::Direct => add(role, Way::Direct),
                RoleMethod::Inferred => add(role, Way::Inferred),
                RoleMethod::GroupDirect => {
                    let giving = groups
                        .iter()
                        .filter(|group| group.on(app).any(|one| one == role));
                    let before = giving.clone().count();
                    for group in giving {
                        add(role, of_group(group, app, role));
                    }
                    if before == 0 {
                        add(role, Way::UnknownGroup);
                    }
                }
                _ => add(role, Way::Unknown),
            }
        }
    }
    // A group may give a role that readers of the person do not show yet.
    for group in groups {
        for role in group.on(app) {
            add(role, of_group(group, app, role));
        }
    }
    paths
}

fn of_group(group: &GivingGroup, app: &str, role: &str) -> Way {
    let mut roles = group.roles.iter();
    let held = roles.find(|held| held.resource == app && held.role == role);
    Way::Group {
        id: group.id.clone(),
        shown: group.shown().to_owned(),
        default: held.and_then(|held| held.default_group),
    }
}

/// Whether a role opens the app to its holder. A user access admin manages the users of an app without using it.
#[must_use]
pub fn opens(role: &str) -> bool {
    role != "atlassian/user-access-admin"
}

/// Whether a role takes a paid seat when it is held in this way. `None`: Atlassian does not document it. The
/// specifications name no seat for a role that follows from another, and no list of people gives an app for it.
#[must_use]
pub fn seat_of(path: &AccessPath) -> Option<bool> {
    let seat = KnownRole::with_id(&path.role)?.seat;
    (!seat || path.way != Way::Inferred).then_some(seat)
}

/// Whether one of these paths takes a paid seat that ends with it. Nothing frees what follows from another role.
#[must_use]
pub fn takes_seat(paths: &[AccessPath]) -> bool {
    let mut paths = paths.iter().filter(|path| path.way != Way::Inferred);
    paths.any(|path| seat_of(path).unwrap_or(true))
}

/// What ends a person's access to an app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ending {
    /// Groups to leave, by ID.
    pub leave: Vec<String>,
    /// Roles to revoke, by ID.
    pub revoke: Vec<String>,
    /// Groups among those that give other apps, too, by ID.
    pub shared: Vec<String>,
    /// Paths that neither ends.
    pub remaining: Vec<AccessPath>,
}

/// What ends these paths to an app: the least that leaves none of them.
#[must_use]
pub fn ending(paths: &[AccessPath], groups: &[&GivingGroup], app: &str) -> Ending {
    let opening = paths.iter().filter(|path| opens(&path.role));
    ending_of(opening, groups, app)
}

/// What ends one role in an app, and leaves the others.
#[must_use]
pub fn ending_of_role(
    paths: &[AccessPath],
    groups: &[&GivingGroup],
    app: &str,
    role: &str,
) -> Ending {
    let same = paths.iter().filter(|path| path.role == role);
    ending_of(same, groups, app)
}

fn ending_of<'a>(
    paths: impl Iterator<Item = &'a AccessPath>,
    groups: &[&GivingGroup],
    app: &str,
) -> Ending {
    let mut end = Ending::default();
    for path in paths {
        match &path.way {
            Way::Direct => end.revoke.push(path.role.clone()),
            Way::Group { id, .. } if !end.leave.contains(id) => {
                end.leave.push(id.clone());
                let group = groups.iter().find(|group| group.id == *id);
                if group.is_some_and(|group| !group.others(app).is_empty()) {
                    end.shared.push(id.clone());
                }
            }
            Way::Group { .. } => {}
            Way::UnknownGroup | Way::Inferred | Way::Unknown => end.remaining.push(path.clone()),
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    const JIRA: &str = "jira";
    const USER: &str = "atlassian/user";

    fn held(resource: &str, role: &str, methods: &[RoleMethod]) -> HeldRole {
        HeldRole {
            resource: resource.to_owned(),
            role: role.to_owned(),
            methods: methods.to_vec(),
            default_group: None,
        }
    }

    #[test]
    fn a_role_that_is_not_assigned_has_a_source() {
        let (direct, inferred, unlisted) = (Way::Direct, Way::Inferred, Way::UnknownGroup);
        assert_eq!(Way::source([&inferred]), Some("from another role"));
        assert_eq!(Way::source([&inferred, &unlisted]), Some("from a group"));
        assert_eq!(Way::source([&unlisted, &inferred]), Some("from a group"));
        assert_eq!(Way::source([&unlisted, &direct]), None);
        assert_eq!(Way::source([&unlisted, &Way::Unknown]), None);
        assert_eq!(Way::source([]), None);
    }

    fn group(id: &str, roles: &[(&str, &str)]) -> GivingGroup {
        let direct = [RoleMethod::Direct];
        GivingGroup {
            id: id.to_owned(),
            name: Some(format!("{id}-name")),
            roles: roles
                .iter()
                .map(|(resource, role)| held(resource, role, &direct))
                .collect(),
        }
    }

    #[test]
    fn each_way_to_an_app_is_a_path_of_its_own() {
        let (one, both) = (
            group("one", &[(JIRA, USER)]),
            group("both", &[(JIRA, USER), ("wiki", USER)]),
        );
        let has = [
            held(JIRA, USER, &[RoleMethod::Direct, RoleMethod::GroupDirect]),
            held("wiki", USER, &[RoleMethod::GroupDirect]),
        ];
        let groups = [&one, &both];
        let paths = access_paths(&has, &groups, JIRA);
        let ways: Vec<&Way> = paths.iter().map(|path| &path.way).collect();
        let of = |group: &GivingGroup| of_group(group, JIRA, USER);
        assert_eq!(ways, [&Way::Direct, &of(&one), &of(&both)]);
        let end = ending(&paths, &groups, JIRA);
        assert_eq!(end.leave, ["one", "both"]);
        assert_eq!(end.revoke, [USER]);
        assert_eq!(end.shared, ["both"]);
        assert!(end.remaining.is_empty());
        assert!(takes_seat(&paths));
        let inferred = AccessPath {
            role: "atlassian/admin".to_owned(),
            way: Way::Inferred,
        };
        assert_eq!(seat_of(&inferred), None);
        assert!(!takes_seat(&[inferred]));
    }

    #[test]
    fn a_way_says_whether_its_group_is_a_default_group() {
        let mut users = group("users", &[(JIRA, USER), ("wiki", USER)]);
        users.roles[0].default_group = Some(true);
        let default = |app| match &access_paths(&[], &[&users], app)[0].way {
            Way::Group { default, .. } => *default,
            other => panic!("{other:?}"),
        };
        assert_eq!(default(JIRA), Some(true));
        assert_eq!(default("wiki"), None);
    }

    #[test]
    fn what_nobody_can_end_remains() {
        let has = [
            held(JIRA, "atlassian/admin", &[RoleMethod::Inferred]),
            held(JIRA, USER, &[RoleMethod::GroupDirect]),
            held(JIRA, "atlassian/guest", &[]),
        ];
        let paths = access_paths(&has, &[], JIRA);
        let ways: Vec<&Way> = paths.iter().map(|path| &path.way).collect();
        assert_eq!(ways, [&Way::Inferred, &Way::UnknownGroup, &Way::Unknown]);
        let end = ending(&paths, &[], JIRA);
        assert_eq!((end.leave.len(), end.revoke.len()), (0, 0));
        assert_eq!(end.remaining, paths);
    }

    #[test]
    fn managing_users_is_no_access() {
        let has = [held(
            JIRA,
            "atlassian/user-access-admin",
            &[RoleMethod::Direct],
        )];
        let paths = access_paths(&has, &[], JIRA);
        assert_eq!(paths.len(), 1);
        assert_eq!(ending(&paths, &[], JIRA), Ending::default());
        assert!(!takes_seat(&paths));
    }

    #[test]
    fn a_group_counts_where_the_person_does_not_show_its_role_yet() {
        let late = group("late", &[(JIRA, USER)]);
        let paths = access_paths(&[], &[&late], JIRA);
        assert_eq!(paths.len(), 1);
        assert_eq!(ending(&paths, &[&late], JIRA).leave, ["late"]);
    }
}
