//! `apply --rehearse`: the plan with a stand-in of the organisation, and the organisation left alone.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

/// A plan that moves so many people, in `plan.json`.
fn planned(count: usize) -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let people = place.listed(count);
    place.keep_plan();
    (place, people)
}

#[test]
fn it_tells_what_would_come_of_each_row_and_asks_the_service_nothing() {
    let (place, _) = planned(3);
    let asked = place.control().requests().len();
    let output = place.run(&[
        "apply",
        "plan.json",
        "--rehearse",
        "-o",
        "csv",
        "--columns",
        "outcome,before,after",
    ]);
    insta::assert_snapshot!(output, @"
    outcome,before,after
    done,Password only,Contractors
    done,Password only,Contractors
    done,Password only,Contractors
    ------- stderr -------
    Move people to policy Contractors, in Acme (simulated)
      3  change
    Leaving  Password only 3
    Joining  Contractors 3
    Policies as the service has them now; people from the mirror, synced 60 min ago.
    Note: an identity provider keeps 1 of them; a policy changes how they sign in, not who keeps them
    Rehearsed with a stand-in made from the mirror: 3 done. 4 requests, 1 of them to move people; nothing was changed.
    Hint: apply it with --yes
    [exit status: 0]
    ");
    assert_eq!(place.control().requests().len(), asked);
    assert_eq!(place.run(&["-q", "run", "list", "-o", "id"]).stdout, "");
}

#[test]
fn with_a_yes_the_plan_is_applied_after_it() {
    let (place, people) = planned(12);
    let output = place.run(&[
        "apply",
        "plan.json",
        "--rehearse",
        "--yes",
        "-o",
        "csv",
        "--columns",
        "outcome",
    ]);
    assert_eq!(output.code, 0, "{output}");
    assert!(
        output.stderr.contains("Rehearsed with a stand-in"),
        "{output}"
    );
    // One result for each row: the rehearsal's are not among them.
    assert_eq!(
        output.stdout,
        format!("outcome\n{}", "done\n".repeat(12)),
        "{output}"
    );
    assert_eq!(place.control().changes().len(), people.len());
}

#[test]
fn who_was_moved_since_is_found_and_nobody_is_changed_however_much_was_agreed() {
    let (place, people) = planned(3);
    assert!(
        place
            .control()
            .set_policy(&people[1].account_id, &place.policy("Service accounts"))
    );
    place.run(&["sync", "-q"]).expect(0);
    let output = place.run(&[
        "apply",
        "plan.json",
        "--rehearse",
        "--yes",
        "-o",
        "csv",
        "--columns",
        "email,outcome,reason",
    ]);
    assert_eq!(output.code, 5, "{output}");
    let held = format!("{},refused,somebody else moved them to ", people[1].email);
    assert!(output.stdout.contains(&held), "{output}");
    assert!(
        output
            .stderr
            .contains("1 of 3 people were not moved in the rehearsal"),
        "{output}"
    );
    assert_eq!(place.writes(), 0);
}

#[test]
fn without_a_mirror_there_is_nothing_to_rehearse_with() {
    let (place, _) = planned(1);
    std::fs::remove_file(place.mirror()).unwrap();
    let output = place.run(&["-q", "apply", "plan.json", "--rehearse", "--yes"]);
    assert_eq!(output.code, 1, "{output}");
    assert!(output.stderr.contains("atlctl sync"), "{output}");
    assert_eq!(place.writes(), 0);
}
