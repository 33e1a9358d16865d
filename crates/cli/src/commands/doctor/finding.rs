//! What a check found, and how all of it is printed.

use std::borrow::Cow;

use atlctl_core::store::part_title;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::hint_commands;
use crate::options::Format;
use crate::output::{Cell, Column};
use crate::ui::{display, wrapped};

/// Findings are not broken into shorter lines than this.
const NARROWEST: usize = 24;

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// The check passed.
    Ok,
    /// Worth knowing; nothing is wrong.
    Note,
    /// It works, with a limit, or will stop working soon.
    Warning,
    /// The check failed.
    Failed,
    /// No credential, or none that is valid.
    SignIn,
    /// It could not be checked.
    Unchecked,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Failed | Self::SignIn => "failed",
            Self::Unchecked => "not checked",
        }
    }
}

/// What one check found. No text in it holds a secret.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    check: String,
    state: State,
    found: String,
    hint: Option<String>,
}

impl Finding {
    /// The check as people read it: programs know the parts of the mirror by the names of the view `part`.
    fn title(&self) -> Cow<'_, str> {
        match self.check.strip_prefix("mirror: ") {
            Some(part) => Cow::Owned(format!("mirror: {}", part_title(part))),
            None => Cow::Borrowed(&self.check),
        }
    }
}

/// All findings, in the order of the checks.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    /// Adds what a check found.
    pub fn add(&mut self, check: impl Into<String>, state: State, found: impl Into<String>) {
        self.0.push(Finding {
            check: check.into(),
            state,
            found: found.into(),
            hint: None,
        });
    }

    /// Adds a finding with a hint.
    pub fn advise(
        &mut self,
        check: impl Into<String>,
        state: State,
        found: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.0.push(Finding {
            check: check.into(),
            state,
            found: found.into(),
            hint: Some(hint_commands::completed(&hint.into()).into_owned()),
        });
    }

    /// Adds the most important finding, at the beginning.
    pub fn first(
        &mut self,
        check: impl Into<String>,
        state: State,
        found: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.advise(check, state, found, hint);
        self.0.rotate_right(1);
    }

    /// A credential that does not work is a warning where another one does.
    pub fn downgrade_sign_in(&mut self) {
        for finding in &mut self.0 {
            if finding.state == State::SignIn {
                finding.state = State::Warning;
            }
        }
    }

    /// What does not work with one credential is a note where another one does it.
    pub fn downgrade_warnings(&mut self, check: &str) {
        for finding in &mut self.0 {
            if finding.state == State::Warning && finding.check.starts_with(check) {
                finding.state = State::Note;
            }
        }
    }

    /// The number of findings.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Takes back those from this one on whose check does not begin with one of these names, and those before it of
    /// this name, because another finding replaces them.
    pub fn withdraw(&mut self, from: usize, but: &[&str], named: &str) {
        let mut at = 0;
        self.0.retain(|finding| {
            let later = at >= from;
            at += 1;
            if later {
                but.iter().any(|name| finding.check.starts_with(name))
            } else {
                finding.check != named
            }
        });
    }

    /// Adds an error with its hint.
    pub fn error(
        &mut self,
        check: impl Into<String>,
        state: State,
        error: &crate::error::CliError,
    ) {
        self.0.push(Finding {
            check: check.into(),
            state,
            found: error.with_causes(),
            hint: error
                .hints()
                .first()
                .map(|hint| hint_commands::completed(hint).into_owned()),
        });
    }

    /// Prints everything.
    pub fn print(&self, context: &Context) -> CliResult<()> {
        let format = context.global.output.unwrap_or(Format::Table);
        if format == Format::Table && context.global.columns.is_empty() {
            context.ui.text(&self.lines(context.ui.reader_width()))?;
            let count = |state: State| self.0.iter().filter(|one| one.state == state).count();
            context.ui.status(format!(
                "{} checks: {} failed, {}, {} not checked.",
                self.0.len(),
                count(State::Failed) + count(State::SignIn),
                match count(State::Warning) {
                    1 => "1 warning".to_owned(),
                    warnings => format!("{warnings} warnings"),
                },
                count(State::Unchecked),
            ));
            return Ok(());
        }
        let columns = vec![
            Column::id("check", "Check"),
            Column::text("state", "State"),
            Column::text("found", "Found"),
            Column::text("hint", "Hint"),
        ];
        let mut printer = context.printer(columns)?;
        for finding in &self.0 {
            printer.row(vec![
                Cell::text(&finding.check),
                Cell::text(finding.state.as_str()),
                Cell::text(&finding.found),
                finding.hint.as_ref().map_or(Cell::None, Cell::text),
            ])?;
        }
        context.printed(printer, "checks")
    }

    /// The text for people: nothing is cut, and each hint is below its finding. On a screen, lines are broken between
    /// words, and what goes on stands below its beginning.
    fn lines(&self, screen: Option<usize>) -> String {
        let width = |text: &str| text.chars().count();
        let checks = self.0.iter().map(|finding| width(&finding.title()));
        // On a screen, a long name stands alone on its line, so that there is room for what was found.
        let most = screen.map_or(usize::MAX, |screen| screen / 3);
        let wide = checks.filter(|wide| *wide <= most).max().unwrap_or(0);
        let mut text = String::new();
        let before = 11 + 2 + wide + 2;
        let broken = |words: &str| {
            let room = screen.map(|screen| screen.saturating_sub(before));
            match room.filter(|room| *room >= NARROWEST) {
                Some(room) => {
                    let lines = wrapped(words, &hint_commands::command_places(words), room);
                    lines.replace('\n', &format!("\n{}", " ".repeat(before)))
                }
                None => words.to_owned(),
            }
        };
        for finding in &self.0 {
            let check = finding.title();
            let pad = match wide.checked_sub(width(&check)) {
                Some(pad) => " ".repeat(pad),
                None => format!("\n{}", " ".repeat(before - 2)),
            };
            text.push_str(&format!(
                "{:<11}  {}{pad}  {}\n",
                finding.state.as_str(),
                display(&check),
                broken(&display(&finding.found)),
            ));
            if let Some(hint) = &finding.hint {
                let indent = " ".repeat(before);
                let hint = broken(&format!("-> {}", display(hint)));
                text.push_str(&format!("{indent}{hint}\n"));
            }
        }
        text
    }

    /// A failed sign-in comes first, because everything else depends on it.
    pub fn exit(&self) -> Exit {
        let any = |state: State| self.0.iter().any(|finding| finding.state == state);
        if any(State::SignIn) {
            Exit::SignIn
        } else if any(State::Failed) {
            Exit::Failed
        } else {
            Exit::Done
        }
    }
}
