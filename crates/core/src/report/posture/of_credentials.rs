//! The checks of API tokens and keys.

use std::collections::HashMap;

use super::super::facts::{Credential, People, keys, tokens, was_read};
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
    let mut note =
        |id, all: &[Credential], read: bool, found: &dyn Fn(&Credential) -> Option<bool>| {
            // What was never read is unknown as a whole.
            let mut of = Seen {
                unknown: u64::from(!read),
                ..Seen::default()
            };
            for one in all {
                match found(one) {
                    Some(true) => of.found.push(subject(one)),
                    Some(false) => {}
                    None => of.unknown += 1,
                }
            }
            seen.insert(id, of);
        };
    let (all, read) = (tokens(request)?, was_read(request, "tokens")?);
    note("token-unused", &all, read, &|token| token.is_unused(cutoff));
    note("token-endless", &all, read, &|token| {
        token.expires.map(|expires| expires.is_none())
    });
    note(
        "token-ownerless",
        &all,
        read,
        &|token| match token.owner_no {
            Some(no) => people.get(no)?.is_active().map(|active| !active),
            None => token.account.as_ref().map(|_| true),
        },
    );
    let (all, read) = (keys(request)?, was_read(request, "keys")?);
    note("key-ending", &all, read, &|key| {
        key.expires
            .map(|expires| expires.is_some_and(|at| at < soon))
    });
    note("key-unused", &all, read, &|key| key.is_unused(cutoff));
    Ok(())
}

fn subject(one: &Credential) -> Subject {
    let name = match (&one.owner, &one.label) {
        (Some(owner), Some(label)) => Some(format!("{label} ({owner})")),
        (owner, label) => label.clone().or_else(|| owner.clone()),
    };
    Subject::Other(one.id.clone(), name)
}
