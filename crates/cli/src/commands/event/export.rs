//! `atlctl event export`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use atlctl_api::Event;
use atlctl_core::audit::{
    ChangedFile, EventFile, Position, Rotation, StateError, StateFile, Written, file_key, json_line,
};
use atlctl_core::number::counted;
use clap::Args;
use serde::{Deserialize, Serialize};

use super::follow::{FollowOptions, Sink};
use super::start::state_file;
use super::tail::shown_json;
use super::time::{Moment, moment, size, span};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::hint_commands;
use crate::same_command::hint_to_add;
use crate::ui::display;

/// Export the audit log as JSON Lines
///
/// Writes every event as Atlassian sent it, an event per line, to standard output or a file. Each run continues where
/// the last one ended. No event is lost; after a crash, the last ones may come again: use the id to remove
/// duplicates.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl event export > events.jsonl
  atlctl event export --file events.jsonl --follow
  atlctl event export --file /var/log/atlassian/events.jsonl --follow \\
      --rotate-every 1d --gzip
  atlctl event export --name siem --since 30d --file siem.jsonl \\
      --rotate-size 100MB")]
pub struct Export {
    /// Write to FILE instead of standard output; appends to an existing file
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Begin the first export with the events since TIME: 12h, 30d, a date or a time in UTC
    #[arg(long, value_name = "TIME", default_value = "180d", value_parser = moment)]
    since: Moment,
    #[command(flatten)]
    follow: FollowOptions,
    /// Start a new file before FILE grows beyond SIZE, such as 100MB; the full one gets the time in its name
    #[arg(long, value_name = "SIZE", value_parser = size, requires = "file")]
    rotate_size: Option<u64>,
    /// Start a new file every TIME, such as 1h or 1d (at midnight UTC)
    #[arg(long, value_name = "TIME", value_parser = span, requires = "file")]
    rotate_every: Option<Duration>,
    /// Compress full files
    #[arg(long, requires = "file")]
    gzip: bool,
    /// Name of the saved position, for more than one export
    #[arg(long, value_name = "NAME", default_value = "export")]
    name: String,
    /// Forget the saved position and begin at --since
    #[arg(long)]
    fresh: bool,
}

/// What survives a restart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Saved {
    position: Position,
    /// Where to; none for standard output.
    file: Option<PathBuf>,
    /// When the file was begun, in milliseconds since 1970.
    begun: Option<i64>,
    /// The size of the file before a write of which the end was not saved: what is behind it is ours.
    #[serde(default)]
    unsettled: Option<u64>,
    /// The size of the file after the last write. Earlier versions did not save it.
    #[serde(default)]
    size: Option<u64>,
}

/// Runs `atlctl event export`.
///
/// # Errors
/// When Atlassian cannot be asked, or nothing can be written.
pub fn run(context: &Context, args: &Export) -> CliResult {
    let state = state_file(context, &args.name)?;
    let now = context.now().as_millisecond();
    let file = args.file.as_ref().map(std::path::absolute).transpose()?;
    // With --fresh, the state need not be readable; what it says of the file still counts.
    let saved = match state.read::<Saved>() {
        Err(_) if args.fresh => None,
        read => read?,
    };
    let known = saved.as_ref().filter(|saved| saved.file == file);
    let written = known.map_or_else(Written::default, |saved| Written {
        begun: saved.begun,
        unsettled: saved.unsettled,
    });
    let size = known.and_then(|saved| saved.size);
    let saved = saved.filter(|_| !args.fresh);
    if let Some(saved) = &saved
        && saved.file != file
    {
        return Err(elsewhere(args, saved.file.as_deref()));
    }
    let position = match saved {
        Some(mut saved) => {
            saved.position.remember();
            saved.position
        }
        None => Position::starting(Some(args.since.begin_ms(context.now())?)),
    };
    let rotation = Rotation {
        size: args.rotate_size,
        every: args
            .rotate_every
            .and_then(|every| i64::try_from(every.as_millis()).ok()),
        gzip: args.gzip,
    };
    let lock = file
        .as_ref()
        .map(|path| lock_file(context, path))
        .transpose()?;
    let output = match &file {
        Some(path) => Some(
            EventFile::open(path, rotation, written, now)
                .map_err(|error| unwritable(path, &error))?,
        ),
        None => None,
    };
    if let (Some(path), Some(output), Some(size)) = (&file, &output, size)
        && output.size() < size
    {
        warn_shorter(context, path);
    }
    if let (Some(path), true) = (&file, output.as_ref().is_some_and(EventFile::is_open_ended)) {
        context.ui.status(format!(
            "The last line of {} has no line end; the first event begins a new line after it.",
            display(&path.to_string_lossy())
        ));
    }
    let org = context.org()?;
    let client = context.client()?;
    let mut sink = Writing {
        context,
        state,
        output,
        path: file,
        position: position.clone(),
        saved: None,
        written: 0,
        _lock: lock,
    };
    let exit = super::follow::run(context, &client, &org, position, &args.follow, &mut sink)?;
    context.ui.status(format!(
        "Exported {}.",
        counted(sink.written, "event", "events")
    ));
    Ok(exit)
}

/// Takes a file for this process: of several exports to one file, each would write between the lines of the others.
fn lock_file(context: &Context, path: &Path) -> CliResult<StateFile> {
    StateFile::take(&context.paths.event_file_lock(&file_key(path))).map_err(|error| match error {
        StateError::Busy { .. } => CliError::new(
            Kind::Failed,
            format!(
                "another export of atlctl writes to {}",
                display(&path.to_string_lossy())
            ),
        )
        .hint("wait until it ends, or use a file of its own: --file FILE"),
        error => CliError::from(error),
    })
}

fn warn_shorter(context: &Context, path: &Path) {
    context.ui.warning(format!(
        "{} is shorter than the export left it: lines may be gone; the export continues at its end",
        display(&path.to_string_lossy())
    ));
}

fn unwritable(path: &Path, error: &std::io::Error) -> CliError {
    CliError::failed(format!("cannot write {}", display(&path.to_string_lossy())))
        .cause(error)
        .hint("use a file in an existing directory, with free space and write permission; the export resumes where it stopped")
}

/// One position is for one place: a second place would get only what the first has not.
fn elsewhere(args: &Export, known: Option<&Path>) -> CliError {
    let place = known.map_or_else(
        || "standard output".to_owned(),
        |path| display(&path.to_string_lossy()),
    );
    let name = format!("{}-2", args.name);
    CliError::usage(format!(
        "the export {:?} writes to {place}",
        display(&args.name)
    ))
    .hint(format!(
        "for another place, use a name of its own: {}",
        hint_commands::command(&["event", "export", "--name", &name])
    ))
    .hint(hint_to_add(
        "to start over, which repeats events",
        "--fresh",
    ))
}

struct Writing<'a> {
    context: &'a Context,
    state: StateFile,
    output: Option<EventFile>,
    path: Option<PathBuf>,
    /// The position after what was written.
    position: Position,
    saved: Option<Saved>,
    written: u64,
    _lock: Option<StateFile>,
}

impl Writing<'_> {
    /// Keeps where it continues, and where the file ends: what a crash leaves behind it is then known to be ours.
    fn begin(&self, file: Option<(i64, u64)>) -> CliResult<()> {
        self.state.write(&Saved {
            position: self.position.clone(),
            file: self.path.clone(),
            begun: file.map(|(begun, _)| begun),
            unsettled: file.map(|(_, size)| size),
            size: None,
        })?;
        Ok(())
    }
}

impl Sink for Writing<'_> {
    async fn page(&mut self, events: &[Event], position: &Position) -> CliResult<()> {
        match (self.output.take(), &self.path) {
            (Some(mut output), Some(path)) if !events.is_empty() => {
                let now = self.context.now().as_millisecond();
                let changed = output.look().map_err(|error| unwritable(path, &error))?;
                if changed == Some(ChangedFile::Shorter) {
                    warn_shorter(self.context, path);
                }
                self.begin(Some((output.begun(), output.size())))?;
                let lines = events.iter().map(json_line);
                let begin = |begun| self.begin(Some((begun, 0))).map_err(std::io::Error::other);
                output
                    .write(lines, now, begin)
                    .map_err(|error| unwritable(path, &error))?;
                self.output = Some(output);
                self.saved = None;
            }
            (Some(output), _) => self.output = Some(output),
            (None, _) if !events.is_empty() => {
                if self.saved.is_none() {
                    // If nobody reads the first page, the next export begins there, and not at another `--since`.
                    self.begin(None)?;
                }
                let text: String = events
                    .iter()
                    .map(|event| shown_json(self.context, &json_line(event)) + "\n")
                    .collect();
                self.context.ui.data(&text)?;
                self.context.ui.taken().await?;
            }
            _ => {}
        }
        self.written += events.len() as u64;
        self.position = position.clone();
        // Only now: what is written may come again, what is not written must.
        let saved = Saved {
            position: position.clone(),
            file: self.path.clone(),
            begun: self.output.as_ref().map(EventFile::begun),
            unsettled: None,
            size: self.output.as_ref().map(EventFile::size),
        };
        if self.saved.as_ref() != Some(&saved) {
            self.state.write(&saved)?;
            self.saved = Some(saved);
        }
        Ok(())
    }
}
