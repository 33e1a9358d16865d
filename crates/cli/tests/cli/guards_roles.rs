//! Organizations whose service does not tell roles, tells them no longer, or tells them in part.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Output;
use crate::moving::{MOVE, Place, TO};

const FAULTS: [&str; 2] = [
    "POST */users/search roles-absent",
    "POST */users/search roles-null",
];

/// How a mirror comes to know no roles.
#[derive(Clone, Copy, PartialEq)]
enum Told {
    Never,
    OnceAndDropped,
}

fn place(fault: &str, told: Told) -> Place {
    let place = Place::new(SimConfig::default());
    if told == Told::Never {
        std::fs::remove_file(place.mirror()).unwrap();
    }
    place.control().fault(fault).unwrap();
    place.sync();
    place
}

fn admins(place: &Place) -> Vec<SimAccount> {
    let all = place.control().accounts().into_iter();
    all.filter(|one| one.org_admin && one.managed && one.status == "active")
        .collect()
}

/// Both admins and three others are the list.
fn list(place: &Place) -> Vec<SimAccount> {
    let mut people = admins(place);
    assert_eq!(people.len(), 2);
    people.extend(place.movable().into_iter().take(3));
    place.csv(&people);
    people
}

fn verdicts(place: &Place, more: &[&str]) -> Output {
    let print = [
        "--yes",
        "-q",
        "-o",
        "csv",
        "--columns",
        "email,outcome,reason",
    ];
    place.run(&[&MOVE[..], &print, more].concat())
}

fn moved_admins(place: &Place) -> usize {
    let to = place.policy(TO);
    let admins = admins(place).into_iter();
    admins
        .filter(|one| one.policy.as_deref() == Some(&to))
        .count()
}

#[test]
fn nobody_is_changed_whose_roles_are_not_told() {
    for fault in FAULTS {
        for told in [Told::Never, Told::OnceAndDropped] {
            let place = place(fault, told);
            list(&place);
            for more in [&[][..], &["--include-admins"]] {
                let output = verdicts(&place, more);
                let why = "refused,may be an organization admin: roles unknown (use --include-unknown-roles)";
                assert_eq!(output.stdout.matches(why).count(), 5, "{fault}: {output}");
                assert_eq!(output.code, 0, "{output}");
            }
            assert!(place.control().changes().is_empty(), "{fault}");
        }
    }
}

/// Every organization has an admin: where nobody is one, or an entry is not understood, nobody is known not to be.
#[test]
fn roles_that_are_not_understood_or_that_nobody_has_are_not_told() {
    for fault in ["roles-empty", "roles-odd", "roles-other"] {
        let place = place(&format!("POST */users/search {fault}"), Told::Never);
        list(&place);
        let output = verdicts(&place, &["--include-admins"]);
        let why =
            "refused,may be an organization admin: roles unknown (use --include-unknown-roles)";
        assert_eq!(output.stdout.matches(why).count(), 5, "{fault}: {output}");
        assert!(place.control().changes().is_empty(), "{fault}");
        let shown = place.run(&[
            "-q",
            "sql",
            "SELECT count(*) FROM user WHERE org_admin IS NOT NULL",
            "-o",
            "csv",
        ]);
        assert!(shown.stdout.ends_with("\n0\n"), "{fault}: {shown}");
        let report = place.run(&["-q", "report", "admins", "-o", "json"]);
        assert!(
            !report.stdout.contains("\"org_admins\": 0"),
            "{fault}: {report}"
        );
    }
}

#[test]
fn with_the_flag_one_who_can_take_it_back_must_be_known() {
    let place = place(FAULTS[0], Told::OnceAndDropped);
    let people = list(&place);
    let output = verdicts(&place, &["--include-unknown-roles"]);
    let why = ",refused,is or may be the last organization admin who can undo the change";
    assert_eq!(output.stdout.matches(why).count(), 5, "{output}");
    assert!(place.control().changes().is_empty());
    let dry = place.run(&[&MOVE[..], &["--dry-run", "--include-unknown-roles"]].concat());
    assert!(dry.stderr.contains("list one under `protected`"), "{dry}");
    // The configuration says who stays.
    let stays = &people[0].email;
    place.configure(&format!("protected = [{stays:?}]"));
    let output = verdicts(&place, &["--include-unknown-roles"]);
    assert_eq!(output.stdout.matches(",done,").count(), 4, "{output}");
    assert_eq!(moved_admins(&place), 1);
}

/// The session that makes the change can take it back.
#[test]
fn the_account_that_is_signed_in_is_one_who_can_take_it_back() {
    let place = Place::with_session(SimConfig::default());
    place.control().fault(FAULTS[1]).unwrap();
    place.sync();
    list(&place);
    let output = verdicts(&place, &["--include-unknown-roles"]);
    assert!(
        output
            .stdout
            .contains("ada.admin@acme.example,refused,is your own account"),
        "{output}"
    );
    assert_eq!(output.stdout.matches(",done,").count(), 4, "{output}");
}

#[test]
fn where_roles_are_reported_in_part_an_admin_is_still_left() {
    let place = place("POST */users/search roles-part", Told::OnceAndDropped);
    list(&place);
    verdicts(&place, &[]).expect(0);
    assert_eq!(moved_admins(&place), 0);
    verdicts(&place, &["--include-admins"]).expect(0);
    assert_eq!(moved_admins(&place), 0, "the only one who is known stays");
    verdicts(&place, &["--include-admins", "--include-unknown-roles"]).expect(0);
    assert_eq!(moved_admins(&place), 0);
    verdicts(&place, &["--include-unknown-roles"]).expect(0);
    assert_eq!(moved_admins(&place), 1);
}

#[test]
fn one_admin_after_the_other_is_not_everybody() {
    let place = Place::new(SimConfig::default());
    let both = admins(&place);
    let one = |email: &str| {
        let command = [
            "policy",
            "move",
            email,
            "--to",
            TO,
            "--include-admins",
            "--yes",
            "-q",
        ];
        place.run(&[&command[..], &["-o", "csv", "--columns", "outcome"]].concat())
    };
    assert_eq!(one(&both[0].email).stdout, "outcome\ndone\n");
    assert_eq!(one(&both[1].email).stdout, "outcome\nrefused\n");
    assert_eq!(moved_admins(&place), 1);
}

#[test]
fn a_kept_plan_is_refused_when_roles_are_no_longer_told_and_a_run_leaves_them() {
    let place = Place::new(SimConfig::default());
    place.listed(4);
    place.keep_plan();
    let killed = place
        .env
        .command(&["apply", "plan.json", "--yes", "-q"])
        .env("ATLCTL_TEST_KILL_AT", "1")
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None);
    place.control().fault(FAULTS[0]).unwrap();
    place.sync();
    place.moves(&["--plan", "other.json", "-q"]).expect(0);
    let output = place.run(&[
        "-q",
        "run",
        "resume",
        "last",
        "-o",
        "csv",
        "--columns",
        "outcome",
    ]);
    assert_eq!(
        output.stdout,
        format!("outcome\n{}", "refused\n".repeat(4)),
        "{output}"
    );
    place.control().clear_faults();
    place.sync();
    place.moves(&["--plan", "third.json", "-q"]).expect(0);
    place.control().fault(FAULTS[1]).unwrap();
    place.sync();
    let output = place.run(&["-q", "apply", "third.json", "--yes"]);
    assert_eq!(output.code, 5, "{output}");
    let told =
        "may be an organization admin: roles unknown (use --include-unknown-roles), and 3 more";
    assert!(output.stderr.contains(told), "{output}");
    assert!(place.control().changes().is_empty());
}

#[test]
fn service_accounts_are_moved_only_when_asked_for() {
    let place = Place::new(SimConfig::default());
    let kept = place.policy("Service accounts");
    let all = place.control().accounts().into_iter();
    let bots: Vec<SimAccount> = all
        .filter(|one| one.managed && one.status == "active" && one.policy.as_deref() == Some(&kept))
        .map(|one| SimAccount {
            name: String::new(),
            ..one
        })
        .collect();
    assert!(!bots.is_empty());
    place.csv(&bots);
    let output = verdicts(&place, &[]);
    let held = output
        .stdout
        .matches(",is a service account (use --include-service-accounts)");
    assert_eq!(held.count(), bots.len(), "{output}");
    place
        .moves(&["--from", "Service accounts", "--exit-code"])
        .expect(6);
    let output = verdicts(&place, &["--include-service-accounts"]);
    assert_eq!(
        output.stdout.matches(",done,").count(),
        bots.len(),
        "{output}"
    );
}

#[test]
fn how_many_admins_there_are_is_the_least_where_roles_are_told_in_part() {
    let place = place("POST */users/search roles-part", Told::Never);
    let report = place.run(&["-q", "report", "admins"]).to_string();
    // It is wrapped.
    let report = report.replace("\n  ", " ");
    let headline = report
        .lines()
        .find(|line| line.contains("organization admin"));
    insta::assert_snapshot!(headline.unwrap(), @"At least 2 organization admins: an unknown number without two-step verification, at least 1 external, at least 1 not active for 90 days.");
}

/// Nobody is known not to hold a role that nobody is reported to hold.
#[test]
fn a_role_that_is_not_told_is_not_known_to_be_revoked_already() {
    for fault in [FAULTS[0], FAULTS[1], "POST */users/search roles-empty"] {
        let place = place(fault, Told::Never);
        let admin = admins(&place)[1].email.clone();
        let revoke = ["role", "revoke", "org-admin", &admin, "--yes"];
        let print = ["-q", "-o", "csv", "--columns", "email,outcome,reason"];
        let output = place.run(&[&revoke[..], &print].concat());
        let why = ",skipped,Atlassian does not report their roles\n";
        assert!(output.stdout.contains(why), "{fault}: {output}");
        assert!(place.control().changes().is_empty(), "{fault}");
    }
}

/// A role of a whole site is held on one of several sites only where that is named, and the site is called by its address.
#[test]
fn a_role_of_a_site_asks_for_the_site() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().remove(0).email;
    let grant = ["role", "grant", "site-admin", &person, "--dry-run"];
    insta::assert_snapshot!(place.run(&grant), @"
    ------- stderr -------
    Error: the role site-admin needs a site
    Hint: add one of: --site acme-sandbox-110.atlassian.net, --site acme.atlassian.net
    [exit status: 2]
    ");
    let on_site = ["--site", "acme.atlassian.net"];
    insta::assert_snapshot!(place.run(&[&grant[..], &on_site].concat()), @"
    Email                        Plan    Before    After  Reason
    olga.park@acme-labs.example  change  not held  held   -
    ------- stderr -------
    Grant the role Site admin of acme.atlassian.net, in Acme (simulated)
      1  change
    Roles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    [exit status: 0]
    ");
}
