//! The numbers of a plan: members of groups, and seats in use, before and after.

use std::collections::BTreeMap;

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::moving::Place;

const GROUP: &str = "jira-users";

/// Addresses that a statement finds.
fn found(place: &Place, sql: &str) -> Vec<String> {
    let output = place.run(&["sql", sql, "-q", "-o", "csv"]);
    let lines = output.stdout.lines().skip(1);
    lines.map(str::to_owned).collect()
}

/// Members of the group whose accounts have this status, and that nothing protects.
fn some_of_group(place: &Place, status: &str) -> Vec<String> {
    let sql = format!(
        "SELECT u.email FROM user u JOIN user_group g USING (account_id) WHERE g.group_name = '{GROUP}' \
         AND u.status = '{status}' AND u.managed AND NOT u.org_admin ORDER BY u.email"
    );
    found(place, &sql)
}

#[test]
fn who_is_removed_leaves_the_groups_too() {
    let place = Place::new(SimConfig::default());
    let people = some_of_group(&place, "active");
    let off = some_of_group(&place, "deactivated");
    let list = format!(
        "email,action,group\n{},remove,\n{},remove-from-group,{GROUP}\n{},activate,\n",
        people[0], people[1], off[0]
    );
    place.env.file("list.csv", list);
    let plan = place.run(&["change", "--csv", "list.csv", "--dry-run"]);
    insta::assert_snapshot!(plan);
}

#[test]
fn members_are_counted_live() {
    let place = Place::new(SimConfig::default());
    let state = place.control().state(false);
    let groups = state["groups"].as_array().unwrap();
    let group = groups.iter().find(|one| one["name"] == "team-0001");
    let directory = place.run(&["-q", "directory", "list", "-o", "id"]).stdout;
    let path = format!(
        "/admin/v2/orgs/{}/directories/{}/groups/{}/memberships",
        place.sim.org_id(),
        directory.trim(),
        group.unwrap()["id"].as_str().unwrap()
    );
    let inside = crate::group_members::members(&place, "team-0001");
    let mut outside = place.movable();
    outside.retain(|one| !inside.contains(&one.email));
    let body = format!(r#"{{"accountId":"{}"}}"#, outside[0].account_id);
    let add = ["group", "add", "team-0001", &outside[1].email];
    let (before, after) = (inside.len() + 1, inside.len() + 2);
    let control = place.control();
    assert!(control.as_another("POST", &path, &body).0 < 300);
    control.settle();
    let plan = place.run(&[&add[..], &["--dry-run"]].concat());
    let words = format!("team-0001  {before} → {after}  +1");
    assert!(plan.stderr.contains(&words), "{words}: {plan}");
    place.run(&[&add[..], &["--yes", "-q"]].concat()).expect(0);
    let undo = place.run(&["undo", "last", "--dry-run"]);
    let words = format!("team-0001  {after} → {before}  -1");
    assert!(undo.stderr.contains(&words), "{words}: {undo}");
}

/// Sizes of groups by name: as the witness has them, or as a plan says before (`false`) or after (`true`).
type Sizes = BTreeMap<String, u64>;

fn in_truth(place: &Place) -> Sizes {
    let state = place.control().state(false);
    let groups = state["groups"].as_array().unwrap().iter();
    let size = |group: &Value| {
        let name = group["name"].as_str()?.to_owned();
        Some((name, group["members"].as_u64()?))
    };
    groups.filter_map(size).collect()
}

fn read(place: &Place, file: &str) -> String {
    std::fs::read_to_string(place.env.home().join(file)).unwrap()
}

/// What a saved plan says of its groups, before and after; each is sure and was read live.
fn planned(place: &Place, file: &str) -> (Sizes, Sizes) {
    let text = read(place, file);
    let plan: Value = serde_json::from_str(&text).unwrap();
    let plan = plan.get("plan").unwrap_or(&plan);
    let all = plan["totals"].as_array().unwrap().iter();
    let of_groups: Vec<&Value> = all.filter(|one| one["facet"] == "membership").collect();
    assert_eq!(of_groups.len(), 1, "{text}");
    let (mut before, mut after) = (Sizes::new(), Sizes::new());
    for total in of_groups[0]["all"].as_array().unwrap() {
        let (id, name) = (
            total["id"].as_str().unwrap(),
            total["name"].as_str().unwrap(),
        );
        let count = total["count"].as_u64().unwrap();
        let moved = &of_groups[0]["moved"][id];
        let of = |what: &str| moved[what].as_u64().unwrap_or(0);
        assert_eq!(of("maybe_joining") + of("maybe_leaving"), 0, "{text}");
        before.insert(name.to_owned(), count);
        after.insert(name.to_owned(), count + of("joining") - of("leaving"));
    }
    (before, after)
}

/// Saves a plan, applies it, and compares what it says of groups with what the witness has before and after it.
fn assert_groups_come_true(place: &Place, command: &[&str], file: &str) -> String {
    let shown = place.run(&[command, &["--max-changes", "100", "--plan", file]].concat());
    assert_eq!(shown.code, 0, "{shown}");
    let (before, after) = planned(place, file);
    let truth = in_truth(place);
    for (name, count) in &before {
        assert_eq!(truth.get(name), Some(count), "{name} before: {shown}");
    }
    let apply = ["--max-changes", "100", "--confirm", "Acme (simulated)"];
    place
        .run(&[&["apply", file, "--yes"], &apply[..]].concat())
        .expect(0);
    place.control().settle();
    let now = in_truth(place);
    for (name, count) in &after {
        assert_eq!(now.get(name), Some(count), "{name} after: {shown}");
    }
    for (name, count) in &now {
        let was = truth.get(name);
        let is_said = before.contains_key(name);
        assert!(
            was == Some(count) || is_said,
            "{name} is not in the plan: {shown}"
        );
    }
    shown.stderr
}

/// Invitations, memberships, removals and ends of accounts in one plan, and the way back: every group has as many members
/// as the plan says.
#[test]
fn what_a_mixed_plan_says_of_groups_comes_true() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(8);
    let email = |at: usize| people[at].email.as_str();
    let list = [
        "email,action,group".to_owned(),
        // Twice, with other groups; one of them twice.
        format!("new.one@elsewhere.example,invite,{GROUP};team-0001"),
        "new.two@elsewhere.example,invite,team-0001".to_owned(),
        format!("{},add-to-group,old-project-2019", email(0)),
        // Joins and is removed from the directory.
        format!("{},add-to-group,old-project-2019", email(1)),
        format!("{},remove,", email(1)),
        format!("{},remove,", email(2)),
        format!("{},deactivate,", email(3)),
        format!("{},delete,", email(4)),
        format!("{},offboard,", email(5)),
        format!("{},suspend,", email(6)),
    ];
    place.env.file("list.csv", list.join("\n"));
    let change = ["change", "--csv", "list.csv"];
    let shown = assert_groups_come_true(&place, &change, "there.json");
    assert!(shown.contains("team-0001"), "{shown}");
    let copy = ["group", "copy-members", "team-0002", "old-project-2019"];
    assert_groups_come_true(&place, &copy, "copy.json");
    place.sync();
    let back = ["run", "restore", "2026-11-24T08:00:00Z"];
    assert_groups_come_true(&place, &back, "back.json");
}

/// The page and the summary of a plan say the same of its groups, also when somebody else changed them since the last sync.
#[test]
fn the_page_says_of_groups_what_the_summary_says() {
    let place = Place::new(SimConfig::default());
    let inside = crate::group_members::members(&place, "team-0001");
    let mut outside = place.movable();
    outside.retain(|one| !inside.contains(&one.email));
    place.another_adds("team-0001", &outside[0].account_id);
    let (before, after) = (inside.len() + 1, inside.len() + 2);
    let add = ["group", "add", "team-0001", &outside[1].email, "--plan"];
    let made = place.run(&[&add[..], &["plan.json"]].concat());
    let said = format!("team-0001  {before} → {after}  +1\n");
    assert!(made.stderr.contains(&said), "{said}: {made}");
    let shown = place.run(&["plan", "show", "plan.json"]);
    assert!(shown.stderr.contains(&said), "{said}: {shown}");
    place
        .run(&["plan", "show", "plan.json", "--html", "plan.html"])
        .expect(0);
    let page = read(&place, "plan.html");
    let cells = format!("<td class=\"number\">{before}</td><td class=\"number\">{after}</td>");
    assert!(page.contains(&cells), "{cells}");
    assert!(page.contains("Before: read live when the plan was made."));
}

/// Where Atlassian does not say how large a group is, the summary and the page say that the size is the mirror's.
#[test]
fn a_size_from_the_mirror_is_said_to_be_one() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(1);
    place.control().fault("POST */groups/search 403").unwrap();
    let group = "old-project-2019";
    let add = ["group", "add", group, &people[0].email, "--plan", "p.json"];
    let made = place.run(&add);
    assert!(made.stderr.contains("  (size from the mirror)\n"), "{made}");
    place
        .run(&["plan", "show", "p.json", "--html", "p.html"])
        .expect(0);
    let page = read(&place, "p.html");
    assert!(page.contains("Before: from the mirror."));
}
