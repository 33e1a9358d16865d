//! Filters on events, the same for the mirror and live.

use atlctl_core::query::EventQuery;
use clap::Args;
use jiff::Timestamp;

use super::time::{Moment, end, moment};
use crate::context::Context;
use crate::error::{CliError, CliResult};

/// Which events. All filters must match; of several values of one, one must.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
#[group(skip)]
pub struct EventFilterOptions {
    /// Only events since TIME: 90m (minutes), 12h, 7d, monday, a date or a time in UTC [default: 7d]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub since: Option<Moment>,
    /// Only events before TIME; a day means its end (UTC)
    #[arg(long, value_name = "TIME", value_parser = end)]
    pub until: Option<Moment>,
    /// Only events of this action, such as user_suspended; * stands for anything (see: atlctl event actions)
    #[arg(long, value_name = "ACTION", value_delimiter = ',')]
    pub action: Vec<String>,
    /// Only events by this person (address, account ID or name)
    #[arg(long, value_name = "PERSON", value_delimiter = ',')]
    pub actor: Vec<String>,
    /// Only events about this person, group or other object (address, ID or name)
    #[arg(long, value_name = "OBJECT", value_delimiter = ',')]
    pub target: Vec<String>,
    /// Only events from this IP address; * stands for anything
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',', value_parser = address)]
    pub ip: Vec<String>,
    /// Only events in this kind of app: jira, confluence, bitbucket, guard_detect, loom
    #[arg(long, value_name = "PRODUCT", value_delimiter = ',')]
    pub product: Vec<String>,
    /// Only events with TEXT anywhere
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
}

/// Reads an address or a pattern.
fn address(text: &str) -> Result<String, String> {
    if text.contains('/') {
        return Err("use an address such as 192.0.2.7, or a pattern such as 192.0.2.*".to_owned());
    }
    Ok(text.to_owned())
}

/// How far back a list goes by default, in milliseconds.
const USUAL_MS: i64 = 7 * 24 * 3600 * 1000;

impl EventFilterOptions {
    /// When the events begin, in milliseconds since 1970: by default, some days before they end.
    ///
    /// # Errors
    /// When they end before they begin, or have not begun yet.
    pub fn since_ms(&self, now: Timestamp) -> CliResult<i64> {
        let until = self.until.map(|until| until.ms(now));
        let Some(since) = self.since else {
            return Ok(until
                .unwrap_or(now.as_millisecond())
                .saturating_sub(USUAL_MS));
        };
        let since = since.begin_ms(now)?;
        match until {
            Some(until) if until <= since => Err(CliError::usage(
                "--until is not later than --since, so no event is between them",
            )
            .hint("see how times are written: atlctl event list --help")),
            _ => Ok(since),
        }
    }

    /// Says which events are listed where no beginning was given.
    pub fn say_usual(&self, context: &Context) {
        let before = match (self.since, self.until) {
            (Some(_), _) => return,
            (None, Some(_)) => "Events of the 7 days before --until (--since lists earlier ones).",
            (None, None) => "Events of the last 7 days (--since lists earlier ones).",
        };
        context.ui.header(before);
    }

    /// The question for the mirror.
    ///
    /// # Errors
    /// When the events end before they begin.
    pub fn query(&self, now: Timestamp) -> CliResult<EventQuery> {
        Ok(EventQuery {
            since: Some(self.since_ms(now)?),
            until: self.until.map(|until| until.ms(now)),
            action: self.action.clone(),
            actor: self.actor.clone(),
            target: self.target.clone(),
            ip: self.ip.clone(),
            product: self.product.clone(),
            text: self.search.clone(),
            ..EventQuery::default()
        })
    }
}
