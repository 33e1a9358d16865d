//! `atlctl event tail`.

use atlctl_api::Event;
use atlctl_core::audit::{Entry, Position, StateFile, json_line, plain_line};
use clap::Args;

use super::follow::{FollowOptions, Sink};
use super::start::state_file;
use super::time::{Moment, moment};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::options::Format;
use crate::ui::display;

/// Print new events of the audit log
///
/// Reads Atlassian's stream of events, oldest first, an event per line. -o jsonl prints each event as Atlassian sent
/// it. With --resume, continues where the last `event tail --resume` ended. No event is lost; after a crash, the last
/// ones may come again: use the id to remove duplicates.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl event tail
  atlctl event tail --since 24h | grep user_suspended
  atlctl event tail --follow
  atlctl event tail --follow --resume -o jsonl | logger -t atlassian")]
pub struct Tail {
    /// Begin with the events since TIME: 90m (minutes), 12h, 7d, a date or a time in UTC
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = moment)]
    since: Moment,
    #[command(flatten)]
    follow: FollowOptions,
    /// Continue where the last tail --resume ended; the first one begins at --since
    #[arg(long)]
    resume: bool,
    /// Name of the saved position, for more than one reader
    #[arg(long, value_name = "NAME", default_value = "tail", requires = "resume")]
    name: String,
    /// Forget the saved position and begin at --since
    #[arg(long, requires = "resume")]
    fresh: bool,
}

/// Runs `atlctl event tail`.
///
/// # Errors
/// When Atlassian cannot be asked, or nothing can be written.
pub fn run(context: &Context, args: &Tail) -> CliResult {
    let json = json_lines(context)?;
    let state = if args.resume {
        Some(state_file(context, &args.name)?)
    } else {
        None
    };
    let saved = match &state {
        Some(state) if !args.fresh => state.read::<Position>()?,
        _ => None,
    };
    let is_new = saved.is_none();
    let position = match saved {
        Some(mut position) => {
            position.remember();
            position
        }
        None => Position::starting(Some(args.since.begin_ms(context.now())?)),
    };
    let org = context.org()?;
    let client = context.client()?;
    let mut sink = Lines {
        context,
        json,
        state,
        begins: is_new.then(|| position.clone()),
        saved: None,
    };
    super::follow::run(context, &client, &org, position, &args.follow, &mut sink)
}

/// Whether lines are JSON; refuses forms that a stream of lines cannot have.
///
/// # Errors
/// When another form is asked for.
pub(super) fn json_lines(context: &Context) -> CliResult<bool> {
    match context.global.output {
        None | Some(Format::Table) => Ok(false),
        Some(Format::Jsonl) => Ok(true),
        Some(_) => Err(CliError::usage(
            "this command prints lines of text, or JSON Lines with -o jsonl",
        )),
    }
}

struct Lines<'a> {
    context: &'a Context,
    json: bool,
    state: Option<StateFile>,
    /// Where it begins, until that is saved: who reads nothing of the first page continues there, and not at another
    /// `--since`.
    begins: Option<Position>,
    saved: Option<Position>,
}

impl Sink for Lines<'_> {
    async fn page(&mut self, events: &[Event], position: &Position) -> CliResult<()> {
        let mut text = String::new();
        for event in events {
            if self.json {
                text.push_str(&shown_json(self.context, &json_line(event)));
            } else {
                text.push_str(&plain_line(&Entry::of(event)));
            }
            text.push('\n');
        }
        if let (Some(state), Some(begins)) = (&self.state, self.begins.take()) {
            state.write(&begins)?;
        }
        if !text.is_empty() {
            self.context.ui.data(&text)?;
        }
        if let Some(state) = &self.state
            && self.saved.as_ref() != Some(position)
        {
            self.context.ui.taken().await?;
            state.write(position)?;
            self.saved = Some(position.clone());
        }
        Ok(())
    }
}

/// A line of JSON of others: as it is for a program, escaped for a terminal.
pub(super) fn shown_json(context: &Context, line: &str) -> String {
    if context.ui.stdout_is_terminal() {
        display(line)
    } else {
        line.to_owned()
    }
}
