//! The totals of a plan: how many targets have each value in the mirror.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use atlctl_api::AccountId;
use jiff::Timestamp;

use super::{PlanTotals, Row, TotalMove};
use crate::change::{FacetKind, Seen, Target, Value};
use crate::sql::SqlError;
use crate::store::{Mirror, Person};

/// The totals of every kind of facet in the rows.
///
/// # Errors
/// When the mirror cannot be read.
pub fn totals(
    mirror: &Mirror,
    kinds: &[FacetKind],
    rows: &[Row],
    now: Timestamp,
) -> Result<Vec<PlanTotals>, SqlError> {
    let targets: Vec<Option<Target>> = rows.iter().map(Row::target).collect();
    let mut all = Vec::new();
    for kind in kinds {
        let pairs = rows.iter().zip(&targets);
        let seen: Vec<Seen<'_>> = pairs
            .filter(|(row, _)| row.facet.kind == *kind)
            .filter_map(|(row, target)| {
                Some(Seen {
                    target: target.as_ref()?,
                    of: &row.facet.of,
                    before: &row.before,
                    to: row.to.as_ref(),
                })
            })
            .collect();
        let totals = kind.totals(mirror, &seen, now)?;
        let leavers = Leavers::of(mirror, *kind, rows)?;
        all.push(PlanTotals {
            kind: *kind,
            all: totals.all,
            unknown: totals.unknown,
            moved: moved(mirror, *kind, rows)?,
            leavers: leavers.counts,
            unknown_leavers: leavers.unknown,
        });
    }
    Ok(all)
}

/// What all changes of people do to the totals of this kind, each person counted once by the status that the changes
/// leave: a deactivated account is not active, whatever its access; `None` where the values of the rows say it.
fn moved(
    mirror: &Mirror,
    kind: FacetKind,
    rows: &[Row],
) -> Result<Option<BTreeMap<String, TotalMove>>, SqlError> {
    if !kind.counts_people() {
        return Ok(None);
    }
    let mut moved: BTreeMap<String, TotalMove> = BTreeMap::new();
    for (account, rows) in changed_people(rows) {
        let Some(person) = mirror.person_by_id(&AccountId::from(account))? else {
            continue;
        };
        let before = kind.total_of_person(&person);
        let after = left_by(&rows, person);
        let after = kind.total_of_person(&after);
        if before == after {
            continue;
        }
        if let Some(id) = before {
            moved.entry(id.to_owned()).or_default().leaving += 1;
        }
        if let Some(id) = after {
            moved.entry(id.to_owned()).or_default().joining += 1;
        }
    }
    Ok(Some(moved))
}

/// The rows that change people, by account.
fn changed_people(rows: &[Row]) -> BTreeMap<&str, Vec<&Row>> {
    let mut people: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.verdict.is_change()) {
        if let Some(account) = row.account.as_deref() {
            people.entry(account).or_default().push(row);
        }
    }
    people
}

/// A person as these changes leave them.
fn left_by(rows: &[&Row], person: Person) -> Person {
    rows.iter().fold(person, |person, row| {
        let of = &row.facet.of;
        let to = row.to.as_ref();
        let left = to.and_then(|to| row.facet.kind.leaves(of, &person, to));
        left.unwrap_or(person)
    })
}

/// People who leave the directory, and with it what they count into without a row of its own.
#[derive(Default)]
struct Leavers {
    counts: BTreeMap<String, u64>,
    unknown: u64,
}

impl Leavers {
    /// Of the totals that rows of the plan change.
    fn of(mirror: &Mirror, kind: FacetKind, rows: &[Row]) -> Result<Self, SqlError> {
        let mut leavers = Self::default();
        let own = |row: &&Row| row.facet.kind == kind;
        let into = |row: &Row, value: &Value| -> Vec<String> {
            let ids = kind.counts_into_each(&row.facet.of, value);
            ids.into_iter().map(str::to_owned).collect()
        };
        let mut changed = BTreeSet::new();
        // What the plan read or wants of each person and total: a change of its own, or what is so already.
        let mut settled: HashMap<(&str, String), bool> = HashMap::new();
        for row in rows.iter().filter(own) {
            let (before, to) = (row.before.value(), row.to.as_ref());
            let is_change = row.verdict.is_change();
            let (was_in, will_be) = (
                before.map(|before| into(row, before)).unwrap_or_default(),
                to.map(|to| into(row, to)).unwrap_or_default(),
            );
            if is_change {
                changed.extend(was_in.iter().chain(&will_be).cloned());
            }
            let Some(account) = row.account.as_deref().filter(|_| before.is_some()) else {
                continue;
            };
            for id in was_in.iter().chain(&will_be) {
                let leaves = was_in.contains(id) && !is_change;
                settled.insert((account, id.clone()), leaves);
            }
        }
        if changed.is_empty() {
            return Ok(leavers);
        }
        for (account, rows) in changed_people(rows) {
            let found = mirror.person_by_id(&AccountId::from(account))?;
            let Some(person) = found.filter(|person| !person.is_outside()) else {
                continue;
            };
            if !left_by(&rows, person.clone()).is_outside() {
                continue;
            }
            let Some(ids) = kind.totals_of_leaver(mirror, &person)? else {
                leavers.unknown += 1;
                continue;
            };
            for id in changed.iter().filter(|id| ids.contains(id)) {
                let known = settled.get(&(account, id.clone())).copied();
                if known.unwrap_or(true) {
                    *leavers.counts.entry(id.clone()).or_default() += 1;
                }
            }
        }
        Ok(leavers)
    }
}
