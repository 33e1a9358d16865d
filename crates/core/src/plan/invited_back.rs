//! People whom runs removed: they come back by an invitation, with the groups and roles that they had.

use std::collections::{HashMap, HashSet};

use super::past_person::found;
use super::{Row, Wanted};
use crate::change::{Addresses, Before, Facet, Grant, Target};
use crate::store::{Mirror, StoreError};

/// The way back of a row that took everything from a person, where it is known what that was; else `None`.
pub(super) fn invited_back(
    mirror: Option<&Mirror>,
    row: &Row,
    before: &Before,
) -> Result<Option<Wanted>, StoreError> {
    let (Some(mirror), Some(held)) = (mirror, &row.held) else {
        return Ok(None);
    };
    let Some(back) = row.facet.kind.back_with(mirror, before, held)? else {
        return Ok(None);
    };
    let Some(facet) = Option::<Facet>::from(back.facet) else {
        return Ok(None);
    };
    let found = found(Some(mirror), row)?;
    let person = found.person.as_ref();
    let address = person.and_then(|person| person.email.clone());
    let address = address.or_else(|| row.email.clone());
    let mut wanted = Wanted::of_person(found, facet, Some(back.to));
    wanted.obstacle = back.obstacle;
    match address.filter(|address| !address.is_empty()) {
        Some(address) => wanted.target = Some(Target::Address(address)),
        None => {
            let gone = "was removed, and has no known address for an invitation";
            wanted.obstacle = Some(gone.to_owned());
        }
    }
    wanted.effect = wanted.obstacle.is_none().then_some(back.effect);
    Ok(Some(wanted))
}

/// Puts rows in order that have to do with invitations of the same people.
pub(super) fn with_invitations(wanted: Vec<Wanted>) -> Vec<Wanted> {
    go_with_invitations(by_given_addresses(after_activations(wanted)))
}

/// Accounts that are not active are invited once they are.
fn after_activations(wanted: Vec<Wanted>) -> Vec<Wanted> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    for (at, one) in wanted.iter().enumerate() {
        let Some(account) = account(one).filter(|_| activates(one)) else {
            continue;
        };
        let is_invitation = |place: &usize| {
            let other = wanted.get(*place);
            other.is_some_and(|other| {
                let is_address = matches!(other.target, Some(Target::Address(_)));
                is_address && self::account(other).as_ref() == Some(&account)
            })
        };
        let own = order.iter().position(|place| *place == at);
        let first = order.iter().position(is_invitation);
        if let (Some(own), Some(first)) = (own, first.filter(|first| Some(*first) < own)) {
            let moved = order.remove(own);
            order.insert(first, moved);
        }
    }
    if order.is_sorted() {
        return wanted;
    }
    let places: HashMap<u32, u32> = (0..)
        .zip(&order)
        .filter_map(|(now, was)| Some((u32::try_from(*was).ok()?, now)))
        .collect();
    let mut all: Vec<Option<Wanted>> = wanted.into_iter().map(Some).collect();
    let mut moved: Vec<Wanted> = order
        .iter()
        .filter_map(|place| all.get_mut(*place)?.take())
        .collect();
    let place = |was: u32| places.get(&was).copied();
    for one in &mut moved {
        one.after = one.after.iter().filter_map(|was| place(*was)).collect();
        one.goes_with = one.goes_with.and_then(place);
    }
    moved
}

/// Whether a row makes an account active that is not.
fn activates(wanted: &Wanted) -> bool {
    let (Some(person), Some(to)) = (&wanted.found.person, &wanted.to) else {
        return false;
    };
    let left = wanted.facet.kind.leaves(&wanted.facet.of, person, to);
    person.is_deactivated() && left.is_some_and(|left| !left.is_deactivated())
}

/// People who get an address back before they are invited again, are invited by that one.
fn by_given_addresses(mut wanted: Vec<Wanted>) -> Vec<Wanted> {
    let mut given: HashMap<String, String> = HashMap::new();
    for one in &mut wanted {
        let Some(account) = account(one) else {
            continue;
        };
        if let (Some(Target::Address(address)), Some(now)) = (&mut one.target, given.get(&account))
        {
            address.clone_from(now);
        }
        let to = one.to.as_ref();
        if let Some(to) = to.and_then(|to| one.facet.kind.gives_address(to)) {
            given.insert(account, to.to_owned());
        }
    }
    wanted
}

/// Brings the addresses up to date by which people are invited again: the one that the account has now is theirs, but for
/// one that an earlier row gives back.
pub fn invite_by_addresses_of_today(wanted: &mut [Wanted], addresses: &Addresses) {
    let mut given: HashSet<String> = HashSet::new();
    for one in wanted {
        let Some(account) = account(one) else {
            continue;
        };
        if let Some(Target::Address(address)) = &mut one.target
            && !given.contains(&account)
            && let Some(now) = addresses.of(&account)
        {
            *address = now;
        }
        let to = one.to.as_ref();
        if to.is_some_and(|to| one.facet.kind.gives_address(to).is_some()) {
            given.insert(account);
        }
    }
}

/// Rows that give what an invitation of the same person gives go with it.
fn go_with_invitations(mut wanted: Vec<Wanted>) -> Vec<Wanted> {
    let invitations: Vec<(u32, String, Vec<Grant>)> = (0..)
        .zip(&wanted)
        .filter_map(|(at, one)| {
            matches!(one.target, Some(Target::Address(_))).then_some(())?;
            Some((at, account(one)?, grants(one)?))
        })
        .collect();
    if invitations.is_empty() {
        return wanted;
    }
    for (at, one) in (0..).zip(&mut wanted) {
        let (Some(account), Some(own)) = (account(one), grants(one)) else {
            continue;
        };
        let of_person = invitations
            .iter()
            .find(|(place, person, _)| *place != at && *person == account);
        if let Some((place, _, given)) = of_person
            && !own.is_empty()
            && own.iter().all(|grant| given.contains(grant))
        {
            one.goes_with = Some(*place);
        }
    }
    wanted
}

fn account(wanted: &Wanted) -> Option<String> {
    let person = wanted.found.person.as_ref()?;
    Some(person.account_id.as_str().to_owned())
}

/// What a row gives; `None` where it takes something, or that is not known.
fn grants(wanted: &Wanted) -> Option<Vec<Grant>> {
    let (target, to) = (wanted.target()?, wanted.to.as_ref()?);
    let grants = wanted.facet.kind.grants(&wanted.facet.of, &target, to)?;
    let all = grants
        .into_iter()
        .map(|(grant, gives)| gives.then_some(grant));
    all.collect()
}
