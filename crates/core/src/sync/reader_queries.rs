//! What the readers ask of the mirror while they decide what to read.

use std::collections::BTreeSet;

use atlctl_api::AccountId;
use rusqlite::Connection;

use super::message::Message;
use super::record_changes::Log;
use super::segment::Tally;
use super::token_rows::KnownTokens;
use super::{may_have_changed, outdated_roles, resources};

/// Answers a question. A reader that stopped does not hear it.
pub(super) fn answer(db: &Connection, log: &Log, question: Message) -> rusqlite::Result<()> {
    match question {
        Message::Tally { parts, all, answer } => {
            let sync = (!all).then_some(log.sync);
            Tally::count(db, sync, &parts).map(|tally| {
                let _ = answer.send(tally);
            })
        }
        Message::KnownTokens(answer) => KnownTokens::read(db).map(|known| {
            let _ = answer.send(known);
        }),
        Message::DomainNames(answer) => resources::domain_names(db).map(|names| {
            let _ = answer.send(names);
        }),
        Message::Named { events, answer } => {
            let mut named = BTreeSet::new();
            for (at, objects) in &events {
                let accounts = may_have_changed::accounts(db, objects)?;
                for account in &accounts {
                    outdated_roles::outdate_before(db, account.as_str(), *at)?;
                }
                named.extend(accounts);
            }
            let _ = answer.send(named);
            Ok(())
        }
        Message::UnevenGroups(answer) => {
            may_have_changed::uneven_groups(db, log.sync).map(|groups| {
                let _ = answer.send(groups);
            })
        }
        Message::MembersOf { groups, answer } => {
            may_have_changed::members(db, &groups).map(|members| {
                let _ = answer.send(members);
            })
        }
        Message::Absent { asked, answer } => {
            may_have_changed::absent(db, log, &asked).map(|believed| {
                let _ = answer.send(believed);
            })
        }
        Message::Missing { most, answer } => missing(db, log, most).map(|accounts| {
            let _ = answer.send(accounts);
        }),
        _ => Ok(()),
    }
}

/// Known people whom this sync has not seen.
fn missing(db: &Connection, log: &Log, most: usize) -> rusqlite::Result<Vec<AccountId>> {
    db.prepare_cached(
        "SELECT account_id FROM mirror_user WHERE seen < ?1 AND gone_sync IS NULL LIMIT ?2",
    )?
    .query_map((log.sync, i64::try_from(most).unwrap_or(i64::MAX)), |row| {
        row.get::<_, String>(0)
    })?
    .map(|id| id.map(AccountId::from))
    .collect()
}
