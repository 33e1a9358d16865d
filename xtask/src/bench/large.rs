//! A large organization in a mirror, and the program that reads it, as a person runs it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use atlctl_core::number::grouped;

use super::sync::mirror_of;
use super::{Bar, Child, Failure, Figure, Setup, children_cpu, synthetic};

/// No answer takes longer, in seconds.
const LIMIT: f64 = 0.5;
/// Nor does its first byte, in seconds.
const FIRST_LIMIT: f64 = 0.05;
/// The fastest of so many counts: others may use the machine, too.
const TIMES: u32 = 5;
/// So many syncs after the first.
const SYNCS: u32 = 5;
/// The organization.
const ORG: &str = "bench";

/// The mirror of an organization, and where the program finds it.
pub(super) struct Large {
    /// Removed in the end, where nobody asked for it to be kept.
    _temporary: Option<tempfile::TempDir>,
    home: PathBuf,
    program: PathBuf,
    people: u64,
    changed: u64,
}

/// How long a command took.
struct Took {
    first_s: f64,
    whole_s: f64,
    cpu_s: f64,
}

impl Large {
    /// Makes it: people with groups, apps, policies, tokens and roles of groups, two events for each, and five syncs after
    /// the first. With `BENCH_MIRROR=DIRECTORY`, it is kept there for the next measurement.
    pub(super) fn new(setup: &Setup) -> Result<Self, Failure> {
        let people = if setup.quick { 20_000 } else { 500_000 };
        let kept = std::env::var_os("BENCH_MIRROR").map(PathBuf::from);
        let temporary = match kept {
            Some(_) => None,
            None => Some(tempfile::tempdir()?),
        };
        let home = kept
            .or_else(|| Some(temporary.as_ref()?.path().to_owned()))
            .ok_or("no directory")?;
        let program = std::env::current_exe()?.with_file_name("atlctl");
        if !program.exists() {
            return Err(format!("build it first: {} is not there", program.display()).into());
        }
        let file = home.join("orgs").join(ORG).join("mirror.sqlite");
        let changed = if file.exists() {
            synthetic::changed(&file)?
        } else {
            made(&file, people)?
        };
        Ok(Self {
            _temporary: temporary,
            home,
            program,
            people,
            changed,
        })
    }

    /// The number of people, in words.
    pub(super) fn people(&self) -> String {
        format!("{} people", grouped(self.people))
    }

    /// How far the past is that is read, in words.
    pub(super) fn past(&self) -> String {
        format!(
            "{SYNCS} syncs before, {} values changed since",
            grouped(self.changed)
        )
    }

    /// How long the program takes for a command, and how much CPU; against the limit.
    pub(super) fn whole(&self, what: &str, words: &[&str]) -> Result<Vec<Figure>, Failure> {
        let took = self.quietest(words)?;
        Ok(vec![
            Figure::new(
                format!("{what} ({:.3} s of CPU)", took.cpu_s),
                took.whole_s,
                "s",
            )
            .bar(Bar::AtMost(LIMIT)),
        ])
    }

    /// How long the program takes until it prints something, against the limit, and in total.
    pub(super) fn first_byte(&self, what: &str, words: &[&str]) -> Result<Vec<Figure>, Failure> {
        let took = self.quietest(words)?;
        Ok(vec![
            Figure::new(format!("{what}: first byte"), took.first_s, "s")
                .bar(Bar::AtMost(FIRST_LIMIT)),
            Figure::new(
                format!("{what}: all of it ({:.3} s of CPU)", took.cpu_s),
                took.whole_s,
                "s",
            ),
        ])
    }

    fn quietest(&self, words: &[&str]) -> Result<Took, Failure> {
        // Once to have the file in memory, as after a sync.
        self.run(words)?;
        let mut quietest = Took {
            first_s: f64::INFINITY,
            whole_s: f64::INFINITY,
            cpu_s: 0.0,
        };
        let before = children_cpu()?;
        for _ in 0..TIMES {
            let (first, whole) = self.run(words)?;
            quietest.first_s = quietest.first_s.min(first);
            quietest.whole_s = quietest.whole_s.min(whole);
        }
        quietest.cpu_s = (children_cpu()? - before) / f64::from(TIMES);
        Ok(quietest)
    }

    /// Runs a command; the seconds until its first byte, and until its end.
    fn run(&self, words: &[&str]) -> Result<(f64, f64), Failure> {
        let begin = Instant::now();
        let mut child = Command::new(&self.program)
            .args(words)
            .env_clear()
            .env("HOME", &self.home)
            .env("ATLCTL_DATA_DIR", &self.home)
            .env("ATLCTL_ORG", ORG)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut out = child.stdout.take().ok_or("no output")?;
        let mut bytes = vec![0; 1 << 16];
        let mut first = None;
        while out.read(&mut bytes)? > 0 {
            first.get_or_insert_with(|| begin.elapsed().as_secs_f64());
        }
        let status = child.wait()?;
        let whole = begin.elapsed().as_secs_f64();
        if !status.success() {
            return Err(format!("atlctl {} ended with {status}", words.join(" ")).into());
        }
        Ok((first.unwrap_or(whole), whole))
    }
}

/// Makes the mirror; how many values change in it after the first sync.
fn made(file: &Path, people: u64) -> Result<u64, Failure> {
    let mut server = Child::start(&["pages", &people.to_string(), "0", "memberships"])?;
    mirror_of(&server.line()?, file, true)?;
    synthetic::add(file, 2 * people)?;
    synthetic::add_history(file, SYNCS)
}
