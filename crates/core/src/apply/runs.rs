//! The runs of an organization: one directory each, with the plan and the journal.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::journal::{Contents, JOURNAL, PLAN};
use super::machine::Machine;
use super::{
    Entry, Journal, JournalError, OrgLock, Record, Settings, expiry_mark, journal_end, lost_journal,
};
use crate::plan::{self, Actor, Plan};
use crate::private_files;

const ORG_LOCK: &str = "turn";

/// The runs of an organization.
#[derive(Debug, Clone)]
pub struct Runs {
    dir: PathBuf,
}

/// A run's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunInfo {
    /// The run's ID.
    pub id: String,
    /// When it started, in milliseconds since 1970.
    pub began: i64,
    /// Whether a process is working on it.
    pub running: bool,
    /// Who started it, then who resumed it; empty for runs of an older atlctl.
    pub actors: Vec<Actor>,
    /// The checksum of its plan.
    pub plan: String,
}

/// A run held by this process.
#[derive(Debug)]
pub struct Run {
    /// Its metadata.
    pub info: RunInfo,
    /// Its state.
    pub machine: Machine,
    /// Its journal.
    pub journal: Journal,
}

impl Run {
    /// Writes the run's new records to the journal, durably.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&mut self) -> Result<(), JournalError> {
        self.journal.add(&self.machine.entries())?;
        self.journal.durable()?()
    }
}

impl Runs {
    /// The runs in this directory, which need not exist yet.
    #[must_use]
    pub fn in_dir(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// Starts a run by `actor`. Its directory, plan and journal are durable when this returns. Its ID is the date and a
    /// number.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn begin(
        &self,
        plan: Plan,
        settings: Settings,
        actor: Option<Actor>,
        now: Timestamp,
    ) -> Result<Run, JournalError> {
        let (text, checksum) = plan::to_text(&plan)
            .map_err(|error| JournalError::io("write", &self.dir, io::Error::other(error)))?;
        private_dir(&self.dir)?;
        let (id, dir) = self.free_dir(now)?;
        expiry_mark::mark(&dir, plan.until)?;
        let path = dir.join(PLAN);
        let written = private_files::file()
            .write(true)
            .create_new(true)
            .open(&path)
            .and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.sync_all()
            });
        written.map_err(|error| JournalError::io("write", &path, error))?;
        let mut journal = Journal::create(&dir.join(JOURNAL))?;
        let began = now.as_millisecond();
        journal.add(&[Entry {
            at: began,
            record: Record::Begin {
                run: id.clone(),
                plan: checksum.clone(),
                tool: plan.tool.clone(),
                settings: settings.clone(),
                actor: actor.clone(),
                marked: true,
            },
        }])?;
        journal.durable()?()?;
        journal.sync_mark()?;
        self.expect_results(&id)?;
        for dir in [&dir, &self.dir] {
            sync_dir(dir)?;
        }
        Ok(Run {
            info: RunInfo {
                id,
                began,
                running: true,
                actors: actor.into_iter().collect(),
                plan: checksum,
            },
            machine: Machine::new(Arc::new(plan), settings),
            journal,
        })
    }

    /// Creating the directory claims the ID.
    fn free_dir(&self, now: Timestamp) -> Result<(String, PathBuf), JournalError> {
        // "2026-11-24T…", in UTC.
        let day: String = now
            .to_string()
            .chars()
            .take(10)
            .filter(char::is_ascii_digit)
            .collect();
        let mut number = 1_u64;
        loop {
            let id = format!("{day}-{number}");
            let dir = self.dir.join(&id);
            match private_files::directory().create(&dir) {
                Ok(()) => return Ok((id, dir)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    number = number.saturating_add(1);
                }
                Err(error) => return Err(JournalError::io("make", &dir, error)),
            }
        }
    }

    /// The IDs of the runs, newest first.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn ids(&self) -> Result<Vec<String>, JournalError> {
        let failed = |error| JournalError::io("read", &self.dir, error);
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut ids = Vec::new();
        for entry in entries {
            let name = entry.map_err(failed)?.file_name();
            ids.extend(
                name.to_str()
                    .and_then(order)
                    .map(|order| (order, name.clone())),
            );
        }
        ids.sort();
        ids.reverse();
        let names = ids
            .into_iter()
            .filter_map(|(_, name)| name.into_string().ok());
        Ok(names.collect())
    }

    /// Resolves a run's name: an ID, or `last` for the newest run. (A process that is killed before it writes the first
    /// record leaves only a directory, which is no run.)
    ///
    /// # Errors
    /// When the run does not exist.
    pub fn find(&self, name: &str) -> Result<String, JournalError> {
        let ids = self.ids()?;
        let found = if name == "last" {
            ids.iter().find(|id| self.began(id))
        } else {
            ids.iter().find(|id| *id == name)
        };
        found
            .cloned()
            .ok_or_else(|| JournalError::NoSuchRun(name.to_owned()))
    }

    /// Like [`Self::find`], but `last` is the newest run that is running or can be resumed; if none, the newest run.
    ///
    /// # Errors
    /// When the run does not exist.
    pub fn find_open(&self, name: &str) -> Result<String, JournalError> {
        if name != "last" {
            return self.find(name);
        }
        let open = |id: &String| {
            self.inspect(id)
                .is_ok_and(|run| run.is_some_and(|(info, run)| info.running || run.can_resume()))
        };
        match self.ids()?.into_iter().find(open) {
            Some(id) => Ok(id),
            None => self.find(name),
        }
    }

    /// Whether the run's journal has a complete line, even a damaged one.
    fn began(&self, id: &str) -> bool {
        let journal = self.dir.join(id).join(JOURNAL);
        if journal_end::known(&journal).is_ok_and(|end| end.is_some_and(|end| end.lines > 0)) {
            return true;
        }
        match Journal::first(&journal) {
            Ok(begin) => begin.is_some(),
            Err(JournalError::Io { source, .. }) => source.kind() != io::ErrorKind::NotFound,
            Err(_) => true,
        }
    }

    /// Reads a run's state from its journal without holding the run. `None` when its first record never became durable:
    /// nothing was sent for it.
    ///
    /// # Errors
    /// When it cannot be read, or was altered.
    pub fn inspect(&self, id: &str) -> Result<Option<(RunInfo, Machine)>, JournalError> {
        let dir = self.dir.join(id);
        let Contents { entries, running } = match lost_journal::read(id, &dir) {
            Ok(read) => read,
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        if entries.is_empty() {
            return Ok(None);
        }
        let (began, machine) = rebuild(id, &dir, &entries)?;
        Ok(Some((
            RunInfo {
                id: id.to_owned(),
                began,
                running,
                actors: actors(&entries),
                plan: checksum(&entries),
            },
            machine,
        )))
    }

    /// Opens a run with the state from its journal; call [`Machine::resume`] next.
    ///
    /// # Errors
    /// `Busy` when another process works on it; when it cannot be read, or was altered.
    pub fn open(&self, id: &str) -> Result<Run, JournalError> {
        let dir = self.dir.join(id);
        let (journal, entries) = match lost_journal::open(id, &dir) {
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                return Err(self.nothing_of(id));
            }
            other => other?,
        };
        if entries.is_empty() {
            return Err(self.nothing_of(id));
        }
        let (began, machine) = rebuild(id, &dir, &entries)?;
        Ok(Run {
            info: RunInfo {
                id: id.to_owned(),
                began,
                running: true,
                actors: actors(&entries),
                plan: checksum(&entries),
            },
            machine,
            journal,
        })
    }

    /// Takes the organization's lock, which one process on this machine holds at a time.
    ///
    /// # Errors
    /// `OrgBusy` when another process holds it.
    pub fn lock_org(&self) -> Result<OrgLock, JournalError> {
        private_dir(&self.dir)?;
        OrgLock::take(&self.dir.join(ORG_LOCK))
    }

    /// The runs of this plan, newest first. Unreadable runs are left out.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn begun_with(&self, checksum: &str) -> Result<Vec<String>, JournalError> {
        let mut ids = self.ids()?;
        ids.retain(|id| {
            let begin = Journal::first(&self.dir.join(id).join(JOURNAL));
            matches!(begin, Ok(Some(Record::Begin { plan, .. })) if plan == checksum)
        });
        Ok(ids)
    }

    /// Why a run without a journal cannot be used.
    fn nothing_of(&self, id: &str) -> JournalError {
        if self.has_plan(id) {
            JournalError::NoRecords(id.to_owned())
        } else {
            JournalError::NoSuchRun(id.to_owned())
        }
    }

    /// Whether a run has a plan. One without a journal was ended before it sent anything, or lost its records.
    #[must_use]
    pub fn has_plan(&self, id: &str) -> bool {
        self.dir.join(id).join(PLAN).exists()
    }

    /// The directory of a run, also for files that belong to it.
    #[must_use]
    pub fn dir(&self, id: &str) -> PathBuf {
        self.dir.join(id)
    }
}

fn rebuild(id: &str, dir: &Path, entries: &[Entry]) -> Result<(i64, Machine), JournalError> {
    let other = || JournalError::OtherPlan(id.to_owned());
    let Some(Entry {
        at,
        record:
            Record::Begin {
                plan,
                settings,
                run,
                ..
            },
    }) = entries.first()
    else {
        return Err(other());
    };
    let path = dir.join(PLAN);
    let text = fs::read_to_string(&path).map_err(|error| JournalError::io("read", &path, error))?;
    let (found, checksum) = plan::from_text(&text).map_err(|_| other())?;
    if run != id {
        return Err(JournalError::OtherRun {
            id: id.to_owned(),
            of: run.clone(),
        });
    }
    if checksum != *plan {
        return Err(other());
    }
    let mut machine = Machine::new(Arc::new(found), settings.clone());
    for entry in entries {
        machine.replay(entry);
    }
    Ok((*at, machine))
}

/// The checksum of the run's plan.
fn checksum(entries: &[Entry]) -> String {
    match entries.first().map(|entry| &entry.record) {
        Some(Record::Begin { plan, .. }) => plan.clone(),
        _ => String::new(),
    }
}

/// Who worked on the run, in order.
fn actors(entries: &[Entry]) -> Vec<Actor> {
    let of = |entry: &Entry| match &entry.record {
        Record::Begin { actor, .. } => actor.clone(),
        Record::ResumedBy { actor } => Some(actor.clone()),
        _ => None,
    };
    entries.iter().filter_map(of).collect()
}

/// The sort key of an ID: the date, then the number. `None` when it is not an ID.
fn order(id: &str) -> Option<(u64, u64)> {
    let (day, number) = id.split_once('-')?;
    Some((day.parse().ok()?, number.parse().ok()?))
}

fn private_dir(dir: &Path) -> Result<(), JournalError> {
    private_files::directory()
        .recursive(true)
        .create(dir)
        .map_err(|error| JournalError::io("make", dir, error))
}

/// Makes new names in a directory durable. Windows does so itself and cannot open a directory as a file.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
fn sync_dir(_: &Path) -> Result<(), JournalError> {
    Ok(())
}

/// Makes new names in a directory durable.
#[cfg(unix)]
fn sync_dir(dir: &Path) -> Result<(), JournalError> {
    fs::File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(|error| JournalError::io("write", dir, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_began_is_not_the_last_run() {
        let dir = tempfile::tempdir().unwrap();
        let runs = Runs::in_dir(dir.path());
        for (id, journal) in [
            ("20261124-1", Some("damaged all the same\n")),
            ("20261124-2", Some("0011 cut off")),
            ("20261124-3", Some("")),
            ("20261124-10", None),
        ] {
            let run = dir.path().join(id);
            fs::create_dir(&run).unwrap();
            if let Some(text) = journal {
                fs::write(run.join(JOURNAL), text).unwrap();
            }
        }
        assert_eq!(runs.ids().unwrap().len(), 4);
        assert_eq!(runs.find("last").unwrap(), "20261124-1");
        assert!(runs.inspect("20261124-10").unwrap().is_none());
        assert!(runs.inspect("20261124-3").unwrap().is_none());
        assert!(matches!(
            runs.inspect("20261124-1"),
            Err(JournalError::Damaged { .. })
        ));
        assert!(matches!(
            runs.find("20261124-4"),
            Err(JournalError::NoSuchRun(_))
        ));
    }
}
