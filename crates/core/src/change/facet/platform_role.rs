//! A person's organization role: organization admin.

use atlctl_api::{AccountId, Error, Expand, PlatformRole as Role};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::grant::Grant;
use super::super::read_org_admins::names_no_admin;
use super::super::read_people::{Seen as Found, read_people};
use super::super::response::{Answer, Subject};
use super::super::roles::{ORG_ADMIN, role_title};
use super::super::rules::{Call, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire};
use super::super::target::Target;
use super::super::total::{Total, Totals};
use super::super::value::{Before, Value};
use super::directory_access::outside;
use crate::number::people;
use crate::query::UserQuery;
use crate::sql::SqlError;
use crate::store::{Edit, Mirror, Person, Reported, RunEdit, RunSource, StoreError};

pub use super::app_role::{HELD, NOT_HELD};

/// Whether a person is reported to hold a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Yes,
    No,
    /// The person is not in the directories.
    Absent,
}

/// An organization role. It is about the role's ID.
#[derive(Debug)]
pub struct PlatformRole;

impl Rules for PlatformRole {
    fn name(&self) -> &'static str {
        "platform-role"
    }

    fn call(&self) -> Call {
        Call {
            most: 1,
            task: false,
            // By the specification.
            lag: 30_000,
        }
    }

    fn needs(&self) -> Needs {
        Needs {
            active: true,
            present: true,
            ..Needs::default()
        }
    }

    fn risk(&self, of: &[String], _: &Before, to: &Value) -> Risk {
        if role(of) == ORG_ADMIN && to.text() == Some(NOT_HELD) {
            Risk::LocksOut
        } else {
            Risk::Reversible
        }
    }

    /// An admin may hold the role through a group.
    fn value_locks_out(&self) -> bool {
        false
    }

    fn obstacle(&self, of: &[String], person: &Person, to: &Value) -> Option<String> {
        if role(of) != ORG_ADMIN {
            let role = role_title(role(of));
            return Some(format!(
                "cannot get or lose the role {role} here: Atlassian's API changes only organization admins"
            ));
        }
        let gets = to.text() == Some(HELD);
        if gets && person.is_suspended() {
            let why = "is suspended, and Atlassian does not change the roles of suspended people (restore them first)";
            return Some(why.to_owned());
        }
        (gets && person.is_outside()).then(|| outside("roles"))
    }

    fn leaves(&self, of: &[String], person: &Person, to: &Value) -> Option<Person> {
        (role(of) == ORG_ADMIN).then(|| Person {
            org_admin: Some(to.text() == Some(HELD)),
            ..person.clone()
        })
    }

    fn mirrored(
        &self,
        mirror: &Mirror,
        of: &[String],
        target: &Target,
    ) -> Result<Before, StoreError> {
        let roles = mirror.memberships(&AccountId::from(target.id()))?.roles;
        Ok(match roles {
            Reported::Known(roles) => Before::Is(value(roles.iter().any(|one| one == role(of)))),
            Reported::Unknown { .. } => Before::Unknown,
        })
    }

    fn of_person(&self, of: &[String], person: &Person) -> Option<Before> {
        (role(of) == ORG_ADMIN).then(|| person.org_admin.map(value).into())
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            let (client, org, role) = (&wire.client, &wire.org, Role::from(role(of)));
            for subject in subjects {
                let account = AccountId::from(subject.target.id());
                if to.text() == Some(HELD) {
                    client.assign_platform_role(org, &account, &role).await?;
                } else {
                    client.revoke_platform_role(org, &account, &role).await?;
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
            let expand = &[Expand::PlatformRoles];
            let read = read_people(wire, items, expand, progress, |item, seen| match seen {
                Found::Person(one) => {
                    let roles = one.platform_roles.as_ref()?;
                    let held = roles.iter().any(|known| known.as_str() == role(&item.of));
                    Some(if held { Held::Yes } else { Held::No })
                }
                Found::Absent => Some(Held::Absent),
            });
            let read = read.await?;
            // Every organization has an admin: where nobody is reported as one, nobody is known not to be.
            let of_admins = items.iter().any(|item| role(&item.of) == ORG_ADMIN);
            let is_doubtful = of_admins
                && read.contains(&Some(Held::No))
                && !read.contains(&Some(Held::Yes))
                && names_no_admin(wire).await?;
            let values = read.into_iter().map(|held| match held? {
                Held::Yes => Some(value(true)),
                Held::No if is_doubtful => None,
                Held::No | Held::Absent => Some(value(false)),
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
        let changes = notes.iter().map(|note| {
            let role = role(note.of);
            let held = note.value.text() == Some(HELD);
            RunEdit {
                account: AccountId::from(note.target.id()),
                field: "role",
                before: (note.before.text() == Some(HELD)).then_some(role),
                after: held.then_some(role),
                name: None,
                at: note.at,
                made: note.made,
                edits: vec![Edit::PlatformRole { role, held }],
            }
        });
        mirror.note_edits(run, changes)
    }

    fn totals(&self, mirror: &Mirror, _: &[Seen<'_>], now: Timestamp) -> Result<Totals, SqlError> {
        let admins = UserQuery {
            admin: Some(true),
            ..UserQuery::default()
        };
        let unknown = UserQuery {
            where_: Some("org_admin IS NULL".to_owned()),
            ..UserQuery::default()
        };
        Ok(Totals {
            all: vec![Total {
                id: ORG_ADMIN.to_owned(),
                name: Some("Organization admins".to_owned()),
                count: Some(admins.count(mirror, now)?),
            }],
            unknown: unknown.count(mirror, now)?,
        })
    }

    fn counts_into<'a>(&self, of: &'a [String], value: &'a Value) -> Option<&'a str> {
        (value.text() == Some(HELD)).then(|| role(of))
    }

    /// What an organization role gives in its apps, no list says.
    fn grants(&self, _: &[String], _: &Target, _: &Value) -> Option<Vec<(Grant, bool)>> {
        None
    }

    fn noun(&self) -> &'static str {
        "roles"
    }

    fn totals_title(&self) -> &'static str {
        "Organization roles"
    }

    fn noun_of_change(&self) -> &'static str {
        "role change"
    }

    fn title(&self, of: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        let role = role_title(role(of));
        match to.text() {
            Some(HELD) => format!("Grant the role {role}"),
            _ => format!("Revoke the role {role}"),
        }
    }

    fn short_title(&self, of: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        let role = role_title(role(of));
        match to.text() {
            Some(HELD) => format!("Grant {role}"),
            _ => format!("Revoke {role}"),
        }
    }

    fn done(&self, of: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        let role = role_title(role(of));
        match to.text() {
            Some(HELD) => format!("given the role {role}"),
            _ => format!("without the role {role}"),
        }
    }

    fn act(&self, of: &[String], to: &Value, count: u64, _: &dyn Fn(&str) -> String) -> String {
        let (role, people) = (role_title(role(of)), people(count));
        match to.text() {
            Some(HELD) => format!("granting the role {role} to {people}"),
            _ => format!("revoking the role {role} of {people}"),
        }
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        value.text().unwrap_or("none").to_owned()
    }

    fn what(&self, of: &[String], _: &dyn Fn(&str) -> String) -> String {
        role_title(role(of)).to_owned()
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

fn role(of: &[String]) -> &str {
    of.first().map_or("", String::as_str)
}

fn value(held: bool) -> Value {
    if held { HELD } else { NOT_HELD }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(role: &str) -> [String; 1] {
        [role.to_owned()]
    }

    #[test]
    fn people_who_lose_the_role_of_an_admin_are_locked_out() {
        let revoked = NOT_HELD.into();
        let risk = PlatformRole.risk(&of(ORG_ADMIN), &Before::Unknown, &revoked);
        assert_eq!(risk, Risk::LocksOut);
        assert!(PlatformRole.needs_rescuer(&of(ORG_ADMIN), &revoked));
        assert!(!PlatformRole.needs_rescuer(&of(ORG_ADMIN), &HELD.into()));
        assert!(!PlatformRole.value_locks_out());
    }

    #[test]
    fn other_roles_are_read_and_not_changed() {
        let person = Person::unknown("a".into());
        let of_ai = of("atlassian/ai-access");
        let why = PlatformRole.obstacle(&of_ai, &person, &HELD.into());
        assert!(why.unwrap().contains("AI access"));
        assert_eq!(
            PlatformRole.obstacle(&of(ORG_ADMIN), &person, &HELD.into()),
            None
        );
        assert_eq!(PlatformRole.of_person(&of_ai, &person), None);
    }

    #[test]
    fn unknown_roles_are_not_no_roles() {
        let mut person = Person::unknown("a".into());
        let before = |person: &Person| PlatformRole.of_person(&of(ORG_ADMIN), person);
        assert_eq!(before(&person), Some(Before::Unknown));
        person.org_admin = Some(false);
        assert_eq!(before(&person), Some(Before::Is(NOT_HELD.into())));
    }
}
