//! The checks of API tokens and keys.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::facts::{Credential, CredentialKind, People, keys, tokens};
use super::super::request::Request;
use super::subject::{Seen, Subject};
use crate::sql::SqlError;

/// A key that ends within so many seconds ends soon: 30 days.
const SOON: i64 = 30 * 86_400;

/// Makes the checks.
pub(super) fn look(
    request: &Request<'_>,
    people: &People,
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<(), SqlError> {
    let (cutoff, soon) = (
        request.cutoff().as_second(),
        request.now.as_second().saturating_add(SOON),
    );
    let mut note = |id, all: &[Credential], kind, found: &dyn Fn(&Credential) -> Option<bool>| {
        let part = match kind {
            CredentialKind::Key => "keys",
            _ => "tokens",
        };
        let mut of = Seen::of_part(request, part)?;
        for one in all {
            of.add(found(one), || {
                Subject::Credential(kind, Arc::clone(&one.id))
            });
        }
        seen.insert(id, of);
        Ok::<(), SqlError>(())
    };
    let all = tokens(request)?;
    note("token-unused", &all, CredentialKind::Token, &|token| {
        token.is_unused(cutoff)
    })?;
    note("token-endless", &all, CredentialKind::Token, &|token| {
        token.expires.map(|expires| expires.is_none())
    })?;
    note("token-ownerless", &all, CredentialKind::Token, &|token| {
        token.is_ownerless(people)
    })?;
    let all = keys(request)?;
    note("key-ending", &all, CredentialKind::Key, &|key| {
        key.expires
            .map(|expires| expires.is_some_and(|at| at < soon))
    })?;
    note("key-unused", &all, CredentialKind::Key, &|key| {
        key.is_unused(cutoff)
    })
}
