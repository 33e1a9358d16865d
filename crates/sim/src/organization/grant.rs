//! Roles on resources.

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
    Product(u16),
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
