//! Exports to files: everything, in its types; a directory that is replaced as a whole, or left alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use atlctl_core::export::{Kind, views};
use atlctl_core::store::{Mirror, schema_columns};
use rusqlite::Connection;
use serde_json::Value;

use crate::common::Place;

/// The files below a directory with their contents.
fn contents(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![directory.to_owned()];
    while let Some(path) = left.pop() {
        for entry in fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(directory).unwrap();
                let name = name.to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What is in a directory, hidden files too.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Also of views that come later: their author sees here which column needs another description.
#[test]
fn every_column_of_every_view_has_the_type_of_its_values() {
    let place = Place::named();
    let export = place.control().managed_accounts_csv();
    place.env.file("managed.csv", export);
    place
        .run(&[
            "import",
            "managed-accounts",
            "managed.csv",
            "--exported-at",
            "2026-11-24",
        ])
        .expect(0);
    let mirror = Mirror::open_read_only(place.mirror()).unwrap();
    let db = Connection::open(place.mirror()).unwrap();
    let views = views(&mirror, &[], true).unwrap();
    let mut wrong = Vec::new();
    for view in &views {
        for column in &view.columns {
            let (allowed, odd) = match column.kind {
                Kind::Text => ("'text'", "0"),
                Kind::Integer => ("'integer'", "0"),
                Kind::Real => ("'real', 'integer'", "0"),
                Kind::Boolean => ("'integer'", "{} NOT IN (0, 1)"),
                Kind::Time => ("'text'", "unixepoch({}) IS NULL"),
            };
            let name = format!("\"{}\"", column.name);
            let sql = format!(
                "SELECT count(*) FROM \"{}\" WHERE {name} IS NOT NULL AND (typeof({name}) NOT IN ({allowed}) OR {})",
                view.name,
                odd.replace("{}", &name)
            );
            let count: i64 = db.query_row(&sql, [], |row| row.get(0)).unwrap();
            if count > 0 {
                wrong.push(format!(
                    "{}.{}: {:?}, and {count} values are not",
                    view.name, column.name, column.kind
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let described = schema_columns();
    let exported: usize = views.iter().map(|view| view.columns.len()).sum();
    assert_eq!(exported, described.len());
    let kind = |view: &str, column: &str| {
        let view = views.iter().find(|known| known.name == view).unwrap();
        let mut columns = view.columns.iter();
        columns.find(|known| known.name == column).unwrap().kind
    };
    for (view, column, wanted) in [
        ("user", "email", Kind::Text),
        ("user", "managed", Kind::Boolean),
        ("user", "gone", Kind::Boolean),
        ("user", "resources", Kind::Integer),
        ("user", "last_active", Kind::Time),
        ("user", "last_active_unix", Kind::Integer),
        ("user", "added_to_org", Kind::Time),
        ("user_product", "last_active", Kind::Time),
        ("group", "members", Kind::Integer),
        ("group", "modifiable", Kind::Boolean),
        ("change", "at", Kind::Time),
    ] {
        assert_eq!(kind(view, column), wanted, "{view}.{column}");
    }
}

#[test]
fn json_lines_have_the_rows_of_the_views() {
    let place = Place::synced();
    let output = place.run(&["export", "jsonl", "out/json", "-o", "json"]);
    assert_eq!(output.code, 0, "{output}");
    let printed: Value = serde_json::from_str(&output.stdout).unwrap();
    let db = Connection::open(place.mirror()).unwrap();
    let out = place.env.home().join("out/json");
    for view in printed.as_array().unwrap() {
        let name = view["view"].as_str().unwrap();
        let sql = format!("SELECT count(*) FROM \"{name}\"");
        let rows: i64 = db.query_row(&sql, [], |row| row.get(0)).unwrap();
        let lines = lines(&out.join(format!("{name}.jsonl")));
        assert_eq!(
            (view["rows"].as_i64(), lines.len() as i64),
            (Some(rows), rows)
        );
    }
    let ada = lines(&out.join("user.jsonl")).remove(0);
    assert_eq!(ada["email"], "ada.admin@acme.example");
    assert_eq!(
        (&ada["org_admin"], &ada["gone_sync"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(ada["added_to_org"], "2025-07-31T09:00:00Z");
    assert!(
        ada["resources"].is_i64() && ada.get("raw").is_none(),
        "{ada}"
    );
    place
        .run(&["export", "jsonl", "out/json", "--raw", "--view", "user"])
        .expect(0);
    let ada = lines(&out.join("user.jsonl")).remove(0);
    let sent: Value = serde_json::from_str(ada["raw"].as_str().unwrap()).unwrap();
    assert_eq!(sent["email"], "ada.admin@acme.example");
    assert_eq!(names(out.parent().unwrap()), ["json"]);
}

#[test]
fn formulas_are_guarded_and_hostile_text_is_kept() {
    let place = Place::synced();
    let db = Connection::open(place.mirror()).unwrap();
    let hostile = "=HYPERLINK(\"http://x.example\",\"a\nb\")\u{1b}[31m";
    db.execute("UPDATE mirror_user SET name = ?1 WHERE no = 1", [hostile])
        .unwrap();
    place
        .run(&["export", "csv", "out", "--view", "user"])
        .expect(0);
    let out = place.env.home().join("out");
    let mut reader = csv::Reader::from_path(out.join("user.csv")).unwrap();
    let headings = reader.headers().unwrap().clone();
    let at = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| rows[row].get(at(name)).unwrap();
    assert_eq!(rows.len(), 200);
    assert_eq!(
        (cell(0, "name"), cell(0, "escaped")),
        (&*format!("'{hostile}"), "1")
    );
    assert_eq!((cell(1, "escaped"), cell(1, "gone")), ("", "false"));
    place
        .run(&["export", "jsonl", "json", "--view", "user"])
        .expect(0);
    let first = lines(&place.env.home().join("json/user.jsonl")).remove(0);
    assert_eq!(first["name"], hostile);
}

#[test]
fn a_directory_with_anything_else_is_left_alone() {
    let place = Place::synced();
    place.run(&["export", "csv", "out"]).expect(0);
    let out = place.env.home().join("out");
    place.run(&["export", "csv", "out"]).expect(0);
    assert_eq!(
        names(place.env.home().join("out").parent().unwrap()),
        [".config", ".local", "out"]
    );
    for (name, shown) in [
        ("notes.txt", "notes.txt"),
        ("more/notes.txt", "more/notes.txt"),
        ("more/", "more/"),
    ] {
        let path = out.join(name);
        if name.ends_with('/') {
            fs::create_dir(&path).unwrap();
        } else {
            place.env.file(&format!("out/{name}"), "mine");
        }
        let before = contents(&out);
        let output = place.run(&["export", "csv", "out"]);
        assert_eq!(output.code, 2, "{output}");
        let wanted = format!("[HOME]/out contains files that atlctl did not export: {shown}\n");
        assert!(output.stderr.contains(&wanted), "{output}");
        assert_eq!(contents(&out), before);
        let _ = fs::remove_dir_all(out.join("more"));
        let _ = fs::remove_file(path);
    }
    insta::assert_snapshot!(place.run(&["export", "jsonl", "out"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: [HOME]/out contains an export in the csv format
    Hint: use another folder, or remove this one if it is not needed
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["export", "csv", "."]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: [HOME] cannot be replaced as a whole: it is the current directory or one above it
    Hint: use a folder that does not exist yet, such as export
    [exit status: 2]
    ");
    let output = place.run(&["export", "csv", "out", "--view", "users"]);
    assert_eq!(output.code, 2, "{output}");
    assert!(
        output.stderr.contains(
            "Error: unknown view \"users\"; did you mean \"user\"?; use one of user, user_group, "
        ),
        "{output}"
    );
    // Another organization's.
    let manifest = out.join("atlctl-export.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace(&place.sim.org_id(), "another")).unwrap();
    let output = place.run(&["export", "csv", "out"]);
    assert_eq!(output.code, 2, "{output}");
    assert!(
        output
            .stderr
            .contains("an export of another organization (another)"),
        "{output}"
    );
    // A manifest that names files elsewhere removes none of them.
    let precious = place.env.file("precious.txt", "mine");
    let text = text.replace("\"user.csv\"", "\"../precious.txt\"");
    fs::write(&manifest, text).unwrap();
    place.run(&["export", "csv", "out"]).expect(2);
    fs::remove_file(out.join("user.csv")).unwrap();
    place.run(&["export", "csv", "out"]).expect(0);
    assert_eq!(fs::read_to_string(precious).unwrap(), "mine");
}

#[test]
fn what_cannot_be_written_changes_nothing() {
    let place = Place::synced();
    place.run(&["export", "csv", "out"]).expect(0);
    let out = place.env.home().join("out");
    let before = contents(&out);
    let output = place.env.run_in(80, &["export", "csv", "out"]);
    assert_eq!(output.code, 1, "{output}");
    assert!(
        output.stderr.contains("cannot write [HOME]/.out.new-"),
        "{output}"
    );
    assert_eq!(contents(&out), before);
    assert_eq!(names(place.env.home()), [".config", ".local", "out"]);
}

#[test]
fn parquet_keeps_earlier_snapshots_when_asked() {
    let place = Place::synced();
    let export = |more: &[&str]| {
        let args = [&["export", "parquet", "lake", "--view", "user"], more].concat();
        place.run(&args).expect(0);
        names(&place.env.home().join("lake/user"))
    };
    assert_eq!(export(&[]), ["snapshot=1"]);
    let first = contents(&place.env.home().join("lake/user/snapshot=1"));
    place.run(&["sync"]).expect(0);
    assert_eq!(export(&["--keep"]), ["snapshot=1", "snapshot=2"]);
    assert_eq!(
        contents(&place.env.home().join("lake/user/snapshot=1")),
        first
    );
    assert_eq!(export(&["--keep"]), ["snapshot=1", "snapshot=2"]);
    assert_eq!(export(&[]), ["snapshot=2"]);
    assert_eq!(
        names(&place.env.home().join("lake")),
        ["atlctl-export.json", "user"]
    );
}

#[test]
fn without_a_mirror_there_is_nothing_to_export() {
    let place = Place::with_key(atlctl_sim::SimConfig::default());
    insta::assert_snapshot!(place.run(&["export", "csv", "out"]), @"
    ------- stderr -------
    Error: no mirror at [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite
    Hint: mirror the organization: atlctl sync
    [exit status: 1]
    ");
    assert!(!place.env.home().join("out").exists());
    insta::assert_snapshot!(place.run(&["export", "csv", "out", "--live"]), @"
    ------- stderr -------
    Error: export copies the mirror and cannot be used with --live
    Hint: update the mirror: atlctl sync
    [exit status: 2]
    ");
}

/// One view replaces its own file, and says that the others stay; they are still ours.
#[test]
fn a_view_alone_leaves_the_files_of_the_others() {
    let place = Place::synced();
    place.run(&["export", "csv", "out"]).expect(0);
    let out = place.env.home().join("out");
    let before = names(&out);
    let group = std::fs::read(out.join("group.csv")).unwrap();
    let db = Connection::open(place.mirror()).unwrap();
    db.execute_batch("UPDATE mirror_user SET name = 'Somebody' WHERE no = 1; UPDATE mirror_group SET name = 'other'")
        .unwrap();
    let said = place.run(&["export", "csv", "out", "--view", "user"]);
    let kept = before.len() - 2;
    let words = format!("to out; kept {kept} earlier files.");
    assert!(said.stderr.contains(&words), "{}", said.stderr);
    assert_eq!(names(&out), before);
    let user = std::fs::read_to_string(out.join("user.csv")).unwrap();
    assert!(user.contains("Somebody"));
    assert_eq!(std::fs::read(out.join("group.csv")).unwrap(), group);
    let manifest = std::fs::read(out.join("atlctl-export.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    for file in manifest["files"].as_array().unwrap() {
        let is_kept = file["view"] != "user";
        assert_eq!(file["exported_at"].is_string(), is_kept, "{file}");
        assert_eq!(file["sync"] == manifest["sync"], is_kept, "{file}");
    }
    // All of them again, and one that is not there yet.
    place.run(&["export", "csv", "out"]).expect(0);
    assert_ne!(std::fs::read(out.join("group.csv")).unwrap(), group);
}
