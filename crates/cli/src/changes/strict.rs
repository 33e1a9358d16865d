//! Refusing a plan that leaves anybody out.

use atlctl_core::input::{People, Unread};
use atlctl_core::number::{counted, grouped, people};
use atlctl_core::plan::{Plan, Row, Verdict};
use clap::Args;

use super::list_notes::not_read;
use super::plan_table::rows_in_words;
use super::unread_values::UnreadValues;
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
    /// Refuses, with `--strict`, a list with people in a column that is not read. One with more addresses of the
    /// people who are read is no such column. `is_chosen`: whether the user says which column names the people.
    ///
    /// # Errors
    /// When it has one.
    pub(super) fn every_column(self, list: &People, what: &str, is_chosen: bool) -> CliResult<()> {
        let others = list.unread.iter();
        let others: Vec<&Unread> = others.filter(|column| !column.is_of_same_people).collect();
        if others.is_empty() || !self.strict || is_chosen {
            return Ok(());
        }
        let error = CliError::new(
            Kind::Refused,
            format!("{what} names people who are not read, which --strict does not allow"),
        );
        let each = others.into_iter().map(not_read);
        let error = each.fold(error, CliError::because);
        Err(error.hint(
            "to change only the people of one column, say which: --column email=HEADING (or its number); \
             --column email=all reads the addresses in every column",
        ))
    }

    /// Refuses, with `--strict`, a list with columns that are not read, although the changes seem to take what stands in
    /// them.
    ///
    /// # Errors
    /// When it has one.
    pub(super) fn every_value(self, columns: &[UnreadValues], what: &str) -> CliResult<()> {
        if columns.is_empty() || !self.strict {
            return Ok(());
        }
        let error = CliError::new(
            Kind::Refused,
            format!(
                "{what} has {} not read, which --strict does not allow",
                match columns.len() {
                    1 => "a column that the changes may need and that is".to_owned(),
                    several => format!("{several} columns that the changes may need and that are"),
                }
            ),
        );
        let each = columns.iter().map(UnreadValues::said);
        let error = each.fold(error, CliError::because);
        Err(error.hint("remove or rename what is not to be read, or leave out --strict"))
    }

    /// Refuses, with `--strict`, people who are to be left out and are not known.
    ///
    /// # Errors
    /// When there is one.
    pub(super) fn every_exception(self, unknown: &[&str]) -> CliResult<()> {
        if unknown.is_empty() || !self.strict {
            return Ok(());
        }
        let what = format!(
            "--except names {} not in the mirror, which --strict does not allow",
            match unknown.len() {
                1 => "a person who is".to_owned(),
                several => format!("{} people who are", grouped(several as u64)),
            }
        );
        let each = unknown.iter().take(SHOWN).map(|name| display(name));
        let error = each.fold(CliError::new(Kind::Refused, what), CliError::because);
        Err(error.hint("correct or remove them, or leave out --strict"))
    }

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
        let all = plan.rows.len() as u64;
        let of = match rows_in_words(plan) {
            "people" => people(all),
            _ => counted(all, "row", "rows"),
        };
        let error = CliError::new(
            Kind::Refused,
            format!(
                "the plan leaves out {} of {}, which --strict does not allow",
                grouped(left as u64),
                of
            ),
        );
        let error = plan
            .rows
            .iter()
            .filter(out)
            .take(SHOWN)
            .fold(error, |error, row| {
                let why = row.reason();
                error.because(display(&match (
                    row.email.as_ref().or(row.account.as_ref()),
                    &row.target,
                ) {
                    (Some(person), _) => format!("{person} {why}"),
                    (None, Some(target)) => format!("{}: {why}", target.id()),
                    (None, None) => why,
                }))
            });
        Err(error.hint("correct the list, or leave out --strict"))
    }
}
