//! How many people each authentication policy covered over time: what the mirror held at the end of each sync.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _};

use super::super::chart::{Chart, Drawing, Moment, Series};
use super::super::facts::{Facts, People, is_app, managed};
use super::super::request::Request;
use super::super::undecided::found;
use super::past_states::{Rewind, Watched, walk};
use crate::sql::SqlError;
use crate::store::history::ROW;

/// More policies than this are not drawn.
const POLICIES: usize = 15;
const WATCHED: [Watched; 2] = [
    ("mirror_policy_member", &[ROW, "policy_no"]),
    (
        "mirror_user",
        &[ROW, "gone_sync", "claim_status", "account_type"],
    ),
];
const PARTS: [&str; 2] = ["users", "policies"];

/// An account at a moment.
#[derive(Debug, Clone, Copy, Default)]
struct Account {
    /// Whether the mirror had it, and whether it had left the organization.
    known: bool,
    gone: bool,
    /// Of these, who manages it and its policy.
    facts: Facts,
}

/// How many are in each policy.
#[derive(Debug, Default)]
struct Coverage {
    policies: HashMap<i64, u64>,
    /// Managed accounts in no policy.
    none: u64,
    /// Those whose policy is unknown although they may have one.
    untold: u64,
    managed: u64,
    /// Members who may be managed (unknown).
    may_be_managed: u64,
}

impl Coverage {
    /// Counts an account, or takes it out.
    fn count(&mut self, account: &Account, step: fn(&mut u64)) {
        if !account.known || account.gone {
            return;
        }
        let managed = account.facts.is_managed();
        match managed {
            Some(true) => step(&mut self.managed),
            Some(false) => {}
            None => step(&mut self.may_be_managed),
        }
        match account.facts.policy {
            Some(Some(policy)) => step(self.policies.entry(policy).or_default()),
            Some(None) if managed == Some(true) => step(&mut self.none),
            Some(None) => {}
            None if managed != Some(false) => step(&mut self.untold),
            None => {}
        }
    }
}

fn more(number: &mut u64) {
    *number += 1;
}

fn less(number: &mut u64) {
    *number = number.saturating_sub(1);
}

/// What a line is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Policy(i64),
    NoPolicy,
    Unknown,
}

/// The coverage at the end of each sync.
struct CoverageHistory<'a> {
    db: &'a Connection,
    people: &'a People,
    now: Coverage,
    /// The accounts that were different, as they were at the moment that was reached.
    accounts: HashMap<i64, Account>,
    /// Newest first.
    lines: BTreeMap<Line, Vec<Moment>>,
    moments: usize,
}

impl CoverageHistory<'_> {
    /// An account at the moment that is shown.
    fn shown(&self, no: i64) -> rusqlite::Result<Account> {
        if let Some(facts) = self.people.get(no) {
            return Ok(Account {
                known: true,
                gone: false,
                facts: *facts,
            });
        }
        // Somebody who is gone, or is not there yet.
        let mut read = self.db.prepare_cached(
            "SELECT gone_sync IS NOT NULL, claim_status, account_type, m.user_no IS NOT NULL, m.policy_no \
             FROM mirror_user LEFT JOIN mirror_policy_member m ON m.user_no = no WHERE no = ?1",
        )?;
        let found = read.query_row([no], |row| {
            let told: bool = row.get(3)?;
            let policy: Option<i64> = row.get(4)?;
            Ok(Account {
                known: true,
                gone: row.get(0)?,
                facts: Facts {
                    managed: managed(row.get_ref(1)?.as_str().ok()),
                    is_app: is_app(row.get_ref(2)?.as_str().ok()),
                    policy: told.then_some(policy),
                    ..Facts::default()
                },
            })
        });
        Ok(found.optional()?.unwrap_or_default())
    }
}

impl Rewind for CoverageHistory<'_> {
    fn undo(
        &mut self,
        (table, column): (&str, &str),
        key: ValueRef<'_>,
        was: ValueRef<'_>,
    ) -> rusqlite::Result<()> {
        let no = key.as_i64()?;
        let mut account = match self.accounts.get(&no) {
            Some(account) => *account,
            None => self.shown(no)?,
        };
        self.now.count(&account, less);
        let is_some = !matches!(was, ValueRef::Null);
        let facts = &mut account.facts;
        match (table, column) {
            ("mirror_policy_member", ROW) if is_some => {
                facts.policy.get_or_insert(None);
            }
            ("mirror_policy_member", ROW) => facts.policy = None,
            ("mirror_policy_member", _) => facts.policy = Some(was.as_i64_or_null()?),
            (_, ROW) => account.known = is_some,
            (_, "gone_sync") => account.gone = is_some,
            (_, "claim_status") => facts.managed = managed(was.as_str().ok()),
            _ => facts.is_app = is_app(was.as_str().ok()),
        }
        self.now.count(&account, more);
        self.accounts.insert(no, account);
        Ok(())
    }

    fn end_of_sync(&mut self, at: Timestamp) {
        let now = &self.now;
        let outside = now.untold;
        let limit = found(now.managed, now.may_be_managed);
        let of = |number: u64| Moment {
            at,
            value: found(number, outside),
            limit,
        };
        let mut moments: Vec<(Line, Moment)> = now
            .policies
            .iter()
            .map(|(policy, number)| (Line::Policy(*policy), of(*number)))
            .collect();
        moments.push((Line::NoPolicy, of(now.none)));
        let unknown = Moment {
            at,
            value: Some(now.untold),
            limit: None,
        };
        moments.push((Line::Unknown, unknown));
        for (line, moment) in moments {
            self.lines.entry(line).or_default().push(moment);
        }
        self.moments += 1;
    }
}

/// The chart, with the names of policies by number; `None` without two moments to compare.
pub(super) fn over_time(
    request: &Request<'_>,
    people: &People,
    names: &HashMap<i64, String>,
) -> Result<Option<Chart>, SqlError> {
    let everyone;
    let people = match &request.filter {
        None => people,
        Some(_) => {
            everyone = People::with_policies(&Request {
                filter: None,
                ..request.clone()
            })?;
            &everyone
        }
    };
    let mut history = CoverageHistory {
        db: &request.mirror.db,
        people,
        now: Coverage {
            policies: names.keys().map(|policy| (*policy, 0)).collect(),
            ..Coverage::default()
        },
        accounts: HashMap::new(),
        lines: BTreeMap::new(),
        moments: 0,
    };
    for facts in people.iter() {
        let account = Account {
            known: true,
            gone: false,
            facts: *facts,
        };
        history.now.count(&account, more);
    }
    walk(request, &PARTS, &WATCHED, &mut history)?;
    if history.moments < 2 {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for (line, mut moments) in history.lines {
        moments.reverse();
        let label = match line {
            Line::Policy(no) => names.get(&no).cloned().unwrap_or_else(|| "?".to_owned()),
            Line::NoPolicy => "no policy".to_owned(),
            Line::Unknown => "policy unknown".to_owned(),
        };
        // Before anybody was in it, its line has not begun.
        let begins = moments.iter().position(|one| one.value != Some(0));
        moments.drain(..begins.unwrap_or(moments.len()));
        if !moments.is_empty() {
            rows.push((line, Series { label, moments }));
        }
    }
    let most = |row: &Series| row.moments.iter().filter_map(|moment| moment.value).max();
    // The largest policies first, then those in none, and the unknown.
    rows.sort_by_key(|(line, row)| {
        let of = match line {
            Line::Policy(_) => Line::Policy(0),
            other => *other,
        };
        (of, std::cmp::Reverse(most(row)))
    });
    let is_policy = |line: &Line| matches!(line, Line::Policy(_));
    let policies = rows.iter().filter(|(line, _)| is_policy(line)).count();
    let cut = policies.min(POLICIES)..policies;
    let omitted = cut.len();
    rows.drain(cut);
    let mut about = "Members of each policy in the mirror at the end of each sync, against the managed accounts that were known then. A gap is unknown.".to_owned();
    if omitted > 0 {
        about.push_str(&format!(" The {POLICIES} largest policies are drawn."));
    }
    if request.filter.is_some() {
        about.push_str(" They are everyone's, whatever the filters select.");
    }
    Ok(Some(Chart {
        title: "Coverage over time".to_owned(),
        about,
        undecided: 0,
        drawing: Drawing::Series {
            value: "members".to_owned(),
            limit: "managed accounts".to_owned(),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
        },
    }))
}

#[cfg(test)]
mod tests;
