//! Errors of exports.

use std::path::{Path, PathBuf};

use crate::store::{StoreError, did_you_mean, nearest};

/// Why an export failed. The target is then as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The mirror cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or directory cannot be read or written.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// The operation.
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// The directory has files that no export wrote.
    #[error("{} contains files that atlctl did not export: {}", path.display(), named(found, *more))]
    NotOurs {
        /// The directory.
        path: PathBuf,
        /// The first of them.
        found: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// The directory has another organization's export, or one in another format.
    #[error("{} contains {what}", path.display())]
    Another {
        /// The directory.
        path: PathBuf,
        /// What it contains.
        what: String,
    },
    /// The directory is the current one, or the root of a file system: it cannot be replaced.
    #[error("{} cannot be replaced as a whole: it is {what}", path.display())]
    Fixed {
        /// The directory.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A Parquet file cannot be written.
    #[error("cannot write {}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// There is no such view.
    #[error("unknown view {name:?}{}; use one of {}", did_you_mean(nearest(name, known).as_deref()), known.join(", "))]
    NoView {
        /// The name that no view has.
        name: String,
        /// The views there are.
        known: Vec<&'static str>,
    },
}

impl ExportError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}

fn named(found: &[String], more: usize) -> String {
    let names = found.join(", ");
    match more {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}
