//! Whether a group exists: creating and deleting groups.

use atlctl_api::{DirectoryId, Error, Group, GroupId};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::facet_by_name::NamedFacet;
use super::super::find_groups::search_groups;
use super::super::grant::Grant;
use super::super::group_match::{has_name, is_group, no_id};
use super::super::read_portal::{PORTAL, portal_groups};
use super::super::response::{Answer, Subject};
use super::super::rules::{
    Call, Counted, GroupOf, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, TakenAlong, Wire,
};
use super::super::target::Target;
use super::super::total::{Total, Totals};
use super::super::unchangeable::Unchangeable;
use super::super::value::{Before, Value};
use super::app_role::{AppRole, HELD, NOT_HELD};
pub use super::deleted_group::of_deleted;
use super::deleted_group::{members, roles, roles_are_known};
use super::membership::{IN, Membership, OUT, of_named};
use super::site_access::no_call;
use crate::number::{counted, grouped};
use crate::sql::SqlError;
use crate::store::{Mirror, RunSource, StoreError};

/// The group is there.
pub const PRESENT: &str = "present";
/// There is no such group.
pub const ABSENT: &str = "absent";

/// Groups that are read before progress is told.
const READ: usize = 10;

/// Whether a group exists. It is about the directory's ID and the group's description; of a group that is deleted, also
/// about its name, its members and its roles, so that an undo can create it again (see [`of_deleted`]). With [`PORTAL`]
/// as the directory, a group is created through the portal's own call, and none is known that deletes it.
#[derive(Debug)]
pub struct GroupExists;

/// A part of what it is about; none when it is empty.
fn part(of: &[String], at: usize) -> Option<&str> {
    let text = of.get(at)?;
    (!text.is_empty()).then_some(text)
}

/// Whether the portal's own calls read and change it.
fn through_portal(of: &[String]) -> bool {
    part(of, 0) == Some(PORTAL)
}

/// Whether a group is in the directory of a change, as far as the service says in which it is.
fn is_in(group: &Group, of: &[String]) -> bool {
    let own = group.directory_id.as_ref().map(DirectoryId::as_str);
    through_portal(of) || own.is_none_or(|own| part(of, 0).is_none_or(|named| named == own))
}

fn word(is_there: bool) -> Value {
    if is_there { PRESENT } else { ABSENT }.into()
}

impl Rules for GroupExists {
    fn name(&self) -> &'static str {
        "group-exists"
    }

    fn call(&self) -> Call {
        Call {
            most: 1,
            task: false,
            lag: 5_000,
        }
    }

    fn needs(&self) -> Needs {
        Needs::default()
    }

    /// A group that is created again has another ID: what refers to it by ID is lost.
    fn risk(&self, of: &[String], _: &Before, to: &Value) -> Risk {
        if to.text() == Some(ABSENT) || through_portal(of) {
            Risk::Irreversible
        } else {
            Risk::Reversible
        }
    }

    fn undocumented(&self, of: &[String], _: &Value) -> Option<&'static str> {
        through_portal(of).then_some("one source")
    }

    fn undo(&self, of: &[String], before: &Before, _: &Value) -> Option<Value> {
        before.value().filter(|_| !through_portal(of)).cloned()
    }

    fn no_way_back(&self, of: &[String], _: &Before) -> &'static str {
        if through_portal(of) {
            "was created through the portal; atlctl knows no call of it that deletes a group"
        } else {
            "has no known value from before, so the change cannot be undone"
        }
    }

    /// Deleting a group locks no account out by itself; what it gave is shown in the plan.
    fn needs_rescuer(&self, _: &[String], _: &Value) -> bool {
        false
    }

    fn unchangeable(
        &self,
        mirror: &Mirror,
        of: &[String],
        to: &Value,
    ) -> Result<Option<Unchangeable>, StoreError> {
        let (Some(name), Some(ABSENT)) = (part(of, 2), to.text()) else {
            return Ok(None);
        };
        let mut groups = mirror.all_group_facts()?.into_iter();
        let group = groups.find(|group| group.shown() == name);
        Ok(group
            .filter(crate::store::GroupFacts::of_provider)
            .map(|_| {
                Unchangeable::Provider(format!(
                    "is deleted by your identity provider alone, which manages the group {name}"
                ))
            }))
    }

    fn group<'a>(&self, _: &'a [String], target: &'a Target) -> Option<&'a str> {
        match target {
            Target::Group(id) => Some(id),
            _ => None,
        }
    }

    fn mirrored(
        &self,
        mirror: &Mirror,
        _: &[String],
        target: &Target,
    ) -> Result<Before, StoreError> {
        Ok(match target {
            Target::Group(id) => match mirror.group_facts(id)? {
                Some(group) => Before::Is(word(!group.gone)),
                None => Before::Unknown,
            },
            other => match mirror.group_ids(other.id()) {
                Ok(_) => Before::Is(word(true)),
                Err(StoreError::Unknown { .. }) => Before::Unknown,
                Err(error) => return Err(error),
            },
        })
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            let directory = DirectoryId::from(of.first().map_or("", String::as_str));
            let (client, org) = (&wire.client, &wire.org);
            for subject in subjects {
                if through_portal(of) {
                    if to.text() != Some(PRESENT) {
                        return Err(no_call(
                            "atlctl knows no call of the portal that deletes a group",
                        ));
                    }
                    let name = subject.target.id();
                    client.create_org_group(org, name, part(of, 1)).await?;
                } else if to.text() == Some(PRESENT) {
                    let name = subject.target.id();
                    client
                        .create_group(org, &directory, name, part(of, 1))
                        .await?;
                } else {
                    let Target::Group(id) = &subject.target else {
                        return Err(no_id("deleted"));
                    };
                    let group = GroupId::from(id.as_str());
                    client.delete_group(org, &directory, &group).await?;
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
            let mut values = Vec::with_capacity(items.len());
            let portal = match items.iter().any(|item| through_portal(&item.of)) {
                true => Some(portal_groups(wire).await?),
                false => None,
            };
            for some in items.chunks(READ) {
                let official = some.iter().filter(|item| !through_portal(&item.of));
                let found = search_groups(wire, official.map(|item| &item.target)).await?;
                values.extend(some.iter().map(|item| {
                    let of_portal = portal.as_ref().filter(|_| through_portal(&item.of));
                    let groups = of_portal.map_or(&found, |listed| &listed.has);
                    let named = |group: &&Group| is_group(group, &item.target);
                    let here = |group: &&Group| is_in(group, &item.of);
                    let there = groups.iter().filter(named).find(here);
                    let whole = of_portal.is_none_or(|listed| listed.whole);
                    match (there, &item.target) {
                        (Some(group), Target::GroupName(_)) => {
                            Some(word(true).of_id(group.id.as_str()))
                        }
                        (Some(_), _) => Some(word(true)),
                        (None, _) => whole.then(|| word(false)),
                    }
                }));
                progress(values.len());
            }
            Ok(values)
        }
        .boxed()
    }

    /// What was created has come into the mirror by then (see [`find_groups`](crate::change::find_groups)).
    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        for note in notes {
            if note.value.text() != Some(ABSENT) {
                continue;
            }
            let gone = match note.target {
                Target::Group(id) => vec![id.clone()],
                other => {
                    let groups = mirror.all_group_facts()?.into_iter();
                    let named = groups.filter(|group| has_name(group.name.as_deref(), other.id()));
                    named.map(|group| group.id).collect()
                }
            };
            if let [id] = gone.as_slice() {
                mirror.lose_group(run, &GroupId::from(id.as_str()), (note.made, note.at))?;
            }
        }
        Ok(())
    }

    fn totals(&self, mirror: &Mirror, _: &[Seen<'_>], _: Timestamp) -> Result<Totals, SqlError> {
        let groups = mirror.all_group_facts()?;
        Ok(Totals {
            all: vec![Total {
                id: PRESENT.to_owned(),
                name: Some("Groups".to_owned()),
                count: Some(groups.len() as u64),
            }],
            unknown: 0,
        })
    }

    fn names(&self, mirror: &Mirror) -> Result<Vec<(String, String)>, StoreError> {
        Membership.names(mirror)
    }

    fn counts_into<'a>(&self, _: &'a [String], value: &'a Value) -> Option<&'a str> {
        value.text().filter(|text| *text == PRESENT)
    }

    fn identity(&self, of: &[String], target: &Target) -> (Target, Vec<String>) {
        let name = match target {
            Target::Group(_) => part(of, 2),
            other => Some(other.id()),
        };
        match (name, of.first()) {
            (Some(name), Some(directory)) => (
                Target::GroupName(name.to_lowercase()),
                vec![directory.clone()],
            ),
            _ => (target.clone(), of.to_vec()),
        }
    }

    fn target_again(&self, of: &[String], _: &Target, to: &Value) -> Option<Target> {
        let name = part(of, 2).filter(|_| to.text() == Some(ABSENT))?;
        Some(Target::GroupName(name.to_owned()))
    }

    fn is_undone_in_part(&self) -> bool {
        true
    }

    fn takes_along(&self, of: &[String], to: &Value) -> Vec<TakenAlong> {
        let (Some(directory), Some(name), Some(ABSENT)) = (of.first(), part(of, 2), to.text())
        else {
            return Vec::new();
        };
        let member = |account: &str| TakenAlong {
            target: Target::Account(account.to_owned()),
            facet: NamedFacet::about(Membership.name(), of_named(directory, name)),
            before: IN.into(),
            now: OUT.into(),
        };
        let role = |(role, resource): (&str, &str)| TakenAlong {
            target: Target::GroupName(name.to_owned()),
            facet: NamedFacet::about(AppRole.name(), [directory, role, resource]),
            before: HELD.into(),
            now: NOT_HELD.into(),
        };
        let members = members(of).map(member);
        members.chain(roles(of).map(role)).collect()
    }

    /// A new group gives nothing.
    fn grants(&self, of: &[String], target: &Target, to: &Value) -> Option<Vec<(Grant, bool)>> {
        let Some(id) = self.group(of, target).filter(|_| to.text() == Some(ABSENT)) else {
            return Some(Vec::new());
        };
        let held = roles(of).map(|(role, resource)| (role.to_owned(), resource.to_owned()));
        let grant = Grant::Group {
            id: id.to_owned(),
            roles: roles_are_known(of).then(|| held.collect()),
        };
        Some(vec![(grant, false)])
    }

    fn lost_along(&self, of: &[String], to: &Value) -> Option<&'static str> {
        let unknown = to.text() == Some(ABSENT) && !roles_are_known(of);
        unknown.then_some("its roles in apps are not known, so they do not come back")
    }

    fn group_of(&self, of: &[String], target: &Target) -> Option<GroupOf> {
        let group = GroupOf::of_target(of.first()?, target)?;
        Some(GroupOf {
            name: group.name.or_else(|| part(of, 2).map(str::to_owned)),
            ..group
        })
    }

    fn about_group(&self, of: &[String], _: &Target, group: &GroupOf) -> (Vec<String>, Target) {
        let name = group.name.clone().unwrap_or_default();
        let mut of: Vec<String> = of.iter().take(2).cloned().collect();
        of.resize(2, String::new());
        of.push(name);
        (of, group.target())
    }

    fn has_group(&self, value: &Value) -> Option<bool> {
        Some(value.text() == Some(PRESENT))
    }

    fn counted(&self) -> Counted {
        Counted::GROUPS
    }

    fn noun(&self) -> &'static str {
        "groups"
    }

    fn totals_title(&self) -> &'static str {
        "Groups"
    }

    fn noun_of_change(&self) -> &'static str {
        "change of groups"
    }

    fn title(&self, of: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        let name = part(of, 2).map_or_else(String::new, |name| format!(" {name}"));
        if to.text() == Some(PRESENT) {
            "Create group".to_owned()
        } else {
            format!("Delete group{name}")
        }
    }

    fn short_title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        self.title(of, to, name)
    }

    fn done(&self, _: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        match to.text() {
            Some(PRESENT) => "created",
            _ => "deleted",
        }
        .to_owned()
    }

    fn act(&self, of: &[String], to: &Value, count: u64, _: &dyn Fn(&str) -> String) -> String {
        let act = match to.text() {
            Some(PRESENT) => "creating",
            _ => "deleting",
        };
        match part(of, 2) {
            Some(name) if count == 1 => format!("{act} the group {name}"),
            Some(name) => format!("{act} {} groups with the name {name}", grouped(count)),
            None => format!("{act} {}", counted(count, "group", "groups")),
        }
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        value.text().unwrap_or("none").to_owned()
    }

    fn what(&self, of: &[String], _: &dyn Fn(&str) -> String) -> String {
        part(of, 2).map_or_else(|| "group".to_owned(), |name| format!("group {name}"))
    }

    fn already(&self, _: &[String], to: &Value) -> String {
        match to.text() {
            Some(PRESENT) => "already exists",
            _ => "does not exist",
        }
        .to_owned()
    }

    fn conflict(&self, _: &[String], now: &Value, _: &dyn Fn(&str) -> String) -> String {
        match now.text() {
            Some(PRESENT) => "someone else created it",
            _ => "someone else deleted it",
        }
        .to_owned()
    }

    fn thing(&self) -> &'static str {
        "groups"
    }

    fn moved_on(&self) -> &'static str {
        "was created or deleted again since the run"
    }
}

#[cfg(test)]
mod tests;
