//! The selection of things by ID: on the command line, in a file, or on standard input.

use std::path::{Path, PathBuf};

use atlctl_core::input::{ListedId, read_ids};
use atlctl_core::number::counted;
use atlctl_core::plan::Origin;
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::input_file::{hash, must_not_be_empty, read_file};
use crate::list_encoding::not_text;
use crate::ui::display;

/// IDs, and where they come from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
#[group(skip)]
pub struct IdSelection {
    /// IDs, as the list prints them
    #[arg(value_name = "ID", group = "which", help_heading = "Arguments")]
    ids: Vec<String>,
    /// Read IDs from FILE: one per line, or an atlctl list as CSV, JSON or JSON Lines
    #[arg(long, value_name = "FILE", group = "which")]
    csv: Option<PathBuf>,
    /// Read IDs from standard input, in the same formats
    #[arg(long, group = "which")]
    from_stdin: bool,
}

/// The IDs that were selected.
pub struct Ids {
    /// The IDs, each once.
    pub ids: Vec<ListedId>,
    /// Where they come from.
    pub origin: Origin,
    /// Whether they were typed.
    pub typed: bool,
}

impl IdSelection {
    /// Whether IDs are selected, in any way.
    pub fn is_given(&self) -> bool {
        self.from_stdin || self.csv.is_some() || !self.ids.is_empty()
    }

    /// The IDs. A table has them under one of these headings.
    ///
    /// # Errors
    /// When none are selected, or a file cannot be read or holds none.
    pub fn read(&self, context: &Context, headings: &[&str]) -> CliResult<Ids> {
        let from_stdin = self.from_stdin || self.csv.as_deref() == Some(Path::new("-"));
        let (bytes, what) = if from_stdin {
            let bytes = context.ui.stdin("the IDs, one per line or as CSV")?;
            (bytes, "standard input".to_owned())
        } else if let Some(path) = &self.csv {
            let shown = display(&path.to_string_lossy());
            must_not_be_empty(path)?;
            let bytes = read_file(path).map_err(|error| {
                CliError::usage(format!("cannot read {shown}"))
                    .cause(&error)
                    .hint("name a file with IDs, one per line; - reads standard input")
            })?;
            (bytes, shown)
        } else if self.ids.is_empty() {
            return Err(CliError::usage("no IDs selected")
                .hint("give IDs, or use --csv FILE or --from-stdin"));
        } else {
            let joined = self.ids.join("\n");
            let ids = read_ids(joined.as_bytes(), headings).unwrap_or_else(|_| {
                let typed = self.ids.iter().cloned();
                typed.map(ListedId::alone).collect()
            });
            let origin = Origin {
                what: "the command line".to_owned(),
                ..Origin::default()
            };
            return Ok(Ids {
                ids,
                origin,
                typed: true,
            });
        };
        let ids = read_ids(&bytes, headings).map_err(|error| {
            not_text(&error, &what).unwrap_or_else(|| {
                CliError::usage(format!(
                    "{what} is not a list of IDs: {}",
                    display(&error.to_string())
                ))
                .hint(format!(
                    "it needs a column \"{}\"",
                    headings.first().unwrap_or(&"id")
                ))
            })
        })?;
        context.ui.status(match ids.len() as u64 {
            0 if bytes.iter().all(u8::is_ascii_whitespace) => format!("{what} is empty"),
            0 => format!("{what} has headings, but no rows"),
            count => format!("{what}: {}", counted(count, "ID", "IDs")),
        });
        Ok(Ids {
            ids,
            origin: Origin {
                what,
                sha256: Some(hash(&bytes)),
                ..Origin::default()
            },
            typed: false,
        })
    }
}
