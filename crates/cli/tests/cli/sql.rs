//! SQL over the mirror: it reads, and only reads.

use crate::common::Place;

#[test]
fn sql_reads_and_only_reads() {
    let place = Place::synced();
    insta::assert_snapshot!(
        place.run(&["sql", "SELECT status, count(*) AS people FROM user GROUP BY 1 ORDER BY 2 DESC"]), @"
    status        people
    active        180
    suspended     9
    deactivated   7
    not_invited   3
    for_deletion  1
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sql", "DELETE FROM mirror_user"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: the mirror is read-only; only statements that read are allowed, such as SELECT
    Hint: to change the organization, use a command such as user suspend or policy move; list them: atlctl help
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["sql", "SELECT 1; SELECT 2"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: more than one statement; run one at a time
    Hint: run atlctl sql once for each statement
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["sql", "SELECT nothing FROM user"]), @r#"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: the statement is not valid SQL near "nothing"
    Hint: see the SQL that SQLite reads: https://sqlite.org/lang_select.html
    [exit status: 2]
    "#);
    for attack in [
        "ATTACH 'x.db' AS x",
        "VACUUM INTO 'x.db'",
        "PRAGMA query_only=0",
        "SELECT load_extension('x')",
        "INSERT INTO mirror_user DEFAULT VALUES",
        "CREATE TABLE x(y)",
        "CREATE TEMP TABLE x(y)",
        "PRAGMA writable_schema=1",
    ] {
        assert_eq!(place.run(&["sql", attack]).code, 2, "{attack}");
    }
    let slow =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT count(*) FROM n";
    insta::assert_snapshot!(place.run(&["sql", "--timeout", "1", slow]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: the statement took longer than 1 s and was stopped
    Hint: select less, or open the file with any SQLite program
    [exit status: 1]
    ");
    let output = place.run_with(
        &["sql", "--file", "-", "-o", "json"],
        "SELECT 1 AS a, NULL AS b, 'x' AS a",
    );
    insta::assert_snapshot!(output, @r#"
    [
      {"a":1,"b":null,"a_2":"x"}
    ]
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    "#);
    // Sorted first, then limited.
    let output = place.run(&[
        "sql",
        "SELECT email FROM user ORDER BY lower(email)",
        "--sort",
        "-email",
        "--limit",
        "1",
        "-q",
    ]);
    insta::assert_snapshot!(output, @"
    email
    Zoe.Thompson@Acme.Example
    [exit status: 0]
    ");
    let output = place.run(&[
        "sql",
        "SELECT email FROM user ORDER BY lower(email)",
        "--limit",
        "1",
    ]);
    insta::assert_snapshot!(output, @"
    email
    ada.adler@acme.example
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Warning: stopped after 1 row; --limit N reads more
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sql", "SELECT 1", "--live"]), @"
    ------- stderr -------
    Error: sql queries the mirror and cannot be used with --live
    Hint: update the mirror: atlctl sync
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["sql", "--schema", "User_Group"]), @"
    Column      Meaning
    account_id  the person's account ID
    email       the person's address
    group_id    the group's ID
    group_name  the group's name
    [exit status: 0]
    ");
    let all = place.run(&["sql", "--schema", "-o", "csv", "--columns", "view,column"]);
    assert!(all.stdout.contains("\ngroup,members\n"), "{all}");
    let slip = place.run(&["sql", "--schema", "users"]);
    assert_eq!(slip.code, 2, "{slip}");
    assert!(
        slip.stderr.contains(
            "unknown view \"users\"; did you mean \"user\"?\nHint: use one of: user, user_group,"
        ),
        "{slip}"
    );
}

/// SQLite takes a name in double quotes that is no column for a text, and finds nobody.
#[test]
fn a_typo_in_a_quoted_name_is_not_text() {
    let place = Place::synced();
    insta::assert_snapshot!(place.run(&["user", "list", "--where", "\"two_step\" = 0"]), @r#"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: --where: no column "two_step"
    Hint: put text in single quotes and the whole condition in double quotes: --where "domain = 'acme.example'"
    Hint: see the columns: atlctl sql --schema user
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["sql", "SELECT \"nothing\" FROM user"]), @r#"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: no such column: "nothing"
    Hint: put text in single quotes and the whole statement in double quotes: "... WHERE domain = 'acme.example'"
    Hint: see the columns: atlctl sql --schema user
    [exit status: 2]
    "#);
    place
        .run(&["sql", "SELECT \"email\" AS \"E-mail\" FROM user LIMIT 1"])
        .expect(0);
}

#[test]
fn a_row_number_that_views_do_not_have_is_no_text_without_quotes() {
    let place = Place::synced();
    for name in ["rowid", "oid"] {
        let output = place.run(&["sql", &format!("SELECT * FROM change ORDER BY {name}")]);
        assert_eq!(output.code, 2, "{output}");
        assert!(!output.stderr.contains("quotes"), "{output}");
        assert!(output.stderr.contains("--schema change"), "{output}");
    }
}
