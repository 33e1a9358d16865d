//! Whether the address by which a row names somebody is still the one of their account.

use std::collections::HashMap;

use atlctl_api::AccountId;

use super::{Verdict, Wanted};
use crate::change::{Live, Target, readdressed, taken};
use crate::store::email_key;

/// What the service says of the address by which a row names somebody.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    /// Why the row may be about another account than the one that its address is of now.
    pub(super) obstacle: Option<String>,
    /// The address of today of somebody who is named by the account ID.
    pub(super) now: Option<String>,
}

/// The addresses by which the rows of a plan name people.
pub(super) struct NamedAddresses<'a> {
    live: Option<&'a Live>,
    undo: bool,
    /// The addresses that rows give accounts, or take back from them.
    of_rows: HashMap<&'a AccountId, Vec<&'a str>>,
    /// The last one that a row so far gives, and is changed.
    given: HashMap<&'a AccountId, &'a str>,
}

impl<'a> NamedAddresses<'a> {
    pub(super) fn of(wanted: &'a [Wanted], live: Option<&'a Live>, undo: bool) -> Self {
        let mut of_rows: HashMap<&AccountId, Vec<&str>> = HashMap::new();
        for one in wanted {
            let Some(person) = &one.found.person else {
                continue;
            };
            let values = one.to.iter().chain(&one.from).chain(&one.or_from);
            let addresses = values.filter_map(|value| one.facet.kind.gives_address(value));
            for address in addresses {
                of_rows.entry(&person.account_id).or_default().push(address);
            }
        }
        Self {
            live,
            undo,
            of_rows,
            given: HashMap::new(),
        }
    }

    /// Compares the address of a row with the one that the account has.
    pub(super) fn check(&self, wanted: &Wanted) -> Named {
        let (Some(live), Some(person)) = (self.live, &wanted.found.person) else {
            return Named::default();
        };
        let account = person.account_id.as_str();
        if let Some(Target::Address(address)) = &wanted.target {
            // Who left has another address than the mirror's, or none: it is the address that is invited.
            let is_back = self.undo;
            let obstacle = match (is_back, person.gone) {
                (true, _) => self.of_invited_again(live, &person.account_id, address),
                (false, true) => None,
                (false, false) => live.other_address(account, &[Some(address)]),
            };
            let obstacle = obstacle.map(|now| match is_back {
                true => now,
                false => readdressed(&now),
            });
            // Who comes back by another address is shown by that one, unless an earlier row gives it back.
            let is_given = self.given.contains_key(&person.account_id);
            let is_other = person.email.as_deref().map(email_key) != Some(email_key(address));
            let now = (is_back && is_other && !is_given).then(|| address.clone());
            return Named { obstacle, now };
        }
        let known = person.email.as_deref().filter(|email| !email.is_empty());
        let Some(known) = known else {
            return Named::default();
        };
        let of_rows = self.of_rows.get(&person.account_id).into_iter().flatten();
        let known: Vec<Option<&str>> = of_rows.copied().chain([known]).map(Some).collect();
        let now = live.other_address(account, &known);
        let by_account = wanted.found.given.email.is_none() && wanted.found.given.account.is_some();
        match now {
            Some(now) if by_account && !wanted.facet.kind.needs().address => Named {
                obstacle: None,
                now: Some(now),
            },
            now => Named {
                obstacle: now.as_deref().map(readdressed),
                now: None,
            },
        }
    }

    /// Why nobody is invited again by this address: it is another account's, or the account has another one.
    fn of_invited_again(&self, live: &Live, account: &AccountId, address: &str) -> Option<String> {
        let owner = live.owner(address);
        if let Some(owner) = owner.filter(|owner| owner != account.as_str()) {
            return Some(taken(address, &owner));
        }
        // It is theirs once an earlier row has given it back.
        let given = self.given.get(account).copied();
        if given.is_some_and(|given| email_key(given) == email_key(address)) {
            return None;
        }
        let now = live.other_address(account.as_str(), &[Some(address)])?;
        Some(readdressed(&now))
    }

    /// Takes in the verdict on a row.
    pub(super) fn decided(&mut self, wanted: &'a Wanted, verdict: &Verdict) {
        let given = wanted.to.as_ref().filter(|_| verdict.is_change());
        let given = given.and_then(|to| wanted.facet.kind.gives_address(to));
        if let (Some(person), Some(given)) = (&wanted.found.person, given) {
            self.given.insert(&person.account_id, given);
        }
    }
}
