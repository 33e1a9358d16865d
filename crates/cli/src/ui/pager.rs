//! Output that is longer than the screen goes through a pager, at a terminal.

use std::env;
use std::io::{self, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;

use super::{Ui, redact};
use crate::environment::without_secrets;
use crate::error::CliError;

/// Options for less if the user has set none: quit if everything fits, keep colors and the screen.
const LESS: &str = "FRX";

/// Where data goes: straight to stdout, or, once it is longer than the screen, through a pager.
pub struct Out {
    /// The beginning, until it is known to fit the screen or not.
    held: Vec<u8>,
    lines: usize,
    /// How many lines the screen shows; none where nothing is paged.
    screen: Option<usize>,
    to: Option<Target>,
    /// Whose headers come before the rows.
    ui: Ui,
    /// The last line, until it is whole: where there is a secret to hide, it is looked for in whole lines.
    line: Vec<u8>,
}

enum Target {
    Stdout(io::BufWriter<io::Stdout>),
    Pager(Pager),
}

struct Pager {
    child: Child,
    /// Taken when it is closed, so that the pager sees the end.
    input: Option<ChildStdin>,
}

impl Ui {
    /// Writes text to stdout as it is, through a pager where it is longer than the screen.
    ///
    /// # Errors
    /// When stdout cannot be written; a reader that went away is [`Kind::BrokenPipe`](crate::error::Kind::BrokenPipe).
    pub fn paged(&self, text: &str) -> Result<(), CliError> {
        let mut out = self.out();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(())
    }

    /// Stdout for data that may be long. It must be flushed: that is when short output is written, and when the
    /// person is waited for who reads in a pager.
    pub fn out(&self) -> Out {
        let screen = (self.stdout_is_terminal() && self.stderr_is_terminal())
            .then(|| terminal_size::terminal_size_of(io::stdout()))
            .flatten()
            .map(|(_, terminal_size::Height(rows))| usize::from(rows))
            .filter(|_| words().is_some());
        Out {
            held: Vec::new(),
            lines: 0,
            screen,
            to: None,
            ui: self.clone(),
            line: Vec::new(),
        }
    }
}

/// The pager's words; none where the person turned it off.
fn words() -> Option<Vec<String>> {
    let chosen = env::var("ATLCTL_PAGER").or_else(|_| env::var("PAGER"));
    let words = match chosen {
        Ok(text) => shlex::split(&text)?,
        Err(_) => vec!["less".to_owned()],
    };
    let dumb = env::var("TERM").is_ok_and(|term| term == "dumb");
    (!dumb && words.first().is_some_and(|program| program != "cat")).then_some(words)
}

impl Out {
    fn open(&mut self, paged: bool) -> io::Result<&mut Target> {
        let target = match self.to.take() {
            Some(target) => target,
            None => {
                let mut target = match paged.then(Pager::start).flatten() {
                    Some(pager) => Target::Pager(pager),
                    None => Target::Stdout(io::BufWriter::with_capacity(64 * 1024, io::stdout())),
                };
                match target {
                    Target::Stdout(_) => self.ui.print_headers(),
                    Target::Pager(_) => {
                        for header in self.ui.take_headers() {
                            writeln!(target, "{}", redact::message(&header))?;
                        }
                    }
                }
                target.write_all(&std::mem::take(&mut self.held))?;
                target
            }
        };
        Ok(self.to.insert(target))
    }

    /// Passes on what has nothing to hide.
    fn pass(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(screen) = self.screen.filter(|_| self.to.is_none()) else {
            return self.open(false)?.write(bytes);
        };
        self.held.extend_from_slice(bytes);
        self.lines += bytes.iter().filter(|byte| **byte == b'\n').count();
        // One line is the prompt's.
        if self.lines + self.ui.header_lines() >= screen {
            self.open(true)?;
        }
        Ok(bytes.len())
    }

    /// Passes on the lines that are held, without secrets.
    fn pass_lines(&mut self, lines: &[u8]) -> io::Result<()> {
        let text = String::from_utf8_lossy(lines);
        let mut rest = redact::output(&text).into_owned().into_bytes();
        while !rest.is_empty() {
            let passed = self.pass(&rest)?;
            if passed == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            rest.drain(..passed.min(rest.len()));
        }
        Ok(())
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !redact::guards_output() {
            return self.pass(bytes);
        }
        self.line.extend_from_slice(bytes);
        if let Some(end) = self.line.iter().rposition(|byte| *byte == b'\n') {
            let lines: Vec<u8> = self.line.drain(..=end).collect();
            self.pass_lines(&lines)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            self.pass_lines(&line)?;
        }
        self.open(false)?.flush()
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Pager(pager) => match &mut pager.input {
                Some(input) => input.write(bytes),
                None => Err(io::ErrorKind::BrokenPipe.into()),
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Pager(pager) => pager.close(),
        }
    }
}

impl Pager {
    /// Starts it; none when there is no such program: the output is then printed as it is.
    fn start() -> Option<Self> {
        let words = words()?;
        let (program, options) = words.split_first()?;
        let mut command = Command::new(program);
        command.args(options).stdin(Stdio::piped());
        if env::var_os("LESS").is_none() {
            command.env("LESS", LESS);
        }
        let mut child = without_secrets(&mut command).spawn().ok()?;
        let input = child.stdin.take();
        // Ctrl-C is the pager's while it runs.
        #[cfg(unix)]
        let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::default());
        Some(Self { child, input })
    }

    /// Ends its input and waits until the person has read.
    fn close(&mut self) -> io::Result<()> {
        drop(self.input.take());
        self.child.wait().map(|_| ())
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        // Messages that follow must not be written over what is being read.
        let _ = self.close();
    }
}
