//! Who is in a policy for service accounts now, for the guard that holds them out: another administrator may have moved
//! somebody there since the last sync.

use std::collections::HashSet;

use atlctl_api::{AccountId, ErrorKind};
use atlctl_core::change::{Target, Wire, read_live};
use atlctl_core::number::people;
use atlctl_core::plan::{Guards, Row, Wanted};
use atlctl_core::shown_time::shown_time;
use atlctl_core::store::Mirror;
use atlctl_core::sync::Stage;

use crate::context::Context;
use crate::error::CliResult;

/// Reads the policies that these people have now into the guards, where there is a policy for service accounts. Returns
/// what the reader of a plan must know. Without `wire`, the mirror counts.
///
/// # Errors
/// When the mirror cannot be read, or Atlassian fails; not where this credential may not read policies, of which the notes
/// tell.
pub(super) fn policies_now(
    context: &Context,
    wire: Option<&Wire>,
    mirror: &Mirror,
    guards: &mut Guards,
    targets: Vec<AccountId>,
) -> CliResult<Vec<String>> {
    let facet = guards.service_values.facet().cloned();
    let (Some(wire), Some(facet)) = (wire, facet) else {
        return Ok(Vec::new());
    };
    if guards.include.service_accounts {
        return Ok(Vec::new());
    }
    let members = guards.members.values().flatten();
    let members = members.map(|person| person.account_id.clone());
    let mut known = HashSet::new();
    let mut items = Vec::new();
    for account in targets.into_iter().chain(members) {
        if !known.insert(account.clone()) {
            continue;
        }
        // A policy is for managed accounts alone.
        let person = mirror.person_by_id(&account)?;
        if person.is_none_or(|person| person.managed != Some(false)) {
            items.push((facet.clone(), Target::Account(account.as_str().to_owned())));
        }
    }
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let read = context.block_on(read_live(wire, &items, context.now(), &mut |_| {}))?;
    let (live, refused) = match read {
        Ok(read) => read,
        // There is nothing that says who is in which policy.
        Err(error) if error.kind == ErrorKind::OldUserManagement => {
            return Ok(vec![as_of_mirror(mirror, "Atlassian does not say now")?]);
        }
        Err(error) => return Err(error.into()),
    };
    if !refused.is_empty() {
        return Ok(vec![as_of_mirror(mirror, "this credential may not read")?]);
    }
    let mut unreported = 0;
    for (_, target) in &items {
        let Some(value) = live.value(target, &facet) else {
            unreported += 1;
            continue;
        };
        let account = AccountId::from(target.id());
        guards.service_values.now(account, value.clone());
    }
    if unreported == 0 {
        return Ok(Vec::new());
    }
    let of = format!("Atlassian does not report, for {},", people(unreported));
    Ok(vec![as_of_mirror(mirror, &of)?])
}

/// The people whom rows are about, without those whose policy is what is changed: it is read with the row.
pub(super) fn guarded(guards: &Guards, wanted: &[Wanted]) -> Vec<AccountId> {
    let rows = wanted
        .iter()
        .filter(|row| row.to.is_some() && !guards.service_values.are_of(&row.facet));
    let people = rows.filter_map(|row| row.found.person.as_ref());
    people.map(|person| person.account_id.clone()).collect()
}

/// The people whom a saved plan changes, likewise.
pub(super) fn guarded_by_plan(guards: &Guards, rows: &[Row]) -> Vec<AccountId> {
    let changed = rows.iter().filter(|row| {
        let is_of_value = guards.service_values.are_of(&row.facet);
        row.verdict.is_change() && row.to.is_some() && !is_of_value
    });
    changed
        .filter_map(|row| row.account.as_deref().map(AccountId::from))
        .collect()
}

/// That the last sync says who is in a policy for service accounts, and how old it is.
fn as_of_mirror(mirror: &Mirror, why: &str) -> CliResult<String> {
    let read = mirror.part_read_at(Stage::Policies.as_str())?;
    let read = read.map_or_else(
        || "which no sync has read".to_owned(),
        |at| format!("read {}", shown_time(at)),
    );
    Ok(format!(
        "{why} who is in a policy for service accounts; atlctl uses the mirror's policies ({read})"
    ))
}
