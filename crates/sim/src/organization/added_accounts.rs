//! Accounts that came since the beginning: invited, or provisioned by an identity provider.

use super::facts::Facts;
use super::lagged::Lagged;
use super::person::{Access, Lifecycle, Person};
use crate::rng::uuid;

/// An account that came later.
#[derive(Debug, Clone)]
pub(crate) struct Newcomer {
    pub account_id: String,
    pub email: String,
    pub name: String,
    pub managed: bool,
    pub synced: bool,
    /// Whether the account is an app of the organization.
    pub app: bool,
    /// Seconds since 1970.
    pub added: i64,
    /// Whether the lists have it yet.
    pub arrived: Lagged<bool>,
}

impl Newcomer {
    /// The account ID of the newcomer with this number.
    pub fn account_id(facts: &Facts, number: usize) -> String {
        format!("712020:{}", uuid(facts.seed ^ 0x0E_C0_4E, number as u64))
    }

    /// The person, with the number that follows everyone else's.
    pub fn person(&self, index: usize) -> Person {
        let nickname = self.name.split(' ').next().unwrap_or_default().to_owned();
        Person {
            index,
            account_id: self.account_id.clone(),
            name: self.name.clone(),
            nickname,
            email: self.email.clone(),
            app: self.app,
            managed: self.managed,
            access: Access::Member,
            lifecycle: Lifecycle::Active,
            synced: self.synced,
            mfa: false,
            org_admin: false,
            department: 0,
            place: 0,
            changed: None,
            products: Vec::new(),
            added: self.added,
        }
    }
}

/// A group that was created.
#[derive(Debug, Clone)]
pub(crate) struct NewGroup {
    pub id: String,
    pub name: String,
    pub description: String,
    /// An identity provider fills it.
    pub synced: bool,
}
