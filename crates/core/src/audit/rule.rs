//! A rule: which events raise an alert.

use serde::{Deserialize, Serialize};

use super::expected_alert::Check;
use super::ip_pattern::{any_network, network_fault};
use super::person_facts::{External, PersonFacts};
use super::text_pattern::matches;
use super::{Entry, Target};
use crate::span::span_ms;

/// How bad an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look.
    Low,
    /// Look at it today.
    Medium,
    /// Look at it now.
    High,
    /// Someone may be taking over the organization.
    Critical,
}

impl Severity {
    /// The word for it in rules and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What events are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The events of each actor.
    #[default]
    Actor,
    /// All events.
    All,
}

/// One text or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn texts<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    })
}

/// The file is checked for the fields that a rule must have.
fn lowest() -> Severity {
    Severity::Low
}

fn yes() -> bool {
    true
}

/// A rule. Every condition that is given must hold; of the patterns of one condition, one must match.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its ID: a later rule with the same replaces it, or, with `enabled` and nothing else, turns it on or off.
    pub id: String,
    /// What happened, in a few words.
    #[serde(default)]
    pub title: String,
    /// Why it matters, and what to do.
    #[serde(default)]
    pub description: Option<String>,
    /// How bad it is.
    #[serde(default = "lowest")]
    pub severity: Severity,
    /// Whether it only turns an earlier rule on or off.
    #[serde(skip)]
    pub is_switch: bool,
    /// Whether it is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Actions, as in `event actions`.
    #[serde(default, deserialize_with = "texts")]
    pub action: Vec<String>,
    /// IDs, names or addresses of actors.
    #[serde(default, deserialize_with = "texts")]
    pub actor: Vec<String>,
    /// Actors to leave out.
    #[serde(default, deserialize_with = "texts")]
    pub not_actor: Vec<String>,
    /// IDs, names or addresses of what the event is about.
    #[serde(default, deserialize_with = "texts")]
    pub target: Vec<String>,
    /// Targets to leave out.
    #[serde(default, deserialize_with = "texts")]
    pub not_target: Vec<String>,
    /// The action, or any text in what the event is about, such as a role.
    #[serde(default, deserialize_with = "texts")]
    pub text: Vec<String>,
    /// How the actor was signed in, such as `api-token`.
    #[serde(default, deserialize_with = "texts")]
    pub auth: Vec<String>,
    /// IP addresses, networks such as `10.0.0.0/8`, or patterns.
    #[serde(default, deserialize_with = "texts")]
    pub ip: Vec<String>,
    /// Addresses to leave out.
    #[serde(default, deserialize_with = "texts")]
    pub not_ip: Vec<String>,
    /// Whether a person in it must be external. A person who may be counts.
    #[serde(default)]
    pub external: bool,
    /// So many such events raise one alert.
    #[serde(default)]
    pub count: Option<u32>,
    /// Within this time.
    #[serde(default)]
    pub within: Option<String>,
    /// What events are counted by.
    #[serde(default)]
    pub by: By,
    /// Events that raise an alert and events that do not.
    #[serde(default, rename = "check")]
    pub checks: Vec<Check>,
}

/// What a rule says of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    No,
    Yes,
    /// It matches if a person is external, which nobody knows.
    Perhaps,
}

impl Rule {
    /// What is wrong with it, if anything.
    pub(super) fn fault(&self) -> Option<String> {
        let given = |text: &str| !text.trim().is_empty();
        if !given(&self.id) || !given(&self.title) && !self.is_switch {
            return Some("id and title must not be empty".to_owned());
        }
        if self
            .id
            .chars()
            .any(|c| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
        {
            return Some("id may have letters, digits, - _ and . only".to_owned());
        }
        if self.is_switch {
            return None;
        }
        for (name, patterns) in self.patterns() {
            if patterns.iter().any(|pattern| !given(pattern)) {
                return Some(format!("{name} has an empty text, which fits nothing"));
            }
        }
        let addresses = self.ip.iter().chain(&self.not_ip);
        if let Some(why) = addresses
            .filter_map(|address| network_fault(address))
            .next()
        {
            return Some(why);
        }
        if self.conditions() == 0 {
            return Some("it has no condition, and would match every event".to_owned());
        }
        match (self.count, self.within.as_deref()) {
            (None, None) => None,
            (Some(count), Some(within)) => {
                if !(2..=100_000).contains(&count) {
                    return Some("count must be 2 to 100000".to_owned());
                }
                match span_ms(within) {
                    None => Some(format!("within is no time such as 10m: {within}")),
                    Some(..=0) => Some("within must be longer than 0, such as 10m".to_owned()),
                    Some(_) => None,
                }
            }
            _ => Some("count and within belong together".to_owned()),
        }
    }

    fn conditions(&self) -> usize {
        let lists = self.patterns();
        lists.iter().filter(|(_, list)| !list.is_empty()).count() + usize::from(self.external)
    }

    fn patterns(&self) -> [(&'static str, &[String]); 9] {
        [
            ("action", &self.action),
            ("actor", &self.actor),
            ("target", &self.target),
            ("text", &self.text),
            ("auth", &self.auth),
            ("ip", &self.ip),
            ("not_ip", &self.not_ip),
            ("not_actor", &self.not_actor),
            ("not_target", &self.not_target),
        ]
    }

    /// How many within which time, in milliseconds, raise an alert.
    pub(super) fn threshold(&self) -> Option<(usize, i64)> {
        let count = usize::try_from(self.count?).ok()?;
        Some((count, span_ms(self.within.as_deref()?)?))
    }

    /// Whether it may match an event of this action.
    #[must_use]
    pub fn fits_action(&self, action: &str) -> bool {
        self.action.is_empty() || any(&self.action, [action].into_iter())
    }

    pub(super) fn fits(&self, entry: &Entry<'_>, facts: &dyn PersonFacts) -> Fit {
        let event = entry.event;
        if !self.fits_action(event.action.as_deref().unwrap_or_default()) {
            return Fit::No;
        }
        let actor = &event.actor;
        let actors = || {
            let id = actor.id.as_ref().map(atlctl_api::AccountId::as_str);
            [id, actor.name.as_deref(), actor.email.as_deref()]
                .into_iter()
                .flatten()
        };
        let groups: Vec<String> = entry
            .about()
            .filter_map(|target| facts.group_name(target.id.as_deref()?))
            .collect();
        let targets = || {
            let texts = entry.about().flat_map(Target::texts);
            texts.chain(groups.iter().map(String::as_str))
        };
        let within = |list: &[String], texts: &mut dyn Iterator<Item = &str>| {
            list.is_empty() || any(list, texts)
        };
        let fits = within(&self.actor, &mut actors())
            && !any(&self.not_actor, actors())
            && within(&self.target, &mut targets())
            && !any(&self.not_target, targets())
            && within(
                &self.text,
                &mut entry.texts().into_iter().chain(event.action.as_deref()),
            )
            && within(&self.auth, &mut actor.auth_type.as_deref().into_iter())
            && (self.ip.is_empty() || any_network(&self.ip, entry.ip()))
            && !any_network(&self.not_ip, entry.ip());
        match (fits, self.external) {
            (false, _) => Fit::No,
            (true, false) => Fit::Yes,
            (true, true) => external(entry, facts),
        }
    }
}

fn any<'t>(patterns: &[String], texts: impl Iterator<Item = &'t str>) -> bool {
    let mut texts = texts;
    !patterns.is_empty() && texts.any(|text| patterns.iter().any(|pattern| matches(pattern, text)))
}

/// Whether a person in the event is external.
fn external(entry: &Entry<'_>, facts: &dyn PersonFacts) -> Fit {
    let people = entry.about().filter(|target| {
        let kind = target.kind.as_deref().unwrap_or_default().to_lowercase();
        target.email.is_some() || kind.contains("user") || kind.contains("account")
    });
    let mut perhaps = false;
    for person in people {
        match facts.external(person.id.as_deref(), person.email.as_deref()) {
            External::Yes => return Fit::Yes,
            External::Unknown => perhaps = true,
            External::No => {}
        }
    }
    if perhaps { Fit::Perhaps } else { Fit::No }
}
