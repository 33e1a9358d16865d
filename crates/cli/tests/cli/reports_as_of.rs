//! Reports of a moment of the past: they say which, count from it, and lead to no change.

use serde_json::Value;

use super::history::week;
use crate::common::{Place, REPORTS};

fn json(place: &Place, words: &[&str]) -> Value {
    let output = place.run(words);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"))
}

/// The first number that a statement gives.
fn number(place: &Place, sql: &str, moment: Option<&str>) -> i64 {
    let mut words = vec!["sql", sql, "-o", "json"];
    words.extend(moment.iter().flat_map(|moment| ["--as-of", moment]));
    let rows = json(place, &words);
    rows[0]["n"].as_i64().unwrap()
}

#[test]
fn every_report_shows_the_moment() {
    let (place, ..) = week();
    // A report of changes names its own moments.
    for kind in REPORTS.into_iter().filter(|kind| *kind != "changes") {
        let then = json(&place, &["report", kind, "-o", "json", "--as-of", "1"]);
        assert_eq!(then["as_of"], "2026-11-16T09:00:00Z", "{kind}");
        let title = then["title"].as_str().unwrap();
        assert!(title.ends_with(", as of 2026-11-16 09:00 UTC"), "{title}");
        let command = then["command"].as_str().unwrap();
        assert!(command.ends_with(" --as-of 1"), "{command}");
        // A change starts from the present.
        assert_eq!(then["next"], serde_json::json!({}), "{kind}");
        let now = json(&place, &["report", kind, "-o", "json"]);
        assert_eq!(
            (
                &now["as_of"],
                now["title"].as_str().unwrap().contains("as of")
            ),
            (&Value::Null, false)
        );
    }
}

/// The person who moved to another policy a week later is counted where they were, and so is every age.
#[test]
fn numbers_are_those_of_the_moment() {
    let (place, joined, moved) = week();
    let policy = |moment: &[&str]| {
        let report = json(
            &place,
            &[&["report", "policies", "-o", "json"][..], moment].concat(),
        );
        let people = report["lists"]["policies"].as_array().unwrap();
        let of = people.iter().map(|row| {
            (
                row["policy"].as_str().unwrap_or("?").to_owned(),
                row["members"].as_i64().unwrap(),
            )
        });
        of.collect::<std::collections::BTreeMap<_, _>>()
    };
    let (then, now) = (policy(&["--as-of", "1"]), policy(&[]));
    assert_eq!(now["Contractors"], then["Contractors"] + 1, "{moved}");
    assert_eq!(now["Password only"], then["Password only"] - 1);
    let members = "SELECT count(*) AS n FROM user_group WHERE group_name = 'old-project-2019'";
    for (moment, day) in [
        (Some("1"), "2026-11-16T09:00:00Z"),
        (Some("2"), "2026-11-23T09:00:00Z"),
        (None, "2026-11-24T09:00:00Z"),
    ] {
        let mut words = vec!["report", "inactive", "-o", "json"];
        words.extend(moment.iter().flat_map(|moment| ["--as-of", moment]));
        let report = json(&place, &words);
        let sql = format!(
            "SELECT count(*) AS n FROM user WHERE NOT gone AND status = 'active' AND activity_known AND \
             (last_active < strftime('%Y-%m-%dT%H:%M:%SZ', '{day}', '-90 days') \
              OR (last_active IS NULL AND coalesce(substr(added_to_org, 1, 10) < date('{day}', '-90 days'), 1)))"
        );
        assert_eq!(
            report["figures"]["inactive"].as_i64().unwrap(),
            number(&place, &sql, moment),
            "{moment:?}"
        );
        let group = number(&place, members, moment);
        assert_eq!(group, i64::from(moment != Some("1")), "{joined}");
    }
}

#[test]
fn in_a_terminal_and_on_pages() {
    let (place, ..) = week();
    insta::assert_snapshot!(place.run(&["report", "admins", "--as-of", "2026-11-17", "--limit", "2"]), @"
    Administrators, as of 2026-11-17 23:59:59 UTC
    3 organization admins: 0 without two-step verification, 1 external, 1 not active for 90 days.

    Organization admins without two-step verification       0
    External organization admins                            1
    Organization admins not active for 90 days              1
    Organization admins with unknown two-step verification  0
    Organization admins                                     3
    Organization roles held                                 3
    People with unknown roles                               0

    Organization roles (the first 2 of 3; all: --list admins)
    Email                         Name        Role                Two-step  Managed  Last active (UTC)
    ada.admin@acme.example        Ada Admin   Organization admin  yes       yes      2026-11-23 14:12
    otto.owner@acme-labs.example  Otto Owner  Organization admin  yes       yes      2026-11-24 04:22
    The same in every row shown: Since (UTC): ?; Granted by: ?; Run: ?; Approved by: ?.

    Organization admins not active for 90 days
    Email                         Name        Role                Two-step  Managed  Last active (UTC)
    omar.patel@freelance.example  Omar Patel  Organization admin  yes       no       never
    Columns not shown: since, granted_by, run, approved_by (--list inactive, --html or -o json has
      them).
    ------- stderr -------
    From the mirror of Acme (simulated), as it was at 2026-11-17 23:59:59 UTC, by the sync of 2026-11-16 09:00 UTC (snapshot 1).
    The column Since is unknown for roles granted before the first sync, unless the mirrored audit log has the event. Who granted a role, why, and who approved it is unknown unless the audit log or a run on this machine has it. A run that needed no approval shows none.
    The column Granted by names the person who started the run in the column Run; without a run, it names the actor in the audit log.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["report", "admins", "--as-of", "2026-11-01"]), @"
    ------- stderr -------
    Error: the mirror has no history of that time; it begins at 2026-11-16 09:00 UTC
    Hint: see the snapshots: atlctl snapshot list
    [exit status: 2]
    ");
    let all = place.run(&["report", "all", "--as-of", "2026-11-17", "--out", "then"]);
    all.expect(0);
    let file =
        |name: &str| std::fs::read_to_string(place.env.home().join("then").join(name)).unwrap();
    for page in ["index.html", "seats.html", "posture.html"] {
        assert!(file(page).contains("2026-11-17 23:59:59 UTC"), "{page}");
    }
    assert!(file("seats.html").contains("--as-of 2026-11-17T23:59:59.999Z"));
    assert!(!file("inactive.html").contains("class=\"next\""));
}

/// A part that was first read later is unknown before, not empty.
#[test]
fn what_was_not_read_by_then_is_unknown() {
    let mut place = Place::with_key(atlctl_sim::SimConfig::default());
    place.env.var("ATLCTL_NOW", "2026-11-16T09:00:00Z");
    place
        .run(&["sync", "--skip", "tokens,policies,group-roles"])
        .expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-20T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let now = json(&place, &["report", "tokens", "-o", "json"]);
    assert!(now["figures"]["unused"].as_i64().unwrap() > 0, "{now}");
    let then = json(&place, &["report", "tokens", "-o", "json", "--as-of", "1"]);
    assert!(then["figures"]["unused"].is_null(), "{then}");
    assert!(
        then["unknown"]
            .to_string()
            .contains("Not read by then, so unknown"),
        "{then}"
    );
    let unknown = |report: &Value| report["figures"]["default_too_much"].clone();
    let groups = ["report", "groups", "-o", "json"];
    assert!(unknown(&json(&place, &groups)).is_number());
    let then = json(&place, &[&groups[..], &["--as-of", "1"]].concat());
    assert!(unknown(&then).is_null(), "{then}");
    let then = json(
        &place,
        &["report", "policies", "-o", "json", "--as-of", "1"],
    );
    let figures = &then["figures"];
    assert_eq!(
        figures["policy_unknown"],
        number(
            &place,
            "SELECT count(*) AS n FROM user WHERE NOT gone AND coalesce(claim_status, 'managed') = 'managed'",
            Some("1")
        ),
        "{figures}"
    );
    assert!(figures["no_policy"].is_null(), "{figures}");
    let changes = json(&place, &["report", "changes", "--since", "1", "-o", "json"]);
    for name in ["tokens_added", "coverage_lost", "policies_changed"] {
        assert!(changes["figures"][name].is_null(), "{name}: {changes}");
    }
    assert!(
        changes["unknown"]
            .to_string()
            .contains("tokens (first read by sync 2)"),
        "{changes}"
    );
}
