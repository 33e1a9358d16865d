//! What the runs of this machine say about themselves: who made them, why, and who approved them.

use std::collections::HashMap;

use atlctl_api::OrgId;
use atlctl_core::apply::Runs;
use atlctl_core::history::{Logged, LoggedEvent};
use atlctl_core::plan;
use atlctl_core::report::{Report, RunFacts};

use crate::audit_log_cell::logged_cell;
use crate::changes::{recorded_approval, runs};
use crate::context::Context;
use crate::error::CliResult;
use crate::output::Cell;

/// The records of the runs of this machine. Runs of other machines, and those that were removed, are not known.
pub struct RunRecords<'a> {
    context: &'a Context,
    org: OrgId,
    runs: Runs,
    known: HashMap<String, Option<Record>>,
}

#[derive(Clone)]
struct Record {
    facts: RunFacts,
    by: Option<String>,
}

impl<'a> RunRecords<'a> {
    /// Opens them.
    ///
    /// # Errors
    /// When the organization is not known.
    pub fn new(context: &'a Context) -> CliResult<Self> {
        let org = context.org()?;
        Ok(Self {
            context,
            runs: runs(context, &org),
            org,
            known: HashMap::new(),
        })
    }

    /// Who made a change: the actor of the event in the audit log, else the person who made the run.
    pub fn by(&mut self, logged: &Logged, run: Option<&String>) -> Cell {
        match logged {
            Logged::Event(LoggedEvent {
                actor: Some(actor), ..
            }) => Cell::text(actor),
            logged => {
                let made = run.and_then(|run| self.of(run)?.by);
                made.map_or_else(|| logged_cell(logged, |_| Cell::Unknown), Cell::text)
            }
        }
    }

    fn of(&mut self, id: &str) -> Option<Record> {
        if !self.known.contains_key(id) {
            let read = self.read(id);
            self.known.insert(id.to_owned(), read);
        }
        self.known.get(id).cloned().flatten()
    }

    fn read(&self, id: &str) -> Option<Record> {
        let (info, machine) = self.runs.inspect(id).ok()??;
        let plan = machine.plan();
        let actor = info.actors.first().or(plan.actor.as_ref());
        Some(Record {
            by: actor.map(plan::Actor::name),
            facts: RunFacts {
                actor: actor.map(plan::Actor::words),
                by: actor.map(plan::Actor::name),
                reason: plan.reason.clone(),
                ticket: plan.ticket.clone(),
                approved_by: recorded_approval(self.context, &self.org, &info.plan),
            },
        })
    }

    /// Fills the rows of a report that name a run.
    pub fn fill(&mut self, report: &mut Report) {
        report.fill_runs(|id| self.of(id).map(|record| record.facts));
    }
}
