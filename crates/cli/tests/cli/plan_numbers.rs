//! The numbers of a plan: members of groups, and seats in use, before and after.

use atlctl_sim::SimConfig;

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
