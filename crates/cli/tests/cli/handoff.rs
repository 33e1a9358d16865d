//! Rows that only an identity provider can change, as files for it; and who is back at the next sync.

use atlctl_sim::SimConfig;

use crate::group_members::members;
use crate::moving::Place;

/// A group that an identity provider fills.
const PROVIDED: &str = "dept-support";

#[test]
fn each_provider_gets_its_file() {
    let place = Place::new(SimConfig::default());
    let people: Vec<String> = place
        .movable()
        .into_iter()
        .take(2)
        .map(|one| one.email)
        .collect();
    let base = [
        "group",
        "add",
        PROVIDED,
        &people[0],
        &people[1],
        "--dry-run",
    ];
    insta::assert_snapshot!("handoff_hint", place.run(&base));
    let mut texts = String::new();
    for (format, file) in [
        ("entra", "entra-add-to-dept-support.csv"),
        ("okta", "okta-add-to-dept-support.csv"),
        ("csv", "identity-provider.csv"),
    ] {
        let asked = [&base[..], &["--handoff", format, "--reason", "=audit"]].concat();
        let output = place.run(&asked);
        let text = std::fs::read_to_string(place.env.home().join(file)).unwrap();
        texts.push_str(&format!(
            "{output}\n--- {file}\n{}\n",
            text.replace('\r', "\\r")
        ));
        // Nothing is overwritten.
        place.run(&asked).expect(2);
    }
    insta::assert_snapshot!("handoff_files", texts);
    let nothing = [
        "group",
        "add",
        "team-0001",
        &people[0],
        "--dry-run",
        "--handoff",
        "okta",
    ];
    insta::assert_snapshot!("handoff_nothing", place.run(&nothing));
    let nowhere = [&base[..], &["--handoff", "okta", "--handoff-dir", "taken"]].concat();
    place.env.file("taken", "");
    insta::assert_snapshot!("handoff_nowhere", place.run(&nowhere));
    let created = [
        &base[..],
        &["--handoff", "okta", "--handoff-dir", "new/dir"],
    ]
    .concat();
    place.run(&created).expect(0);
    let files = std::fs::read_dir(place.env.home().join("new/dir"));
    assert!(files.unwrap().count() > 0);
}

#[test]
fn accounts_to_disable_and_to_delete_have_lists_of_their_own() {
    let place = Place::new(SimConfig::default());
    let people = place.control().accounts();
    let synced = people
        .iter()
        .filter(|one| one.managed && one.synced && one.status == "active" && !one.org_admin);
    let synced: Vec<&str> = synced.take(2).map(|one| one.email.as_str()).collect();
    let list = format!(
        "Email,Action\n{},deactivate\n{},delete\n",
        synced[0], synced[1]
    );
    place.env.file("leavers.csv", list);
    let base = ["change", "--csv", "leavers.csv", "--dry-run", "--handoff"];
    let mut texts = String::new();
    for format in ["entra", "okta"] {
        texts.push_str(&format!(
            "{}\n",
            place.run(&[&base[..], &[format]].concat())
        ));
        for what in ["deactivate", "delete"] {
            let file = format!("{format}-{what}.csv");
            let text = std::fs::read_to_string(place.env.home().join(&file)).unwrap();
            texts.push_str(&format!("--- {file}\n{}\n", text.replace('\r', "\\r")));
        }
    }
    insta::assert_snapshot!("handoff_accounts", texts);
}

#[test]
fn the_reasons_of_a_list_and_accounts_of_offboarded_people_are_in_the_file() {
    let place = Place::new(SimConfig::default());
    let people = place.control().accounts();
    let synced = people
        .iter()
        .filter(|one| one.managed && one.synced && one.status == "active" && !one.org_admin);
    let synced: Vec<&str> = synced.take(3).map(|one| one.email.as_str()).collect();
    let list = format!(
        "Email,Action,Reason\n{},deactivate,left\n{},offboard,gdpr\n",
        synced[0], synced[1]
    );
    place.env.file("leavers.csv", list);
    let file = || {
        let path = place.env.home().join("identity-provider.csv");
        std::fs::read_to_string(path).unwrap()
    };
    let csv = ["--dry-run", "--handoff", "csv", "--force"];
    let change = ["change", "--csv", "leavers.csv", "--reason", "audit"];
    place.run(&[&change[..], &csv].concat()).expect(0);
    insta::assert_snapshot!(file(), @"
    Email,Account,Name,What,Change,Reason,Ticket
    olga.park@acme-labs.example,712020:ec30f419-5075-44c6-834a-c3318219731e,Olga Park,account status,Deactivate,left,
    petra.quinn@acme.example,093bcabc7327625e82197312,Petra Quinn,group dept-support,Remove from dept-support,gdpr,
    petra.quinn@acme.example,093bcabc7327625e82197312,Petra Quinn,account status,Deactivate,gdpr,
    ");
    let offboard = ["user", "offboard", synced[2]];
    let keep = ["--keep", "tokens,groups,roles"];
    insta::assert_snapshot!(place.run(&[&offboard[..], &keep, &csv].concat()), @"
    Email                    Plan               Risk       Change                 Reason
    rosa.rossi@acme.example  change             locks-out  access: active →       -
                                                           suspended
    rosa.rossi@acme.example  identity provider  -          account status:        is provisioned by your
                                                           active                 identity provider;
                                                                                  activate, deactivate
                                                                                  or delete the account
                                                                                  there (in
                                                                                  identity-provider.csv)
    ------- stderr -------
    Offboard people, in Acme (simulated)
      1  change: 1 locks somebody out
      1  identity provider
    Active people     180 → 179  -1
    Suspended people  9 → 10  +1
    Access and account statuses read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: 1 account is suspended, not deactivated: only your identity provider can deactivate it
    Note: Jira (acme.atlassian.net): 151 → 150 of 500 seats in use (-1)
    Note: Jira Service Management (acme.atlassian.net): 48 → 47 of 500 seats in use (-1)
    Wrote 1 row for your identity provider to ./identity-provider.csv.
    [exit status: 0]
    ");
    insta::assert_snapshot!(file(), @"
    Email,Account,Name,What,Change,Reason,Ticket
    rosa.rossi@acme.example,712020:7eb332da-f0c2-48c9-8edc-f96a82197316,Rosa Rossi,account status,Deactivate,,
    ");
}

#[test]
fn the_next_sync_tells_who_came_back() {
    let place = Place::new(SimConfig::default());
    let group = "team-0001";
    let inside = members(&place, group);
    let movable = place.movable();
    let one = movable
        .iter()
        .find(|one| inside.contains(&one.email))
        .unwrap();
    place
        .run(&["group", "remove", group, &one.email, "--yes"])
        .expect(0);
    let before = place.run(&["sync"]);
    assert!(!before.stderr.contains("back in"), "{before}");
    place.another_adds(group, &one.account_id);
    insta::assert_snapshot!("handoff_back", place.run(&["sync"]));
    let after = place.run(&["sync"]);
    assert!(!after.stderr.contains("back in"), "{after}");
}
