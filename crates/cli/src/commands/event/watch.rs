//! `atlctl event watch`.

use atlctl_api::{Client, Error, ErrorKind, Event, Webhook};
use atlctl_core::audit::{Alert, Delivery, Entry, Position, Rule, RuleMatcher as Rules, StateFile};
use atlctl_core::number::{counted, grouped};
use clap::Args;
use serde::{Deserialize, Serialize};

use super::alerts;
use super::follow::{FollowOptions, Sink};
use super::mirror_facts::MirrorFacts;
use super::rules::RuleOptions;
use super::start::state_file;
use super::tail::{json_lines, shown_json};
use super::time::{Moment, moment};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::ui::display;
use crate::webhook_message::{message, poster, unusable};

/// Alerts that may wait for a webhook that does not answer.
const MOST_WAITING: usize = 10_000;
/// Alerts that wait and are shown when a run ends.
const SHOWN: usize = 20;

/// Raise alerts on events of the audit log
///
/// Applies rules to new events and prints an alert per line; with --notify, each is posted to a webhook first. Each run
/// continues where the last one ended, and no alert comes twice. An alert that cannot be posted waits for the next run;
/// this one then exits with 1, or with 3 if others were posted. An alert that the webhook may have, because its answer
/// was lost, is printed and not posted again; the run then exits with 7. Whether a person is external, and the names of groups,
/// come from the mirror.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl event watch
  atlctl event watch --follow --notify https://hooks.slack.com/services/...
  atlctl event watch --follow --rules my-rules.toml
  atlctl event watch --since 30d --name review -o jsonl")]
pub struct Watch {
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    follow: FollowOptions,
    /// Post each alert to this webhook (Slack, Teams, or any that takes JSON); without personal data
    #[arg(
        long,
        value_name = "URL",
        env = "ATLCTL_ALERT_WEBHOOK",
        hide_env_values = true
    )]
    notify: Option<String>,
    /// Include people, objects and IP addresses in what is posted
    #[arg(long)]
    notify_names: bool,
    /// Begin the first run with the events since TIME: 90m (minutes), 12h, 7d, a date or a time in UTC
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = moment)]
    since: Moment,
    /// Name of the saved position, for more than one watch
    #[arg(long, value_name = "NAME", default_value = "watch")]
    name: String,
    /// Forget the saved position and the alerts already raised, and begin at --since
    #[arg(long)]
    fresh: bool,
}

/// What survives a restart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Saved {
    position: Position,
    delivery: Delivery,
}

/// Runs `atlctl event watch`.
///
/// # Errors
/// When a rule cannot be used, Atlassian cannot be asked, or nothing can be written.
pub fn run(context: &Context, args: &Watch) -> CliResult {
    let json = json_lines(context)?;
    let rules = args.rules.rules()?;
    let webhook = args
        .notify
        .as_deref()
        .filter(|url| !url.trim().is_empty())
        .map(|url| Webhook::parse(url).map_err(|error| unusable("--notify", &error)))
        .transpose()?;
    let state = state_file(context, &args.name)?;
    let saved = if args.fresh {
        None
    } else {
        state.read::<Saved>()?
    };
    let (mut position, delivery) = match saved {
        Some(saved) => (saved.position, saved.delivery),
        None => (
            Position::starting(Some(args.since.begin_ms(context.now())?)),
            Delivery::default(),
        ),
    };
    position.remember();
    let org = context.org()?;
    let client = context.client()?;
    tell_unfit(context, &client, &rules)?;
    let mut sink = Watching {
        context,
        state,
        rules: Rules::resumed(rules, delivery),
        facts: MirrorFacts(context.mirror_without_header().ok()),
        position: position.clone(),
        saved: None,
        org: org.as_str().to_owned(),
        json,
        names: args.notify_names,
        webhook,
        said: None,
        delivered: 0,
        unsure: 0,
    };
    sink.tell_unsettled()?;
    let exit = super::follow::run(context, &client, &org, position, &args.follow, &mut sink)?;
    if args.follow.follow {
        return Ok(exit);
    }
    Ok(match (sink.tell_waiting(), exit) {
        (Some(waiting), _) => waiting,
        (None, Exit::Done) if sink.unsure > 0 => Exit::Unknown,
        (None, exit) => exit,
    })
}

/// Says which rules cannot match anything in this organization's audit log. That it cannot be asked is no reason to stop.
fn tell_unfit(context: &Context, client: &Client, rules: &[Rule]) -> CliResult<()> {
    let org = context.org()?;
    let Ok(actions) = context.block_on(client.event_actions(&org))? else {
        return Ok(());
    };
    let fits = |rule: &Rule| actions.iter().any(|action| rule.fits_action(&action.id));
    let unfit: Vec<&str> = rules
        .iter()
        .filter(|rule| rule.enabled && !fits(rule))
        .map(|rule| rule.id.as_str())
        .collect();
    if !unfit.is_empty() {
        let rules = counted(
            unfit.len() as u64,
            "rule cannot raise an alert, because your audit log has none of its actions",
            "rules cannot raise an alert, because your audit log has none of their actions",
        );
        context.ui.status(format!(
            "{rules}: {} (see: atlctl event rules --live).",
            unfit.join(", ")
        ));
    }
    Ok(())
}

struct Watching<'a> {
    context: &'a Context,
    state: StateFile,
    rules: Rules,
    facts: MirrorFacts,
    position: Position,
    saved: Option<Saved>,
    org: String,
    json: bool,
    names: bool,
    webhook: Option<Webhook>,
    /// The last failure of the webhook that was said.
    said: Option<String>,
    /// How many alerts were delivered.
    delivered: u64,
    /// How many may have been delivered.
    unsure: u64,
}

impl Watching<'_> {
    /// Shows the alerts that could not be delivered, which wait for the next run; how the program ends when there are some.
    fn tell_waiting(&self) -> Option<Exit> {
        let waiting = self.rules.waiting();
        if waiting == 0 {
            return None;
        }
        for alert in self.rules.all_waiting().take(SHOWN) {
            self.context
                .ui
                .warning(format!("not delivered: {}", alerts::line(alert)));
        }
        if waiting > SHOWN {
            self.context.ui.warning(format!(
                "not delivered: {} more",
                grouped((waiting - SHOWN) as u64)
            ));
        }
        let words = counted(waiting as u64, "alert waits", "alerts wait");
        self.context
            .ui
            .error(&CliError::failed(format!("{words} to be delivered")).hint(
                "run the same command again when the webhook answers: it delivers each once",
            ));
        Some(if self.delivered > 0 {
            Exit::Partly
        } else {
            Exit::Failed
        })
    }

    /// Alerts that were being sent when the last run was killed are not sent again; nobody knows whether they arrived.
    fn tell_unsettled(&mut self) -> CliResult<()> {
        for alert in self.rules.unsettled() {
            self.context.ui.warning(format!(
                "this alert may not have been delivered when the last run was stopped: {}",
                alerts::line(&alert)
            ));
        }
        self.save()
    }

    fn save(&mut self) -> CliResult<()> {
        let saved = Saved {
            position: self.position.clone(),
            delivery: self.rules.delivery().clone(),
        };
        if self.saved.as_ref() != Some(&saved) {
            self.state.write(&saved)?;
            self.saved = Some(saved);
        }
        Ok(())
    }

    /// Sends what waits, one after the other: a kill leaves one alert unsure, and the rest waiting. What a webhook refuses
    /// waits until the next time.
    async fn deliver(&mut self) -> CliResult<()> {
        let mut next = self.rules.next_to_send();
        while let Some(alert) = next {
            self.save()?;
            if let Some(webhook) = &self.webhook {
                let text = alerts::text(&alert, &self.org, self.names);
                let body = message(webhook, &text, || alerts::object(&alert, self.names));
                if let Err(error) = poster(self.context).post_webhook(webhook, &body).await {
                    if matches!(error.kind, ErrorKind::Interrupted | ErrorKind::Timeout) {
                        return self.answer_lost(&alert, &error);
                    }
                    let why = error.to_string();
                    self.rules.not_sent();
                    self.save()?;
                    self.cannot_deliver(&why);
                    return Ok(());
                }
                self.said = None;
            }
            let line = if self.json {
                shown_json(self.context, &alerts::object(&alert, true).to_string())
            } else {
                alerts::line(&alert)
            };
            self.context.ui.data(&(line + "\n"))?;
            // With a webhook, nobody may read the lines.
            if self.webhook.is_none() {
                self.context.ui.taken().await?;
            }
            self.rules.sent(&alert.id);
            self.delivered += 1;
            next = self.rules.next_to_send();
        }
        self.save()
    }

    /// The webhook may have the alert: it is not posted again. The others wait until the next time.
    fn answer_lost(&mut self, alert: &Alert, error: &Error) -> CliResult<()> {
        self.rules.sent(&alert.id);
        self.save()?;
        self.unsure += 1;
        let host = self.webhook.as_ref().map_or("", Webhook::host);
        self.context.ui.warning(format!(
            "this alert may not have been delivered, because the answer of {} was lost ({}): {}",
            display(host),
            display(&error.to_string()),
            alerts::line(alert)
        ));
        Ok(())
    }

    fn cannot_deliver(&mut self, why: &str) {
        let host = self.webhook.as_ref().map_or("", Webhook::host);
        let text = format!(
            "could not notify {}: {}; alerts wait until it answers",
            display(host),
            display(why)
        );
        if self.said.as_ref() != Some(&text) {
            self.context.ui.warning(&text);
            self.said = Some(text);
        }
    }
}

impl Sink for Watching<'_> {
    async fn page(&mut self, events: &[Event], position: &Position) -> CliResult<()> {
        let now = self.context.now().as_millisecond();
        for event in events {
            self.rules.event(&Entry::of(event), &self.facts, now);
        }
        if self.rules.waiting() > MOST_WAITING {
            return Err(
                CliError::failed("too many alerts wait for the webhook").hint(
                    "when it answers again, run the command again: it continues where it stopped",
                ),
            );
        }
        self.position = position.clone();
        self.save()?;
        self.deliver().await
    }
}
