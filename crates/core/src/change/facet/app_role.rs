//! A role on a resource, assigned to a person or a group itself. A role that comes from a group, or follows from another
//! role, is not held in this sense: it cannot be revoked from the person.

use atlctl_api::{AccountId, DirectoryId, Error, GroupId, RoleId, WorkspaceId};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::grant::Grant;
use super::super::group_match::no_id;
use super::super::held_roles::{HeldRole, held_roles};
use super::super::response::{Answer, Subject};
use super::super::roles::{KnownRole, role_title};
use super::super::rules::{
    Call, GroupOf, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire,
};
use super::super::target::Target;
use super::super::total::{Total, Totals};
use super::super::value::{Before, Value};
use super::directory_access::outside;
use crate::number::grouped;
use crate::sql::SqlError;
use crate::store::{Edit, GroupRoleEdit, Mirror, Person, RunEdit, RunSource, StoreError};

/// The role is assigned to the person or group.
pub const HELD: &str = "held";
/// The role is not assigned to the person or group; it may still come from a group.
pub const NOT_HELD: &str = "not held";

/// A role on a resource. It is about a directory, a role and a resource, by their IDs.
#[derive(Debug)]
pub struct AppRole;

impl Rules for AppRole {
    fn name(&self) -> &'static str {
        "app-role"
    }

    fn call(&self) -> Call {
        Call {
            most: 1,
            task: false,
            // Measured once: readers lag tens of seconds.
            lag: 90_000,
        }
    }

    /// Nothing of the account: a group may be the target.
    fn needs(&self) -> Needs {
        Needs::default()
    }

    fn risk(&self, of: &[String], _: &Before, to: &Value) -> Risk {
        let seat = KnownRole::with_id(role(of)).is_some_and(|role| role.seat);
        if seat && to.text() == Some(NOT_HELD) {
            Risk::FreesSeat
        } else {
            Risk::Reversible
        }
    }

    fn obstacle(&self, _: &[String], person: &Person, to: &Value) -> Option<String> {
        if person.gone {
            return Some("has left the organization".to_owned());
        }
        if to.text() == Some(HELD) && person.is_outside() {
            return Some(outside("roles"));
        }
        person.is_suspended().then(|| {
            "is suspended, and Atlassian does not change the roles of suspended people (restore them first)"
                .to_owned()
        })
    }

    fn group<'a>(&self, _: &'a [String], target: &'a Target) -> Option<&'a str> {
        match target {
            Target::Group(group) => Some(group),
            _ => None,
        }
    }

    fn mirrored(&self, _: &Mirror, _: &[String], _: &Target) -> Result<Before, StoreError> {
        Ok(Before::Unknown)
    }

    fn of_person(&self, _: &[String], _: &Person) -> Option<Before> {
        Some(Before::Unknown)
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            let (client, org) = (&wire.client, &wire.org);
            let directory = DirectoryId::from(directory(of));
            let (role, on) = (RoleId::from(role(of)), WorkspaceId::from(resource(of)));
            let give = to.text() == Some(HELD);
            for subject in subjects {
                let group = match &subject.target {
                    Target::Group(id) => Some(GroupId::from(id.as_str())),
                    Target::GroupName(_) => return Err(no_id("given roles")),
                    _ => None,
                };
                if let Some(group) = group {
                    if give {
                        let call = client.assign_group_role(org, &directory, &group, &role, &on);
                        call.await?;
                    } else {
                        let call = client.revoke_group_role(org, &directory, &group, &role, &on);
                        call.await?;
                    }
                    continue;
                }
                let account = AccountId::from(subject.target.id());
                if give {
                    client.assign_role(org, &account, &role, &on).await?;
                } else {
                    client.revoke_role(org, &account, &role, &on).await?;
                }
            }
            Ok(Answer::DONE)
        }
        .boxed()
    }

    fn read<'a>(
        &'a self,
        wire: &'a Wire,
        items: &'a [Item],
        progress: ReadProgress<'a>,
    ) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        async move {
            let holder = |item: &Item| (directory(&item.of).to_owned(), item.target.clone());
            let found = held_roles(wire, items.iter().map(holder), progress).await?;
            let values = items.iter().map(|item| {
                let held = found.get(&holder(item))?.as_deref()?;
                assigned(held, role(&item.of), resource(&item.of))
            });
            Ok(values.collect())
        }
        .boxed()
    }

    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let of_groups = notes.iter().filter_map(|note| {
            let Target::Group(group) = note.target else {
                return None;
            };
            Some(GroupRoleEdit {
                group,
                app: resource(note.of),
                role: role(note.of),
                held: note.value.text() == Some(HELD),
                at: note.at,
                made: note.made,
            })
        });
        mirror.note_group_roles(run, of_groups)?;
        let changes = notes.iter().filter_map(|note| {
            let account = note.target.account()?;
            let held = note.value.text() == Some(HELD);
            let (role, app) = (role(note.of), resource(note.of));
            // Whether access remains after a revocation, only the service knows.
            let mut edits = vec![Edit::AppRole {
                directory: directory(note.of),
                app,
                role,
                held,
            }];
            if held {
                edits.push(Edit::App { app });
            }
            let had = note.before.text() == Some(HELD);
            Some(RunEdit {
                account: AccountId::from(account),
                field: "app_role",
                before: had.then_some(role),
                after: held.then_some(role),
                name: Some(app),
                at: note.at,
                made: note.made,
                edits,
            })
        });
        mirror.note_edits(run, changes)
    }

    /// The names of the apps. Their seats are counted where every way to them is known.
    fn totals(&self, mirror: &Mirror, rows: &[Seen<'_>], _: Timestamp) -> Result<Totals, SqlError> {
        let apps = mirror.apps()?.into_iter();
        let apps = apps.map(|app| (app.id.clone(), app.title()));
        let is_meant = |id: &str| rows.iter().any(|row| resource(row.of) == id);
        let sites = sites(mirror)?.filter(|(id, _)| is_meant(id));
        let all = apps.chain(sites).map(|(id, name)| Total {
            id,
            name: Some(name),
            count: None,
        });
        Ok(Totals {
            all: all.collect(),
            unknown: 0,
        })
    }

    fn names(&self, mirror: &Mirror) -> Result<Vec<(String, String)>, StoreError> {
        let apps = mirror.apps()?.into_iter();
        let apps = apps.map(|app| (app.id.clone(), app.title()));
        Ok(apps.chain(sites(mirror)?).collect())
    }

    fn counts_into<'a>(&self, _: &'a [String], _: &'a Value) -> Option<&'a str> {
        None
    }

    fn grants(&self, of: &[String], target: &Target, to: &Value) -> Option<Vec<(Grant, bool)>> {
        let grant = Grant::Role {
            role: role(of).to_owned(),
            resource: resource(of).to_owned(),
            group: self.group(of, target).map(str::to_owned),
        };
        Some(vec![(grant, to.text() == Some(HELD))])
    }

    fn group_of(&self, of: &[String], target: &Target) -> Option<GroupOf> {
        GroupOf::of_target(directory(of), target)
    }

    fn about_group(&self, of: &[String], _: &Target, group: &GroupOf) -> (Vec<String>, Target) {
        (of.to_vec(), group.target())
    }

    fn noun(&self) -> &'static str {
        "roles"
    }

    fn totals_title(&self) -> &'static str {
        "Apps"
    }

    fn noun_of_change(&self) -> &'static str {
        "role change"
    }

    fn title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        let held = self.what(of, name);
        match to.text() {
            Some(HELD) => format!("Grant the role {held}"),
            _ => format!("Revoke the role {held}"),
        }
    }

    fn short_title(&self, of: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        let role = role_title(role(of));
        match to.text() {
            Some(HELD) => format!("Grant {role}"),
            _ => format!("Revoke {role}"),
        }
    }

    fn done(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        let held = self.what(of, name);
        match to.text() {
            Some(HELD) => format!("given the role {held}"),
            _ => format!("without the role {held}"),
        }
    }

    fn act(&self, of: &[String], to: &Value, count: u64, name: &dyn Fn(&str) -> String) -> String {
        let act = match to.text() {
            Some(HELD) => "granting",
            _ => "revoking",
        };
        // People or groups have it.
        let times = match count {
            1 => String::new(),
            _ => format!(" {} times", grouped(count)),
        };
        format!("{act} the role {}{times}", self.what(of, name))
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        value.text().unwrap_or("none").to_owned()
    }

    fn what(&self, of: &[String], name: &dyn Fn(&str) -> String) -> String {
        format!("{} of {}", role_title(role(of)), name(resource(of)))
    }

    fn already(&self, _: &[String], to: &Value) -> String {
        match to.text() {
            Some(HELD) => "has the role already",
            _ => "does not have the role",
        }
        .to_owned()
    }

    fn conflict(&self, _: &[String], now: &Value, _: &dyn Fn(&str) -> String) -> String {
        match now.text() {
            Some(HELD) => "someone else granted the role",
            _ => "someone else revoked the role",
        }
        .to_owned()
    }

    fn thing(&self) -> &'static str {
        "roles"
    }

    fn moved_on(&self) -> &'static str {
        "no longer has the role as the run left it"
    }
}

/// The sites, as the resources of roles that every app of a site has in common, with their addresses.
fn sites(mirror: &Mirror) -> Result<impl Iterator<Item = (String, String)>, StoreError> {
    let sites = mirror.sites()?.into_iter();
    Ok(sites.map(|site| {
        (
            format!("ari:cloud:platform::site/{}", site.id),
            site.shown().to_owned(),
        )
    }))
}

fn part(of: &[String], at: usize) -> &str {
    of.get(at).map_or("", String::as_str)
}

fn directory(of: &[String]) -> &str {
    part(of, 0)
}

fn role(of: &[String]) -> &str {
    part(of, 1)
}

fn resource(of: &[String]) -> &str {
    part(of, 2)
}

/// Whether one of these roles is this one on this resource, assigned to its holder itself; `None` when the service does
/// not say how it came about.
fn assigned(held: &[HeldRole], role: &str, resource: &str) -> Option<Value> {
    let same = |one: &&HeldRole| one.role == role && one.resource == resource;
    let mut value = Some(NOT_HELD.into());
    for one in held.iter().filter(same) {
        match one.is_direct() {
            Some(true) => return Some(HELD.into()),
            Some(false) => {}
            None => value = None,
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use atlctl_api::{MembershipStatus, RoleMethod};

    use super::*;

    fn of(role: &str) -> Vec<String> {
        ["d", role, "jira"].map(str::to_owned).to_vec()
    }

    #[test]
    fn only_an_assigned_role_is_held() {
        let held = |methods: &[RoleMethod]| {
            [HeldRole {
                resource: "jira".to_owned(),
                role: "atlassian/user".to_owned(),
                methods: methods.to_vec(),
                default_group: None,
            }]
        };
        let value = |methods: &[RoleMethod]| assigned(&held(methods), "atlassian/user", "jira");
        let direct = [RoleMethod::GroupDirect, RoleMethod::Direct];
        assert_eq!(value(&direct), Some(HELD.into()));
        assert_eq!(value(&[RoleMethod::GroupDirect]), Some(NOT_HELD.into()));
        assert_eq!(value(&[RoleMethod::Inferred]), Some(NOT_HELD.into()));
        // It may be assigned: the service does not say.
        assert_eq!(value(&[]), None);
        let other = held(&direct);
        assert_eq!(
            assigned(&other, "atlassian/user", "wiki"),
            Some(NOT_HELD.into())
        );
        assert_eq!(
            assigned(&other, "atlassian/admin", "jira"),
            Some(NOT_HELD.into())
        );
    }

    #[test]
    fn a_paid_role_that_is_revoked_frees_a_seat() {
        let risk = |role: &str, to: &str| AppRole.risk(&of(role), &Before::Unknown, &to.into());
        assert_eq!(risk("atlassian/user", NOT_HELD), Risk::FreesSeat);
        assert_eq!(risk("atlassian/user", HELD), Risk::Reversible);
        assert_eq!(risk("atlassian/customer", NOT_HELD), Risk::Reversible);
        assert!(!AppRole.needs_rescuer(&of("atlassian/user"), &NOT_HELD.into()));
    }

    #[test]
    fn suspended_people_are_refused_beforehand() {
        let mut person = Person::unknown("a".into());
        assert_eq!(
            AppRole.obstacle(&of("atlassian/user"), &person, &HELD.into()),
            None
        );
        person.membership_status = Some(MembershipStatus::Suspended);
        let why = AppRole.obstacle(&of("atlassian/user"), &person, &HELD.into());
        assert!(why.unwrap().starts_with("is suspended"));
    }

    #[test]
    fn a_change_in_words() {
        let name = |id: &str| {
            if id == "jira" {
                "Jira".to_owned()
            } else {
                id.to_owned()
            }
        };
        let of = of("atlassian/admin");
        assert_eq!(
            AppRole.title(&of, &HELD.into(), &name),
            "Grant the role App admin of Jira"
        );
        assert_eq!(
            AppRole.short_title(&of, &NOT_HELD.into(), &name),
            "Revoke App admin"
        );
        let back = AppRole.undo(&of, &Before::Is(NOT_HELD.into()), &HELD.into());
        assert_eq!(back, Some(NOT_HELD.into()));
    }
}
