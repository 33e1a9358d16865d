//! Errors for people: a kind, which sets the exit code, a message, causes and hints.

use std::error::Error as StdError;
use std::fmt;
use std::process::ExitCode;

/// The process's exit codes. They are part of the stable interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// The command failed.
    Failed = 1,
    /// The command line or an input file is wrong.
    Usage = 2,
    /// Some rows are done, others are not; or all are, and the results could not be written.
    Partly = 3,
    /// Sign-in needed: no valid credential.
    SignIn = 4,
    /// A guard or a missing confirmation refused the change.
    Refused = 5,
    /// Changes are pending (with `--exit-code`).
    Pending = 6,
    /// The outcome of a change is unknown.
    Unknown = 7,
    /// Canceled by the user.
    Canceled = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A request, the file system or another program failed.
    Failed,
    /// The command line or an input is wrong.
    Usage,
    /// Sign-in needed.
    SignIn,
    /// A guard refused.
    Refused,
    /// A change was sent, and its outcome is unknown.
    Unknown,
    /// The user canceled.
    Canceled,
    /// The reader of the output has closed it, as `head` does; not a failure.
    BrokenPipe,
}

impl Kind {
    /// The exit code of the kind.
    pub fn exit(self) -> Exit {
        match self {
            Self::Failed => Exit::Failed,
            Self::Usage => Exit::Usage,
            Self::SignIn => Exit::SignIn,
            Self::Refused => Exit::Refused,
            Self::Unknown => Exit::Unknown,
            Self::Canceled => Exit::Canceled,
            Self::BrokenPipe => Exit::Done,
        }
    }
}

/// An error, ready to be printed.
#[derive(Debug)]
pub struct CliError {
    kind: Kind,
    message: String,
    causes: Vec<String>,
    hints: Vec<String>,
}

/// The result of a command.
pub type CliResult<T = Exit> = Result<T, CliError>;

impl CliError {
    /// An error of this kind with this message (without a final period).
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            causes: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// An error of a request, the file system or another program.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// An error on the command line or in an input.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Adds the cause, with its own causes.
    #[must_use]
    pub fn cause(mut self, error: &(dyn StdError + 'static)) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            let text = error.to_string();
            if self.causes.last() != Some(&text) {
                self.causes.push(text);
            }
            next = error.source();
        }
        self
    }

    /// Adds the reason; the text must be safe to print.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.causes.push(reason.into());
        self
    }

    /// Sets the message to what was being done; the previous message becomes the cause.
    #[must_use]
    pub fn context(mut self, doing: impl Into<String>) -> Self {
        let happened = std::mem::replace(&mut self.message, doing.into());
        self.causes.insert(0, happened);
        self
    }

    /// Adds a hint. Can be repeated.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Puts a hint in the place of the advice to sign in, where that would not help.
    #[must_use]
    pub fn instead_of_sign_in(mut self, hint: impl Into<String>) -> Self {
        self.hints
            .retain(|hint| !hint.contains("sign in: atlctl auth login"));
        self.hints.insert(0, hint.into());
        self
    }

    /// Removes the hints, so that better ones can be added.
    #[must_use]
    pub fn without_hints(mut self) -> Self {
        self.hints.clear();
        self
    }

    /// Sets the kind.
    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The message and its causes on one line, for a sentence that goes on.
    pub fn with_causes(&self) -> String {
        let parts = std::iter::once(&self.message).chain(&self.causes);
        let parts: Vec<&str> = parts.map(String::as_str).collect();
        parts.join(": ")
    }

    /// The causes, outermost first.
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// The hints.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for CliError {}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        if error.kind() == ErrorKind::BrokenPipe {
            return Self::new(Kind::BrokenPipe, "the reader went away");
        }
        // Files have errors of their own, with their names: these are the streams.
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                Self::failed("cannot write to standard output")
                    .cause(&error)
                    .hint("free some space, or write to another disk")
            }
            _ => Self::failed("cannot read from standard input or write to standard output")
                .cause(&error)
                .hint("check whether the input or the output was closed"),
        }
    }
}
