//! Undoing runs is under the guards of every change: the last organization admin, your own account.

use atlctl_sim::SimConfig;

use crate::moving::Place;

fn admins(place: &Place) -> Vec<String> {
    let all = place.control().accounts().into_iter();
    let admins = all.filter(|one| one.org_admin && one.status == "active");
    admins.map(|one| one.email).collect()
}

/// Another administrator takes the role away from everyone but one.
fn leave_only(place: &Place, stays: &str) {
    let org = place.sim.org_id();
    for one in place.control().accounts() {
        if one.org_admin && one.email != stays {
            let path = format!(
                "/admin/v1/orgs/{org}/users/{}/role-assignments/revoke",
                one.account_id
            );
            let body = r#"{"role":"atlassian/org-admin"}"#;
            assert_eq!(place.control().as_another("POST", &path, body).0, 204);
        }
    }
    place.control().settle();
    assert_eq!(admins(place), [stays]);
    place.sync();
}

/// A run makes somebody an admin, who is the only one left afterward.
fn only_admin(config: SimConfig) -> (Place, String) {
    let place = Place::new(config);
    let person = place.movable().swap_remove(0);
    let grant = ["role", "grant", "org-admin", &person.email, "-q", "--yes"];
    place.run(&grant).expect(0);
    leave_only(&place, &person.email);
    (place, person.email)
}

#[test]
fn an_undo_and_a_restore_leave_an_organization_admin() {
    let (place, person) = only_admin(SimConfig::default());
    let point = "2020-01-01";
    for command in [&["undo", "last"][..], &["run", "restore", point]] {
        let output = place.run(
            &[
                command,
                &["--yes", "-o", "csv", "--columns", "email,outcome,reason"],
            ]
            .concat(),
        );
        let why = format!(
            "{person},refused,is or may be the last organization admin who can undo the change"
        );
        assert!(output.stdout.contains(&why), "{output}");
        assert!(
            output.stderr.contains("must stay outside the change"),
            "{output}"
        );
        assert_eq!(admins(&place), [person.as_str()], "{output}");
    }
}

#[test]
fn a_saved_undo_is_checked_again_when_it_is_applied() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().swap_remove(0);
    place
        .run(&["role", "grant", "org-admin", &person.email, "-q", "--yes"])
        .expect(0);
    place.sync();
    place
        .run(&["undo", "last", "-q", "--plan", "back.json"])
        .expect(0);
    leave_only(&place, &person.email);
    let output = place.run(&["apply", "back.json", "-q", "--yes"]);
    assert_eq!(output.code, 5, "{output}");
    assert!(
        output.stderr.contains("may be the last organization admin"),
        "{output}"
    );
    assert_eq!(admins(&place), [person.email]);
}

/// Where nobody is known to be an admin, that is said, and is not taken for a no.
#[test]
fn where_roles_are_unknown_an_undo_says_so() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().swap_remove(0);
    place.listed(1);
    place.moves(&["-q", "--yes"]).expect(0);
    place
        .control()
        .fault("POST */users/search roles-absent")
        .unwrap();
    std::fs::remove_file(place.mirror()).unwrap();
    place.sync();
    let output = place.run(&["undo", "last", "--dry-run"]);
    let said = "1 person is left out because Atlassian does not report whether they are an organization admin";
    for part in [said, "list one under `protected`"] {
        assert!(output.stderr.contains(part), "{output}");
    }
    // One who stays outside is enough.
    let stays = &place.movable()[1].email;
    assert_ne!(*stays, person.email);
    place.configure(&format!("protected = [{stays:?}]"));
    let output = place.run(&["undo", "last", "--yes"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(
        output.stderr.contains(
            "1 person is changed although Atlassian does not report whether they are an organization admin"
        ),
        "{output}"
    );
}
