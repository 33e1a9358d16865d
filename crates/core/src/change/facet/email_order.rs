//! The order in which addresses are changed: none is given to an account while another one has it.

use std::collections::{HashMap, HashSet};

use super::super::arrangement::Arrangement;
use super::super::rules::Seen;
use super::super::value::Value;
use crate::store::{Mirror, StoreError, email_key};

/// The longest name of an address, by the standard.
const LONGEST_NAME: usize = 64;

/// When each of these changes can be made, or why not at all.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn order(mirror: &Mirror, changes: &[Seen<'_>]) -> Result<Vec<Arrangement>, StoreError> {
    let domains = mirror.verified_domains()?;
    let from: Vec<Option<&str>> = changes.iter().map(|change| change.before.text()).collect();
    let to: Vec<&str> = changes
        .iter()
        .map(|change| change.to.and_then(Value::text).unwrap_or_default())
        .collect();
    let mut wanted: HashMap<&str, usize> = HashMap::new();
    for to in &to {
        *wanted.entry(to).or_default() += 1;
    }
    let freed: HashMap<&str, usize> = from
        .iter()
        .enumerate()
        .filter_map(|(at, from)| Some(((*from)?, at)))
        .collect();
    // The change that frees the address that each one wants, and why some are not possible.
    let mut first: Vec<Option<usize>> = Vec::new();
    let mut why: Vec<Option<String>> = Vec::new();
    for (change, to) in changes.iter().zip(&to) {
        let domain = to.rsplit_once('@').map_or("", |(_, domain)| domain);
        let verified = domains
            .as_ref()
            .is_none_or(|all| all.iter().any(|one| one == domain));
        let by = freed.get(to).copied();
        let owner = match by {
            Some(_) => None,
            None => mirror.person_by_email(to)?,
        };
        let owner = owner.filter(|one| {
            let same = one
                .email
                .as_deref()
                .is_some_and(|email| email_key(email) == *to);
            let own = one.account_id.as_str() == change.target.id();
            // Of an account that changes here, the address is known better.
            let changes = changes
                .iter()
                .any(|other| other.target.id() == one.account_id.as_str());
            same && !own && !one.gone && !changes
        });
        first.push(by);
        why.push(if wanted.get(to).is_some_and(|count| *count > 1) {
            Some(format!(
                "cannot have the address {to}: several rows want it"
            ))
        } else if !verified {
            Some(format!(
                "cannot have the address {to}: {domain} is not a verified domain"
            ))
        } else {
            owner.map(|one| {
                format!(
                    "cannot have the address {to}: the account {} has it",
                    one.account_id
                )
            })
        });
    }
    // To wait for a change that is not possible is to wait in vain.
    loop {
        let vain: Vec<usize> = (0..changes.len())
            .filter(|at| why.get(*at).is_some_and(Option::is_none))
            .filter(|at| {
                let by = first.get(*at).copied().flatten();
                by.is_some_and(|by| why.get(by).is_some_and(Option::is_some))
            })
            .collect();
        if vain.is_empty() {
            break;
        }
        for at in vain {
            let to = to.get(at).copied().unwrap_or_default();
            if let Some(why) = why.get_mut(at) {
                *why = Some(format!(
                    "cannot have the address {to}: the account that has it keeps it"
                ));
            }
        }
    }
    let cycles = cycles(&first, &why);
    let mut taken: HashSet<String> = to.iter().map(|to| (*to).to_owned()).collect();
    let mut arranged = Vec::new();
    for (at, reason) in why.into_iter().enumerate() {
        let by = first.get(at).copied().flatten();
        arranged.push(match (reason, by) {
            (Some(why), _) => Arrangement::Never { why },
            (None, None) => Arrangement::Free,
            (None, Some(by)) if cycles.contains(&at) => {
                let to = to.get(at).copied().unwrap_or_default();
                let third = third(mirror, to, &taken)?;
                taken.insert(third.clone());
                Arrangement::Through {
                    effect: "via a temporary address".to_owned(),
                    value: Value::new(third),
                    after: Some(by),
                }
            }
            (None, Some(by)) => Arrangement::After(by),
        });
    }
    Ok(arranged)
}

/// One change of each cycle, in which every change waits for another one: the first.
fn cycles(first: &[Option<usize>], why: &[Option<String>]) -> HashSet<usize> {
    let mut found = HashSet::new();
    let mut seen: HashSet<usize> = HashSet::new();
    let next = |at: usize| first.get(at).copied().flatten();
    for start in 0..first.len() {
        if why.get(start).is_some_and(Option::is_some) {
            continue;
        }
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(here) = at {
            if !seen.insert(here) {
                if path.contains(&here) {
                    found.insert(here);
                }
                break;
            }
            path.push(here);
            at = next(here);
        }
    }
    found
}

/// An address at the same domain that nobody has.
fn third(mirror: &Mirror, address: &str, taken: &HashSet<String>) -> Result<String, StoreError> {
    let (name, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let mut number = 1_u32;
    loop {
        let end = if number == 1 {
            "-swap".to_owned()
        } else {
            format!("-swap-{number}")
        };
        let room = LONGEST_NAME.saturating_sub(end.len());
        let name: String = name
            .chars()
            .scan(0, |length, c| {
                *length += c.len_utf8();
                (*length <= room).then_some(c)
            })
            .collect();
        let third = format!("{name}{end}@{domain}");
        if !taken.contains(&third) && mirror.person_by_email(&third)?.is_none() {
            return Ok(third);
        }
        number = number.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Before, Target};

    fn mirror() -> (tempfile::TempDir, Mirror) {
        let dir = tempfile::tempdir().unwrap();
        let mirror = Mirror::open(dir.path().join("m.sqlite")).unwrap();
        let people = [
            "a@x.example",
            "b@x.example",
            "c@x.example",
            "d@x.example",
            "e@x.example",
        ];
        for (no, email) in people.iter().enumerate() {
            mirror
                .db
                .execute(
                    "INSERT INTO mirror_user (account_id, seen, first_sync, activity_known, email, email_key)
                     VALUES (?1, 1, 1, 0, ?2, ?2)",
                    (format!("id-{}", no + 1), email),
                )
                .unwrap();
        }
        (dir, mirror)
    }

    /// The arrangement of changes of these addresses, each of the account that has the first.
    fn arranged(mirror: &Mirror, changes: &[(&str, &str)]) -> Vec<Arrangement> {
        let rows: Vec<(Target, Before, Value)> = changes
            .iter()
            .map(|(from, to)| {
                let person = mirror.person_by_email(from).unwrap().unwrap();
                let account = person.account_id.as_str().to_owned();
                (
                    Target::Account(account),
                    Before::Is((*from).into()),
                    (*to).into(),
                )
            })
            .collect();
        let seen: Vec<Seen<'_>> = rows
            .iter()
            .map(|(target, before, to)| Seen {
                target,
                of: &[],
                before,
                to: Some(to),
            })
            .collect();
        order(mirror, &seen).unwrap()
    }

    fn never(arrangement: &Arrangement, part: &str) -> bool {
        matches!(arrangement, Arrangement::Never { why } if why.contains(part))
    }

    #[test]
    fn chains_and_cycles() {
        let (_dir, mirror) = mirror();
        let chain = arranged(
            &mirror,
            &[
                ("a@x.example", "b@x.example"),
                ("b@x.example", "new@x.example"),
            ],
        );
        assert_eq!(chain, [Arrangement::After(1), Arrangement::Free]);
        let swap = arranged(
            &mirror,
            &[
                ("c@x.example", "z@x.example"),
                ("a@x.example", "b@x.example"),
                ("b@x.example", "a@x.example"),
            ],
        );
        assert_eq!(swap[0], Arrangement::Free);
        assert!(
            matches!(&swap[1], Arrangement::Through { value, after: Some(2), .. }
            if *value == "b-swap@x.example".into())
        );
        assert_eq!(swap[2], Arrangement::After(1));
        let three = arranged(
            &mirror,
            &[
                ("a@x.example", "b@x.example"),
                ("b@x.example", "c@x.example"),
                ("c@x.example", "a@x.example"),
                ("d@x.example", "e@x.example"),
                ("e@x.example", "d@x.example"),
            ],
        );
        assert!(matches!(
            three[0],
            Arrangement::Through { after: Some(1), .. }
        ));
        assert_eq!(three[1..3], [Arrangement::After(2), Arrangement::After(0)]);
        assert!(matches!(
            three[3],
            Arrangement::Through { after: Some(4), .. }
        ));
        assert_eq!(three[4], Arrangement::After(3));
    }

    #[test]
    fn addresses_that_are_not_free() {
        let (_dir, mirror) = mirror();
        // Somebody has it who keeps it, and those who wait behind wait in vain.
        let taken = arranged(
            &mirror,
            &[
                ("a@x.example", "b@x.example"),
                ("b@x.example", "c@x.example"),
            ],
        );
        assert!(never(&taken[1], "id-3 has it"), "{taken:?}");
        assert!(never(&taken[0], "keeps it"), "{taken:?}");
        let both = arranged(
            &mirror,
            &[
                ("a@x.example", "n@x.example"),
                ("b@x.example", "n@x.example"),
            ],
        );
        assert!(
            both.iter().all(|one| never(one, "several rows")),
            "{both:?}"
        );
        mirror
            .db
            .execute_batch(
                "INSERT INTO mirror_domain (id, name, claim_status, seen, first_sync)
                 VALUES ('1', 'X.example', 'verified', 1, 1), ('2', 'y.example', 'unverified', 1, 1)",
            )
            .unwrap();
        let domains = arranged(
            &mirror,
            &[
                ("a@x.example", "a@y.example"),
                ("b@x.example", "n@x.example"),
            ],
        );
        assert!(
            never(&domains[0], "y.example is not a verified domain"),
            "{domains:?}"
        );
        assert_eq!(domains[1], Arrangement::Free);
    }

    #[test]
    fn a_third_address_that_is_free() {
        let (_dir, mirror) = mirror();
        mirror
            .db
            .execute("UPDATE mirror_user SET email = 'b-swap@x.example', email_key = 'b-swap@x.example' WHERE no = 4", [])
            .unwrap();
        let swap = arranged(
            &mirror,
            &[
                ("a@x.example", "b@x.example"),
                ("b@x.example", "a@x.example"),
            ],
        );
        assert!(
            matches!(&swap[0], Arrangement::Through { value, .. } if *value == "b-swap-2@x.example".into())
        );
        let long = "n".repeat(LONGEST_NAME);
        let third = third(&mirror, &format!("{long}@x.example"), &HashSet::new()).unwrap();
        assert_eq!(third.split('@').next().unwrap().len(), LONGEST_NAME);
    }
}
