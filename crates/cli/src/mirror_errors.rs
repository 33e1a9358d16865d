//! What went wrong with the mirror, and what to do about it.

use std::path::Path;

use atlctl_api::ErrorKind;
use atlctl_core::sql::SqlError;
use atlctl_core::store::{
    SchemaColumn, StoreError, Trouble, nearest, part_option, part_title, schema_columns,
};
use atlctl_core::sync::SyncError;

use crate::error::{CliError, Kind};
use crate::hint_commands;
use crate::ui::display;

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let kind = match error {
            StoreError::Unknown { .. }
            | StoreError::Ambiguous { .. }
            | StoreError::NoHistory { .. }
            | StoreError::NoHistoryOf { .. }
            | StoreError::NoSnapshot { .. }
            | StoreError::SnapshotRemoved { .. }
            | StoreError::Backwards { .. } => Kind::Usage,
            _ => Kind::Failed,
        };
        let damaged = error
            .place()
            .filter(|_| error.trouble() == Some(Trouble::Damaged));
        let message = match damaged {
            Some(path) => format!("the mirror is damaged: {}", path.display()),
            None => error.to_string(),
        };
        let said = Self::new(kind, display(&message));
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
            StoreError::Link { .. } => said.hint("replace the link with the file"),
            StoreError::Newer { .. } => said
                .hint("use the newer atlctl, or move the file away and mirror again: atlctl sync"),
            StoreError::OtherOrg { .. } => said
                .hint("move the file away, or name the right organization")
                .hint("see the organization of each profile: atlctl auth list"),
            StoreError::Missing { .. } if hint_commands::names_org() => said
                .hint("if it is the right organization, mirror it: atlctl sync")
                .hint("list your organizations: atlctl org list --live"),
            StoreError::Missing { .. } => said.hint("mirror the organization: atlctl sync"),
            StoreError::Busy { .. } => said.hint("wait until it ends"),
            StoreError::Unknown { what: "domain", .. } => said.hint(format!(
                "list the domains of people's addresses: {}",
                hint_commands::command(&[
                    "sql",
                    "SELECT domain, count(*) FROM user GROUP BY domain"
                ])
            )),
            StoreError::Unknown { what, .. } => said.hint(format!("list them: atlctl {what} list")),
            StoreError::NoHistory { since: None } => {
                said.hint("history begins with the first sync that ends: atlctl sync")
            }
            StoreError::NoHistory { .. }
            | StoreError::NoHistoryOf { .. }
            | StoreError::NoSnapshot { .. }
            | StoreError::SnapshotRemoved { .. } => {
                said.hint("see the snapshots: atlctl snapshot list")
            }
            StoreError::NotAvailable { .. } => said,
            StoreError::NeverRead { part, .. } => said
                .hint(format!(
                    "read them: atlctl sync --only {}",
                    part_option(part)
                ))
                .hint("see what this credential may read: atlctl doctor"),
            StoreError::Ambiguous { ids, .. } => match ids.first() {
                Some(id) => said.hint(format!(
                    "use the ID of the one that you mean, such as {}",
                    display(id)
                )),
                None => said.hint("use its ID"),
            },
            StoreError::NotAMirror { .. } => {
                said.hint("move the file away and mirror the organization again: atlctl sync")
            }
            _ => said,
        }
    }
}

/// What to do when there is trouble with the file at this place in the data directory, or with making it.
pub fn what_to_do(trouble: Trouble, path: Option<&Path>) -> String {
    const ELSEWHERE: &str =
        "or store mirrors and runs in another directory: ATLCTL_DATA_DIR=DIRECTORY";
    what_to_do_or(trouble, path, ELSEWHERE)
}

/// The same for a place that need not be in the data directory; `elsewhere` says how to choose another one.
pub fn what_to_do_or(trouble: Trouble, path: Option<&Path>, elsewhere: &str) -> String {
    const GOES_ON: &str = "then run the same command again";
    // What is not there yet is to be made in what is.
    let there = path.and_then(|path| path.ancestors().find(|path| path.exists()));
    let place = there.map_or_else(
        || "its file (in the data directory: atlctl config show)".to_owned(),
        |path| display(&path.to_string_lossy()),
    );
    match trouble {
        Trouble::Full => format!("free space on the disk of {place}; {GOES_ON}"),
        Trouble::Disk => format!("check the disk of {place}; {GOES_ON}"),
        Trouble::NotAllowed if there.is_some_and(Path::is_dir) => {
            format!("{place} must be readable and writable by you; {elsewhere}")
        }
        Trouble::NotAllowed => format!(
            "{place} and the directory it is in must be readable and writable by you; {elsewhere}"
        ),
        Trouble::ReadOnly => {
            format!("the file system of {place} is read-only; {elsewhere}")
        }
        Trouble::Damaged => format!(
            "{place} is damaged: rename it, then mirror the organization again: atlctl sync"
        ),
        Trouble::Held => format!("another program is using {place}; try again in a moment"),
    }
}

impl From<SqlError> for CliError {
    fn from(error: SqlError) -> Self {
        Self::in_statement(error, "")
    }
}

impl CliError {
    /// The error of a statement: what it suggests is in the views that the statement names.
    pub fn in_statement(error: SqlError, statement: &str) -> Self {
        match error {
            SqlError::Store(error) => error.into(),
            SqlError::TooLong(_) | SqlError::Memory => Self::failed(error.to_string())
                .hint("select less, or open the file with any SQLite program"),
            SqlError::TooLarge => Self::failed(error.to_string())
                .hint("select rows instead of one long value: -o csv and -o json print any number of them"),
            SqlError::Disk(_) => Self::failed(display(&error.to_string())).hint(
                "select less, or store intermediate results in another directory: SQLITE_TMPDIR=DIRECTORY",
            ),
            SqlError::App { ref known, .. } => {
                let hint = match known.as_str() {
                    "" => "read the apps: atlctl sync",
                    _ => "list them: atlctl workspace list",
                };
                Self::usage(display(&error.to_string())).hint(hint)
            }
            // Its message lists the possible values.
            SqlError::Value { .. } => Self::usage(display(&error.to_string())),
            SqlError::Thread(_) => Self::failed(display(&error.to_string())),
            SqlError::NotReading(_) => Self::usage(display(&error.to_string())).hint(
                "to change the organization, use a command such as user suspend or policy move; list them: atlctl help",
            ),
            error => {
                let text = error.to_string();
                // What SQLite asks is answered by the hints.
                let text = text.split(" - should this be ").next().unwrap_or_default();
                let is_condition = matches!(error, SqlError::Condition { .. } | SqlError::Expression(_));
                let usage = Self::usage(match is_condition {
                    true => format!("--where: {}", display(text)),
                    false => display(text),
                });
                let views = match error {
                    SqlError::Condition { view, .. } | SqlError::Column { view, .. } => vec![view.trim_matches('"')],
                    _ => views_of(statement),
                };
                let view = match views.as_slice() {
                    [view] => format!(" {view}"),
                    _ => String::new(),
                };
                if text.starts_with("no such table") {
                    return near(usage, text, |column| Some(column.view))
                        .unwrap_or_else(|usage| usage)
                        .hint("list the views and their columns: atlctl sql --schema");
                }
                if text.starts_with("more than one statement") {
                    return usage.hint("run atlctl sql once for each statement");
                }
                if text.starts_with("the statement is not valid") {
                    return usage.hint("see the SQL that SQLite reads: https://sqlite.org/lang_select.html");
                }
                if is_condition && (text.starts_with("it contains") || text.contains("unrecognized token")) {
                    return usage.hint("use one condition, with its texts in single quotes: --where \"domain = 'acme.example'\"");
                }
                let is_column = text.starts_with("no such column") || text.starts_with("no column ");
                // A column of tables that views do not have: no text lost its quotes.
                let is_row_id = ["rowid", "oid", "_rowid_"]
                    .iter()
                    .any(|name| text.trim_end_matches('"').to_lowercase().ends_with(&format!(" {name}")));
                let usage = if is_column && !is_row_id && !text.contains("did you mean") {
                    // If a shell removes the quotes of a text, SQLite reads the text as a column.
                    near(usage, text, |column| views.contains(&column.view).then_some(column.column)).unwrap_or_else(|usage| {
                        usage.hint(if is_condition {
                            "put text in single quotes and the whole condition in double quotes: --where \"domain = 'acme.example'\""
                        } else {
                            "put text in single quotes and the whole statement in double quotes: \"... WHERE domain = 'acme.example'\""
                        })
                    })
                } else {
                    usage
                };
                usage.hint(format!("see the columns: atlctl sql --schema{view}"))
            }
        }
    }
}

/// The views that a statement names.
fn views_of(statement: &str) -> Vec<&'static str> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: Vec<&str> = statement.split(|c| !is_of_name(c)).collect();
    let mut views: Vec<&str> = schema_columns().iter().map(|column| column.view).collect();
    views.dedup();
    views.retain(|view| words.iter().any(|word| word.eq_ignore_ascii_case(view)));
    views
}

/// The error with the known name that is most like the last word of its text; `Err` when none is.
fn near(
    error: CliError,
    text: &str,
    name: impl Fn(&SchemaColumn) -> Option<&'static str>,
) -> Result<CliError, CliError> {
    let word = text.rsplit([' ', '.']).next().unwrap_or_default();
    let word = word.trim_matches('"');
    let columns = schema_columns();
    let names: Vec<&str> = columns.iter().filter_map(name).collect();
    match nearest(word, &names) {
        Some(near) => Ok(error.hint(format!("did you mean: {near}"))),
        None => Err(error),
    }
}

impl From<SyncError> for CliError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Store(error) => error.into(),
            SyncError::Wire { stage, source } => {
                let hint = (source.kind == ErrorKind::NotFound && !hint_commands::names_org())
                    .then_some("list your organizations: atlctl org list --live");
                let said = Self::from(source).context(format!(
                    "the sync stopped while reading the {}",
                    part_title(stage.as_str())
                ));
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
    fn a_disk_error_names_its_place() {
        use std::io::ErrorKind as Why;
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().to_str().unwrap();
        for (why, hint) in [
            (
                Why::PermissionDenied,
                "HERE must be readable and writable by you; or store mirrors and runs in another directory: ATLCTL_DATA_DIR=DIRECTORY",
            ),
            (
                Why::ReadOnlyFilesystem,
                "the file system of HERE is read-only; or store mirrors and runs in another directory: ATLCTL_DATA_DIR=DIRECTORY",
            ),
            (
                Why::StorageFull,
                "free space on the disk of HERE; then run the same command again",
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
}
