//! Fixed facts: IDs, policy names, domains, products.

use jiff::Timestamp;

use super::derived::Derived;
use super::loaded::Loaded;
use crate::config::SimOrganization;
use crate::rng::uuid;

/// An app of the organization.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Product {
    pub key: &'static str,
    pub name: &'static str,
    pub kind: &'static str,
    pub site: &'static str,
    pub sandbox: bool,
}

/// The fixed facts of an organization.
#[derive(Debug)]
pub(crate) struct Facts {
    pub seed: u64,
    pub people: usize,
    /// The time of the organization's texts when it was made.
    pub now: Timestamp,
    pub org_id: String,
    pub org_name: String,
    pub site_id: String,
    pub directory_id: String,
    /// The directory of the identity provider.
    pub scim_id: String,
    pub policy_ids: Vec<String>,
    policy_names: Vec<String>,
    /// The loaded accounts; `None` when people are generated from the seed.
    pub(super) loaded: Option<Loaded>,
    pub(super) derived: Derived,
}

impl Facts {
    pub fn new(seed: u64, people: usize, now: Timestamp) -> Self {
        Self {
            seed,
            people,
            now,
            // Like Atlassian's, it only looks like a UUID: some letters are not hexadecimal.
            org_id: uuid(seed, 1 << 40).replacen(|c: char| c.is_ascii_digit(), "j", 2),
            org_name: "Acme (simulated)".to_owned(),
            site_id: uuid(seed, (1 << 40) + 1),
            directory_id: uuid(seed, (1 << 40) + 2),
            policy_ids: (0..POLICIES.len())
                .map(|n| uuid(seed, (1 << 41) + n as u64))
                .collect(),
            policy_names: POLICIES.map(str::to_owned).to_vec(),
            scim_id: uuid(seed, (1 << 40) + 3),
            loaded: None,
            derived: Derived::default(),
        }
    }

    /// The facts of a loaded organization.
    pub fn loaded(seed: u64, loaded: SimOrganization, now: Timestamp) -> Self {
        let (ids, names) = loaded
            .policies
            .into_iter()
            .map(|policy| (policy.id, policy.name))
            .unzip();
        Self {
            org_id: loaded.id,
            org_name: loaded.name,
            policy_ids: ids,
            policy_names: names,
            people: loaded.accounts.len(),
            loaded: Some(Loaded::new(loaded.accounts)),
            ..Self::new(seed, 0, now)
        }
    }

    /// Whether the accounts are loaded rather than generated.
    pub fn is_loaded(&self) -> bool {
        self.loaded.is_some()
    }

    /// The name of the policy with this number.
    pub fn policy_name(&self, policy: usize) -> &str {
        self.policy_names.get(policy).map_or("", String::as_str)
    }

    /// The number of the product with this key or resource id.
    pub fn product(&self, app: &str) -> Option<usize> {
        PRODUCTS
            .iter()
            .position(|p| p.key == app || self.resource(p) == app)
    }

    /// The resource id of a product.
    pub fn resource(&self, product: &Product) -> String {
        format!("ari:cloud:{}::site/{}", product.kind, self.site_id)
    }
}

/// The authentication policies.
const POLICIES: [&str; 5] = [
    "Default policy",
    "SSO with two-step verification",
    "Password only",
    "Contractors",
    "Service accounts",
];

/// Domains with their claim; the people of the verified ones are managed.
pub(crate) const DOMAINS: [(&str, &str); 4] = [
    ("acme.example", "verified"),
    ("acme-labs.example", "verified"),
    ("acme-shop.example", "unverified"),
    ("old-acme.example", "missing_token"),
];

/// Domains of people who are not managed.
pub(crate) const FOREIGN: [&str; 3] = ["partner.example", "mail.example", "freelance.example"];

/// The apps.
pub(crate) const PRODUCTS: [Product; 5] = [
    Product {
        key: "jira-software",
        name: "Jira",
        kind: "jira-software",
        site: "acme",
        sandbox: false,
    },
    Product {
        key: "confluence",
        name: "Confluence",
        kind: "confluence",
        site: "acme",
        sandbox: false,
    },
    Product {
        key: "jira-service-desk",
        name: "Jira Service Management",
        kind: "jira-servicedesk",
        site: "acme",
        sandbox: false,
    },
    Product {
        key: "bitbucket",
        name: "Bitbucket",
        kind: "bitbucket",
        site: "acme",
        sandbox: false,
    },
    Product {
        key: "jira-software",
        name: "Jira",
        kind: "jira-software-sandbox",
        site: "acme-sandbox-110",
        sandbox: true,
    },
];
