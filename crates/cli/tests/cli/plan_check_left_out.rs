//! A saved plan of which a few rows changed since: it applies without them, and `plan check` says so.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn one_row_that_changed_since_is_left_out_and_named() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let three: Vec<&str> = people
        .iter()
        .take(3)
        .map(|one| one.email.as_str())
        .collect();
    let suspend = [
        &["user", "suspend"][..],
        &three,
        &["-q", "--plan", "p.json"],
    ]
    .concat();
    place.run(&suspend).expect(0);
    place.run(&["plan", "check", "p.json"]).expect(0);
    let directory = place.run(&["-q", "directory", "list", "-o", "id"]).stdout;
    let path = format!(
        "/admin/v2/orgs/{}/directories/{}/users/{}",
        place.sim.org_id(),
        directory.trim(),
        people[1].account_id
    );
    let (status, body) = place.control().as_another("DELETE", &path, "");
    assert_eq!(status, 204, "{body}");
    place.control().settle();
    let checked = place.run(&["plan", "check", "p.json"]);
    let said = format!(
        "2 as recorded, 0 already as planned, 1 changed since, 0 not reported.\n\
         The plan would apply without 1 row that changed since: {}.\n\
         Hint: make the plan again to change what is left out, too\n",
        three[1]
    );
    assert!(checked.stderr.contains(&said), "{checked}");
    checked.expect(6);
    let applied = place.run(&["apply", "p.json", "--yes"]);
    assert!(applied.stderr.contains("2 done"), "{applied}");
    applied.expect(3);
}
