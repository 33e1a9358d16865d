//! The checks of a rule: events that must raise an alert, and events that must not.

use atlctl_api::Event;
use jiff::Timestamp;

use super::Entry;
use super::expected_alert::Check;
use super::rule::Rule;
use super::rule_matcher::RuleMatcher;

/// A check that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedCheck {
    /// The rule.
    pub rule: String,
    /// Which of its checks, from 1; 0 when it has none of a kind.
    pub number: usize,
    /// What is wrong.
    pub why: String,
}

/// Tries each rule with its own checks.
#[must_use]
pub fn failed_checks(rules: &[Rule]) -> Vec<FailedCheck> {
    let mut failed = Vec::new();
    for rule in rules {
        let mut fail = |number, why: String| {
            failed.push(FailedCheck {
                rule: rule.id.clone(),
                number,
                why,
            });
        };
        for (number, check) in rule.checks.iter().enumerate() {
            match run(rule, check) {
                Ok(fires) if fires == check.fires => {}
                Ok(true) => fail(number + 1, "raises an alert, and must not".to_owned()),
                Ok(false) => fail(number + 1, "raises no alert".to_owned()),
                Err(why) => fail(number + 1, why),
            }
        }
        for (fires, missing) in [
            (true, "has no check with an event that raises an alert"),
            (false, "has no check with an event that raises none"),
        ] {
            if rule.checks.iter().all(|check| check.fires != fires) {
                fail(0, missing.to_owned());
            }
        }
    }
    failed
}

fn run(rule: &Rule, check: &Check) -> Result<bool, String> {
    let event: Event = serde_json::from_str(&check.event)
        .map_err(|error| format!("event is not JSON: {error}"))?;
    let rule = Rule {
        enabled: true,
        ..rule.clone()
    };
    let mut watch = RuleMatcher::new(vec![rule]);
    let mut fired = false;
    for number in 0..check.times.unwrap_or(1) {
        let mut event = event.clone();
        event.id = format!("check-{number}").as_str().into();
        let time = Timestamp::from_second(i64::from(number)).unwrap_or_default();
        event.time = Some(time.to_string());
        fired |= watch.event(&Entry::of(&event), check, 0) > 0;
    }
    Ok(fired)
}
