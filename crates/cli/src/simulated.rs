//! Profiles whose organization is simulated: the simulator runs inside this process while a command
//! needs it, and its changes are saved between commands.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use atlctl_core::private;
use atlctl_sim::{Running, SimConfig, Simulator};
use jiff::Timestamp;

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
    /// The one that a profile names, started at the first call; `now` is a clock set for tests.
    ///
    /// # Errors
    /// When the profile's text is not understood, no port can be had, or what was kept cannot be read.
    pub fn of(spec: &str, kept: &Path, now: Option<Timestamp>) -> CliResult<Arc<Self>> {
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
        let config = SimConfig {
            now,
            ..config(spec)?
        };
        let running = Simulator::spawn_thread(config)
            .map_err(|error| CliError::failed("cannot start the simulator").cause(&error))?;
        let control = running.control();
        for (account, policy) in read(kept)? {
            control.set_policy(&account, &policy);
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

/// Saves the changes of the simulated organization, if one ran.
///
/// # Errors
/// When the file cannot be written.
pub fn save() -> CliResult<()> {
    let Some(simulation) = SIMULATION.get() else {
        return Ok(());
    };
    let changes = simulation.running.control().changes();
    if changes.is_empty() {
        return Ok(());
    }
    let mut policies = read(&simulation.kept)?;
    for change in changes {
        policies.insert(change.account, change.to);
    }
    write(&simulation.kept, &policies).map_err(|error| {
        CliError::failed(format!("cannot write {}", simulation.kept.display())).cause(&error)
    })
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

/// The saved policies by account; none if there are none.
fn read(kept: &Path) -> CliResult<BTreeMap<String, String>> {
    let wrong = |error: &(dyn std::error::Error + 'static)| {
        CliError::failed(format!("cannot read {}", kept.display()))
            .cause(error)
            .hint("create the simulated organization again: atlctl demo")
    };
    match fs::read(kept) {
        Ok(text) => serde_json::from_slice(&text).map_err(|error| wrong(&error)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(wrong(&error)),
    }
}

fn write(kept: &Path, policies: &BTreeMap<String, String>) -> std::io::Result<()> {
    let directory = kept.parent().unwrap_or(Path::new("."));
    private::directory().recursive(true).create(directory)?;
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    serde_json::to_writer(&mut file, policies)?;
    file.flush()?;
    file.persist(kept)?;
    Ok(())
}
