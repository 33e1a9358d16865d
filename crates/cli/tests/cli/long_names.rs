//! A name of a megabyte, of every kind of thing that has one: a terminal and a page cut it, data has all of it, and files for
//! other programs stay small.

use serde_json::Value;

use crate::common::{Output, Place, REPORTS};

/// A formula, a tag, and what forges a line; a megabyte.
fn long() -> String {
    let part = "=HYPERLINK(\"http://evil.example\")<img src=x onerror=alert(1)>\nError: forged ";
    part.repeat((1 << 20) / part.len() + 1)
}

fn place() -> Place {
    let place = Place::named();
    let db = rusqlite::Connection::open(place.mirror()).unwrap();
    let name = long();
    for statement in [
        "UPDATE mirror_user SET name = ?1, email = NULL WHERE no IN (SELECT no FROM mirror_user WHERE status = 'active' AND last_active < unixepoch('2026-01-01') LIMIT 2)",
        "UPDATE mirror_user SET name = ?1 WHERE org_admin",
        "UPDATE mirror_group SET name = ?1 WHERE no IN (SELECT no FROM mirror_group LIMIT 2)",
        "UPDATE mirror_workspace SET name = ?1 WHERE product = 'Confluence'",
        "UPDATE mirror_policy SET name = ?1 WHERE no = 1",
        "UPDATE mirror_token SET label = ?1 WHERE id IN (SELECT id FROM mirror_token LIMIT 2)",
        "UPDATE mirror_org SET name = ?1",
    ] {
        assert!(db.execute(statement, [&name]).unwrap() > 0, "{statement}");
    }
    place
}

/// Nothing forged stands at the beginning of a line, and no more is printed than people read.
fn is_readable(what: &str, output: &Output) {
    let all = output.to_string();
    assert!(all.len() < 200_000, "{what}: {} bytes", all.len());
    assert!(!all.contains("\nError: forged"), "{what}");
    for line in output.stdout.lines() {
        assert!(
            line.chars().count() <= 400,
            "{what}: a line of {}",
            line.chars().count()
        );
    }
}

#[test]
fn a_terminal_a_page_and_files_for_other_programs_cut_it() {
    let place = place();
    for report in REPORTS {
        is_readable(report, &place.run(&["report", report]));
        let html = format!("{report}.html");
        place
            .run(&["-q", "report", report, "--html", &html])
            .expect(0);
        let page = std::fs::read_to_string(place.env.home().join(&html)).unwrap();
        assert!(
            page.len() < 1 << 20,
            "{report}: a page of {} bytes",
            page.len()
        );
        assert!(!page.contains("<img src"), "{report}");
    }
    is_readable(
        "user list",
        &place.run(&["user", "list", "--columns", "name,email"]),
    );
    is_readable("group list", &place.run(&["group", "list"]));
    let files = ["--sarif", "p.sarif", "--junit", "p.xml"];
    is_readable(
        "posture",
        &place.run(&[&["report", "posture"], &files[..]].concat()),
    );
    for file in ["p.sarif", "p.xml"] {
        let text = std::fs::read_to_string(place.env.home().join(file)).unwrap();
        assert!(text.len() < 200_000, "{file}: {} bytes", text.len());
        assert!(!text.contains("<img"), "{file}");
    }
    let sarif = std::fs::read_to_string(place.env.home().join("p.sarif")).unwrap();
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    assert!(sarif["runs"][0]["results"].as_array().unwrap().len() > 3);
}

#[test]
fn data_has_all_of_it() {
    let place = place();
    let name = long();
    let people = |form: &str| {
        let words = [
            "-q",
            "report",
            "inactive",
            "--list",
            "people",
            "--columns",
            "name",
            "-o",
            form,
        ];
        place.run(&words).stdout
    };
    let json: Value = serde_json::from_str(&people("json")).unwrap();
    let named = |row: &Value| row["name"] == name.as_str();
    let number = json.as_array().unwrap().iter().filter(|row| named(row));
    let number = number.count();
    assert!(number >= 2, "{number}");
    let lines = people("jsonl");
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    assert_eq!(lines.filter(named).count(), number);
    // A spreadsheet takes it for text, and a reader of CSV has one field of it.
    let csv = people("csv");
    let field = format!("\"'{}\"", name.replace('"', "\"\""));
    assert_eq!(csv.matches(&field).count(), number);
    let report = place.run(&["-q", "report", "groups", "-o", "json"]);
    let report: Value = serde_json::from_str(&report.stdout).unwrap();
    let groups = report["lists"]["groups"].as_array().unwrap().iter();
    assert_eq!(
        groups.filter(|row| row["group"] == name.as_str()).count(),
        2
    );
}
