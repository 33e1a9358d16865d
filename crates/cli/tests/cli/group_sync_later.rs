//! Groups that a saved plan makes equal to a list, into which somebody came since.

use atlctl_sim::SimConfig;

use crate::group_members::members;
use crate::moving::Place;

#[test]
fn who_came_in_since_the_plan_was_made_is_named() {
    let place = Place::new(SimConfig::default());
    let group = "team-0001";
    let before = members(&place, group);
    let movable: Vec<_> = place.movable();
    let (inside, outside): (Vec<_>, Vec<_>) = movable
        .into_iter()
        .partition(|one| before.contains(&one.email));
    let gone = &inside[0].email;
    let list: Vec<&String> = before.iter().filter(|one| *one != gone).collect();
    let list = list.iter().map(|one| one.as_str()).collect::<Vec<_>>();
    place
        .env
        .file("team.csv", format!("Email\n{}\n", list.join("\n")));
    place
        .run(&[
            "group",
            "sync",
            group,
            "--csv",
            "team.csv",
            "--plan",
            "plan.json",
            "-q",
        ])
        .expect(0);
    let fits = place.run(&["plan", "check", "plan.json"]);
    assert_eq!(fits.code, 0, "{fits}");
    place.another_adds(group, &outside[0].account_id);
    insta::assert_snapshot!(
        "group_sync_check_later",
        place.run(&["plan", "check", "plan.json"])
    );
    insta::assert_snapshot!(
        "group_sync_apply_later",
        place.run(&["apply", "plan.json", "--yes"])
    );
    assert!(members(&place, group).contains(&outside[0].email));
}

/// Somebody on the list was a member when the plan was made, and left before it was applied: the results do not call the
/// group equal to the list, and neither does a verification.
#[test]
fn who_left_since_the_plan_was_made_is_in_the_results() {
    let place = Place::new(SimConfig::default());
    let group = "team-0001";
    let before = members(&place, group);
    let inside: Vec<_> = (place.movable().into_iter())
        .filter(|one| before.contains(&one.email))
        .collect();
    let (gone, left) = (&inside[0], &inside[1]);
    let list: Vec<&str> = (before.iter().map(String::as_str))
        .filter(|one| *one != gone.email)
        .collect();
    place
        .env
        .file("team.csv", format!("Email\n{}\n", list.join("\n")));
    let plan = ["group", "sync", group, "--csv", "team.csv"];
    place
        .run(&[&plan[..], &["--plan", "plan.json", "-q"]].concat())
        .expect(0);
    place.another_removes(group, &left.account_id);
    let applied = place.run(&["apply", "plan.json", "--yes", "-o", "csv"]);
    assert_eq!(applied.code, 3, "{applied}");
    let row = applied
        .stdout
        .lines()
        .find(|line| line.contains(&left.email));
    insta::assert_snapshot!(row.unwrap(), @r#"51,,uma.singh@acme.example,Uma Singh,712020:d9977a47-994f-4217-860a-db578219730b,refused,group team-0001,member,yes,,someone else removed them from the group team-0001,20261124-1,"user on host, API key, profile default, atlctl 0.1.0",,,,"#);
    let verified = place.run(&["run", "verify", "last"]);
    assert_eq!(verified.code, 3, "{verified}");
    assert!(
        verified.stdout.contains(&left.email),
        "the difference is shown: {verified}"
    );
    insta::assert_snapshot!(verified.stderr, @"Run 20261124-1: 52 of 53 rows are as planned.");
    // The mirror knows it, too.
    let shown = place.run(&["-q", "group", "members", group, "-o", "csv"]);
    assert!(!shown.stdout.contains(&left.email), "{shown}");
}

/// Of several groups of one file, the excluded people are counted once.
#[test]
fn people_excluded_from_several_groups_are_counted_once() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let (kept, other) = (&people[0].email, &people[1].email);
    place.env.file(
        "teams.csv",
        format!(
            "Team,Email\nteam-0001,{kept}\nteam-0002,{kept}\nteam-0001,{other}\nteam-0003,{other}\n"
        ),
    );
    let said = place.run(&[
        "group",
        "sync",
        "--csv",
        "teams.csv",
        "--group-column",
        "team",
        "--add-only",
        "--except",
        kept,
        "--dry-run",
    ]);
    let lines = said.stderr.lines().filter(|line| line.contains("--except"));
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines, ["1 person excluded (--except)"], "{said}");
    assert!(!said.stdout.contains(kept.as_str()), "{said}");
    assert!(said.stdout.contains(other.as_str()), "{said}");
}
