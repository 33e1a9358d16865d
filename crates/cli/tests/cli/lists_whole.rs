//! Nobody of a list is lost without a word, whatever reads it.

use crate::common::Place;

#[test]
fn an_address_behind_a_link_is_a_problem() {
    let place = Place::synced();
    let link = "mailto:ada.admin@acme.example?cc=otto.owner@acme-labs.example";
    place.env.file("l", format!("{link}\n"));
    for command in [
        &[
            "policy",
            "move",
            "--csv",
            "l",
            "--to",
            "72fb2bcb-5757-4a46-8f1a-db356dc36a92",
            "--dry-run",
        ][..],
        &[
            "policy",
            "move",
            link,
            "--to",
            "72fb2bcb-5757-4a46-8f1a-db356dc36a92",
            "--dry-run",
        ],
        &["user", "invite", "--csv", "l", "--dry-run"],
        &["user", "invite", link, "--dry-run"],
    ] {
        let refused = place.run(command);
        assert_eq!(refused.code, 2, "{refused}");
        assert!(
            refused.stderr.contains("otto.owner@acme-labs.example"),
            "{refused}"
        );
    }
    let all = [
        "policy",
        "move",
        "ada.admin@acme.example",
        "--to",
        "72fb2bcb-5757-4a46-8f1a-db356dc36a92",
        "--dry-run",
        "--except",
    ];
    let refused = place.run(&[&all[..], &[link]].concat());
    assert_eq!(refused.code, 2, "{refused}");
}

#[test]
fn invitations_are_read_like_every_list() {
    let place = Place::synced();
    place
        .env
        .file("two.csv", "Email,Name\nnew1@p.example,new9@p.example\n");
    let planned = place.run(&["user", "invite", "--csv", "two.csv", "--dry-run", "-q"]);
    assert!(
        planned.stderr.contains("Column \"Name\" is not read"),
        "{planned}"
    );
    place.env.file(
        "bad.csv",
        "Email,Groups\nnew1@p.example,\nnobody,\n,team-0005\n5b10ac8d82e05b22cc7d4ef5,\nnew2@p.example,\n",
    );
    let refused = place.run(&["user", "invite", "--csv", "bad.csv", "--dry-run"]);
    insta::assert_snapshot!(refused, @r#"
    ------- stderr -------
    bad.csv: table, UTF-8, comma, column "Email": 5 rows, 3 people (1 in a row that cannot be used)
      line 3: "nobody" is not an email address: it has no @
      line 4: "team-0005" is not an address or account ID
      line 5: "5b10ac8d82e05b22cc7d4ef5" is not an email address
    Error: 3 rows of bad.csv cannot be used
    Hint: correct them, or skip them with --skip-problems
    [exit status: 2]
    "#);
    let planned = place.run(&[
        "user",
        "invite",
        "--csv",
        "bad.csv",
        "--dry-run",
        "--skip-problems",
        "-o",
        "id",
    ]);
    assert_eq!(planned.code, 0, "{planned}");
    place.env.file(
        "twice.csv",
        "Email,Groups\nnew1@p.example,team-0005\nnew1@p.example,jira-users\n",
    );
    let refused = place.run(&["user", "invite", "--csv", "twice.csv", "--dry-run"]);
    assert!(
        refused
            .stderr
            .contains("twice with different values: lines 2 and 3"),
        "{refused}"
    );
    let help = place.run(&["user", "invite", "-h"]);
    assert!(
        help.stdout.contains("[ADDRESS]...  Email addresses"),
        "{help}"
    );
}

#[test]
fn a_list_of_exceptions_with_another_column_of_addresses_is_refused() {
    let place = Place::synced();
    place.env.file(
        "except.csv",
        "Email,Manager\nada.admin@acme.example,otto.owner@acme-labs.example\n",
    );
    let refused = place.run(&[
        "policy",
        "move",
        "ada.admin@acme.example",
        "--to",
        "72fb2bcb-5757-4a46-8f1a-db356dc36a92",
        "--dry-run",
        "--except",
        "except.csv",
    ]);
    assert_eq!(refused.code, 2, "{refused}");
    assert!(
        refused.stderr.contains("Column \"Manager\" is not read"),
        "{refused}"
    );
}
