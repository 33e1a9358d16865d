//! The seats of apps before and after a plan that changes groups and roles.

use std::collections::BTreeMap;

use atlctl_api::{AccountId, MembershipStatus, UserStatus};
use atlctl_core::change::{
    AppEffect, Grant, GrantOf, GroupOf, PeopleAfter, Receiver, Target, access_effects_with,
};
use atlctl_core::number::{counted, grouped, people};
use atlctl_core::plan::Row;
use atlctl_core::store::Mirror;

use super::group_wide::{WholeGroups, grants_to};
use crate::error::CliResult;
use crate::ui::display;

/// The seats in use before and after, of each app in which a plan takes or frees some; nothing where the plan changes
/// access in other ways, too, or for an app that these notes have. Also gives what the plan does to each app.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn seat_notes(
    mirror: &Mirror,
    rows: &[Row],
    groups: &WholeGroups,
    known: &[String],
) -> CliResult<(Vec<String>, Vec<AppEffect>)> {
    let mut grants: Vec<GrantOf> = Vec::new();
    let mut after = PeopleAfter::new();
    for row in rows.iter().filter(|row| row.verdict.is_change()) {
        let (Some(target), Some(to)) = (row.target(), &row.to) else {
            continue;
        };
        let whom = match &target {
            Target::Account(id) => vec![Receiver::Account(id.clone())],
            Target::Address(address) => vec![match &row.account {
                Some(id) => Receiver::Account(id.clone()),
                None => Receiver::New(address.clone()),
            }],
            Target::Group(id) => groups.receivers(id).unwrap_or_default(),
            _ => Vec::new(),
        };
        match grants_to(&row.facet, &target, to, &whom) {
            Some(of) => grants.extend(of),
            None => return Ok((Vec::new(), Vec::new())),
        }
        // Who is invited is active then, whether the organization knew the account before or not.
        if let (Target::Address(_), Some(account)) = (&target, &row.account)
            && let Some(mut person) = mirror.person_by_id(&AccountId::from(account.as_str()))?
        {
            person.status = Some(UserStatus::Active);
            person.membership_status = Some(MembershipStatus::Active);
            person.gone = false;
            after.insert(account.clone(), person);
        }
        if let Some(account) = target.account() {
            let before = match after.remove(account) {
                Some(before) => Some(before),
                None => mirror.person_by_id(&AccountId::from(account))?,
            };
            let left = before.map(|before| {
                let left = row.facet.kind.leaves(&row.facet.of, &before, to);
                left.unwrap_or(before)
            });
            after.extend(left.map(|left| (account.to_owned(), left)));
        }
    }
    grants.extend(of_new_groups(rows));
    let effects = access_effects_with(mirror, &together(grants), &after)?;
    let is_new = |effect: &&AppEffect| {
        let start = format!("{}:", display(&effect.app.title()));
        !known.iter().any(|note| note.starts_with(&start))
    };
    let apps = effects.apps.iter().filter(is_new);
    let notes = apps.filter_map(note).collect();
    Ok((notes, effects.apps))
}

/// What groups give that the plan itself creates, as an undo does: the roles that it grants them, to the people whom it
/// adds.
fn of_new_groups(rows: &[Row]) -> Vec<GrantOf> {
    let mut groups: BTreeMap<(String, String), (Vec<Receiver>, Vec<Grant>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.verdict.is_change()) {
        let (Some(target), Some(to)) = (row.target(), &row.to) else {
            continue;
        };
        let kind = row.facet.kind;
        let Some(GroupOf {
            directory,
            id: None,
            name: Some(name),
        }) = kind.group_of(&row.facet.of, &target)
        else {
            continue;
        };
        let key = (directory, name.to_lowercase());
        let (members, roles) = groups.entry(key.clone()).or_default();
        if let Some(account) = target.account() {
            members.push(Receiver::Account(account.to_owned()));
            continue;
        }
        let grants = kind.grants(&row.facet.of, &target, to);
        for (grant, given) in grants.into_iter().flatten() {
            if let (true, Grant::Role { role, resource, .. }) = (given, grant) {
                roles.push(Grant::Role {
                    role,
                    resource,
                    group: Some(key.1.clone()),
                });
            }
        }
    }
    let given = groups.into_values().flat_map(|(members, roles)| {
        roles.into_iter().map(move |grant| GrantOf {
            grant,
            given: true,
            whom: members.clone(),
        })
    });
    given.collect()
}

/// The same grants to several people as one.
fn together(grants: Vec<GrantOf>) -> Vec<GrantOf> {
    let mut all: BTreeMap<_, Vec<Receiver>> = BTreeMap::new();
    for one in grants {
        all.entry((one.grant, one.given))
            .or_default()
            .extend(one.whom);
    }
    let all = all.into_iter();
    all.map(|((grant, given), whom)| GrantOf { grant, given, whom })
        .collect()
}

/// The seats of an app before and after; `None` where they stay the same.
fn note(effect: &AppEffect) -> Option<String> {
    let (taken, freed) = (effect.seats_taken, effect.seats_freed);
    if (taken, freed) == (0, 0) {
        return None;
    }
    if effect.taken_unsure > 0 {
        return Some(note_of_unsure(effect));
    }
    let moves = match effect.freed_unsure {
        0 => moves(taken, freed),
        unsure => format!(
            "{}, or fewer: not all roles of {} are known",
            moves(taken, freed),
            people(unsure)
        ),
    };
    Some(format!(
        "{} ({moves}){}",
        in_use(effect, taken, freed),
        too_few(effect, taken, freed, "has")
    ))
}

/// The same where some of those who get seats may have one already: what is sure is not mixed with what may be.
fn note_of_unsure(effect: &AppEffect) -> String {
    let (taken_unsure, freed_unsure) = (effect.taken_unsure, effect.freed_unsure);
    let taken = effect.seats_taken.saturating_sub(taken_unsure);
    let freed = effect.seats_freed.saturating_sub(freed_unsure);
    let why = format!(
        "not all roles of {} are known",
        people(taken_unsure + freed_unsure)
    );
    let more = format!("up to {} more", grouped(taken_unsure));
    let fewer = format!("up to {} fewer", grouped(freed_unsure));
    let few = too_few(effect, effect.seats_taken, freed, "may have");
    if (taken, freed) != (0, 0) {
        let may_be = match freed_unsure {
            0 => more,
            _ => format!("{more} or {fewer}"),
        };
        return format!(
            "{} ({}), and {may_be}: {why}{few}",
            in_use(effect, taken, freed),
            moves(taken, freed)
        );
    }
    let seats = match count(effect.app.capacity) {
        Some(seats) => format!("of {} seats", grouped(seats)),
        None => "seats".to_owned(),
    };
    let may_be = match freed_unsure {
        0 => format!("{more} {seats} in use"),
        _ => format!("{more} or {fewer} {seats} in use"),
    };
    format!("{}: {may_be} ({why}){few}", display(&effect.app.title()))
}

fn count(number: Option<i64>) -> Option<u64> {
    number.and_then(|number| u64::try_from(number).ok())
}

fn moves(taken: u64, freed: u64) -> String {
    match (taken, freed) {
        (taken, 0) => format!("+{}", grouped(taken)),
        (0, freed) => format!("-{}", grouped(freed)),
        (taken, freed) => format!("+{} -{}", grouped(taken), grouped(freed)),
    }
}

/// In words: `Jira: 16 → 217 of 500 seats in use`.
fn in_use(effect: &AppEffect, taken: u64, freed: u64) -> String {
    let title = display(&effect.app.title());
    let Some(usage) = count(effect.app.usage) else {
        return format!("{title}: seats in use");
    };
    let after = (usage + taken).saturating_sub(freed);
    let capacity = count(effect.app.capacity);
    let of = capacity.map_or_else(String::new, |seats| format!(" of {}", grouped(seats)));
    format!(
        "{title}: {} → {}{of} seats in use",
        grouped(usage),
        grouped(after)
    )
}

/// That the app has too few seats, where somebody gets one.
fn too_few(effect: &AppEffect, taken: u64, freed: u64, has: &str) -> String {
    let (usage, seats) = (count(effect.app.usage), count(effect.app.capacity));
    let missing = usage
        .zip(seats)
        .map(|(usage, seats)| (usage + taken).saturating_sub(freed).saturating_sub(seats));
    let Some(missing) = missing.filter(|missing| *missing > 0 && taken > 0) else {
        return String::new();
    };
    format!(
        "; the app {has} {} too few, and Atlassian may refuse some of these people",
        counted(missing, "seat", "seats")
    )
}
