//! A plan as a file: its format's version, a checksum over every byte of it, and the plan.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::Plan;
use super::model::FORMAT;
use crate::change::FacetKind;

/// Why a file cannot be used as a plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The file is not a plan.
    #[error("it is not an atlctl plan file")]
    NotAPlan(#[source] serde_json::Error),
    /// A newer atlctl wrote it.
    #[error("it was written by a newer atlctl (format {found}; this version reads up to {FORMAT})")]
    Newer {
        /// Its format.
        found: u32,
    },
    /// It was modified after atlctl wrote it.
    #[error("it was modified after atlctl wrote it: the checksum does not match")]
    Altered,
    /// The file cannot be written.
    #[error("cannot write the plan")]
    Unwritable(#[source] serde_json::Error),
}

#[derive(Serialize)]
struct Writing<'a> {
    atlctl_plan: u32,
    checksum: &'a str,
    plan: &'a RawValue,
}

#[derive(Deserialize)]
struct Reading<'a> {
    atlctl_plan: u32,
    checksum: String,
    #[serde(borrow)]
    plan: &'a RawValue,
}

/// The file's text, and the checksum in it.
///
/// # Errors
/// `Unwritable`.
pub fn to_text(plan: &Plan) -> Result<(String, String), PlanError> {
    let body = serde_json::to_string(plan)
        .and_then(RawValue::from_string)
        .map_err(PlanError::Unwritable)?;
    let checksum = checksum(body.get());
    let file = Writing {
        atlctl_plan: FORMAT,
        checksum: &checksum,
        plan: &body,
    };
    let mut text = serde_json::to_string(&file).map_err(PlanError::Unwritable)?;
    text.push('\n');
    Ok((text, checksum))
}

/// The plan in a file's text, and its checksum.
///
/// # Errors
/// When it is not a plan, has a newer format, or was modified.
pub fn from_text(text: &str) -> Result<(Plan, String), PlanError> {
    #[derive(Deserialize)]
    struct Head {
        atlctl_plan: u32,
    }
    let head: Head = serde_json::from_str(text).map_err(PlanError::NotAPlan)?;
    if head.atlctl_plan > FORMAT {
        return Err(PlanError::Newer {
            found: head.atlctl_plan,
        });
    }
    let file: Reading<'_> = serde_json::from_str(text).map_err(PlanError::NotAPlan)?;
    if !(1..=FORMAT).contains(&file.atlctl_plan) || checksum(file.plan.get()) != file.checksum {
        return Err(PlanError::Altered);
    }
    let plan = if file.atlctl_plan == FORMAT {
        serde_json::from_str(file.plan.get())
    } else {
        from_first_format(file.plan.get())
    };
    Ok((plan.map_err(PlanError::NotAPlan)?, file.checksum))
}

/// A plan of the first format, for reading only.
fn from_first_format(text: &str) -> Result<Plan, serde_json::Error> {
    let old: serde_json::Value = serde_json::from_str(text)?;
    let converted = FacetKind::all()
        .filter_map(|kind| kind.first_format())
        .find_map(|convert| convert(old.clone()));
    let mut plan: Plan = serde_json::from_value(converted.unwrap_or(old))?;
    plan.format = 1;
    Ok(plan)
}

/// SHA-256 in hexadecimal digits, with the name of the algorithm.
pub(crate) fn checksum(text: impl AsRef<[u8]>) -> String {
    use std::fmt::Write as _;
    let mut shown = String::from("sha256:");
    for byte in Sha256::digest(text) {
        let _ = write!(shown, "{byte:02x}");
    }
    shown
}
