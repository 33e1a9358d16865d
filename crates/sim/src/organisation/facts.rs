//! What does not change: ids, policies' names, domains, products.

use jiff::Timestamp;

use crate::chance::uuid;

/// A product instance of the organisation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Product {
    pub key: &'static str,
    pub name: &'static str,
    pub kind: &'static str,
    pub site: &'static str,
    pub sandbox: bool,
}

/// What every answer is made from.
#[derive(Debug)]
pub(crate) struct Facts {
    pub seed: u64,
    pub people: usize,
    /// The time of the organisation's texts when it was made.
    pub now: Timestamp,
    pub org_id: String,
    pub org_name: &'static str,
    pub site_id: String,
    pub directory_id: String,
    pub policy_ids: Vec<String>,
}

impl Facts {
    pub fn new(seed: u64, people: usize, now: Timestamp) -> Self {
        Self {
            seed,
            people,
            now,
            // Like Atlassian's, it only looks like a UUID: some letters are not hexadecimal.
            org_id: uuid(seed, 1 << 40).replacen(|c: char| c.is_ascii_digit(), "j", 2),
            org_name: "Acme (simulated)",
            site_id: uuid(seed, (1 << 40) + 1),
            directory_id: uuid(seed, (1 << 40) + 2),
            policy_ids: (0..POLICIES.len())
                .map(|n| uuid(seed, (1 << 41) + n as u64))
                .collect(),
        }
    }

    /// The resource id of a product.
    pub fn resource(&self, product: &Product) -> String {
        format!("ari:cloud:{}::site/{}", product.kind, self.site_id)
    }
}

/// The authentication policies.
pub(crate) const POLICIES: [&str; 5] = [
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

/// The product instances.
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
