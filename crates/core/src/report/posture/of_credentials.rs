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
    let (cutoff, soon) = (
        request.cutoff().as_second(),
        request.now.as_second().saturating_add(SOON),
    );
    let Tokens { all, of_unknown } = Tokens::of_people(request, tokens, people);
    let subject = |kind, one: &Credential| Subject::Credential(kind, Arc::clone(&one.id));
    // The tokens of people of whom the filter cannot be decided may be found, too.
    let mut of_part = Seen::of_part(request, "tokens")?;
    of_part.unknown += people.undecided;
    let mut note = |id, found: &dyn Fn(&Credential) -> Option<bool>| {
        let mut of = of_part.clone();
        for token in &all {
            of.add(found(token), || subject(CredentialKind::Token, token));
        }
        for token in &of_unknown {
            // Found, but whose it is is unknown.
            of.add(found(token).filter(|found| !found), || {
                subject(CredentialKind::Token, token)
            });
        }
        seen.insert(id, of);
    };
    note("token-unused", &|token| token.is_unused(cutoff));
    note("token-endless", &|token| {
        token.expires.map(|expires| expires.is_none())
    });
    note("token-ownerless", &|token| token.is_ownerless(people));
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
    note("key-unused", &|key| key.is_unused(cutoff));
    Ok(())
}
