//! The mirror of the organization, as commands use it.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use atlctl_api::ErrorKind;
use atlctl_core::query::{List, ListQuery};
use atlctl_core::sql::SqlError;
use atlctl_core::store::{Mirror, StoreError, SyncInfo, Trouble};
use atlctl_core::sync::SyncError;

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::listing::shown;
use crate::output::{Column, Details};
use crate::ui::display;

impl Context {
    /// Where the mirror of the organization is.
    ///
    /// # Errors
    /// When no organization is known.
    pub fn mirror_path(&self) -> CliResult<PathBuf> {
        Ok(self.paths.mirror(self.org()?.as_str()))
    }

    /// The mirror, for reading; says on stderr how old it is.
    ///
    /// # Errors
    /// When nothing was mirrored yet, or it cannot be read.
    pub fn mirror(&self) -> CliResult<Mirror> {
        let mirror = self.mirror_quietly()?;
        let sync = ended(&mirror)?;
        self.ui.status(self.age(&sync));
        Ok(mirror)
    }

    /// The mirror, to plan changes from: one whose first sync was cut off would leave out whoever it has not seen,
    /// and the groups that are protected.
    ///
    /// # Errors
    /// As [`Context::mirror`].
    pub fn mirror_to_plan_from(&self) -> CliResult<Mirror> {
        let mirror = self.mirror_quietly()?;
        ended(&mirror)?;
        Ok(mirror)
    }

    /// The mirror, for reading, without a word about its age, and whether or not a sync has ended.
    ///
    /// # Errors
    /// When nothing was mirrored yet, or it cannot be read.
    pub fn mirror_quietly(&self) -> CliResult<Mirror> {
        Ok(Mirror::open_read_only(self.mirror_path()?)?)
    }

    /// Prints one thing of a list.
    ///
    /// # Errors
    /// When the mirror cannot be read, or stdout cannot be written.
    pub fn show_one(
        &self,
        mirror: &Mirror,
        list: List,
        id: &str,
        columns: Vec<Column>,
    ) -> CliResult<()> {
        let names: Vec<String> = columns
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        let query = ListQuery {
            id: Some(id.to_owned()),
            gone: true,
            ..ListQuery::default()
        };
        let mut row = Vec::new();
        query.run(mirror, list, &names, &mut |cells| {
            row = cells;
            ControlFlow::Break(())
        })?;
        let mut details = Details::new();
        for (column, cell) in columns.iter().zip(row) {
            details = details.column(column.clone(), shown((cell, column)));
        }
        self.print_details(details)
    }

    /// How old the mirror is, in words.
    pub fn age(&self, sync: &SyncInfo) -> String {
        format!("From the mirror, {}.", self.synced(sync))
    }

    /// When the mirror was synced, in words.
    pub fn synced(&self, sync: &SyncInfo) -> String {
        let at = sync.finished_at.unwrap_or(sync.started_at);
        let seconds = self.now().as_second() - at.as_second();
        let age = ago(seconds);
        let whole = if sync.state == "complete" {
            ""
        } else {
            ", not everything could be read then"
        };
        format!("synced {age}{whole}")
    }
}

/// The last sync that ended.
fn ended(mirror: &Mirror) -> CliResult<SyncInfo> {
    mirror.last_sync()?.ok_or_else(|| {
        CliError::failed("the first sync has not ended yet").hint("let it go on: atlctl sync")
    })
}

/// A span of time in words.
fn ago(seconds: i64) -> String {
    let (number, unit) = match seconds {
        ..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural} ago")
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let kind = match error {
            StoreError::Unknown { .. } | StoreError::Ambiguous { .. } => Kind::Usage,
            _ => Kind::Failed,
        };
        let said = Self::new(kind, display(&error.to_string()));
        let said = match std::error::Error::source(&error) {
            // SQLite's error repeats itself with a number in front.
            Some(source) if error.trouble().is_some() => said.because(display(&source.to_string())),
            Some(source) => said.cause(source),
            None => said,
        };
        if let Some(trouble) = error.trouble() {
            return said.hint(what_to_do(trouble, error.place()));
        }
        match error {
            StoreError::Link { .. } => said.hint("put the file itself there"),
            StoreError::Newer { .. } => said
                .hint("use the newer atlctl, or move the file away and mirror anew: atlctl sync"),
            StoreError::OtherOrg { .. } => said.hint("move the file away, or name the right --org"),
            StoreError::Missing { .. } => said.hint("mirror the organization: atlctl sync"),
            StoreError::Busy { .. } => said.hint("wait until it ends"),
            StoreError::Unknown { what, .. } => {
                said.hint(format!("see which there are: atlctl {what} list"))
            }
            StoreError::Ambiguous { .. } => said.hint("say which one by its id"),
            StoreError::NotAMirror { .. } => {
                said.hint("move the file away and mirror the organization anew: atlctl sync")
            }
            _ => said,
        }
    }
}

/// What to do when there is trouble with the file at this place, or with making it.
pub fn what_to_do(trouble: Trouble, path: Option<&Path>) -> String {
    const GOES_ON: &str = "what was committed is kept, and the same command goes on from there";
    const ELSEWHERE: &str = "ATLCTL_DATA_DIR=DIRECTORY keeps mirrors and runs elsewhere";
    // What is not there yet is to be made in what is.
    let there = path.and_then(|path| path.ancestors().find(|path| path.exists()));
    let place = there.map_or_else(
        || "its file (in the data directory: atlctl config show)".to_owned(),
        |path| display(&path.to_string_lossy()),
    );
    match trouble {
        Trouble::Full => format!("free space on the disk of {place}; {GOES_ON}"),
        Trouble::Disk => format!("see to the disk of {place}; {GOES_ON}"),
        Trouble::NotAllowed if there.is_some_and(Path::is_dir) => {
            format!("{place} must be yours to read and write; {ELSEWHERE}")
        }
        Trouble::NotAllowed => format!(
            "{place} and the directory it is in must be yours to read and write; {ELSEWHERE}"
        ),
        Trouble::ReadOnly => {
            format!("the file system of {place} can only be read; {ELSEWHERE}")
        }
        Trouble::Damaged => format!(
            "{place} is damaged: move it away, then mirror the organization anew: atlctl sync"
        ),
        Trouble::Held => format!("another program holds {place}; run it again in a moment"),
    }
}

impl From<SqlError> for CliError {
    fn from(error: SqlError) -> Self {
        match error {
            SqlError::Store(error) => error.into(),
            SqlError::TooLong(_) | SqlError::Memory => Self::failed(error.to_string())
                .hint("ask for less, or open the file with any SQLite program"),
            SqlError::TooLarge => Self::failed(error.to_string())
                .hint("select rows instead of one long value: -o csv and -o json print any number of them"),
            SqlError::Disk(_) => Self::failed(display(&error.to_string())).hint(
                "ask for less, or have intermediate results written elsewhere: SQLITE_TMPDIR=DIRECTORY",
            ),
            SqlError::Thread(_) => Self::failed(display(&error.to_string())),
            error => {
                let text = error.to_string();
                let said = Self::usage(display(&text));
                // A shell takes quotes away, and what is left of a text is read as a column.
                let said = if text.starts_with("no such column") {
                    said.hint("a text stands in single quotes, the whole in double ones: \"domain = 'acme.example'\"")
                } else {
                    said
                };
                said.hint("the columns are described by: atlctl sql --schema")
            }
        }
    }
}

impl From<SyncError> for CliError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Store(error) => error.into(),
            SyncError::Wire { stage, source } => {
                let hint = (source.kind == ErrorKind::NotFound)
                    .then_some("which organizations there are for you: atlctl org list --live");
                let said = Self::from(source).context(format!("reading the {stage} stopped"));
                match hint {
                    Some(hint) => said.hint(hint),
                    None => said,
                }
            }
            error => Self::failed(display(&error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_disk_refuses_is_told_with_the_place() {
        use std::io::ErrorKind as Why;
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().to_str().unwrap();
        for (why, hint) in [
            (
                Why::PermissionDenied,
                "HERE must be yours to read and write; ATLCTL_DATA_DIR=DIRECTORY keeps mirrors and runs elsewhere",
            ),
            (
                Why::ReadOnlyFilesystem,
                "the file system of HERE can only be read; ATLCTL_DATA_DIR=DIRECTORY keeps mirrors and runs elsewhere",
            ),
            (
                Why::StorageFull,
                "free space on the disk of HERE; what was committed is kept, and the same command goes on from there",
            ),
        ] {
            let error = CliError::from(StoreError::Io {
                doing: "make",
                path: dir.path().join("not/there"),
                source: why.into(),
            });
            assert_eq!(error.hints().join("\n").replace(place, "HERE"), hint);
        }
    }

    #[test]
    fn ages() {
        for (seconds, words) in [
            (-5, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (7199, "1 hour ago"),
            (172_799, "47 hours ago"),
            (172_800, "2 days ago"),
        ] {
            assert_eq!(ago(seconds), words);
        }
    }
}
