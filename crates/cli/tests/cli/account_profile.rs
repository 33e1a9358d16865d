//! `user update`.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

/// The profile as the service has it.
fn profile(place: &Place, person: &SimAccount) -> serde_json::Value {
    let state = place.control().state(false);
    let people = state["people"].as_array().unwrap().iter();
    let mut people = people.filter(|one| one["id"] == person.account_id.as_str());
    people.next().unwrap()["profile"].clone()
}

#[test]
fn fields_of_one_person_and_back() {
    let place = Place::new(SimConfig::default());
    let one = place.without_provider(1).remove(0);
    let before = profile(&place, &one);
    let update = [
        "user",
        "update",
        &one.email,
        "--job-title",
        "Head of Support",
        "--department",
        "",
        "--locale",
        "de-AT",
    ];
    insta::assert_snapshot!(place.run(&[&update[..], &["--dry-run"]].concat()), @"
    Email                             Change
    rafael.richter@acme-labs.example  job title: Site reliability engineer → Head of Support
    rafael.richter@acme-labs.example  department: Operations → (empty)
    rafael.richter@acme-labs.example  locale: en-US → de-AT
    ------- stderr -------
    Update profiles, in Acme (simulated)
      3  change (to 1 person)
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    The same in every row shown: Plan: change.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&update), @"
    Email                             Change
    rafael.richter@acme-labs.example  job title: Site reliability engineer → Head of Support
    rafael.richter@acme-labs.example  department: Operations → (empty)
    rafael.richter@acme-labs.example  locale: en-US → de-AT
    ------- stderr -------
    Update profiles, in Acme (simulated)
      3  change (to 1 person)
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    The same in every row shown: Plan: change.
    Error: confirmation required: 3 changes to 1 person would be made
    Hint: apply it: atlctl user update rafael.richter@acme-labs.example --job-title 'Head of Support' --department '' --locale de-AT --yes
    Hint: save it instead: atlctl user update rafael.richter@acme-labs.example --job-title 'Head of Support' --department '' --locale de-AT --plan plan.json
    [exit status: 5]
    ");
    insta::assert_snapshot!(place.run(&[&update[..], &["--yes"]].concat()), @"
    Email                             Change
    rafael.richter@acme-labs.example  job title: Site reliability engineer → Head of Support
    rafael.richter@acme-labs.example  department: Operations → (empty)
    rafael.richter@acme-labs.example  locale: en-US → de-AT
    ------- stderr -------
    Update profiles, in Acme (simulated)
      3  change (to 1 person)
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-1
    The same in every row shown: Outcome: done.
    Run 20261124-1: 3 done.
    [exit status: 0]
    ");
    let after = profile(&place, &one);
    assert_eq!(after["job_title"], "Head of Support");
    assert_eq!(after["department"], "");
    assert_eq!(after["locale"], "de-AT");
    insta::assert_snapshot!(place.run(&[&update[..], &["--yes"]].concat()), @"
    Email                             Change                      Reason
    rafael.richter@acme-labs.example  job title: Head of Support  already has this job title
    rafael.richter@acme-labs.example  department: (empty)         already has this department
    rafael.richter@acme-labs.example  locale: de-AT               already has this locale
    ------- stderr -------
    Update profiles, in Acme (simulated)
      0  change
      3  up to date
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    The same in every row shown: Plan: up to date.
    Nothing to change.
    [exit status: 0]
    ");
    // The mirror knows it.
    let known = "SELECT job_title, department FROM user WHERE job_title = 'Head of Support'";
    insta::assert_snapshot!(place.run(&["sql", known]), @"
    job_title        department
    Head of Support  -
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["undo", "last", "--yes"]), @"
    Email                             Change
    rafael.richter@acme-labs.example  locale: de-AT → en-US
    rafael.richter@acme-labs.example  department: (empty) → Operations
    rafael.richter@acme-labs.example  job title: Head of Support → Site reliability engineer
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
      3  change (to 1 person)
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-2
    The same in every row shown: Outcome: done.
    Run 20261124-2: 3 done.
    [exit status: 0]
    ");
    assert_eq!(profile(&place, &one), before);
}

#[test]
fn a_list_changes_only_what_is_filled_in() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(3);
    let before: Vec<_> = people.iter().map(|one| profile(&place, one)).collect();
    let list = format!(
        "Email,Job title,Location,Cost center\n{},Cook,,7\n{},,Graz,8\n{},,,9\n",
        people[0].email, people[1].email, people[2].email
    );
    place.env.file("profiles.csv", list);
    let update = ["user", "update", "--csv", "profiles.csv", "--yes"];
    insta::assert_snapshot!(place.run(&update), @r#"
    Email                             Change
    rafael.richter@acme-labs.example  job title: Site reliability engineer → Cook
    tariq.schmidt@acme.example        location: Sydney → Graz
    ------- stderr -------
    profiles.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Nothing to change for uma.singh@acme.example: all cells are empty
    Update profiles, in Acme (simulated)
      2  change
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-1
    The same in every row shown: Outcome: done.
    Run 20261124-1: 2 done.
    [exit status: 0]
    "#);
    let after: Vec<_> = people.iter().map(|one| profile(&place, one)).collect();
    let mut wanted = before;
    wanted[0]["job_title"] = "Cook".into();
    wanted[1]["location"] = "Graz".into();
    assert_eq!(after, wanted);
}

#[test]
fn nothing_that_can_be_changed() {
    let place = Place::new(SimConfig::default());
    let one = place.without_provider(1).remove(0);
    insta::assert_snapshot!(place.run(&["user", "update", &one.email]), @"
    ------- stderr -------
    Error: no field to change
    Hint: set one, for example: atlctl user update ann@example.com --department Sales
    Hint: or use a list with columns such as department, job_title or location: --csv FILE
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["user", "update", &one.email, "--name", "", "--dry-run"]), @"
    Email                             Plan          Before          Reason
    rafael.richter@acme-labs.example  not possible  Rafael Richter  cannot have an empty name
    ------- stderr -------
    Update profiles, in Acme (simulated)
      0  change
      1  not possible
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Nothing to change.
    [exit status: 0]
    ");
    place
        .env
        .file("people.csv", format!("Email,Team\n{},a\n", one.email));
    insta::assert_snapshot!(place.run(&["user", "update", "--csv", "people.csv"]), @r#"
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 1 row, 1 person
    Error: no field to change
    Hint: set one, for example: atlctl user update ann@example.com --department Sales
    Hint: or use a list with columns such as department, job_title or location: --csv FILE
    [exit status: 2]
    "#);
    let accounts = place.control().accounts();
    let external = accounts
        .iter()
        .find(|one| !one.managed && one.status == "active")
        .unwrap();
    let synced = accounts
        .iter()
        .find(|one| one.managed && one.synced && !one.org_admin)
        .unwrap();
    let names = [
        "user",
        "update",
        &external.email,
        &synced.email,
        "--location",
        "Graz",
        "--dry-run",
    ];
    insta::assert_snapshot!(place.run(&names), @"
    Email                         Plan               Before  Reason
    omar.patel@freelance.example  not managed        ?       is not a managed account; only its owner
                                                             can change the profile
    olga.park@acme-labs.example   identity provider  Kraków  is provisioned by your identity provider;
                                                             change the profile there
    ------- stderr -------
    Update profiles, in Acme (simulated)
      0  change
      1  not managed
      1  identity provider
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Hint: 1 change can be made only in your identity provider; write a file for it: add --handoff csv (or entra, okta)
    Nothing to change.
    [exit status: 0]
    ");
}

#[test]
fn a_field_that_the_service_refuses() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(2);
    let refusal = "PATCH */manage/profile 1x 403";
    place.control().fault(refusal).unwrap();
    let names = [
        "user",
        "update",
        &people[0].email,
        &people[1].email,
        "--location",
        "Graz",
        "--yes",
        "--at-once",
        "1",
    ];
    insta::assert_snapshot!(place.run(&names), @"
    Email                             Outcome  Before  Reason
    rafael.richter@acme-labs.example  refused  Austin  A fault of the simulator (HTTP 403; PATCH
                                                       /users/{account_id}/manage/profile)
    tariq.schmidt@acme.example        done     Sydney  -
    ------- stderr -------
    Update profiles, in Acme (simulated)
      2  change
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Run 20261124-1
    The same in every row shown: After: Graz.
    Run 20261124-1: 1 refused, 1 done.
    [exit status: 3]
    ");
}
