//! Whether a saved plan was applied, and by which run.

use atlctl_api::OrgId;
use atlctl_core::plan::Plan;
use atlctl_core::shown_time::shown_time;
use jiff::Timestamp;

use super::runs;
use crate::context::Context;

/// The run of a plan.
pub struct RunOfPlan {
    /// Its ID.
    pub id: String,
    /// When it began.
    pub began: Option<Timestamp>,
    /// Whether it is not finished.
    pub unfinished: bool,
    /// Whether it was closed: who closed it gave up what it left open, and the plan may be applied again.
    pub is_closed: bool,
}

impl RunOfPlan {
    /// In words: `It was applied already, as run 20261124-1 (2026-11-24T08:00:00Z)`.
    pub fn words(&self) -> String {
        self.words_of("It")
    }

    /// The same of the plan that `subject` names.
    pub fn words_of(&self, subject: &str) -> String {
        let at = self.began.map(|at| format!(" ({})", shown_time(at)));
        let at = at.unwrap_or_default();
        let id = &self.id;
        if self.unfinished {
            format!("{subject} is being applied by run {id}{at}, which is not finished")
        } else {
            format!("{subject} was applied already, as run {id}{at}")
        }
    }
}

/// The last run of the plan with this checksum that changed something or may still do so; `None` where there is none,
/// or the runs cannot be read.
pub fn run_of_plan(context: &Context, plan: &Plan, checksum: &str) -> Option<RunOfPlan> {
    let runs = runs(context, &OrgId::from(plan.org.as_str()));
    let ids = runs.begun_with(checksum).ok()?;
    ids.into_iter().find_map(|id| {
        let (info, machine) = runs.inspect(&id).ok()??;
        let unfinished = info.running || machine.can_resume();
        let counts = unfinished || machine.tally().there > 0;
        counts.then(|| RunOfPlan {
            began: Timestamp::from_millisecond(info.began).ok(),
            id: info.id,
            unfinished,
            is_closed: machine.is_closed(),
        })
    })
}
