//! A run that stopped after its last request: nothing was left to be sent, and every result was read back.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn a_strange_answer_to_the_last_request_stops_nothing() {
    let place = Place::new(SimConfig::default());
    let control = place.control();
    control
        .fault("POST @create-group 1x garbage after")
        .unwrap();
    insta::assert_snapshot!(place.run(&["group", "create", "night-shift", "--yes"]), @"
    Group        Outcome  Change                   Reason
    night-shift  done     group: absent → present  -
    ------- stderr -------
    Create group night-shift, in Acme (simulated)
      1  change
    Groups  20 → 21  +1
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-1
    Run 20261124-1: 1 done.
    Warning: Atlassian gave an unexpected answer: the response is not valid JSON for this call (line 1, column 14) (HTTP 200; POST /admin/v2/orgs/{orgId}/directories/{directoryId}/groups); nothing was left to be sent, and the results were read back
    [exit status: 0]
    ");
    let shown = place.run(&["run", "show", "last"]).to_string();
    assert!(!shown.contains("stopped early"), "{shown}");
}

/// Where something was left, it stopped.
#[test]
fn a_strange_answer_before_the_last_request_stops_the_run() {
    let place = Place::new(SimConfig::default());
    place
        .control()
        .fault("POST @create-group 1x garbage after")
        .unwrap();
    let people: Vec<String> = place
        .movable()
        .into_iter()
        .take(2)
        .map(|person| person.email)
        .collect();
    let list = format!(
        "Email,Action,Group\n{},add-to-group,old-project-2019\n{},suspend,\n",
        people[0], people[1]
    );
    place.env.file("m.csv", list);
    let control = place.control();
    control.fault("POST @add-member 1x garbage after").unwrap();
    let args = ["change", "--csv", "m.csv", "--yes", "--at-once", "1"];
    let said = place.run(&args).to_string();
    assert!(said.contains("the run stopped: "), "{said}");
}
