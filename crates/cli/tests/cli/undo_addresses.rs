//! `undo` with the results of a run that changed addresses: they have the addresses of before.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

#[test]
fn results_of_changed_addresses_name_the_people_of_the_run() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(3);
    let (a, b, c) = (&people[0], &people[1], &people[2]);
    // By now, the address of each is another's or nobody's.
    let list = format!(
        "account_id,current_email,target_email\n{},{},{}\n{},{},free@acme.example\n{},{},last@acme.example\n",
        a.account_id, a.email, b.email, b.account_id, b.email, c.account_id, c.email
    );
    place.env.file("addresses.csv", list);
    let set = ["user", "set-email", "--csv", "addresses.csv", "--yes", "-q"];
    place
        .run(&[&set[..], &["--results", "results.csv"]].concat())
        .expect(0);
    let json = place.run(&["run", "show", "last", "-o", "json"]);
    place.env.file("results.json", &json.stdout);
    // Cut down to two of the three, as a person would.
    let csv = std::fs::read_to_string(place.env.home().join("results.csv")).unwrap();
    let two: String = csv
        .split_inclusive('\n')
        .filter(|line| !line.contains(c.email.as_str()))
        .collect();
    place.env.file("two.csv", two);
    for (file, count) in [("results.csv", 3), ("results.json", 3), ("two.csv", 2)] {
        let undo = ["undo", "last", "--csv", file, "--dry-run", "-o", "csv"];
        let columns = ["--columns", "email,verdict,after"];
        let output = place.run(&[&undo[..], &columns].concat());
        assert_eq!(output.code, 0, "{file}: {output}");
        let changes = output.stdout.matches(",change,").count();
        assert_eq!(changes, count, "{file}: {output}");
        let said = output.to_string();
        assert!(!said.contains("contradiction"), "{file}: {output}");
        assert!(!said.contains("is not read"), "{file}: {output}");
        assert!(!said.contains("belong together"), "{file}: {output}");
    }
    // An address that is not one of the account's contradicts its ID all the same.
    let other = format!("Email,Account ID\n{},{}\n", c.email, a.account_id);
    place.env.file("other.csv", other);
    let undo = ["undo", "last", "--csv", "other.csv", "--dry-run"];
    let output = place.run(&undo);
    assert_eq!(output.code, 2, "{output}");
    assert!(output.to_string().contains("contradiction"), "{output}");
    place
        .run(&["undo", "last", "--csv", "two.csv", "--yes", "-q"])
        .expect(0);
    let email = |one: &SimAccount| place.control().account(&one.account_id).unwrap().email;
    assert_eq!(email(a), a.email);
    assert_eq!(email(b), b.email);
    assert_eq!(email(c), "last@acme.example");
}

/// Nothing is read of people whom the run did not change.
#[test]
fn an_undo_for_nobody_of_the_run_claims_no_reading() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(2);
    place
        .run(&["user", "suspend", &people[0].email, "--yes", "-q"])
        .expect(0);
    let output = place.run(&["undo", "last", &people[1].email, "--dry-run"]);
    let said = output.to_string();
    assert!(said.contains("has no recorded change"), "{output}");
    assert!(!said.contains("live"), "{output}");
    assert!(said.contains("People from the mirror of"), "{output}");
    let both = [&people[0].email, &people[1].email].map(String::as_str);
    let output = place.run(&[&["undo", "last", "--dry-run"][..], &both].concat());
    let said = output.to_string();
    assert!(said.contains("read live"), "{output}");
    assert!(!said.contains("may not read"), "{output}");
}
