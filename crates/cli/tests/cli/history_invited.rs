//! What an invitation by a run brought, and a sync found later, is the run's.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::Place;

fn asked(place: &Place, sql: &str) -> Vec<String> {
    let output = place.run(&["-q", "sql", sql, "-o", "csv"]);
    assert_eq!(output.code, 0, "{output}");
    output.stdout.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn what_an_invitation_gave_is_the_runs_and_nothing_else() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    let groups = asked(
        &place,
        "SELECT name || ',' || id FROM \"group\" WHERE managed_by = 'admins' AND name LIKE 'team-%' ORDER BY 1 LIMIT 2",
    );
    let (given, _) = groups[0].trim_matches('"').split_once(',').unwrap();
    let (other, other_id) = groups[1].trim_matches('"').split_once(',').unwrap();
    let before = asked(
        &place,
        "SELECT email FROM user WHERE membership_status = 'no_membership' AND managed AND status = 'not_invited' \
         ORDER BY 1 LIMIT 1",
    );
    let mut people = vec!["new.three@acme.example"];
    people.extend(before.iter().map(String::as_str));
    let mut args = vec!["-q", "user", "invite"];
    args.extend(&people);
    args.extend(["--group", given, "--app", "confluence", "--yes"]);
    place.run(&args).expect(0);
    // Somebody else puts the new person into another group before the sync.
    let shown = place.run(&["-q", "user", "show", people[0], "--live", "-o", "json"]);
    let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
    let account = shown
        .pointer("/account_id")
        .or_else(|| shown.pointer("/0/account_id"));
    let account = account.and_then(Value::as_str).unwrap();
    let directory = asked(&place, "SELECT id FROM directory").remove(0);
    let path =
        format!("admin/v2/orgs/{{org}}/directories/{directory}/groups/{other_id}/memberships");
    let body = format!(r#"{{"accountId":"{account}"}}"#);
    place
        .run_with(
            &["-q", "api", "POST", &path, "--input", "-", "--yes"],
            &body,
        )
        .expect(0);
    place.run(&["-q", "sync"]).expect(0);

    let run = asked(
        &place,
        "SELECT DISTINCT run FROM change WHERE run IS NOT NULL",
    )
    .remove(0);
    let diff = ["-q", "snapshot", "diff", "--since", "1", "-o", "json"];
    let diff = place.run(&diff);
    let rows: Value = serde_json::from_str(&diff.stdout).unwrap();
    let rows = rows.as_array().unwrap();
    let of = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let mut kinds = std::collections::BTreeSet::new();
    for row in rows {
        let (subject, name) = (of(row, "of"), of(row, "name"));
        if !people.contains(&name.as_str()) || of(row, "column") == "mfa_enabled" {
            continue;
        }
        kinds.insert((subject.clone(), of(row, "change")));
        let is_others = subject == "memberships" && of(row, "item") == other;
        let expected = if is_others {
            String::new()
        } else {
            run.clone()
        };
        assert_eq!(of(row, "run"), expected, "{row}");
    }
    for expected in ["people", "memberships", "apps"] {
        let added = (expected.to_owned(), "added".to_owned());
        assert!(kinds.contains(&added), "{expected}: {kinds:?}");
    }
    assert!(rows.iter().any(|row| of(row, "item") == other), "{diff}");
}
