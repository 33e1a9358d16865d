//! Refusing a plan that leaves anybody out.

use atlctl_core::number::{grouped, people};
use atlctl_core::plan::{Plan, Row, Verdict};
use clap::Args;

use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// People who are left out that an error names.
const SHOWN: usize = 20;

/// Whether a plan may leave people out.
#[derive(Debug, Clone, Copy, Default, Args)]
#[group(skip)]
pub struct Strict {
    /// Refuse the plan when it leaves out any selected person
    #[arg(long, help_heading = "Selection", conflicts_with = "skip_problems")]
    strict: bool,
}

impl Strict {
    /// Refuses, with `--strict`, a plan that leaves anybody out.
    ///
    /// # Errors
    /// When it does.
    pub fn whole(self, plan: &Plan) -> CliResult<()> {
        let left = plan.left_out();
        if !self.strict || left == 0 {
            return Ok(());
        }
        let out = |row: &&Row| !matches!(row.verdict, Verdict::Change | Verdict::Already);
        let error = CliError::new(
            Kind::Refused,
            format!(
                "the plan leaves out {} of {}, which --strict does not allow",
                grouped(left as u64),
                people(plan.rows.len() as u64)
            ),
        );
        let error = plan
            .rows
            .iter()
            .filter(out)
            .take(SHOWN)
            .fold(error, |error, row| {
                let name = row.email.as_deref().or(row.account.as_deref());
                let why = row.reason();
                error.because(display(&format!("{} {why}", name.unwrap_or("?"))))
            });
        Err(error.hint("correct the list, or leave out --strict"))
    }
}
