//! What is said and in which colour.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use crate::error::{CliError, Exit, Kind};
use crate::options::Global;

/// The terminal, as far as commands may touch it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ui(Arc<Settings>);

#[derive(Debug)]
struct Settings {
    quiet: bool,
    colour: bool,
    ask: bool,
    stderr_terminal: bool,
    stdout_terminal: bool,
    width: Option<usize>,
}

impl Ui {
    /// Reads what the terminal can do and what the person wants of it.
    pub fn new(global: &Global) -> Self {
        let stderr_terminal = io::stderr().is_terminal();
        let stdout_terminal = io::stdout().is_terminal();
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
        let forced = set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0");
        let unwanted =
            global.no_color || set("NO_COLOR") || is("CLICOLOR", "0") || is("TERM", "dumb");
        Self(Arc::new(Settings {
            quiet: global.quiet,
            colour: !unwanted && (forced || stderr_terminal),
            ask: !global.no_input && io::stdin().is_terminal() && stderr_terminal,
            stderr_terminal,
            stdout_terminal,
            width: terminal_width(),
        }))
    }

    /// Whether a question can be asked and answered.
    pub fn can_ask(&self) -> bool {
        self.0.ask
    }

    /// Whether data goes to a terminal.
    pub fn stdout_is_terminal(&self) -> bool {
        self.0.stdout_terminal
    }

    /// Whether messages go to a terminal.
    pub fn stderr_is_terminal(&self) -> bool {
        self.0.stderr_terminal
    }

    /// Whether colour is wanted.
    pub fn colour(&self) -> bool {
        self.0.colour
    }

    /// Whether only data, warnings and errors are wanted.
    pub fn quiet(&self) -> bool {
        self.0.quiet
    }

    /// Width for tables: the terminal's, or `COLUMNS`; none when output is not for a screen.
    pub fn width(&self) -> Option<usize> {
        self.0.width
    }

    /// Says what is going on; silent with `--quiet`. The text must already be escaped.
    pub fn status(&self, text: impl AsRef<str>) {
        if !self.0.quiet {
            self.line(text.as_ref());
        }
    }

    /// Says what the person should know even with `--quiet`.
    pub fn warning(&self, text: impl AsRef<str>) {
        self.line(&format!(
            "{} {}",
            self.paint("33;1", "Warning:"),
            text.as_ref()
        ));
    }

    /// Says what can be done next; silent with `--quiet`.
    pub fn hint(&self, text: impl AsRef<str>) {
        if !self.0.quiet {
            self.next_step(text);
        }
    }

    /// Says what somebody must do for the work to be done: a hint that is told with `--quiet` too.
    pub fn next_step(&self, text: impl AsRef<str>) {
        self.line(&format!("{} {}", self.paint("36", "Hint:"), text.as_ref()));
    }

    /// The same, as lines of their own.
    pub fn steps(&self, text: impl AsRef<str>) {
        self.line(text.as_ref());
    }

    /// Shows a failure: what, why, what next.
    pub fn error(&self, error: &CliError) {
        if error.kind() == Kind::BrokenPipe {
            return;
        }
        self.line(&format!(
            "{} {}",
            self.paint("31;1", "Error:"),
            error.message()
        ));
        for cause in error.causes() {
            self.line(&format!("  Caused by: {cause}"));
        }
        for hint in error.hints() {
            self.line(&format!("{} {hint}", self.paint("36", "Hint:")));
        }
    }

    /// Text in bold, where colour is wanted.
    pub fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.0.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn line(&self, text: &str) {
        // A closed stderr must not turn a finished job into a failure.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Writes data to stdout.
    ///
    /// # Errors
    /// When stdout cannot be written; a reader that went away is [`Kind::BrokenPipe`].
    pub fn data(&self, text: &str) -> Result<(), CliError> {
        self.bytes(text.as_bytes())
    }

    /// Writes data that may not be text to stdout.
    ///
    /// # Errors
    /// As [`Ui::data`].
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), CliError> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()?;
        Ok(())
    }
}

fn terminal_width() -> Option<usize> {
    if let Ok(columns) = std::env::var("COLUMNS")
        && let Ok(columns) = columns.parse::<usize>()
        && columns > 0
    {
        return Some(columns.clamp(20, 1000));
    }
    if !io::stdout().is_terminal() {
        return None;
    }
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(io::stdout())?;
    (columns > 0).then_some(usize::from(columns))
}

/// Prints what the argument parser says (help, version or a mistake) and gives its exit code.
pub fn clap_exit(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    if error.use_stderr() {
        return Exit::Usage.into();
    }
    // Help is data: whoever redirects it must not take half of it, or nothing, for the whole.
    match printed.and_then(|()| io::stdout().flush()) {
        Ok(()) => Exit::Done.into(),
        Err(unwritten) => {
            let unwritten = CliError::from(unwritten);
            Ui::new(&Global::default()).error(&unwritten);
            unwritten.kind().exit().into()
        }
    }
}
