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

struct Review {
    place: Place,
}

impl Review {
    /// Of the agents of Bitbucket and of organization admins, by two reviewers.
    fn started() -> Self {
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

    fn run(&self, args: &[&str]) -> Output {
        self.place.run(args)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.env.home().join("q4").join(name)
    }

    fn list(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn of_bea(&self) -> String {
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
    let review = Review {
        place: Place::new(SimConfig::default()),
    };
    insta::assert_snapshot!(redacted(&review.start()), @"");
    insta::assert_snapshot!(redacted(&review.run(&["review", "list"])), @"");
    review.return_of_bea();
    review.return_of_ada();
    let status = review.run(&["review", "status", "q4", "--exit-code"]);
    insta::assert_snapshot!(status, @"");
    let plan = review.run(&["review", "plan", "q4", "ada.csv", "--ticket", "AUD-7"]);
    insta::assert_snapshot!(redacted(&plan), @"");
    let effects = review.run(&[
        "-q",
        "plan",
        "show",
        "q4/plan-1.json",
        "-o",
        "csv",
        "--columns",
        "email,what,after,effect",
    ]);
    insta::assert_snapshot!(effects, @"");
    let refused = review.run(&["review", "close", "q4"]);
    insta::assert_snapshot!(refused, @"");
    review
        .run(&["-q", "apply", "q4/plan-1.json", "--yes", "--settle", "0.4"])
        .expect(0);
    insta::assert_snapshot!(redacted(&review.run(&["review", "close", "q4"])), @"");
    insta::assert_snapshot!(redacted(&review.run(&["review", "verify", "q4"])), @"");
    insta::assert_snapshot!(review.run(&["review", "status", "q4"]), @"");
    let closed = review.run(&["review", "plan", "q4"]);
    insta::assert_snapshot!(closed, @"");
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
fn all_problems_are_printed_and_no_plan_is_made() {
    let review = Review::started();
    let list = decide(&review.of_bea(), |_, _| "remvoe");
    let (head, rest) = list.split_once('\n').unwrap();
    let lines: Vec<&str> = rest.lines().collect();
    let stranger = lines[1].replace("remvoe,", "keep,");
    let (cells, _) = stranger.rsplit_once(",r").unwrap();
    let few = format!(
        "{head}\n{}\n{}\n{cells},r0123456789abcde,\n",
        lines[0],
        lines[1].replace("remvoe,", "vielleicht,")
    );
    review.place.env.file("bea.csv", few);
    let refused = review.run(&["review", "plan", "q4", "bea.csv"]);
    assert_eq!(refused.code, 2);
    let first: Vec<&str> = refused.stdout.lines().take(4).collect();
    insta::assert_snapshot!(first.join("\n"), @"");
    insta::assert_snapshot!(refused.stderr, @"");
    assert!(!review.path("plan-1.json").exists() && !review.path("returned/bea.csv").exists());
    let skipped = review.run(&["review", "plan", "q4", "bea.csv", "--skip-problems"]);
    insta::assert_snapshot!(redacted(&skipped).split("------- stderr").nth(1).unwrap(), @"");
    review.run(&["review", "verify", "q4"]).expect(0);
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
    insta::assert_snapshot!(redacted(&found), @"");
    let refused = review.run(&["review", "close", "q4", "--without-run"]);
    insta::assert_snapshot!(refused, @"");
    for args in [&["review", "plan", "q4"], &["review", "status", "q4"]] {
        review.run(args).expect(5);
    }
}

#[test]
fn what_cannot_be_started() {
    let place = Place::new(SimConfig::default());
    place.env.file("taken", "");
    place.env.file("r.csv", "scope,reviewer\ngroup:jira-users,a@x.example\ngroup:jira-users,b@x.example\nnothing,c@x.example\n");
    let mut all = String::new();
    for args in [
        &["--scope", "jira-users", "--reviewer", "a@x.example"][..],
        &[
            "--scope",
            "group:no-such-group",
            "--reviewer",
            "a@x.example",
        ],
        &["--scope", "role:admin", "--reviewer", "a@x.example"],
        &["--scope", "role:nothing", "--reviewer", "a@x.example"],
        &["--scope", "app:nothing", "--reviewer", "a@x.example"],
        &[
            "--scope",
            "group:jira-users,group:all-staff",
            "--reviewers",
            "r.csv",
        ],
        &["--scope", "group:jira-users", "--reviewer", " "],
        &[
            "--scope",
            "group:jira-users",
            "--reviewer",
            "a@x.example",
            "--out",
            "taken",
        ],
        &[
            "--scope",
            "group:old-project-2019",
            "--reviewer",
            "a@x.example",
        ],
    ] {
        let output = place.run(&[&["-q", "review", "start"], args].concat());
        all.push_str(&format!("$ {}\n{output}\n", args.join(" ")));
    }
    insta::assert_snapshot!(all, @"");
    assert_eq!(
        place
            .env
            .files()
            .iter()
            .filter(|path| path.ends_with("manifest.json"))
            .count(),
        0
    );
    // Nobody has it: that is an answer, and not a failure.
    let nobody = place.run(&[
        "review",
        "start",
        "--scope",
        "group:old-project-2019",
        "--reviewer",
        "a@x.example",
    ]);
    insta::assert_snapshot!(nobody, @"");
}

#[test]
fn a_mirror_that_does_not_know_is_no_empty_review() {
    let place = Place::new(SimConfig::default());
    let db = rusqlite::Connection::open(place.mirror()).unwrap();
    db.execute_batch("UPDATE mirror_user SET roles_known = 0; UPDATE mirror_user SET groups_known = 0 WHERE no < 10").unwrap();
    drop(db);
    let roles = place.run(&[
        "review",
        "start",
        "--scope",
        "role:org-admin",
        "--reviewer",
        "a@x.example",
    ]);
    insta::assert_snapshot!(roles, @"");
    let groups = place.run(&[
        "review",
        "start",
        "--scope",
        "group:old-project-2019,group:bitbucket-users",
        "--reviewer",
        "a@x.example",
        "--out",
        "q4",
    ]);
    insta::assert_snapshot!(redacted(&groups), @"");
    let page =
        std::fs::read_to_string(place.env.home().join("q4/reviewers/01-a@x.example.html")).unwrap();
    assert!(page.contains("9 people may have group:bitbucket-users, too"));
}

#[test]
fn a_review_is_closed_when_everything_in_it_was_used() {
    let review = Review::started();
    let no_plan = review.run(&["review", "close", "q4"]);
    let nothing_back = review.run(&["review", "plan", "q4"]);
    review.return_of_bea();
    let late = review.run(&["review", "close", "q4", "--without-run"]);
    insta::assert_snapshot!(format!("{no_plan}\n{nothing_back}\n{late}"), @"");
    review
        .run(&["-q", "review", "plan", "q4", "--dry-run"])
        .expect(0);
    assert!(!review.path("plan-1.json").exists());
    // A later list replaces a decision: the plan made last counts.
    review.run(&["-q", "review", "plan", "q4"]).expect(0);
    let all_stay = decide(&review.of_bea(), |_, _| "keep");
    review.place.env.file("again.csv", all_stay);
    let second = review.run(&["review", "plan", "q4", "again.csv"]);
    insta::assert_snapshot!(redacted(&second), @"");
    insta::assert_snapshot!(redacted(&review.run(&["review", "close", "q4"])), @"");
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

#[test]
fn an_app_is_taken_away_unless_a_group_that_gives_it_is_kept() {
    let place = Place::new(SimConfig::default());
    place
        .run(&[
            "review",
            "start",
            "--scope",
            "app:bitbucket,group:bitbucket-users",
            "--reviewer",
            "ann@x.example",
            "--out",
            "q4",
        ])
        .expect(0);
    let list = std::fs::read_to_string(place.env.home().join("q4/reviewers/01-ann@x.example.csv"))
        .unwrap();
    let mut people: Vec<&str> = list
        .lines()
        .skip(1)
        .filter(|line| line.contains(",active,"))
        .map(|line| line.split(',').nth(2).unwrap())
        .collect();
    people.sort_unstable();
    people.dedup();
    let (kept, removed, both) = (people[0], people[1], people[2]);
    let back = decide(&list, |email, access| match access {
        "group:bitbucket-users" if email == kept => "keep",
        "group:bitbucket-users" if email == both => "remove",
        _ if access.starts_with("app:") && [kept, removed, both].contains(&email) => "remove",
        _ => "",
    });
    place.env.file("back.csv", back);
    let plan = place.run(&[
        "-q",
        "review",
        "plan",
        "q4",
        "back.csv",
        "-o",
        "csv",
        "--columns",
        "email,verdict,what,reason",
    ]);
    insta::assert_snapshot!(plan, @"");
}

#[test]
fn an_admin_keeps_what_is_not_about_the_role_without_the_flag() {
    let place = Place::new(SimConfig::default());
    place
        .run(&[
            "review",
            "start",
            "--scope",
            "role:org-admin,group:org-admins,group:all-staff",
            "--reviewer",
            "ann@x.example",
            "--out",
            "q4",
        ])
        .expect(0);
    let list = std::fs::read_to_string(place.env.home().join("q4/reviewers/01-ann@x.example.csv"))
        .unwrap();
    let back = decide(&list, |email, _| {
        if email.starts_with("omar.patel@") {
            "remove"
        } else {
            "keep"
        }
    });
    place.env.file("back.csv", back);
    let plan = |more: &[&str]| {
        let args = [
            "-q",
            "review",
            "plan",
            "q4",
            "back.csv",
            "--dry-run",
            "-o",
            "csv",
            "--columns",
            "email,verdict,what,reason",
        ];
        place.run(&[&args[..], more].concat())
    };
    insta::assert_snapshot!(plan(&[]), @"");
    insta::assert_snapshot!(plan(&["--include-admins"]), @"");
    let elsewhere = place.run(&["review", "plan", "q4", "back.csv", "--org", "other-org"]);
    insta::assert_snapshot!(elsewhere, @"");
}
