//! Saved plans before they are applied: parts of them, why each row is there, whether they still hold, and approvals.

use std::os::unix::fs::PermissionsExt as _;

use atlctl_sim::SimConfig;

use crate::moving::{Place, TO};
use crate::review::{mixed, redacted};

#[test]
fn a_part_of_a_plan_is_shown() {
    let place = Place::new(SimConfig::default());
    mixed(&place);
    let only = |words: &str| place.run(&["-q", "plan", "show", "mixed.json", "--only", words]);
    insta::assert_snapshot!(only("irreversible"));
    insta::assert_snapshot!(only("Directory-Access,locks_out"));
    let csv = place.run(&[
        "-q",
        "plan",
        "show",
        "mixed.json",
        "--only",
        "policy,admin",
        "-o",
        "csv",
        "--columns",
        "email,plan,verdict",
    ]);
    csv.expect(2);
    let csv = place.run(&[
        "-q",
        "plan",
        "show",
        "mixed.json",
        "--only",
        "policy,admin",
        "-o",
        "csv",
        "--columns",
        "email,verdict",
    ]);
    insta::assert_snapshot!(csv);
    insta::assert_snapshot!(only("suspensions"));
}

#[test]
fn each_row_is_explained() {
    let place = Place::new(SimConfig::default());
    mixed(&place);
    let shown = place.run(&["plan", "show", "mixed.json", "--explain"]);
    insta::assert_snapshot!(redacted(&shown));
    let people = place.listed(1);
    let plan = place.moves(&[
        "-q",
        "--dry-run",
        "--explain",
        "-o",
        "json",
        "--columns",
        "email,why",
    ]);
    let rows: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    assert_eq!(rows[0]["email"], people[0].email.as_str());
    let why = rows[0]["why"].as_str().unwrap();
    assert!(why.starts_with("From line 2 of people.csv. Policy: Password only (live) → Contractors. Is a managed account"), "{why}");
}

#[test]
fn a_plan_is_checked_against_the_live_state() {
    let mut place = Place::new(SimConfig::default());
    let people = place.listed(4);
    place.keep_plan();
    let check = ["plan", "check", "plan.json"];
    let fits = place.run(&check);
    assert!(fits.stdout.is_empty(), "{fits}");
    assert!(
        fits.stderr.contains(
            "4 as recorded, 0 already as planned, 0 changed since, 0 not reported.\nThe plan would apply as it is."
        ),
        "{fits}"
    );
    fits.expect(0);
    let other = place.policy("Service accounts");
    place
        .control()
        .set_policy(&people[1].account_id, &place.policy(TO));
    place.control().set_policy(&people[2].account_id, &other);
    insta::assert_snapshot!(place.run(&check));
    let all = place.run(&[
        "-q",
        "plan",
        "check",
        "plan.json",
        "-o",
        "csv",
        "--columns",
        "line,state",
    ]);
    assert_eq!(all.stdout.lines().count(), 5, "{all}");
    all.expect(6);
    assert_eq!(place.writes(), 0);
    place.env.var("ATLCTL_NOW", "2026-11-26T09:00:00Z");
    let old = place.run(&["-q", "plan", "check", "plan.json"]);
    assert!(old.stderr.contains("more than a day"), "{old}");
    old.expect(6);
    place
        .run(&["-q", "--org", "other", "plan", "check", "plan.json"])
        .expect(5);
}

#[test]
fn a_second_person_approves() {
    let mut place = Place::new(SimConfig::default());
    place
        .env
        .var("ATLCTL_NOW", "2026-11-24T09:00:00.123456789Z");
    place.listed(2);
    let made = place.run(&["plan", "approve", "--new-key", "bob.key"]);
    let public = made.stdout.trim().to_owned();
    assert!(made.stderr.contains(&format!("NAME:{public}")), "{made}");
    let key = place.env.home().join("bob.key");
    assert_eq!(
        std::fs::metadata(&key).unwrap().permissions().mode() & 0o777,
        0o600
    );
    place
        .run(&["plan", "approve", "--new-key", "bob.key"])
        .expect(2); // it is there already
    place.configure(&format!("approvers = [\"bob@example.com:{public}\"]"));
    // Nothing is applied without a saved plan.
    let at_once = place.moves(&["--yes"]);
    insta::assert_snapshot!(at_once.to_string().replace(&public, "[KEY]"));
    place.keep_plan();
    let shown = |place: &Place, words: &str| {
        let plan = place.run(&["plan", "show", "plan.json"]);
        assert!(plan.stderr.contains(&format!("\n{words}")), "{plan}");
        let page = [
            "plan",
            "show",
            "plan.json",
            "--html",
            "plan.html",
            "--force",
        ];
        place.run(&page).expect(0);
        let page = std::fs::read_to_string(place.env.home().join("plan.html")).unwrap();
        assert!(page.contains(words), "{words}\n{page}");
    };
    shown(&place, "Not approved yet");
    let apply = ["-q", "apply", "plan.json", "--yes"];
    insta::assert_snapshot!(place.run(&apply));
    let approve = ["plan", "approve", "plan.json", "--key", "bob.key"];
    insta::assert_snapshot!(place.run(&approve));
    // A key that is not listed, and one that others can read.
    place
        .run(&["-q", "plan", "approve", "--new-key", "eve.key"])
        .expect(0);
    let eve = ["plan", "approve", "plan.json", "--key", "eve.key", "--yes"];
    let unlisted = place.run(&eve);
    assert!(
        unlisted
            .stderr
            .contains("Warning: this key is not among the profile's approvers"),
        "{unlisted}"
    );
    assert!(!unlisted.stderr.contains("apply it within"), "{unlisted}");
    unlisted.expect(0);
    shown(&place, "Signed with the key ");
    insta::assert_snapshot!(place.run(&apply));
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    insta::assert_snapshot!(place.run(&[&["-q"], &approve[..]].concat()));
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(place.writes(), 0);
    place
        .run(&[&["-q"], &approve[..], &["--yes"]].concat())
        .expect(0);
    let approved = "Approved by bob@example.com at 2026-11-24 09:00 UTC";
    shown(&place, approved);
    // Another plan has not this approval.
    place
        .run(&[
            "-q",
            "policy",
            "move",
            "--csv",
            "people.csv",
            "--to",
            "Service accounts",
            "--plan",
            "other.json",
        ])
        .expect(0);
    std::fs::copy(
        place.env.home().join("plan.json.approval"),
        place.env.home().join("other.json.approval"),
    )
    .unwrap();
    place.run(&["-q", "apply", "other.json", "--yes"]).expect(5);
    assert_eq!(place.writes(), 0);
    let applied = place.run(&["apply", "plan.json", "--yes"]);
    assert!(
        applied
            .stderr
            .contains("Approved by bob@example.com at 2026-11-24 09:00 UTC."),
        "{applied}"
    );
    applied.expect(0);
    // The run says it, in words, in machine forms and on its page; also where an older version recorded fractions of a
    // second.
    let mut files = place.env.files().into_iter();
    let record = files.find(|path| path.parent().is_some_and(|dir| dir.ends_with("approved")));
    let precise = "bob@example.com at 2026-11-24T09:00:00.123456789Z";
    std::fs::write(record.unwrap(), precise).unwrap();
    let by = "bob@example.com at 2026-11-24T09:00:00Z";
    let shown = place.run(&["run", "show", "last"]);
    assert!(
        shown
            .stderr
            .contains("Approved by bob@example.com at 2026-11-24 09:00 UTC."),
        "{shown}"
    );
    let json = place.run(&["-q", "run", "show", "last", "-o", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(rows[0]["approved_by"], by, "{json}");
    place
        .run(&["-q", "run", "show", "last", "--html", "run.html"])
        .expect(0);
    let page = std::fs::read_to_string(place.env.home().join("run.html")).unwrap();
    assert!(page.contains("Approved by") && page.contains(by));
}

#[test]
fn nobody_approves_their_own_plan() {
    let place = Place::new(SimConfig::default());
    place.listed(1);
    let public = place
        .run(&["-q", "plan", "approve", "--new-key", "own.key"])
        .stdout;
    // "user" is who made the plan.
    place.configure(&format!("approvers = [\"user:{}\"]", public.trim()));
    place.keep_plan();
    let own = place.run(&[
        "-q",
        "plan",
        "approve",
        "plan.json",
        "--key",
        "own.key",
        "--yes",
    ]);
    assert!(
        own.stderr
            .contains("user made this plan; somebody else must approve it"),
        "{own}"
    );
    own.expect(5);
    place.configure("approvers = [\"bob\"]");
    let wrong = place.run(&["-q", "apply", "plan.json", "--yes"]);
    assert!(
        wrong
            .stderr
            .contains("approvers of the profile p must be NAME:PUBLIC-KEY, each in a value of its own, but value 1 is not"),
        "{wrong}"
    );
    wrong.expect(5);
}

#[test]
fn new_accounts_are_left_alone() {
    let place = Place::new(SimConfig::default());
    place.listed(3);
    place.configure("protect_new = 36500");
    let plan = [
        "-q",
        "--dry-run",
        "-o",
        "csv",
        "--columns",
        "verdict,reason",
    ];
    let held = place.moves(&plan);
    assert_eq!(held.stdout.matches("new account").count(), 3, "{held}");
    assert!(held.stdout.contains("(use --include-new)"), "{held}");
    let taken = place.moves(&[&plan[..], &["--include-new"]].concat());
    assert_eq!(taken.stdout.matches("change").count(), 3, "{taken}");
}
