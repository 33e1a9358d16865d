//! Errors of the mirror's file.

use std::path::{Path, PathBuf};

use super::nearest_name::did_you_mean;

/// Why the mirror could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The organization is not mirrored yet.
    #[error("no mirror at {}", path.display())]
    Missing {
        /// The expected path.
        path: PathBuf,
    },
    /// The file is not a mirror.
    #[error("{} is not an atlctl mirror", path.display())]
    NotAMirror {
        /// The file.
        path: PathBuf,
    },
    /// The file is a symbolic link.
    #[error("{} is a symbolic link, which is not followed", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// A newer atlctl wrote it.
    #[error("{} was written by a newer atlctl (format {found}; this version reads up to {known})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The format of the file.
        found: i64,
        /// The newest format that this version reads.
        known: i64,
    },
    /// Another sync is writing to it.
    #[error("another sync is writing to {}", path.display())]
    Busy {
        /// The mirror.
        path: PathBuf,
    },
    /// A file operation failed.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// The operation.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// SQLite reported an error.
    #[error("the mirror cannot {doing}")]
    Sql {
        /// The operation.
        doing: &'static str,
        /// The file, when known.
        path: Option<PathBuf>,
        /// The reason.
        #[source]
        source: rusqlite::Error,
    },
    /// The file mirrors another organization.
    #[error("{} mirrors another organization ({found})", path.display())]
    OtherOrg {
        /// The file.
        path: PathBuf,
        /// The organization it mirrors.
        found: String,
    },
    /// The writer thread ended early.
    #[error("the mirror's writer stopped")]
    WriterGone,
    /// The mirror has nothing with this name.
    #[error("{what} {name:?} is not in the mirror{}", did_you_mean(near.as_deref()))]
    Unknown {
        /// The kind of object: `policy`, `user`, ….
        what: &'static str,
        /// The name that was asked for.
        name: String,
        /// The name that was probably meant.
        near: Option<String>,
    },
    /// The moment is before the mirror's history.
    #[error("the mirror has no history of that time{}", since.map_or_else(String::new, |at| format!("; it begins at {}", crate::shown_time::shown_time(at))))]
    NoHistory {
        /// When history begins; `None` when no sync has ended.
        since: Option<jiff::Timestamp>,
    },
    /// The part had not been read at the moment.
    #[error("the mirror has no history of {part} at that time")]
    NoHistoryOf {
        /// The part.
        part: &'static str,
    },
    /// No sync has read the part.
    #[error(
        "the {} have not been mirrored{}",
        said(part),
        why.as_deref().map_or_else(String::new, |why| format!(": {why}"))
    )]
    NeverRead {
        /// The part.
        part: &'static str,
        /// Why the last attempt did not read it.
        why: Option<String>,
    },
    /// The organization has the original user management, which does not report the part.
    #[error(
        "the {} of the organization are unknown: {}",
        said(part),
        super::NOT_AVAILABLE
    )]
    NotAvailable {
        /// The part.
        part: &'static str,
    },
    /// The end of this sync is not kept.
    #[error("snapshot {sync} not found")]
    NoSnapshot {
        /// The sync's number.
        sync: i64,
    },
    /// The end of this sync was removed from the history.
    #[error("snapshot {sync} was removed; kept are {kept}")]
    SnapshotRemoved {
        /// The sync's number.
        sync: i64,
        /// The last snapshot before it and the next one after it that are kept, in words.
        kept: String,
    },
    /// The first moment is later than the second.
    #[error("the range ends before it begins: it is from {since} to {until}")]
    Backwards {
        /// The first.
        since: String,
        /// The second.
        until: String,
    },
    /// Several objects have this name.
    #[error("{name:?} is the name of several {what}: {}", ids.join(", "))]
    Ambiguous {
        /// The kind of object, in the plural: `policies`, `groups`, ….
        what: &'static str,
        /// The name that was asked for.
        name: String,
        /// The IDs of all of them.
        ids: Vec<String>,
    },
}

/// The kinds of trouble with the file that need different remedies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full.
    Full,
    /// Permission denied for the file or its directory.
    NotAllowed,
    /// The file system is read-only.
    ReadOnly,
    /// The file is damaged.
    Damaged,
    /// The disk failed.
    Disk,
    /// Another process has locked the file.
    Held,
}

impl Trouble {
    /// The kind of trouble behind an I/O error, if known.
    #[must_use]
    pub fn of_io(error: &std::io::Error) -> Option<Self> {
        use std::io::ErrorKind;
        Some(match error.kind() {
            ErrorKind::PermissionDenied => Self::NotAllowed,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            _ => return None,
        })
    }
}

/// Whether SQLite found no room for its side file. It does not call that a full disk.
fn is_no_room(error: &rusqlite::ffi::Error) -> bool {
    error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
}

impl StoreError {
    /// The kind of trouble, if known.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        use rusqlite::ErrorCode as Code;
        let source = match self {
            Self::Sql { source, .. } => source,
            Self::Io { source, .. } => return Trouble::of_io(source),
            _ => return None,
        };
        Some(match source.sqlite_error_code()? {
            Code::DiskFull => Trouble::Full,
            Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied => Trouble::NotAllowed,
            // The side file that readers share cannot grow.
            Code::SystemIoFailure if source.sqlite_error().is_some_and(is_no_room) => Trouble::Full,
            Code::SystemIoFailure => Trouble::Disk,
            Code::DatabaseCorrupt | Code::NotADatabase => Trouble::Damaged,
            Code::DatabaseBusy | Code::DatabaseLocked => Trouble::Held,
            _ => return None,
        })
    }

    /// The file or directory concerned, when known.
    #[must_use]
    pub fn place(&self) -> Option<&Path> {
        match self {
            Self::Sql { path, .. } => path.as_deref(),
            Self::Io { path, .. } => Some(path),
            _ => None,
        }
    }

    /// Adds the file.
    #[must_use]
    pub(crate) fn of_file(self, file: &Path) -> Self {
        match self {
            Self::Sql {
                doing,
                path: None,
                source,
            } => Self::Sql {
                doing,
                path: Some(file.to_owned()),
                source,
            },
            other => other,
        }
    }

    pub(crate) fn io(doing: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }
}

/// Adds to a SQLite error what atlctl was doing.
pub(crate) trait During<T> {
    fn during(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> During<T> for rusqlite::Result<T> {
    fn during(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Sql {
            doing,
            path: None,
            source,
        })
    }
}

/// A part in words.
fn said(part: &str) -> String {
    match part {
        "users" => "people".to_owned(),
        "workspaces" => "apps".to_owned(),
        "policies" => "authentication policies".to_owned(),
        part => part.replace('-', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_room_for_the_side_file_is_a_full_disk() {
        let of = |code| StoreError::Sql {
            doing: "open its file",
            path: None,
            source: rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None),
        };
        let trouble = |code| of(code).trouble();
        assert_eq!(
            trouble(rusqlite::ffi::SQLITE_IOERR_SHMSIZE),
            Some(Trouble::Full)
        );
        assert_eq!(trouble(rusqlite::ffi::SQLITE_FULL), Some(Trouble::Full));
        assert_eq!(
            trouble(rusqlite::ffi::SQLITE_IOERR_READ),
            Some(Trouble::Disk)
        );
    }
}
