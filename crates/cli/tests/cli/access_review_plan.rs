//! What the plan of an access review takes away, and what it leaves alone.

use atlctl_sim::SimConfig;

use crate::access_review::decide;
use crate::moving::Place;

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
    insta::assert_snapshot!(plan, @r#"
    email,verdict,what,reason
    aylin.banerjee@partner.example,not possible,User of Bitbucket (acme.atlassian.net),"gets the app from group:bitbucket-users, which ann@x.example decided to keep"
    carlos.carver@acme.example,change,group bitbucket-users,
    elif.ferrari@acme.example,change,group bitbucket-users,
    ------- stderr -------
    Warning: 1 decision to remove cannot be carried out; the plan says why
    [exit status: 0]
    "#);
}

#[test]
fn a_group_is_not_taken_from_people_who_would_lose_an_app_that_is_kept() {
    let place = Place::new(SimConfig::default());
    place.env.file(
        "reviewers.csv",
        "scope,reviewer\napp:bitbucket,dan@x.example\ngroup:bitbucket-users,bea@x.example\n",
    );
    place
        .run(&[
            "review",
            "start",
            "--scope",
            "group:bitbucket-users,app:bitbucket,role:user@bitbucket",
            "--reviewers",
            "reviewers.csv",
            "--reviewer",
            "eve@x.example",
            "--out",
            "q4",
        ])
        .expect(0);
    let list = |name: &str| {
        let path = format!("q4/reviewers/{name}@x.example.csv");
        std::fs::read_to_string(place.env.home().join(path)).unwrap()
    };
    let of_bea = list("01-bea");
    let people = of_bea.lines().skip(1);
    let people = people.filter(|line| line.contains(",active,"));
    let people: Vec<&str> = people.map(|line| line.split(',').nth(2).unwrap()).collect();
    let [app, role, neither] = [people[0], people[1], people[2]];
    let is = |email: &str, wanted: &[&str]| wanted.contains(&email);
    let answer = |yes, word| if yes { word } else { "" };
    let bea = decide(&of_bea, |email, _| {
        answer(is(email, &[app, role, neither]), "remove")
    });
    let dan = decide(&list("02-dan"), |email, _| {
        answer(is(email, &[app]), "keep")
    });
    let eve = decide(&list("03-eve"), |email, _| {
        answer(is(email, &[role]), "keep")
    });
    for (name, list) in [("bea.csv", bea), ("dan.csv", dan), ("eve.csv", eve)] {
        place.env.file(name, list);
    }
    let columns = ["-o", "csv", "--columns", "email,verdict,what,reason"];
    let args = [
        "-q", "review", "plan", "q4", "bea.csv", "dan.csv", "eve.csv",
    ];
    let plan = place.run(&[&args[..], &columns].concat());
    insta::assert_snapshot!(plan, @r#"
    email,verdict,what,reason
    aylin.banerjee@partner.example,not possible,group bitbucket-users,"would take away app:Bitbucket (acme.atlassian.net), which dan@x.example decided to keep"
    carlos.carver@acme.example,not possible,group bitbucket-users,"would take away role:user@Bitbucket (acme.atlassian.net), which eve@x.example decided to keep"
    elif.ferrari@acme.example,change,group bitbucket-users,
    ------- stderr -------
    Warning: 2 decisions to remove cannot be carried out; the plan says why
    [exit status: 0]
    "#);
}

#[test]
fn the_size_of_a_group_is_the_one_that_it_has_now() {
    let place = Place::new(SimConfig::default());
    let reviewer = "ann@x.example";
    let scope = "group:bitbucket-users";
    let args = ["review", "start", "--scope", scope, "--reviewer", reviewer];
    place.run(&[&args[..], &["--out", "q4"]].concat()).expect(0);
    let list = std::fs::read_to_string(place.env.home().join("q4/reviewers/01-ann@x.example.csv"))
        .unwrap();
    let cells: Vec<Vec<&str>> = list.lines().map(|line| line.split(',').collect()).collect();
    let account = cells[3][9].trim_end_matches('\t');
    place.another_removes("bitbucket-users", account);
    let first = cells[1][2];
    let back = decide(&list, |email, _| match email == first {
        true => "remove",
        false => "keep",
    });
    place.env.file("back.csv", back);
    let plan = place.run(&["review", "plan", "q4", "back.csv", "--dry-run"]);
    assert!(
        plan.stderr.contains("bitbucket-users  13 → 12  -1"),
        "{plan}"
    );
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
    insta::assert_snapshot!(plan(&[]), @"
    email,verdict,what,reason
    omar.patel@freelance.example,change,Organization admin,
    omar.patel@freelance.example,not possible,group org-admins,is an organization admin (use --include-admins)
    ------- stderr -------
    Warning: 1 decision to remove cannot be carried out; the plan says why
    [exit status: 0]
    ");
    insta::assert_snapshot!(plan(&["--include-admins"]), @"
    email,verdict,what,reason
    omar.patel@freelance.example,change,Organization admin,
    omar.patel@freelance.example,change,group org-admins,
    [exit status: 0]
    ");
    let elsewhere = place.run(&["review", "plan", "q4", "back.csv", "--org", "other-org"]);
    insta::assert_snapshot!(elsewhere, @"
    ------- stderr -------
    Error: the review belongs to another organization: Acme (simulated)
    Hint: choose the profile of that organization: --profile NAME
    [exit status: 5]
    ");
}
