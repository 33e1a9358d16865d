//! What this machine knows of access reviews, so that no older copy of a review's folder passes for the review.

use std::io::ErrorKind;
use std::path::PathBuf;

use atlctl_core::private_files;
use atlctl_core::review::{Folder, LastKnown, Started};

use super::output_files::save;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::ui::display;

/// Remembers the state of a review, after a step of it and where its plan is applied.
///
/// # Errors
/// When it cannot be written.
pub fn remember_state(context: &Context, folder: &Folder) -> CliResult<()> {
    let Some(started) = folder.manifest.started() else {
        return Ok(());
    };
    let text = serde_json::to_string_pretty(&LastKnown::of(folder))
        .map_err(|error| CliError::failed("cannot write the state of the review").cause(&error))?;
    write(&record(context, &started.org, &started.id), &text)
}

/// Why a folder is not the review as this machine knows it, and the hint that leads to the one that is. A state that
/// cannot be read may be a later one.
pub fn said_not_the_last(
    context: &Context,
    folder: &Folder,
    started: &Started,
) -> Option<(String, String)> {
    let path = record(context, &started.org, &started.id);
    let read = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        read => read.map_err(|error| error.to_string()),
    };
    let known = read.and_then(|text| {
        serde_json::from_str::<LastKnown>(&text).map_err(|error| error.to_string())
    });
    let known = match known {
        Ok(known) if known.is_in(&folder.manifest) => return None,
        Ok(known) => known,
        Err(error) => {
            let (id, path) = (&started.id, path.to_string_lossy());
            let why = format!(
                "whether this is the last state of the access review {id} is not known: cannot read {path} ({error})"
            );
            let next = "make the file readable; or remove it, if nobody worked on another copy of the review";
            return Some((why, next.to_owned()));
        }
    };
    let copy = folder.dir().to_string_lossy();
    let (id, dir) = (&started.id, known.dir.to_string_lossy());
    let why = match &known.plan {
        _ if known.closed => {
            format!(
                "{copy} is a copy of the access review {id} that was not closed; the review was closed in {dir}"
            )
        }
        Some(plan) => {
            format!(
                "{copy} is a copy of the access review {id} without the {plan} that was made in {dir}"
            )
        }
        None => {
            format!("{copy} is another access review than the one in {dir}, with the same ID {id}")
        }
    };
    let next = format!(
        "use the folder of the review: {}",
        hint_commands::command(&["review", "status", &dir])
    );
    Some((why, next))
}

/// The file of what is known under a name.
pub fn record(context: &Context, org: &str, name: &str) -> PathBuf {
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '-';
    let name: String = name.chars().filter(plain).collect();
    context.paths.org(org).join("reviews").join(name)
}

/// Writes such a file.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &std::path::Path, text: &str) -> CliResult<()> {
    if let Some(parent) = path.parent() {
        let made = private_files::directory().recursive(true).create(parent);
        made.map_err(|error| {
            let shown = display(&path.to_string_lossy());
            CliError::failed(format!("cannot write {shown}")).cause(&error)
        })?;
    }
    save(path, text, true)
}
