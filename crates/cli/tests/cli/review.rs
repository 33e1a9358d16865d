//! Plans as they are reviewed: the worst first, and confirmed by what they risk.

use std::process::Stdio;

use atlctl_core::plan::{self, Kind, Plan};
use atlctl_sim::{SimAccount, SimConfig};

use crate::common::{ATLCTL, Output};
use crate::moving::{Place, TO};
use crate::prompt::answered;

/// A plan in a file.
pub fn read_plan(place: &Place, name: &str) -> Plan {
    let text = std::fs::read_to_string(place.env.home().join(name)).unwrap();
    plan::from_text(&text).unwrap().0
}

/// Writes a plan into a file.
pub fn write_plan(place: &Place, name: &str, plan: &Plan) {
    place.env.file(name, plan::to_text(plan).unwrap().0);
}

/// A plan that moves `people[0..2]` to a policy, suspends `people[1..3]`, removes `people[3..5]` from the directory, and
/// leaves out an admin, as `mixed.json`.
pub fn mixed(place: &Place) -> Vec<SimAccount> {
    let people: Vec<SimAccount> = removable(place).into_iter().take(5).collect();
    let admin = place.control().accounts().into_iter();
    let admin = admin
        .filter(|account| account.org_admin)
        .map(|one| one.email);
    let admin = admin.take(1).collect::<Vec<_>>();
    let emails: Vec<&str> = people.iter().map(|one| one.email.as_str()).collect();
    let parts: [(&[&str], &[&str]); 3] = [
        (&["policy", "move", "--to", TO, &admin[0]], &emails[0..2]),
        (&["user", "suspend"], &emails[1..3]),
        (&["user", "remove"], &emails[3..5]),
    ];
    let mut plans = parts.iter().enumerate().map(|(at, (verb, people))| {
        let name = format!("part-{at}.json");
        let args = [verb, *people, &["-q", "--plan", &name]].concat();
        place.run(&args).expect(0);
        read_plan(place, &name)
    });
    let mut plan = plans.next().unwrap();
    for other in plans {
        plan.rows.extend(other.rows);
        plan.totals.extend(other.totals);
    }
    // Each of them counted its own people.
    for total in &mut plan.totals {
        total.moved = None;
    }
    plan.kind = Kind::Several {
        title: "Offboard people".to_owned(),
    };
    write_plan(place, "mixed.json", &plan);
    people
}

/// Without checksums, which depend on the version.
pub fn redacted(output: &Output) -> String {
    let text = output.to_string();
    let mut pieces = text.split("sha256:");
    let mut shown = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        shown.push_str("sha256:[SUM]");
        shown.push_str(piece.get(64..).unwrap());
    }
    shown
}

#[test]
fn a_plan_shows_the_worst_first() {
    let place = Place::new(SimConfig::default());
    mixed(&place);
    let shown = place.run(&["plan", "show", "mixed.json"]);
    insta::assert_snapshot!(redacted(&shown));
    // Programs get the rows in the order of the plan.
    let csv = place.run(&[
        "-q",
        "plan",
        "show",
        "mixed.json",
        "-o",
        "csv",
        "--columns",
        "risk,what,after",
    ]);
    insta::assert_snapshot!(csv);
}

#[test]
fn what_cannot_be_undone_wants_its_number() {
    let place = Place::new(SimConfig::default());
    let people: Vec<SimAccount> = removable(&place).into_iter().take(2).collect();
    let mut remove = vec!["user", "remove"];
    remove.extend(people.iter().map(|one| one.email.as_str()));
    let with = |more: &[&'static str]| place.run(&[&remove[..], more].concat());
    let nobody_asked = with(&[]);
    insta::assert_snapshot!(nobody_asked);
    insta::assert_snapshot!(with(&["-q", "--yes"]));
    insta::assert_snapshot!(with(&["-q", "--yes", "--confirm", "3"]));
    with(&["--confirm", "2"]).expect(2);
    assert_eq!(removals(&place), 0);
    with(&["-q", "--yes", "--confirm", "2"]).expect(0);
    assert_eq!(removals(&place), 2);
}

#[test]
fn the_organizations_name_confirms_a_saved_plan() {
    let place = Place::new(SimConfig::default());
    mixed(&place);
    let apply = ["-q", "apply", "mixed.json"];
    insta::assert_snapshot!(place.run(&apply));
    insta::assert_snapshot!(place.run(&[&apply[..], &["--yes"]].concat()));
    assert_eq!(removals(&place), 0);
    let org = read_plan(&place, "mixed.json").org_name.unwrap();
    let yes = ["--yes", "--settle", "0.4", "--confirm", &org];
    place.run(&[&apply[..], &yes].concat()).expect(0);
    assert_eq!(removals(&place), 2);
}

#[test]
fn at_a_terminal_the_number_is_typed_and_a_yes_is_not_enough() {
    let place = Place::new(SimConfig::default());
    let person = removable(&place).remove(0).email;
    let remove = format!("user remove {person}");
    let org = place.run(&["-q", "org", "show", "--json"]).stdout;
    let org: serde_json::Value = serde_json::from_str(&org).unwrap();
    let asked = format!("type 1 or {}:\r\n> ", org["name"].as_str().unwrap());
    let (shown, code) = answered(&place.env, &remove, &asked, "yes\n");
    assert_eq!(code, 130, "{shown}");
    assert!(
        shown.contains("1 change cannot be undone. To continue, type 1"),
        "{shown}"
    );
    assert!(shown.contains("Canceled. Nothing changed"), "{shown}");
    assert_eq!(removals(&place), 0);
    let (shown, code) = answered(&place.env, &remove, &asked, "1\n");
    assert_eq!(code, 0, "{shown}");
    assert_eq!(removals(&place), 1);
    // What locks people out can be undone: a yes is enough.
    let other = place.movable().remove(1).email;
    let suspend = format!("user suspend {other}");
    let (shown, code) = answered(&place.env, &suspend, "[y/N] ", "y\n");
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("Change 1 person? [y/N]"), "{shown}");
}

#[test]
fn colors_of_a_plan_at_a_terminal_are_colors() {
    let place = Place::new(SimConfig::default());
    let person = removable(&place).remove(0).email;
    // A terminal that has them: other tests run with NO_COLOR.
    let shown = |args: &str| {
        let line = format!("env -u NO_COLOR TERM=xterm {ATLCTL} {args}");
        let mut script = place.env.other("script");
        script.args(["-q", "-e", "-c", &line, "/dev/null"]);
        let output = script.stdin(Stdio::null()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let plan = shown(&format!("user remove {person} --dry-run"));
    assert!(
        plan.contains("\u{1b}[31;1mCannot be undone:\u{1b}[0m"),
        "{plan}"
    );
    let saved = shown(&format!(
        "user remove {person} --plan p.json --handoff okta.csv"
    ));
    for text in [
        plan,
        saved,
        shown("plan show p.json"),
        shown("user list --limit 1"),
    ] {
        assert!(!text.contains("\\u{1b}"), "{text}");
        assert!(text.contains("\u{1b}["), "{text}");
    }
}

#[test]
fn a_read_only_profile_changes_nothing() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().remove(0);
    place.configure("");
    let verb = ["user", "suspend", person.email.as_str()];
    place
        .run(&[&verb[..], &["-q", "--plan", "kept.json"]].concat())
        .expect(0);
    place.run(&[&verb[..], &["-q", "--yes"]].concat()).expect(0);
    place.configure("read_only = true");
    let before = place.control().requests().len();
    let undo = ["undo", "last", "--yes"];
    let invite = format!("/admin/v1/orgs/{}/users/invite", place.sim.org_id());
    for args in [
        &[&verb[..], &["--yes"]].concat()[..],
        &verb,
        &["apply", "kept.json", "--yes"],
        &undo,
        &["api", "POST", &invite, "--yes"],
    ] {
        let output = place.run(args);
        assert_eq!(output.code, 5, "{output}");
        assert!(
            output.stderr.contains("the profile \"p\" is read-only"),
            "{output}"
        );
        assert!(output.stdout.is_empty(), "{output}");
    }
    assert_eq!(
        place.control().requests().len(),
        before,
        "something was sent"
    );
    insta::assert_snapshot!(place.run(&undo));
    // Plans and rehearsals change nothing.
    let other = place.movable().remove(1).email;
    place
        .run(&["-q", "user", "suspend", &other, "--dry-run"])
        .expect(0);
    place
        .run(&["-q", "apply", "kept.json", "--rehearse"])
        .expect(0);
    assert!(
        place
            .run(&["config", "show"])
            .stdout
            .contains("yes: changes are refused")
    );
    assert!(place.run(&["doctor"]).stdout.contains("read-only"));
}

/// People whom nothing keeps from being removed.
fn removable(place: &Place) -> Vec<SimAccount> {
    let mut people = place.movable();
    people.retain(|one| !one.synced);
    people
}

/// How often somebody was removed from the directory.
fn removals(place: &Place) -> usize {
    let requests = place.control().requests().into_iter();
    requests
        .filter(|request| request.method == "DELETE")
        .count()
}
