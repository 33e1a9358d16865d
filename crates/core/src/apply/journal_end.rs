//! The end mark: a small file beside a journal that records its length. A journal that lost its last lines still has
//! valid checksums; this file shows the loss.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::JournalError;
use super::journal_lines::{JournalEnd, Sum, hex};
use crate::private_files;

/// The most bytes to read from the file.
const LONGEST: u64 = 256;

/// The file. It is written after the journal, so it is never ahead of it.
#[derive(Debug)]
pub(super) struct Mark {
    file: File,
    path: PathBuf,
}

impl Mark {
    /// Opens the end mark of this journal; creates it when missing.
    pub(super) fn open(journal: &Path) -> Result<Self, JournalError> {
        let path = path_of(journal);
        let file = private_files::file_itself()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| JournalError::io("open", &path, error))?;
        Ok(Self { file, path })
    }

    /// Writes the end in place. The text always has the same length, so one write suffices.
    pub(super) fn write(&mut self, end: &JournalEnd) -> Result<(), JournalError> {
        let text = format!("{:020} {}\n", end.lines, hex(&end.sum));
        self.file
            .rewind()
            .and_then(|()| self.file.write_all(text.as_bytes()))
            .map_err(|error| JournalError::io("write", &self.path, error))
    }

    pub(super) fn sync(&self) -> Result<(), JournalError> {
        self.file
            .sync_all()
            .map_err(|error| JournalError::io("write", &self.path, error))
    }
}

/// The recorded end of this journal; `None` when the file is missing or malformed.
pub(super) fn known(journal: &Path) -> Result<Option<JournalEnd>, JournalError> {
    let path = path_of(journal);
    let mut text = String::new();
    let read = private_files::file_itself()
        .read(true)
        .open(&path)
        .and_then(|file| file.take(LONGEST).read_to_string(&mut text));
    match read {
        Ok(_) => Ok(parse(&text)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::InvalidData
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(JournalError::io("read", &path, error)),
    }
}

/// Refuses a journal that is missing or empty although its end mark records lines.
pub(super) fn gone(journal: &Path) -> Result<(), JournalError> {
    let there = std::fs::symlink_metadata(journal).is_ok_and(|file| file.len() > 0);
    match known(journal)? {
        Some(JournalEnd { lines, .. }) if lines > 0 && !there => Err(JournalError::Emptied {
            path: journal.to_owned(),
            lines,
        }),
        _ => Ok(()),
    }
}

fn parse(text: &str) -> Option<JournalEnd> {
    let (lines, written) = text.strip_suffix('\n')?.split_once(' ')?;
    let lines = lines.parse().ok()?;
    let mut sum = Sum::default();
    for (at, byte) in sum.iter_mut().enumerate() {
        let from = at.checked_mul(2)?;
        *byte = u8::from_str_radix(written.get(from..from.checked_add(2)?)?, 16).ok()?;
    }
    (hex(&sum) == written).then_some(JournalEnd { lines, sum })
}

fn path_of(journal: &Path) -> PathBuf {
    journal.with_extension("end")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_was_written_and_nothing_else_is() {
        let dir = tempfile::tempdir().unwrap();
        let journal = dir.path().join("journal");
        assert_eq!(known(&journal).unwrap(), None);
        let mut mark = Mark::open(&journal).unwrap();
        for lines in [1, u64::MAX, 2] {
            let end = JournalEnd {
                lines,
                sum: [7; 16],
            };
            mark.write(&end).unwrap();
            assert_eq!(known(&journal).unwrap(), Some(end));
        }
        let path = path_of(&journal);
        let whole = std::fs::read_to_string(&path).unwrap();
        for wrong in ["", "1 2\n", &whole[..40], &whole.replace('7', "g")] {
            std::fs::write(&path, wrong).unwrap();
            assert_eq!(known(&journal).unwrap(), None, "{wrong:?}");
        }
    }
}
