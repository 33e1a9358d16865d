//! The checks of API tokens and keys.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::facts::{Credential, CredentialKind, People, Tokens, keys};
use super::super::request::Request;
use super::subject::{Seen, Subject};
use crate::sql::SqlError;

/// A key that ends within so many seconds ends soon: 30 days.
const SOON: i64 = 30 * 86_400;

/// Makes the checks.
pub(super) fn look(
    request: &Request<'_>,
    (tokens, people): (Vec<Credential>, &People),
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<(), SqlError> {
    let (cutoff, now) = (request.cutoff().as_second(), request.now.as_second());
    let soon = now.saturating_add(SOON);
    let Tokens {
        all,
        of_unknown,
        may_match,
    } = Tokens::of_people(request, tokens, people);
    let subject = |kind, one: &Credential| Subject::Credential(kind, Arc::clone(&one.id));
    let of_part = Seen::of_part(request, "tokens")?;
    let mut note = |id, found: &dyn Fn(&Credential, &People) -> Option<bool>| {
        let mut of = of_part.clone();
        for token in &all {
            of.add(found(token, people), || {
                subject(CredentialKind::Token, token)
            });
        }
        // It is unknown whether they are of somebody who matches.
        for token in &of_unknown {
            of.may_add(found(token, people));
        }
        for token in &may_match {
            of.may_add(found(token, people.may_match().unwrap_or(people)));
        }
        seen.insert(id, of);
    };
    note("token-unused", &|token, _| token.is_unused(cutoff, now));
    note("token-endless", &|token, _| token.is_endless());
    note("token-ownerless", &|token, people| {
        token.is_ownerless(people, now)
    });
    let all = keys(request)?;
    let of_part = Seen::of_part(request, "keys")?;
    let mut note = |id, found: &dyn Fn(&Credential) -> Option<bool>| {
        let mut of = of_part.clone();
        for key in &all {
            of.add(found(key), || subject(CredentialKind::Key, key));
        }
        seen.insert(id, of);
    };
    note("key-ending", &|key| {
        key.expires
            .map(|expires| expires.is_some_and(|at| at < soon))
    });
    note("key-unused", &|key| key.is_unused(cutoff, now));
    Ok(())
}
