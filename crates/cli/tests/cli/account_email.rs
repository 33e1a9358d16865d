//! `user set-email`: one address, a list, a whole domain; addresses that are not free, and people who trade theirs.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

fn email(place: &Place, person: &SimAccount) -> String {
    place.control().account(&person.account_id).unwrap().email
}

/// The addresses that were sent, in order.
fn sent(place: &Place) -> Vec<String> {
    let requests = place.control().requests().into_iter();
    requests
        .filter(|request| request.path.ends_with("/manage/email"))
        .map(|request| request.body)
        .collect()
}

#[test]
fn one_address_and_back() {
    let place = Place::new(SimConfig::default());
    let one = place.without_provider(1).remove(0);
    let set = [
        "user",
        "set-email",
        &one.email,
        "--to",
        "New.Name@acme.example",
    ];
    insta::assert_snapshot!(place.run(&[&set[..], &["--dry-run"]].concat()), @"
    Email                             Plan    After                  Reason
    rafael.richter@acme-labs.example  change  New.Name@acme.example  -
    ------- stderr -------
    Change email addresses, in Acme (simulated)
      1  change
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&set), @"
    Email                             Plan    After                  Reason
    rafael.richter@acme-labs.example  change  New.Name@acme.example  -
    ------- stderr -------
    Change email addresses, in Acme (simulated)
      1  change
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Error: confirmation required: 1 person would change
    Hint: apply it: atlctl user set-email rafael.richter@acme-labs.example --to New.Name@acme.example --yes
    Hint: save it instead: atlctl user set-email rafael.richter@acme-labs.example --to New.Name@acme.example --plan plan.json
    [exit status: 5]
    ");
    insta::assert_snapshot!(place.run(&[&set[..], &["--yes"]].concat()), @"
    Email                             Outcome  After                  Reason
    rafael.richter@acme-labs.example  done     New.Name@acme.example  -
    ------- stderr -------
    Change email addresses, in Acme (simulated)
      1  change
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-1
    Run 20261124-1: 1 done.
    [exit status: 0]
    ");
    assert_eq!(email(&place, &one), "New.Name@acme.example");
    // The mirror knows it: by the new address, nothing is to be done.
    let again = [
        "user",
        "set-email",
        "new.name@acme.example",
        "--to",
        "NEW.NAME@acme.example",
        "--yes",
    ];
    insta::assert_snapshot!(place.run(&again), @"
    Email                  Plan        Reason
    New.Name@acme.example  up to date  already has this address
    ------- stderr -------
    Change email addresses, in Acme (simulated)
      0  change
      1  up to date
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Nothing to change.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["undo", "last", "--yes"]), @"
    Email                  Outcome  After                             Reason
    New.Name@acme.example  done     rafael.richter@acme-labs.example  -
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
      1  change
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-2
    Run 20261124-2: 1 done.
    [exit status: 0]
    ");
    assert_eq!(email(&place, &one), one.email);
}

#[test]
fn a_list_in_which_two_people_trade_addresses() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(4);
    let (a, b, c, d) = (&people[0], &people[1], &people[2], &people[3]);
    let mut list = String::from("account_id,current_email,name,target_email\n");
    for (one, target) in [
        (a, &b.email),
        (b, &a.email),
        (c, &d.email),
        (d, &"free@acme.example".to_owned()),
    ] {
        list.push_str(&format!(
            "{},{},\"{}\",{target}\n",
            one.account_id, one.email, one.name
        ));
    }
    place.env.file("addresses.csv", list);
    let set = ["user", "set-email", "--csv", "addresses.csv"];
    insta::assert_snapshot!(place.run(&[&set[..], &["--dry-run"]].concat()), @r#"
    Email                             Change
    rafael.richter@acme-labs.example  email: rafael.richter@acme-labs.example →
                                      tariq.schmidt-swap@acme.example (via a temporary address)
    rafael.richter@acme-labs.example  email: tariq.schmidt-swap@acme.example →
                                      tariq.schmidt@acme.example (via a temporary address)
    tariq.schmidt@acme.example        email: tariq.schmidt@acme.example →
                                      rafael.richter@acme-labs.example
    uma.singh@acme.example            email: uma.singh@acme.example → ada.torres@acme.example
    ada.torres@acme.example           email: ada.torres@acme.example → free@acme.example
    ------- stderr -------
    addresses.csv: table, UTF-8, comma, column "current_email": 4 rows, 4 people
    Change email addresses, in Acme (simulated)
      5  change (to 4 people)
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    The same in every row shown: Plan: change.
    [exit status: 0]
    "#);
    place
        .run(&[&set[..], &["-q", "--plan", "plan.json"]].concat())
        .expect(0);
    insta::assert_snapshot!(place.run(&["apply", "plan.json", "--yes"]), @"
    Email                             Change
    rafael.richter@acme-labs.example  email: rafael.richter@acme-labs.example →
                                      tariq.schmidt-swap@acme.example (via a temporary address)
    tariq.schmidt@acme.example        email: tariq.schmidt@acme.example →
                                      rafael.richter@acme-labs.example
    uma.singh@acme.example            email: uma.singh@acme.example → ada.torres@acme.example
    ada.torres@acme.example           email: ada.torres@acme.example → free@acme.example
    rafael.richter@acme-labs.example  email: tariq.schmidt-swap@acme.example →
                                      tariq.schmidt@acme.example (via a temporary address)
    ------- stderr -------
    Change email addresses, in Acme (simulated)
      5  change (to 4 people)
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-1
    The same in every row shown: Outcome: done.
    Run 20261124-1: 5 done.
    [exit status: 0]
    ");
    for (one, target) in [(a, &b.email), (b, &a.email), (c, &d.email)] {
        assert_eq!(email(&place, one), *target);
    }
    assert_eq!(sent(&place).len(), 5);
    // What was planned is there, also for the row whose address was one in between.
    insta::assert_snapshot!(place.run(&["run", "verify", "last"]), @"
    ------- stderr -------
    No differences.
    Run 20261124-1: 5 of 5 rows are as planned.
    [exit status: 0]
    ");
    place
        .run(&["apply", "plan.json", "--yes", "--again", "-q"])
        .expect(0);
    assert_eq!(sent(&place).len(), 5);
    // Back, via a temporary address again.
    insta::assert_snapshot!(place.run(&["undo", "20261124-1", "--yes"]), @"
    Email                             Change
    tariq.schmidt@acme.example        email: tariq.schmidt@acme.example →
                                      rafael.richter-swap@acme-labs.example (via a temporary address)
    free@acme.example                 email: free@acme.example → ada.torres@acme.example
    ada.torres@acme.example           email: ada.torres@acme.example → uma.singh@acme.example
    rafael.richter@acme-labs.example  email: rafael.richter@acme-labs.example →
                                      tariq.schmidt@acme.example
    tariq.schmidt@acme.example        email: rafael.richter-swap@acme-labs.example →
                                      rafael.richter@acme-labs.example (via a temporary address)
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
      5  change (to 4 people)
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-3
    The same in every row shown: Outcome: done.
    Run 20261124-3: 5 done.
    [exit status: 0]
    ");
    for one in &people {
        assert_eq!(email(&place, one), one.email);
    }
}

#[test]
fn a_domain_for_everybody_who_has_it() {
    let place = Place::new(SimConfig::default());
    let rename = [
        "user",
        "set-email",
        "--from-domain",
        "acme-labs.example",
        "--to-domain",
        "@Acme.example",
    ];
    let plan = place.run(&[&rename[..], &["--dry-run", "-o", "json"]].concat());
    assert_eq!(plan.code, 0, "{plan}");
    let rows: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    for row in rows.as_array().unwrap() {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        assert!(text("email").ends_with("@acme-labs.example"), "{row}");
        if text("verdict") == "change" {
            assert_eq!(text("after"), text("email").replace("-labs", ""), "{row}");
        }
    }
    let changes = rows.as_array().unwrap().iter();
    assert!(changes.filter(|row| row["verdict"] == "change").count() > 5);
    // Of the people selected, those without an address of the domain are left out.
    let all = place.without_provider(12);
    let one = all.iter().find(|one| one.email.ends_with("@acme.example"));
    let some = [&rename[..], &[&one.unwrap().email, "--dry-run"]].concat();
    insta::assert_snapshot!(place.run(&some), @"
    ------- stderr -------
    1 person left out: no address of acme-labs.example
    Nothing to change.
    [exit status: 0]
    ");
}

#[test]
fn addresses_that_cannot_be() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(4);
    let other = place.control().accounts().pop().unwrap();
    let synced = place
        .control()
        .accounts()
        .into_iter()
        .find(|one| one.synced && one.managed && !one.org_admin);
    let synced = synced.unwrap();
    place.env.file(
        "addresses.csv",
        format!(
            "Email;New email\n{};{}\n{};x@elsewhere.example\n{};same@acme.example\n{};same@acme.example\n{};y@acme.example\n",
            people[0].email, other.email, people[1].email, people[2].email, people[3].email, synced.email
        ),
    );
    let set = ["user", "set-email", "--csv", "addresses.csv", "--dry-run"];
    insta::assert_snapshot!(place.run(&set), @r#"
    Email                             Plan               Reason
    rafael.richter@acme-labs.example  not possible       cannot have the address
                                                         omar.torres@acme.example: the account
                                                         712020:6d68aea6-8718-47e7-817b-6c33821973dd has
                                                         it
    tariq.schmidt@acme.example        not possible       cannot have the address x@elsewhere.example:
                                                         elsewhere.example is not a verified domain
    uma.singh@acme.example            not possible       cannot have the address same@acme.example:
                                                         several rows want it
    ada.torres@acme.example           not possible       cannot have the address same@acme.example:
                                                         several rows want it
    olga.park@acme-labs.example       identity provider  is provisioned by your identity provider;
                                                         change the address there
    ------- stderr -------
    addresses.csv: table, UTF-8, semicolon, column "Email": 5 rows, 5 people
    Change email addresses, in Acme (simulated)
      0  change
      4  not possible
      1  identity provider
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Hint: 1 change can be made only in your identity provider; write a file for it: add --handoff csv (or entra, okta)
    Nothing to change.
    [exit status: 0]
    "#);
    // Without the column, with an empty cell, and with one that is no address.
    place
        .env
        .file("people.csv", format!("Email\n{}\n", people[0].email));
    insta::assert_snapshot!(place.run(&["user", "set-email", "--csv", "people.csv"]), @r#"
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 1 row, 1 person
    Error: no new address
    Hint: for one person: atlctl user set-email EMAIL --to ADDRESS
    Hint: for several, in a column target_email: atlctl user set-email --csv FILE
    Hint: for a whole domain: atlctl user set-email --from-domain OLD --to-domain NEW
    [exit status: 2]
    "#);
    place.env.file(
        "people.csv",
        format!("Email,New email\n{},\n", people[0].email),
    );
    insta::assert_snapshot!(place.run(&["user", "set-email", "--csv", "people.csv"]), @r#"
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 1 row, 1 person (1 in a row that cannot be used)
      line 2: "rafael.richter@acme-labs.example" has no new address
    Error: 1 row of people.csv cannot be used
    Hint: correct it, or skip it with --skip-problems
    [exit status: 2]
    "#);
    place.env.file(
        "people.csv",
        format!("Email,New email\n{},new\n", people[0].email),
    );
    insta::assert_snapshot!(place.run(&["user", "set-email", "--csv", "people.csv"]), @r#"
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 1 row, 1 person (1 in a row that cannot be used)
      line 2: "new" is not an email address (in the row of rafael.richter@acme-labs.example)
    Error: 1 row of people.csv cannot be used
    Hint: correct it, or skip it with --skip-problems
    [exit status: 2]
    "#);
    let twice = format!(
        "Email,New email\n{0},a@acme.example\n{0},b@acme.example\n",
        people[0].email
    );
    place.env.file("people.csv", twice);
    insta::assert_snapshot!(place.run(&["user", "set-email", "--csv", "people.csv"]), @r#"
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 2 rows, 1 person
    1 duplicate row merged: rafael.richter@acme-labs.example
    Error: people.csv names rafael.richter@acme-labs.example twice with different values: lines 2 and 3
    Hint: keep one of the rows
    [exit status: 2]
    "#);
    let both = [
        "user",
        "set-email",
        &people[0].email,
        &people[1].email,
        "--to",
        "a@acme.example",
    ];
    insta::assert_snapshot!(place.run(&both), @"
    ------- stderr -------
    Error: --to names one address, and 2 people are selected
    Hint: list the people and their new addresses in a column target_email: atlctl user set-email --csv FILE
    [exit status: 2]
    ");
}

#[test]
fn an_address_that_the_service_refuses() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(2);
    let path = format!("/users/{}/manage/email", people[1].account_id);
    // Somebody else took it meanwhile.
    let taken = place
        .control()
        .as_another("PUT", &path, r#"{"email":"taken@acme.example"}"#);
    assert_eq!(taken.0, 204);
    let set = [
        "user",
        "set-email",
        &people[0].email,
        "--to",
        "taken@acme.example",
        "--yes",
    ];
    insta::assert_snapshot!(place.run(&set), @"
    Email                             Outcome  After               Reason
    rafael.richter@acme-labs.example  refused  taken@acme.example  fieldConstraintsViolated: email:
                                                                   alreadyInUse (HTTP 400,
                                                                   fieldConstraintsViolated; PUT
                                                                   /users/{account_id}/manage/email)
    ------- stderr -------
    Change email addresses, in Acme (simulated)
      1  change
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-1
    Run 20261124-1: 1 refused.
    [exit status: 1]
    ");
    assert_eq!(email(&place, &people[0]), people[0].email);
}

/// All lines at once, and the others are changed when asked.
#[test]
fn lines_without_a_new_address_are_reported_at_once_and_skipped() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let [one, two, three] = [0, 1, 2].map(|at| people[at].email.clone());
    let list = format!("Email,New email\n{one},\n{two},new\n{three},free@acme.example\n");
    place.env.file("people.csv", list);
    let set = ["user", "set-email", "--csv", "people.csv"];
    insta::assert_snapshot!(place.run(&set), @r#"
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people (2 in rows that cannot be used)
      line 2: "olga.park@acme-labs.example" has no new address
      line 3: "new" is not an email address (in the row of rafael.richter@acme-labs.example)
    Error: 2 rows of people.csv cannot be used
    Hint: correct them, or skip them with --skip-problems
    [exit status: 2]
    "#);
    let skip = ["--skip-problems", "--dry-run"];
    insta::assert_snapshot!(place.run(&[&set[..], &skip].concat()), @r#"
    Email                       Plan    After              Reason
    tariq.schmidt@acme.example  change  free@acme.example  -
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people (2 in rows that cannot be used)
    Warning: 2 rows of people.csv cannot be used and are left out:
      line 2: "olga.park@acme-labs.example" has no new address
      line 3: "new" is not an email address (in the row of rafael.richter@acme-labs.example)
    Change email addresses, in Acme (simulated)
      1  change
    Email addresses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    [exit status: 0]
    "#);
    let list = format!("Email,New email\n{one},\n{two},new\n");
    place.env.file("people.csv", list);
    insta::assert_snapshot!(place.run(&[&set[..], &skip].concat()), @r#"
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 2 rows, 2 people (2 in rows that cannot be used)
    Warning: 2 rows of people.csv cannot be used and are left out:
      line 2: "olga.park@acme-labs.example" has no new address
      line 3: "new" is not an email address (in the row of rafael.richter@acme-labs.example)
    Error: no row of people.csv can be used
    Hint: correct the rows
    [exit status: 2]
    "#);
}
