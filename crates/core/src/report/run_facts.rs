//! What the records of our runs say about rows that name a run: who made it, why, and who approved it.

use super::report_model::{Report, ReportList};
use crate::query::Cell;

/// What a run's record says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// Who started it, and where.
    pub actor: Option<String>,
    /// Their name.
    pub by: Option<String>,
    /// The reason that was given.
    pub reason: Option<String>,
    /// The ticket that was given.
    pub ticket: Option<String>,
    /// Who approved its plan; `None` when no approval was recorded.
    pub approved_by: Option<String>,
}

impl Report {
    /// Fills the columns `granted_by`, `by`, `reason`, `ticket` and `approved_by` of rows whose run is recorded. What no record
    /// tells stays unknown.
    pub fn fill_runs(&mut self, mut record: impl FnMut(&str) -> Option<RunFacts>) {
        for list in &mut self.lists {
            fill(list, &mut record);
        }
    }
}

fn fill(list: &mut ReportList, record: &mut impl FnMut(&str) -> Option<RunFacts>) {
    let at = |name: &str| list.columns.iter().position(|column| column.name == name);
    let Some(run) = at("run") else {
        return;
    };
    let by = at("by");
    let places = ["granted_by", "reason", "ticket", "approved_by"].map(at);
    for row in &mut list.rows {
        let Some(facts) = row.get(run).and_then(Cell::text).and_then(&mut *record) else {
            continue;
        };
        let said = |text: Option<String>| text.map_or(Cell::None, Cell::Text);
        let cells = [
            facts.actor.map(Cell::Text),
            Some(said(facts.reason)),
            Some(said(facts.ticket)),
            Some(said(facts.approved_by)),
        ];
        // The audit log names whose account it was.
        let slot = by.and_then(|by| row.get_mut(by));
        if let (Some(slot), Some(name)) = (slot, facts.by)
            && slot.text().is_none()
        {
            *slot = Cell::Text(name);
        }
        for (place, cell) in places.iter().zip(cells) {
            if let (Some(place), Some(cell)) = (place, cell)
                && let Some(slot) = row.get_mut(*place)
            {
                *slot = cell;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::report_model::{Holds, ReportColumn, ReportList};

    #[test]
    fn a_run_that_nobody_approved_is_not_unknown() {
        let columns = ["run", "granted_by", "approved_by"];
        let row = |run: Cell| vec![run, Cell::Unknown, Cell::Unknown];
        let mut list = ReportList {
            name: "admins",
            title: String::new(),
            things: "roles",
            about: String::new(),
            columns: columns
                .map(|name| ReportColumn::new(name, name, Holds::Text))
                .to_vec(),
            rows: vec![
                row(Cell::Text("ours".to_owned())),
                row(Cell::Text("theirs".to_owned())),
                row(Cell::None),
            ],
            total: 3,
            undecided: 0,
            next: Vec::new(),
        };
        fill(&mut list, &mut |id| {
            (id == "ours").then(|| RunFacts {
                actor: Some("ada".to_owned()),
                ..RunFacts::default()
            })
        });
        let approved = list.rows.iter().map(|row| row[2].clone());
        assert_eq!(
            approved.collect::<Vec<_>>(),
            [Cell::None, Cell::Unknown, Cell::Unknown]
        );
    }
}
