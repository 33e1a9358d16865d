//! The accounts that a run invited. Each is known from the first reading that shows it as invited; by then, nobody else has
//! the address. A way back removes these accounts, whatever addresses they have, and no others.

use super::Machine;
use super::run::at;
use crate::apply::{Outcome, Record};
use crate::change::{Addresses, Before, Target};

impl Machine {
    /// The account that this run invited with a row; `None` where it is not known.
    #[must_use]
    pub fn invited_account(&self, row: usize) -> Option<&str> {
        let row = u32::try_from(row).ok()?;
        self.invited.accounts.get(&row).map(String::as_str)
    }

    /// Takes in the accounts that have the addresses of these rows.
    pub(in crate::apply) fn see_invited(&mut self, rows: &[u32], addresses: &Addresses) {
        for row in rows {
            let Some(Target::Address(address)) = self.target(*row) else {
                continue;
            };
            match addresses.owner(&address) {
                Some(account) => self.invited.seen.insert(*row, account),
                None => self.invited.seen.remove(row),
            };
        }
    }

    /// Learns which account a row invited, when it is first seen. Who was in the organization before was not invited.
    pub(in crate::apply) fn learn_invited(&mut self, row: u32, end: &Outcome, now: i64) {
        let was_absent = at(&self.plan.rows, row).is_some_and(
            |row| matches!(&row.before, Before::Is(value) if row.to.as_ref() != Some(value)),
        );
        let is_known = self.invited.accounts.contains_key(&row);
        let Some(id) = self.invited.seen.get(&row).cloned() else {
            return;
        };
        let is_in = matches!(end, Outcome::Confirmed | Outcome::InPart { .. });
        if is_in && was_absent && !is_known {
            self.invite_known(row, &id);
            self.note(now, Record::Created { row, id });
        }
    }

    pub(in crate::apply) fn invite_known(&mut self, row: u32, account: &str) {
        self.invited.accounts.insert(row, account.to_owned());
    }
}
