//! The JSON of every report is what `docs/reference/json.md` says it is: figures, lists, fields and their types.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value};

use crate::common::Place;

/// The fields of a list: name and type in words, as in `text or unknown`.
type Fields = BTreeMap<String, String>;

/// What the page says of a report.
#[derive(Debug, Default)]
struct Documented {
    figures: BTreeSet<String>,
    lists: BTreeMap<String, Fields>,
}

/// The names in backticks.
fn quoted(line: &str) -> Vec<String> {
    let parts = line.split('`').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// The fields that all reports have, and each report.
fn documented() -> (BTreeSet<String>, BTreeMap<String, Documented>) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/json.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, rest) = page.split_once("\n## `atlctl report`\n").unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let mut parts = section.split("\n### ");
    let cells = |row: &str| -> Option<(String, String)> {
        let (name, rest) = row.strip_prefix("| `")?.split_once("` | ")?;
        Some((name.to_owned(), rest.split(" | ").next()?.to_owned()))
    };
    let head = parts.next().unwrap().lines().filter_map(cells);
    let head = head.map(|(name, _)| name).collect();
    let mut reports = BTreeMap::new();
    for part in parts {
        let mut lines = part.lines();
        let title = quoted(lines.next().unwrap()).remove(0);
        let name = title.strip_prefix("report ").unwrap().to_owned();
        let mut of = Documented::default();
        let mut lists: Vec<String> = Vec::new();
        for line in lines {
            if line.starts_with("Each of `") {
                lists = quoted(line);
            } else if let Some((field, kind)) = cells(line) {
                if lists.is_empty() {
                    of.figures.insert(field);
                    continue;
                }
                for list in &lists {
                    let fields = of.lists.entry(list.clone()).or_default();
                    fields.insert(field.clone(), kind.clone());
                }
            }
        }
        reports.insert(name, of);
    }
    (head, reports)
}

fn keys(object: &Map<String, Value>) -> BTreeSet<String> {
    object.keys().cloned().collect()
}

/// Whether `FIELD_known` stands beside it.
fn has_known(kind: &str) -> bool {
    kind.starts_with("time") || kind.contains("none") || kind.contains("never")
}

/// The fields of a row, as documented.
fn expected(fields: &Fields) -> BTreeSet<String> {
    let known = fields.iter().filter(|(_, kind)| has_known(kind));
    let known = known.map(|(name, _)| format!("{name}_known"));
    // As in other documents.
    let activity = fields.contains_key("last_active");
    let activity = activity.then(|| "activity_known".to_owned());
    fields
        .keys()
        .cloned()
        .chain(known)
        .chain(activity)
        .collect()
}

fn check(what: &str, row: &Map<String, Value>, fields: &Fields) {
    assert_eq!(keys(row), expected(fields), "{what}");
    for (name, kind) in fields {
        let value = &row[name];
        let fits = match (kind.split([' ', ',']).next().unwrap(), value) {
            (_, Value::Null) => ["unknown", "none", "never"]
                .iter()
                .any(|word| kind.contains(word)),
            ("text", Value::String(_))
            | ("list", Value::Array(_))
            | ("number", Value::Number(_))
            | ("boolean", Value::Bool(_)) => true,
            ("time", Value::String(time)) => time.parse::<jiff::Timestamp>().is_ok(),
            _ => false,
        };
        assert!(fits, "{what}: {name} is {value}, not {kind}");
        if has_known(kind) {
            let known = row[&format!("{name}_known")].as_bool();
            if name == "last_active" {
                assert_eq!(row["activity_known"].as_bool(), known, "{what}");
            }
            assert!(known.is_some(), "{what}: {name}_known");
            assert!(value.is_null() || known == Some(true), "{what}: {name}");
            assert!(
                known == Some(true) || kind.contains("unknown"),
                "{what}: {name}"
            );
        }
    }
}

/// An organization in which every list that can have rows has some: prices, roles, a run, and events.
fn place() -> Place {
    let mut place = Place::named();
    for part in ["user-roles", "events"] {
        place.run(&["-q", "sync", "--only", part]).expect(0);
    }
    let config = place.env.home().join(".config/atlctl/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{text}\n[prices]\njira-software = 8.15\n")).unwrap();
    let people = place.control().accounts();
    let mut plain = people
        .iter()
        .filter(|one| one.managed && one.status == "active" && !one.org_admin);
    let (granted, suspended) = (plain.next().unwrap(), plain.next().unwrap());
    place.env.var("ATLCTL_NOW", "2026-11-24T10:00:00Z");
    let grant = ["-q", "role", "grant", "org-admin", &granted.email];
    place
        .run(&[&grant[..], &["--reason", "cover", "--yes"]].concat())
        .expect(0);
    place
        .run(&["-q", "user", "suspend", &suspended.email, "--yes"])
        .expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-24T11:00:00Z");
    place.run(&["-q", "sync"]).expect(0);
    place
}

#[test]
fn every_report_is_as_documented() {
    let place = place();
    let (head, reports) = documented();
    // No report is left out: those of the set, by its pages.
    place
        .run(&["-q", "report", "all", "--out", "pages", "--since", "1"])
        .expect(0);
    let pages = std::fs::read_dir(place.env.home().join("pages")).unwrap();
    let pages: BTreeSet<String> = pages
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .map(|name| name.trim_end_matches(".html").to_owned())
        .filter(|name| name != "index")
        .collect();
    assert_eq!(reports.keys().cloned().collect::<BTreeSet<_>>(), pages);
    for (name, of) in &reports {
        let since = ["--since", "1"];
        let more = if name == "changes" { &since[..] } else { &[] };
        let words = [&["-q", "report", name], more].concat();
        let output = place.run(&[&words[..], &["--json"]].concat());
        let report: Value = serde_json::from_str(&output.stdout)
            .unwrap_or_else(|error| panic!("{name}: {error}\n{output}"));
        let report = report.as_object().unwrap();
        assert_eq!(keys(report), head, "{name}");
        assert_eq!(
            keys(report["figures"].as_object().unwrap()),
            of.figures,
            "{name}"
        );
        let lists = report["lists"].as_object().unwrap();
        let known: BTreeSet<String> = of.lists.keys().cloned().collect();
        assert_eq!(keys(lists), known, "{name}");
        for (list, fields) in &of.lists {
            let what = format!("{name}: {list}");
            for row in lists[list].as_array().unwrap() {
                check(&what, row.as_object().unwrap(), fields);
            }
            // A list without a row has its columns, too.
            let csv = place.run(&[&words[..], &["--list", list, "-o", "csv"]].concat());
            let header = csv.stdout.lines().next().unwrap().split(',');
            let header: BTreeSet<String> = header
                .map(str::to_owned)
                .filter(|column| column != "escaped")
                .collect();
            assert_eq!(
                header,
                fields.keys().cloned().collect::<BTreeSet<_>>(),
                "{what}"
            );
        }
    }
}
