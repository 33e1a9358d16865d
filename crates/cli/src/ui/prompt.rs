//! Prompts. They need a terminal ([`Ui::can_ask`]).

use std::io::{self, BufRead as _, Write as _};

use secrecy::SecretString;

use super::Ui;
use super::display::display_lines;
use super::redact;
use crate::error::{CliError, CliResult, Kind};

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
        let mut err = io::stderr().lock();
        err.write_all(redact::message(&display_lines(question)).as_bytes())?;
        err.flush()?;
        drop(err);
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Err(CliError::new(Kind::Canceled, "Canceled. Nothing changed"));
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
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
