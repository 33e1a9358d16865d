//! People as JSON. Written by hand: a bench must not measure its own server.

use std::io::Write as _;

use jiff::Timestamp;
use serde_json::Value;

use super::facts::Facts;
use super::person::{Person, Status};
use super::view::View;
use crate::fault::RolesFault;

/// What is written along with each person.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expand {
    pub roles: bool,
    pub roles_fault: Option<RolesFault>,
    pub counts: bool,
    pub products: bool,
    pub groups: bool,
}

impl Expand {
    /// Reads `expand`; an unknown word is an error.
    ///
    /// # Errors
    /// The unknown word.
    pub fn read(body: &Value) -> Result<Self, String> {
        let mut expand = Self::default();
        for word in body
            .get("expand")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            match word.as_str() {
                Some("platformRoles") => expand.roles = true,
                Some("counts.resources") => expand.counts = true,
                Some("productAccess") => expand.products = true,
                Some("groups") => expand.groups = true,
                _ => return Err(format!("expand {word} is not known")),
            }
        }
        Ok(expand)
    }
}

/// One JSON text.
fn text(out: &mut Vec<u8>, text: &str) {
    // Writing into a vector cannot fail.
    let _ = serde_json::to_writer(out, text);
}

fn field(out: &mut Vec<u8>, name: &str, value: &str) {
    let _ = write!(out, ",\"{name}\":");
    text(out, value);
}

/// A moment as ISO 8601.
pub(crate) fn iso(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| String::new(), |time| time.to_string())
}

/// An entry of a search in directories.
pub(crate) fn user(out: &mut Vec<u8>, view: &View<'_>, person: &Person, expand: Expand) {
    let facts = view.facts;
    out.extend_from_slice(b"{\"accountId\":");
    text(out, &person.account_id);
    field(
        out,
        "accountType",
        if person.app { "app" } else { "atlassian" },
    );
    field(out, "accountStatus", person.account_status());
    field(out, "status", person.status().as_str());
    field(out, "membershipStatus", person.access.as_str());
    field(
        out,
        "claimStatus",
        if person.managed {
            "managed"
        } else {
            "unmanaged"
        },
    );
    if person.synced {
        field(out, "managementSource", "synced");
    } else if person.app {
        out.extend_from_slice(b",\"managementSource\":null");
    } else {
        field(out, "managementSource", "invited");
    }
    field(out, "name", &person.name);
    field(out, "nickname", &person.nickname);
    field(out, "email", &person.email);
    let _ = write!(
        out,
        ",\"emailVerified\":{},\"mfaEnabled\":{}",
        !person.app, person.mfa
    );
    field(out, "addedToOrg", &iso(person.added));
    field(out, "jobTitle", person.job());
    field(out, "department", person.department_name());
    field(out, "organization", person.organization());
    field(out, "location", person.location());
    field(out, "timeZone", person.zone());
    field(out, "picture", "https://avatar.example/none.png");
    if expand.counts {
        let _ = write!(
            out,
            ",\"counts\":{{\"resources\":{}}}",
            person.products.len()
        );
    }
    if expand.roles {
        roles(out, person, expand.roles_fault);
    }
    if expand.products {
        out.extend_from_slice(b",\"productAccess\":[");
        for (n, (product, active)) in person.products.iter().enumerate() {
            let Some(product) = facts.products.get(*product) else {
                continue;
            };
            out.extend_from_slice(if n == 0 { b"{\"id\":" } else { b",{\"id\":" });
            text(out, &product.id);
            field(out, "key", &product.key);
            if let Some(active) = active {
                field(out, "lastActiveTimestamp", &iso(*active));
            }
            out.push(b'}');
        }
        out.push(b']');
    }
    if expand.groups {
        out.extend_from_slice(b",\"groups\":[");
        let groups = view.groups_of(person).into_iter();
        for (n, group) in groups
            .filter_map(|group| view.group_name(group))
            .enumerate()
        {
            out.extend_from_slice(if n == 0 { b"{\"id\":" } else { b",{\"id\":" });
            text(out, &group.0);
            field(out, "name", &group.1);
            out.extend_from_slice(b",\"description\":null}");
        }
        out.push(b']');
    }
    out.push(b'}');
}

fn roles(out: &mut Vec<u8>, person: &Person, fault: Option<RolesFault>) {
    let text: &[u8] = match fault {
        Some(RolesFault::Absent) => b"",
        Some(RolesFault::Part) if person.index.is_multiple_of(2) => b"",
        Some(RolesFault::Null) => b",\"platformRoles\":null",
        Some(RolesFault::Empty) => b",\"platformRoles\":[]",
        Some(RolesFault::Odd) => b",\"platformRoles\":[null]",
        Some(RolesFault::Other) => b",\"platformRoles\":[\"ORGANIZATION-OWNER\"]",
        _ if person.org_admin => b",\"platformRoles\":[\"atlassian/org-admin\"]",
        _ => b",\"platformRoles\":[]",
    };
    out.extend_from_slice(text);
}

/// An entry of the managed accounts.
pub(crate) fn managed_account(out: &mut Vec<u8>, facts: &Facts, person: &Person) {
    out.extend_from_slice(b"{\"account_id\":");
    text(out, &person.account_id);
    field(out, "account_type", "atlassian");
    field(out, "account_status", person.account_status());
    field(out, "name", &person.name);
    field(out, "picture", "https://avatar.example/none.png");
    field(out, "email", &person.email);
    let _ = write!(out, ",\"access_billable\":{}", !person.products.is_empty());
    if let Some(active) = person.last_active() {
        field(out, "last_active", &iso(active));
    }
    out.extend_from_slice(b",\"product_access\":[");
    for (n, (product, active)) in person.products.iter().enumerate() {
        let Some(product) = facts.products.get(*product) else {
            continue;
        };
        out.extend_from_slice(if n == 0 { b"{\"key\":" } else { b",{\"key\":" });
        text(out, &product.key);
        field(out, "name", &product.name);
        field(out, "url", &format!("{}.atlassian.net", product.site));
        if let Some(active) = active {
            field(out, "last_active", &iso(*active));
        }
        out.push(b'}');
    }
    out.extend_from_slice(b"],\"links\":{\"self\":");
    text(
        out,
        &format!(
            "https://api.atlassian.com/admin/v1/orgs/{}/users/{}",
            facts.org_id, person.account_id
        ),
    );
    out.extend_from_slice(b"}}");
}

/// An entry of the portal's list.
pub(crate) fn portal_user(out: &mut Vec<u8>, person: &Person) {
    out.extend_from_slice(b"{\"id\":");
    text(out, &person.account_id);
    field(out, "displayName", &person.name);
    field(out, "email", &person.email);
    let status = if person.status() == Status::Active {
        "ENABLED"
    } else {
        "BLOCKED"
    };
    field(out, "activeStatus", status);
    if let Some(active) = person.last_active() {
        field(out, "presence", &iso(active));
    }
    field(out, "created", &iso(person.added));
    let _ = write!(
        out,
        ",\"system\":{},\"hasVerifiedEmail\":{}}}",
        person.app, !person.app
    );
}
