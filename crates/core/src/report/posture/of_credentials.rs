//! The checks of API tokens and keys.

use std::collections::HashMap;

use super::super::facts::{Credential, People, Tokens, keys, tokens};
use super::super::request::Request;
use super::subject::{Seen, Subject};
use crate::sql::SqlError;

/// A key that ends within so many seconds ends soon: 30 days.
const SOON: i64 = 30 * 86_400;

/// Makes the checks.
pub(super) fn look(
    request: &Request<'_>,
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<(), SqlError> {
    let people = People::read(request)?;
    let (cutoff, soon) = (
        request.cutoff().as_second(),
        request.now.as_second().saturating_add(SOON),
    );
    let Tokens { all, of_unknown } = tokens(request, &people)?;
    // The tokens of people of whom the filter cannot be decided may be found, too.
    let mut of_part = Seen::of_part(request, "tokens")?;
    of_part.unknown += people.undecided;
    let mut note = |id, found: &dyn Fn(&Credential) -> Option<bool>| {
        let mut of = of_part.clone();
        for token in &all {
            of.add(found(token), || subject(token));
        }
        for token in &of_unknown {
            // Found, but whose it is is unknown.
            of.add(found(token).filter(|found| !found), || subject(token));
        }
        seen.insert(id, of);
    };
    note("token-unused", &|token| token.is_unused(cutoff));
    note("token-endless", &|token| {
        token.expires.map(|expires| expires.is_none())
    });
    note("token-ownerless", &|token| token.is_ownerless(&people));
    let all = keys(request)?;
    let of_part = Seen::of_part(request, "keys")?;
    let mut note = |id, found: &dyn Fn(&Credential) -> Option<bool>| {
        let mut of = of_part.clone();
        for key in &all {
            of.add(found(key), || subject(key));
        }
        seen.insert(id, of);
    };
    note("key-ending", &|key| {
        key.expires
            .map(|expires| expires.is_some_and(|at| at < soon))
    });
    note("key-unused", &|key| key.is_unused(cutoff));
    Ok(())
}

fn subject(one: &Credential) -> Subject {
    let name = match (&one.owner, &one.label) {
        (Some(owner), Some(label)) => Some(format!("{label} ({owner})")),
        (owner, label) => label.clone().or_else(|| owner.clone()),
    };
    Subject::Other(one.id.clone(), name)
}
