//! A PostgreSQL server for one test: its own cluster in a temporary directory, on a socket.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::common::chmod;

pub const PASSWORD: &str = "s3cret:of\\ann";

/// A server for one test.
pub struct Server {
    directory: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
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
    /// Starts a server on a socket; says when there is none to start.
    pub fn start() -> Option<Self> {
        Self::start_with(5432, "-c listen_addresses=''", &[])
    }

    /// Starts a server on a port of this machine, too, that encrypts with this certificate and key.
    pub fn start_encrypted(port: u16, certificate: &str, key: &str) -> Option<Self> {
        // In a file that ALTER SYSTEM writes: on the command line, nothing could turn it off.
        let encrypted = "ssl = on\nssl_cert_file = 'server.pem'\nssl_key_file = 'server.key'\n";
        let files = [
            ("server.pem", certificate),
            ("server.key", key),
            ("postgresql.auto.conf", encrypted),
        ];
        let options = "-c listen_addresses=localhost -c log_connections=on";
        Self::start_with(port, options, &files)
    }

    /// `files`: further ones in its directory of data, for it alone.
    fn start_with(port: u16, options: &str, files: &[(&str, &str)]) -> Option<Self> {
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
            port,
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
        for (name, text) in files {
            let owner = std::fs::metadata(&data).unwrap();
            let file = data.join(name);
            std::fs::write(&file, text).unwrap();
            chmod(&file, 0o600);
            std::os::unix::fs::chown(&file, Some(owner.uid()), Some(owner.gid())).unwrap();
        }
        let options = format!(
            "{options} -c port={port} -c fsync=off -k {}",
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

    /// What it said, its log included.
    pub fn said(&self) -> String {
        let text =
            |name| std::fs::read_to_string(self.directory.path().join(name)).unwrap_or_default();
        text("said") + &text("log")
    }

    pub fn url(&self) -> String {
        let socket = self
            .directory
            .path()
            .display()
            .to_string()
            .replace('/', "%2F");
        format!("postgresql://ann@{socket}/postgres")
    }

    /// Rows as psql prints them: cells between `|`.
    pub fn sql(&self, statement: &str) -> String {
        let output = Command::new("psql")
            .env("PGPASSWORD", PASSWORD)
            .env("PGHOST", self.directory.path())
            .env("PGPORT", self.port.to_string())
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
