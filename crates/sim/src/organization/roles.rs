//! Roles on resources: which there are, and who holds them to begin with.

use super::facts::Facts;
use super::grant::{Grant, ORG_ADMIN, Resource, USER};
use super::person::Person;
use super::product::SANDBOX;
use crate::rng::mix;

impl Facts {
    /// The resource with this id.
    pub fn resource_of(&self, id: &str) -> Option<Resource> {
        if id == self.resource_id(Resource::Site) {
            return Some(Resource::Site);
        }
        if id == self.resource_id(Resource::Organization) {
            return Some(Resource::Organization);
        }
        let number = self.products.iter().position(|p| p.id == id)?;
        Some(Resource::Product(u16::try_from(number).ok()?))
    }

    pub fn resource_id(&self, resource: Resource) -> String {
        match resource {
            Resource::Product(product) => self
                .products
                .get(usize::from(product))
                .map_or_else(String::new, |product| product.id.clone()),
            Resource::Site => format!("ari:cloud:platform::site/{}", self.site_id),
            Resource::Organization => format!("ari:cloud:platform::org/{}", self.org_id),
        }
    }

    /// The owner of a resource, as filters name it.
    pub fn resource_owner(&self, resource: Resource) -> &str {
        match resource {
            Resource::Product(product) => self
                .products
                .get(usize::from(product))
                .map_or("", |product| product.kind.as_str()),
            Resource::Site | Resource::Organization => "platform",
        }
    }

    /// The roles that a person holds without a group to begin with.
    pub fn first_grants(&self, person: &Person) -> Vec<Grant> {
        let mut grants = match &self.loaded {
            Some(loaded) => loaded.grants(person.index).to_vec(),
            None => self.generated_grants(person),
        };
        if person.org_admin {
            grants.push(Grant {
                resource: Resource::Organization,
                role: ORG_ADMIN,
            });
        }
        grants
    }

    fn generated_grants(&self, person: &Person) -> Vec<Grant> {
        let mut grants = Vec::new();
        for (product, _) in &person.products {
            let sandbox = *product == SANDBOX;
            // Some were given the role by hand, besides their group.
            let twice = *product == 0 && mix(self.hash(person.index), 0xD1).is_multiple_of(10);
            if let (true, Ok(product)) = (sandbox || twice, u16::try_from(*product)) {
                let resource = Resource::Product(product);
                grants.push(Grant {
                    resource,
                    role: USER,
                });
            }
        }
        grants
    }

    /// The roles that a group gives to begin with.
    pub fn first_group_grants(&self, group: usize) -> Vec<Grant> {
        if let Some(loaded) = &self.loaded {
            return loaded.group_grants(group).to_vec();
        }
        match group.checked_sub(2) {
            Some(product @ 0..4) => vec![Grant {
                resource: Resource::Product(u16::try_from(product).unwrap_or(0)),
                role: USER,
            }],
            _ => Vec::new(),
        }
    }
}
