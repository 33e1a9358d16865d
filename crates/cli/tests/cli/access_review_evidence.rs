//! What the evidence of an access review says of access that went in another way than by the row's own changes.

use atlctl_sim::SimConfig;

use crate::access_review::decide;
use crate::common::Output;
use crate::moving::Place;
use crate::review::redacted;

const LIST: &str = "q4/reviewers/01-ann@x.example.csv";

fn started(place: &Place, scope: &str) -> String {
    let reviewer = "ann@x.example";
    let args = ["review", "start", "--scope", scope, "--reviewer", reviewer];
    place.run(&[&args[..], &["--out", "q4"]].concat()).expect(0);
    std::fs::read_to_string(place.env.home().join(LIST)).unwrap()
}

/// Everybody of the list, by address, with the status.
fn people(list: &str) -> Vec<(String, String)> {
    let mut people: Vec<(String, String)> = list
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[2].to_owned(), cells[6].to_owned())
        })
        .collect();
    people.sort_unstable();
    people.dedup();
    people
}

fn plan(place: &Place, list: &str) -> Output {
    place.env.file("back.csv", list);
    place.run(&["-q", "review", "plan", "q4", "back.csv"])
}

/// The results of these people.
fn results(place: &Place, people: &[&str]) -> String {
    let text = std::fs::read_to_string(place.env.home().join("q4/results.csv")).unwrap();
    let lines = text.lines().filter(|line| {
        let email = line.split(',').nth(1);
        email.is_some_and(|email| people.contains(&email))
    });
    let told = lines.map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{}\n", [0, 1, 3, 7, 8, 9].map(|at| cells[at]).join(","))
    });
    told.collect()
}

#[test]
fn who_lost_an_access_in_another_way_did_not_keep_it() {
    let place = Place::new(SimConfig::default());
    let list = started(&place, "group:bitbucket-users");
    let active = people(&list)
        .into_iter()
        .filter(|(_, status)| status == "active");
    let active: Vec<String> = active.map(|(email, _)| email).collect();
    let [run, other, removed] = [0, 1, 2].map(|at| active[at].as_str());
    place
        .run(&[
            "-q",
            "group",
            "remove",
            "bitbucket-users",
            run,
            "--yes",
            "--settle",
            "0.4",
        ])
        .expect(0);
    let accounts = place.control().accounts();
    let account = accounts.iter().find(|one| one.email == other).unwrap();
    place.another_removes("bitbucket-users", &account.account_id);
    place.sync();
    let back = decide(&list, |email, _| match email {
        email if email == removed => "remove",
        _ => "keep",
    });
    plan(&place, &back).expect(0);
    place
        .run(&["-q", "apply", "q4/plan-1.json", "--yes", "--settle", "0.4"])
        .expect(0);
    let closed = place.run(&["review", "close", "q4"]);
    insta::assert_snapshot!(redacted(&closed), @"
    ------- stderr -------
    plan-1.json: run 20261124-2: 1 done.
    Closed the access review 20261124-0e30e333: 13 to keep, 1 to remove (1 removed), 0 undecided.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Warning: 1 row of the review lost its access although nobody decided to remove it, such as aylin.banerjee@partner.example in group:bitbucket-users, by run 20261124-1
    Hint: give it back: atlctl undo 20261124-1 PEOPLE
    Warning: 1 row of the review lost its access in another way although nobody decided to remove it, such as carlos.carver@acme.example in group:bitbucket-users
    Hint: the result of each row is in q4/results.csv
    Hint: check the evidence at any time: atlctl review verify q4
    [exit status: 0]
    ");
    insta::assert_snapshot!(results(&place, &[run, other, removed, &active[3]]), @"
    keep,aylin.banerjee@partner.example,group:bitbucket-users,removed,20261124-1,
    keep,carlos.carver@acme.example,group:bitbucket-users,gone,,
    remove,elif.ferrari@acme.example,group:bitbucket-users,removed,20261124-2,
    keep,erik.jensen@freelance.example,group:bitbucket-users,kept,,
    ");
    place.run(&["review", "verify", "q4"]).expect(0);
}

#[test]
fn an_app_that_went_with_a_group_is_not_refused() {
    let place = Place::new(SimConfig::default());
    let whom = "elif.ferrari@acme.example";
    place
        .run(&["-q", "user", "suspend", whom, "--yes", "--settle", "0.4"])
        .expect(0);
    place.sync();
    let list = started(&place, "group:bitbucket-users,app:bitbucket");
    let people = people(&list);
    let first = |wanted: &str| {
        let mut found = people.iter().filter(|(_, status)| status == wanted);
        found
            .next()
            .unwrap_or_else(|| panic!("{people:?}"))
            .0
            .as_str()
    };
    let (active, suspended) = (first("active"), first("suspended"));
    let back = decide(&list, |email, _| match email {
        email if email == active || email == suspended => "remove",
        _ => "keep",
    });
    plan(&place, &back).expect(0);
    place
        .run(&["-q", "apply", "q4/plan-1.json", "--yes", "--settle", "0.4"])
        .expect(0);
    place.sync();
    let closed = place.run(&["review", "close", "q4"]);
    insta::assert_snapshot!(redacted(&closed), @"
    ------- stderr -------
    plan-1.json: run 20261124-2: 1 skipped, 2 done.
    Closed the access review 20261124-3b40e226: 24 to keep, 4 to remove (4 removed), 0 undecided.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Hint: check the evidence at any time: atlctl review verify q4
    [exit status: 0]
    ");
    insta::assert_snapshot!(results(&place, &[active, suspended]), @"
    remove,aylin.banerjee@partner.example,group:bitbucket-users,removed,20261124-2,
    remove,elif.ferrari@acme.example,group:bitbucket-users,removed,20261124-2,
    remove,aylin.banerjee@partner.example,app:Bitbucket (acme.atlassian.net),removed,20261124-2,
    remove,elif.ferrari@acme.example,app:Bitbucket (acme.atlassian.net),removed,20261124-2,
    ");
}

#[test]
fn without_a_mirror_it_is_unknown_what_was_kept() {
    let place = Place::new(SimConfig::default());
    let list = started(&place, "group:bitbucket-users");
    let back = decide(&list, |_, _| "keep");
    plan(&place, &back).expect(0);
    std::fs::remove_file(place.mirror()).unwrap();
    let closed = place.run(&["review", "close", "q4"]);
    insta::assert_snapshot!(redacted(&closed), @"
    ------- stderr -------
    Warning: no mirror of this machine is as new as the review: whether people still have what they were to keep is unknown
    Hint: read it before you close the review: atlctl sync
    Closed the access review 20261124-0e30e333: 14 to keep, 0 to remove, 0 undecided.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Warning: 14 rows of the review may have lost their access although nobody decided to remove it, such as aylin.banerjee@partner.example in group:bitbucket-users: no mirror of this machine says whether the access is still there
    Hint: the result of each row is in q4/results.csv
    Hint: check the evidence at any time: atlctl review verify q4
    [exit status: 0]
    ");
}
