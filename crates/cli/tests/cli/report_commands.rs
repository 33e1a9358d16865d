//! The commands that reports print: each acts on exactly the rows of its list, and on the app of the row.

use std::collections::BTreeSet;

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::moving::Place;

const REPORTS: [&[&str]; 13] = [
    &["inactive"],
    &["inactive", "--app", "jira"],
    &["inactive", "--app", "confluence", "--managed"],
    &["seats"],
    &["seats", "--app", "jira", "--days", "30"],
    &["access", "--external"],
    &["externals", "--days", "60"],
    &["policies"],
    &["tokens", "--days", "30"],
    &["groups"],
    &["access"],
    &["admins"],
    &["changes", "--since", "1"],
];

/// Lists of things that could be changed and that lead to no command, and why.
const WITHOUT_COMMAND: [(&str, &str); 14] = [
    (
        "changes admins",
        "who gained a role and who lost one: the way back is undo",
    ),
    (
        "changes changes",
        "changes of every kind: the way back is undo",
    ),
    (
        "changes coverage",
        "a policy must be chosen: report policies leads to it",
    ),
    ("changes left", "they are gone"),
    (
        "groups defaults",
        "what is too much of their access is a matter of each",
    ),
    ("groups groups", "every group there is"),
    (
        "groups same-members",
        "all of them are listed, also the one that stays",
    ),
    (
        "groups several-apps",
        "what is too much of their access is a matter of each",
    ),
    (
        "tokens tokens",
        "every token there is, in use or not: other lists have those to revoke",
    ),
    (
        "policies policies",
        "a policy is changed in the admin portal",
    ),
    ("posture checks", "what was found leads to the commands"),
    (
        "seats several",
        "one way too many is a matter of each person",
    ),
    (
        "tokens keys",
        "the key in use is among them; the checks of keys lead to a change",
    ),
    (
        "tokens service",
        "tokens and OAuth clients, each with a command of its own",
    ),
];

fn words(command: &str) -> Vec<String> {
    let words = shlex::split(command.trim()).unwrap();
    assert_eq!(words[0], "atlctl", "{command}");
    words[1..].to_vec()
}

fn run(place: &Place, words: &[String], input: Option<&str>) -> crate::common::Output {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match input {
        None => place.run(&words),
        Some(input) => place.env.run_with(&words, input.as_bytes()),
    }
}

/// The value of an option.
fn option<'a>(words: &'a [String], name: &str) -> Option<&'a str> {
    let at = words.iter().position(|word| word == name)?;
    words.get(at + 1).map(String::as_str)
}

/// The IDs of the rows of a report's list; of one app, where one is named by its ID or a name of it alone.
fn listed(report: &Value, list: &str, app: Option<&str>) -> BTreeSet<String> {
    let rows = report["lists"][list].as_array().unwrap().iter();
    let id = |row: &Value| {
        ["id", "account_id", "token_id", "group_id"]
            .iter()
            .find_map(|name| row[name].as_str().map(str::to_owned))
            .unwrap_or_else(|| panic!("{row}"))
    };
    // By its ID, by a key that no other app has, or by its key and its site.
    let apps = report["lists"]["apps"].as_array();
    let named = |name: &str| -> String {
        let mut all = apps.into_iter().flatten();
        let (key, site) = name.split_once('@').unwrap_or((name, ""));
        let on_site = |row: &Value| row["app"].as_str().unwrap().contains(site);
        let found = all.find(|row| row["key"] == key && on_site(row));
        let id = found.map_or(name, |row| row["app_id"].as_str().unwrap());
        id.to_owned()
    };
    let of_app = |row: &&Value| {
        let (Some(app), Some(own)) = (app, row["app_id"].as_str()) else {
            return true;
        };
        own == named(app)
    };
    rows.filter(of_app).map(id).collect()
}

/// The targets of a plan.
fn planned(place: &Place, to: &[String], ids: &str) -> (BTreeSet<String>, String) {
    let mut to = to.to_vec();
    if let Some(at) = to.iter().position(|word| word == "--plan") {
        to.drain(at..at + 2);
    }
    for word in &mut to {
        if word == "POLICY" {
            *word = "Password only".to_owned();
        }
    }
    // Atlassian does not say which key signs a request.
    if to[0] == "key" {
        to.push("--include-own-key".to_owned());
    }
    let more = ["--dry-run", "--max-changes", "100000", "-o", "json"];
    to.extend(more.map(str::to_owned));
    let output = run(place, &to, Some(ids));
    assert!(matches!(output.code, 0 | 3 | 5), "{to:?}: {output}");
    let rows: Vec<Value> = serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("{to:?}: {error}: {output}"));
    let ids = rows.iter().map(|row| {
        ["target", "account", "id"]
            .iter()
            .find_map(|name| row[name].as_str().map(str::to_owned))
            .unwrap_or_else(|| panic!("{row}"))
    });
    (ids.collect(), output.stdout.clone())
}

#[test]
fn every_printed_command_acts_on_the_rows_of_its_list() {
    let place = Place::new(SimConfig::default());
    let mut checked = 0;
    for words_of in REPORTS {
        let args = [&["report"], words_of, &["-o", "json"]].concat();
        let output = place.run(&args);
        let report: Value = serde_json::from_str(&output.stdout).unwrap();
        for (list, commands) in report["next"].as_object().unwrap() {
            for command in commands.as_array().unwrap() {
                let command = command.as_str().unwrap();
                let (from, to) = command.split_once(" | ").unwrap();
                let (from, to) = (words(from), words(to));
                let app = option(&to, "--app");
                assert_eq!(app.is_some(), to.contains(&"remove-access".to_owned()));
                let ids = run(&place, &from, None);
                assert_eq!(ids.code, 0, "{command}: {ids}");
                let got: BTreeSet<String> = ids.stdout.lines().map(str::to_owned).collect();
                assert_eq!(got, listed(&report, list, app), "{command}");
                let (targets, _) = planned(&place, &to, &ids.stdout);
                assert_eq!(targets, got, "{command}");
                checked += 1;
            }
        }
    }
    assert!(checked > 15, "{checked}");
}

/// Every list of things with IDs leads to a change, or is named above with the reason.
#[test]
fn every_list_leads_to_a_change_or_says_why_not() {
    let place = Place::new(SimConfig::default());
    let person = place.listed(1).remove(0).email;
    place
        .run(&["-q", "role", "grant", "org-admin", &person, "--yes"])
        .expect(0);
    let mut without = BTreeSet::new();
    let names = [
        "inactive",
        "seats",
        "access",
        "admins",
        "tokens",
        "policies",
        "groups",
        "externals",
        "posture",
    ];
    let reports = names.map(|name| vec!["report", name, "-o", "json"]);
    let changes = vec!["report", "changes", "--since", "1", "-o", "json"];
    for args in reports.into_iter().chain([changes]) {
        let report: Value = serde_json::from_str(&place.run(&args).stdout).unwrap();
        for (list, rows) in report["lists"].as_object().unwrap() {
            let Some(row) = rows.as_array().unwrap().first() else {
                continue;
            };
            let has_id = ["id", "account_id", "token_id", "group_id", "policy_id"]
                .iter()
                .any(|name| row[name].is_string());
            let leads = (report["next"][list].as_array()).is_some_and(|all| !all.is_empty());
            if has_id && !leads {
                without.insert(format!("{} {list}", args[1]));
            }
        }
    }
    let named: BTreeSet<String> = WITHOUT_COMMAND.map(|(list, _)| list.to_owned()).into();
    let missing: Vec<&String> = without.difference(&named).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// A person may use the app in production and not in the sandbox.
#[test]
fn an_idle_seat_of_the_sandbox_takes_no_app_of_production() {
    let place = Place::new(SimConfig::default());
    let sandbox = "SELECT app_id FROM user_app WHERE app_id LIKE '%sandbox%' LIMIT 1";
    let sandbox = place.run(&["-q", "sql", sandbox, "-o", "csv"]).stdout;
    let sandbox = sandbox.lines().nth(1).unwrap().to_owned();
    let output = place.run(&[
        "report", "seats", "--app", "jira", "--list", "unused", "-o", "id",
    ]);
    assert_eq!((output.code, output.stdout.as_str()), (2, ""), "{output}");
    assert!(
        output
            .stderr
            .contains("--app jira-software@acme-sandbox-110.atlassian.net"),
        "{output}"
    );
    // The name of both is refused, and each is named.
    let idle = place.run(&[
        "report", "seats", "--app", &sandbox, "--list", "unused", "-o", "id",
    ]);
    assert!(idle.code == 0 && !idle.stdout.is_empty(), "{idle}");
    let take = [
        "user",
        "remove-access",
        "--app",
        "jira",
        "--from-stdin",
        "--dry-run",
    ];
    let refused = place.env.run_with(&take, idle.stdout.as_bytes());
    assert_eq!(refused.code, 2, "{refused}");
    for site in ["acme.atlassian.net", "acme-sandbox-110.atlassian.net"] {
        assert!(refused.stderr.contains(site), "{refused}");
    }
    // Nor by filters.
    let filtered = [
        "user",
        "remove-access",
        "--app",
        "jira",
        "--inactive",
        "90d",
        "--dry-run",
    ];
    assert_eq!(place.run(&filtered).code, 2);
    // A list with the app of each row does not take another one away.
    let rows = place.run(&[
        "report", "seats", "--app", "jira", "--list", "unused", "-o", "csv",
    ]);
    let of_production = [&take[..], &["--site", "acme.atlassian.net"]].concat();
    let wrong = place.env.run_with(&of_production, rows.stdout.as_bytes());
    assert_eq!(wrong.code, 2, "{wrong}");
    assert!(
        wrong
            .stderr
            .contains("the row is about Jira (acme-sandbox-110.atlassian.net)"),
        "{wrong}"
    );
    // The rows of that app alone are taken.
    let lines: Vec<&str> = rows
        .stdout
        .lines()
        .filter(|line| !line.contains(&sandbox))
        .collect();
    let more = ["--max-changes", "1000", "-o", "csv", "--columns", "account"];
    let right = [&of_production[..], &more].concat();
    let right = place.env.run_with(&right, lines.join("\n").as_bytes());
    let accounts: BTreeSet<&str> = right.stdout.lines().collect();
    assert_eq!(accounts.len(), lines.len(), "{right}");
}

/// Posture: every check that found something says what mends it, and its pipe takes what the check found.
#[test]
fn every_finding_of_the_posture_has_a_way_to_mend_it() {
    let place = Place::new(SimConfig::default());
    let output = place.run(&["report", "posture", "-o", "json"]);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let found = report["lists"]["found"].as_array().unwrap();
    for check in report["lists"]["checks"].as_array().unwrap() {
        let failed = check["state"] == "failed";
        assert_eq!(check["command"].is_string(), failed, "{check}");
    }
    let mut pipes = 0;
    for command in report["next"]["found"].as_array().unwrap() {
        let command = command.as_str().unwrap();
        let Some((from, to)) = command.split_once(" | ") else {
            continue;
        };
        let (from, to) = (words(from), words(to));
        let check = option(&from, "--check").unwrap();
        let ids = run(&place, &from, None);
        let got: BTreeSet<String> = ids.stdout.lines().map(str::to_owned).collect();
        let all: BTreeSet<String> = found
            .iter()
            .filter(|row| row["check"] == check)
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect();
        match option(&to, "--app") {
            None => assert_eq!(got, all, "{command}"),
            Some(_) => assert!(!got.is_empty() && got.is_subset(&all), "{command}"),
        }
        assert_eq!(planned(&place, &to, &ids.stdout).0, got, "{command}");
        pipes += 1;
    }
    assert!(pipes > 8, "{pipes}");
}

/// What is accepted is in no list, and in no change.
#[test]
fn a_baseline_travels_with_the_command() {
    let place = Place::new(SimConfig::default());
    let written = [
        "report",
        "posture",
        "--check",
        "external-inactive",
        "--write-baseline",
        "known.json",
    ];
    assert_eq!(place.run(&written).code, 0);
    let known = std::fs::read_to_string(place.env.home().join("known.json")).unwrap();
    let mut baseline: Value = serde_json::from_str(&known).unwrap();
    let accepted = baseline["accepted"]["external-inactive"]
        .as_array_mut()
        .unwrap();
    accepted.pop().unwrap();
    assert!(!accepted.is_empty());
    // A check of another version, or a slip, accepts nothing.
    baseline["accepted"]["external-idle"] = serde_json::json!(["x"]);
    place.env.file("known.json", baseline.to_string());
    let args = [
        "-q",
        "report",
        "posture",
        "--check",
        "external-inactive",
        "--baseline",
        "known.json",
        "-o",
        "json",
    ];
    let output = place.run(&args);
    let warning = "Warning: known.json accepts findings of checks that this version does not have: external-idle";
    assert!(output.stderr.contains(warning), "{output}");
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(report["lists"]["found"].as_array().unwrap().len(), 1);
    let command = report["next"]["found"][0].as_str().unwrap();
    let ids = run(&place, &words(command.split_once(" | ").unwrap().0), None);
    assert_eq!(ids.stdout.lines().count(), 1, "{command}: {ids}");
}

/// With filters, only people are checked; a check of the organization is refused.
#[test]
fn posture_takes_filters_of_people() {
    let place = Place::new(SimConfig::default());
    let output = place.run(&[
        "report",
        "posture",
        "--domain",
        "freelance.example",
        "-o",
        "json",
    ]);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let checks: Vec<&str> = report["lists"]["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["check"].as_str().unwrap())
        .collect();
    assert!(
        checks.contains(&"external-inactive")
            && !checks.contains(&"admin-single")
            && !checks.contains(&"group-empty"),
        "{checks:?}"
    );
    let found = report["lists"]["found"].as_array().unwrap();
    let people = found
        .iter()
        .filter(|row| row["check"] == "external-inactive");
    assert!(
        people.clone().count() > 0
            && people.clone().all(|row| row["name"]
                .as_str()
                .unwrap()
                .ends_with("@freelance.example"))
    );
    assert!(
        report["notes"].to_string().contains("left out"),
        "{}",
        report["notes"]
    );
    let refused = place.run(&["report", "posture", "--check", "group-empty", "--managed"]);
    assert_eq!(refused.code, 2, "{refused}");
}
