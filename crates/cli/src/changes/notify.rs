//! Notifies a webhook of a run: Slack, Teams, or plain JSON.

use atlctl_api::Webhook;
use atlctl_core::apply::Run;
use atlctl_core::number::{capital, counted};
use atlctl_core::plan::Kind;
use clap::Args;
use serde_json::{Value, json};

use super::results::{counts, counts_text};
use crate::context::Context;
use crate::error::CliResult;
use crate::ui::display;
use crate::webhook_message::{message, poster, unusable};

/// Names in a message, at most.
const NAMES: usize = 20;

/// Kinds of acts that a message names, at most.
const ACTS: usize = 3;

/// The webhook to notify.
#[derive(Debug, Clone, Default, Args)]
pub struct NotifyOptions {
    /// Post a summary of the run to this webhook (Slack, Teams, or any that takes JSON); without personal data
    #[arg(
        long,
        value_name = "URL",
        env = "ATLCTL_NOTIFY",
        hide_env_values = true
    )]
    notify: Option<String>,
    /// Include addresses, the reason and who made the run in the message
    #[arg(long)]
    notify_names: bool,
}

/// A webhook to tell, and whether with personal data.
pub(super) struct Notify {
    webhook: Webhook,
    names: bool,
}

impl Notify {
    /// The webhook of the options, else of the profile.
    ///
    /// # Errors
    /// When its address cannot be used.
    pub(super) fn of(context: &Context, options: &NotifyOptions) -> CliResult<Option<Self>> {
        let (_, profile) = context.guarded_profile()?;
        let kept = profile.notify.unwrap_or_default();
        let given = options.notify.clone().filter(|url| !url.trim().is_empty());
        let from = if given.is_some() {
            "--notify"
        } else {
            "notify of the profile"
        };
        let Some(url) = given.or(kept.url) else {
            return Ok(None);
        };
        let webhook = Webhook::parse(&url).map_err(|error| unusable(from, &error))?;
        Ok(Some(Self {
            webhook,
            names: options.notify_names || kept.names,
        }))
    }

    /// Posts the summary of a run. A failure is a warning: the run is done.
    pub(super) fn post(&self, context: &Context, run: &Run) {
        let message = self.message(run);
        let host = display(self.webhook.host());
        let posted = context.block_on(poster(context).post_webhook(&self.webhook, &message));
        let failed = match posted {
            Ok(Ok(())) => {
                context.ui.status(format!("Notified {host}."));
                return;
            }
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.message().to_owned(),
        };
        context
            .ui
            .warning(format!("could not notify {host}: {}", display(&failed)));
    }

    fn message(&self, run: &Run) -> Value {
        message(&self.webhook, &self.text(run), || self.plain(run))
    }

    /// The kinds of change.
    fn kinds(run: &Run) -> String {
        let kinds = run.machine.plan().kinds();
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.noun_of_change()).collect();
        kinds.join(", ")
    }

    /// What was done, without names of people: `Suspended`; the kinds of change where that is much, or personal.
    fn title(run: &Run) -> String {
        let plan = run.machine.plan();
        let mut done: Vec<String> = Vec::new();
        for row in plan.rows.iter().filter(|row| row.verdict.is_change()) {
            let name = |id: &str| plan.name_of(row.facet.kind, id);
            let to = row.to.as_ref();
            let words = to.map(|to| row.facet.kind.done(&row.facet.of, to, &name));
            done.extend(words.filter(|words| !done.contains(words)));
            if done.len() > ACTS {
                break;
            }
        }
        let personal = plan.kinds().iter().any(|kind| kind.is_personal());
        let what = match done.len() {
            1..=ACTS if !personal => done.join(", "),
            _ => Self::kinds(run),
        };
        match &plan.kind {
            Kind::Undo { run } => format!("Undo of {run}: {what}"),
            _ => capital(&what),
        }
    }

    fn text(&self, run: &Run) -> String {
        let plan = run.machine.plan();
        let mut lines = vec![format!(
            "{} in {}: run {}, {}.",
            Self::title(run),
            plan.known_org_name().unwrap_or(&plan.org),
            run.info.id,
            counts_text(&run.machine)
        )];
        lines.extend(plan.ticket.iter().map(|ticket| format!("Ticket: {ticket}")));
        if self.names {
            lines.extend(plan.reason.iter().map(|reason| format!("Reason: {reason}")));
            lines.extend(
                run.info
                    .actors
                    .iter()
                    .map(|actor| format!("By {}", actor.words())),
            );
            let names = changed(run);
            let more = names.len().saturating_sub(NAMES);
            let mut some: Vec<String> = names.into_iter().take(NAMES).collect();
            if more > 0 {
                some.push(counted(more as u64, "more", "more"));
            }
            if !some.is_empty() {
                lines.push(format!("Changed: {}", some.join(", ")));
            }
        }
        lines.join("\n")
    }

    fn plain(&self, run: &Run) -> Value {
        let plan = run.machine.plan();
        let counts: serde_json::Map<String, Value> = counts(&run.machine)
            .into_iter()
            .map(|(outcome, count)| (outcome.as_str().to_owned(), json!(count)))
            .collect();
        let mut message = json!({
            "event": "run",
            "run": run.info.id,
            "what": capital(&Self::kinds(run)),
            "title": Self::title(run),
            "org": plan.org,
            "org_name": plan.known_org_name(),
            "outcomes": counts,
            "open": run.machine.can_resume(),
            "ticket": plan.ticket,
        });
        if self.names
            && let Some(fields) = message.as_object_mut()
        {
            fields.insert("reason".to_owned(), json!(plan.reason));
            let by: Vec<String> = run.info.actors.iter().map(|actor| actor.words()).collect();
            fields.insert("by".to_owned(), json!(by));
            fields.insert("changed".to_owned(), json!(changed(run)));
        }
        message
    }
}

/// The addresses that a run changed.
fn changed(run: &Run) -> Vec<String> {
    let rows = run.machine.plan().rows.iter().enumerate();
    let mut names: Vec<String> = rows
        .filter(|(at, _)| run.machine.was_changed(*at))
        .filter_map(|(_, row)| row.email.clone().or_else(|| row.account.clone()))
        .collect();
    names.sort();
    names.dedup();
    names
}
