//! Part of a plan or a run: `--only KIND|RISK|VERDICT`.

use atlctl_core::change::{FacetKind, Risk};
use atlctl_core::plan::{Plan, RISKS, Row};
use clap::Args;

use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The rows to show.
#[derive(Debug, Clone, Default, Args)]
pub struct OnlyRows {
    /// Only rows with this kind of change, risk or verdict, separated by commas, such as policy, irreversible or admin
    #[arg(long, value_name = "KIND|RISK|VERDICT", value_delimiter = ',')]
    only: Vec<String>,
}

/// A filter for rows: each of the given kinds, risks and verdicts.
#[derive(Debug, Default)]
pub struct RowFilter {
    kinds: Vec<FacetKind>,
    risks: Vec<Risk>,
    verdicts: Vec<String>,
}

impl OnlyRows {
    /// The filter, for this plan.
    ///
    /// # Errors
    /// When a word is none of the kinds, risks and verdicts of the plan.
    pub fn filter(&self, plan: &Plan) -> CliResult<RowFilter> {
        let mut filter = RowFilter::default();
        for word in &self.only {
            let asked = plain(word);
            let kind = FacetKind::all().find(|kind| plain(kind.name()) == asked);
            let risk = RISKS.into_iter().find(|risk| plain(risk.as_str()) == asked);
            let mut verdicts = plan.counts().into_iter().map(|(word, _)| plain(word));
            if let Some(kind) = kind {
                filter.kinds.push(kind);
            } else if let Some(risk) = risk {
                filter.risks.push(risk);
            } else if verdicts.any(|verdict| verdict == asked) {
                filter.verdicts.push(asked);
            } else {
                return Err(unknown(word, plan));
            }
        }
        Ok(filter)
    }
}

impl RowFilter {
    /// Whether the row is one of them. A kind narrows what the risks and verdicts ask for.
    pub fn holds(&self, row: &Row) -> bool {
        let kind = self.kinds.is_empty() || self.kinds.contains(&row.facet.kind);
        let any = self.risks.is_empty() && self.verdicts.is_empty();
        let risk = row.risk().is_some_and(|risk| self.risks.contains(&risk));
        let verdict = plain(row.verdict.as_str());
        kind && (any || risk || self.verdicts.contains(&verdict))
    }
}

/// The kinds of changes with these names, of those that a plan has.
///
/// # Errors
/// When the plan has no such kind.
pub fn kinds_named(names: &[String], plan: &Plan) -> CliResult<Vec<FacetKind>> {
    let known = plan.kinds();
    let named = |name: &String| {
        let mut kinds = known.iter().copied();
        kinds
            .find(|kind| plain(kind.name()) == plain(name))
            .ok_or_else(|| {
                let kinds: Vec<&str> = known.iter().map(|kind| kind.name()).collect();
                CliError::usage(format!("no change of the kind {}", display(name)))
                    .hint(one_of(&kinds))
            })
    };
    names.iter().map(named).collect()
}

/// A word without case and separators.
fn plain(word: &str) -> String {
    let word = word.trim().chars().map(|c| match c {
        ' ' | '_' => '-',
        c => c.to_ascii_lowercase(),
    });
    word.collect()
}

fn unknown(word: &str, plan: &Plan) -> CliError {
    let kinds = plan.kinds().into_iter().map(|kind| plain(kind.name()));
    let risks = plan.risks().into_iter();
    let risks = risks.map(|(risk, _)| risk.as_str().to_owned());
    let verdicts = plan.counts().into_iter();
    let verdicts = verdicts.filter(|(_, count)| *count > 0);
    let verdicts = verdicts.map(|(word, _)| plain(word));
    let known: Vec<String> = kinds.chain(risks).chain(verdicts).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    CliError::usage(format!(
        "--only {}: the plan has no such rows",
        display(word)
    ))
    .hint(one_of(&known))
}

/// What there is to choose from.
fn one_of(known: &[&str]) -> String {
    match known {
        [] => "the plan has no rows".to_owned(),
        known => format!("use one of: {}", known.join(", ")),
    }
}
