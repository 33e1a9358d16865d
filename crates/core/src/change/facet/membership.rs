//! Whether a person is in a group.

use std::collections::{HashMap, HashSet};

use atlctl_api::{AccountId, DirectoryId, Error, GroupId};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::grant::Grant;
use super::super::group_match::no_id;
use super::super::group_totals::group_totals;
use super::super::in_groups::InGroups;
use super::super::read_members::{Which, read_members};
use super::super::read_portal::PORTAL;
use super::super::response::{Answer, Subject};
use super::super::rules::{
    Call, GroupOf, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire,
};
use super::super::target::Target;
use super::super::total::Totals;
use super::super::unchangeable::Unchangeable;
use super::super::value::{Before, Value};
use super::directory_access::outside;
use crate::number::people;
use crate::sql::SqlError;
use crate::store::{Edit, Mirror, Person, RunEdit, RunSource, StoreError};

mod portal;
pub(super) mod unchangeable_members;

pub use unchangeable_members::is_of_org_admins;
pub(super) use unchangeable_members::unchangeable;

/// The person is a member.
pub const IN: &str = "in";
/// The person is not a member.
pub const OUT: &str = "out";

/// Whether a person is in a group. It is about the directory's ID and the group's ID; for a group that has no ID yet,
/// about the directory's ID, nothing, and the group's name (see [`of_named`]): once the same run has created it, the
/// membership is one of the group with that ID, and of no other of its name. With [`PORTAL`] as the directory, people
/// are added through the portal's own call, and none is known that removes them.
#[derive(Debug)]
pub struct Membership;

/// What the membership of a group is about that the same plan creates: its ID is not known before.
#[must_use]
pub fn of_named(directory: &str, name: &str) -> Vec<String> {
    vec![directory.to_owned(), String::new(), name.to_owned()]
}

/// The group of a membership.
fn which(of: &[String]) -> Which<'_> {
    let part = |at: usize| of.get(at).map_or("", String::as_str);
    match part(2) {
        "" => Which::Id(part(0), part(1)),
        name => Which::Name(part(0), name),
    }
}

/// The group's ID or, where it has none yet, its name.
fn key(of: &[String]) -> &str {
    match which(of) {
        Which::Id(_, id) => id,
        Which::Name(_, name) => name,
    }
}

/// Whether the portal's own calls read and change it.
fn through_portal(of: &[String]) -> bool {
    of.first().is_some_and(|directory| directory == PORTAL)
}

impl Rules for Membership {
    fn name(&self) -> &'static str {
        "membership"
    }

    fn call(&self) -> Call {
        Call {
            most: 1,
            task: false,
            lag: 2_000,
        }
    }

    /// Suspended people may be added and taken out: they get what the group gives when they are restored.
    fn needs(&self) -> Needs {
        Needs {
            present: true,
            ..Needs::default()
        }
    }

    fn risk(&self, of: &[String], _: &Before, to: &Value) -> Risk {
        if through_portal(of) {
            Risk::Irreversible
        } else if to.text() == Some(OUT) {
            Risk::FreesSeat
        } else {
            Risk::Reversible
        }
    }

    fn undocumented(&self, of: &[String], _: &Value) -> Option<&'static str> {
        through_portal(of).then_some("one source, which does not show the result")
    }

    fn undo(&self, of: &[String], before: &Before, _: &Value) -> Option<Value> {
        before.value().filter(|_| !through_portal(of)).cloned()
    }

    fn no_way_back(&self, of: &[String], _: &Before) -> &'static str {
        if through_portal(of) {
            "was added through the portal; atlctl knows no call of it that removes people from a group"
        } else {
            "has no known value from before, so the change cannot be undone"
        }
    }

    /// What a group gives, the service does not say: it may be the rights of an admin.
    fn needs_rescuer(&self, _: &[String], to: &Value) -> bool {
        to.text() == Some(OUT)
    }

    fn value_locks_out(&self) -> bool {
        false
    }

    fn obstacle(&self, _: &[String], person: &Person, to: &Value) -> Option<String> {
        if to.text() != Some(IN) {
            return None;
        }
        if person.is_to_be_deleted() {
            return Some(
                "is to be deleted, and such an account cannot be added to a group (to keep it: atlctl user cancel-delete)"
                    .to_owned(),
            );
        }
        if person.is_deactivated() {
            return Some(
                "is deactivated, and a deactivated account cannot be added to a group".to_owned(),
            );
        }
        person.is_outside().then(|| outside("groups"))
    }

    fn is_final_for(&self, person: &Person, to: &Value) -> bool {
        to.text() == Some(OUT) && (person.is_deactivated() || person.is_outside())
    }

    fn unchangeable(
        &self,
        mirror: &Mirror,
        of: &[String],
        to: &Value,
    ) -> Result<Option<Unchangeable>, StoreError> {
        let Which::Id(_, id) = which(of) else {
            return Ok(None);
        };
        if through_portal(of) && to.text() == Some(OUT) {
            return Ok(Some(portal::no_removal()));
        }
        Ok(mirror
            .group_facts(id)?
            .and_then(|group| unchangeable(&group, to.text() == Some(IN))))
    }

    fn group<'a>(&self, of: &'a [String], _: &'a Target) -> Option<&'a str> {
        match which(of) {
            Which::Id(_, id) => Some(id),
            Which::Name(..) => None,
        }
    }

    fn mirrored(
        &self,
        mirror: &Mirror,
        of: &[String],
        target: &Target,
    ) -> Result<Before, StoreError> {
        Ok(match which(of) {
            Which::Id(_, id) => mirror.is_member(target.id(), id)?.map(word).into(),
            Which::Name(..) => Before::Unknown,
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
            if through_portal(of) {
                return portal::add(wire, key(of), to.text() == Some(IN), subjects).await;
            }
            let (directory, group) = match which(of) {
                Which::Id(directory, id) => (DirectoryId::from(directory), GroupId::from(id)),
                Which::Name(..) => return Err(no_id("given members")),
            };
            for subject in subjects {
                let account = AccountId::from(subject.target.id());
                let (client, org) = (&wire.client, &wire.org);
                if to.text() == Some(IN) {
                    client
                        .add_to_group(org, &directory, &group, &account)
                        .await?;
                } else {
                    client
                        .remove_from_group(org, &directory, &group, &account)
                        .await?;
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
            let (of_portal, others): (Vec<&Item>, Vec<&Item>) =
                items.iter().partition(|item| through_portal(&item.of));
            if of_portal.is_empty() {
                return read_members(wire, items, progress, which, word).await;
            }
            let pairs: Vec<(&str, &str)> = of_portal
                .into_iter()
                .map(|item| (key(&item.of), item.target.id()))
                .collect();
            let mut of_portal = portal::read(wire, &pairs).await?.into_iter();
            let others: Vec<Item> = others.into_iter().cloned().collect();
            let others = if others.is_empty() {
                Vec::new()
            } else {
                read_members(wire, &others, progress, which, word).await?
            };
            let mut others = others.into_iter();
            progress(items.len());
            let value = |item: &Item| match through_portal(&item.of) {
                true => of_portal.next().flatten().map(word),
                false => others.next().flatten(),
            };
            Ok(items.iter().map(value).collect())
        }
        .boxed()
    }

    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        // The groups by ID; of those that the same run created, the mirror knows it by now.
        let mut groups: HashMap<&str, (String, Option<String>)> = HashMap::new();
        for note in notes {
            let named = key(note.of);
            if groups.contains_key(named) {
                continue;
            }
            let id = match which(note.of) {
                Which::Id(_, id) => id.to_owned(),
                Which::Name(_, name) => match mirror.group_id(name) {
                    Ok(id) => id.into_string(),
                    Err(StoreError::Unknown { .. } | StoreError::Ambiguous { .. }) => continue,
                    Err(error) => return Err(error),
                },
            };
            let name = mirror.group_facts(&id)?.and_then(|group| group.name);
            groups.insert(named, (id, name));
        }
        let changes = notes.iter().filter_map(|note| {
            let (group, name) = groups.get(key(note.of))?;
            let group = group.as_str();
            let is_in = note.value.text() == Some(IN);
            let held = |is_in: bool| is_in.then_some(group);
            Some(RunEdit {
                account: AccountId::from(note.target.id()),
                field: "group",
                before: held(note.before.text().map_or(!is_in, |text| text == IN)),
                after: held(is_in),
                name: name.as_deref(),
                at: note.at,
                made: note.made,
                edits: vec![Edit::Member { group, is_in }],
            })
        });
        mirror.note_edits(run, changes)
    }

    /// The groups of the rows; every group where there are none.
    fn totals(&self, mirror: &Mirror, rows: &[Seen<'_>], _: Timestamp) -> Result<Totals, SqlError> {
        let asked: HashSet<&str> = rows.iter().map(|row| key(row.of)).collect();
        let all = group_totals(mirror, (!rows.is_empty()).then_some(&asked))?;
        Ok(Totals { all, unknown: 0 })
    }

    fn counts_members(&self) -> bool {
        true
    }

    fn groups_of<'a>(&self, of: &'a [String], value: &'a Value) -> InGroups<'a> {
        let is_in = match value.text() {
            Some(IN) => Some(true),
            Some(OUT) => Some(false),
            _ => None,
        };
        InGroups {
            these: is_in.map(|is_in| (key(of), is_in)).into_iter().collect(),
            ..InGroups::default()
        }
    }

    fn names(&self, mirror: &Mirror) -> Result<Vec<(String, String)>, StoreError> {
        let groups = mirror.all_group_facts()?.into_iter();
        Ok(groups
            .filter_map(|group| Some((group.id, group.name?)))
            .collect())
    }

    fn counts_into<'a>(&self, of: &'a [String], value: &'a Value) -> Option<&'a str> {
        (value.text() == Some(IN)).then(|| key(of))
    }

    /// A group that the same run creates gives nothing yet.
    fn grants(&self, of: &[String], _: &Target, to: &Value) -> Option<Vec<(Grant, bool)>> {
        Some(match which(of) {
            Which::Id(_, id) => vec![(Grant::group(id), to.text() == Some(IN))],
            Which::Name(..) => Vec::new(),
        })
    }

    fn group_of(&self, of: &[String], _: &Target) -> Option<GroupOf> {
        let (directory, id, name) = match which(of) {
            Which::Id(directory, id) => (directory, Some(id), None),
            Which::Name(directory, name) => (directory, None, Some(name)),
        };
        Some(GroupOf {
            directory: directory.to_owned(),
            id: id.map(str::to_owned),
            name: name.map(str::to_owned),
        })
    }

    fn about_group(&self, _: &[String], to: &Target, group: &GroupOf) -> (Vec<String>, Target) {
        let name = group.name.as_deref().unwrap_or_default();
        let of = match &group.id {
            Some(id) => vec![group.directory.clone(), id.clone()],
            None => of_named(&group.directory, name),
        };
        (of, to.clone())
    }

    fn noun(&self) -> &'static str {
        "groups"
    }

    fn totals_title(&self) -> &'static str {
        "Members of groups"
    }

    fn noun_of_change(&self) -> &'static str {
        "change of group members"
    }

    fn title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        let way = by_way(to, "Add people to", "Remove people from");
        format!("{way} group {}", name(key(of)))
    }

    fn short_title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        let way = by_way(to, "Add to", "Remove from");
        format!("{way} {}", name(key(of)))
    }

    fn done(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        let way = by_way(to, "added to", "removed from");
        format!("{way} the group {}", name(key(of)))
    }

    fn act(&self, of: &[String], to: &Value, count: u64, name: &dyn Fn(&str) -> String) -> String {
        let (verb, way) = by_way(to, ("adding", "to"), ("removing", "from"));
        format!("{verb} {} {way} the group {}", people(count), name(key(of)))
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        match value.text() {
            Some(IN) => "member",
            _ => "not a member",
        }
        .to_owned()
    }

    fn what(&self, of: &[String], name: &dyn Fn(&str) -> String) -> String {
        format!("group {}", name(key(of)))
    }

    fn already(&self, _: &[String], to: &Value) -> String {
        match to.text() {
            Some(IN) => "is already in this group",
            _ => "is not in this group",
        }
        .to_owned()
    }

    fn conflict(&self, of: &[String], now: &Value, name: &dyn Fn(&str) -> String) -> String {
        let group = name(key(of));
        match now.text() {
            Some(IN) => format!("someone else added them to the group {group}"),
            _ => format!("someone else removed them from the group {group}"),
        }
    }

    fn thing(&self) -> &'static str {
        "groups"
    }

    fn moved_on(&self) -> &'static str {
        "was added to or removed from the group again since the run"
    }
}

fn word(is_in: bool) -> Value {
    if is_in { IN } else { OUT }.into()
}

/// The first for a way in, the second for a way out.
fn by_way<T>(to: &Value, is_in: T, out: T) -> T {
    if to.text() == Some(IN) { is_in } else { out }
}

#[cfg(test)]
mod tests;
