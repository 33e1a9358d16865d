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

    /// Holds rows whose calls would name an address that is no longer their account's.
    pub(in crate::apply) fn hold_readdressed(&mut self, rows: &[u32], addresses: &Addresses) {
        for row in rows {
            let Some(own) = at(&self.plan.rows, *row).filter(|own| own.facet.kind.needs().address)
            else {
                continue;
            };
            let (email, given) = (own.email.as_deref(), self.address(*row));
            let account = own.account.as_deref().unwrap_or_default();
            if let Some(now) = addresses.other_than(account, &[email, given.as_deref()]) {
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
        let (mut given, mut open, mut seen) = (None, vec![row], BTreeSet::new());
        while let Some(before) = open.pop() {
            for first in self.order.previous(before) {
                let Some(earlier) = at(&self.plan.rows, *first) else {
                    continue;
                };
                if earlier.account != own.account || !seen.insert(*first) {
                    continue;
                }
                open.push(*first);
                let done = matches!(at(&self.rows, *first), Some(State::Ended { end, .. }) if end.is_there());
                let to = earlier.to.as_ref().filter(|_| done);
                let address = to.and_then(|to| earlier.facet.kind.gives_address(to));
                // The last of several.
                given = given.max(address.map(|address| (*first, address)));
            }
        }
        let given = given.map(|(_, address)| address.to_owned());
        given.or_else(|| own.email.clone())
    }
}
