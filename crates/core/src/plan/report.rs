//! A plan as a report.

use jiff::Timestamp;

use super::{Plan, Row, Verdict, shown_verdict};
use crate::change::Risk;
use crate::number::{counted, grouped, people};
use crate::report::{PlanGroup, PlanReport, PlanReportRow, organization};
use crate::shown_time::shown_time;

/// The source of a plan whose list was piped into the command.
const STANDARD_INPUT: &str = "standard input";

impl Plan {
    /// The plan as a report, the worst first. `checksum`: that of its file.
    #[must_use]
    pub fn report(&self, checksum: &str, shown: Timestamp) -> PlanReport {
        let mut facets = self.rows.iter().map(|row| &row.facet);
        let one = facets.next();
        let several = facets.any(|facet| Some(facet) != one);
        let (mut groups, mut rows) = (Vec::new(), Vec::new());
        for (at, group) in self.worst_first().into_iter().enumerate() {
            let first = group.rows.first().map(|row| &row.verdict);
            let guard = first.is_some_and(Verdict::is_guard);
            let by_provider = matches!(first, Some(Verdict::IdentityProvider { .. }));
            groups.push(PlanGroup {
                word: group.risk.map_or(group.verdict, Risk::as_str).to_owned(),
                class: match group.risk {
                    Some(Risk::Irreversible) => "failed",
                    Some(Risk::LocksOut) => "refused",
                    Some(Risk::FreesSeat) => "open",
                    Some(Risk::Reversible) => "done",
                    None if guard => "skipped",
                    // Apart from what is not possible, beside which it stands.
                    None if by_provider => "unknown",
                    None => "unchanged",
                },
            });
            rows.extend(group.rows.into_iter().map(|row| {
                let name = |id: &str| self.name_of(row.facet.kind, id);
                let to = row.to.as_ref().filter(|_| row.verdict.is_change());
                PlanReportRow {
                    line: row.line,
                    email: row.email.clone(),
                    name: row.name.clone(),
                    account: row.account.clone(),
                    what: several.then(|| row.facet.kind.what(&row.facet.of, &name)),
                    before: self.before_name(row),
                    after: to.map(|to| self.value_name(&row.facet, to)),
                    group: at,
                    why: why(row),
                }
            }));
        }
        let changed = |at: usize| self.rows.get(at).is_some_and(|row| row.verdict.is_change());
        let cannot = self.irreversible_acts().into_iter();
        PlanReport {
            title: self.title(),
            org: self.org.clone(),
            org_name: self.known_org_name().map(str::to_owned),
            made: self.made,
            shown,
            applied: None,
            irreversible: cannot
                .map(|(finality, acts)| (finality.heading(), acts))
                .collect(),
            facts: self.facts(checksum),
            unknown: self.unknown(),
            coverage: self.coverage(changed),
            groups,
            rows,
            notes: self.notes.clone(),
        }
    }

    /// What is unknown of how many rows, and of the totals. Sentences.
    fn unknown(&self) -> Vec<String> {
        let changes = self.rows.iter().filter(|row| row.verdict.is_change());
        let before = changes.filter(|row| self.before_name(row).is_none());
        let of_rows = match before.count() as u64 {
            0 => None,
            count => Some(format!(
                "In {} to change, the value before is unknown.",
                counted(count, "row", "rows")
            )),
        };
        let of_totals = self.totals.iter().filter(|totals| totals.unknown > 0);
        let of_totals = of_totals.map(|totals| {
            format!(
                "{}: unknown for {}, who are in no total.",
                totals.kind.totals_title(),
                people(totals.unknown)
            )
        });
        let unsure = self.totals.iter().filter(|totals| totals.unsure > 0);
        let of_ranges = unsure.map(|totals| {
            format!(
                "{}: of {}, it is unknown in which they are; what depends on it is a range.",
                totals.kind.totals_title(),
                people(totals.unsure)
            )
        });
        let not_live = self.base.read.is_none().then(|| {
            "The values before come from the mirror: what changed since it was synced is unknown."
                .to_owned()
        });
        of_rows
            .into_iter()
            .chain(of_totals)
            .chain(of_ranges)
            .chain(not_live)
            .collect()
    }

    fn facts(&self, checksum: &str) -> Vec<(String, String)> {
        let time = shown_time;
        let unknown = || "unknown".to_owned();
        let org = organization(self.known_org_name(), &self.org);
        let mut source = self.origin.what.clone();
        if source == STANDARD_INPUT {
            source
                .push_str(" (a list; the command that made it, and its filters, are not recorded)");
        }
        let mut facts = vec![
            ("Organization".to_owned(), org),
            ("Source".to_owned(), source),
            ("Made".to_owned(), time(self.made)),
            (
                "Made by".to_owned(),
                self.actor
                    .as_ref()
                    .map_or_else(unknown, super::Actor::words),
            ),
            (
                "Mirror synced".to_owned(),
                self.base.synced.map_or_else(unknown, time),
            ),
            (
                "Read live".to_owned(),
                self.base.read.map_or_else(|| "no".to_owned(), time),
            ),
            ("Checksum".to_owned(), checksum.to_owned()),
        ];
        facts.extend(
            self.effort
                .map(|effort| ("Calls".to_owned(), effort.words())),
        );
        for (label, text) in [("Reason", &self.reason), ("Ticket", &self.ticket)] {
            facts.extend(text.clone().map(|text| (label.to_owned(), text)));
        }
        facts.extend(self.until.map(|until| ("Until".to_owned(), time(until))));
        for (risk, words) in self.risks_in_words() {
            facts.push((format!("Risk: {}", risk.as_str()), words));
        }
        let others = self.counts().into_iter();
        let others = others.filter(|(word, _)| *word != Verdict::Change.as_str());
        facts.extend(others.map(|(word, count)| {
            (
                format!("Not changed: {}", shown_verdict(word)),
                grouped(count as u64),
            )
        }));
        facts
    }
}

/// What a reader of the page does not see in the other columns: why the row is wanted, what else it does, and why it is
/// left alone.
fn why(row: &Row) -> String {
    let left_alone = Some(row.reason()).filter(|reason| !reason.is_empty());
    let said = [left_alone, row.effect.clone(), row.change_reason.clone()];
    said.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
