//! Capital letters of addresses: shown, sent and given back as they are spelled.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn an_address_is_set_and_given_back_as_it_is_spelled() {
    let place = Place::new(SimConfig::default());
    let mut people = place.movable().into_iter();
    let one = people.find(|one| !one.synced).unwrap();
    let set = |from: &str, to: &str| {
        let args = ["user", "set-email", from, "--to", to, "--yes", "-q", "-o"];
        let csv = ["csv", "--columns", "before,after,outcome"];
        place.run(&[&args[..], &csv].concat())
    };
    let now = || place.control().account(&one.account_id).unwrap().email;
    set(&one.email, "Ann.McKenzie@acme.example").expect(0);
    assert_eq!(now(), "Ann.McKenzie@acme.example");
    // Found in any case of letters, and shown as it is.
    insta::assert_snapshot!(set("ann.mckenzie@acme.example", "plain@acme.example"), @"
    before,after,outcome
    Ann.McKenzie@acme.example,plain@acme.example,done
    [exit status: 0]
    ");
    assert_eq!(now(), "plain@acme.example");
    place.run(&["undo", "last", "--yes", "-q"]).expect(0);
    assert_eq!(now(), "Ann.McKenzie@acme.example");
    // Another case of letters alone is no change.
    insta::assert_snapshot!(set("ann.mckenzie@acme.example", "ANN.MCKENZIE@acme.example"), @"
    before,after,outcome
    Ann.McKenzie@acme.example,,unchanged
    [exit status: 0]
    ");
}
