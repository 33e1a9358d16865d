//! JSON is what `docs/reference/json.md` says it is: every field, its type, and whether it may be null.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::common::Place;

/// A field: its type in words, as in `text or null`.
type Fields = Vec<(String, String)>;

/// A section of the page.
#[derive(Default)]
struct Section {
    runs: Vec<String>,
    fields: Fields,
    /// Fields of the objects in a field.
    inner: BTreeMap<String, Fields>,
}

fn sections() -> Vec<Section> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/json.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut sections: Vec<Section> = Vec::new();
    let mut inner: Option<String> = None;
    for line in page.lines() {
        if line.starts_with("## ") {
            sections.push(Section::default());
            inner = None;
        }
        let Some(section) = sections.last_mut() else {
            continue;
        };
        if let Some(field) = line.strip_prefix("Each of `") {
            inner = Some(field.split('`').next().unwrap().to_owned());
        } else if let Some(run) = line.strip_prefix("<!-- run: ") {
            section.runs.push(run.trim_end_matches(" -->").to_owned());
        } else if let Some(row) = line.strip_prefix("| `") {
            let (name, rest) = row.split_once('`').unwrap();
            let kind = rest.trim_start_matches(" | ").split(" | ").next().unwrap();
            let field = (name.to_owned(), kind.trim().to_owned());
            match &inner {
                Some(inner) => section.inner.entry(inner.clone()).or_default().push(field),
                None => section.fields.push(field),
            }
        }
    }
    sections.retain(|section| !section.runs.is_empty());
    sections
}

fn check(what: &str, object: &Value, fields: &Fields, inner: &BTreeMap<String, Fields>) {
    let object = object
        .as_object()
        .unwrap_or_else(|| panic!("{what}: {object}"));
    let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
    let mut known: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(names, known, "{what}");
    for (name, kind) in fields {
        let (kind, nullable) = match kind.strip_suffix(" or null") {
            Some(kind) => (kind, true),
            None => (kind.as_str(), false),
        };
        let value = &object[name];
        let fits = match (kind, value) {
            (_, Value::Null) => nullable,
            ("text", Value::String(_))
            | ("number", Value::Number(_))
            | ("boolean", Value::Bool(_)) => true,
            ("time", Value::String(time)) => {
                time.ends_with('Z') && time.parse::<jiff::Timestamp>().is_ok()
            }
            ("list of texts", Value::Array(all)) => all.iter().all(Value::is_string),
            ("object", value) => {
                check(&format!("{what}: {name}"), value, &inner[name], inner);
                true
            }
            ("list of objects", Value::Array(all)) => {
                for one in all {
                    check(&format!("{what}: {name}"), one, &inner[name], inner);
                }
                true
            }
            _ => false,
        };
        assert!(fits, "{what}: {name} is {value}, not {kind}");
    }
}

/// A plan in `plan.json`, and a run of another one.
fn a_plan_and_a_run(place: &Place) {
    let policies = place.control().policies().into_iter();
    let there = policies.filter(|policy| policy.name == "Contractors");
    let there = there.map(|policy| policy.id).next();
    let people = place.control().accounts().into_iter();
    let people = people.filter(|one| one.managed && one.status == "active" && !one.org_admin);
    let mut people = people.filter(|one| one.policy.is_some() && one.policy != there);
    let (one, other) = (people.next().unwrap().email, people.next().unwrap().email);
    let to = ["--to", "Contractors", "-q"];
    let plan = ["policy", "move", &one, "--plan", "plan.json"];
    place.run(&[&plan[..], &to].concat()).expect(0);
    let run = [
        "policy",
        "move",
        &other,
        "nobody@acme.example",
        "--yes",
        "--include-service-accounts",
    ];
    place.run(&[&run[..], &to].concat()).expect(3);
}

#[test]
fn json_is_as_documented() {
    let place = Place::named();
    a_plan_and_a_run(&place);
    let sections = sections();
    assert!(sections.len() > 10);
    for section in &sections {
        for run in &section.runs {
            let args: Vec<&str> = run.split(' ').collect();
            let output = place.run(&[&args[..], &["-q", "--json"]].concat());
            let value: Value = serde_json::from_str(&output.stdout)
                .unwrap_or_else(|error| panic!("{run}: {error}\n{output}"));
            match &value {
                Value::Array(rows) => {
                    assert!(!rows.is_empty(), "{run}");
                    for row in rows {
                        check(run, row, &section.fields, &section.inner);
                    }
                }
                one => check(run, one, &section.fields, &section.inner),
            }
            let lines = place.run(&[&args[..], &["-q", "-o", "jsonl"]].concat());
            if args[0] != "sync" {
                let lines: Vec<Value> = lines
                    .stdout
                    .lines()
                    .map(|line| serde_json::from_str(line).unwrap())
                    .collect();
                let rows = value.as_array().cloned().unwrap_or_else(|| vec![value]);
                assert_eq!(lines, rows, "{run}");
            }
        }
    }
}

/// No word stands for a value that is not there.
#[test]
fn what_is_not_there_is_null() {
    let place = Place::named();
    let never = place.run(&[
        "user",
        "list",
        "--where",
        "last_active IS NULL AND activity_known",
        "-q",
        "--json",
        "--limit",
        "1",
    ]);
    let never: Value = serde_json::from_str(&never.stdout).unwrap();
    assert_eq!(
        (&never[0]["last_active"], &never[0]["activity_known"]),
        (&Value::Null, &true.into())
    );
    let one = place.run(&["sync", "--json", "-o", "csv"]);
    assert_eq!(one.code, 2, "{one}");
}
