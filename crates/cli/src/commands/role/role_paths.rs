//! What the ways to a role say about granting or revoking it.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_core::change::facet::app_role::{AppRole, HELD};
use atlctl_core::change::{Access, AccessPath, Facet, FacetKind, Way, seat_of};
use atlctl_core::plan::Wanted as Row;
use atlctl_core::store::Mirror;

use crate::changes::{PeopleChange, access_of};
use crate::error::CliResult;
use crate::hint_commands::word;

/// Adds to the rows that grant or revoke roles in apps what the ways to these roles say: who has the role from a group
/// keeps it, or cannot lose it. Nothing where this credential may not read the ways.
///
/// # Errors
/// When Atlassian fails.
pub fn tell_ways(change: &PeopleChange<'_>, rows: &mut [Row]) -> CliResult<()> {
    let mut asked: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for row in rows.iter() {
        let (Some([directory, _, resource]), Some(person)) = (parts(&row.facet), &row.found.person)
        else {
            continue;
        };
        let (accounts, apps) = asked.entry(directory.clone()).or_default();
        accounts.insert(person.account_id.as_str().to_owned());
        apps.insert(resource.clone());
    }
    let wire = change.signed.wire(&change.org);
    for (directory, (accounts, apps)) in asked {
        let accounts: Vec<String> = accounts.into_iter().collect();
        let apps: Vec<String> = apps.into_iter().collect();
        let read = access_of(change.context, &wire, &directory, &accounts, &apps)?;
        let Some(access) = read else {
            continue;
        };
        for row in rows.iter_mut() {
            if parts(&row.facet).is_some_and(|[of, ..]| *of == directory) {
                tell(row, &access, &change.mirror)?;
            }
        }
    }
    Ok(())
}

/// Directory, role and resource of a role in an app.
fn parts(facet: &Facet) -> Option<&[String; 3]> {
    let is_role = facet.kind == FacetKind::of(&AppRole);
    facet.of.as_slice().try_into().ok().filter(|_| is_role)
}

/// Adds to a row what the ways to the role say about it.
fn tell(row: &mut Row, access: &Access, mirror: &Mirror) -> CliResult<()> {
    let (Some(target), Some([_, role, resource])) = (row.target(), parts(&row.facet)) else {
        return Ok(());
    };
    let paths = access.paths(target.id(), resource).unwrap_or_default();
    let ways = paths.iter().filter(|path| path.role == *role);
    let ways: Vec<&Way> = ways.map(|path| &path.way).collect();
    let mut groups: Vec<String> = Vec::new();
    for way in &ways {
        match way {
            Way::Group { shown, .. } => groups.push(format!("the group {shown}")),
            Way::UnknownGroup => groups.push("a group that Atlassian does not list".to_owned()),
            Way::Inferred => groups.push("another role, such as organization admin".to_owned()),
            Way::Direct | Way::Unknown => {}
        }
    }
    if groups.is_empty() {
        return Ok(());
    }
    row.before_words = Way::source(ways.iter().copied()).map(str::to_owned);
    let from = groups.join(" and ");
    let direct = ways.contains(&&Way::Direct);
    if row.to.as_ref().and_then(|to| to.text()) == Some(HELD) {
        row.effect = (!direct).then(|| format!("has the role from {from} already"));
    } else if direct {
        row.effect = Some(format!("keeps the role from {from}"));
        row.keeps_seat = keeps_seat(&paths, role);
    } else {
        let instead = match ways.as_slice() {
            [Way::Group { id, shown, .. }] => instead(row, mirror, id, shown)?,
            _ => None,
        };
        let instead = instead
            .unwrap_or_else(|| "; only a role assigned to the person can be revoked".to_owned());
        row.obstacle = Some(format!("gets the role from {from}{instead}"));
    }
    Ok(())
}

/// Whether a seat is surely taken in another way than by this role, assigned to the person.
fn keeps_seat(paths: &[AccessPath], role: &str) -> bool {
    let other = |path: &&AccessPath| path.role != role || path.way != Way::Direct;
    let mut others = paths.iter().filter(other);
    others.any(|path| seat_of(path) == Some(true))
}

/// What takes the role from somebody who has it from this group alone; `None` for somebody without a name.
fn instead(row: &Row, mirror: &Mirror, id: &str, shown: &str) -> CliResult<Option<String>> {
    if mirror
        .group_facts(id)?
        .is_some_and(|facts| facts.of_provider())
    {
        return Ok(Some(
            ", whose members your identity provider manages".to_owned(),
        ));
    }
    let name = row.found.person.as_ref().map(|person| {
        let address = person.email.as_deref();
        address.unwrap_or(person.account_id.as_str())
    });
    Ok(name.map(|name| {
        format!(
            "; to remove it: atlctl group remove {} {}",
            word(shown),
            word(name)
        )
    }))
}
