//! The files that a person would bring: a copied request, an export, a list of people.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use atlctl_core::private_files;
use atlctl_sim::{Control, SimAccount, SimPolicy};

use crate::error::{CliError, CliResult};
use crate::simulated::Simulation;

/// The paths of the demo's files.
pub(super) struct Files {
    /// A request copied out of the browser.
    pub copied: PathBuf,
    /// The managed-accounts export.
    pub export: PathBuf,
    /// The list of people to move.
    pub people: PathBuf,
    /// The plan that the demo makes.
    pub plan: PathBuf,
    /// The results of the run.
    pub results: PathBuf,
    /// The HTML report.
    pub report: PathBuf,
    /// The policy they are to be moved to.
    pub to: String,
}

/// Which policies the story is about, by their place in the simulated organization.
const FROM: usize = 2;
const TO: usize = 1;
/// One in this many people is on the list.
const SHARE: usize = 16;
/// So many at most: more would need a flag.
const MOST: usize = 400;

/// Writes them; what an earlier demo left is gone.
///
/// # Errors
/// When they cannot be written.
pub(super) fn write(place: &Path, simulation: &Simulation) -> CliResult<Files> {
    let control = simulation.server().control();
    let policies = control.policies();
    let (Some(from), Some(to)) = (policies.get(FROM), policies.get(TO)) else {
        return Err(CliError::failed(
            "the simulated organization has no policies",
        ));
    };
    let files = Files {
        copied: place.join("copied.txt"),
        export: place.join("managed-accounts.csv"),
        people: place.join("people.csv"),
        plan: place.join("move.json"),
        results: place.join("results.csv"),
        report: place.join("report.html"),
        to: to.name.clone(),
    };
    let made = fs::remove_dir_all(place)
        .or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })
        .and_then(|()| private_files::directory().recursive(true).create(place))
        .and_then(|()| put(&files.copied, &control.capture_curl()))
        .and_then(|()| put(&files.export, &control.managed_accounts_csv()))
        .and_then(|()| put(&files.people, &people(&control, from, to)));
    made.map_err(|error| {
        CliError::failed(format!("cannot write into {}", place.display())).cause(&error)
    })?;
    Ok(files)
}

fn put(path: &Path, text: &str) -> std::io::Result<()> {
    private_files::file()
        .write(true)
        .create_new(true)
        .open(path)?
        .write_all(text.as_bytes())
}

/// A list as people really send it: semicolons, a column too many, and with everything in it that needs
/// no moving or cannot be moved.
fn people(control: &Control, from: &SimPolicy, to: &SimPolicy) -> String {
    let accounts = control.accounts();
    let some = |many: usize, wanted: &dyn Fn(&SimAccount) -> bool| -> Vec<SimAccount> {
        accounts
            .iter()
            .skip(40)
            .filter(|account| wanted(account))
            .take(many)
            .cloned()
            .collect()
    };
    let in_policy = |account: &SimAccount, policy: &SimPolicy| {
        account.policy.as_deref() == Some(policy.id.as_str())
    };
    let plain = |account: &SimAccount| account.status == "active" && !account.org_admin;
    let moving = some((accounts.len() / SHARE).clamp(5, MOST), &|a| {
        plain(a) && in_policy(a, from)
    });
    let mut rows: Vec<(String, String)> = Vec::new();
    for list in [
        moving.clone(),
        some(9, &|a| plain(a) && in_policy(a, to)),
        some(4, &|a| a.status == "suspended" && in_policy(a, from)),
        some(3, &|a| !a.managed && a.status == "active"),
        moving.into_iter().take(2).collect(),
    ] {
        rows.extend(
            list.into_iter()
                .map(|account| (account.name, account.email)),
        );
    }
    if let Some((name, email)) = rows.first().cloned() {
        // A slip of the keyboard.
        rows.push((name, email.replacen('.', "..", 1)));
    }
    let mut csv = String::from("Team;E-Mail;Name\n");
    for (n, (name, email)) in rows.iter().enumerate() {
        let quoted = name.replace('"', "\"\"");
        csv.push_str(&format!("Team {};{email};\"{quoted}\"\n", n % 7 + 1));
    }
    csv
}
