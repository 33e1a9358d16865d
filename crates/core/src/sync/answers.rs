//! What the readers ask of the mirror while they decide what to read.

use rusqlite::Connection;

use super::changes::Log;
use super::message::Message;
use super::segment::Tally;
use super::{named, resources};

/// Answers a question. A reader that stopped does not hear it.
pub(super) fn answer(db: &Connection, log: &Log, question: Message) -> rusqlite::Result<()> {
    match question {
        Message::Tally { parts, all, answer } => {
            let sync = (!all).then_some(log.sync);
            Tally::count(db, sync, &parts).map(|tally| {
                let _ = answer.send(tally);
            })
        }
        Message::DomainNames(answer) => resources::domain_names(db).map(|names| {
            let _ = answer.send(names);
        }),
        Message::Named { events, answer } => named::accounts(db, &events).map(|accounts| {
            let _ = answer.send(accounts);
        }),
        Message::UnevenGroups(answer) => named::uneven_groups(db, log.sync).map(|groups| {
            let _ = answer.send(groups);
        }),
        Message::MembersOf { groups, answer } => named::members(db, &groups).map(|members| {
            let _ = answer.send(members);
        }),
        Message::Absent { asked, answer } => named::absent(db, log, &asked).map(|believed| {
            let _ = answer.send(believed);
        }),
        _ => Ok(()),
    }
}
