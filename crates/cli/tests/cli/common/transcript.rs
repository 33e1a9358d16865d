//! Runs the commands of a documentation page in a real shell and compares what they print.
//!
//! In a page, a fenced block
//! - `console` holds commands (`$ ` begins one, `> ` goes on with it) and what they print (stdout and
//!   stderr as they come). A command without output below it must only succeed. The last line of the
//!   output may be `[exit status: N]`. A line `...` stands for any number of lines, `…` for any text
//!   within a line.
//! - `csv NAME`, `text NAME` or any other language with a name behind it is written to the file NAME.
//! - `sh` is not run: `<!-- not run: WHY -->` must stand before it.
//!
//! `ATLCTL_DOCS=write cargo test -p atlctl --test cli docs` writes what was printed into the pages.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;

use super::{ATLCTL, Env};

/// One page of documentation.
pub struct Page {
    name: String,
    lines: Vec<String>,
}

/// A command of a page, with the lines it was told to print.
struct Step {
    /// Where its output stands in the page.
    output: std::ops::Range<usize>,
    line: usize,
    command: String,
}

impl Page {
    /// Reads a page, by its path from the project's root.
    pub fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(root().join(name)).unwrap();
        Self {
            name: name.to_owned(),
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    /// The content of a file that the page holds.
    pub fn file(&self, name: &str) -> String {
        let is_start =
            |line: &String| line.starts_with("```") && line.ends_with(&format!(" {name}"));
        let start = self.lines.iter().position(is_start).unwrap() + 1;
        let end = self.lines[start..]
            .iter()
            .position(|line| line == "```")
            .unwrap();
        self.lines[start..start + end].join("\n") + "\n"
    }

    /// Runs every command in the order of the page; all that is wrong is said at once.
    pub fn check(&self, env: &Env) {
        let mut wrong = String::new();
        let mut written = self.lines.clone();
        let mut steps = Vec::new();
        self.walk(env, &mut wrong, &mut |step| steps.push(step));
        assert!(wrong.is_empty(), "{wrong}");
        // From the end, so that lines that come or go do not move what is still to be written.
        let mut found: Vec<(Step, Vec<String>)> = steps
            .into_iter()
            .map(|step| {
                let printed = run(env, &step.command);
                (step, printed)
            })
            .collect();
        found.reverse();
        for (step, printed) in found {
            let told = &self.lines[step.output.clone()];
            let fits = if told.is_empty() {
                !printed
                    .last()
                    .is_some_and(|line| line.starts_with("[exit status:"))
            } else {
                fit(told, &printed)
            };
            if fits {
                continue;
            }
            if told.is_empty() {
                written.splice(step.output.clone(), std::iter::empty());
            } else {
                written.splice(step.output.clone(), printed.iter().cloned());
            }
            let _ = writeln!(
                wrong,
                "{}:{}: $ {}\n--- the page says\n{}\n--- it printed\n{}\n",
                self.name,
                step.line,
                step.command,
                told.join("\n"),
                printed.join("\n")
            );
        }
        if !wrong.is_empty() && std::env::var("ATLCTL_DOCS").is_ok_and(|how| how == "write") {
            std::fs::write(root().join(&self.name), written.join("\n") + "\n").unwrap();
        }
        assert!(
            wrong.is_empty(),
            "{wrong}\nATLCTL_DOCS=write cargo test -p atlctl --test cli docs writes the output into the page"
        );
    }

    /// Finds the blocks, writes the files they hold, and hands out the commands.
    fn walk(&self, env: &Env, wrong: &mut String, each: &mut dyn FnMut(Step)) {
        let mut excused = false;
        let mut at = 0;
        while at < self.lines.len() {
            let line = &self.lines[at];
            excused |= line.starts_with("<!-- not run: ");
            let Some(info) = line.strip_prefix("```") else {
                at += 1;
                continue;
            };
            let start = at + 1;
            let end = start
                + self.lines[start..]
                    .iter()
                    .position(|line| line == "```")
                    .unwrap_or_else(|| panic!("{}:{}: a block without end", self.name, at + 1));
            match info.split_once(' ') {
                Some((_, name)) => {
                    env.file(name, self.lines[start..end].join("\n") + "\n");
                }
                None if info == "console" => self.steps(start, end, each),
                None if ["sh", "bash", "shell"].contains(&info) && !excused => {
                    let _ = writeln!(
                        wrong,
                        "{}:{start}: not run; make it `console`, or say before it why not: <!-- not run: WHY -->",
                        self.name
                    );
                }
                None => {}
            }
            excused = false;
            at = end + 1;
        }
    }

    fn steps(&self, start: usize, end: usize, each: &mut dyn FnMut(Step)) {
        let mut at = start;
        while at < end {
            let Some(first) = self.lines[at].strip_prefix("$ ") else {
                panic!(
                    "{}:{}: a block of commands begins with `$ `",
                    self.name,
                    at + 1
                );
            };
            let line = at + 1;
            let mut command = first.to_owned();
            at += 1;
            while let Some(more) = self.lines[at].strip_prefix("> ").filter(|_| at < end) {
                let _ = write!(command, "\n{more}");
                at += 1;
            }
            let from = at;
            while at < end && !self.lines[at].starts_with("$ ") {
                at += 1;
            }
            // An empty line before the next command belongs to neither.
            let mut to = at;
            while to > from && self.lines[to - 1].is_empty() {
                to -= 1;
            }
            each(Step {
                output: from..to,
                line,
                command,
            });
        }
    }
}

/// Runs a command line in bash; both streams as a person would see them, and the status unless it is 0.
fn run(env: &Env, command: &str) -> Vec<String> {
    let directory = Path::new(ATLCTL).parent().unwrap();
    let output = env
        .other("/bin/bash")
        .env("PATH", format!("{}:/usr/bin:/bin", directory.display()))
        .args(["-c", &format!("exec 2>&1; {command}")])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.replace(env.home().to_str().unwrap(), "/home/ann");
    let mut lines: Vec<String> = text
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    if !output.status.success() {
        let code = output.status.code().unwrap_or(-1);
        lines.push(format!("[exit status: {code}]"));
    }
    lines
}

/// Whether what was printed is what was told: `...` is any lines, `…` any text.
fn fit(told: &[String], printed: &[String]) -> bool {
    match told.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line == "..." => {
            (0..=printed.len()).any(|skip| fit(rest, &printed[skip..]))
        }
        Some((line, rest)) => printed
            .split_first()
            .is_some_and(|(first, others)| line_fits(line, first) && fit(rest, others)),
    }
}

fn line_fits(told: &str, printed: &str) -> bool {
    let mut parts = told.split('…');
    let Some(mut left) = parts.next().and_then(|first| printed.strip_prefix(first)) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return left.is_empty();
    };
    for part in parts {
        match left.split_once(part) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    left.ends_with(last)
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn wildcards() {
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    assert!(fit(&lines("a\n...\nz"), &lines("a\nb\nc\nz")));
    assert!(fit(&lines("a\n...\nz"), &lines("a\nz")));
    assert!(!fit(&lines("a\n...\nz"), &lines("a\nb")));
    assert!(fit(
        &lines("took … s, … rows"),
        &lines("took 3.2 s, 17 rows")
    ));
    assert!(!fit(&lines("took … s"), &lines("took 3.2 s, 17 rows")));
    assert!(!fit(&lines("a"), &lines("a b")));
    assert!(!fit(&[], &lines("a")));
}
