//! A real PostgreSQL: its own cluster in a temporary directory, on a socket.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rusqlite::Connection;

use crate::common::{Place, chmod};

const PASSWORD: &str = "s3cret:of\\ann";

/// A server for one test.
struct Server {
    directory: tempfile::TempDir,
    programs: PathBuf,
}

/// Where the server's programs are: Debian has a directory for each version.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut found: Vec<PathBuf> = versions
        .map(|entry| entry.unwrap().path().join("bin"))
        .filter(|path| path.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop()
}

impl Server {
    /// Starts a server; says when there is none to start.
    fn start() -> Option<Self> {
        let skipped = |why: &str| {
            let _ = writeln!(
                std::io::stderr(),
                "skipped: {why}, so no database took an export"
            );
        };
        let Some(programs) = programs() else {
            skipped("PostgreSQL is not installed (Debian: apt-get install postgresql)");
            return None;
        };
        let directory = tempfile::Builder::new()
            .prefix("pg")
            .tempdir_in("/tmp")
            .unwrap();
        let server = Self {
            directory,
            programs,
        };
        if is_root() {
            // The server refuses to run as root. Debian's package brings a user.
            let owned = Command::new("chown")
                .arg("postgres")
                .arg(server.directory.path())
                .status();
            if !owned.is_ok_and(|status| status.success()) {
                skipped("PostgreSQL does not run as root, and there is no user postgres");
                return None;
            }
        }
        let password = server.directory.path().join("password");
        std::fs::write(&password, PASSWORD).unwrap();
        chmod(&password, 0o644);
        let pwfile = format!("--pwfile={}", password.display());
        let data = server.data();
        server.run(
            "initdb",
            [
                OsStr::new("-D"),
                data.as_os_str(),
                OsStr::new("-U"),
                OsStr::new("ann"),
                OsStr::new("--auth=scram-sha-256"),
                OsStr::new(&pwfile),
                OsStr::new("-E"),
                OsStr::new("UTF8"),
                OsStr::new("--no-sync"),
            ],
        );
        let options = format!(
            "-c listen_addresses='' -c fsync=off -k {}",
            server.directory.path().display()
        );
        let log = server.directory.path().join("log");
        // -w waits until it answers.
        server.run(
            "pg_ctl",
            [
                OsStr::new("-D"),
                data.as_os_str(),
                OsStr::new("-w"),
                OsStr::new("-s"),
                OsStr::new("-l"),
                log.as_os_str(),
                OsStr::new("-o"),
                OsStr::new(&options),
                OsStr::new("start"),
            ],
        );
        Some(server)
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command
                .args([
                    "--reuid=postgres",
                    "--regid=postgres",
                    "--clear-groups",
                    "--",
                ])
                .arg(program);
            command
        } else {
            Command::new(program)
        };
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .current_dir("/");
        command
    }

    fn run<'a>(&self, program: &str, args: impl IntoIterator<Item = &'a OsStr>) {
        // The server inherits what its starter writes to, and would keep a pipe open.
        let said = self.directory.path().join("said");
        let said = std::fs::File::create(said).unwrap();
        let mut command = self.command(program);
        command
            .args(args)
            .stdin(Stdio::null())
            .stdout(said.try_clone().unwrap())
            .stderr(said);
        let status = command.status().unwrap();
        assert!(status.success(), "{program}: {}", self.said());
    }

    fn said(&self) -> String {
        let text =
            |name| std::fs::read_to_string(self.directory.path().join(name)).unwrap_or_default();
        text("said") + &text("log")
    }

    fn url(&self) -> String {
        let socket = self
            .directory
            .path()
            .display()
            .to_string()
            .replace('/', "%2F");
        format!("postgresql://ann@{socket}/postgres")
    }

    /// Rows as psql prints them: cells between `|`.
    fn sql(&self, statement: &str) -> String {
        let output = Command::new("psql")
            .env("PGPASSWORD", PASSWORD)
            .env("PGHOST", self.directory.path())
            .args([
                "-U",
                "ann",
                "-d",
                "postgres",
                "-XAtq",
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                statement,
            ])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{statement}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.data();
        let args = [
            OsStr::new("-D"),
            data.as_os_str(),
            OsStr::new("-m"),
            OsStr::new("immediate"),
            OsStr::new("stop"),
        ];
        let _ = self
            .command("pg_ctl")
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

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
        "address|a person or app in the organization, including those that are gone"
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
