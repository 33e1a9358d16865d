//! Approvals of plans: the file beside the plan, and the check before a plan is applied.

use std::path::{Path, PathBuf};

use atlctl_api::OrgId;
use atlctl_core::plan::{Approvals, Approver, Plan};
use atlctl_core::private_files;
use atlctl_core::shown_time::{read_time, shown_time};
use jiff::Timestamp;

use super::output_files::save;
use crate::config::Profile;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::hint_commands;
use crate::ui::display;

/// The file of the approvals of a plan.
pub fn approvals_file(plan: &Path) -> PathBuf {
    let mut name = plan.as_os_str().to_owned();
    name.push(".approval");
    PathBuf::from(name)
}

/// The approvers of a profile.
///
/// # Errors
/// When an entry is no name with a public key: an approval that can never be given must not pass for none needed.
pub fn approvers(profile: &Profile) -> CliResult<Vec<Approver>> {
    let parsed = profile.approvers.iter().map(|text| {
        Approver::parse(text).ok_or_else(|| {
            CliError::usage(format!(
                "the profile's approvers: {} is not NAME:PUBLIC-KEY",
                display(text)
            ))
            .hint("make a key and see its public key: atlctl plan approve --new-key approver.key")
        })
    });
    parsed.collect()
}

/// The approvals beside a plan; none when there is no file.
///
/// # Errors
/// When the file cannot be read, or is something else.
pub fn read_approvals(plan: &Path, checksum: &str) -> CliResult<Approvals> {
    let path = approvals_file(plan);
    let shown = display(&path.to_string_lossy());
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Approvals::none(checksum));
        }
        Err(error) => {
            return Err(CliError::failed(format!("cannot read {shown}")).cause(&error));
        }
    };
    Approvals::read(&text).map_err(|error| {
        CliError::new(Kind::Refused, format!("cannot use {shown}: {error}"))
            .hint("remove it, and have the plan approved again")
    })
}

/// Refuses a plan that nobody but its maker approved, where the profile names approvers.
///
/// # Errors
/// When it has no valid approval.
pub fn check_approved(
    context: &Context,
    file: &Path,
    plan: &Plan,
    checksum: &str,
) -> CliResult<()> {
    let (_, profile) = context.guarded_profile()?;
    let approvers = approvers(&profile)?;
    if approvers.is_empty() {
        return Ok(());
    }
    let approvals = read_approvals(file, checksum)?;
    let mut valid = approvals.valid(checksum, &approvers, plan.actor.as_ref());
    if let Some((approver, approval)) = valid.next() {
        let by = in_words(&approver.name, approval.at);
        context
            .ui
            .status(format!("Approved by {}.", shown_approval(&by)));
        record_approval(context, checksum, &by, &approvals);
        return Ok(());
    }
    let why = if approvals.approvals.is_empty() {
        "has no approval"
    } else {
        "has no valid approval by another approver than the person who made it"
    };
    Err(
        CliError::new(Kind::Refused, format!("the plan {why}; nothing changed"))
            .hint(ask(&approvers, &file.to_string_lossy())),
    )
}

/// The approvals of the plan in a file, in words: `None` where nobody approved it and nobody has to.
pub fn approval_words(
    context: &Context,
    file: &Path,
    plan: &Plan,
    checksum: &str,
) -> Option<String> {
    let approvers = context.guarded_profile().and_then(|(_, of)| approvers(&of));
    let approvers = approvers.unwrap_or_default();
    let Ok(approvals) = read_approvals(file, checksum) else {
        let shown = approvals_file(file);
        return Some(format!(
            "Unknown: cannot read {}",
            display(&shown.to_string_lossy())
        ));
    };
    let words = |name: &str, at| shown_approval(&in_words(name, at));
    let valid = approvals.valid(checksum, &approvers, plan.actor.as_ref());
    let mut by: Vec<String> = valid
        .map(|(approver, approval)| words(&approver.name, approval.at))
        .collect();
    if by.is_empty() {
        let org = OrgId::from(plan.org.as_str());
        let recorded = recorded_approval(context, &org, checksum);
        by.extend(recorded.as_deref().map(shown_approval));
    }
    if !by.is_empty() {
        return Some(format!("Approved by {}", by.join(", ")));
    }
    let mut others = approvals.approvals.iter().filter(|one| one.is_of(checksum));
    match others.next() {
        Some(one) => Some(format!(
            "Signed with the key {}, which does not count as an approval with this profile",
            words(&one.key, one.at)
        )),
        None => (!approvers.is_empty()).then(|| "Not approved yet".to_owned()),
    }
}

/// Refuses to resume a run of a plan that no approver of today approved, where the profile names approvers.
///
/// # Errors
/// When its approvals were not kept, or are not valid.
pub fn check_run_approved(
    context: &Context,
    org: &OrgId,
    (run, checksum): (&str, &str),
    plan: &Plan,
) -> CliResult<()> {
    let (_, profile) = context.guarded_profile()?;
    let approvers = approvers(&profile)?;
    if approvers.is_empty() {
        return Ok(());
    }
    let kept = std::fs::read_to_string(approvals_of_run(context, org, checksum)).ok();
    let kept = kept.and_then(|text| Approvals::read(&text).ok());
    let kept = kept.unwrap_or_else(|| Approvals::none(checksum));
    if kept
        .valid(checksum, &approvers, plan.actor.as_ref())
        .next()
        .is_some()
    {
        return Ok(());
    }
    Err(CliError::new(
        Kind::Refused,
        format!("run {run} cannot be resumed: no approver of the profile approved its plan"),
    )
    .hint(format!("close it: atlctl run close {run}"))
    .hint("make a new plan of what is left, and save it: add --plan FILE")
    .hint(ask(&approvers, "FILE")))
}

/// Remembers who approved a plan, for reports and for a resume: the plan's own file may not be kept. What cannot be written
/// is missing there.
fn record_approval(context: &Context, checksum: &str, by: &str, approvals: &Approvals) {
    let Ok(org) = context.org() else {
        return;
    };
    let path = approval_record(context, &org, checksum);
    let made = path.parent().is_some_and(|dir| {
        let made = private_files::directory().recursive(true).create(dir);
        made.is_ok()
    });
    let kept = approvals.text().is_ok_and(|text| {
        let path = approvals_of_run(context, &org, checksum);
        made && save(&path, &text, true).is_ok()
    });
    if !kept || save(&path, by, true).is_err() {
        context.ui.warning(
            "could not record who approved the plan: reports will not say it, and the run cannot be resumed",
        );
    }
}

/// The approvals of a plan that was applied on this machine.
fn approvals_of_run(context: &Context, org: &OrgId, checksum: &str) -> PathBuf {
    approval_record(context, org, checksum).with_extension("approval")
}

/// Who approved the plan with this checksum, and when, as recorded when it was applied on this machine.
pub fn recorded_approval(context: &Context, org: &OrgId, checksum: &str) -> Option<String> {
    let text = std::fs::read_to_string(approval_record(context, org, checksum)).ok()?;
    let text = text.trim();
    let precise = text.rsplit_once(" at ");
    // An older version recorded fractions of a second, too.
    let precise = precise.and_then(|(name, at)| Some(in_words(name, at.parse().ok()?)));
    Some(precise.unwrap_or_else(|| text.to_owned())).filter(|text| !text.is_empty())
}

/// The same as people read it.
pub fn shown_approval(approval: &str) -> String {
    let parts = approval.rsplit_once(" at ");
    let parts = parts.and_then(|(name, at)| Some((name, read_time(at)?)));
    display(&parts.map_or_else(
        || approval.to_owned(),
        |(name, at)| format!("{name} at {}", shown_time(at)),
    ))
}

/// Who approved, and when, to the second: as programs read it.
fn in_words(name: &str, at: Timestamp) -> String {
    format!("{name} at {at:.0}")
}

fn approval_record(context: &Context, org: &OrgId, checksum: &str) -> PathBuf {
    let digits: String = checksum
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    context
        .paths
        .org(org.as_str())
        .join("approved")
        .join(digits)
}

/// Refuses to apply a plan that was not saved, where the profile names approvers.
///
/// # Errors
/// When it does.
pub(super) fn check_needs_no_approval(context: &Context) -> CliResult<()> {
    let (name, profile) = context.guarded_profile()?;
    let approvers = approvers(&profile)?;
    if approvers.is_empty() {
        return Ok(());
    }
    Err(CliError::new(
        Kind::Refused,
        format!("the profile {name:?} applies only plans that a second person approved"),
    )
    .hint("save the plan: add --plan FILE")
    .hint(ask(&approvers, "FILE")))
}

/// Who may approve, and how.
fn ask(approvers: &[Approver], file: &str) -> String {
    let names: Vec<String> = approvers.iter().map(|one| display(&one.name)).collect();
    format!(
        "ask one of {}: {}",
        names.join(", "),
        hint_commands::command(&["plan", "approve", file, "--key", "KEY"])
    )
}
