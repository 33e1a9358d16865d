//! A field has one type in the JSON of every command: a program that reads `groups` knows what it gets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::common::{Place, REPORTS};
use crate::import::USERS;

/// What is run, in this order: every command that prints JSON, with what makes it print rows.
const RUNS: &[&str] = &[
    "sync",
    "sync --only user-roles,group-roles,events",
    "auth list",
    "auth status",
    "auth browsers",
    "config show",
    "doctor",
    "org list",
    "org list --live",
    "org show",
    "org show --live",
    "user list",
    "user list --live",
    "user explain ADMIN --without-group org-admins",
    "user explain ADMIN --live",
    "group list",
    "group list --live",
    "group show org-admins",
    "group show org-admins --live",
    "group members org-admins",
    "role list ADMIN",
    "role list --app bitbucket",
    "role list --group jira-users",
    "policy list",
    "policy list --live",
    "policy show Contractors",
    "policy members Contractors",
    "policy import-names export.csv",
    "domain list",
    "directory list",
    "workspace list",
    "token list",
    "key list",
    "service-account list",
    "service-account list --live",
    "service-account tokens",
    "service-account clients",
    "event list",
    "event list --live --since 2d",
    "event actions",
    "event rules",
    "import users users.csv --exported-at 2026-11-20",
    "import managed-accounts export.csv --exported-at 2026-11-20",
    "import policy-members members.csv --exported-at 2026-11-20 --policy-name Contractors",
    "import list",
    "sql --schema",
    "sql --schema user",
    // Plans of every kind.
    "user invite new@acme.example --dry-run",
    "user offboard PERSON --dry-run",
    "user restore SUSPENDED --dry-run",
    "user remove PERSON --dry-run",
    "user deactivate PERSON --dry-run",
    "user activate SUSPENDED --dry-run",
    "user delete PERSON --dry-run",
    "user cancel-delete PERSON --dry-run",
    "user set-email PERSON --to other@acme.example --dry-run",
    "user update PERSON --job-title Chief --dry-run",
    "user remove-access PERSON --app bitbucket --dry-run",
    "group create night-shift --yes",
    "group delete night-shift --dry-run",
    "group add night-shift PERSON --dry-run",
    "group remove org-admins ADMIN --dry-run",
    "group sync night-shift PERSON --dry-run",
    "group copy-members org-admins night-shift --dry-run",
    "role grant org-admin PERSON --dry-run",
    "role revoke org-admin ADMIN --dry-run",
    "token revoke TOKEN --dry-run",
    "key revoke KEY --dry-run",
    "service-account delete ROBOT --dry-run",
    "service-account revoke-tokens ROBOT --dry-run",
    "service-account delete-clients CLIENT --dry-run",
    "change --csv change.csv --dry-run",
    "policy move PERSON --to Contractors --plan plan.json",
    "plan show plan.json --explain",
    "plan check plan.json",
    // Runs, and what follows from them.
    "apply plan.json --yes",
    "group add org-admins PERSON --rehearse",
    "user suspend PERSON --yes --until 2026-11-25",
    "role grant org-admin OTHER --yes",
    "event watch --since 9d -o jsonl",
    "undo last --dry-run",
    "run list",
    "run show last",
    "run verify 20261124-2",
    "run restore 2026-11-24T08:00:00Z --dry-run",
    "user show PERSON",
    "user show PERSON --live",
    "user show ADMIN",
    "review start --scope group:org-admins --reviewer ADMIN --out q4",
    "review status q4",
    "review verify q4",
    "review list",
    "snapshot list",
    "snapshot diff --since 1",
    "export csv mirror",
];

/// Commands that print no rows, or none of ours.
const WITHOUT_JSON: &[(&str, &[&str])] = &[
    (
        "prints what Atlassian answers",
        &["api", "event tail", "event export"],
    ),
    (
        "prints text, or nothing on stdout",
        &[
            "auth login",
            "auth logout",
            "auth switch",
            "auth add-directory",
            "auth remove-directory",
            "completions",
            "config set",
            "config unset",
            "demo",
            "import remove",
            "man",
            "plan approve",
            "policy name",
            "run close",
            "run prune",
            "sim serve",
            "report all",
            "snapshot prune",
        ],
    ),
    (
        "prints what a command prints that is run here",
        &[
            "export jsonl",
            "export parquet",
            "export postgres",
            "review close",
            "review plan",
            "run expire",
            "run resume",
        ],
    ),
];

/// Objects whose keys are names of figures and lists, not fields.
const BY_NAME: [&str; 3] = ["figures", "lists", "next"];

/// What was seen of a field.
#[derive(Default)]
struct Field {
    /// Its types, each with the documents.
    types: BTreeMap<String, BTreeSet<String>>,
    /// The keys of its objects, each with a document.
    keys: BTreeMap<BTreeSet<String>, String>,
}

type Seen = BTreeMap<String, Field>;

fn type_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Object(_) => "object".to_owned(),
        Value::Array(all) => {
            let of: BTreeSet<String> = all.iter().map(type_of).collect();
            let of: Vec<String> = of.into_iter().filter(|one| !one.is_empty()).collect();
            match &of[..] {
                [] => String::new(),
                of => format!("list of {}", of.join(" and ")),
            }
        }
    }
}

/// Notes the types of every field of a document.
fn collect(seen: &mut Seen, of: &str, value: &Value) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| collect(seen, of, one)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let of = format!("{of}: {name}");
                if BY_NAME.contains(&name.as_str()) {
                    let inner = value.as_object().unwrap();
                    inner.values().for_each(|one| collect(seen, &of, one));
                    continue;
                }
                note(seen, name, &type_of(value), &of);
                for object in std::slice::from_ref(value)
                    .iter()
                    .chain(value.as_array().into_iter().flatten())
                {
                    if let Some(object) = object.as_object() {
                        let keys = object.keys().cloned().collect();
                        let field = seen.entry(name.clone()).or_default();
                        field.keys.entry(keys).or_insert(of.clone());
                    }
                }
                collect(seen, &of, value);
            }
        }
        _ => {}
    }
}

fn note(seen: &mut Seen, name: &str, kind: &str, of: &str) {
    if !kind.is_empty() {
        let field = seen.entry(name.to_owned()).or_default();
        field
            .types
            .entry(kind.to_owned())
            .or_default()
            .insert(of.to_owned());
    }
}

/// Notes the types of the reference, which has those of rows that no organization here has.
fn collect_documented(seen: &mut Seen) {
    let mut title = "";
    let mut is_figure = false;
    let page = reference("json.md");
    for line in page.lines() {
        if line.starts_with('#') {
            title = line;
        } else if line.starts_with("| F") {
            is_figure = line.starts_with("| Figure ");
        } else if let Some((name, rest)) = line
            .strip_prefix("| `")
            .and_then(|row| row.split_once("` | "))
            && !is_figure
            && !BY_NAME.contains(&name)
        {
            let kind = rest.split(" | ").next().unwrap();
            let kind = kind
                .split([',', '|'])
                .next()
                .unwrap()
                .split(" or ")
                .next()
                .unwrap();
            let kind = match kind.trim() {
                "time" => "text",
                kind => kind.trim_end_matches('s'),
            };
            note(seen, name, kind, &format!("json.md, {title}"));
        }
    }
}

fn reference(name: &str) -> String {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    std::fs::read_to_string(pages.join(name)).unwrap()
}

/// The commands of the reference.
fn commands() -> BTreeSet<String> {
    let page = reference("cli.md");
    let headings = page
        .lines()
        .filter_map(|line| line.strip_prefix("## `atlctl "));
    headings
        .map(|name| name.trim_end_matches('`').to_owned())
        .collect()
}

/// The words that stand for something of this organization.
fn words(place: &Place) -> Vec<(&'static str, String)> {
    let people = place.control().accounts();
    let of = |status: &str, org_admin: bool, at: usize| {
        let mut these = people
            .iter()
            .filter(|one| one.managed && one.status == status && one.org_admin == org_admin);
        these.nth(at).unwrap().email.clone()
    };
    let first = |list: &[&str]| {
        let output = place.run(&[list, &["-q", "-o", "id"]].concat());
        output.stdout.lines().next().unwrap().to_owned()
    };
    vec![
        ("ADMIN", of("active", true, 0)),
        ("PERSON", of("active", false, 0)),
        ("OTHER", of("active", false, 1)),
        ("SUSPENDED", of("suspended", false, 0)),
        ("TOKEN", first(&["token", "list"])),
        ("KEY", first(&["key", "list"])),
        ("ROBOT", first(&["service-account", "list"])),
        ("CLIENT", first(&["service-account", "clients"])),
    ]
}

/// What makes the checks of runs and evidence print a row: somebody else moved the person, and added a file.
fn disturb(place: &Place, run: &str, words: &[(&str, String)]) {
    if run.starts_with("run verify") {
        let control = place.control();
        let (_, email) = words.iter().find(|(word, _)| *word == "PERSON").unwrap();
        let policies = control.policies().into_iter();
        let mut others = policies.filter(|policy| policy.name != "Contractors");
        let account = control.account(email).unwrap().account_id;
        assert!(control.set_policy(&account, &others.next().unwrap().id));
    } else if run.starts_with("review verify") {
        place.env.file("q4/another.txt", "");
    }
}

#[test]
fn a_field_has_one_type_everywhere() {
    let place = Place::named();
    let words = words(&place);
    let firefox = place.env.home().join(".mozilla/firefox");
    std::fs::create_dir_all(firefox.join("abc.work")).unwrap();
    let profiles = "[Profile0]\nName=work\nIsRelative=1\nPath=abc.work\n";
    std::fs::write(firefox.join("profiles.ini"), profiles).unwrap();
    place.env.file("users.csv", USERS);
    let email = &words[1].1;
    place.env.file(
        "members.csv",
        format!("Email,Last active time\n{email},Never\n"),
    );
    place
        .env
        .file("change.csv", format!("Email,Action\n{email},suspend\n"));
    let mut seen = Seen::new();
    let mut faults = Vec::new();
    let mut printed: Vec<String> = Vec::new();
    for run in RUNS {
        disturb(&place, run, &words);
        let args = run.split(' ').map(|arg| {
            let word = words.iter().find(|(word, _)| *word == arg);
            word.map_or(arg, |(_, stands_for)| stands_for.as_str())
        });
        let args: Vec<&str> = args.collect();
        let json: &[&str] = match args.contains(&"-o") {
            true => &["-q"],
            false => &["-q", "-o", "json"],
        };
        let output = place.run(&[&args[..], json].concat());
        let values = serde_json::Deserializer::from_str(&output.stdout).into_iter::<Value>();
        let values: Result<Vec<Value>, _> = values.collect();
        let values = values.unwrap_or_else(|error| panic!("{run}: {error}\n{output}"));
        // Each prints a row, so that its fields are seen.
        if values
            .iter()
            .all(|value| *value == Value::Array(Vec::new()))
        {
            faults.push(format!("{run} prints no row: {output}"));
        }
        values
            .iter()
            .for_each(|value| collect(&mut seen, run, value));
        printed.push((*run).to_owned());
    }
    for report in REPORTS {
        let since: &[&str] = if report == "changes" {
            &["--since", "1"]
        } else {
            &[]
        };
        let output = place.run(&[&["-q", "report", report, "-o", "json"], since].concat());
        let value = serde_json::from_str(&output.stdout).unwrap();
        collect(&mut seen, &format!("report {report}"), &value);
        printed.push(format!("report {report}"));
    }
    collect_documented(&mut seen);
    for command in commands() {
        let is_run = printed
            .iter()
            .any(|run| format!("{run} ").starts_with(&format!("{command} ")));
        let is_without = WITHOUT_JSON
            .iter()
            .any(|(_, these)| these.contains(&command.as_str()));
        assert!(
            is_run != is_without || command == "sql",
            "run atlctl {command} here, or say why it has no JSON"
        );
    }
    for (name, field) in &seen {
        if field.types.len() > 1 {
            faults.push(format!("{name} has several types: {:#?}", field.types));
        }
        let mut all = field.keys.iter();
        let Some((first, of)) = all.next() else {
            continue;
        };
        for (keys, other) in all.filter(|(keys, _)| keys.is_disjoint(first)) {
            faults.push(format!(
                "{name} is another object in {of} than in {other}: {first:?}, {keys:?}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
