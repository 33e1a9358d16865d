//! Roles on resources: which there are, and who holds them to begin with.

use super::facts::{Facts, PRODUCTS};
use super::person::Person;
use crate::rng::mix;

/// The roles, by number.
pub(crate) const ROLES: [&str; 12] = [
    "atlassian/user",
    "atlassian/admin",
    "atlassian/guest",
    "atlassian/customer",
    "atlassian/user-access-admin",
    "atlassian/contributor",
    "atlassian/basic",
    "atlassian/stakeholder",
    "atlassian/viewer",
    "atlassian/site-admin",
    "atlassian/org-admin",
    "atlassian/ai-access",
];

/// May use a product.
pub(crate) const USER: u8 = 0;
/// Administers a product.
pub(crate) const ADMIN: u8 = 1;
/// Administers an organization.
pub(crate) const ORG_ADMIN: u8 = 10;

/// The number of a role.
pub(crate) fn role(id: &str) -> Option<u8> {
    let number = ROLES.iter().position(|known| *known == id)?;
    u8::try_from(number).ok()
}

/// What a role is held on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Resource {
    Product(u8),
    Site,
    Organization,
}

/// A role on a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Grant {
    pub resource: Resource,
    pub role: u8,
}

impl Grant {
    /// The product that it lets its holder use.
    pub fn opens(self) -> Option<usize> {
        match self.resource {
            Resource::Product(product) if self.role != 4 && self.role < 9 => {
                Some(usize::from(product))
            }
            _ => None,
        }
    }

    /// The product in which its holder takes a paid seat.
    pub fn seat(self) -> Option<usize> {
        let paid = matches!(self.role, USER | ADMIN);
        self.opens().filter(|_| paid)
    }

    pub fn role_id(self) -> &'static str {
        ROLES.get(usize::from(self.role)).copied().unwrap_or("")
    }
}

impl Facts {
    /// The resource with this id.
    pub fn resource_of(&self, id: &str) -> Option<Resource> {
        if id == self.resource_id(Resource::Site) {
            return Some(Resource::Site);
        }
        if id == self.resource_id(Resource::Organization) {
            return Some(Resource::Organization);
        }
        let number = PRODUCTS.iter().position(|p| self.resource(p) == id)?;
        Some(Resource::Product(u8::try_from(number).ok()?))
    }

    pub fn resource_id(&self, resource: Resource) -> String {
        match resource {
            Resource::Product(product) => PRODUCTS
                .get(usize::from(product))
                .map_or_else(String::new, |product| self.resource(product)),
            Resource::Site => format!("ari:cloud:platform::site/{}", self.site_id),
            Resource::Organization => format!("ari:cloud:platform::org/{}", self.org_id),
        }
    }

    /// The owner of a resource, as filters name it.
    pub fn resource_owner(&self, resource: Resource) -> &'static str {
        match resource {
            Resource::Product(product) => PRODUCTS
                .get(usize::from(product))
                .map_or("", |product| product.kind),
            Resource::Site | Resource::Organization => "platform",
        }
    }

    /// The roles that a person holds without a group to begin with.
    pub fn first_grants(&self, person: &Person) -> Vec<Grant> {
        let mut grants = Vec::new();
        for (product, _) in &person.products {
            let sandbox = *product == PRODUCTS.len() - 1;
            // Some were given the role by hand, besides their group.
            let twice = *product == 0 && mix(self.hash(person.index), 0xD1).is_multiple_of(10);
            if let (true, Ok(product)) = (sandbox || twice, u8::try_from(*product)) {
                let resource = Resource::Product(product);
                grants.push(Grant {
                    resource,
                    role: USER,
                });
            }
        }
        if person.org_admin {
            grants.push(Grant {
                resource: Resource::Organization,
                role: ORG_ADMIN,
            });
        }
        grants
    }

    /// The roles that a group gives to begin with.
    pub fn first_group_grants(&self, group: usize) -> Vec<Grant> {
        if self.is_loaded() {
            return Vec::new();
        }
        match group.checked_sub(2) {
            Some(product @ 0..4) => vec![Grant {
                resource: Resource::Product(u8::try_from(product).unwrap_or(0)),
                role: USER,
            }],
            _ => Vec::new(),
        }
    }
}
