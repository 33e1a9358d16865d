//! What holds people and whole plans back: the configuration's guards, and those of every change.

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::moving::{FROM, MOVE, Place, TO};

/// The people of a group, as the mirror knows them.
fn members(place: &Place, group: &str) -> Vec<String> {
    let list = place.run(&[
        "-q",
        "group",
        "members",
        group,
        "-o",
        "csv",
        "--columns",
        "email",
    ]);
    list.stdout.lines().skip(1).map(str::to_owned).collect()
}

fn planned(place: &Place, people: &[String], more: &[&str]) -> Output {
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let base = ["policy", "move", "--to", TO, "-q", "-o", "csv"];
    let columns = ["--columns", "email,verdict,reason", "--exit-code"];
    place.run(&[&base[..], &columns[..], more, &people[..]].concat())
}

#[test]
fn members_of_protected_groups_are_left_alone() {
    let place = Place::new(SimConfig::default());
    place.configure("protected_groups = [\"DEPT-finance\"]");
    let mut people = members(&place, "dept-finance");
    people.retain(|email| {
        place
            .control()
            .account(email)
            .is_some_and(|one| one.managed)
    });
    let to = place.policy(TO);
    let change = |email: &String| {
        let one = place.control().account(email).unwrap();
        one.policy.as_deref() != Some(&to)
    };
    people.retain(change);
    people.truncate(2);
    let outsider = place.movable();
    let everyone: Vec<String> = members(&place, "dept-finance");
    let outsider = outsider
        .iter()
        .find(|one| !everyone.contains(&one.email))
        .unwrap();
    people.push(outsider.email.clone());
    let output = planned(&place, &people, &[]);
    let why = "protected,\"is in the group DEPT-finance, which the configuration protects\"";
    assert_eq!(output.stdout.matches(why).count(), 2, "{output}");
    assert!(
        output
            .stdout
            .contains(&format!("{},change,", outsider.email)),
        "{output}"
    );
    // A group that nobody knows protects nobody: then nothing is planned at all.
    place.configure("protected_groups = [\"dept-finances\"]");
    insta::assert_snapshot!(
        "unknown_group",
        place.run(&["policy", "move", &outsider.email, "--to", TO, "--yes",])
    );
    assert!(place.control().changes().is_empty());
}

#[test]
fn not_every_organization_admin_is_moved() {
    let place = Place::new(SimConfig::default());
    let accounts = place.control().accounts();
    let admins: Vec<String> = accounts
        .iter()
        .filter(|one| one.org_admin && one.status == "active")
        .map(|one| one.email.clone())
        .collect();
    assert_eq!(admins.len(), 3);
    // One of the three is not managed: the organization cannot count on them.
    let output = planned(&place, &admins, &["--include-admins"]);
    assert_eq!(output.stdout.matches(",last admin,").count(), 2, "{output}");
    let output = planned(&place, &admins[..1], &["--include-admins"]);
    assert_eq!(output.stdout.matches(",change,").count(), 1, "{output}");
}

#[test]
fn limits_are_for_the_organization_and_for_each_group() {
    let place = Place::new(SimConfig::default());
    place.listed(12);
    let plan = |more: &[&str]| place.moves(&[&["-q", "--exit-code"], more].concat());
    place.configure("max_changes = [500, \"2%\"]");
    insta::assert_snapshot!("too_many_of_the_organization", plan(&[]));
    let flag = plan(&["--max-changes", "100%"]);
    assert_eq!(flag.code, 6, "{flag}");
    place.configure("max_group_changes = \"5%\"");
    let refused = plan(&[]);
    assert_eq!(refused.code, 5, "{refused}");
    assert!(
        refused.stderr.contains("members of the group all-staff"),
        "{refused}"
    );
    assert!(refused.stderr.contains("--max-group-changes"), "{refused}");
    let flag = plan(&["--max-group-changes", "12"]);
    assert_eq!(flag.code, 6, "{flag}");
    assert!(place.control().changes().is_empty());
}

/// A plan is applied by somebody else, later, with a configuration of its own.
#[test]
fn a_kept_plan_is_held_against_the_limits_of_today() {
    let place = Place::new(SimConfig::default());
    place.listed(6);
    place.keep_plan();
    for (line, flag) in [
        ("max_changes = 5", "--max-changes 6"),
        ("max_group_changes = \"1%\"", "--max-group-changes "),
    ] {
        place.configure(line);
        let refused = place.run(&["-q", "apply", "plan.json", "--yes"]);
        assert_eq!(refused.code, 5, "{refused}");
        assert!(refused.stderr.contains(flag), "{refused}");
    }
    assert!(place.control().changes().is_empty());
    place.configure("max_changes = 5");
    place
        .run(&["-q", "apply", "plan.json", "--yes", "--max-changes", "6"])
        .expect(0);
    assert_eq!(place.control().changes().len(), 6);
}

#[test]
fn who_was_there_when_a_plan_was_made_and_is_not_any_more_is_named() {
    let mut place = Place::new(SimConfig::default());
    let people = place.listed(3);
    assert!(
        place
            .control()
            .set_policy(&people[0].account_id, &place.policy(TO))
    );
    place.keep_plan();
    assert!(
        place
            .control()
            .set_policy(&people[0].account_id, &place.policy(FROM))
    );
    place.env.var("ATLCTL_NOW", "2026-11-24T10:30:00Z");
    let output = place.run(&["-q", "apply", "plan.json", "--yes"]);
    let warned = format!("and not by it: {}", people[0].email);
    assert!(output.stderr.contains(&warned), "{output}");
    assert_eq!(place.control().changes().len(), 2);
}

#[test]
fn a_kept_plan_does_not_move_who_applies_it_or_is_protected_by_now() {
    let mut place = Place::new(SimConfig::default());
    let ada = "ada.admin@acme.example";
    place
        .run(&[
            "policy",
            "move",
            ada,
            "--to",
            TO,
            "--include-admins",
            "--plan",
            "plan.json",
        ])
        .expect(0);
    // Made with a key, of which nobody knows whose it is; applied by Ada.
    let token = place.sim.session_token();
    place.env.var("ATLCTL_SESSION_TOKEN", &token);
    insta::assert_snapshot!(
        "by_yourself",
        place.run(&["-q", "apply", "plan.json", "--yes"])
    );
    place.env.var("ATLCTL_SESSION_TOKEN", "");
    place.configure("protected_groups = [\"org-admins\"]");
    let output = place.run(&["-q", "apply", "plan.json", "--yes"]);
    assert_eq!(output.code, 5, "{output}");
    assert!(
        output.stderr.contains("who is in the group org-admins"),
        "{output}"
    );
    assert!(place.control().changes().is_empty());
}

#[test]
fn a_run_that_goes_on_leaves_whom_the_configuration_protects_by_now() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(5);
    // Killed before anything was sent.
    let killed = place
        .env
        .command(&[&MOVE[..], &["--yes", "-q"]].concat())
        .env("ATLCTL_TEST_KILL_AT", "1")
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None);
    place.configure(&format!("protected = [{:?}]", people[0].email));
    let output = place.run(&[
        "-q",
        "run",
        "resume",
        "last",
        "-o",
        "csv",
        "--columns",
        "email,outcome,reason",
    ]);
    assert_eq!(output.code, 3, "{output}");
    let held = format!(
        "{},refused,is protected by the configuration",
        people[0].email
    );
    assert!(output.stdout.lines().any(|line| line == held), "{output}");
    assert_eq!(output.stdout.matches(",done,").count(), 4, "{output}");
    let changes = place.control().changes();
    assert_eq!(changes.len(), 4);
    assert!(
        changes
            .iter()
            .all(|change| change.account != people[0].account_id)
    );
    // It is over: nothing is left to be sent when the protection is taken away.
    place.configure("");
    place.run(&["-q", "run", "resume", "last"]).expect(3);
    assert_eq!(place.control().changes().len(), 4);
}

#[test]
fn a_person_named_in_two_ways_is_moved_once() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let (ann, bob, cat, dan) = (&people[0], &people[1], &people[2], &people[3]);
    let text = format!(
        "email,account id\n{},\n,{}\n{},{}\n{},E-4711\n",
        ann.email, ann.account_id, cat.email, dan.account_id, bob.email
    );
    place.env.file("two.csv", text);
    let output = place.run(&[
        "policy",
        "move",
        "--csv",
        "two.csv",
        "--to",
        TO,
        "--yes",
        "-o",
        "csv",
        "--columns",
        "line,outcome,reason",
    ]);
    insta::assert_snapshot!("named_twice", output);
    assert_eq!(place.control().changes().len(), 2);
}

#[test]
fn ids_of_a_list_are_taken_by_a_change() {
    let place = Place::new(SimConfig::default());
    let ids = place.run(&["-q", "user", "list", "--policy", FROM, "-o", "id"]);
    let count = ids.stdout.lines().count();
    assert!(count > 20, "{ids}");
    let output = place.env.run_with(
        &[
            "-q",
            "policy",
            "move",
            "--from-stdin",
            "--to",
            TO,
            "--max-changes",
            "100%",
            "--exit-code",
            "-o",
            "jsonl",
        ],
        ids.stdout.as_bytes(),
    );
    assert_eq!(output.code, 6, "{output}");
    assert_eq!(output.stdout.lines().count(), count, "{output}");
}

/// Who is known by an account id alone was `?` in a table and `unknown` in the list of ids.
#[test]
fn people_without_an_address_are_named_by_the_account_id() {
    let place = Place::new(SimConfig::default());
    let command = [
        "-q",
        "policy",
        "move",
        "6664b219c049e22d82197301",
        "6664b219c049e22d82197302",
        "--to",
        TO,
    ];
    let dry = [&command[..], &["--dry-run"]].concat();
    insta::assert_snapshot!(place.run(&dry), @"
    Email  Account                   Plan            Reason
    ?      6664b219c049e22d82197301  unknown person  is not in the mirror
    ?      6664b219c049e22d82197302  unknown person  is not in the mirror
    ------- stderr -------
    Error: none of 2 people is in the mirror
    Hint: if they are new, update the mirror: atlctl sync
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&[&dry[..], &["-o", "id"]].concat()), @"
    6664b219c049e22d82197301
    6664b219c049e22d82197302
    ------- stderr -------
    Error: none of 2 people is in the mirror
    Hint: if they are new, update the mirror: atlctl sync
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&[&command[..], &["--yes", "-o", "id"]].concat()), @"
    ------- stderr -------
    Error: none of 2 people is in the mirror
      Caused by: 6664b219c049e22d82197301 is not in the mirror
      Caused by: 6664b219c049e22d82197302 is not in the mirror
    Hint: if they are new, update the mirror: atlctl sync
    [exit status: 2]
    ");
    // Neither has a blank or is so short: these are somebody's name, and what is left of a policy's.
    let told = |left: &str| place.run(&["-q", "policy", "move", left, "--to", TO]);
    insta::assert_snapshot!(told("Ann Lee"), @r#"
    ------- stderr -------
    Error: "Ann Lee" is neither an email address nor an account ID
    Hint: to find a person: atlctl user list --search 'Ann Lee'
    [exit status: 2]
    "#);
    insta::assert_snapshot!(told("verification"), @r#"
    ------- stderr -------
    Error: "verification" is neither an email address nor an account ID
    Hint: to find a person: atlctl user list --search verification
    Hint: put names of several words in quotes, such as "Strict sign-in"
    [exit status: 2]
    "#);
}

/// Ten people were to be tried out, and everybody was moved.
#[test]
fn a_limit_of_what_is_printed_is_not_taken_for_one_of_the_change() {
    let place = Place::new(SimConfig::default());
    let people: Vec<String> = place.movable()[..3]
        .iter()
        .map(|person| person.email.clone())
        .collect();
    let moves = |more: &[&str]| {
        let people = people.iter().map(String::as_str).collect::<Vec<_>>();
        let base = ["policy", "move", "--to", TO, "-q"];
        place.run(&[&base[..], &people, more].concat())
    };
    moves(&["--plan", "p.json", "--limit", "1"]).expect(0);
    for command in [
        moves(&["--yes", "--limit", "2"]),
        place.run(&["apply", "p.json", "--yes", "--limit", "2", "-q"]),
    ] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(command, @"
            ------- stderr -------
            Error: 3 people would change; --limit 2 limits only what is printed
            Hint: select fewer people, or leave out --limit to change all of them
            [exit status: 5]
            ");
        }
    }
    assert!(place.control().changes().is_empty());
    moves(&["--yes", "--limit", "3"]).expect(0);
    assert_eq!(place.control().changes().len(), 3);
}

/// A slip in the configuration protected nobody, and nobody was told.
#[test]
fn somebody_protected_whom_nobody_knows_is_reported() {
    let place = Place::new(SimConfig::default());
    let person = place.movable()[0].email.clone();
    let slip = person.replacen('.', "..", 1);
    place.configure(&format!(
        "protected = [\"{slip}\", \"712020:00000000-0000-4000-8000-000000000000\", \"ada.admin@acme.example\"]"
    ));
    let output = place.run(&[
        "-q",
        "policy",
        "move",
        &person,
        "--to",
        TO,
        "--max-changes",
        "0",
    ]);
    let told = output
        .stderr
        .replace(&slip, "[SLIP]")
        .replace(&person, "[PERSON]");
    insta::assert_snapshot!(told, @"
    Warning: [SLIP] is protected by the configuration and is not in the mirror; did you mean [PERSON]?
    Warning: 712020:00000000-0000-4000-8000-000000000000 is protected by the configuration and is not in the mirror
    Error: the plan changes 1 person, more than the limit of 0 in one run (set by --max-changes)
    Hint: to allow it: atlctl -q policy move [PERSON] --to Contractors --max-changes 1
    ");
}

/// `--include-admins` does not help where Atlassian refuses the change of an admin anyway, so it is not named.
#[test]
fn no_option_is_named_that_would_not_help() {
    let place = crate::common::Place::synced();
    for verb in ["suspend", "remove"] {
        let plan = place.run(&["user", verb, "ada.admin@acme.example", "--dry-run"]);
        assert!(!plan.to_string().contains("--include-admins"), "{plan}");
        assert!(
            plan.stdout
                .contains("is an organization admin, whom Atlassian"),
            "{plan}"
        );
    }
    // Nor where a saved plan is applied after somebody became one.
    let place = Place::new(SimConfig::default());
    let person = place.movable().swap_remove(0).email;
    place
        .run(&["-q", "user", "suspend", &person, "--plan", "plan.json"])
        .expect(0);
    place
        .run(&[
            "-q",
            "role",
            "grant",
            "org-admin",
            &person,
            "--yes",
            "--confirm",
            "1",
        ])
        .expect(0);
    let applied = place.run(&["apply", "plan.json", "--yes"]);
    assert!(
        !applied.to_string().contains("--include-admins"),
        "{applied}"
    );
    assert!(
        applied
            .to_string()
            .contains("is an organization admin, whom Atlassian"),
        "{applied}"
    );
}
