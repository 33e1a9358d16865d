//! An organization loaded account by account instead of generated from the seed.

use std::collections::HashMap;

use super::grant::{Grant, Resource, role};
use super::person::{Person, Status};
use super::product::Product;
use crate::records::{SimAccount, SimContents, SimGroup, SimToken};

/// The accounts, with their numbers by id and by address, and what belongs to them.
#[derive(Debug)]
pub(crate) struct Loaded {
    accounts: Vec<SimAccount>,
    by_account: HashMap<String, usize>,
    by_email: HashMap<String, usize>,
    pub(super) groups: Vec<SimGroup>,
    by_group: HashMap<String, usize>,
    groups_of: HashMap<usize, Vec<usize>>,
    grants: HashMap<usize, Vec<Grant>>,
    group_grants: HashMap<usize, Vec<Grant>>,
    pub(super) tokens: Vec<SimToken>,
    tokens_of: HashMap<usize, Vec<usize>>,
    pub(super) domains: Vec<String>,
}

impl Loaded {
    /// The organization, and the products that its roles are held on.
    pub fn new(accounts: Vec<SimAccount>, contents: SimContents) -> (Self, Vec<Product>) {
        let (mut by_account, mut by_email) = (HashMap::new(), HashMap::new());
        for (index, account) in accounts.iter().enumerate() {
            by_account.insert(account.account_id.clone(), index);
            if !account.email.is_empty() {
                by_email.insert(account.email.to_lowercase(), index);
            }
        }
        let (mut by_group, mut groups_of) = (HashMap::new(), HashMap::<_, Vec<usize>>::new());
        for (group, loaded) in contents.groups.iter().enumerate() {
            by_group.insert(loaded.id.clone(), group);
            for member in &loaded.members {
                if let Some(index) = by_account.get(member) {
                    groups_of.entry(*index).or_default().push(group);
                }
            }
        }
        let mut products: Vec<Product> = Vec::new();
        let mut numbers: HashMap<&str, u16> = HashMap::new();
        let (mut grants, mut group_grants) = (HashMap::new(), HashMap::new());
        for held in &contents.roles {
            let Some(role) = role(&held.role) else {
                continue;
            };
            let next = u16::try_from(products.len()).unwrap_or(u16::MAX);
            let number = *numbers.entry(&held.resource).or_insert_with(|| {
                products.push(product(&held.resource));
                next
            });
            let grant = Grant {
                resource: Resource::Product(number),
                role,
            };
            if let Some(index) = by_account.get(&held.holder) {
                grants.entry(*index).or_insert_with(Vec::new).push(grant);
            } else if let Some(group) = by_group.get(&held.holder) {
                let known = group_grants.entry(*group);
                known.or_insert_with(Vec::new).push(grant);
            }
        }
        let mut tokens_of = HashMap::<_, Vec<usize>>::new();
        for (number, token) in contents.tokens.iter().enumerate() {
            if let Some(index) = by_account.get(&token.account) {
                tokens_of.entry(*index).or_default().push(number);
            }
        }
        let loaded = Self {
            accounts,
            by_account,
            by_email,
            groups: contents.groups,
            by_group,
            groups_of,
            grants,
            group_grants,
            tokens: contents.tokens,
            tokens_of,
            domains: contents.domains,
        };
        (loaded, products)
    }

    /// The person with this number. Fields that accounts lack get defaults, such as the first department.
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
            products: self.products(index),
            added,
        }
    }

    /// The products that someone may use; when they last did is not known.
    fn products(&self, index: usize) -> Vec<(usize, Option<i64>)> {
        let groups = self.groups_of(index).iter();
        let by_group = groups.flat_map(|group| self.group_grants(*group));
        let all = self.grants(index).iter().chain(by_group);
        let mut products: Vec<usize> = all.filter_map(|grant| grant.opens()).collect();
        products.sort_unstable();
        products.dedup();
        products
            .into_iter()
            .map(|product| (product, None))
            .collect()
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

    pub fn index_of_group(&self, id: &str) -> Option<usize> {
        self.by_group.get(id).copied()
    }

    pub fn groups_of(&self, index: usize) -> &[usize] {
        self.groups_of.get(&index).map_or(&[], Vec::as_slice)
    }

    /// The roles that someone holds without a group.
    pub fn grants(&self, index: usize) -> &[Grant] {
        self.grants.get(&index).map_or(&[], Vec::as_slice)
    }

    pub fn group_grants(&self, group: usize) -> &[Grant] {
        self.group_grants.get(&group).map_or(&[], Vec::as_slice)
    }

    /// The numbers of someone's tokens.
    pub fn tokens_of(&self, index: usize) -> &[usize] {
        self.tokens_of.get(&index).map_or(&[], Vec::as_slice)
    }
}

/// A product of which only the resource is known.
fn product(id: &str) -> Product {
    let kind = id.split(':').nth(2).unwrap_or_default();
    Product {
        id: id.to_owned(),
        key: kind.to_owned(),
        name: kind.to_owned(),
        kind: kind.to_owned(),
        site: "loaded".to_owned(),
        sandbox: false,
    }
}
