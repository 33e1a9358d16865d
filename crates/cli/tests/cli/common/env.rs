//! The environment and what a run of the program printed.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A home directory of its own in which the program runs.
pub struct Env {
    home: tempfile::TempDir,
    vars: Vec<(String, String)>,
}

/// What a run printed. Its `Display` is what snapshots hold.
#[must_use = "compare the output, or say what it must be"]
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Env {
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            vars: vec![
                ("COLUMNS".to_owned(), "100".to_owned()),
                ("ATLCTL_NOW".to_owned(), "2026-11-24T09:00:00Z".to_owned()),
                ("TZ".to_owned(), "UTC".to_owned()),
                // Never the keyring of whoever runs the tests.
                (
                    "DBUS_SESSION_BUS_ADDRESS".to_owned(),
                    "unix:path=/nowhere".to_owned(),
                ),
            ],
        }
    }

    /// Sets a variable for every later run.
    #[allow(dead_code, reason = "not every noun needs it")]
    pub fn var(&mut self, name: &str, value: &str) -> &mut Self {
        self.vars.retain(|(known, _)| known != name);
        self.vars.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What a variable was set to.
    #[allow(dead_code, reason = "not every noun needs it")]
    pub fn get(&self, name: &str) -> Option<String> {
        let found = self.vars.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file under the home directory and gives its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The program with these arguments, ready to be started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_atlctl"));
        command
            .env_clear()
            .env("HOME", self.home())
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .envs(self.vars.iter().map(|(name, value)| (name, value)))
            .current_dir(self.home())
            .args(args);
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.run_with(args, b"")
    }

    /// Runs with something on standard input (which is never a terminal here).
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Output {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not read its input closes the pipe: no failure of the test.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .unwrap()
                .replace(self.home().to_str().unwrap(), "[HOME]")
        };
        Output {
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

impl Output {
    /// The run ended with this code; shows everything when it did not.
    pub fn expect(self, code: i32) {
        assert_eq!(self.code, code, "unexpected exit status\n{self}");
    }
}

impl std::fmt::Display for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "------- stderr -------\n{}", self.stderr)?;
        }
        write!(f, "[exit status: {}]", self.code)
    }
}
