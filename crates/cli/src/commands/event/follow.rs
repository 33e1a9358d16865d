//! Reads the stream to its end and, when following, again and again.

use std::time::Duration;

use atlctl_api::{Client, ErrorKind, Event, OrgId};
use atlctl_core::audit::{Position, Reader};
use clap::Args;

use super::no_audit_log::explained;
use super::time::span;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::signals::{Received, Signals};
use crate::ui::display;

/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// How often in a row reading may start over because Atlassian refuses its own positions.
const MOST_REFUSED: u32 = 5;

/// Whether to go on at the end.
#[derive(Debug, Clone, Args)]
pub(super) struct FollowOptions {
    /// Keep running and handle new events as they come, until stopped (Ctrl-C or SIGTERM)
    #[arg(short, long)]
    pub follow: bool,
    /// Time between checks for new events; Atlassian allows 50 requests a minute
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = span)]
    pub interval: Duration,
}

/// Takes in events.
pub(super) trait Sink {
    /// Takes in a page. When this returns, the events are handled and the position after them is durable.
    ///
    /// # Errors
    /// What cannot be written ends the program.
    async fn page(&mut self, events: &[Event], position: &Position) -> CliResult<()>;
}

/// Reads on from a position. Ends at the end of the log, or when a signal comes: then everything that was taken in is
/// handled.
///
/// # Errors
/// When Atlassian refuses, or what came cannot be handled.
pub(super) fn run(
    context: &Context,
    client: &Client,
    org: &OrgId,
    position: Position,
    options: &FollowOptions,
    sink: &mut impl Sink,
) -> CliResult {
    let clock = || context.now().as_millisecond();
    context.block_on(async {
        let mut signals = Signals::listen();
        let mut reader = Reader::new(client, org, position, &clock);
        let mut failures = Failures::default();
        loop {
            let page = tokio::select! {
                biased;
                received = signals.next() => return stopped(context, options, received),
                page = reader.next() => page,
            };
            let pause = match page {
                Ok(Some(page)) => {
                    failures.ended(context);
                    if page.went_back {
                        failures.went_back(context);
                    }
                    sink.page(&page.events, reader.position()).await?;
                    continue;
                }
                Ok(None) if !options.follow => return Ok(Exit::Done),
                Ok(None) => {
                    failures.refused = 0;
                    // What failed to be delivered is tried again.
                    sink.page(&[], reader.position()).await?;
                    options.interval
                }
                Err(error) if options.follow && may_pass(error.kind) => {
                    failures.pause(context, &error, options.interval)
                }
                Err(error)
                    if options.follow && reader.is_refused() && failures.may_start_over() =>
                {
                    failures.pause(context, &error, options.interval)
                }
                Err(error) if reader.is_refused() => return Err(refused(error)),
                Err(error) => return Err(explained(error)),
            };
            tokio::select! {
                biased;
                received = signals.next() => return stopped(context, options, received),
                () = tokio::time::sleep(pause) => reader.again(),
            }
        }
    })?
}

/// Atlassian refuses every position in its stream, also those that it has just given.
fn refused(error: atlctl_api::Error) -> CliError {
    CliError::from(error)
        .context("Atlassian refuses the positions that it gives for its audit log")
        .without_hints()
        .hint("run the same command again later: it continues a day before the newest event that it has read")
        .hint("if that fails, too, begin at a time: add --fresh --since 24h (to event tail with --resume)")
}

/// Whether who follows had better wait.
fn may_pass(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::RateLimited
            | ErrorKind::Server
            | ErrorKind::Connect
            | ErrorKind::Interrupted
            | ErrorKind::Timeout
            | ErrorKind::Unreadable
            | ErrorKind::Paging
    )
}

/// A signal is the way to end what follows.
fn stopped(context: &Context, options: &FollowOptions, received: Received) -> CliResult {
    if options.follow {
        context.ui.status("Stopped.");
        Ok(Exit::Done)
    } else {
        Err(CliError::new(Kind::Canceled, received.words()))
    }
}

#[derive(Default)]
struct Failures {
    number: u32,
    said: Option<String>,
    went_back: bool,
    refused: u32,
}

impl Failures {
    /// Whether to start over once more after positions were refused.
    fn may_start_over(&mut self) -> bool {
        self.refused += 1;
        self.refused <= MOST_REFUSED
    }

    fn pause(
        &mut self,
        context: &Context,
        error: &atlctl_api::Error,
        interval: Duration,
    ) -> Duration {
        self.number = self.number.saturating_add(1);
        let text = display(&error.to_string());
        if self.said.as_ref() != Some(&text) {
            context.ui.warning(format!(
                "the audit log cannot be read now; trying again: {text}"
            ));
            self.said = Some(text);
        }
        let longer = interval.saturating_mul(1 << self.number.min(8));
        longer.min(LONGEST_PAUSE.max(interval))
    }

    fn ended(&mut self, context: &Context) {
        if std::mem::take(&mut self.number) > 0 {
            self.said = None;
            context.ui.status("The audit log can be read again.");
        }
    }

    fn went_back(&mut self, context: &Context) {
        if !std::mem::replace(&mut self.went_back, true) {
            context.ui.warning(
                "Atlassian no longer accepts the saved position; reading again from a day before the newest event, so \
                 that events may repeat",
            );
        }
    }
}
