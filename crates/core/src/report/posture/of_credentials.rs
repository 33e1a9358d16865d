//! The checks of API tokens and keys.

use std::collections::HashMap;

use super::super::facts::{Credential, People, keys, tokens};
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
    let mut note = |id, all: &[Credential], part, found: &dyn Fn(&Credential) -> Option<bool>| {
        let mut of = Seen::of_part(request, part)?;
        for one in all {
            of.add(found(one), || subject(one));
        }
        seen.insert(id, of);
        Ok::<(), SqlError>(())
    };
    let all = tokens(request)?;
    note("token-unused", &all, "tokens", &|token| {
        token.is_unused(cutoff)
    })?;
    note("token-endless", &all, "tokens", &|token| {
        token.expires.map(|expires| expires.is_none())
    })?;
    note("token-ownerless", &all, "tokens", &|token| {
        token.is_ownerless(&people)
    })?;
    let all = keys(request)?;
    note("key-ending", &all, "keys", &|key| {
        key.expires
            .map(|expires| expires.is_some_and(|at| at < soon))
    })?;
    note("key-unused", &all, "keys", &|key| key.is_unused(cutoff))
}

fn subject(one: &Credential) -> Subject {
    let name = match (&one.owner, &one.label) {
        (Some(owner), Some(label)) => Some(format!("{label} ({owner})")),
        (owner, label) => label.clone().or_else(|| owner.clone()),
    };
    Subject::Other(one.id.clone(), name)
}
