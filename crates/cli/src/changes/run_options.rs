//! How fast a run goes, and how much may go wrong.

use std::time::Duration;

use atlctl_api::Client;
use atlctl_core::apply::{MaxFailures, Settings};
use clap::Args;

use super::notify::NotifyOptions;
use crate::duration::short;
use crate::error::{CliError, CliResult};

/// A write waits at most 20 s for its answer: a shorter settle time would read too early.
const SHORTEST_SETTLE: u64 = 21;

/// How a run goes about it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Applying")]
pub struct RunOptions {
    /// Stop if more rows fail than this number or share [default: 5%, at least 5]
    #[arg(long, value_name = "N|P%")]
    pub max_failures: Option<MaxFailures>,
    /// People per request
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub batch: u32,
    /// Requests in parallel
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub at_once: u32,
    /// Wait this long before sending an unanswered request again, such as 60 (seconds), 90s or 2min
    ///
    /// atlctl adds 90 s for roles, 30 s for organization admins and up to 5 s for other changes, because Atlassian may
    /// show them late. Values below 60 s risk sending a change twice; rows that look unchanged then end as unknown
    /// instead of failed.
    #[arg(long, value_name = "TIME", default_value = "60", value_parser = short)]
    pub settle: Duration,
    #[command(flatten)]
    pub(super) notify: NotifyOptions,
}

impl RunOptions {
    /// People in a call, at most.
    pub fn batch_size(&self) -> usize {
        usize::try_from(self.batch).unwrap_or(1)
    }

    pub(super) fn settings(&self, client: &Client) -> CliResult<Settings> {
        // Simulated organizations answer sooner.
        if self.settle < Duration::from_secs(SHORTEST_SETTLE) && !client.bases().are_loopback() {
            return Err(CliError::usage(format!(
                "--settle must be at least {SHORTEST_SETTLE}: a request may take 20 s"
            )));
        }
        let size = |number: u32| usize::try_from(number).unwrap_or(1);
        Ok(Settings {
            batch: self.batch_size(),
            first: 10,
            at_once: size(self.at_once),
            settle: i64::try_from(self.settle.as_millis()).unwrap_or(60_000),
            max_failures: self.max_failures.unwrap_or(MaxFailures::Usual),
            ..Settings::default()
        })
    }
}
