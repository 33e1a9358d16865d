//! People who trade addresses, of whom one is left on the temporary address.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn who_is_left_on_a_temporary_address_is_named() {
    let place = Place::new(SimConfig::default());
    let mut people = place.movable();
    people.retain(|one| !one.synced);
    let (a, b) = (&people[0], &people[1]);
    place.env.file(
        "swap.csv",
        format!("email,new_email\n{0},{1}\n{1},{0}\n", a.email, b.email),
    );
    // The first gets there in two steps: the second, which is the third request, is refused.
    let fault = "PUT */manage/email skip=2 1x 403";
    place.control().fault(fault).unwrap();
    let done = place.run(&["user", "set-email", "--csv", "swap.csv", "--yes"]);
    insta::assert_snapshot!(done, @r#"
    Email                             Outcome  Change
    rafael.richter@acme-labs.example  refused  email: tariq.schmidt-swap@acme.example →
                                               tariq.schmidt@acme.example (via a temporary address)
      Reason: A fault of the simulator (HTTP 403; PUT /users/{account_id}/manage/email)
    rafael.richter@acme-labs.example  done     email: rafael.richter@acme-labs.example →
                                               tariq.schmidt-swap@acme.example (via a temporary address)
    tariq.schmidt@acme.example        done     email: tariq.schmidt@acme.example →
                                               rafael.richter@acme-labs.example
    ------- stderr -------
    swap.csv: table, UTF-8, comma, column "email": 2 rows, 2 people
    Change email addresses, in Acme (simulated)
      3  change (to 2 people)
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-1
    Run 20261124-1: 1 refused, 2 done.
    Warning: left between two steps of a change: Rafael Richter has tariq.schmidt-swap@acme.example (instead of tariq.schmidt@acme.example)
    Hint: give back what was before the run: atlctl undo 20261124-1
    [exit status: 3]
    "#);
    place.control().clear_faults();
    let undone = place.run(&["undo", "last", "--yes"]);
    for one in [a, b] {
        assert_eq!(
            place.control().account(&one.account_id).unwrap().email,
            one.email,
            "{undone}"
        );
    }
}
