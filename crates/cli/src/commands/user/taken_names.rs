//! New names that other people have already, or are to get.

use std::collections::{HashMap, HashSet};

use atlctl_core::change::FacetKind;
use atlctl_core::change::facet::profile::Profile;
use atlctl_core::plan::{Found, Wanted};
use atlctl_core::store::{Mirror, name_key};

use crate::error::CliResult;
use crate::ui::{display, first_of};

/// Names that are listed, at most.
const SHOWN: usize = 3;

/// What a plan says of full names that it gives to people, although others have them or are to get the same; `None`
/// where there are none.
///
/// # Errors
/// When the mirror cannot be read.
pub fn note_of_names(mirror: &Mirror, wanted: &[Wanted]) -> CliResult<Option<String>> {
    let named = wanted.iter().filter_map(|one| {
        let is_name = one.facet.kind == FacetKind::of(&Profile)
            && one.facet.of.first().is_some_and(|field| field == "name");
        let name = one.to.as_ref()?.text().filter(|_| is_name)?;
        Some((name, name_key(name)?, &one.found))
    });
    let named: Vec<(&str, String, &Found)> = named.collect();
    if named.is_empty() {
        return Ok(None);
    }
    let keys: HashSet<String> = named.iter().map(|(_, key, _)| key.clone()).collect();
    let owners = mirror.people_named(&keys)?;
    let mut given: HashMap<&str, Vec<&str>> = HashMap::new();
    for (_, key, found) in &named {
        given.entry(key).or_default().push(person(found));
    }
    let mut lines: Vec<String> = Vec::new();
    for (name, key, found) in &named {
        let own = found
            .person
            .as_ref()
            .and_then(|known| known.name.as_deref());
        // Another spelling of the same name is no other person's.
        if own.and_then(name_key).as_ref() == Some(key) {
            continue;
        }
        let is_other = |other: &&str| !other.eq_ignore_ascii_case(person(found));
        let has = owners.get(key).into_iter().flatten().map(String::as_str);
        let gets = given.get(key.as_str()).into_iter().flatten().copied();
        let said = match (has.clone().find(is_other), gets.clone().find(is_other)) {
            (Some(other), _) => format!("which {other} has"),
            (None, Some(other)) => format!("which {other} is to get, too"),
            (None, None) => continue,
        };
        lines.push(format!(
            "{} is to be called \"{name}\", {said}",
            person(found)
        ));
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let count = lines.len();
    Ok(Some(format!(
        "new names are those of other people, as in a list of which one column was sorted: {}",
        display(&first_of(&lines, count, SHOWN))
    )))
}

/// How somebody is named: by their address of the mirror, else as the list does.
fn person(found: &Found) -> &str {
    let known = found.person.as_ref();
    let known = known.map(|known| known.email.as_deref().unwrap_or(known.account_id.as_str()));
    let given = &found.given;
    let named = || given.email.as_deref().or(given.account.as_deref());
    known.or_else(named).unwrap_or("?")
}
