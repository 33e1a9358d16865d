//! The apps of an organization.

/// An app of the organization.
#[derive(Debug, Clone)]
pub(crate) struct Product {
    /// Its resource id.
    pub id: String,
    pub key: String,
    pub name: String,
    /// The owner of the resource.
    pub kind: String,
    pub site: String,
    pub sandbox: bool,
}

/// The product instances: key, name, owner of the resource, site.
const PRODUCTS: [(&str, &str, &str, &str); 5] = [
    ("jira-software", "Jira", "jira-software", "acme"),
    ("confluence", "Confluence", "confluence", "acme"),
    (
        "jira-service-desk",
        "Jira Service Management",
        "jira-servicedesk",
        "acme",
    ),
    ("bitbucket", "Bitbucket", "bitbucket", "acme"),
    (
        "jira-software",
        "Jira",
        "jira-software-sandbox",
        "acme-sandbox-110",
    ),
];
/// The product that is a sandbox.
pub(super) const SANDBOX: usize = PRODUCTS.len() - 1;

impl Product {
    /// Those of a site that is generated.
    pub fn all(site: &str) -> Vec<Self> {
        PRODUCTS
            .iter()
            .enumerate()
            .map(|(number, (key, name, kind, of))| Self {
                id: format!("ari:cloud:{kind}::site/{site}"),
                key: (*key).to_owned(),
                name: (*name).to_owned(),
                kind: (*kind).to_owned(),
                site: (*of).to_owned(),
                sandbox: number == SANDBOX,
            })
            .collect()
    }
}
