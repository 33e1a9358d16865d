//! Access reviews, from the start to the evidence.

use std::path::PathBuf;

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::moving::Place;
use crate::review::redacted;

/// A list with the decision of each row, which gets its address and access.
pub fn decide(list: &str, decision: impl Fn(&str, &str) -> &'static str) -> String {
    let mut lines = list.lines();
    let mut text = format!("{}\n", lines.next().unwrap());
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        text.push_str(&format!("{}{line}\n", decision(cells[2], cells[4])));
    }
    text
}

pub struct Review {
    pub place: Place,
}

impl Review {
    /// Of the agents of Bitbucket and of organization admins, by two reviewers.
    pub fn started() -> Self {
        let review = Self {
            place: Place::new(SimConfig::default()),
        };
        review.start().expect(0);
        review
    }

    fn start(&self) -> Output {
        let reviewers =
            "Group;Reviewer\nbitbucket-users;bea@acme.example\nother;carl@acme.example\n";
        self.place.env.file("reviewers.csv", reviewers);
        self.run(&[
            "review",
            "start",
            "--scope",
            "group:Bitbucket-Users, role:org-admin",
            "--reviewers",
            "reviewers.csv",
            "--reviewer",
            "ada.admin@acme.example",
            "--due",
            "2026-12-15",
            "--out",
            "q4",
        ])
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.place.run(args)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.place.env.home().join("q4").join(name)
    }

    fn list(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn of_bea(&self) -> String {
        self.list("reviewers/02-bea@acme.example.csv")
    }

    /// Puts a list among the returned ones: the first two agents go, one is not decided.
    fn return_of_bea(&self) {
        let list = self.of_bea();
        let people: Vec<&str> = list
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(2).unwrap())
            .collect();
        let (first, second, third) = (people[0], people[1], people[2]);
        let list = decide(&list, |email, _| match email {
            email if email == first || email == second => "Entfernen",
            email if email == third => "?",
            _ => "keep",
        });
        self.place.env.file("q4/returned/bea.csv", list);
    }

    fn return_of_ada(&self) {
        let list = self.list("reviewers/01-ada.admin@acme.example.csv");
        let list = decide(&list, |email, _| {
            if email.starts_with("omar.") {
                "remove"
            } else {
                "keep"
            }
        });
        self.place.env.file("ada.csv", list);
    }

    /// Started, decided and planned.
    fn planned() -> Self {
        let review = Self::started();
        review.return_of_bea();
        review.return_of_ada();
        review.run(&["review", "plan", "q4", "ada.csv"]).expect(0);
        review
    }
}

#[test]
fn from_the_start_to_the_evidence() {
    let mut review = Review {
        place: Place::new(SimConfig::default()),
    };
    insta::assert_snapshot!(redacted(&review.start()), @"
    Reviewer                Rows  Own access  List
    ada.admin@acme.example     3           1  reviewers/01-ada.admin@acme.example.csv
    bea@acme.example          14           0  reviewers/02-bea@acme.example.csv
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    Warning: reviewers.csv names 1 scope that this review does not have: other
    group:bitbucket-users: 14 people.
    role:org-admin: 3 people.
    Warning: ada.admin@acme.example reviews their own access (1 row)
    Started the access review 20261124-9cd6402f in q4.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Hint: send each reviewer their list or page; put what they return into q4/returned, then: atlctl review plan q4
    [exit status: 0]
    ");
    insta::assert_snapshot!(redacted(&review.run(&["review", "list"])), @"
    Folder  Review             Organization      Scope                Due         State  Rows  Undecided
    q4      20261124-9cd6402f  Acme (simulated)  group:bitbucket-us…  2026-12-15  open     17         17
    ------- stderr -------
    Some values are cut with … to fit; -o csv and -o json print all of them.
    [exit status: 0]
    ");
    review.return_of_bea();
    review.return_of_ada();
    review.place.env.var("ATLCTL_NOW", "2026-12-16T00:00:00Z");
    let late = review.run(&[
        "review",
        "list",
        "-o",
        "csv",
        "--columns",
        "folder,due,state,undecided",
    ]);
    assert!(
        late.stdout.ends_with("q4,2026-12-15,overdue,17\n"),
        "{late}"
    );
    review.place.env.var("ATLCTL_NOW", "2026-11-24T09:00:00Z");
    let status = review.run(&["review", "status", "q4", "--exit-code"]);
    insta::assert_snapshot!(status, @"
    Reviewer                Rows  Keep  Remove  Undecided  Unusable  Not returned
    ada.admin@acme.example     3     0       0          0         0             3
    bea@acme.example          14    11       2          1         0             0
    ------- stderr -------
    Access review 20261124-9cd6402f: 13 of 17 rows decided; due 2026-12-15.
    [exit status: 6]
    ");
    let plan = review.run(&["review", "plan", "q4", "ada.csv", "--ticket", "AUD-7"]);
    insta::assert_snapshot!(redacted(&plan), @"
    Email                           Risk        Change                       Reason for the change
    omar.patel@freelance.example    locks-out   Organization admin: held →   decided by
                                                not held                     ada.admin@acme.example
    aylin.banerjee@partner.example  frees-seat  group bitbucket-users:       decided by bea@acme.example
                                                member → not a member
    carlos.carver@acme.example      frees-seat  group bitbucket-users:       decided by bea@acme.example
                                                member → not a member
    ------- stderr -------
    Access review 20261124-9cd6402f, in Acme (simulated)
      3  change: 1 locks somebody out, 2 may free seats
    bitbucket-users  14 → 12  -2
    Organization admins  3 → 2  -1
    Groups and roles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Reason: Access review 20261124-9cd6402f
    Ticket: AUD-7
    Decisions: 13 to keep, 3 to remove, 1 undecided (they stay as they are).
    The same in every row shown: Plan: change.
    Added the plan q4/plan-1.json to the review.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Hint: apply it within a day: atlctl apply q4/plan-1.json
    [exit status: 0]
    ");
    let effects = review.run(&[
        "-q",
        "plan",
        "show",
        "q4/plan-1.json",
        "-o",
        "csv",
        "--columns",
        "email,what,after,change_reason",
    ]);
    insta::assert_snapshot!(effects, @"
    email,what,after,change_reason
    aylin.banerjee@partner.example,group bitbucket-users,not a member,decided by bea@acme.example
    carlos.carver@acme.example,group bitbucket-users,not a member,decided by bea@acme.example
    omar.patel@freelance.example,Organization admin,not held,decided by ada.admin@acme.example
    [exit status: 0]
    ");
    let refused = review.run(&["review", "close", "q4"]);
    insta::assert_snapshot!(refused, @"
    ------- stderr -------
    Error: plan-1.json was not applied: 3 changes are left
    Hint: apply it: atlctl apply q4/plan-1.json
    Hint: or close the review without it: atlctl review close q4 --without-run
    [exit status: 5]
    ");
    review
        .run(&["-q", "apply", "q4/plan-1.json", "--yes", "--settle", "0.4"])
        .expect(0);
    insta::assert_snapshot!(redacted(&review.run(&["review", "close", "q4"])), @"
    ------- stderr -------
    plan-1.json: run 20261124-1: 3 done.
    Closed the access review 20261124-9cd6402f: 13 to keep, 3 to remove (3 removed), 1 undecided.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Hint: check the evidence at any time: atlctl review verify q4
    [exit status: 0]
    ");
    insta::assert_snapshot!(redacted(&review.run(&["review", "verify", "q4"])), @"
    ------- stderr -------
    13 files of 3 steps as recorded.
    Evidence sha256:[SUM].
    [exit status: 0]
    ");
    insta::assert_snapshot!(review.run(&["review", "status", "q4"]), @"
    Reviewer                Rows  Keep  Remove  Undecided  Unusable  Not returned
    ada.admin@acme.example     3     2       1          0         0             0
    bea@acme.example          14    11       2          1         0             0
    ------- stderr -------
    Access review 20261124-9cd6402f: 16 of 17 rows decided; due 2026-12-15.
    plan-1.json: 3 changes; applied by run 20261124-1.
    The review is closed: 13 to keep, 3 to remove (3 removed), 1 undecided.
    [exit status: 0]
    ");
    let closed = review.run(&["review", "plan", "q4"]);
    insta::assert_snapshot!(closed, @"
    ------- stderr -------
    Error: the review 20261124-9cd6402f is closed
    Hint: start a new review: atlctl review start --help
    [exit status: 5]
    ");
    // The evidence holds the result of each row, and who did it.
    let results = review.list("results/20261124-1.csv");
    assert_eq!(results.matches(",done,").count(), 3, "{results}");
    let manifest = review.list("manifest.json");
    for said in [
        "\"reviewer\": \"bea@acme.example\"",
        "\"done\": 3",
        "\"undecided\": 1",
        "\"finished\": \"2026-11-24T08:00:00Z\"",
        "\"credential\": \"API key\"",
    ] {
        assert!(manifest.contains(said), "{said} is not in\n{manifest}");
    }
    let key = review.place.sim.api_key();
    for path in review.place.env.files() {
        if path.starts_with(review.path("")) {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains(&key), "{}", path.display());
        }
    }
    // The hash that was kept outside.
    let hash = review.run(&["review", "list", "-o", "csv", "--columns", "hash"]);
    let hash = hash
        .stdout
        .lines()
        .last()
        .unwrap()
        .trim_end_matches(',')
        .to_owned();
    let hash = hash
        .rsplit(',')
        .find(|cell| cell.starts_with("sha256:"))
        .unwrap();
    review
        .run(&["review", "verify", "q4", "--hash", hash])
        .expect(0);
    let other = hash.replace("sha256:", "sha256:0");
    review
        .run(&["review", "verify", "q4", "--hash", &other])
        .expect(1);
}

#[test]
fn what_was_changed_is_found_and_nothing_is_done_with_it() {
    let review = Review::planned();
    let rows = review
        .list("rows.json")
        .replacen("bitbucket-users", "jira-users", 1);
    std::fs::write(review.path("rows.json"), rows).unwrap();
    std::fs::write(review.path("notes.txt"), "mine").unwrap();
    std::fs::remove_file(review.path("returned/ada.csv")).unwrap();
    let found = review.run(&["review", "verify", "q4"]);
    insta::assert_snapshot!(redacted(&found), @"
    File              Problem  Details
    returned/ada.csv  missing  is not there
    rows.json         changed  its checksum is now
                               sha256:[SUM]
    notes.txt         added    belongs to no step
    ------- stderr -------
    Error: q4 does not match its record: 3 differences
    Hint: restore the folder from a copy that was not changed
    [exit status: 1]
    ");
    let refused = review.run(&["review", "close", "q4", "--without-run"]);
    insta::assert_snapshot!(refused, @"
    ------- stderr -------
    Error: q4 does not match its record
    Hint: a list that was read stays as it is: save a corrected one in returned/ under another name
    Hint: see what is changed, missing or added: atlctl review verify q4
    [exit status: 5]
    ");
    for args in [&["review", "plan", "q4"], &["review", "status", "q4"]] {
        review.run(args).expect(5);
    }
}

#[test]
fn a_review_is_closed_when_everything_in_it_was_used() {
    let review = Review::started();
    let no_plan = review.run(&["review", "close", "q4"]);
    let nothing_back = review.run(&["review", "plan", "q4"]);
    review.return_of_bea();
    let late = review.run(&["review", "close", "q4", "--without-run"]);
    insta::assert_snapshot!(format!("{no_plan}\n{nothing_back}\n{late}"), @"
    ------- stderr -------
    Error: the review has no plan: no decision was read
    Hint: read them: atlctl review plan q4
    Hint: or close it without a plan: atlctl review close q4 --without-run
    [exit status: 5]
    ------- stderr -------
    Error: no reviewer's list has been returned
    Hint: put the lists into q4/returned, then: atlctl review plan q4
    [exit status: 2]
    ------- stderr -------
    Error: 1 returned list is in no plan yet, such as returned/bea.csv
    Hint: make a plan from it: atlctl review plan q4
    [exit status: 5]
    ");
    review
        .run(&["-q", "review", "plan", "q4", "--dry-run"])
        .expect(0);
    assert!(!review.path("plan-1.json").exists());
    // A later list replaces a decision: the plan made last counts.
    review.run(&["-q", "review", "plan", "q4"]).expect(0);
    let all_stay = decide(&review.of_bea(), |_, _| "keep");
    review.place.env.file("again.csv", all_stay);
    let second = review.run(&["review", "plan", "q4", "again.csv"]);
    insta::assert_snapshot!(redacted(&second), @"
    ------- stderr -------
    Access review 20261124-9cd6402f, in Acme (simulated)
      0  change
    People from the mirror of Acme (simulated), synced 1 hour ago.
    Reason: Access review 20261124-9cd6402f
    Decisions: 14 to keep, 0 to remove, 3 undecided (they stay as they are).
    Added the plan q4/plan-2.json to the review.
    It replaces plan-1.json, which can no longer be applied.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Nothing to change.
    Hint: when all decisions are in, close the review: atlctl review close q4
    [exit status: 0]
    ");
    insta::assert_snapshot!(redacted(&review.run(&["review", "close", "q4"])), @"
    ------- stderr -------
    Closed the access review 20261124-9cd6402f: 14 to keep, 0 to remove, 3 undecided.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Hint: check the evidence at any time: atlctl review verify q4
    [exit status: 0]
    ");
    review.run(&["review", "verify", "q4"]).expect(0);
}

#[test]
fn an_approval_of_the_plan_becomes_part_of_the_evidence() {
    let review = Review::planned();
    std::fs::write(review.path("plan-1.json.approval"), "{}").unwrap();
    let waiting = review.run(&["review", "verify", "q4"]);
    assert!(
        waiting
            .stderr
            .contains("1 file not recorded yet: plan-1.json.approval"),
        "{waiting}"
    );
    review
        .run(&["review", "close", "q4", "--without-run"])
        .expect(0);
    review.run(&["review", "verify", "q4"]).expect(0);
    std::fs::write(review.path("plan-1.json.approval"), "{ }").unwrap();
    review.run(&["review", "verify", "q4"]).expect(1);
}
