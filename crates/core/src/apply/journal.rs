//! The journal of a run: an append-only file. Each line has a checksum over itself and all lines before it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::journal_end::{self, Mark};
use super::journal_lines::{JournalEnd, NOTHING, chained, hex, parse};
use super::{Entry, JournalError, Record};
use crate::private_files;

/// The names of the plan and the journal in the directory of a run.
pub(super) const PLAN: &str = "plan.json";
pub(super) const JOURNAL: &str = "journal";

/// A journal open for writing. One process at a time holds it.
#[derive(Debug)]
pub struct Journal {
    /// `None`: entries are discarded (for benchmarks).
    file: Option<File>,
    path: PathBuf,
    end: JournalEnd,
    /// The file that records where the journal ends.
    mark: Option<Mark>,
    waiting: Vec<u8>,
}

/// The contents of a journal.
#[derive(Debug)]
pub(super) struct Contents {
    pub(super) entries: Vec<Entry>,
    /// Whether another process is writing to it.
    pub(super) running: bool,
}

impl Journal {
    /// Creates a journal.
    ///
    /// # Errors
    /// When it exists or cannot be created.
    pub fn create(path: &Path) -> Result<Self, JournalError> {
        let file = options()
            .append(true)
            .create_new(true)
            .open(path)
            .map_err(|error| JournalError::io("make", path, error))?;
        lock(&file, path)?;
        let mut journal = Self::new(Some(file), path);
        journal.mark = Some(Mark::open(path)?);
        Ok(journal)
    }

    fn new(file: Option<File>, path: &Path) -> Self {
        Self {
            file,
            path: path.to_owned(),
            end: NOTHING,
            mark: None,
            waiting: Vec::new(),
        }
    }

    /// A journal that discards its entries, to measure what a journal costs. A run with it cannot be resumed.
    #[must_use]
    pub fn none() -> Self {
        Self::new(None, Path::new(""))
    }

    /// Opens a journal for appending and returns its entries. An incomplete last line is removed: atlctl never acted on
    /// it. When whole lines are missing at the end, an entry is added that says so.
    ///
    /// # Errors
    /// `Busy` when another process holds it; `Damaged` or `Emptied` when it was altered.
    pub fn open(path: &Path) -> Result<(Self, Vec<Entry>), JournalError> {
        let failed = |doing| move |error| JournalError::io(doing, path, error);
        let mut file = options()
            .read(true)
            .append(true)
            .open(path)
            .map_err(failed("open"))?;
        lock(&file, path)?;
        let known = journal_end::known(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed("read"))?;
        let parsed = parse(&bytes, path, known)?;
        file.set_len(parsed.length).map_err(failed("shorten"))?;
        let mut journal = Self::new(Some(file), path);
        journal.end = parsed.end;
        let missing = parsed.missing(path, known)?;
        let mut entries = parsed.entries;
        if !entries.is_empty() {
            journal.mark = Some(Mark::open(path)?);
        }
        if let (Some(lines), Some(last)) = (missing, entries.last()) {
            let cut = cut(last.at, lines);
            journal.add(std::slice::from_ref(&cut))?;
            entries.push(cut);
        }
        Ok((journal, entries))
    }

    /// Begins a journal again that lost everything, with these entries.
    ///
    /// # Errors
    /// `Busy` when another process holds it; when it has a line, or cannot be written.
    pub(super) fn anew(path: &Path, entries: &[Entry]) -> Result<Self, JournalError> {
        let failed = |doing| move |error| JournalError::io(doing, path, error);
        let file = options()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(failed("open"))?;
        lock(&file, path)?;
        if Self::first(path)?.is_some() {
            return Err(JournalError::Busy);
        }
        file.set_len(0).map_err(failed("shorten"))?;
        let mut journal = Self::new(Some(file), path);
        journal.mark = Some(Mark::open(path)?);
        journal.add(entries)?;
        Ok(journal)
    }

    /// Reads a journal without holding it. When lines are missing at the end, an entry says so.
    ///
    /// # Errors
    /// `Damaged` or `Emptied` when it was altered.
    pub(super) fn read(path: &Path) -> Result<Contents, JournalError> {
        let failed = |doing| move |error| JournalError::io(doing, path, error);
        // Before the journal, which may be added to meanwhile.
        let known = journal_end::known(path)?;
        let mut file = options().read(true).open(path).map_err(failed("open"))?;
        let running = is_written(&file);
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed("read"))?;
        let parsed = parse(&bytes, path, known)?;
        let missing = parsed.missing(path, known)?;
        let mut entries = parsed.entries;
        if let (Some(lines), Some(last)) = (missing, entries.last()) {
            let cut = cut(last.at, lines);
            entries.push(cut);
        }
        Ok(Contents { entries, running })
    }

    /// The first record; `None` when the journal has no complete line.
    ///
    /// # Errors
    /// When it cannot be read, or its first line was altered.
    pub fn first(path: &Path) -> Result<Option<Record>, JournalError> {
        let failed = |doing| move |error| JournalError::io(doing, path, error);
        let file = options().read(true).open(path).map_err(failed("open"))?;
        let mut line = Vec::new();
        io::BufReader::new(file)
            .read_until(b'\n', &mut line)
            .map_err(failed("read"))?;
        let parsed = parse(&line, path, None)?;
        Ok(parsed.entries.into_iter().next().map(|entry| entry.record))
    }

    /// Appends entries. They survive a crash of this process, but not of the machine; see [`Self::durable`].
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add(&mut self, entries: &[Entry]) -> Result<(), JournalError> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        for entry in entries {
            let body = serde_json::to_vec(entry)
                .map_err(|error| JournalError::io("write", &self.path, error.into()))?;
            self.end.sum = chained(&self.end.sum, &body);
            self.end.lines = self.end.lines.saturating_add(1);
            self.waiting.extend(hex(&self.end.sum).bytes());
            self.waiting.push(b' ');
            self.waiting.extend(body);
            self.waiting.push(b'\n');
        }
        let written = file.write_all(&self.waiting);
        self.waiting.clear();
        written.map_err(|error| JournalError::io("write", &self.path, error))?;
        match &mut self.mark {
            Some(mark) => mark.write(&self.end),
            None => Ok(()),
        }
    }

    /// Makes the end mark durable. (Afterward it may lag behind the journal, never the reverse.)
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn sync_mark(&self) -> Result<(), JournalError> {
        self.mark.as_ref().map_or(Ok(()), Mark::sync)
    }

    /// Returns a function that makes all entries durable. It blocks; run it off the async threads.
    ///
    /// # Errors
    /// When the file handle cannot be duplicated.
    pub fn durable(
        &self,
    ) -> Result<impl FnOnce() -> Result<(), JournalError> + Send + use<>, JournalError> {
        let path = self.path.clone();
        let file = match &self.file {
            Some(file) => Some(
                file.try_clone()
                    .map_err(|error| JournalError::io("write", &path, error))?,
            ),
            None => None,
        };
        Ok(move || match file {
            Some(file) => file
                .sync_data()
                .map_err(|error| JournalError::io("write", &path, error)),
            None => Ok(()),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether entries are kept.
    pub(super) fn keeps(&self) -> bool {
        self.file.is_some()
    }
}

/// Options that never follow a symbolic link.
fn options() -> OpenOptions {
    private_files::file_itself()
}

/// How often to retry while another process only checks whether the journal is in use.
const TRIES: u32 = 1_000;

/// Locks the journal for writing.
fn lock(file: &File, path: &Path) -> Result<(), JournalError> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(JournalError::io("lock", path, error)),
        }
        if is_written(file) {
            return Err(JournalError::Busy);
        }
        std::thread::yield_now();
    }
    Err(JournalError::Busy)
}

/// Whether another process is writing to the journal. Holds a shared lock for an instant.
fn is_written(file: &File) -> bool {
    match file.try_lock_shared() {
        Ok(()) => {
            let _ = file.unlock();
            false
        }
        Err(error) => matches!(error, TryLockError::WouldBlock),
    }
}

fn cut(at: i64, lines: u64) -> Entry {
    Entry {
        at,
        record: Record::Cut { lines },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(at: i64) -> Entry {
        Entry {
            at,
            record: Record::Again { rows: vec![1, 2] },
        }
    }

    #[test]
    fn what_was_added_is_there_and_a_cut_line_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("j");
        let mut journal = Journal::create(&path).unwrap();
        journal.add(&[entry(1), entry(2)]).unwrap();
        journal.durable().unwrap()().unwrap();
        assert!(matches!(Journal::open(&path), Err(JournalError::Busy)));
        assert!(Journal::read(&path).unwrap().running);
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        let last = whole.iter().rposition(|byte| *byte == b' ').unwrap();
        std::fs::write(&path, whole.get(..last).unwrap()).unwrap();
        // It was whole once: a line is missing, and that is noted.
        let (mut journal, entries) = Journal::open(&path).unwrap();
        assert_eq!(entries, [entry(1), cut(1, 1)]);
        journal.add(&[entry(3)]).unwrap();
        drop(journal);
        let contents = Journal::read(&path).unwrap();
        assert_eq!(contents.entries, [entry(1), cut(1, 1), entry(3)]);
        assert!(!contents.running);
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("j");
        Journal::create(&path)
            .unwrap()
            .add(&[entry(1), entry(2), entry(3)])
            .unwrap();
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() - 1 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            assert!(
                matches!(Journal::read(&path), Err(JournalError::Damaged { .. })),
                "byte {at}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_journal_is_private_and_never_reached_through_a_link() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("j");
        drop(Journal::create(&path).unwrap());
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let link = dir.path().join("l");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(Journal::open(&link).is_err());
        assert!(Journal::create(&link).is_err());
    }
}
