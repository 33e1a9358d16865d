//! What a check found, and how all of it is printed.

use crate::args::Format;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::output::{Cell, Column};
use crate::ui::display;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// As it should be.
    Ok,
    /// Worth knowing; nothing is wrong.
    Note,
    /// It works, but not for long or not wholly.
    Warning,
    /// It does not work.
    Failed,
    /// Nobody is signed in, or the credential does not work.
    SignIn,
    /// It could not be looked at.
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

    /// The same, with what to do about it.
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
            hint: Some(hint.into()),
        });
    }

    /// Adds what an error says; its own hint goes along.
    pub fn error(
        &mut self,
        check: impl Into<String>,
        state: State,
        error: &crate::error::CliError,
    ) {
        let mut found = error.message().to_owned();
        for cause in error.causes() {
            found.push_str(": ");
            found.push_str(cause);
        }
        self.0.push(Finding {
            check: check.into(),
            state,
            found,
            hint: error.hints().first().cloned(),
        });
    }

    /// Prints everything.
    pub fn print(&self, context: &Context) -> CliResult<()> {
        let format = context.global.output.unwrap_or(Format::Table);
        if format == Format::Table && context.global.columns.is_empty() {
            context.ui.data(&self.lines())?;
            let count = |state: State| self.0.iter().filter(|one| one.state == state).count();
            context.ui.status(format!(
                "{} checks: {} failed, {} to look at, {} not made.",
                self.0.len(),
                count(State::Failed) + count(State::SignIn),
                count(State::Warning),
                count(State::Unchecked),
            ));
            return Ok(());
        }
        let columns = vec![
            Column::id("check", "Check"),
            Column::text("state", "State"),
            Column::text("found", "Found"),
            Column::text("hint", "What to do"),
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

    /// For people: nothing is cut, and what to do stands below what was found.
    fn lines(&self) -> String {
        let width = |text: &str| text.chars().count();
        let checks = self.0.iter().map(|finding| width(&finding.check));
        let wide = checks.max().unwrap_or(0);
        let mut text = String::new();
        for finding in &self.0 {
            let pad = " ".repeat(wide.saturating_sub(width(&finding.check)));
            text.push_str(&format!(
                "{:<11}  {}{pad}  {}\n",
                finding.state.as_str(),
                display(&finding.check),
                display(&finding.found),
            ));
            if let Some(hint) = &finding.hint {
                let indent = " ".repeat(11 + 2 + wide + 2);
                text.push_str(&format!("{indent}-> {}\n", display(hint)));
            }
        }
        text
    }

    /// Sign-in comes first: without it the rest means little.
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
