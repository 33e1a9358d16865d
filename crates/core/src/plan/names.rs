//! People as a configuration names them.

use std::collections::HashSet;

use atlctl_api::AccountId;

use crate::input::key;

/// Addresses, whatever their case, and account ids.
pub(super) struct Names {
    emails: HashSet<String>,
    accounts: HashSet<AccountId>,
}

impl Names {
    pub(super) fn of(names: &[String]) -> Self {
        let (emails, accounts): (Vec<&String>, Vec<&String>) =
            names.iter().partition(|name| name.contains('@'));
        Self {
            emails: emails.into_iter().map(|email| key(email)).collect(),
            accounts: accounts
                .into_iter()
                .map(|id| AccountId::from(id.trim()))
                .collect(),
        }
    }

    pub(super) fn hold(&self, email: Option<&str>, account: &AccountId) -> bool {
        self.accounts.contains(account)
            || email.is_some_and(|email| self.emails.contains(&key(email)))
    }
}
