//! The questions of an auditor: who is an organization admin, since when, who gave the role, and who approved it. One
//! report answers them, in every form.

use std::time::Duration;

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::Place;

/// What an auditor finds: an admin by an approved run, one by another administrator, and one from before the first sync.
struct Audited {
    place: Place,
    by_run: String,
    by_other: String,
}

/// The mirror and its audit log are read at 8:00. At 9:00, a run makes one person an admin, whose plan Bob approved, and
/// another administrator makes another one an admin. Both are in the mirror at 10:00.
fn audited() -> Audited {
    let mut place = Place::with_key(SimConfig::default());
    let sync = |place: &mut Place, now: &str| {
        place.env.var("ATLCTL_NOW", now);
        for words in [&["sync"][..], &["sync", "--only", "events"]] {
            place.run(&[&["-q"], words].concat()).expect(0);
        }
    };
    sync(&mut place, "2026-11-24T08:00:00Z");
    let people = place.control().accounts();
    let mut plain = people
        .iter()
        .filter(|one| one.status == "active" && !one.org_admin && one.managed);
    let (by_run, by_other) = (plain.next().unwrap(), plain.next().unwrap());
    place.env.var("ATLCTL_NOW", "2026-11-24T09:00:00Z");
    let made = place.run(&["-q", "plan", "approve", "--new-key", "bob.key"]);
    let config = place.env.home().join(".config/atlctl/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let approvers = format!("approvers = [\"bob@example.com:{}\"]", made.stdout.trim());
    let text = text.replacen(
        "[profile.default]",
        &format!("[profile.default]\n{approvers}"),
        1,
    );
    assert!(text.contains(&approvers), "{text}");
    std::fs::write(&config, text).unwrap();
    let grant = ["-q", "role", "grant", "org-admin", &by_run.email];
    let why = ["--reason", "vacation cover", "--ticket", "OPS-7"];
    let plan = ["--plan", "plan.json"];
    place.run(&[&grant[..], &why, &plan].concat()).expect(0);
    let approve = ["-q", "plan", "approve", "plan.json", "--key", "bob.key"];
    place.run(&[&approve[..], &["--yes"]].concat()).expect(0);
    place.run(&["-q", "apply", "plan.json", "--yes"]).expect(0);
    let path = format!(
        "/admin/v1/orgs/{}/users/{}/role-assignments/assign",
        place.sim.org_id(),
        by_other.account_id
    );
    let role = r#"{"role":"atlassian/org-admin"}"#;
    let (status, answer) = place.control().as_another("POST", &path, role);
    assert!(status < 300, "{status} {answer}");
    place.control().settle();
    let (by_run, by_other) = (by_run.email.clone(), by_other.email.clone());
    sync(&mut place, "2026-11-24T10:00:00Z");
    Audited {
        place,
        by_run,
        by_other,
    }
}

fn json(place: &Place, words: &[&str]) -> Value {
    let output = place.run(words);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"))
}

/// The row of a person, and of the run that is named there.
fn row(rows: &Value, email: &str) -> Value {
    let mut rows = rows.as_array().unwrap().iter();
    rows.find(|row| row["email"] == email)
        .unwrap_or_else(|| panic!("no {email}"))
        .clone()
}

#[test]
fn who_has_the_role_since_when_by_whom_and_who_approved_it() {
    let Audited {
        place,
        by_run,
        by_other,
    } = audited();
    let report = json(&place, &["report", "admins", "-o", "json"]);
    let rows = &report["lists"]["admins"];
    let ours = row(rows, &by_run);
    let said = |row: &Value, name: &str| row[name].as_str().unwrap_or("null").to_owned();
    assert_eq!(said(&ours, "since"), "2026-11-24T09:00:00Z", "{ours}");
    assert_eq!(
        said(&ours, "approved_by"),
        "bob@example.com at 2026-11-24T09:00:00Z",
        "{ours}"
    );
    assert_eq!(
        (said(&ours, "reason"), said(&ours, "ticket")),
        ("vacation cover".to_owned(), "OPS-7".to_owned())
    );
    // Who started the run: the account of this machine, as the run has it.
    let run = said(&ours, "run");
    let shown = json(&place, &["run", "show", &run, "-o", "json"]);
    assert_eq!(shown[0]["by"], ours["granted_by"], "{shown}");
    assert!(ours["granted_by"].is_string(), "{ours}");
    // The other one by the audit log, which names the actor and the event, and no approval.
    let theirs = row(rows, &by_other);
    let events = ["-q", "event", "list", "--target", &by_other, "-o", "json"];
    let events = json(&place, &events);
    let granted = events.as_array().unwrap().iter();
    let granted: Vec<&Value> = granted
        .filter(|event| event["action"] == "role_granted")
        .collect();
    assert_eq!(granted.len(), 1, "{events}");
    let actor = ["actor_email", "actor_name"].map(|name| granted[0][name].as_str());
    let actor = actor.into_iter().flatten().next().unwrap();
    assert_eq!(said(&theirs, "granted_by"), actor, "{theirs}");
    assert_eq!(theirs["event_id"], granted[0]["id"], "{theirs}");
    assert_ne!(said(&theirs, "granted_by"), said(&ours, "granted_by"));
    assert!(
        theirs["run"].is_null() && theirs["run_known"] == true && theirs["approved_by"].is_null(),
        "{theirs}"
    );
    // Since the event, which a sync may have found long after.
    let at = granted[0]["at"].as_str().unwrap();
    let since = said(&theirs, "since");
    assert_eq!(since.get(..19), at.get(..19), "{theirs}");
    assert_ne!(since, "2026-11-24T10:00:00Z");
    // What nobody recorded is unknown.
    let first = row(rows, "ada.admin@acme.example");
    for name in ["since", "granted_by", "approved_by", "run", "event_id"] {
        assert!(first[name].is_null(), "{name}: {first}");
    }
    assert_eq!(first["since_known"], false, "{first}");
    // In a terminal and as CSV.
    let columns = "email,since,granted_by,approved_by";
    let words = ["report", "admins", "--list", "admins", "--columns", columns];
    let csv = place
        .run(&[&["-q"], &words[..], &["-o", "csv"]].concat())
        .stdout;
    for line in [
        format!(
            "{by_run},2026-11-24T09:00:00Z,\"{}\",bob@example.com at 2026-11-24T09:00:00Z",
            said(&ours, "granted_by")
        ),
        format!("{by_other},{since},{actor},unknown"),
        "ada.admin@acme.example,unknown,unknown,unknown".to_owned(),
    ] {
        assert!(csv.lines().any(|one| one == line), "{line}\n{csv}");
    }
}

/// The page that one hands to an auditor, alone and in the set, and that of what changed.
#[test]
fn the_pages_answer_the_auditor() {
    let Audited {
        place,
        by_run,
        by_other,
    } = audited();
    place
        .run(&["-q", "report", "admins", "--html", "admins.html"])
        .expect(0);
    place
        .run(&["-q", "report", "all", "--out", "set", "--since", "1"])
        .expect(0);
    let page = |name: &str| std::fs::read_to_string(place.env.home().join(name)).unwrap();
    for name in ["admins.html", "set/admins.html"] {
        let page = page(name);
        let (_, data) = page.split_once("id=\"data\">").unwrap();
        let data = data.split("</script>").next().unwrap();
        let data: Value = serde_json::from_str(data).unwrap();
        let list = &data["lists"][0];
        let cell = |email: &str, column: &str| {
            let columns = list["columns"].as_array().unwrap();
            let text = |cell: &Value| {
                let at = cell[0].as_u64()?;
                let text = &data["texts"][usize::try_from(at).ok()?];
                text.as_str().map(str::to_owned)
            };
            let of = |name: &str| columns.iter().find(|one| one["name"] == name).unwrap();
            let emails = of("email")["cells"].as_array().unwrap();
            let at = emails
                .iter()
                .position(|one| text(one).as_deref() == Some(email))
                .unwrap();
            text(&of(column)["cells"][at]).unwrap_or_else(|| "?".to_owned())
        };
        assert_eq!(
            cell(&by_run, "approved_by"),
            "bob@example.com at 2026-11-24T09:00:00Z",
            "{name}"
        );
        assert_eq!(cell(&by_run, "ticket"), "OPS-7", "{name}");
        assert_eq!(cell(&by_run, "since"), "2026-11-24T09:00:00Z", "{name}");
        assert!(cell(&by_other, "granted_by").contains('@'), "{name}");
        assert_eq!(cell("ada.admin@acme.example", "granted_by"), "?", "{name}");
    }
    // On the line of time, both are gained.
    let changes = page("set/changes.html");
    let (_, line) = changes.split_once("<ol class=\"times\">").unwrap();
    let line = line.split("</ol>").next().unwrap();
    for email in [&by_run, &by_other] {
        assert!(line.contains(email.as_str()), "{email}: {line}");
    }
}

/// Another administrator revokes the role that a run granted, and grants it again; no sync of people sees a difference.
#[test]
fn a_role_that_was_granted_again_is_not_that_of_the_run() {
    let Audited {
        mut place, by_run, ..
    } = audited();
    let people = place.control().accounts();
    let of_run = people.iter().find(|one| one.email == by_run).unwrap();
    for what in ["revoke", "assign"] {
        place.control().advance(Duration::from_secs(60));
        let path = format!(
            "/admin/v1/orgs/{}/users/{}/role-assignments/{what}",
            place.sim.org_id(),
            of_run.account_id
        );
        let role = r#"{"role":"atlassian/org-admin"}"#;
        let (status, answer) = place.control().as_another("POST", &path, role);
        assert!(status < 300, "{status} {answer}");
    }
    place.control().settle();
    place.env.var("ATLCTL_NOW", "2026-11-24T11:00:00Z");
    for words in [&["sync"][..], &["sync", "--only", "events"]] {
        place.run(&[&["-q"], words].concat()).expect(0);
    }
    let report = json(&place, &["report", "admins", "-o", "json"]);
    let row = row(&report["lists"]["admins"], &by_run);
    let events = ["-q", "event", "list", "--target", &by_run, "-o", "json"];
    let events = json(&place, &events);
    let newest = events.as_array().unwrap().iter();
    let newest = newest
        .filter(|event| event["action"] == "role_granted")
        .max_by_key(|event| event["at"].as_str().unwrap().to_owned())
        .unwrap();
    assert_eq!(row["event_id"], newest["id"], "{row} {events}");
    for none in ["run", "ticket", "reason", "approved_by"] {
        assert!(row[none].is_null(), "{none}: {row}");
    }
    let since = row["since"].as_str().unwrap();
    let at = newest["at"].as_str().unwrap().trim_end_matches('Z');
    assert!(since.starts_with(at), "{row} {newest}");
    // So it is in what changed since before the run, by whatever command.
    let mut gained = 0;
    for words in [
        &["report", "changes", "--since", "1", "--list", "changes"][..],
        &["snapshot", "diff", "--since", "1"],
    ] {
        let all = json(&place, &[&["-q"], words, &["-o", "json"]].concat());
        for change in all.as_array().unwrap() {
            if change["id"] != row["account_id"] && change["account_id"] != row["account_id"] {
                continue;
            }
            assert!(change["run"].is_null(), "{words:?}: {change}");
            gained += 1;
        }
    }
    assert!(gained >= 2, "{gained}");
}
