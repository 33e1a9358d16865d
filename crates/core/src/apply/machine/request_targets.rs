//! Who a request is about, by the ID and the address that they have when it is sent.

use std::collections::BTreeSet;

use super::at;
use super::run::Machine;
use super::state::State;
use crate::apply::pending_read_back::After;
use crate::change::{Addresses, FacetKind, Subject, Target, readdressed, taken};

impl Machine {
    pub(in crate::apply) fn kind(&self, row: u32) -> Option<FacetKind> {
        Some(at(&self.plan.rows, row)?.facet.kind)
    }

    pub(in crate::apply) fn subject(&self, row: u32) -> Option<Subject> {
        Some(Subject {
            target: self.target(row)?,
            email: self.address(row),
        })
    }

    /// Holds rows that name an address which is no longer their account's. One that rows of the run give it is, whether or
    /// not they are known to be done.
    pub(in crate::apply) fn hold_readdressed(&mut self, rows: &[u32], addresses: &Addresses) {
        for row in rows {
            if let Some(why) = self.readdressed(*row, addresses) {
                self.held.insert(*row, why);
            }
        }
    }

    fn readdressed(&self, row: u32, addresses: &Addresses) -> Option<String> {
        let own = at(&self.plan.rows, row)?;
        let account = own.account.as_deref()?;
        let invited = match &own.target {
            Some(Target::Address(address)) => Some(address.as_str()),
            _ => None,
        };
        let named = invited.or(own.email.as_deref());
        let named = named.filter(|address| !address.is_empty())?;
        let given = self.addresses_given(row);
        // Until the earlier row is done, it is the one before.
        let before = own.email.as_deref().filter(|_| !given.is_empty());
        let given = given.iter().map(|(_, address)| *address).chain(before);
        let to = own
            .to
            .as_ref()
            .and_then(|to| own.facet.kind.gives_address(to));
        let known: Vec<Option<&str>> = given.chain(to).chain([named]).map(Some).collect();
        if let Some(now) = addresses.other_than(account, &known) {
            return Some(readdressed(&now));
        }
        let owner = addresses.owner(invited?)?;
        (owner != account).then(|| taken(named, &owner))
    }

    /// The accounts of these rows that are to be asked for their addresses, since the rows may be sent.
    pub(in crate::apply) fn to_be_named(&self, rows: &[u32]) -> BTreeSet<String> {
        let may_be_sent = |row: &&u32| {
            let read_back = self.read_backs.get(row);
            read_back.is_some_and(|read_back| {
                matches!(
                    read_back.after,
                    After::Unsent | After::Doubt { .. } | After::Unclear { .. }
                )
            })
        };
        let rows = rows.iter().filter(may_be_sent);
        rows.filter_map(|row| at(&self.plan.rows, *row)?.account.clone())
            .collect()
    }

    /// The address that a row invites somebody by, as later rows of the run leave it.
    pub(in crate::apply) fn invited_by_now(&self, row: u32) -> Option<Target> {
        let own = at(&self.plan.rows, row)?;
        let (Some(Target::Address(_)), Some(account)) = (&own.target, &own.account) else {
            return None;
        };
        let is_done = |row: u32| matches!(at(&self.rows, row), Some(State::Ended { end, .. }) if end.is_there());
        let rows = (0_u32..).zip(&self.plan.rows);
        let later = rows.filter(|(at, _)| *at > row && is_done(*at));
        let given = later.filter_map(|(_, later)| {
            let to = later.to.as_ref();
            let to = to.filter(|_| later.account.as_ref() == Some(account))?;
            later.facet.kind.gives_address(to)
        });
        let last = given.last()?;
        Some(Target::Address(last.to_owned()))
    }

    /// The address of a row's account as earlier rows of the run leave it.
    fn address(&self, row: u32) -> Option<String> {
        let own = at(&self.plan.rows, row)?;
        if !own.facet.kind.needs().address {
            return own.email.clone();
        }
        let is_done = |row: u32| matches!(at(&self.rows, row), Some(State::Ended { end, .. }) if end.is_there());
        let given = self.addresses_given(row).into_iter();
        // The last of several.
        let last = given.filter(|(row, _)| is_done(*row)).max();
        let given = last.map(|(_, address)| address.to_owned());
        given.or_else(|| own.email.clone())
    }

    /// The addresses that earlier rows give a row's account, with these rows.
    fn addresses_given(&self, row: u32) -> Vec<(u32, &str)> {
        let Some(own) = at(&self.plan.rows, row) else {
            return Vec::new();
        };
        let (mut given, mut open, mut seen) = (Vec::new(), vec![row], BTreeSet::new());
        while let Some(before) = open.pop() {
            for first in self.order.previous(before) {
                let Some(earlier) = at(&self.plan.rows, *first) else {
                    continue;
                };
                if earlier.account != own.account || !seen.insert(*first) {
                    continue;
                }
                open.push(*first);
                let to = earlier.to.as_ref();
                let address = to.and_then(|to| earlier.facet.kind.gives_address(to));
                given.extend(address.map(|address| (*first, address)));
            }
        }
        given
    }
}
