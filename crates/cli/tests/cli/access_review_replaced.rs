//! Plans of an access review that must no longer be applied, and what the evidence says of those that were.

use crate::access_review::{Review, decide};
use crate::common::Output;
use crate::review::redacted;

/// The first agents of Bitbucket in the list of their reviewer.
fn agents(review: &Review) -> Vec<String> {
    let list = review.of_bea();
    let emails = list
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(2));
    emails.map(str::to_owned).collect()
}

/// Returns a list in which these are removed and everybody else stays, and makes a plan from it.
fn plan(review: &Review, name: &str, remove: &[String]) -> Output {
    let list = decide(&review.of_bea(), |email, _| {
        match remove.iter().any(|one| one == email) {
            true => "remove",
            false => "keep",
        }
    });
    review.place.env.file(name, list);
    review.run(&["-q", "review", "plan", "q4", name])
}

fn apply(review: &Review, plan: &str) -> Output {
    review.run(&["-q", "apply", plan, "--yes", "--settle", "0.4"])
}

fn rows(review: &Review) -> String {
    let text = std::fs::read_to_string(review.path("results.csv")).unwrap();
    let lines = text.trim_start_matches('\u{feff}').lines().map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let [decision, email, result, run] = [0, 1, 7, 8].map(|at| cells[at]);
        format!("{decision},{email},{result},{run}\n")
    });
    let told = lines.filter(|line| !line.ends_with(",kept,\n"));
    told.collect()
}

#[test]
fn a_plan_is_refused_when_a_later_one_replaced_it() {
    let review = Review::started();
    let people = agents(&review);
    plan(&review, "first.csv", &people[..3]).expect(0);
    let list = decide(&review.of_bea(), |email, _| match email {
        email if email == people[2] => "remove",
        _ => "keep",
    });
    review.place.env.file("second.csv", list);
    let second = review.run(&["review", "plan", "q4", "second.csv"]);
    assert!(
        second
            .stderr
            .contains("It replaces plan-1.json, which can no longer be applied."),
        "{second}"
    );
    let refused = apply(&review, "q4/plan-1.json");
    insta::assert_snapshot!(refused);
    review
        .run(&["-q", "apply", "q4/plan-1.json", "--rehearse"])
        .expect(5);
    insta::assert_snapshot!(review.run(&["-q", "plan", "check", "q4/plan-1.json"]));
    let shown = review.run(&["plan", "show", "q4/plan-1.json"]);
    assert!(
        shown
            .stderr
            .contains("It cannot be applied: plan-1.json was replaced by plan-2.json"),
        "{shown}"
    );
    review
        .run(&["-q", "plan", "approve", "--new-key", "bob.key"])
        .expect(0);
    review
        .run(&["plan", "approve", "q4/plan-1.json", "--key", "bob.key"])
        .expect(5);
    assert_eq!(review.place.writes(), 0);
    apply(&review, "q4/plan-2.json").expect(0);
    insta::assert_snapshot!(redacted(&review.run(&["review", "close", "q4"])));
    insta::assert_snapshot!(review.run(&["review", "status", "q4"]));
    insta::assert_snapshot!(rows(&review));
    review.run(&["review", "verify", "q4"]).expect(0);
}

#[test]
fn a_plan_is_applied_in_the_folder_of_its_review() {
    let review = Review::started();
    let people = agents(&review);
    plan(&review, "first.csv", &people[..1]).expect(0);
    std::fs::copy(
        review.path("plan-1.json"),
        review.place.env.home().join("copy.json"),
    )
    .unwrap();
    insta::assert_snapshot!(apply(&review, "copy.json"));
    // A link leads to the folder.
    std::os::unix::fs::symlink(
        review.path("plan-1.json"),
        review.place.env.home().join("link.json"),
    )
    .unwrap();
    // A manifest that was altered says nothing.
    let manifest = std::fs::read_to_string(review.path("manifest.json")).unwrap();
    let altered = manifest.replacen("\"keep\": 13", "\"keep\": 12", 1);
    assert_ne!(altered, manifest);
    std::fs::write(review.path("manifest.json"), altered).unwrap();
    insta::assert_snapshot!(apply(&review, "link.json"));
    std::fs::write(review.path("manifest.json"), manifest).unwrap();
    assert_eq!(review.place.writes(), 0);
    apply(&review, "link.json").expect(0);
}

#[test]
fn a_decision_that_a_later_list_takes_back_is_not_carried_out() {
    let review = Review::started();
    let people = agents(&review);
    plan(&review, "first.csv", &people[..2]).expect(0);
    let list = decide(&review.of_bea(), |email, _| match email {
        email if email == people[0] => "remove",
        email if email == people[1] => "?",
        _ => "keep",
    });
    review.place.env.file("second.csv", list);
    let second = review.run(&["review", "plan", "q4", "second.csv"]);
    insta::assert_snapshot!(redacted(&second), @"
    Email                           Plan    Risk        Before  After         Reason
    aylin.banerjee@partner.example  change  frees-seat  member  not a member  -
    ------- stderr -------
    Access review 20261124-9cd6402f, in Acme (simulated)
      1  change: 1 may free a seat
    bitbucket-users  14 → 13  -1
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Reason: Access review 20261124-9cd6402f
    Note: Bitbucket (acme.atlassian.net): 14 → 13 of 500 seats in use (-1, or fewer: not all roles of 1 person are known)
    Decisions: 12 to keep, 1 to remove, 4 undecided (they stay as they are).
    Warning: 1 row is undecided again by a later list, such as carlos.carver@acme.example in group:bitbucket-users: remove at first, and left open in returned/second.csv
    Columns not shown: change_reason (use --columns or -o csv).
    Added the plan q4/plan-2.json to the review.
    It replaces plan-1.json, which can no longer be applied.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Hint: apply it within a day: atlctl apply q4/plan-2.json
    [exit status: 0]
    ");
}

/// Copies the folder of the review as it is now.
fn copy(review: &Review, name: &str) {
    let (from, to) = (review.path(""), review.place.env.home().join(name));
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .arg(from)
        .arg(to)
        .status();
    assert!(copied.unwrap().success());
}

#[test]
fn a_plan_in_an_older_copy_of_its_review_is_refused() {
    let review = Review::started();
    let people = agents(&review);
    copy(&review, "started");
    plan(&review, "first.csv", &people[..2]).expect(0);
    copy(&review, "planned");
    plan(&review, "second.csv", &people[..1]).expect(0);
    copy(&review, "again");
    let refused = apply(&review, "planned/plan-1.json");
    insta::assert_snapshot!(refused, @"
    ------- stderr -------
    Error: planned is a copy of the access review 20261124-9cd6402f without the plan-2.json that was made in [HOME]/q4; nothing changed
    Hint: use the folder of the review: atlctl review status [HOME]/q4
    [exit status: 5]
    ");
    // A copy goes no way of its own.
    let refused = review.run(&["-q", "review", "plan", "started", "first.csv"]);
    insta::assert_snapshot!(refused, @"
    ------- stderr -------
    Error: started is a copy of the access review 20261124-9cd6402f without the plan-2.json that was made in [HOME]/q4
    Hint: use the folder of the review: atlctl review status [HOME]/q4
    [exit status: 5]
    ");
    review
        .run(&["-q", "plan", "check", "planned/plan-1.json"])
        .expect(6);
    // The review is where its last state is.
    let moved = review.place.env.home().join("moved");
    std::fs::rename(review.path(""), moved).unwrap();
    review
        .run(&["review", "close", "moved", "--without-run"])
        .expect(0);
    insta::assert_snapshot!(apply(&review, "again/plan-2.json"), @"
    ------- stderr -------
    Error: again is a copy of the access review 20261124-9cd6402f that was not closed; the review was closed in [HOME]/moved; nothing changed
    Hint: use the folder of the review: atlctl review status [HOME]/moved
    [exit status: 5]
    ");
    let status = review.run(&["review", "status", "again"]);
    insta::assert_snapshot!(status, @"
    Reviewer                Rows  Keep  Remove  Undecided  Unusable  Not returned
    ada.admin@acme.example     3     0       0          0         0             3
    bea@acme.example          14    13       1          0         0             0
    ------- stderr -------
    Warning: again is a copy of the access review 20261124-9cd6402f that was not closed; the review was closed in [HOME]/moved
    Hint: use the folder of the review: atlctl review status [HOME]/moved
    Access review 20261124-9cd6402f: 14 of 17 rows decided; due 2026-12-15.
    plan-1.json: 2 changes; replaced by plan-2.json.
    plan-2.json: 1 change.
    [exit status: 0]
    ");
    // A state that cannot be read may be a later one.
    let known = review.place.runs_dir().with_file_name("reviews");
    std::fs::write(known.join("20261124-9cd6402f"), "{").unwrap();
    let refused = apply(&review, "again/plan-2.json");
    assert_eq!(refused.code, 5, "{refused}");
    assert!(
        refused.stderr.contains("is not known: cannot read"),
        "{refused}"
    );
    assert_eq!(review.place.writes(), 0);
    // A machine that has not seen the review knows only the folder.
    std::fs::remove_dir_all(known).unwrap();
    apply(&review, "again/plan-2.json").expect(0);
}

#[test]
fn a_plan_is_refused_when_its_review_is_closed() {
    let review = Review::started();
    let people = agents(&review);
    plan(&review, "first.csv", &people[..2]).expect(0);
    let closed = review.run(&["review", "close", "q4", "--without-run"]);
    insta::assert_snapshot!(redacted(&closed));
    insta::assert_snapshot!(apply(&review, "q4/plan-1.json"));
    assert_eq!(review.place.writes(), 0);
}

#[test]
fn whom_an_earlier_run_removed_is_counted() {
    let review = Review::started();
    let people = agents(&review);
    plan(&review, "first.csv", &people[..3]).expect(0);
    apply(&review, "q4/plan-1.json").expect(0);
    let second = plan(&review, "second.csv", &people[2..3]);
    let said = format!(
        "Warning: 2 rows that are not to be removed anymore lost their access by an earlier plan, such as {} in \
         group:bitbucket-users, by run 20261124-1",
        people[0]
    );
    assert!(second.stderr.contains(&said), "{second}");
    // One of the two gets the group back before the review is closed.
    review
        .run(&["-q", "undo", "last", &people[0], "--yes", "--settle", "0.4"])
        .expect(0);
    let closed = review.run(&["review", "close", "q4"]);
    insta::assert_snapshot!(redacted(&closed));
    insta::assert_snapshot!(rows(&review));
    let manifest = std::fs::read_to_string(review.path("manifest.json")).unwrap();
    assert!(manifest.contains("\"removed_wrongly\": 1"), "{manifest}");
    review.run(&["review", "verify", "q4"]).expect(0);
    let results = std::fs::read_to_string(review.path("results.csv")).unwrap();
    std::fs::write(
        review.path("results.csv"),
        results.replacen("removed", "kept", 1),
    )
    .unwrap();
    review.run(&["review", "verify", "q4"]).expect(1);
}

#[test]
fn a_run_of_a_replaced_plan_is_not_resumed() {
    let review = Review::started();
    let people = agents(&review);
    plan(&review, "first.csv", &people[..3]).expect(0);
    apply(&review, "q4/plan-1.json").expect(0);
    let journal = review.place.runs_dir().join("20261124-1/journal");
    let text = std::fs::read_to_string(&journal).unwrap();
    std::fs::write(&journal, format!("{}\n", text.lines().next().unwrap())).unwrap();
    // Another plan would be made while the run may go on.
    insta::assert_snapshot!(plan(&review, "second.csv", &people[2..3]));
    // On another machine, which does not have the run, it is made.
    let elsewhere = review.place.env.home().join("elsewhere");
    std::fs::rename(review.place.runs_dir(), &elsewhere).unwrap();
    plan(&review, "second.csv", &people[2..3]).expect(0);
    std::fs::rename(&elsewhere, review.place.runs_dir()).unwrap();
    insta::assert_snapshot!(review.run(&["-q", "run", "resume", "last", "--yes"]));
}

/// A list whose encoding was named is read so by later steps, which do not name it: the manifest has it.
#[test]
fn a_list_is_read_later_in_the_encoding_that_was_named() {
    let review = Review::started();
    let people = agents(&review);
    let list = decide(&review.of_bea(), |email, _| match email {
        email if email == people[0] => "remove",
        _ => "keep",
    });
    // A heading in an encoding that nothing else in the list tells.
    let list = list.trim_start_matches('\u{feff}');
    let list = format!("décision{}", list.strip_prefix("decision").unwrap());
    let in_mac_os = |c: char| match c {
        'ä' => 0x8a,
        'ç' => 0x8d,
        'é' => 0x8e,
        'ñ' => 0x96,
        'ö' => 0x9a,
        'ü' => 0x9f,
        'å' => 0x8c,
        'ø' => 0xbf,
        'á' => 0x87,
        'í' => 0x92,
        'ó' => 0x97,
        'ß' => 0xa7,
        c => u8::try_from(c).unwrap(),
    };
    let list: Vec<u8> = list.chars().map(in_mac_os).collect();
    std::fs::write(review.place.env.home().join("first.csv"), list).unwrap();
    let plan = ["-q", "review", "plan", "q4", "first.csv"];
    review.run(&plan).expect(2);
    let words = [&plan[..], &["--encoding", "macintosh"]].concat();
    review.run(&words).expect(0);
    apply(&review, "q4/plan-1.json").expect(0);
    let status = review.run(&["review", "status", "q4"]);
    let rows = people.len();
    assert!(status.stderr.contains(&format!("{rows} of ")), "{status}");
    let closed = review.run(&["review", "close", "q4"]);
    let said = format!("{} to keep, 1 to remove (1 removed)", rows - 1);
    assert!(closed.stderr.contains(&said), "{closed}");
    let csv = std::fs::read_to_string(review.path("results.csv")).unwrap();
    assert_eq!(csv.matches("remove,").count(), 1, "{csv}");
}
