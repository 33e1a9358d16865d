//! Applies rules to events. Each alert is delivered once: it is remembered before it is sent.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::person_facts::PersonFacts;
use super::rule::{By, Fit, Rule, Severity};
use super::{Entry, plain_line};

/// Alerts to remember, so that none is raised again when events are read again.
const REMEMBERED: usize = 10_000;
/// Actors whose events are counted, by rule, before those of long ago are forgotten.
const COUNTED: usize = 1_000;

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its ID: the rule's and the event's. The same event raises the same alert.
    pub id: String,
    /// The rule.
    pub rule: String,
    /// What happened.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// When it happened, in milliseconds since 1970.
    pub at: Option<i64>,
    /// The event's ID.
    pub event: String,
    /// The action.
    pub action: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// To what.
    pub targets: Vec<String>,
    /// From where.
    pub ip: Option<String>,
    /// How many events, where the rule counts.
    pub count: Option<usize>,
    /// What nobody knows, and what would make it a false alert.
    pub unsure: Option<String>,
    /// The event on one line, escaped.
    pub line: String,
}

/// Events of one actor that a rule counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counted {
    /// The time and ID of each.
    events: VecDeque<(i64, String)>,
    /// Until then, the alert that was raised stands for all.
    quiet_until: Option<i64>,
}

/// What survives a restart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Delivery {
    /// Raised and not sent.
    pending: VecDeque<Alert>,
    /// Being sent: after a restart nobody knows whether they arrived.
    sending: Vec<Alert>,
    /// IDs of the newest alerts.
    raised: VecDeque<String>,
    counted: BTreeMap<String, BTreeMap<String, Counted>>,
}

/// Rules at work.
#[derive(Debug, Clone, Default)]
pub struct RuleMatcher {
    rules: Vec<Rule>,
    delivery: Delivery,
}

impl RuleMatcher {
    /// With these rules, from the beginning.
    #[must_use]
    pub fn new(rules: Vec<Rule>) -> Self {
        Self::resumed(rules, Delivery::default())
    }

    /// With these rules, as it was before a restart.
    #[must_use]
    pub fn resumed(rules: Vec<Rule>, delivery: Delivery) -> Self {
        Self { rules, delivery }
    }

    /// What to keep for a restart.
    #[must_use]
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// Applies the rules to an event; how many alerts it raised. `now` (in milliseconds since 1970) stands for the time
    /// of an event without one.
    pub fn event(&mut self, entry: &Entry<'_>, facts: &dyn PersonFacts, now: i64) -> usize {
        let at = entry.at.or(entry.processed_at).unwrap_or(now);
        let mut raised = 0;
        for rule in self.rules.iter().filter(|rule| rule.enabled) {
            let fit = rule.fits(entry, facts);
            if fit == Fit::No {
                continue;
            }
            let id = format!("{}:{}", rule.id, entry.id);
            if self.delivery.raised.contains(&id) {
                continue;
            }
            let mut count = None;
            if let Some((most, within)) = rule.threshold() {
                match self.delivery.count(rule, entry, (most, within), at) {
                    Some(number) => count = Some(number),
                    None => continue,
                }
            }
            let alert = alert(rule, entry, id, fit, count);
            self.delivery.raise(alert);
            raised += 1;
        }
        raised
    }

    /// The alerts that were being sent when the program stopped: they may have arrived. They are not sent again.
    pub fn unsettled(&mut self) -> Vec<Alert> {
        std::mem::take(&mut self.delivery.sending)
    }

    /// The alerts that wait to be sent, the next one first.
    pub fn all_waiting(&self) -> impl Iterator<Item = &Alert> {
        self.delivery.pending.iter()
    }

    /// How many alerts wait to be sent.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.delivery.pending.len()
    }

    /// The next alert to send. Keep [`RuleMatcher::delivery`] before sending it, and again after: only this one is then unsure
    /// after a restart.
    pub fn next_to_send(&mut self) -> Option<Alert> {
        let alert = self.delivery.pending.pop_front()?;
        self.delivery.sending.push(alert.clone());
        Some(alert)
    }

    /// An alert was sent.
    pub fn sent(&mut self, id: &str) {
        self.delivery.sending.retain(|alert| alert.id != id);
    }

    /// The alert that was being sent did not arrive: it waits.
    pub fn not_sent(&mut self) {
        for alert in self.delivery.sending.drain(..).rev() {
            self.delivery.pending.push_front(alert);
        }
    }
}

impl Delivery {
    fn raise(&mut self, alert: Alert) {
        self.raised.push_back(alert.id.clone());
        if self.raised.len() > REMEMBERED {
            self.raised.pop_front();
        }
        self.pending.push_back(alert);
    }

    /// Counts an event for a rule; how many there are if they raise an alert.
    fn count(
        &mut self,
        rule: &Rule,
        entry: &Entry<'_>,
        (most, within): (usize, i64),
        at: i64,
    ) -> Option<usize> {
        let key = match rule.by {
            By::Actor => entry.actor().unwrap_or_default().to_owned(),
            By::All => String::new(),
        };
        let all = self.counted.entry(rule.id.clone()).or_default();
        if all.len() >= COUNTED && !all.contains_key(&key) {
            let old = at.saturating_sub(within);
            all.retain(|_, counted| counted.newest() >= old);
            // A flood of actors at once: those that are quiet the longest make room.
            if all.len() >= COUNTED
                && let Some(oldest) = all
                    .iter()
                    .min_by_key(|(_, counted)| counted.newest())
                    .map(|(key, _)| key.clone())
            {
                all.remove(&oldest);
            }
        }
        let counted = all.entry(key).or_default();
        if counted.quiet_until.is_some_and(|until| at <= until)
            || counted.events.iter().any(|(_, id)| *id == entry.id)
        {
            return None;
        }
        let from = at.saturating_sub(within);
        counted.events.push_back((at, entry.id.clone()));
        counted.events.retain(|(then, _)| *then >= from);
        if counted.events.len() < most {
            return None;
        }
        let number = counted.events.len();
        counted.events.clear();
        counted.quiet_until = Some(at.saturating_add(within));
        Some(number)
    }
}

impl Counted {
    fn newest(&self) -> i64 {
        let events = self.events.iter().map(|(at, _)| *at);
        events.chain(self.quiet_until).max().unwrap_or(i64::MIN)
    }
}

fn alert(rule: &Rule, entry: &Entry<'_>, id: String, fit: Fit, count: Option<usize>) -> Alert {
    let unsure =
        (fit == Fit::Perhaps).then(|| "it is unknown whether the person is external".to_owned());
    Alert {
        id,
        rule: rule.id.clone(),
        title: rule.title.clone(),
        severity: rule.severity,
        at: entry.at,
        event: entry.id.clone(),
        action: entry.event.action.clone(),
        actor: entry.actor().map(str::to_owned),
        targets: entry
            .about()
            .filter_map(|target| target.label())
            .map(str::to_owned)
            .collect(),
        ip: entry.ip().map(str::to_owned),
        count,
        unsure,
        line: plain_line(entry),
    }
}
