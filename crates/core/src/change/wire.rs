//! The way to the service.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use atlctl_api::{Client, OrgId};

use crate::store::email_key;

/// The way to the service: a client and the organization.
#[derive(Debug, Clone)]
pub struct Wire {
    /// The client.
    pub client: Client,
    /// The organization.
    pub org: OrgId,
    /// The addresses that accounts have now.
    pub addresses: Addresses,
}

impl Wire {
    /// The way to an organization, by which no address is known yet.
    #[must_use]
    pub fn new(client: Client, org: OrgId) -> Self {
        Self {
            client,
            org,
            addresses: Addresses::default(),
        }
    }
}

/// The addresses that the service told while values were read. People are named by address, and some calls name them so,
/// too; an address may be another account's by now. All clones share what one of them learns.
#[derive(Debug, Clone, Default)]
pub struct Addresses(Arc<Mutex<Told>>);

#[derive(Debug, Default)]
struct Told {
    /// Addresses by account.
    of: HashMap<String, String>,
    /// Accounts by address, as it is compared.
    at: HashMap<String, String>,
}

impl Addresses {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the address of an account. No other account has it anymore.
    pub fn learn(&self, account: &str, address: &str) {
        if address.trim().is_empty() {
            return;
        }
        let mut told = self.told();
        let before = told.of.insert(account.to_owned(), address.to_owned());
        if let Some(before) = before.map(|before| email_key(&before))
            && told.at.get(&before).is_some_and(|owner| owner == account)
        {
            told.at.remove(&before);
        }
        let former = told.at.insert(email_key(address), account.to_owned());
        if let Some(former) = former.filter(|former| former != account) {
            told.of.remove(&former);
        }
    }

    /// Forgets the address of an account, which is read again: an answer that does not tell it must not leave an older one.
    pub fn forget(&self, account: &str) {
        let mut told = self.told();
        if let Some(address) = told.of.remove(account) {
            told.at.remove(&email_key(&address));
        }
    }

    /// Forgets whose address this is, which is asked again.
    pub fn forget_owner(&self, address: &str) {
        let mut told = self.told();
        if let Some(account) = told.at.remove(&email_key(address)) {
            told.of.remove(&account);
        }
    }

    /// The address of an account, where it was told.
    #[must_use]
    pub fn of(&self, account: &str) -> Option<String> {
        self.told().of.get(account).cloned()
    }

    /// The account that has an address, where it was told.
    #[must_use]
    pub fn owner(&self, address: &str) -> Option<String> {
        self.told().at.get(&email_key(address)).cloned()
    }

    /// The address that an account has, where it was told and is none of these.
    #[must_use]
    pub fn other_than(&self, account: &str, addresses: &[Option<&str>]) -> Option<String> {
        let now = self.of(account)?;
        let is_now = |address: &&str| email_key(address) == email_key(&now);
        let is_known = addresses.iter().flatten().any(is_now);
        (!is_known).then_some(now)
    }
}

/// Why nobody is changed by an address that their account no longer has.
#[must_use]
pub fn readdressed(now: &str) -> String {
    format!(
        "the address is now {now}, and the former one may be another account's; run atlctl sync first"
    )
}

/// Why nobody is invited by an address that belongs to another account than the one that is to come back.
#[must_use]
pub fn taken(address: &str, owner: &str) -> String {
    format!(
        "the address {address} is another account's by now ({owner}), and would get what this one had; run atlctl sync first"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_account() {
        let addresses = Addresses::default();
        addresses.learn("a-1", "ann@acme.example");
        addresses.learn("a-2", "Ann@acme.example");
        assert_eq!(addresses.of("a-1"), None);
        assert_eq!(addresses.owner("ANN@acme.example").as_deref(), Some("a-2"));
        addresses.learn("a-2", "bo@acme.example");
        assert_eq!(addresses.owner("ann@acme.example"), None);
        addresses.forget_owner("bo@acme.example");
        assert_eq!(addresses.of("a-2"), None);
    }

    #[test]
    fn an_address_is_another_one_only_when_it_is_known() {
        let addresses = Addresses::default();
        assert_eq!(
            addresses.other_than("a-1", &[Some("ann@acme.example")]),
            None
        );
        addresses.clone().learn("a-1", "Ann@acme.example");
        assert_eq!(
            addresses.other_than("a-1", &[Some("ann@ACME.example")]),
            None
        );
        assert_eq!(
            addresses.other_than("a-1", &[None, Some("ann@acme.example")]),
            None
        );
        let other = || addresses.other_than("a-1", &[Some("bo@acme.example"), None]);
        assert_eq!(other().as_deref(), Some("Ann@acme.example"));
        addresses.forget("a-1");
        assert_eq!(other(), None);
    }
}
