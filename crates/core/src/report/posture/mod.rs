//! Checks of an organization's posture: what is found, how bad it is, why it matters, and what mends it.

mod app_checks;
mod baseline;
mod check;
mod credential_checks;
mod findings;
mod fix;
mod group_checks;
mod junit;
mod people_checks;
mod posture_report;
mod record_checks;
mod sarif;
mod subject;

pub use baseline::{Baseline, BaselineError};
pub use check::{CHECKS, Check, Mend, Severity};
pub use findings::{Finding, Posture, State, posture, posture_parts};
