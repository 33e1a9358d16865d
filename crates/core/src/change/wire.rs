//! The way to the service.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

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

/// The addresses that the service told while values were read. Some calls name people by address, and an address may be
/// another account's by now. All clones share what one of them learns.
#[derive(Debug, Clone, Default)]
pub struct Addresses(Arc<Mutex<HashMap<String, String>>>);

impl Addresses {
    /// Keeps the address of an account.
    pub fn learn(&self, account: &str, address: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(account.to_owned(), address.to_owned());
    }

    /// Forgets the address of an account, which is read again: an answer that does not tell it must not leave an older one.
    pub fn forget(&self, account: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(account);
    }

    /// The address that an account has, where it was told and is none of these.
    #[must_use]
    pub fn other_than(&self, account: &str, addresses: &[Option<&str>]) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = known.get(account)?;
        let is_now = |address: &&str| email_key(address) == email_key(now);
        let is_known = addresses.iter().flatten().any(is_now);
        (!is_known).then(|| now.clone())
    }
}

/// Why nobody is changed by an address that their account no longer has.
#[must_use]
pub fn readdressed(now: &str) -> String {
    format!(
        "the address is now {now}, and the former one may be another account's; run atlctl sync first"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
