//! The environment and what a run of the program printed.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program itself.
pub const ATLCTL: &str = env!("CARGO_BIN_EXE_atlctl");

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
                // Never the keyring of the person who runs the tests.
                (
                    "DBUS_SESSION_BUS_ADDRESS".to_owned(),
                    "unix:path=/nowhere".to_owned(),
                ),
            ],
        }
    }

    /// Sets a variable for every later run.
    pub fn var(&mut self, name: &str, value: &str) -> &mut Self {
        self.vars.retain(|(known, _)| known != name);
        self.vars.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What a variable was set to.
    pub fn get(&self, name: &str) -> Option<String> {
        let found = self.vars.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where a profile's credentials are kept that are in a file.
    pub fn kept(&self) -> PathBuf {
        self.home().join(".config/atlctl/credentials/default.json")
    }

    /// All files under the home directory; links to directories are not followed.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut left = vec![self.home().to_owned()];
        while let Some(path) = left.pop() {
            if path.is_dir() && !path.is_symlink() {
                let entries = std::fs::read_dir(&path).unwrap();
                left.extend(entries.map(|entry| entry.unwrap().path()));
            } else if path.is_file() {
                found.push(path);
            }
        }
        found
    }

    /// The files that hold a token.
    pub fn files_with_a_token(&self) -> Vec<PathBuf> {
        let mut files = self.files();
        files.retain(|path| {
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(3).any(|part| part == b"eyJ")
        });
        files
    }

    /// Writes a file under the home directory and gives its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The same, for its owner alone.
    pub fn private(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.file(name, content);
        chmod(&path, 0o600);
        path
    }

    /// The same, to be run.
    pub fn script(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.file(name, content);
        chmod(&path, 0o755);
        path
    }

    /// The program with these arguments, ready to be started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.other(ATLCTL);
        command.args(args);
        command
    }

    /// Another program in this home, with the same environment.
    pub fn other(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.home())
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .envs(self.vars.iter().map(|(name, value)| (name, value)))
            .current_dir(self.home());
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
        self.said(child.wait_with_output().unwrap())
    }

    /// Runs where no file can become longer than so many times 512 bytes, as on a disk that gets full.
    pub fn run_in(&self, blocks: u64, args: &[&str]) -> Output {
        // The signal that comes with the limit is not wanted.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut shell = self.other("sh");
        shell.args(["-c", &script, ATLCTL]).args(args);
        self.said(shell.stdin(Stdio::null()).output().unwrap())
    }

    /// What a program of [`Env::other`] said.
    pub fn said(&self, output: std::process::Output) -> Output {
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

/// Sets the rights of a file.
pub fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
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
