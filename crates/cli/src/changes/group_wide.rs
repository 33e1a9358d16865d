//! Changes of whole groups, such as a role that is taken from one: whom of the members they concern.

use std::collections::{BTreeSet, HashMap};

use atlctl_api::{AccountId, GroupId, OrgId};
use atlctl_core::change::{
    AccessEffects, Facet, Grant, GrantOf, Receiver, Target, Value, Wire, access_effects,
    group_members,
};
use atlctl_core::number::{counted, grouped};
use atlctl_core::plan::{AtRisk, Members, Row, Wanted};
use atlctl_core::store::{Mirror, Person};

use super::SignedIn;
use crate::context::Context;
use crate::error::CliResult;
use crate::ui::display;

/// What is known of the members of a group.
pub(super) struct OfGroup {
    /// The accounts that are known.
    pub accounts: Vec<String>,
    /// How many members there are.
    pub count: Option<u64>,
}

impl OfGroup {
    /// The members that the mirror knows.
    pub fn mirrored(mirror: &Mirror, group: &str) -> CliResult<Self> {
        let members = mirror.group_members(&GroupId::from(group))?;
        let accounts = members.known.into_iter().map(AccountId::into_string);
        let accounts: Vec<String> = accounts.collect();
        let whole = accounts.len() as u64 == members.members;
        let known = mirror.group_facts(group)?;
        let count = known.filter(|group| group.users.is_some() || whole && members.members > 0);
        Ok(Self {
            accounts,
            count: count.map(|_| members.members),
        })
    }

    /// How many of the members a change with these effects concerns.
    pub fn concerned(&self, effects: &AccessEffects) -> Members {
        let whole = self.count == Some(self.accounts.len() as u64);
        Members {
            count: self.count,
            changed: changed(effects).filter(|_| whole),
        }
    }

    pub fn receivers(&self) -> Vec<Receiver> {
        let accounts = self.accounts.iter().cloned();
        accounts.map(Receiver::Account).collect()
    }

    /// The members that the group has now; those of the mirror where they cannot be read.
    pub fn now(context: &Context, wire: &Wire, mirror: &Mirror, group: &str) -> CliResult<Self> {
        let read = context.block_on(group_members(wire, &GroupId::from(group), None))?;
        Ok(match read {
            Ok(Some(members)) => Self {
                count: Some(members.len() as u64),
                accounts: members.into_iter().map(|one| one.account).collect(),
            },
            Ok(None) | Err(_) => Self::mirrored(mirror, group)?,
        })
    }
}

/// What a change gives these people, or takes from them; `None` where it may change access otherwise.
pub(super) fn grants_to(
    facet: &Facet,
    target: &Target,
    to: &Value,
    whom: &[Receiver],
) -> Option<Vec<GrantOf>> {
    let grants = facet.kind.grants(&facet.of, target, to)?.into_iter();
    let grants = grants.map(|(grant, given)| GrantOf {
        grant,
        given,
        whom: whom.to_vec(),
    });
    Some(grants.collect())
}

/// The group that a change is of as a whole, where it gives its members something or takes it.
fn whole_group(row: &Wanted) -> Option<String> {
    let Some(Target::Group(id)) = row.target() else {
        return None;
    };
    let grants =
        row.facet
            .kind
            .grants(&row.facet.of, &Target::Group(id.clone()), row.to.as_ref()?)?;
    (!grants.is_empty()).then_some(id)
}

/// The members of groups that a plan changes as a whole, by the group's ID.
#[derive(Default)]
pub(super) struct WholeGroups(HashMap<String, OfGroup>);

impl WholeGroups {
    /// The known members of a group.
    pub(super) fn receivers(&self, group: &str) -> Option<Vec<Receiver>> {
        self.0.get(group).map(OfGroup::receivers)
    }
}

/// Notes on rows, by their positions.
#[derive(Default)]
pub(super) struct NotesOfRows(Vec<(usize, Vec<String>)>);

impl NotesOfRows {
    /// Those of the rows that are changed. The rows are in the order in which they were wanted.
    pub(super) fn of_changed(self, rows: &[Row]) -> Vec<String> {
        let changed = |at: usize| rows.get(at).is_some_and(|row| row.verdict.is_change());
        let notes = self.0.into_iter().filter(|(at, _)| changed(*at));
        notes.flat_map(|(_, notes)| notes).collect()
    }
}

/// Adds to rows that change whole groups how many members they concern, and returns the members who may lose access by
/// them, with what the reader of the plan must know.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn tell_members(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    mirror: &Mirror,
    wanted: &mut [Wanted],
) -> CliResult<(WholeGroups, AtRisk, NotesOfRows)> {
    let (mut at_risk, mut notes) = (AtRisk::new(), NotesOfRows::default());
    let WholeGroups(mut read) = WholeGroups::default();
    let wire = signed.wire(org);
    for (at, row) in wanted.iter_mut().enumerate() {
        let (Some(group), Some(target), Some(to)) = (whole_group(row), row.target(), &row.to)
        else {
            continue;
        };
        if !read.contains_key(&group) {
            let known = match along(row) {
                accounts if accounts.is_empty() => OfGroup::now(context, &wire, mirror, &group)?,
                accounts => OfGroup {
                    count: Some(accounts.len() as u64),
                    accounts,
                },
            };
            read.insert(group.clone(), known);
        }
        let Some(of) = read.get(&group) else { continue };
        let grants = grants_to(&row.facet, &target, to, &of.receivers()).unwrap_or_default();
        let effects = access_effects(mirror, &grants)?;
        let name = name_of(mirror, &group)?;
        if row.effect.is_none() && row.facet.kind.has_group(to).is_none() {
            row.effect = Some(format!("for the members of the group {name}"));
        }
        row.members = Some(of.concerned(&effects));
        notes.0.push((at, said(&name, of, &effects)));
        let lost = concerned(mirror, &row.facet, to, of, (&effects, &grants))?;
        if !lost.is_empty() {
            at_risk.insert((row.facet.clone(), target), lost);
        }
    }
    Ok((WholeGroups(read), at_risk, notes))
}

/// The accounts of members that the row itself names: those of a group that is to be deleted.
fn along(row: &Wanted) -> Vec<String> {
    let Some(to) = &row.to else { return Vec::new() };
    let along = row.facet.kind.takes_along(&row.facet.of, to).into_iter();
    along
        .filter_map(|one| one.target.account().map(str::to_owned))
        .collect()
}

pub(super) fn name_of(mirror: &Mirror, group: &str) -> CliResult<String> {
    let known = mirror.group_facts(group)?;
    Ok(known.map_or_else(|| group.to_owned(), |group| group.shown().to_owned()))
}

/// How many people gain or lose access to any app; `None` where it is unknown what the group gives.
fn changed(effects: &AccessEffects) -> Option<u64> {
    if !effects.unknown_groups.is_empty() {
        return None;
    }
    let lost: BTreeSet<&String> = effects.apps.iter().flat_map(|app| &app.losing).collect();
    let gained = effects.apps.iter().map(|app| app.gaining).max();
    Some((lost.len() as u64).max(gained.unwrap_or(0)))
}

/// The members whom guards may hold out of a change of the whole group: all of them where the group is deleted, as if each
/// was removed from it; otherwise those who may lose access.
pub(super) fn concerned(
    mirror: &Mirror,
    facet: &Facet,
    to: &Value,
    of: &OfGroup,
    (effects, grants): (&AccessEffects, &[GrantOf]),
) -> CliResult<Vec<Person>> {
    if facet.kind.has_group(to) == Some(false) {
        let accounts = of.accounts.iter().map(String::as_str);
        return known_people(mirror, accounts);
    }
    losers(mirror, effects, grants)
}

/// The members who may lose access. Where it is unknown what a group gives, all of them may.
fn losers(mirror: &Mirror, effects: &AccessEffects, grants: &[GrantOf]) -> CliResult<Vec<Person>> {
    let mut accounts: BTreeSet<&str> = effects
        .apps
        .iter()
        .flat_map(|app| app.losing.iter().map(String::as_str))
        .collect();
    for one in grants.iter().filter(|one| !one.given) {
        let Grant::Group { id, .. } = &one.grant else {
            continue;
        };
        if effects.unknown_groups.contains(id) {
            accounts.extend(one.whom.iter().filter_map(|whom| match whom {
                Receiver::Account(account) => Some(account.as_str()),
                Receiver::New(_) => None,
            }));
        }
    }
    known_people(mirror, accounts)
}

/// These accounts, as the mirror knows them.
fn known_people<'a>(
    mirror: &Mirror,
    accounts: impl IntoIterator<Item = &'a str>,
) -> CliResult<Vec<Person>> {
    let mut people = Vec::new();
    for account in accounts {
        let id = AccountId::from(account);
        let known = mirror.person_by_id(&id)?;
        people.push(known.unwrap_or_else(|| Person::unknown(id)));
    }
    Ok(people)
}

/// What the reader of a plan must know of the members.
fn said(name: &str, of: &OfGroup, effects: &AccessEffects) -> Vec<String> {
    let mut notes = Vec::new();
    let name = display(name);
    match of.count {
        None => notes.push(format!(
            "how many members the group {name} has is unknown, and so are the people who are concerned and the guards \
             for them (to read them: atlctl sync)"
        )),
        Some(count) if count > of.accounts.len() as u64 => notes.push(format!(
            "the mirror knows only {} of {} members of the group {name}: of the others, nothing is known, and no guard \
             was checked for them (to read them: atlctl sync)",
            grouped(of.accounts.len() as u64),
            grouped(count)
        )),
        Some(_) => {}
    }
    let all = of.accounts.len() as u64;
    let members = |count: u64, act: [&str; 2]| {
        let who = match count {
            _ if count == all => format!("all {}", counted(all, "member", "members")),
            _ => format!(
                "{} of the {}",
                grouped(count),
                counted(all, "member", "members")
            ),
        };
        let [one, many] = act;
        let act = if count == 1 { one } else { many };
        format!("{who} of the group {name} {act} access to")
    };
    for effect in &effects.apps {
        let title = display(&effect.app.title());
        let losing = effect.losing.len() as u64;
        if losing > 0 {
            let mut words = format!("{} {title}", members(losing, ["loses", "lose"]));
            if effect.may_keep > 0 {
                let who = match effect.may_keep {
                    all if all == losing => "they".to_owned(),
                    some => format!("{} of them", grouped(some)),
                };
                words.push_str(&format!(
                    "; {who} may have another way to it, because not all of their roles are known (to read them: \
                     atlctl sync --only user-roles)"
                ));
            }
            notes.push(words);
        }
        if effect.gaining > 0 {
            notes.push(format!(
                "{} {title}",
                members(effect.gaining, ["gets", "get"])
            ));
        }
    }
    notes
}
