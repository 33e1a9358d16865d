//! Profiles whose organization is simulated: the simulator runs inside this process while a command
//! needs it, and its changes are saved between commands.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use atlctl_core::private_files;
use atlctl_sim::{Running, SimAct, SimConfig, Simulator};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{CliError, CliResult};

/// The simulator of this process: there is one organization to a run of the program.
static SIMULATION: OnceLock<Arc<Simulation>> = OnceLock::new();
static STARTING: Mutex<()> = Mutex::new(());

/// A simulated organization that runs in this process.
pub struct Simulation {
    running: Running,
    /// Where its changes are saved.
    kept: PathBuf,
    spec: String,
}

impl Simulation {
    /// That of a profile, started at the first call; `now` is a clock set for tests.
    ///
    /// # Errors
    /// When the profile's text is not understood, no port can be had, or what was kept cannot be read.
    pub fn of(
        profile: &str,
        spec: &str,
        kept: &Path,
        now: Option<Timestamp>,
    ) -> CliResult<Arc<Self>> {
        let _one = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = SIMULATION.get() {
            return if running.spec == spec {
                Ok(Arc::clone(running))
            } else {
                Err(CliError::failed(
                    "another simulated organization is already running",
                ))
            };
        }
        let config = config(spec)?;
        let is_new = !kept.exists();
        let mut saved = read(kept)?;
        let generated = match saved.generated {
            Some(generated) => generated,
            None => {
                // From now on, the same organization whenever it is read.
                let generated = now.unwrap_or_else(today);
                saved.generated = Some(generated);
                saved.owner = is_new.then(|| profile.to_owned());
                write(kept, &saved).map_err(|error| cannot_write(kept, &error))?;
                generated
            }
        };
        let config = SimConfig {
            now,
            generated: Some(generated),
            owner: saved.owner.clone(),
            keep_changes: true,
            ..config
        };
        let running = Simulator::spawn_thread(config)
            .map_err(|error| CliError::failed("cannot start the simulator").cause(&error))?;
        let control = running.control();
        control.make_again(&saved.requests);
        for (account, policy) in &saved.policies {
            control.set_policy(account, policy);
        }
        let simulation = Arc::new(Self {
            running,
            kept: kept.to_owned(),
            spec: spec.to_owned(),
        });
        let _ = SIMULATION.set(Arc::clone(&simulation));
        Ok(simulation)
    }

    /// The server.
    pub fn server(&self) -> &Running {
        &self.running
    }
}

/// When a simulated organization was generated, and what was changed since.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Saved {
    /// The moment from which its past is counted back: with another one, everyone's dates would be others.
    #[serde(default)]
    generated: Option<Timestamp>,
    /// The profile whose organization it is, so that its ID is not that of `sim serve`; none in files of earlier versions.
    #[serde(default)]
    owner: Option<String>,
    /// The policy of each account that was moved: moving ends after its request.
    policies: BTreeMap<String, String>,
    /// Every other change, as the request that made it.
    requests: Vec<SimAct>,
}

/// Saves the changes of the simulated organization, if one ran.
///
/// # Errors
/// When the file cannot be written.
pub fn save() -> CliResult<()> {
    let Some(simulation) = SIMULATION.get() else {
        return Ok(());
    };
    let control = simulation.running.control();
    let (changes, requests) = (control.changes(), control.made());
    if changes.is_empty() && requests.is_empty() {
        return Ok(());
    }
    let mut saved = read(&simulation.kept)?;
    for change in changes {
        saved.policies.insert(change.account, change.to);
    }
    saved.requests.extend(requests);
    write(&simulation.kept, &saved).map_err(|error| cannot_write(&simulation.kept, &error))
}

fn cannot_write(kept: &Path, error: &std::io::Error) -> CliError {
    CliError::failed(format!("cannot write {}", kept.display())).cause(error)
}

/// The beginning of the day.
fn today() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second().div_euclid(86_400) * 86_400).unwrap_or(now)
}

/// Whether a text describes a simulated organization.
pub fn is_simulated(spec: &str) -> bool {
    config(spec).is_ok()
}

/// `people=5000,seed=7`.
fn config(spec: &str) -> CliResult<SimConfig> {
    let mut config = SimConfig::default();
    for part in spec.split(',').map(str::trim) {
        let number = |text: &str| {
            text.parse::<u64>().map_err(|_| {
                CliError::usage(format!("simulated = {spec:?}: {part:?} is not NAME=NUMBER"))
            })
        };
        match part.split_once('=') {
            Some(("people", people)) => {
                config.people = usize::try_from(number(people)?).unwrap_or(usize::MAX);
            }
            Some(("seed", seed)) => config.seed = number(seed)?,
            _ => {
                return Err(CliError::usage(format!(
                    "simulated = {spec:?}: unknown part {part:?}"
                ))
                .hint("for example: simulated = \"people=5000,seed=7\""));
            }
        }
    }
    Ok(config)
}

/// What was saved; nothing if there is no file.
fn read(kept: &Path) -> CliResult<Saved> {
    let wrong = |error: &(dyn std::error::Error + 'static)| {
        CliError::failed(format!("cannot read {}", kept.display()))
            .cause(error)
            .hint("create the simulated organization again: atlctl demo")
    };
    let text = match fs::read(kept) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Saved::default()),
        Err(error) => return Err(wrong(&error)),
    };
    serde_json::from_slice(&text).or_else(|error| {
        // The first release saved the policies alone.
        let policies = serde_json::from_slice(&text).map_err(|_| wrong(&error))?;
        Ok(Saved {
            policies,
            ..Saved::default()
        })
    })
}

fn write(kept: &Path, saved: &Saved) -> std::io::Result<()> {
    let directory = kept.parent().unwrap_or(Path::new("."));
    private_files::directory()
        .recursive(true)
        .create(directory)?;
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    serde_json::to_writer(&mut file, saved)?;
    file.flush()?;
    file.persist(kept)?;
    Ok(())
}
