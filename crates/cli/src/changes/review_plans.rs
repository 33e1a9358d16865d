//! Plans of an access review: applied only while no later plan took their place, and the review is open.

use std::path::{Path, PathBuf};

use atlctl_api::OrgId;
use atlctl_core::plan::Plan;
use atlctl_core::review::{Folder, MANIFEST, PlanValidity, ReviewError};

use super::known_reviews::{record, remember_state, said_not_the_last, write};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::hint_commands;
use crate::ui::display;

/// Why a plan of an access review cannot be applied.
pub struct UnfitPlan {
    why: String,
    next: String,
}

impl UnfitPlan {
    /// Why.
    pub fn why(&self) -> String {
        display(&self.why)
    }

    /// What to do instead.
    pub fn next(&self) -> &str {
        &self.next
    }

    /// The refusal to apply or approve it.
    pub fn refusal(&self) -> CliError {
        CliError::new(Kind::Refused, format!("{}; nothing changed", self.why()))
            .hint(self.next.clone())
    }
}

/// The folder of the review that a plan belongs to, if it does and the plan may still be applied.
///
/// # Errors
/// Why it may not.
pub fn review_of_plan(
    context: &Context,
    file: &Path,
    plan: &Plan,
    checksum: &str,
) -> Result<Option<PathBuf>, UnfitPlan> {
    let real = std::fs::canonicalize(file).ok();
    let real = real.filter(|_| file.is_symlink());
    let beside = real.as_deref().unwrap_or(file).parent();
    let beside = beside.filter(|dir| !dir.as_os_str().is_empty());
    let dir = beside.unwrap_or_else(|| Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    in_folder(context, dir, &name, plan, checksum)
}

fn in_folder(
    context: &Context,
    dir: &Path,
    name: &str,
    plan: &Plan,
    checksum: &str,
) -> Result<Option<PathBuf>, UnfitPlan> {
    let shown = dir.to_string_lossy();
    let known = plan.origin.review.as_deref();
    let folder = match Folder::open(dir) {
        Ok(folder) => folder,
        Err(ReviewError::NotAReview(_)) => return elsewhere(known, name, "is not in its folder"),
        Err(error) => {
            let why = format!("the folder of that review cannot be read ({error})");
            return elsewhere(known, name, &why);
        }
    };
    let started = folder.manifest.started();
    let id = started
        .map(|started| started.id.clone())
        .unwrap_or_default();
    if known.is_some_and(|known| known != id) {
        return elsewhere(known, name, "is in the folder of another one");
    }
    let validity = folder.manifest.plan_validity(checksum);
    // Another plan, which was only saved into the folder.
    if known.is_none() && validity == PlanValidity::Unlisted {
        return Ok(None);
    }
    if !folder.manifest.altered().is_empty() {
        let path = dir.join(MANIFEST);
        let verify = hint_commands::command(&["review", "verify", &shown]);
        return Err(UnfitPlan {
            why: format!(
                "{} does not match its record: whether a later plan replaced {name} is unknown",
                path.to_string_lossy()
            ),
            next: format!("see what is changed, missing or added: {verify}"),
        });
    }
    if let Some(started) = started
        && let Some((why, next)) = said_not_the_last(context, &folder, started)
    {
        return Err(UnfitPlan { why, next });
    }
    match validity {
        PlanValidity::Latest => Ok(Some(dir.to_owned())),
        PlanValidity::Replaced { plan, by } => {
            let later = dir.join(&by.plan);
            let later = later.to_string_lossy();
            Err(UnfitPlan {
                why: format!(
                    "{} was replaced by {}, which has the later decisions of the access review {id}",
                    plan.plan, by.plan
                ),
                next: match by.changes {
                    0 => format!(
                        "{} changes nothing; to close the review: {}",
                        display(&by.plan),
                        hint_commands::command(&["review", "close", &shown])
                    ),
                    _ => format!(
                        "apply that plan: {}",
                        hint_commands::command(&["apply", &later])
                    ),
                },
            })
        }
        PlanValidity::Closed(plan) => Err(UnfitPlan {
            why: format!(
                "the access review {id} is closed; its evidence would not include the run of {}",
                plan.plan
            ),
            next: "start a new review: atlctl review start --help".to_owned(),
        }),
        PlanValidity::Unlisted => Err(UnfitPlan {
            why: format!("{name} is not among the plans of the access review {id} in {shown}"),
            next: format!(
                "make a plan from all decisions: {}",
                hint_commands::command(&["review", "plan", &shown])
            ),
        }),
    }
}

fn elsewhere(review: Option<&str>, name: &str, why: &str) -> Result<Option<PathBuf>, UnfitPlan> {
    let Some(id) = review else {
        return Ok(None);
    };
    Err(UnfitPlan {
        why: format!(
            "{name} is of the access review {id}, and {why}: whether a later plan replaced it is unknown"
        ),
        next: "use the plan in the folder of its review; to find that: atlctl review list DIR"
            .to_owned(),
    })
}

/// Remembers where the review is whose plan is applied, for a resume of its run.
///
/// # Errors
/// When it cannot be written.
pub fn remember_review(
    context: &Context,
    org: &OrgId,
    checksum: &str,
    folder: &Path,
) -> CliResult<()> {
    remember_state(context, &Folder::open(folder)?)?;
    let dir = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let path = record(context, org.as_str(), checksum);
    write(&path, &dir.to_string_lossy())
}

/// Whether what a run has left of the plan of an access review may still be done.
///
/// # Errors
/// Why not.
pub fn review_of_run(
    context: &Context,
    org: &OrgId,
    plan: &Plan,
    checksum: &str,
) -> Result<(), UnfitPlan> {
    let Some(id) = &plan.origin.review else {
        return Ok(());
    };
    match std::fs::read_to_string(record(context, org.as_str(), checksum)) {
        Ok(dir) => in_folder(
            context,
            Path::new(dir.trim_end_matches('\n')),
            "its plan",
            plan,
            checksum,
        )
        .map(|_| ()),
        Err(_) => Err(UnfitPlan {
            why: format!(
                "its plan is of the access review {id}, and there is no record of where that is: whether a later plan replaced it is unknown"
            ),
            next: "apply the review's last plan".to_owned(),
        }),
    }
}
