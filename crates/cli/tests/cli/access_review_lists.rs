//! Access reviews that cannot be started, and lists that cannot be used.

use atlctl_sim::SimConfig;

use crate::access_review::{Review, decide};
use crate::moving::Place;
use crate::review::redacted;

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
    insta::assert_snapshot!(first.join("\n"), @r#"
    Line  Email                             Value             Problem
       2  aylin.banerjee@partner.example    remvoe            is not a decision; did you mean "remove"?
       3  carlos.carver@acme.example        vielleicht        is not a decision; write keep, remove or ?
       4  carlos.carver@acme.example        r0123456789abcde  is not a row of this review
    "#);
    insta::assert_snapshot!(refused.stderr, @"
    The same in every row shown: List: returned/bea.csv; Access: group:bitbucket-users.
    Error: the returned lists have 15 problems; no plan was made
    Hint: correct the lists in the folder returned, or leave these rows undecided: --skip-problems
    ");
    assert!(!review.path("plan-1.json").exists() && !review.path("returned/bea.csv").exists());
    let skipped = review.run(&["review", "plan", "q4", "bea.csv", "--skip-problems"]);
    insta::assert_snapshot!(redacted(&skipped).split("------- stderr").nth(1).unwrap(), @r#"
     -------
    Warning: 15 problems: their rows are left undecided:
        returned/bea.csv line 2: aylin.banerjee@partner.example in group:bitbucket-users is not a decision; did you mean "remove"?
        returned/bea.csv line 3: carlos.carver@acme.example in group:bitbucket-users is not a decision; write keep, remove or ?
        returned/bea.csv line 4: carlos.carver@acme.example in group:bitbucket-users is not a row of this review
        returned/bea.csv: elif.ferrari@acme.example in group:bitbucket-users is missing from the list of bea@acme.example
        returned/bea.csv: erik.jensen@freelance.example in group:bitbucket-users is missing from the list of bea@acme.example
        returned/bea.csv: eva.haas@acme.example in group:bitbucket-users is missing from the list of bea@acme.example
        returned/bea.csv: farah.keller@acme.example in group:bitbucket-users is missing from the list of bea@acme.example
        returned/bea.csv: ida.lehmann@partner.example in group:bitbucket-users is missing from the list of bea@acme.example
        returned/bea.csv: ivan.krueger@acme.example in group:bitbucket-users is missing from the list of bea@acme.example
        returned/bea.csv: lara.meyer@acme-labs.example in group:bitbucket-users is missing from the list of bea@acme.example
        and 5 more; without --skip-problems, all are printed
    Access review 20261124-9cd6402f, in Acme (simulated)
      0  change
    People from the mirror of Acme (simulated), synced 1 hour ago.
    Reason: Access review 20261124-9cd6402f
    Decisions: 0 to keep, 0 to remove, 17 undecided (they stay as they are; the answers of 2 cannot be used).
    Added the plan q4/plan-1.json to the review.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Nothing to change.
    Hint: when all decisions are in, close the review: atlctl review close q4
    [exit status: 0]
    "#);
    review.run(&["review", "verify", "q4"]).expect(0);
    // The evidence has what was returned, beside what nobody returned.
    let decisions = std::fs::read_to_string(review.path("decisions-1.csv")).unwrap();
    let of = |email: &str| {
        let line = decisions.lines().find(|line| line.contains(email)).unwrap();
        let cells: Vec<&str> = line.split(',').collect();
        format!("{} … {}", cells[0], cells[cells.len() - 5..].join(","))
    };
    let (first, last) = (
        lines[0].split(',').nth(2).unwrap(),
        rest.lines().last().unwrap(),
    );
    insta::assert_snapshot!(of(first), @r#"? … returned/bea.csv,2,remvoe,"is not a decision; did you mean ""remove""?","#);
    insta::assert_snapshot!(of(last.split(',').nth(2).unwrap()), @"? … ,,,,");
    let status = review.run(&["review", "status", "q4"]);
    insta::assert_snapshot!(status.stdout, @"
    Reviewer                Rows  Keep  Remove  Undecided  Unusable  Not returned
    ada.admin@acme.example     3     0       0          0         0             3
    bea@acme.example          14     0       0          0         2            12
    ");
    let closed = review.run(&["review", "close", "q4"]);
    insta::assert_snapshot!(closed.stderr.lines().next().unwrap(), @"Closed the access review 20261124-9cd6402f: 0 to keep, 0 to remove, 17 undecided (the answers of 2 cannot be used).");
}

/// The columns are those of the plan, which is not made.
#[test]
fn problems_are_printed_whatever_columns_the_plan_is_to_have() {
    let review = Review::started();
    let list = decide(&review.of_bea(), |_, _| "remvoe");
    review.place.env.file("bea.csv", list);
    let columns = ["-o", "csv", "--columns", "email,verdict"];
    let plan = ["review", "plan", "q4", "bea.csv"];
    let refused = review.run(&[&plan[..], &columns].concat());
    assert!(refused.stdout.contains("remvoe"), "{refused}");
    assert!(refused.stderr.contains("no plan was made"), "{refused}");
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
        &["--scope", "group:jira-users", "--reviewer", "ada"],
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
    insta::assert_snapshot!(all, @r#"
    $ --scope jira-users --reviewer a@x.example
    ------- stderr -------
    Error: "jira-users" is not a scope
    Hint: write group:NAME, app:APP, role:ROLE or role:ROLE@APP, such as group:jira-admins
    [exit status: 2]
    $ --scope group:no-such-group --reviewer a@x.example
    ------- stderr -------
    Error: group "no-such-group" is not in the mirror
    Hint: list them: atlctl group list
    [exit status: 2]
    $ --scope role:admin --reviewer a@x.example
    ------- stderr -------
    Error: admin is a role in an app: name the app, too
    Hint: such as: --scope role:admin@jira
    [exit status: 2]
    $ --scope role:nothing --reviewer a@x.example
    ------- stderr -------
    Error: unknown role "nothing"
    Hint: use org-admin
    [exit status: 2]
    $ --scope app:nothing --reviewer a@x.example
    ------- stderr -------
    Error: unknown app "nothing"; use one of bitbucket, confluence, jira-service-desk, jira-software
    Hint: list them: atlctl workspace list
    [exit status: 2]
    $ --scope group:jira-users,group:all-staff --reviewers r.csv
    ------- stderr -------
    Error: r.csv: line 3: group:jira-users has another reviewer on line 2; line 4: "nothing" is not a scope
    Hint: correct the list
    [exit status: 2]
    $ --scope group:jira-users --reviewer  
    ------- stderr -------
    Error: no reviewer for group:jira-users
    Hint: add them to the list of --reviewers, or name one for the rest: --reviewer EMAIL
    [exit status: 2]
    $ --scope group:jira-users --reviewer ada
    ------- stderr -------
    Error: --reviewer: "ada" is neither an email address nor an account ID
    Hint: name one person, such as ann@example.com
    [exit status: 2]
    $ --scope group:jira-users --reviewer a@x.example --out taken
    ------- stderr -------
    Error: taken already exists
    Hint: name another folder: --out DIR
    [exit status: 2]
    $ --scope group:old-project-2019 --reviewer a@x.example
    [exit status: 0]
    "#);
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
    insta::assert_snapshot!(nobody, @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    group:old-project-2019: 0 people.
    Nobody in the mirror has this access: there is nothing to review. No folder was created.
    [exit status: 0]
    ");
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
    insta::assert_snapshot!(roles, @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    Error: the mirror does not know who has role:org-admin: Atlassian does not report it for anybody
    Hint: sign in with an organization API key or as an organization admin: atlctl auth login
    Hint: then update the mirror: atlctl sync
    [exit status: 1]
    ");
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
    insta::assert_snapshot!(redacted(&groups), @"
    Reviewer     Rows  Own access  List
    a@x.example    13           0  reviewers/01-a@x.example.csv
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    group:old-project-2019: 0 people.
    Warning: the review leaves out 9 people who may have group:old-project-2019, too: Atlassian does not report their access
    group:bitbucket-users: 13 people.
    Warning: the review leaves out 9 people who may have group:bitbucket-users, too: Atlassian does not report their access
    Started the access review 20261124-aaf1da56 in q4.
    Evidence sha256:[SUM]; keep this hash outside the folder.
    Hint: send each reviewer their list or page; put what they return into q4/returned, then: atlctl review plan q4
    [exit status: 0]
    ");
    let page =
        std::fs::read_to_string(place.env.home().join("q4/reviewers/01-a@x.example.html")).unwrap();
    assert!(page.contains("leaves out 9 people who may have group:bitbucket-users, too"));
}

/// Nobody loses an access that another answer leaves open, or that somebody else's list takes; the rest is planned.
#[test]
fn what_contradicts_a_removal_is_a_problem_and_the_rest_is_planned() {
    let review = Review::started();
    let list = review.of_bea();
    let emails: Vec<String> = list
        .lines()
        .skip(1)
        .filter_map(|line| Some(line.split(',').nth(2)?.to_owned()))
        .collect();
    let removes = |some: &[&String]| {
        decide(&list, |email, _| {
            match some.iter().any(|one| *one == email) {
                true => "remove",
                false => "keep",
            }
        })
    };
    review
        .place
        .env
        .file("first.csv", removes(&[&emails[0], &emails[1], &emails[2]]));
    let open = decide(&list, |email, _| match email {
        email if email == emails[0] => "?",
        email if email == emails[1] => "",
        email if email == emails[2] => "remove",
        _ => "keep",
    });
    // A row of the other reviewer.
    let dir = review.path("reviewers");
    let of_ada = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap());
    let of_ada = of_ada.map(|file| file.path()).find(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.contains("ada") && name.ends_with(".csv")
    });
    let of_ada = std::fs::read_to_string(of_ada.unwrap()).unwrap();
    let stray = of_ada.lines().nth(1).unwrap();
    review.place.env.file(
        "second.csv",
        format!("{}\nremove{stray}\n", open.trim_end()),
    );
    let words = [
        "review",
        "plan",
        "q4",
        "first.csv",
        "second.csv",
        "--dry-run",
    ];
    let refused = review.run(&words);
    insta::assert_snapshot!(refused);
    let skipped = review.run(&[&words[..], &["--skip-problems"]].concat());
    insta::assert_snapshot!(redacted(&skipped));
    let csv = review.run(&[&words[..], &["--skip-problems", "-q", "-o", "csv"]].concat());
    assert_eq!(csv.stdout.lines().count(), 2, "{csv}");
    assert!(csv.stdout.contains(&emails[2]), "{csv}");
    assert!(csv.stderr.contains("Warning: 3 problems"), "{csv}");
}
