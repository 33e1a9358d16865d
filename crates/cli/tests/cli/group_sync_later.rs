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
    let state = place.control().state(false);
    let groups = state["groups"].as_array().unwrap();
    let id = groups.iter().find(|one| one["name"] == group).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!(
        "/admin/v2/orgs/{}/directories/-/groups/{id}/memberships",
        place.sim.org_id()
    );
    let body = format!(r#"{{"accountId":"{}"}}"#, outside[0].account_id);
    let (status, answer) = place.control().as_another("POST", &path, &body);
    assert_eq!(status, 204, "{answer}");
    place.control().settle();
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
