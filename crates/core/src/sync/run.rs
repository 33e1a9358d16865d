//! Runs a sync.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use atlctl_api::Client;
use futures_util::future::try_join5;
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};

use super::counters::Counters;
use super::message::Message;
use super::start::start;
use super::walk::Walk;
use super::writer::Writer;
use super::{Stage, SyncError, SyncEvent, SyncOptions, SyncReport, Unreported, events as log};
use crate::number::{all_of, counted, grouped};
use crate::store::{During, Lock, Mirror, StoreError};

/// Messages that may wait for the writer: enough to keep it busy, few enough for memory.
const WAITING: usize = 8;
/// How long one call for a part may wait without which the mirror is whole.
const SIDE_WAIT: Duration = Duration::from_secs(5 * 60);
/// How long written rows may wait for a commit.
const COMMIT_EVERY: Duration = Duration::from_millis(500);

/// Syncs the organization to the mirror, resuming an interrupted sync. Must be called
/// within a Tokio runtime with time and I/O. Dropping the future cuts the sync off cleanly.
///
/// # Errors
/// When a request fails or the mirror cannot be written. What was read is saved, and the next sync resumes
/// from there. Parts that the credential may not read are not errors: the report lists them.
pub async fn run(
    client: &Client,
    mirror: &Mirror,
    options: &SyncOptions,
    events: &dyn Fn(SyncEvent),
) -> Result<SyncReport, SyncError> {
    let done = into(client, mirror, options, events).await;
    done.map_err(|error| match error {
        SyncError::Store(error) => SyncError::Store(error.of_file(mirror.path())),
        other => other,
    })
}

async fn into(
    client: &Client,
    mirror: &Mirror,
    options: &SyncOptions,
    events: &dyn Fn(SyncEvent),
) -> Result<SyncReport, SyncError> {
    let lock = Lock::take(mirror.path())?;
    let mut own = Mirror::open(mirror.path())?;
    whose(&own, options)?;
    let audit_log = log::begin(&own, options.audit_log, options.now_ms())?;
    let started = start(&mut own, options)?;
    events(SyncEvent::Started {
        sync: started.sync,
        resumed: started.resumed,
    });
    let counters = Arc::new(Counters::default());
    let writer = Writer::new(own, options.clone(), &started, Arc::clone(&counters))?;
    let (works, received) = mpsc::channel(WAITING);
    let writing = tokio::task::spawn_blocking(move || {
        let done = writer.work(received);
        drop(lock);
        done
    });
    let walk = Walk {
        client,
        side: client.for_side_reads(SIDE_WAIT),
        options,
        started: &started,
        works: &works,
        counters: &counters,
        events,
        unlisted: Cell::new(false),
        domains_read: watch::Sender::new(false),
        groups_read: watch::Sender::new(None),
        people_read: watch::Sender::new(None),
    };
    let (walked, pages) = watch::channel(false);
    let read = {
        let all_people = pages.clone();
        let organization = async {
            walk.organization().await?;
            walk.group_roles().await
        };
        let people = async {
            if options.reads(Stage::Users) {
                return walk.people(walked).await;
            }
            walked.send_replace(true);
            Ok(())
        };
        let others = async {
            walk.optional_parts().await?;
            walk.user_roles(all_people).await
        };
        let reading = try_join5(
            organization,
            people,
            walk.policies(pages),
            others,
            walk.audit_log(audit_log),
        );
        let mut reading = std::pin::pin!(reading);
        let mut clock = interval(COMMIT_EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                done = &mut reading => break done,
                // A full channel means that the writer is busy: it commits by itself.
                _ = clock.tick() => drop(works.try_send(Message::Tick)),
            }
        }
    };
    drop(works);
    let written = writing
        .await
        .map_err(|_| SyncError::Store(StoreError::WriterGone))?;
    match (read, written) {
        // The readers only notice that the writer is gone; it knows why.
        (Err(SyncError::Store(StoreError::WriterGone)) | Ok(_), Err(error)) => Err(error),
        (Err(error), _) => Err(error),
        (Ok(_), Ok(Some(report))) => {
            for warning in warnings(&report) {
                events(SyncEvent::Warning(warning));
            }
            Ok(report)
        }
        (Ok(_), Ok(None)) => Err(SyncError::Store(StoreError::WriterGone)),
    }
}

/// Warnings about the data.
fn warnings(report: &SyncReport) -> Vec<String> {
    let mut warnings = Vec::new();
    if report.cut_names > 0 {
        warnings.push(format!(
            "{} too long and cut, with … at the end",
            match report.cut_names {
                1 => "1 name of a person or group is".to_owned(),
                names => format!("{} names of people or groups are", grouped(names)),
            }
        ));
    }
    if report.short_groups > 0 {
        warnings.push(format!(
            "{} groups have more members than the list of people shows",
            report.short_groups
        ));
    }
    if report.without_account > 0 {
        warnings.push(format!(
            "{} in the list of people without an account ID: left out",
            counted(report.without_account, "entry", "entries")
        ));
    }
    if report.nobody_is_admin {
        warnings.push(
            "Atlassian lists no organization admin, so who is one counts as unknown: changes leave people out unless you \
             use --include-unknown-roles"
                .to_owned(),
        );
    }
    let Unreported {
        people,
        groups,
        apps,
        roles,
    } = report.unreported;
    let left_out: Vec<(&str, u64)> = [("groups", groups), ("apps", apps), ("roles", roles)]
        .into_iter()
        .filter(|(_, of)| *of > 0)
        .collect();
    if !left_out.is_empty() {
        let everybody = left_out.iter().all(|(_, of)| *of == people);
        let what: Vec<String> = left_out
            .iter()
            .map(|(what, of)| {
                if everybody {
                    (*what).to_owned()
                } else {
                    format!("the {what} of {}", grouped(*of))
                }
            })
            .collect();
        let what = all_of(&what);
        warnings.push(if everybody {
            format!("Atlassian did not report people's {what}; they are unknown")
        } else {
            format!(
                "of {} people, Atlassian did not report {what}; they are unknown",
                grouped(people)
            )
        });
    }
    warnings
}

/// A mirror always belongs to one organization.
fn whose(mirror: &Mirror, options: &SyncOptions) -> Result<(), StoreError> {
    let other = mirror.db.query_row(
        "SELECT id FROM mirror_org WHERE id <> ?1 LIMIT 1",
        [options.org.as_str()],
        |row| row.get::<_, String>(0),
    );
    match other {
        Ok(found) => Err(StoreError::OtherOrg {
            path: mirror.path().to_owned(),
            found,
        }),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(()),
        Err(source) => Err(source).during("be read"),
    }
}
