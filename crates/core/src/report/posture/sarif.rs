//! The checks as SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use super::super::request::Request;
use super::check::{Check, Severity};
use super::findings::{Finding, Posture, State};

impl Posture {
    /// The checks as SARIF. It holds no names of people.
    #[must_use]
    pub fn sarif(&self, request: &Request<'_>) -> String {
        let rules: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| rule(finding.check))
            .collect();
        let results: Vec<Value> = self
            .findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| finding.state() != State::Passed)
            .map(|(at, finding)| result(at, finding, request))
            .collect();
        let document = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "atlctl",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                }},
                "results": results,
            }],
        });
        format!("{document:#}\n")
    }
}

fn rule(check: &Check) -> Value {
    // The bands of code scanning: 9 and above critical, 7 high, 4 medium.
    let severity = match check.severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.0",
        Severity::Low => "2.0",
    };
    json!({
        "id": check.id,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why},
        "defaultConfiguration": {"level": level(check)},
        "properties": {"tags": ["security"], "security-severity": severity},
    })
}

fn level(check: &Check) -> &'static str {
    match check.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

fn result(at: usize, finding: &Finding, request: &Request<'_>) -> Value {
    let org = &request.about.org;
    let mut text = format!("{}: {}.", finding.check.title, finding.said());
    text.push_str(&format!(" {}", finding.check.why));
    if let Some(command) = finding.mends() {
        text.push_str(&format!(" To fix it: {command}"));
    }
    let (kind, level) = match finding.state() {
        State::Unknown | State::NotChecked => ("open", "none"),
        _ => ("fail", level(finding.check)),
    };
    let mut result = json!({
        "ruleId": finding.check.id,
        "ruleIndex": at,
        "kind": kind,
        "level": level,
        "message": {"text": text},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": format!("org/{org}")}},
            "logicalLocations": [{"fullyQualifiedName": org, "kind": "organization"}],
        }],
        "partialFingerprints": {"check/v1": format!("{org}/{}", finding.check.id)},
    });
    if finding.state() == State::Accepted
        && let Some(object) = result.as_object_mut()
    {
        let suppressed = json!([{"kind": "external", "justification": "accepted in the baseline"}]);
        object.insert("suppressions".to_owned(), suppressed);
    }
    result
}
