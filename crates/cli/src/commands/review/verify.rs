//! `atlctl review verify`.

use std::path::PathBuf;

use atlctl_core::number::counted;
use atlctl_core::review::verify;
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Check that a review's evidence is unaltered
///
/// Computes the SHA-256 of every file again and compares it with the manifest. If a file was changed, added or is
/// missing, prints it and fails. Needs only the folder: no network, no sign-in, no mirror.
///
/// The hash that it prints identifies the whole folder. Keep it somewhere else: anyone who can write to the folder can also write a new manifest, but --hash compares the folder with the hash that you kept.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl review verify access-review-2026-11-24
  atlctl review verify q4 --hash \\
      sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0")]
pub struct Verify {
    /// Folder of the review
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The hash that you kept: fail when the folder has another one
    #[arg(long, value_name = "HASH")]
    hash: Option<String>,
}

/// Checks the evidence.
///
/// # Errors
/// When it is not as recorded.
pub fn run(context: &Context, args: &Verify) -> CliResult {
    let verified = verify(&args.dir)?;
    let mut table = Table::new(
        "differences",
        vec![
            Column::id("file", "File"),
            Column::text("what", "Problem"),
            Column::sentence("why", "Details"),
        ],
    );
    for finding in &verified.findings {
        table.push(vec![
            Cell::text(&finding.path),
            Cell::text(finding.what.as_str()),
            Cell::text(&finding.why),
        ]);
    }
    let count = verified.findings.len() as u64;
    if count > 0 || context.global.output.is_some() {
        context.print(table)?;
    }
    let shown = display(&args.dir.to_string_lossy());
    if count > 0 {
        return Err(CliError::failed(format!(
            "{shown} does not match its record: {}",
            counted(count, "difference", "differences")
        ))
        .hint("restore the folder from a copy that was not changed"));
    }
    let plain = |hash: &str| {
        let hash = hash.trim().to_lowercase();
        hash.strip_prefix("sha256:").unwrap_or(&hash).to_owned()
    };
    if let Some(kept) = &args.hash
        && plain(kept) != plain(&verified.hash)
    {
        return Err(CliError::failed(format!(
            "{shown} does not have the hash that you gave: its hash is {}",
            display(&verified.hash)
        ))
        .hint("each step of a review changes the hash: see the steps in manifest.json"));
    }
    let ui = &context.ui;
    ui.status(format!(
        "{} of {} as recorded.",
        counted(verified.files as u64, "file", "files"),
        counted(verified.steps as u64, "step", "steps"),
    ));
    if !verified.pending.is_empty() {
        ui.status(format!(
            "{} not recorded yet: {}.",
            counted(verified.pending.len() as u64, "file", "files"),
            display(&verified.pending.join(", "))
        ));
    }
    ui.status(format!("Evidence {}.", display(&verified.hash)));
    Ok(Exit::Done)
}
