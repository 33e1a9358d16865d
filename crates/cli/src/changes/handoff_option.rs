//! Writes what only an identity provider can change, as files for it.

use std::path::PathBuf;

use atlctl_core::number::counted;
use atlctl_core::plan::{Plan, Verdict};
use clap::Args;

use super::handoff_files::{Provider, files};
use super::save;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Files for the identity provider.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Plan")]
pub struct HandoffOptions {
    /// Write the rows that only your identity provider can change, as files for it
    #[arg(long, value_name = "FORMAT", value_enum)]
    handoff: Option<Provider>,
    /// Folder for these files; created if it is missing
    #[arg(long, value_name = "DIR", default_value = ".", requires = "handoff")]
    handoff_dir: PathBuf,
}

impl HandoffOptions {
    /// Whether files are asked for.
    pub(super) fn is_given(&self) -> bool {
        self.handoff.is_some()
    }

    /// Refuses a directory that is none, before anything is planned.
    ///
    /// # Errors
    /// When something else has its name.
    pub(super) fn check(&self) -> CliResult<()> {
        let dir = &self.handoff_dir;
        if self.handoff.is_none() || dir.is_dir() || !dir.exists() {
            return Ok(());
        }
        let shown = display(&dir.to_string_lossy());
        Err(CliError::usage(format!(
            "--handoff-dir: {shown} is not a folder"
        )))
    }

    /// Writes the files, if they are asked for, and says in each row which of them has it. None is written when one of
    /// them is there already.
    ///
    /// # Errors
    /// When one cannot be written.
    pub(super) fn write(&self, context: &Context, plan: &mut Plan, force: bool) -> CliResult<()> {
        let ui = &context.ui;
        let held = plan
            .rows
            .iter()
            .filter(|row| matches!(row.verdict, Verdict::IdentityProvider { .. }));
        let held = held.count() as u64;
        let Some(provider) = self.handoff else {
            if held > 0 {
                ui.hint(format!(
                    "{} can be made only in your identity provider; write a file for it: add --handoff csv (or entra, okta)",
                    counted(held, "change", "changes")
                ));
            }
            return Ok(());
        };
        if held == 0 {
            ui.status("Nothing for your identity provider: no file written.");
            return Ok(());
        }
        std::fs::create_dir_all(&self.handoff_dir).map_err(|error| {
            CliError::usage(format!(
                "--handoff-dir: cannot create {}: {error}",
                display(&self.handoff_dir.to_string_lossy())
            ))
        })?;
        let written = files(plan, provider);
        for file in &written.files {
            super::check_new_file(Some(&self.handoff_dir.join(&file.name)), force)?;
        }
        for file in &written.files {
            let path = self.handoff_dir.join(&file.name);
            save(&path, &file.text, force)?;
            ui.status(format!(
                "Wrote {} for your identity provider to {}.",
                counted(file.rows, "row", "rows"),
                display(&path.to_string_lossy())
            ));
        }
        if written.left_out > 0 {
            ui.warning(format!(
                "{} without a list of the provider for it, or without an email address, not written; --handoff csv has all of them",
                counted(written.left_out, "row", "rows")
            ));
        }
        for note in written.notes {
            ui.hint(note);
        }
        for (at, file) in written.of_row {
            let row = plan.rows.get_mut(at);
            if let Some(Verdict::IdentityProvider { why }) = row.map(|row| &mut row.verdict) {
                why.push_str(&format!(" (in {file})"));
            }
        }
        Ok(())
    }
}
