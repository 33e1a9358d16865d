//! An organization loaded account by account instead of generated from the seed.

use std::collections::HashMap;

use super::person::{Person, Status};
use crate::records::SimAccount;

/// The accounts, with their numbers by id and by address.
#[derive(Debug)]
pub(crate) struct Loaded {
    accounts: Vec<SimAccount>,
    by_account: HashMap<String, usize>,
    by_email: HashMap<String, usize>,
}

impl Loaded {
    pub fn new(accounts: Vec<SimAccount>) -> Self {
        let (mut by_account, mut by_email) = (HashMap::new(), HashMap::new());
        for (index, account) in accounts.iter().enumerate() {
            by_account.insert(account.account_id.clone(), index);
            if !account.email.is_empty() {
                by_email.insert(account.email.to_lowercase(), index);
            }
        }
        Self {
            accounts,
            by_account,
            by_email,
        }
    }

    /// The person with this number. Fields that accounts lack get defaults: no products, the first department.
    pub fn person(&self, index: usize, added: i64) -> Person {
        let account = self.accounts.get(index).cloned().unwrap_or(SimAccount {
            account_id: String::new(),
            email: String::new(),
            name: String::new(),
            managed: false,
            status: String::new(),
            org_admin: false,
            synced: false,
            policy: None,
        });
        let nickname = account
            .name
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned();
        let status = Status::read(&account.status);
        Person {
            index,
            account_id: account.account_id,
            name: account.name,
            nickname,
            email: account.email,
            app: false,
            managed: account.managed,
            access: status.access(),
            // As late as it can be: how long ago it was deleted is not known.
            lifecycle: status.lifecycle(added),
            synced: account.synced,
            mfa: false,
            org_admin: account.org_admin,
            department: 0,
            place: 0,
            changed: None,
            products: Vec::new(),
            added,
        }
    }

    /// The id of the policy that an account is in to begin with.
    pub fn policy(&self, index: usize) -> Option<&str> {
        self.accounts.get(index)?.policy.as_deref()
    }

    pub fn index_of_account(&self, account: &str) -> Option<usize> {
        self.by_account.get(account).copied()
    }

    /// `email` in lower case.
    pub fn index_of_email(&self, email: &str) -> Option<usize> {
        self.by_email.get(email).copied()
    }
}
