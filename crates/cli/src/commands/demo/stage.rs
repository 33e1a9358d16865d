//! Explains each chapter, shows its commands as a person would type them, and runs them.

use std::time::Duration;

use super::files::Files;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::hint_commands;
use crate::options::Global;
use crate::ui::Ui;

/// The profile that the demo makes.
pub(super) const PROFILE: &str = "demo";

/// Runs one of the program's commands, given as words, with its options adjusted.
pub type Run = dyn Fn(&Ui, &[&str], &dyn Fn(&mut Global)) -> CliResult;

/// The demo's output and state.
pub(super) struct Stage<'a> {
    context: &'a Context,
    run: &'a Run,
    step: usize,
    /// Whether each chapter waits for Enter.
    waits: bool,
    /// Whether an earlier demo was removed.
    replaces: bool,
    /// Whether the commands are shown with the profile: where another one is used without it, somebody who
    /// copies a line must not reach that organization.
    named: bool,
}

impl<'a> Stage<'a> {
    /// A stage before the first chapter; `waits` makes each chapter wait for Enter, `replaces` says that an earlier demo
    /// was removed.
    ///
    /// # Errors
    /// When the configuration is not valid.
    pub(super) fn new(
        context: &'a Context,
        run: &'a Run,
        (waits, replaces): (bool, bool),
    ) -> CliResult<Self> {
        let config = context.config()?;
        let used = context
            .global
            .profile
            .as_deref()
            .or(config.default_profile());
        // The environment wins over the demo's profile, too, once that is the default.
        let named =
            context.names_another_organization() || used.is_some_and(|used| used != PROFILE);
        if named {
            hint_commands::remember_profile(PROFILE);
        }
        Ok(Self {
            context,
            run,
            step: 0,
            waits,
            replaces,
            named,
        })
    }

    /// Begins a chapter: prints its title and a short description.
    ///
    /// # Errors
    /// When it waits for Enter, and the person cancels.
    pub(super) fn step(&mut self, title: &str, words: &str) -> CliResult<()> {
        self.step += 1;
        let ui = &self.context.ui;
        if self.waits && self.step > 1 {
            ui.status("");
            let go_on = ui.ask("Press Enter to continue (Ctrl-C to stop) ");
            go_on.map_err(|error| match error.kind() {
                Kind::Canceled => CliError::new(Kind::Canceled, self.canceled()),
                _ => error,
            })?;
        }
        ui.status("");
        ui.title(format!("{}. {title}", self.step));
        // A terminal has its own width.
        if ui.stderr_is_terminal() {
            ui.status(format!("   {}", words.replace('\n', " ")));
        } else {
            for line in words.lines() {
                ui.status(format!("   {line}"));
            }
        }
        Ok(())
    }

    /// What stays of a demo that is canceled.
    fn canceled(&self) -> String {
        let earlier = if self.replaces {
            "; the earlier demo is gone"
        } else {
            ""
        };
        format!("Canceled. What this demo did so far stays in the profile {PROFILE}{earlier}")
    }

    /// Shows a command and runs it; it must end with the expected exit code.
    pub(super) fn run(&self, args: &[&str], expected: Exit) -> CliResult<()> {
        let profile: &[&str] = if self.named {
            &["--profile", PROFILE]
        } else {
            &[]
        };
        let shown = profile.iter().chain(args);
        let shown: Vec<String> = shown.map(|arg| quoted(&short(arg))).collect();
        self.context.ui.status("");
        self.context
            .ui
            .title(format!("$ atlctl {}", shown.join(" ")));
        let own = &self.context.global;
        let adjust = |global: &mut Global| {
            global.profile = Some(PROFILE.to_owned());
            // What the person set for a real organization must not reach into the simulated one.
            global.org = None;
            global.api_base = None;
            global.portal_base = None;
            global.no_color = own.no_color;
            global.quiet = own.quiet;
            global.verbose = own.verbose;
            global.debug_http = own.debug_http;
        };
        let exit = match (self.run)(&self.context.ui, args, &adjust) {
            Ok(exit) => exit,
            Err(error) if error.kind().exit() == expected => {
                self.context.ui.error(&error);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if exit == expected {
            return Ok(());
        }
        Err(CliError::failed(format!(
            "atlctl {} ended with {exit:?}, but the demo expected {expected:?}",
            shown.join(" ")
        )))
    }

    /// Prints where the report is and what to try next.
    pub(super) fn end(&self, files: &Files, took: Duration) {
        let ui = &self.context.ui;
        ui.status("");
        ui.title(format!("Done in {:.1} seconds.", took.as_secs_f64()));
        ui.status(format!(
            "   HTML report: {}",
            short(&files.report.to_string_lossy())
        ));
        ui.status("   The simulated organization stays on this machine. Try:");
        for command in [
            "user list --inactive 90d --managed",
            "sql 'SELECT policy, count(*) FROM user GROUP BY policy'",
            "run list",
            "doctor",
        ] {
            ui.status(format!("     atlctl --profile {PROFILE} {command}"));
        }
        // Not with the demo's profile.
        crate::hint_commands::forget();
        ui.status("   To use your own organization: atlctl auth login");
    }
}

/// A path below the home directory, as people write it.
fn short(arg: &str) -> String {
    let home = std::env::var("HOME").unwrap_or_default();
    match arg.strip_prefix(&home) {
        Some(rest) if home.len() > 1 && rest.starts_with('/') => format!("~{rest}"),
        _ => arg.to_owned(),
    }
}

/// An argument as a shell would need it.
fn quoted(arg: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,=:@%+~".contains(c);
    if !arg.is_empty() && arg.chars().all(plain) {
        arg.to_owned()
    } else {
        format!("'{}'", arg.replace('\'', "'\\''"))
    }
}
