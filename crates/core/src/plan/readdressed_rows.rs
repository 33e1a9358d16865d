//! Rows of a saved plan that name people by addresses which are no longer their accounts'.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Plan, Row};
use crate::change::{Live, Target, readdressed, taken};

/// The address by which a row names somebody, and whether it is invited.
fn named(row: &Row) -> Option<(&str, bool)> {
    let named = match &row.target {
        Some(Target::Address(address)) => (address.as_str(), true),
        _ => (row.email.as_deref()?, false),
    };
    (!named.0.is_empty()).then_some(named)
}

impl Plan {
    /// The rows that would be made to an account which has another address now than the one that the plan shows, or that
    /// invite an address of another account, by position and with the reason. An address that the plan itself gives an
    /// account is its own.
    #[must_use]
    pub fn readdressed(&self, live: &Live) -> BTreeMap<u32, String> {
        let mut given: HashMap<&str, Vec<&str>> = HashMap::new();
        for row in &self.rows {
            let to = row.to.as_ref();
            let address = to.and_then(|to| row.facet.kind.gives_address(to));
            if let (Some(account), Some(address)) = (row.account.as_deref(), address) {
                given.entry(account).or_default().push(address);
            }
        }
        let rows = (0_u32..).zip(&self.rows);
        let rows = rows.filter(|(_, row)| row.verdict.is_change());
        rows.filter_map(|(at, row)| {
            let account = row.account.as_deref()?;
            let (named, is_invited) = named(row)?;
            let of_plan = given.get(account).into_iter().flatten().copied();
            // Until an earlier row is done that gives it back, the account has the one that the plan shows.
            let shown = row.email.as_deref().filter(|_| given.contains_key(account));
            let known: Vec<Option<&str>> = of_plan.chain(shown).chain([named]).map(Some).collect();
            let why = match live.other_address(account, &known) {
                Some(now) => readdressed(&now),
                None => {
                    let owner = live.owner(named).filter(|_| is_invited)?;
                    (owner != account).then(|| taken(named, &owner))?
                }
            };
            Some((at, why))
        })
        .collect()
    }

    /// The accounts that the plan's changes name by address, and those among them that may not be in the directories.
    #[must_use]
    pub fn named_accounts(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let rows = self.rows.iter().filter(|row| row.verdict.is_change());
        let (mut all, mut invited) = (BTreeSet::new(), BTreeSet::new());
        for row in rows {
            let (Some(account), Some((_, is_invited))) = (&row.account, named(row)) else {
                continue;
            };
            if is_invited {
                invited.insert(account.clone());
            } else {
                all.insert(account.clone());
            }
        }
        (all, invited)
    }
}
