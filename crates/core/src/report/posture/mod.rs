//! Checks of an organization's posture: what is found, how bad it is, why it matters, and what mends it.

mod baseline;
mod check;
mod findings;
mod junit;
mod mending;
mod of_apps;
mod of_credentials;
mod of_groups;
mod of_people;
mod of_records;
mod posture_report;
mod sarif;
mod subject;

pub use baseline::{Baseline, BaselineError};
pub use check::{CHECKS, Check, Mend, Severity};
pub use findings::{Finding, Posture, State, posture, posture_parts};
