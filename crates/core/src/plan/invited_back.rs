//! People whom runs removed: they come back by an invitation, with the groups and roles that they had.

use super::past_person::found;
use super::{Row, Wanted};
use crate::change::{Before, Facet, Grant, Target};
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

/// Rows that give what an invitation of the same person gives go with it.
pub(super) fn go_with_invitations(mut wanted: Vec<Wanted>) -> Vec<Wanted> {
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
