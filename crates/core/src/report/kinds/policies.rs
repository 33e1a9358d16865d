//! `report policies`: which authentication policy covers whom, and who is outside of all.

use std::collections::HashMap;

use super::super::chart::{Bar, Chart, Color, Drawing};
use super::super::facts::was_read;
use super::super::facts::{Facts, Missing, Named, Open, People, all, not};
use super::super::person_rows::PersonList;
use super::super::report_model::{Figure, Holds, Report, ReportColumn, ReportList, text};
use super::super::request::Request;
use super::super::undecided::{at_least, found_cell, judged, with_verb};
use super::inactive::since;
use super::policy_history::over_time;
use crate::number::people as people_of;
use crate::query::Cell;
use crate::sql::SqlError;

const POLICIES: [ReportColumn; 9] = [
    ReportColumn::new("policy", "Policy", Holds::Key),
    ReportColumn::counted("members", "Members"),
    ReportColumn::counted("active", "Active"),
    ReportColumn::counted("without_two_step", "Without two-step"),
    ReportColumn::counted("two_step_unknown", "Two-step unknown"),
    ReportColumn::counted("inactive", "Inactive"),
    ReportColumn::counted("policy_unknown", "Policy unknown"),
    ReportColumn::new("type", "Type", Holds::Text)
        .or_none()
        .on_request(),
    ReportColumn::new("policy_id", "Policy ID", Holds::Id)
        .or_none()
        .on_request(),
];
const PEOPLE: [ReportColumn; 5] = [
    ReportColumn::new("policy", "Policy", Holds::Text).or_none(),
    ReportColumn::new("two_step", "Two-step", Holds::Text),
    ReportColumn::new("last_active", "Last active", Holds::Time),
    ReportColumn::new("status", "Status", Holds::Text),
    ReportColumn::new("domain", "Domain", Holds::Text).on_request(),
];

/// Counts of a policy.
#[derive(Debug, Clone, Copy, Default)]
struct Members {
    all: u64,
    active: u64,
    /// Active members without two-step verification, and those with an unknown one.
    without: u64,
    unknown: u64,
    inactive: u64,
    /// Active members whose activity is unknown, and members whose status is.
    activity_unknown: u64,
    no_status: u64,
    /// Members who may be active without two-step verification.
    may_be_without: u64,
}

impl Members {
    fn add(&mut self, facts: &Facts, inactive: Option<bool>) {
        self.all += 1;
        self.no_status += u64::from(facts.is_active().is_none());
        let weak = all([facts.is_active(), not(facts.two_step)]);
        self.may_be_without += u64::from(weak.is_none());
        if facts.is_active() == Some(true) {
            self.active += 1;
            self.without += u64::from(facts.two_step == Some(false));
            self.unknown += u64::from(facts.two_step.is_none());
            self.inactive += u64::from(inactive == Some(true));
            self.activity_unknown += u64::from(inactive.is_none());
        }
    }

    /// The numbers of a row. `open`: people whose policy is unknown, so that they may be members; `more`: people who are
    /// not even known.
    fn cells(&self, open: &Self, more: u64) -> [Cell; 6] {
        let may_be = more + open.no_status + self.no_status;
        let may_be_without = self.may_be_without + open.without + open.may_be_without;
        let may_be_inactive = self.activity_unknown + open.inactive + open.activity_unknown;
        [
            found_cell(self.all, open.all + more),
            found_cell(self.active, may_be + open.active),
            found_cell(self.without, more + may_be_without),
            found_cell(self.unknown, may_be + open.unknown),
            found_cell(self.inactive, may_be + may_be_inactive),
            found_cell(open.all, more),
        ]
    }
}

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read, or the filter is not understood.
pub fn policies(request: &Request<'_>) -> Result<Report, SqlError> {
    let people = People::with_policies(request)?;
    let (cutoff, day) = since(request);
    let mut counts: HashMap<i64, Members> = HashMap::new();
    let mut outside = Members::default();
    let (mut none, mut weak) = (Vec::new(), Vec::new());
    let (mut no_policy, mut no_weak) = (Open::default(), Open::default());
    let mut no_management = Open::default();
    // People whose policy is unknown.
    let is_untold = |facts: &Facts| facts.policy.is_none() && facts.is_managed() != Some(false);
    let mut open = Members::default();
    let (mut no_status, mut no_activity) = (Open::default(), Open::default());
    for facts in people.iter() {
        let inactive = facts.is_inactive(cutoff, day);
        if is_untold(facts) {
            open.add(facts, inactive);
        }
        match facts.is_in_no_policy() {
            Some(true) => none.push((facts.no, ())),
            Some(false) => {}
            None => no_policy.add(
                facts,
                &[Missing::Kind, Missing::Management, Missing::Policy],
            ),
        }
        match facts.is_weak() {
            Some(true) => weak.push((facts.no, ())),
            Some(false) => {}
            None => no_weak.add(
                facts,
                &[
                    Missing::Kind,
                    Missing::Management,
                    Missing::Status,
                    Missing::TwoStep,
                ],
            ),
        }
        if facts.is_managed().is_none() {
            no_management.add(facts, &[Missing::Kind, Missing::Management]);
        }
        let row = match facts.policy {
            Some(Some(policy)) => counts.entry(policy).or_default(),
            // Only managed accounts can be in a policy.
            Some(None) if facts.is_managed() == Some(true) => &mut outside,
            _ => continue,
        };
        row.add(facts, inactive);
        if facts.is_active().is_none() {
            no_status.add(facts, &[Missing::Status]);
        } else if facts.is_active() == Some(true) && inactive.is_none() {
            no_activity.add(facts, &[Missing::Activity, Missing::Added]);
        }
    }
    let untold = open.all;
    let mut policies = named(request).map_err(SqlError::of)?;
    policies.sort_by_key(|policy| std::cmp::Reverse(counts.get(&policy.no).map_or(0, |of| of.all)));
    let managed = people.count(|facts| facts.is_managed() == Some(true));
    let two_step = people.count(|facts| {
        facts.two_step.is_none() && all([facts.is_managed(), facts.is_active()]) == Some(true)
    });
    let mut report = Report::begin("policies", "Authentication policies", request);
    let (outside_number, weak_number) = (none.len() as u64, weak.len() as u64);
    let more = people.may_be_more_managed();
    let (may_be_none, may_be_weak) = (no_policy.number + more, no_weak.number + more);
    let may_be_managed = no_management.number + more;
    let read = was_read(request, "policies")?;
    report.verdict = (
        judged(outside_number + weak_number, may_be_none + may_be_weak),
        if managed == 0 && may_be_managed > 0 {
            "It is unknown which accounts are managed.".to_owned()
        } else {
            format!(
                "Of {} with managed accounts, {} in no policy, and {} active without two-step verification.",
                at_least(people_of(managed), may_be_managed),
                with_verb(outside_number, may_be_none, "is", "are"),
                with_verb(weak_number, may_be_weak, "is", "are"),
            )
        },
    );
    report.undecided(&people);
    for (of, what) in [
        (
            &no_management,
            "it is unknown whether the organization manages the account; they do not count as managed",
        ),
        (
            &no_policy,
            "it is unknown whether they have managed accounts in no policy; they do not count as such",
        ),
        (
            &no_weak,
            "it is unknown whether they have active managed accounts without two-step verification; they do not count as such",
        ),
        (
            &no_status,
            "the status is unknown; they do not count as active members",
        ),
        (
            &no_activity,
            "who are active members, it is unknown whether they are inactive",
        ),
    ] {
        report.open(of, what);
    }
    report.unknown_of(
        untold,
        "the policy is unknown; each policy may have them, too",
        "",
    );
    report.unknown_of(
        two_step,
        "who have active managed accounts, two-step verification is unknown",
        "",
    );
    if !read {
        report.unknown.push(format!(
            "The policies of people were never read to the end: {}",
            request.command(&["sync", "--only", "policies"])
        ));
    }
    let nameless = policies
        .iter()
        .filter(|policy| policy.name.is_none())
        .count();
    if nameless > 0 {
        report.notes.push(format!(
            "{} shown by ID, because no API returns names: name them from Atlassian's export of managed accounts with {}",
            crate::number::counted(nameless as u64, "policy is", "policies are"),
            request.command(&["policy", "import-names", "managed-accounts.csv"])
        ));
    }
    report.notes.push(
        "Two-step verification means that of the Atlassian account; single sign-on may require more."
            .to_owned(),
    );
    report.figures = vec![
        Figure::bad("no_policy", "managed accounts in no policy", outside_number)
            .undecided(may_be_none),
        Figure::bad(
            "without_two_step",
            "active managed accounts without two-step verification",
            weak_number,
        )
        .undecided(may_be_weak),
        Figure::plain(
            "two_step_unknown",
            "active managed accounts with unknown two-step verification",
            two_step,
        )
        .undecided(may_be_weak),
        Figure::plain("policy_unknown", "people with an unknown policy", untold).undecided(more),
        Figure::plain("managed", "managed accounts", managed).undecided(may_be_managed),
        Figure::plain("policies", "policies", policies.len() as u64).undecided(u64::from(!read)),
    ];
    let mut rows: Vec<(Cell, Members, Cell, Cell)> = policies
        .iter()
        .map(|policy| {
            let of = counts.get(&policy.no).copied().unwrap_or_default();
            (
                Cell::Text(policy.label()),
                of,
                text(policy.kind.as_deref()),
                Cell::Text(policy.id.clone()),
            )
        })
        .collect();
    rows.push((
        Cell::Text("no policy".to_owned()),
        outside,
        Cell::None,
        Cell::None,
    ));
    report.charts = vec![coverage(&rows, untold + more)];
    let names = policies.iter().map(|policy| (policy.no, policy.label()));
    let names: HashMap<i64, String> = names.collect();
    report.charts.extend(over_time(request, &people, &names)?);
    let total = rows.len() as u64;
    let rows = rows.into_iter().map(|(name, of, kind, id)| {
        let mut row = vec![name];
        row.extend(of.cells(&open, more));
        row.extend([kind, id]);
        row
    });
    let policies = ReportList {
        name: "policies",
        title: "Policies".to_owned(),
        things: "policies",
        about: "Two-step verification and activity are counted of active members.".to_owned(),
        columns: POLICIES.to_vec(),
        rows: rows.take(request.most()).collect(),
        total,
        undecided: u64::from(!read),
        next: Vec::new(),
    };
    let cells = |named: &Named, (): &()| {
        let active = named.active.clone();
        vec![
            named.policy.clone(),
            named.two_step.clone(),
            active,
            named.status.clone(),
            named.domain.clone(),
        ]
    };
    let none_list = PersonList {
        name: "none",
        things: "people",
        undecided: may_be_none,
        title: "Managed accounts in no policy".to_owned(),
        about: "",
        columns: &PEOPLE,
        next: Some((
            "move them to a policy (choose one from atlctl policy list, and replace POLICY with its name)",
            vec!["policy", "move", "--to", "POLICY", "--from-stdin"],
        )),
    };
    let weak_list = PersonList {
        name: "without-two-step",
        things: "people",
        undecided: may_be_weak,
        title: "Active managed accounts without two-step verification".to_owned(),
        about: "",
        columns: &PEOPLE,
        next: Some((
            "move them to a policy that requires it (choose one from atlctl policy list, and replace POLICY with its name)",
            vec!["policy", "move", "--to", "POLICY", "--from-stdin"],
        )),
    };
    report.lists = vec![
        policies,
        none_list.of(request, &none, cells)?,
        weak_list.of(request, &weak, cells)?,
    ];
    Ok(report)
}

fn coverage(rows: &[(Cell, Members, Cell, Cell)], undecided: u64) -> Chart {
    let bars = rows
        .iter()
        .filter(|(_, of, ..)| of.all > 0)
        .map(|(name, of, ..)| Bar {
            label: name.text().unwrap_or_default().to_owned(),
            parts: vec![
                of.active - of.without - of.unknown,
                of.without,
                of.unknown,
                of.all - of.active,
            ],
            mark: None,
        });
    let parts = [
        ("with two-step verification", Color::Good),
        ("without", Color::Bad),
        ("unknown", Color::Unknown),
        ("not active", Color::Other),
    ];
    Chart {
        title: "Coverage".to_owned(),
        about: "Members of each policy.".to_owned(),
        undecided,
        drawing: Drawing::Bars {
            parts: parts
                .map(|(label, color)| (label.to_owned(), color))
                .to_vec(),
            rows: bars.take(15).collect(),
        },
    }
}

struct Policy {
    no: i64,
    id: String,
    name: Option<String>,
    kind: Option<String>,
}

impl Policy {
    /// Its name, or its ID if it has none.
    fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.clone())
    }
}

fn named(request: &Request<'_>) -> rusqlite::Result<Vec<Policy>> {
    let db = &request.mirror.db;
    let mut read = db.prepare_cached(
        "SELECT no, id, name, kind FROM mirror_policy ORDER BY coalesce(name, id)",
    )?;
    read.query_map([], |row| {
        Ok(Policy {
            no: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            kind: row.get(3)?,
        })
    })?
    .collect()
}
