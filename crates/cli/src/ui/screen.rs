//! Messages and their colors.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use atlctl_core::number::capital;
use terminal_size::{Height, Width, terminal_size_of};

use super::escape::{display_lines, message};
use super::redact;
use super::wrap::wrapped;
use crate::error::{CliError, Kind};
use crate::hint_commands;
use crate::options::{Format, Global};

/// The terminal, as commands use it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ui(Arc<Settings>);

#[derive(Debug)]
struct Settings {
    quiet: bool,
    color: bool,
    ask: bool,
    stderr_terminal: bool,
    stdout_terminal: bool,
    width: Option<usize>,
    /// The width of the terminal that shows messages.
    message_width: Option<usize>,
    piped: AtomicBool,
    /// Whether rows may go through a pager with what is said above them: data for programs is paged as it is.
    holds_headers: bool,
    /// What is to be printed above rows, until it is known whether these go through a pager.
    headers: Mutex<Vec<String>>,
}

impl Ui {
    /// Reads the terminal's properties and the user's settings.
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
            color: !unwanted && (forced || stderr_terminal),
            ask: !global.no_input && io::stdin().is_terminal() && stderr_terminal,
            stderr_terminal,
            stdout_terminal,
            width: terminal_width(terminal_size_of(io::stdout())),
            message_width: stderr_terminal
                .then(|| terminal_width(terminal_size_of(io::stderr())))
                .flatten(),
            piped: AtomicBool::new(false),
            holds_headers: stdout_terminal
                && stderr_terminal
                && !global.json
                && global.output.unwrap_or(Format::Table) == Format::Table,
            headers: Mutex::default(),
        }))
    }

    /// Whether prompts are possible.
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

    /// Whether color is wanted.
    pub fn color(&self) -> bool {
        self.0.color
    }

    /// Whether only data, warnings and errors are wanted.
    pub fn quiet(&self) -> bool {
        self.0.quiet
    }

    /// Whether messages are seen together with the data: not with `--quiet`, and not where data goes to a file or a
    /// program while messages go to the terminal.
    pub fn messages_beside_data(&self) -> bool {
        !self.0.quiet && (self.0.stdout_terminal || !self.0.stderr_terminal)
    }

    /// Width for tables: the terminal's, or `COLUMNS`; none when output is not for a screen.
    pub fn width(&self) -> Option<usize> {
        self.0.width
    }

    /// Width for what only people read, such as the sample of a plan: where it goes into a pipe, that of the terminal which
    /// shows messages, because the pipe ends at a person's `less` or `tail`. Programs take another format.
    pub fn reader_width(&self) -> Option<usize> {
        self.0.width.or(self.0.message_width)
    }

    /// Prints what a list says above its rows: of which organization it is and how old, except with `--quiet`. Where the
    /// rows go through a pager, it is the pager's first line. Foreign text in it must not contain line ends.
    pub fn header(&self, text: impl AsRef<str>) {
        if self.0.quiet {
            return;
        }
        let text = self.ready(text.as_ref());
        if self.0.holds_headers {
            self.held().push(text);
        } else {
            self.line(&text);
        }
    }

    /// The same where it says that the rows are older than the mirror, or not everything: a warning with `--quiet`.
    pub fn header_caveat(&self, text: impl AsRef<str>) {
        if self.0.quiet {
            self.warning(text);
        } else {
            self.header(text);
        }
    }

    /// The headers that wait for the rows.
    pub(super) fn take_headers(&self) -> Vec<String> {
        std::mem::take(&mut *self.held())
    }

    /// How many lines these are.
    pub(super) fn header_lines(&self) -> usize {
        self.held()
            .iter()
            .map(|header| header.lines().count())
            .sum()
    }

    fn held(&self) -> MutexGuard<'_, Vec<String>> {
        self.0
            .headers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints the headers that wait, where no rows come, or a message comes before them.
    pub fn print_headers(&self) {
        for header in self.take_headers() {
            self.line_of(&header);
        }
    }

    /// Whether this command has read standard input from a pipe or a file: run again as it is, it would find nothing.
    pub fn has_read_a_pipe(&self) -> bool {
        self.0.piped.load(Ordering::Relaxed)
    }

    /// Remembers that standard input was read from a pipe or a file.
    pub(super) fn remember_pipe(&self) {
        self.0.piped.store(true, Ordering::Relaxed);
    }

    /// Prints a status message, except with `--quiet`. Foreign text in it must not contain line ends.
    pub fn status(&self, text: impl AsRef<str>) {
        if !self.0.quiet {
            self.lines(text.as_ref());
        }
    }

    /// Says that what is printed is not everything, or not all of it known: a status message, and a warning with `--quiet`,
    /// so that a program and its reader never take a part for the whole.
    pub fn caveat(&self, text: impl AsRef<str>) {
        if self.0.quiet {
            self.warning(text);
        } else {
            self.lines(text.as_ref());
        }
    }

    /// Prints a table as the printer has made it, with its colors, except with `--quiet`.
    pub fn table(&self, table: &str) {
        if !self.0.quiet {
            self.line(table);
        }
    }

    /// Prints a warning, even with `--quiet`.
    pub fn warning(&self, text: impl AsRef<str>) {
        self.headed("33;1", "Warning:", text.as_ref());
    }

    /// Prints a hint, except with `--quiet`.
    pub fn hint(&self, text: impl AsRef<str>) {
        if !self.0.quiet {
            self.next_step(text);
        }
    }

    /// Prints a hint about a required next step, even with `--quiet`.
    pub fn next_step(&self, text: impl AsRef<str>) {
        self.headed("36", "Hint:", text.as_ref());
    }

    /// Prints required next steps as lines.
    pub fn steps(&self, text: impl AsRef<str>) {
        self.lines(text.as_ref());
    }

    /// Prints an error with its causes and hints.
    pub fn error(&self, error: &CliError) {
        if error.kind() == Kind::BrokenPipe {
            return;
        }
        if error.kind() == Kind::Canceled {
            // What the person asked for is no error.
            self.lines(&format!("{}.", capital(error.message())));
        } else {
            let text = hint_commands::completed_error(error.message());
            self.printed("31;1", "Error:", &text);
        }
        for cause in error.causes() {
            self.printed("", "  Caused by:", &hint_commands::completed_error(cause));
        }
        for hint in error.hints() {
            self.next_step(hint);
        }
    }

    /// Prints a status message in bold, except with `--quiet`. Foreign text in it must not contain line ends.
    pub fn title(&self, text: impl AsRef<str>) {
        if !self.0.quiet {
            let text = display_lines(text.as_ref());
            self.line(&self.paint("1", &self.wrapped(&text)));
        }
    }

    /// Prints a status message that warns, its heading in red, except with `--quiet`.
    pub fn alarm(&self, heading: &str, text: &str) {
        if !self.0.quiet {
            self.headed("31;1", heading, text);
        }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.0.color && !code.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Prints a message with its heading, with the options that its commands need.
    fn headed(&self, code: &str, heading: &str, text: &str) {
        self.printed(code, heading, &hint_commands::completed(text));
    }

    /// Prints a message as it is, with its heading. Its text cannot control the terminal, and its further lines cannot
    /// look like other messages.
    fn printed(&self, code: &str, heading: &str, text: &str) {
        let text = message(&without_numbers(text));
        let text = format!("{heading} {text}");
        let text = self.wrapped(&text);
        let rest = text.strip_prefix(heading).unwrap_or_default();
        self.line(&format!("{}{rest}", self.paint(code, heading)));
    }

    /// Prints lines of our own; foreign text in them cannot control the terminal.
    fn lines(&self, text: &str) {
        self.line(&self.ready(text));
    }

    fn ready(&self, text: &str) -> String {
        let text = display_lines(&hint_commands::completed(text));
        self.wrapped(&text).into_owned()
    }

    /// The text in lines that fit the terminal that shows messages; as it is where there is none.
    fn wrapped<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.0.message_width {
            Some(width) => Cow::Owned(wrapped(text, &hint_commands::command_places(text), width)),
            None => Cow::Borrowed(text),
        }
    }

    fn line(&self, text: &str) {
        self.print_headers();
        self.line_of(text);
    }

    fn line_of(&self, text: &str) {
        // One write a line, since what other programs of a pipe print may come between two.
        let line = format!("{}\n", redact::message(text));
        // A closed stderr must not turn a finished job into a failure.
        let _ = io::stderr().lock().write_all(line.as_bytes());
    }

    /// Writes text for people to stdout; foreign text in it cannot control the terminal.
    ///
    /// # Errors
    /// As [`Ui::data`].
    pub fn text(&self, text: &str) -> Result<(), CliError> {
        self.data(&redact::output(&display_lines(text)))
    }

    /// Writes sentences to stdout as [`Ui::text`] does, in lines that fit the screen.
    ///
    /// # Errors
    /// As [`Ui::data`].
    pub fn prose(&self, text: &str) -> Result<(), CliError> {
        match self.reader_width() {
            Some(width) => self.text(&wrapped(text, &hint_commands::command_places(text), width)),
            None => self.text(text),
        }
    }

    /// Writes data to stdout, as it is.
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
        self.print_headers();
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        out.flush()?;
        Ok(())
    }
}

/// The width of a terminal of this size, or `COLUMNS`.
fn terminal_width(size: Option<(Width, Height)>) -> Option<usize> {
    if let Ok(columns) = std::env::var("COLUMNS")
        && let Ok(columns) = columns.parse::<usize>()
        && columns > 0
    {
        return Some(columns.clamp(20, 1000));
    }
    let (Width(columns), _) = size?;
    (columns > 0).then_some(usize::from(columns))
}

/// The text of an error without the number that the operating system gives it, and without the name of the temporary
/// file that was to be written: its target is in the message.
fn without_numbers(text: &str) -> String {
    let Some((before, after)) = text.split_once(" (os error ") else {
        return text.to_owned();
    };
    let after = after.split_once(')').map_or("", |(_, after)| after);
    let after = after
        .split_once(" at path ")
        .map_or(after, |(after, _)| after);
    // The system's message begins as ours do: in lower case.
    let start = before.rfind(": ").map_or(0, |at| at + 2);
    let (ours, message) = before.split_at(start);
    let mut letters = message.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            let first = first.to_lowercase();
            format!("{ours}{first}{}{after}", letters.as_str())
        }
        _ => format!("{before}{after}"),
    }
}
