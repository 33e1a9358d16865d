//! Why a review's folder cannot be made or used.

use std::io;
use std::path::PathBuf;

/// Why a review's folder cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// Something is there already.
    #[error("{} already exists", .0.display())]
    Exists(PathBuf),
    /// There is no manifest.
    #[error("{} is not the folder of an access review: it has no manifest.json", .0.display())]
    NotAReview(PathBuf),
    /// The manifest cannot be read as one.
    #[error("{} is not the manifest of an access review", .0.display())]
    Manifest(PathBuf, #[source] serde_json::Error),
    /// A newer atlctl wrote it.
    #[error("{} was written by a newer atlctl (format {found}; this version reads up to {known})", path.display())]
    Newer {
        /// The manifest.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest that is known.
        known: u32,
    },
    /// The operating system refused.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
}

impl ReviewError {
    pub(super) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}
