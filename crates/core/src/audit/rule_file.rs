//! Files of rules, and the rules that ship with the program.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::rule::Rule;

/// The shipped rules: one file each.
const SHIPPED: [&str; 16] = [
    include_str!("rules/org-admin-granted.toml"),
    include_str!("rules/external-in-admin-group.toml"),
    include_str!("rules/admin-group-member-added.toml"),
    include_str!("rules/group-made-admin.toml"),
    include_str!("rules/group-admin-role-granted.toml"),
    include_str!("rules/api-key-created.toml"),
    include_str!("rules/sessions-reset.toml"),
    include_str!("rules/tokens-exported.toml"),
    include_str!("rules/people-exported.toml"),
    include_str!("rules/policy-weakened.toml"),
    include_str!("rules/single-sign-on-removed.toml"),
    include_str!("rules/ip-allowlist-removed.toml"),
    include_str!("rules/identity-provider-changed.toml"),
    include_str!("rules/domain-removed.toml"),
    include_str!("rules/impersonation.toml"),
    include_str!("rules/mass-change.toml"),
];

/// Why a text is not a file of rules.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// It is not TOML, or has a field that no rule has.
    #[error("{0}")]
    Toml(String),
    /// A rule cannot be used.
    #[error("rule {id:?}: {why}")]
    Rule {
        /// The rule's ID.
        id: String,
        /// The reason.
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
}

/// Which fields each rule of a file has.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    rule: Vec<BTreeMap<String, IgnoredAny>>,
}

/// The rules of a file.
///
/// # Errors
/// When the text is not TOML, or a rule cannot be used.
pub fn parse(text: &str) -> Result<Vec<Rule>, RuleError> {
    let toml = |error: toml_edit::de::Error| RuleError::Toml(on_one_line(&error));
    let mut file: File = toml_edit::de::from_str(text).map_err(toml)?;
    let fields: Fields = toml_edit::de::from_str(text).map_err(toml)?;
    for (rule, fields) in file.rule.iter_mut().zip(&fields.rule) {
        let is_given = |name: &str| fields.contains_key(name);
        rule.is_switch = fields.len() == 2 && is_given("enabled");
        let missing = ["title", "severity"]
            .into_iter()
            .find(|name| !is_given(name));
        if let Some(name) = missing.filter(|_| !rule.is_switch) {
            return Err(RuleError::Rule {
                id: rule.id.clone(),
                why: format!(
                    "{name} is missing; with only id and enabled, it turns an earlier rule on or off"
                ),
            });
        }
    }
    let mut ids = BTreeSet::new();
    for rule in &file.rule {
        let twice = !ids.insert(rule.id.as_str());
        let fault = rule
            .fault()
            .or_else(|| twice.then(|| "the file has two rules with this ID".to_owned()));
        if let Some(why) = fault {
            return Err(RuleError::Rule {
                id: rule.id.clone(),
                why,
            });
        }
    }
    Ok(file.rule)
}

/// Where the text is wrong, and why; the parser draws a picture of it.
fn on_one_line(error: &toml_edit::de::Error) -> String {
    let text = error.to_string();
    let place = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("TOML parse error at "));
    match place {
        Some(place) => format!("{place}: {}", error.message()),
        None => error.message().to_owned(),
    }
}

/// The rules that ship with the program.
///
/// # Errors
/// Never: a test reads them.
pub fn shipped() -> Result<Vec<Rule>, RuleError> {
    let mut rules = Vec::new();
    for text in SHIPPED {
        rules.extend(parse(text)?);
    }
    Ok(rules)
}

/// The files of the shipped rules, one after the other: to copy from.
#[must_use]
pub fn shipped_text() -> String {
    SHIPPED.join("\n")
}

/// Rules, with others added; of two with one ID, the later counts, or turns the earlier on or off.
///
/// # Errors
/// When there is no earlier rule to turn on or off.
pub fn merged(mut rules: Vec<Rule>, more: Vec<Rule>) -> Result<Vec<Rule>, RuleError> {
    for rule in more {
        match rules.iter_mut().find(|known| known.id == rule.id) {
            Some(known) if rule.is_switch => known.enabled = rule.enabled,
            Some(known) => *known = rule,
            None if rule.is_switch => {
                return Err(RuleError::Rule {
                    why: "there is no earlier rule with this ID to turn on or off".to_owned(),
                    id: rule.id,
                });
            }
            None => rules.push(rule),
        }
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::super::failed_checks;
    use super::*;

    #[test]
    fn each_shipped_rule_has_an_event_that_fires_and_one_that_does_not() {
        let rules = shipped().unwrap();
        assert_eq!(rules.len(), SHIPPED.len());
        assert_eq!(failed_checks(&rules), []);
        assert!(parse(&shipped_text()).is_ok(), "no ID is there twice");
        for rule in &rules {
            assert!(rule.description.is_some(), "{}", rule.id);
        }
    }

    #[test]
    fn a_rule_that_cannot_work_is_refused() {
        let rule =
            |more: &str| format!("[[rule]]\nid = \"a\"\ntitle = \"A\"\nseverity = \"low\"\n{more}");
        for (text, why) in [
            ("x", "line 1, column 2: "),
            (&rule(""), "no condition"),
            (&rule("acton = \"x\""), "unknown field `acton`"),
            (&rule("action = \"x\"\ncount = 5"), "belong together"),
            (
                &rule("action = \"x\"\ncount = 1\nwithin = \"1m\""),
                "2 to 100000",
            ),
            (
                &rule("action = \"x\"\ncount = 5\nwithin = \"soon\""),
                "no time",
            ),
            (
                &rule("action = \"x\"").replace("\"a\"", "\"a b\""),
                "letters",
            ),
            (&rule("action = \"x\"").replace("low", "worst"), "worst"),
            (
                &rule("action = \"x\"\ncount = 5\nwithin = \"0s\""),
                "longer than 0",
            ),
            (&rule("action = \"\""), "action has an empty text"),
            (&rule("action = [\"x\", \" \"]"), "action has an empty text"),
            (&rule("ip = \"10.0.0.0/33\""), "is no IP address, network"),
            (
                &rule("not_ip = \"the office\""),
                "is no IP address, network",
            ),
            ("[[rule]]\nid = \"a\"", "title is missing"),
            (
                "[[rule]]\nid = \"a\"\ntitle = \"A\"\naction = \"x\"",
                "severity is missing",
            ),
            ("[[rule]]\nenabled = false", "id"),
            (&format!("{0}\n{0}", rule("action = \"x\"")), "two rules"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
        assert!(parse("").unwrap().is_empty());
    }

    #[test]
    fn a_check_that_is_not_so_is_found() {
        let text = "[[rule]]\nid = \"a\"\ntitle = \"A\"\nseverity = \"low\"\naction = \"x\"\n\
                    [[rule.check]]\nfires = true\nevent = '{\"attributes\":{\"action\":\"y\"}}'\n";
        let failed = failed_checks(&parse(text).unwrap());
        let why: Vec<(usize, &str)> = failed
            .iter()
            .map(|one| (one.number, one.why.as_str()))
            .collect();
        assert_eq!(
            why,
            [
                (1, "raises no alert"),
                (0, "has no check with an event that raises none")
            ]
        );
    }

    #[test]
    fn a_later_rule_replaces_one_with_the_same_id() {
        let own = "[[rule]]\nid = \"mass-change\"\ntitle = \"Mine\"\nseverity = \"low\"\naction = \"x\"\nenabled = false\n";
        let rules = merged(shipped().unwrap(), parse(own).unwrap()).unwrap();
        assert_eq!(rules.len(), SHIPPED.len());
        let mine = rules.iter().find(|rule| rule.id == "mass-change").unwrap();
        assert_eq!((mine.title.as_str(), mine.enabled), ("Mine", false));
    }

    #[test]
    fn an_id_and_enabled_turn_an_earlier_rule_off_and_on() {
        let switch = |id: &str, on: bool| {
            parse(&format!("[[rule]]\nid = \"{id}\"\nenabled = {on}\n")).unwrap()
        };
        let of = |rules: &[Rule]| {
            let mut found = rules.iter().filter(|rule| rule.id == "org-admin-granted");
            found.next().unwrap().clone()
        };
        let off = merged(shipped().unwrap(), switch("org-admin-granted", false)).unwrap();
        assert_eq!(off.len(), SHIPPED.len());
        let before = of(&shipped().unwrap());
        assert!(before.enabled && !of(&off).enabled && !of(&off).is_switch);
        assert_eq!(
            (&of(&off).title, &of(&off).action),
            (&before.title, &before.action)
        );
        let on = merged(off, switch("org-admin-granted", true)).unwrap();
        assert!(of(&on).enabled);
        let unknown = merged(on, switch("org-admin", false)).unwrap_err();
        assert!(unknown.to_string().contains("no earlier rule"), "{unknown}");
    }
}
