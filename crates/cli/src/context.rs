//! Shared state of commands: global options, profile, paths, clock, terminal. Nothing is opened before a
//! command needs it, so that `--help` needs neither sign-in nor network.

use std::future::Future;
use std::sync::{Arc, OnceLock};

use atlctl_signin::Credentials;
use jiff::Timestamp;

use crate::config::{ConfigFile, Fault, Paths, Profile};
use crate::connect::{Source, Waits, read_credential};
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::options::Global;
use crate::ui::{Ui, display};

/// The name of the profile if none is chosen.
pub const DEFAULT_PROFILE: &str = "default";

/// Shared state of commands.
#[derive(Debug)]
pub struct Context {
    /// The global flags.
    pub global: Global,
    /// The terminal's messages and prompts.
    pub ui: Ui,
    /// The paths of files.
    pub paths: Paths,
    /// Why requests are waiting.
    pub waits: Arc<Waits>,
    /// The credential from `--credential`.
    pub given: Option<Credentials>,
    /// The source of the credentials in use, once they are read.
    pub source: OnceLock<Source>,
    now: Option<Timestamp>,
    warned_of_faults: OnceLock<()>,
    slip: OnceLock<()>,
}

impl Context {
    /// Notes that somebody was named who is not known, so that the command does not end as if all were well.
    pub fn note_slip(&self) {
        self.slip.get_or_init(|| ());
    }

    /// The exit code of a command: not that all is well where somebody was named who is not known.
    #[must_use]
    pub fn with_slips(&self, exit: Exit) -> Exit {
        match exit {
            Exit::Done | Exit::Pending if self.slip.get().is_some() => Exit::Partly,
            exit => exit,
        }
    }

    /// Creates the state without opening anything.
    ///
    /// # Errors
    /// When there is no directory for files, `--credential` has no credential, or the time for tests is not valid.
    pub fn new(global: Global, ui: Ui) -> CliResult<Self> {
        // For tests and transcripts only: everything printed is then the same each time.
        let now = match std::env::var("ATLCTL_NOW") {
            Ok(text) => Some(text.parse().map_err(|error: jiff::Error| {
                CliError::usage("ATLCTL_NOW is not an ISO 8601 time").cause(&error)
            })?),
            Err(_) => None,
        };
        let global = global.without_blanks()?;
        // At once: the rest of standard input may be the command's.
        let given = global
            .credential
            .as_deref()
            .map(|path| read_credential(path, now.unwrap_or_else(Timestamp::now)))
            .transpose()?;
        Ok(Self {
            global,
            ui,
            given,
            source: OnceLock::new(),
            paths: Paths::from_env()?,
            waits: Arc::default(),
            now,
            warned_of_faults: OnceLock::new(),
            slip: OnceLock::new(),
        })
    }

    /// The time: the system's, or the one set for tests.
    pub fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
    }

    /// The time set for tests, if any.
    pub fn fixed_now(&self) -> Option<Timestamp> {
        self.now
    }

    /// Reads the configuration file.
    ///
    /// # Errors
    /// When it cannot be read or is not valid.
    pub fn config(&self) -> CliResult<ConfigFile> {
        ConfigFile::read(&self.paths.config_file())
    }

    /// The name of the profile in use: `--profile`, `ATLCTL_PROFILE`, the configuration's default unless it is
    /// [passed over](Self::passed_over), else `default`.
    pub fn profile_name(&self, config: &ConfigFile) -> String {
        let default = config.default_profile();
        let default = default.filter(|_| self.passed_over(config).is_none());
        let named = self.global.profile.as_deref().or(default);
        named.unwrap_or(DEFAULT_PROFILE).to_owned()
    }

    /// The profile in use, with its name; a profile that was named and does not exist is an error.
    ///
    /// # Errors
    /// When the configuration is not valid or has no such profile.
    pub fn profile(&self) -> CliResult<(String, Profile)> {
        self.profile_with(&[])
    }

    /// The profile in use, for a command that also needs these settings of it.
    ///
    /// # Errors
    /// As for [`Context::profile`], and when one of them cannot be used.
    pub fn profile_with(&self, keys: &[&str]) -> CliResult<(String, Profile)> {
        let config = self.config()?;
        if self.global.profile.is_none() {
            config.check(&["default_profile"])?;
        }
        let name = self.profile_name(&config);
        config.check_profile(&name, keys)?;
        self.warn_of_faults(&config, &name);
        self.note_passed_over(&config);
        self.profile_in(&config, name)
    }

    /// The profile in use, for a command that changes something: all of its guards can be used.
    ///
    /// # Errors
    /// As for [`Context::profile`], and when a setting that may be a guard cannot be used.
    pub fn guarded_profile(&self) -> CliResult<(String, Profile)> {
        let config = self.config()?;
        let (name, profile) = self.profile()?;
        config.check_guards(&name)?;
        Ok((name, profile))
    }

    /// Says once what is wrong in the configuration and not needed here.
    fn warn_of_faults(&self, config: &ConfigFile, name: &str) {
        let here = |fault: &&Fault| fault.profile().is_none_or(|profile| profile == name);
        let faults: Vec<&Fault> = config.faults().iter().filter(here).collect();
        if faults.is_empty() || self.warned_of_faults.set(()).is_err() {
            return;
        }
        let file = display(&self.paths.config_file().to_string_lossy());
        for fault in faults {
            self.ui.warning(format!("{file}, {}", fault.text()));
            self.ui.hint(fault.mend());
        }
    }

    /// The profile of this name with whatever of it can be used, for commands that show settings and mend them.
    ///
    /// # Errors
    /// When there is no such profile.
    pub fn usable_profile(&self, config: &ConfigFile) -> CliResult<(String, Profile)> {
        let name = self.profile_name(config);
        self.warn_of_faults(config, &name);
        self.profile_in(config, name)
    }

    fn profile_in(&self, config: &ConfigFile, name: String) -> CliResult<(String, Profile)> {
        let passed_over = self.passed_over(config).is_some();
        let known = config.profile(&name);
        match known.filter(|known| !passed_over || known.simulated.is_none()) {
            Some(profile) => Ok((name, profile.clone())),
            None if passed_over => Ok((name, Profile::default())),
            None if self.global.profile.is_none() && config.default_profile().is_none() => {
                Ok((name, Profile::default()))
            }
            None => {
                let known: Vec<&str> = config.profiles().map(|(name, _)| name).collect();
                let error = CliError::usage(format!("no profile {name:?}"));
                Err(if known.is_empty() {
                    let login = hint_commands::command(&["auth", "login", "--profile", &name]);
                    error.hint(format!("create it: {login}"))
                } else {
                    error.hint(format!("profiles: {}", known.join(", ")))
                })
            }
        }
    }

    /// Runs asynchronous work to its end on this thread.
    ///
    /// # Errors
    /// When the event loop cannot be started.
    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> CliResult<T> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| CliError::failed("cannot start the event loop").cause(&error))?;
        Ok(runtime.block_on(work))
    }
}
