//! Prompts. They need a terminal ([`Ui::can_ask`]).

use std::io::{self, BufRead as _, Write as _};
use std::sync::mpsc;
use std::thread;

use secrecy::SecretString;

use super::Ui;
use super::escape::display_lines;
use super::redact;
use crate::error::{CliError, CliResult, Kind};
use crate::signals::{Received, Signals};

/// As long as this lives, nothing that is typed is shown or acted on. A question for a secret must be
/// preceded by it: a paste that comes before the question is ready would be visible.
#[derive(Debug)]
pub struct Hidden {
    #[cfg(unix)]
    before: Option<(std::fs::File, rustix::termios::Termios)>,
}

impl Hidden {
    /// Hides input from now on.
    pub fn now() -> Self {
        #[cfg(unix)]
        {
            use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
            let terminal = std::fs::File::open("/dev/tty").ok();
            let before = terminal.and_then(|terminal| {
                let before = tcgetattr(&terminal).ok()?;
                let mut quiet = before.clone();
                // As the secret is read: also Ctrl-D and Ctrl-C are then characters that the reader knows.
                quiet.local_modes -=
                    LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG;
                tcsetattr(&terminal, OptionalActions::Now, &quiet).ok()?;
                Some((terminal, before))
            });
            Self { before }
        }
        #[cfg(not(unix))]
        Self {}
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some((terminal, before)) = &self.before {
            let _ = tcsetattr(terminal, OptionalActions::Now, before);
        }
    }
}

/// How a question ended.
enum Answer {
    Line(String),
    Closed,
    Stopped(Received),
}

/// Asks, and waits for a line or a signal. Once the program has listened to Ctrl-C, such as during a sync, it no longer
/// ends the program by itself: a question must listen, too, from before it is seen.
fn answer(question: &str) -> io::Result<Answer> {
    let (send, answers) = mpsc::channel();
    let (listens, is_listening) = mpsc::channel();
    let of_signals = send.clone();
    let (over, is_over) = tokio::sync::oneshot::channel::<()>();
    let listener = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let mut signals = Signals::listen();
            let _ = listens.send(());
            tokio::select! {
                received = signals.next() => drop(of_signals.send(Ok(Answer::Stopped(received)))),
                _ = is_over => {}
            }
        });
        Ok::<(), io::Error>(())
    });
    // Where nothing can listen, Ctrl-C ends the program as it always does.
    let _ = is_listening.recv();
    let mut err = io::stderr().lock();
    err.write_all(redact::message(&display_lines(question)).as_bytes())?;
    err.flush()?;
    drop(err);
    // It ends with the program where a signal comes first: nothing else reads a line then.
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        let answer = read.map(|read| match read {
            0 => Answer::Closed,
            _ => Answer::Line(line),
        });
        let _ = send.send(answer);
    });
    let answer = answers.recv().map_err(io::Error::other)?;
    drop(over);
    let _ = listener.join();
    answer
}

#[cfg(unix)]
fn capitalized(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

impl Ui {
    /// Asks a yes-or-no question; Enter means no.
    ///
    /// # Errors
    /// When there is no terminal, or the answer cannot be read.
    pub fn confirm(&self, question: &str) -> CliResult<bool> {
        let answer = self.ask(&format!("{question} [y/N] "))?;
        Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "Yes" | "YES"))
    }

    /// Asks for a line of text.
    ///
    /// # Errors
    /// When there is no terminal, or the input is closed.
    pub fn ask(&self, question: &str) -> CliResult<String> {
        self.must_ask(question)?;
        match answer(question)? {
            Answer::Line(line) => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
            Answer::Closed => Err(CliError::new(Kind::Canceled, "Canceled. Nothing changed")),
            Answer::Stopped(Received::Interrupt) => {
                // What is printed next does not stand behind the question.
                let _ = io::stderr().write_all(b"\n");
                Err(CliError::new(Kind::Canceled, "Canceled. Nothing changed"))
            }
            #[cfg(unix)]
            Answer::Stopped(received) => Err(CliError::new(
                Kind::Canceled,
                format!("{}. Nothing changed", capitalized(received.words())),
            )),
        }
    }

    /// Asks for a secret without showing it.
    ///
    /// # Errors
    /// When there is no terminal, or the input is closed.
    pub fn secret(&self, question: &str) -> CliResult<SecretString> {
        self.must_ask(question)?;
        let _hidden = Hidden::now();
        match rpassword::prompt_password(redact::message(&display_lines(question))) {
            Ok(text) => Ok(SecretString::from(text)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Err(CliError::new(Kind::Canceled, "Canceled. Nothing changed"))
            }
            Err(error) => Err(CliError::failed("cannot read the answer").cause(&error)),
        }
    }

    fn must_ask(&self, question: &str) -> CliResult<()> {
        self.print_headers();
        if self.can_ask() {
            return Ok(());
        }
        Err(CliError::new(
            Kind::Refused,
            format!(
                "a terminal is needed to ask \"{}\"",
                question.trim().trim_end_matches(":")
            ),
        )
        .hint("run it in a terminal, or use options instead (see --help)"))
    }
}
