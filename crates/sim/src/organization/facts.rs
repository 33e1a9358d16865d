//! Fixed facts: IDs, policy names, domains, products.

use jiff::Timestamp;

use super::derived::Derived;
use super::loaded::Loaded;
use super::product::Product;
use crate::config::SimOrganization;
use crate::records::SimContents;
use crate::rng::{mix, uuid};

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
    pub products: Vec<Product>,
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
            org_id: org_id(seed, "j"),
            org_name: "Acme (simulated)".to_owned(),
            products: Product::all(&uuid(seed, (1 << 40) + 1)),
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

    /// The same with the ID of an owner's organization.
    pub fn owned_by(self, owner: Option<&str>) -> Self {
        let Some(owner) = owner else {
            return self;
        };
        let place = |sum: u64, byte: u8| sum.wrapping_mul(31).wrapping_add(u64::from(byte));
        let seed = mix(self.seed, owner.bytes().fold(1, place));
        Self {
            org_id: org_id(seed, "k"),
            ..self
        }
    }

    /// The facts of a loaded organization.
    pub fn loaded(
        seed: u64,
        organization: SimOrganization,
        contents: SimContents,
        now: Timestamp,
    ) -> Self {
        let (ids, names) = organization
            .policies
            .into_iter()
            .map(|policy| (policy.id, policy.name))
            .unzip();
        let people = organization.accounts.len();
        let generated = Self::new(seed, 0, now);
        let (directory, site) = (contents.directory.clone(), contents.site.clone());
        let (loaded, products) = Loaded::new(organization.accounts, contents);
        Self {
            org_id: organization.id,
            org_name: organization.name,
            policy_ids: ids,
            policy_names: names,
            people,
            products,
            loaded: Some(loaded),
            directory_id: directory.unwrap_or_else(|| generated.directory_id.clone()),
            site_id: site.unwrap_or_else(|| generated.site_id.clone()),
            ..generated
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
        let mut products = self.products.iter();
        products.position(|product| product.key == app || product.id == app)
    }
}

/// Like Atlassian's, the ID only looks like a UUID: some letters are not hexadecimal. IDs with another letter are others,
/// since each has the digit of its version.
fn org_id(seed: u64, letter: &str) -> String {
    uuid(seed, 1 << 40).replacen(|c: char| c.is_ascii_digit(), letter, 2)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_an_owner_is_no_other_ones() {
        let of = |seed, owner| {
            Facts::new(seed, 20, Timestamp::UNIX_EPOCH)
                .owned_by(owner)
                .org_id
        };
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..2_000 {
            let without = of(seed, None);
            assert!(without.contains('j') && !without.contains('k'), "{without}");
            for id in [without, of(seed, Some("demo")), of(seed, Some("work"))] {
                assert!(seen.insert(id.clone()), "{id}");
            }
            let own = of(seed, Some("demo"));
            assert!(own.contains('k') && !own.contains('j'), "{own}");
        }
    }
}
