//! Whole groups that a saved plan changes, to which others gave members or roles since.

use atlctl_sim::SimConfig;

use crate::group_members::members;
use crate::moving::Place;

const GROUP: &str = "team-0001";

struct Group {
    place: Place,
    /// The address of its resource, by another administrator.
    path: String,
}

impl Group {
    fn new() -> Self {
        let place = Place::new(SimConfig::default());
        let state = place.control().state(false);
        let groups = state["groups"].as_array().unwrap();
        let group = groups.iter().find(|one| one["name"] == GROUP).unwrap();
        let directory = place.run(&["-q", "directory", "list", "-o", "id"]).stdout;
        let path = format!(
            "/admin/v2/orgs/{}/directories/{}/groups/{}",
            place.sim.org_id(),
            directory.trim(),
            group["id"].as_str().unwrap()
        );
        Self { place, path }
    }

    /// Another administrator adds somebody; the address of the new member.
    fn another_adds(&self) -> String {
        let inside = members(&self.place, GROUP);
        let movable = self.place.movable().into_iter();
        let new = movable
            .into_iter()
            .find(|one| !inside.contains(&one.email))
            .unwrap();
        let body = format!(r#"{{"accountId":"{}"}}"#, new.account_id);
        self.another("POST", "/memberships", &body);
        new.email
    }

    fn another(&self, method: &str, rest: &str, body: &str) {
        let control = self.place.control();
        let (status, answer) = control.as_another(method, &format!("{}{rest}", self.path), body);
        assert!(status < 300, "{status} {answer}");
        control.settle();
    }

    fn planned(&self, command: &[&str]) {
        let plan = ["--plan", "plan.json", "-q", "--max-changes", "100%"];
        self.place.run(&[command, &plan].concat()).expect(0);
        self.place.run(&["plan", "check", "plan.json"]).expect(0);
    }
}

#[test]
fn a_deletion_does_not_take_along_who_came_since() {
    let group = Group::new();
    group.planned(&["group", "delete", GROUP, "--include-service-accounts"]);
    let new = group.another_adds();
    let place = &group.place;
    insta::assert_snapshot!(
        "groups_since_delete_check",
        place.run(&["plan", "check", "plan.json"])
    );
    insta::assert_snapshot!(
        "groups_since_delete_apply",
        place.run(&["apply", "plan.json", "--yes", "--confirm", "1"])
    );
    assert!(members(place, GROUP).contains(&new));
}

#[test]
fn a_deletion_does_not_bring_back_who_left_since_nor_lose_roles() {
    let group = Group::new();
    group.planned(&["group", "delete", GROUP, "--include-service-accounts"]);
    let place = &group.place;
    let gone = members(place, GROUP).pop().unwrap();
    let accounts = place.control().accounts();
    let account = accounts.iter().find(|one| one.email == gone).unwrap();
    group.another(
        "DELETE",
        &format!("/memberships/{}", account.account_id),
        "",
    );
    let sql = "SELECT id FROM workspace WHERE product_key LIKE 'bitbucket%'";
    let app = place.run(&["-q", "sql", sql, "-o", "csv"]).stdout;
    let resource = app.lines().last().unwrap().to_owned();
    let body = format!(r#"{{"roleId":"atlassian/user","resourceId":"{resource}"}}"#);
    group.another("POST", "/role-assignments/assign", &body);
    let output = place.run(&["plan", "check", "plan.json"]);
    let said = format!("1 member of the group {GROUP} left after the plan was made: {gone}");
    assert!(output.stderr.contains(&said), "{output}");
    let said = format!("the group {GROUP} has other roles now");
    assert!(output.stderr.contains(&said), "{output}");
    assert_eq!(output.code, 6, "{output}");
}

#[test]
fn a_role_of_a_group_is_counted_for_those_who_are_in_it_now() {
    let group = Group::new();
    let grant = [
        "role",
        "grant",
        "user",
        "--group",
        GROUP,
        "--app",
        "bitbucket",
    ];
    group.planned(&grant);
    group.another_adds();
    let place = &group.place;
    insta::assert_snapshot!(
        "groups_since_grant_check",
        place.run(&["plan", "check", "plan.json"])
    );
    let limited = ["apply", "plan.json", "--yes", "--max-group-changes", "2"];
    let output = place.run(&limited);
    assert_eq!(output.code, 5, "{output}");
    insta::assert_snapshot!(
        "groups_since_grant_apply",
        place.run(&["apply", "plan.json", "--yes"])
    );
}
