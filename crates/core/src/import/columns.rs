//! What the columns of export files say. Their headings are known from the documentation and from public files; a column
//! that is not known is kept as it is.

use crate::input::heading_key;

/// What a column says about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The address.
    Email,
    /// The account ID.
    AccountId,
    /// The full name.
    Name,
    /// The status, in words.
    Status,
    /// The status as yes or no: active or not.
    Active,
    /// The role in the organization.
    OrgRole,
    /// When the person was added to the organization.
    AddedToOrg,
    /// Whether the account is billed.
    Billable,
    /// The last activity in any app.
    LastActive,
    /// The name of the authentication policy.
    Policy,
    /// The type of the authentication policy.
    PolicyType,
    /// Whether the policy enforces single sign-on.
    SingleSignOn,
    /// Whether two-step verification is on.
    TwoStepVerification,
    /// Groups, separated by commas.
    Groups,
    /// Apps, separated by commas.
    Apps,
    /// The last activity in an app, of a site where one is named.
    LastSeenIn {
        /// The app's name.
        app: String,
        /// The site's name.
        site: Option<String>,
    },
    /// The sites on which the person has the app, or whether they have it.
    SitesOf {
        /// The app's name.
        app: String,
    },
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The heading as written.
    pub heading: String,
    /// What it says, if known.
    pub fact: Option<Fact>,
    /// Whether an earlier column says the same, so that this one is not read.
    pub repeats: bool,
    /// Cells with a value.
    pub filled: u64,
    /// Cells with a value that is not understood.
    pub odd: u64,
}

/// Apps that have a column of their own in exports of managed accounts.
const APPS: [&str; 16] = [
    "Atlas",
    "Bitbucket",
    "Compass",
    "Confluence",
    "Goals",
    "Guard",
    "Jira",
    "Jira Product Discovery",
    "Jira Service Management",
    "Jira Software",
    "Jira Work Management",
    "Loom",
    "Opsgenie",
    "Rovo",
    "Statuspage",
    "Trello",
];

impl Fact {
    /// The name of the fact: a column of the view `imported_user`, or what the row of another view is about.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::AccountId => "account_id",
            Self::Name => "name",
            Self::Status | Self::Active => "status",
            Self::OrgRole => "org_role",
            Self::AddedToOrg => "added_to_org",
            Self::Billable => "billable",
            Self::LastActive => "last_active",
            Self::Policy => "policy",
            Self::PolicyType => "policy_type",
            Self::SingleSignOn => "single_sign_on",
            Self::TwoStepVerification => "two_step_verification",
            Self::Groups => "groups",
            Self::Apps => "apps",
            Self::LastSeenIn { .. } => "last active in the app",
            Self::SitesOf { .. } => "access to the app",
        }
    }

    /// The app that the column is about, and its site.
    #[must_use]
    pub fn app(&self) -> Option<(&str, Option<&str>)> {
        match self {
            Self::LastSeenIn { app, site } => Some((app, site.as_deref())),
            Self::SitesOf { app } => Some((app, None)),
            _ => None,
        }
    }
}

/// Headings of exports that say nothing about a person's access: their text is enough.
const ONLY_TEXT: [&str; 4] = [
    "idlesessionduration",
    "lastlogin",
    "passwordexpiry",
    "passwordrequirements",
];

impl Column {
    /// Whether the column has values that nothing reads, under a heading that no export is known to have.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let key = heading_key(&self.heading);
        self.fact.is_none()
            && !self.repeats
            && self.filled > 0
            && !ONLY_TEXT.contains(&key.as_str())
    }
}

/// The columns of a row of headings.
pub(super) fn columns(headings: &[String]) -> Vec<Column> {
    let keys: Vec<String> = headings
        .iter()
        .map(|heading| heading_key(heading))
        .collect();
    // Before 2021, "username" was the name for signing in.
    let full = keys
        .iter()
        .any(|key| matches!(&**key, "fullname" | "displayname"));
    let mut found: Vec<Column> = Vec::new();
    for (heading, key) in headings.iter().zip(&keys) {
        let fact = fact(heading, key, full);
        // Of two columns that say the same, the first counts.
        let again = fact.is_some() && found.iter().any(|column| column.fact == fact);
        found.push(Column {
            heading: heading.clone(),
            repeats: again,
            fact: fact.filter(|_| !again),
            filled: 0,
            odd: 0,
        });
    }
    found
}

fn fact(heading: &str, key: &str, full_name: bool) -> Option<Fact> {
    Some(match key {
        "email" | "emailaddress" => Fact::Email,
        "userid" | "accountid" | "atlassianid" | "atlassianaccountid" => Fact::AccountId,
        "fullname" | "displayname" => Fact::Name,
        "name" | "username" if !full_name => Fact::Name,
        "status" | "userstatus" | "accountstatus" => Fact::Status,
        "active" => Fact::Active,
        "orgrole" | "organizationrole" => Fact::OrgRole,
        "addedtoorg" | "addedtoorganization" => Fact::AddedToOrg,
        "billable" => Fact::Billable,
        "lastactive" | "lastactivetime" | "lastactivedate" => Fact::LastActive,
        "policyname" | "policy" | "authenticationpolicy" => Fact::Policy,
        "policytype" => Fact::PolicyType,
        "samlsinglesignon" | "singlesignon" | "saml" => Fact::SingleSignOn,
        "twostepverification" | "twostepverificationenabled" => Fact::TwoStepVerification,
        "groups" | "groupname" | "groupnames" | "groupmembership" | "groupmemberships" => {
            Fact::Groups
        }
        "useraccesstoproducts" | "useraccesstoapps" | "productaccess" | "appaccess" => Fact::Apps,
        _ => return of_app(heading, key),
    })
}

/// `Last seen in Jira - acme`, or the name of an app.
fn of_app(heading: &str, key: &str) -> Option<Fact> {
    const LAST_SEEN: &str = "last seen in ";
    let lower = heading.get(..LAST_SEEN.len()).map(str::to_ascii_lowercase);
    if lower.as_deref() == Some(LAST_SEEN) {
        let rest = heading.get(LAST_SEEN.len()..)?.trim();
        let (app, site) = match rest.split_once(" - ") {
            Some((app, site)) => (app.trim(), Some(site.trim().to_owned())),
            None => (rest, None),
        };
        return Some(Fact::LastSeenIn {
            app: app.to_owned(),
            site: site.filter(|site| !site.is_empty()),
        });
    }
    let app = APPS.iter().find(|app| heading_key(app) == key)?;
    Some(Fact::SitesOf {
        app: (*app).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(headings: &str) -> Vec<Option<Fact>> {
        let headings: Vec<String> = headings.split(',').map(str::to_owned).collect();
        columns(&headings)
            .into_iter()
            .map(|column| column.fact)
            .collect()
    }

    #[test]
    fn headings_of_every_export() {
        assert_eq!(
            facts(
                "User id,User name,email,Org role,Last seen in Jira Service Management - a - b,Last seen in Atlas"
            ),
            [
                Some(Fact::AccountId),
                Some(Fact::Name),
                Some(Fact::Email),
                Some(Fact::OrgRole),
                Some(Fact::LastSeenIn {
                    app: "Jira Service Management".to_owned(),
                    site: Some("a - b".to_owned())
                }),
                Some(Fact::LastSeenIn {
                    app: "Atlas".to_owned(),
                    site: None
                }),
            ]
        );
        assert_eq!(
            facts("group_name,username,full_name,email,active,last_login,Jira"),
            [
                Some(Fact::Groups),
                None,
                Some(Fact::Name),
                Some(Fact::Email),
                Some(Fact::Active),
                None,
                Some(Fact::SitesOf {
                    app: "Jira".to_owned()
                }),
            ]
        );
        assert_eq!(
            facts("Email,E-mail,Password requirements"),
            [Some(Fact::Email), None, None]
        );
    }
}
