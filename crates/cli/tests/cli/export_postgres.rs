//! A real PostgreSQL takes the views, follows them, and keeps what is not ours.

use std::path::Path;

use rusqlite::Connection;

use crate::common::{Place, chmod};
use crate::postgres_server::{PASSWORD, Server};

fn with_password(place: &mut Place) {
    place.env.var("PGPASSWORD", PASSWORD);
}

fn count(mirror: &Path, sql: &str) -> String {
    let db = Connection::open(mirror).unwrap();
    let count: i64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
    count.to_string()
}

#[test]
fn a_database_gets_the_views_and_follows_them() {
    let Some(server) = Server::start() else {
        return;
    };
    let mut place = Place::named();
    with_password(&mut place);
    let url = server.url();
    let export = |place: &Place| place.run(&["export", "postgres", &url, "--schema", "acme"]);
    let output = export(&place);
    assert_eq!(output.code, 0, "{output}");
    for (view, sql) in [
        ("\"user\"", "SELECT count(*) FROM user"),
        ("user_group", "SELECT count(*) FROM user_group"),
        (
            "\"user\" WHERE managed AND NOT gone",
            "SELECT count(*) FROM user WHERE managed AND NOT gone",
        ),
        (
            "\"user\" WHERE last_active < '2026-06-01Z'",
            "SELECT count(*) FROM user WHERE last_active_unix < unixepoch('2026-06-01')",
        ),
    ] {
        assert_eq!(
            server.sql(&format!("SELECT count(*) FROM acme.{view}")),
            count(&place.mirror(), sql),
            "{view}"
        );
    }
    let kinds = "SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = 'acme' AND table_name = 'domain'";
    assert_eq!(
        server.sql(kinds),
        "id text, name text, claim_status text, claim_type text, gone boolean"
    );
    assert_eq!(
        server.sql("SELECT col_description('acme.user'::regclass, 2), obj_description('acme.user'::regclass)"),
        "address|a person or app account in the organization, including those that are gone"
    );
    let indexes = server
        .sql("SELECT count(*) FROM pg_indexes WHERE schemaname = 'acme' AND tablename = 'user'");
    assert_eq!(indexes, "3");

    // A second time, only what differs is written; also of rows that are equal, of which one is written again.
    let rows = server.sql("SELECT ctid, account_id FROM acme.user ORDER BY 2 LIMIT 3 OFFSET 1");
    let hostile = "o'x\\N\t\n\u{1b}; DROP TABLE acme.user";
    let db = Connection::open(place.mirror()).unwrap();
    let first = server.sql("SELECT account_id FROM acme.user ORDER BY 1 LIMIT 1");
    db.execute(
        "UPDATE mirror_user SET name = ?1 || char(0) WHERE account_id = ?2",
        [hostile, &first],
    )
    .unwrap();
    let output = export(&place);
    assert!(
        output.stderr.contains(": 1 row added, 1 row removed.\n"),
        "{output}"
    );
    assert_eq!(
        server.sql("SELECT ctid, account_id FROM acme.user ORDER BY 2 LIMIT 3 OFFSET 1"),
        rows
    );
    assert_eq!(
        server.sql("SELECT name FROM acme.user ORDER BY account_id LIMIT 1"),
        format!("{hostile}\u{fffd}")
    );

    // A database that was made by an earlier version.
    server.sql("ALTER TABLE acme.user DROP COLUMN name, ADD COLUMN former text, ALTER COLUMN resources TYPE text");
    assert_eq!(export(&place).code, 0);
    let name = server.sql("SELECT count(name), pg_typeof(max(resources)) FROM acme.user");
    assert_eq!(name, "200|bigint");
    let former = "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'acme' AND column_name = 'former'";
    assert_eq!(server.sql(former), "0");
}

#[test]
fn a_schema_of_others_and_a_failed_copy_stay_as_they_are() {
    let Some(server) = Server::start() else {
        return;
    };
    let mut place = Place::synced();
    with_password(&mut place);
    let url = server.url();
    server.sql("CREATE SCHEMA mine");
    let output = place.run(&["export", "postgres", &url, "--schema", "mine"]);
    assert_eq!(output.code, 2, "{output}");
    assert!(
        output
            .stderr
            .contains("the schema \"mine\" exists and was not made by atlctl"),
        "{output}"
    );
    place
        .run(&["export", "postgres", &url, "--schema", "acme"])
        .expect(0);
    let output = place.run(&[
        "export", "postgres", &url, "--schema", "acme", "--org", "another",
    ]);
    assert_eq!(output.code, 1, "no mirror of it: {output}");
    server.sql("COMMENT ON SCHEMA acme IS 'atlctl: a copy of the mirror of organization another'");
    let output = place.run(&["export", "postgres", &url, "--schema", "acme"]);
    assert_eq!(output.code, 2, "{output}");
    assert!(
        output.stderr.contains("has another organization: another"),
        "{output}"
    );
    let mark = format!(
        "COMMENT ON SCHEMA acme IS 'atlctl: a copy of the mirror of organization {}'",
        place.sim.org_id()
    );
    server.sql(&mark);

    // The last view fails: the first ones are not changed either.
    server.sql("ALTER TABLE acme.sync_stage ADD CHECK (stage <> 'users') NOT VALID");
    let db = Connection::open(place.mirror()).unwrap();
    db.execute("UPDATE mirror_user SET name = 'Other'", [])
        .unwrap();
    db.execute("UPDATE mirror_stage SET note = 'Other'", [])
        .unwrap();
    let output = place.run(&["export", "postgres", &url, "--schema", "acme"]);
    assert_eq!(output.code, 1, "{output}");
    assert!(
        output.stderr.contains("violates check constraint"),
        "{output}"
    );
    assert_eq!(
        server.sql("SELECT count(*) FROM acme.user WHERE name = 'Other'"),
        "0"
    );
}

#[test]
fn passwords_come_from_private_places_only() {
    let Some(server) = Server::start() else {
        return;
    };
    let mut place = Place::synced();
    let url = server.url();
    let export = |place: &Place, more: &[&str]| {
        let args = [&["export", "postgres", &url, "--view", "org", "-q"], more].concat();
        let output = place.run(&args);
        assert!(!output.to_string().contains("s3cret"), "{output}");
        output
    };
    let output = export(&place, &[]);
    assert_eq!(output.code, 4, "{output}");
    assert!(output.stderr.contains("set PGPASSWORD"), "{output}");
    place.env.var("PGPASSWORD", "wrong");
    assert_eq!(export(&place, &[]).code, 4);
    place.env.private("db.txt", format!("{PASSWORD}\n"));
    export(&place, &["--password-file", "db.txt"]).expect(0);
    chmod(&place.env.home().join("db.txt"), 0o644);
    let output = export(&place, &["--password-file", "db.txt"]);
    assert_eq!(output.code, 2, "{output}");
    place.env.var("PGPASSWORD", "");
    place.env.private(
        ".pgpass",
        format!(
            "*:5432:postgres:ann:{}\n",
            PASSWORD.replace('\\', "\\\\").replace(':', "\\:")
        ),
    );
    export(&place, &[]).expect(0);
    let with = url.replace("ann@", "ann:s3cret@");
    insta::assert_snapshot!(place.run(&["export", "postgres", &with]), @"
    ------- stderr -------
    Error: the URL contains a password, which other users of this machine and the shell's history can see
    Hint: leave it out, and set PGPASSWORD, use --password-file FILE, or write it to ~/.pgpass
    Hint: change the password if others may have seen it
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["export", "postgres"]), @"
    ------- stderr -------
    Error: no database is given, and the profile has none
    Hint: name it: atlctl export postgres postgresql://USER@HOST/DATABASE
    [exit status: 2]
    ");
}

#[test]
fn a_profile_has_the_copy_made_after_each_sync() {
    let Some(server) = Server::start() else {
        return;
    };
    let mut place = Place::synced();
    with_password(&mut place);
    let config = place.env.home().join(".config/atlctl/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let set = |url: &str| {
        std::fs::write(
            &config,
            format!("{}\npostgres = \"{url}\"\n", text.trim_end()),
        )
        .unwrap()
    };
    set(&server.url());
    let output = place.run(&["sync"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(
        output.stderr.contains("views to schema atlassian_"),
        "{output}"
    );
    let schema = server.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'atlassian%'");
    assert_eq!(
        server.sql(&format!("SELECT count(*), max(sync) FROM {schema}.sync")),
        "2|2"
    );
    place.run(&["export", "postgres"]).expect(0);
    // The sync is good although the database is gone.
    set("postgresql://ann@%2Fnowhere/postgres");
    let output = place.run(&["sync"]);
    assert_eq!(output.code, 3, "{output}");
    assert!(
        output.stderr.contains(
            "Error: the mirror is synced, but its copy in the database is not up to date"
        ),
        "{output}"
    );
    assert_eq!(
        count(
            &place.mirror(),
            "SELECT count(*) FROM sync WHERE state = 'complete'"
        ),
        "3"
    );
    let shown = place.run(&["config", "show"]);
    assert!(shown.stdout.contains("postgres on /nowhere"), "{shown}");
}
