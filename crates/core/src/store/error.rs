//! What can go wrong with the mirror's file.

use std::path::{Path, PathBuf};

/// Why the mirror could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Nothing was mirrored yet.
    #[error("there is no mirror at {}", path.display())]
    Missing {
        /// Where it would be.
        path: PathBuf,
    },
    /// The file is something else.
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
    /// A newer atlctl made it.
    #[error("{} was written by a newer atlctl (format {found}; this version reads up to {known})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// Another program is syncing into it.
    #[error("another sync is writing to {}", path.display())]
    Busy {
        /// The mirror.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("the mirror cannot {doing}")]
    Sql {
        /// What was tried.
        doing: &'static str,
        /// The file, where it is known.
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
        /// Whose it is.
        found: String,
    },
    /// The thread that writes ended early.
    #[error("the mirror's writer stopped")]
    WriterGone,
    /// A name was given for something that is not in the mirror.
    #[error("{what} {name:?} is not in the mirror")]
    Unknown {
        /// What was looked for: `policy`, `user`, ….
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A name stands for several things.
    #[error("{name:?} is the name of several {what}: {}", ids.join(", "))]
    Ambiguous {
        /// What was looked for, in plural: `policies`, `groups`, ….
        what: &'static str,
        /// The name.
        name: String,
        /// Their ids.
        ids: Vec<String>,
    },
}

/// What kind of trouble there is with the file, as far as it tells what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full.
    Full,
    /// The file or its directory may not be written or opened.
    NotAllowed,
    /// Its file system takes no writing.
    ReadOnly,
    /// The file is damaged.
    Damaged,
    /// The disk does not do what it is asked.
    Disk,
    /// Another program holds it.
    Held,
}

impl Trouble {
    /// What kind of trouble it is when the operating system refuses, where it tells.
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

impl StoreError {
    /// What kind of trouble it is, where the reason tells.
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
            Code::SystemIoFailure => Trouble::Disk,
            Code::DatabaseCorrupt | Code::NotADatabase => Trouble::Damaged,
            Code::DatabaseBusy | Code::DatabaseLocked => Trouble::Held,
            _ => return None,
        })
    }

    /// The file or directory that there is trouble with, where it is known.
    #[must_use]
    pub fn place(&self) -> Option<&Path> {
        match self {
            Self::Sql { path, .. } => path.as_deref(),
            Self::Io { path, .. } => Some(path),
            _ => None,
        }
    }

    /// The same, of this file.
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

/// Says what was being done when SQLite refused.
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
