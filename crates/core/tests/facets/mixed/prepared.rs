//! What changes need that a simulated organization does not have by itself: suspended people, groups to delete.

use atlctl_sim::Control;
use serde_json::{Value as Json, json};

use super::Change;
use super::start::ROLE;

/// How many people, groups or service accounts each change finds.
pub const EACH: usize = 3;

/// The changes that find a person prepared for them.
pub const OF_PEOPLE: [Change; 6] = [
    Change::RevokeRole,
    Change::RevokeAdmin,
    Change::Restore,
    Change::Activate,
    Change::CancelDelete,
    Change::DeleteDeactivated,
];

/// Whether a person is one whom a change of a prepared person fits.
pub fn fits(change: Change, person: &Json, app: &str) -> bool {
    let roles = person["roles"].as_array().map_or(0, Vec::len);
    let is = |status: &str| person["status"] == status;
    match change {
        Change::RevokeRole => is("active") && person["roles"] == json!([[app, ROLE]]),
        // The admins there are at first are left to the organization.
        Change::RevokeAdmin => is("active") && person["org_admin"] == true && roles == 1,
        Change::Restore => is("suspended") && roles == 0,
        Change::Activate | Change::DeleteDeactivated => is("deactivated") && roles == 0,
        _ => is("for_deletion") && roles == 0,
    }
}

/// The name of a group that is prepared for this change.
pub fn group_name(change: Change, number: usize) -> String {
    format!("prepared {} {number}", change.call())
}

/// The name of a service account that is there to be deleted.
pub fn service_account_name(number: usize) -> String {
    format!("prepared robot {number}")
}

pub struct Prepare<'a> {
    pub control: &'a Control,
    pub org: &'a str,
    pub app: &'a str,
}

impl Prepare<'_> {
    fn ask(&self, method: &str, path: &str, body: &Json) {
        let (status, answer) = self.control.as_another(method, path, &body.to_string());
        assert!(
            (200..300).contains(&status),
            "{method} {path}: {status} {answer}"
        );
    }

    /// Makes this person one whom the change fits.
    pub fn person(&self, change: Change, account: &str) {
        let org = self.org;
        let life = |call: &str| format!("/users/{account}/manage/lifecycle/{call}");
        let nothing = json!({});
        match change {
            Change::RevokeRole => {
                let role = json!({"role": "atlassian/user", "resource": self.app});
                let path = format!("/admin/v1/orgs/{org}/users/{account}/roles/assign");
                self.ask("POST", &path, &role);
            }
            Change::RevokeAdmin => {
                let role = json!({"role": "atlassian/org-admin"});
                let path = format!("/admin/v1/orgs/{org}/users/{account}/role-assignments/assign");
                self.ask("POST", &path, &role);
            }
            Change::Restore => {
                let path = format!("/admin/v2/orgs/{org}/directories/-/users/{account}/suspend");
                self.ask("POST", &path, &nothing);
            }
            Change::Activate | Change::DeleteDeactivated => {
                self.ask("POST", &life("disable"), &nothing)
            }
            Change::CancelDelete => self.ask("POST", &life("delete"), &nothing),
            other => panic!("{other:?} needs nobody prepared"),
        }
    }

    fn groups(&self) -> String {
        format!("/admin/v2/orgs/{}/directories/-/groups", self.org)
    }

    pub fn create_group(&self, name: &str) {
        let group = json!({"name": name, "description": "Prepared by a test"});
        self.ask("POST", &self.groups(), &group);
    }

    pub fn add_member(&self, group: &str, account: &str) {
        let path = format!("{}/{group}/memberships", self.groups());
        self.ask("POST", &path, &json!({"accountId": account}));
    }

    pub fn grant_to_group(&self, group: &str) {
        let path = format!("{}/{group}/role-assignments/assign", self.groups());
        let role = json!({"resourceId": self.app, "roleId": "atlassian/user"});
        self.ask("POST", &path, &role);
    }

    pub fn create_service_account(&self, name: &str) {
        let rule = json!({"resource": self.app, "role": "atlassian/user"});
        let account = json!({"displayName": name, "permissionRules": [rule]});
        let path = format!("/admin/api-access/v1/orgs/{}/service-accounts", self.org);
        self.ask("POST", &path, &account);
    }
}
