//! Who a request is about, by the ID and the address that they have when it is sent.

use std::collections::BTreeSet;

use super::at;
use super::run::Machine;
use super::state::State;
use crate::change::{Addresses, Subject, readdressed};

impl Machine {
    pub(in crate::apply) fn subject(&self, row: u32) -> Option<Subject> {
        Some(Subject {
            target: self.target(row)?,
            email: self.address(row),
        })
    }

    /// Holds rows whose calls would name an address that is no longer their account's. One that earlier rows of the run give
    /// it is, whether or not they are known to be done.
    pub(in crate::apply) fn hold_readdressed(&mut self, rows: &[u32], addresses: &Addresses) {
        for row in rows {
            let Some(own) = at(&self.plan.rows, *row).filter(|own| own.facet.kind.needs().address)
            else {
                continue;
            };
            let given = self.addresses_given(*row);
            let known = given.iter().map(|(_, address)| Some(*address));
            let known: Vec<Option<&str>> = known.chain([own.email.as_deref()]).collect();
            let account = own.account.as_deref().unwrap_or_default();
            if let Some(now) = addresses.other_than(account, &known) {
                self.held.insert(*row, readdressed(&now));
            }
        }
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
