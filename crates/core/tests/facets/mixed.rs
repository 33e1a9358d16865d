//! Rows of every facet for the people of a simulated organization, and what is true of a row. Tests of the engine and
//! of the program share it.

use std::collections::HashSet;

use atlctl_core::change::facet::app_role::{AppRole, HELD, NOT_HELD};
use atlctl_core::change::facet::directory_access::{self, DirectoryAccess};
use atlctl_core::change::facet::group_exists::{self, GroupExists};
use atlctl_core::change::facet::invitation::{self, Invitation, Invite};
use atlctl_core::change::facet::lifecycle::{self, Lifecycle};
use atlctl_core::change::facet::membership::{IN, Membership, OUT};
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::facet::{credential, policy};
use atlctl_core::change::{Before, Facet, FacetKind, ORG_ADMIN, Target, Value};
use atlctl_core::plan::{Row, Verdict};
use atlctl_sim::Control;
use serde_json::Value as Json;

/// A change of one facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Move,
    Suspend,
    Deactivate,
    AddMember,
    RemoveMember,
    GrantRole,
    MakeAdmin,
    RevokeToken,
    Invite,
    CreateGroup,
}

impl Change {
    pub const ALL: [Self; 10] = [
        Self::Move,
        Self::Suspend,
        Self::Deactivate,
        Self::AddMember,
        Self::RemoveMember,
        Self::GrantRole,
        Self::MakeAdmin,
        Self::RevokeToken,
        Self::Invite,
        Self::CreateGroup,
    ];

    /// The name that the witness has for its call.
    pub fn call(self) -> &'static str {
        match self {
            Self::Move => "add-to-policy",
            Self::Suspend => "suspend",
            Self::Deactivate => "deactivate",
            Self::AddMember => "add-member",
            Self::RemoveMember => "remove-member",
            Self::GrantRole => "assign-role",
            Self::MakeAdmin => "assign-platform-role",
            Self::RevokeToken => "revoke-token",
            Self::Invite => "invite",
            Self::CreateGroup => "create-group",
        }
    }
}

/// The organization at the start.
pub struct Start {
    state: Json,
    to: String,
    app: String,
    group: String,
}

fn list<'a>(json: &'a Json, name: &str) -> &'a [Json] {
    json[name].as_array().unwrap()
}

fn text(json: &Json) -> String {
    json.as_str().unwrap().to_owned()
}

impl Start {
    pub fn of(control: &Control) -> Self {
        let state = control.state(false);
        let group = |name: &str| {
            let mut groups = list(&state, "groups").iter();
            groups.find(|one| one["name"] == name).unwrap().clone()
        };
        let policies = control.policies();
        let to = policies.iter().find(|one| one.name == "Contractors");
        Self {
            to: to.unwrap().id.clone(),
            app: text(&group("bitbucket-users")["roles"][0][0]),
            group: text(&group("old-project-2019")["id"]),
            state,
        }
    }

    /// People whom any change fits: managed, active, no admins, from no provider, in another policy than the target.
    pub fn people(&self) -> Vec<&Json> {
        let all = list(&self.state, "people").iter();
        all.filter(|one| one["managed"] == true && one["status"] == "active")
            .filter(|one| one["org_admin"] == false && one["synced"] == false)
            .filter(|one| one["access"] == "active" && one["listed"] == true)
            .filter(|one| one["policy"].is_string() && one["policy"] != self.to.as_str())
            .filter(|one| list(one, "roles").is_empty())
            .collect()
    }

    /// A group of a person that can be left.
    fn group_to_leave(&self, person: &Json) -> Option<String> {
        let free = |id: &&Json| {
            let mut groups = list(&self.state, "groups").iter();
            groups.any(|group| {
                group["id"] == **id && group["synced"] == false && list(group, "roles").is_empty()
            })
        };
        list(person, "groups").iter().find(free).map(text)
    }

    /// The row of this change for a person; `number` tells what has no person apart. `None` when the person has
    /// nothing to lose.
    pub fn row(&self, change: Change, person: &Json, number: usize) -> Option<Row> {
        let id = text(&person["id"]);
        let mut row = Row {
            line: None,
            email: Some(text(&person["email"])),
            account: Some(id.clone()),
            name: None,
            target: None,
            facet: Facet::new(FacetKind::of(&policy::Policy)),
            before: Before::Unknown,
            to: None,
            after: Vec::new(),
            effect: None,
            is_final: false,
            verdict: Verdict::Change,
        };
        let nobody = |row: &mut Row, target: Target| {
            (row.email, row.account, row.target) = (None, None, Some(target));
        };
        let (facet, before, to) = match change {
            Change::Move => {
                let before = text(&person["policy"]);
                (row.facet.clone(), before, self.to.clone())
            }
            Change::Suspend => facet(
                &DirectoryAccess,
                ["-"],
                directory_access::ACTIVE,
                directory_access::SUSPENDED,
            ),
            Change::Deactivate => facet(
                &Lifecycle,
                lifecycle::enablement(None),
                lifecycle::ACTIVE,
                lifecycle::DEACTIVATED,
            ),
            Change::AddMember => facet(&Membership, ["-", &self.group], OUT, IN),
            Change::RemoveMember => {
                let group = self.group_to_leave(person)?;
                facet(&Membership, ["-", &group], IN, OUT)
            }
            Change::GrantRole => {
                facet(&AppRole, ["-", "atlassian/user", &self.app], NOT_HELD, HELD)
            }
            Change::MakeAdmin => facet(&PlatformRole, [ORG_ADMIN], NOT_HELD, HELD),
            Change::RevokeToken => {
                let token = text(list(person, "tokens").first()?);
                row.target = Some(Target::Credential(token));
                facet(
                    &credential::API_TOKEN,
                    ["a token", &id],
                    credential::VALID,
                    credential::REVOKED,
                )
            }
            Change::Invite => {
                let address = format!("new-{number}@partner.example");
                nobody(&mut row, Target::Address(address.clone()));
                row.email = Some(address);
                let invite = Invite {
                    directory: "-".to_owned(),
                    groups: vec![self.group.clone()],
                    ..Invite::default()
                };
                facet(
                    &Invitation,
                    invite.about(),
                    invitation::ABSENT,
                    invitation::INVITED,
                )
            }
            Change::CreateGroup => {
                nobody(&mut row, Target::GroupName(format!("new-group-{number}")));
                facet(
                    &GroupExists,
                    ["-", "made by a test"],
                    group_exists::ABSENT,
                    group_exists::PRESENT,
                )
            }
        };
        row.facet = facet;
        row.before = Before::Is(before.as_str().into());
        row.to = Some(to.as_str().into());
        Some(row)
    }

    /// So many rows of this change, of people who are in no other row; these are taken then.
    pub fn rows(&self, change: Change, count: usize, taken: &mut HashSet<String>) -> Vec<Row> {
        let mut rows = Vec::new();
        for (number, person) in self.people().into_iter().enumerate() {
            if rows.len() == count {
                break;
            }
            let id = text(&person["id"]);
            if taken.contains(&id) {
                continue;
            }
            if let Some(row) = self.row(change, person, number) {
                taken.insert(id);
                rows.push(row);
            }
        }
        assert_eq!(rows.len(), count, "{change:?}");
        rows
    }

    /// So many rows of every change, each of somebody else.
    pub fn rows_of_all(&self, count: usize) -> Vec<Row> {
        let mut taken = HashSet::new();
        // Who has tokens or groups first: not everybody has.
        let mut changes = Change::ALL;
        changes.sort_by_key(|change| !matches!(change, Change::RevokeToken | Change::RemoveMember));
        let rows = changes.map(|change| self.rows(change, count, &mut taken));
        // In turn, so that facets alternate.
        let turns = (0..count).flat_map(|at| rows.iter().map(move |rows| rows[at].clone()));
        turns.collect()
    }
}

fn facet<T: Into<String>>(
    rules: &'static dyn atlctl_core::change::Rules,
    of: impl IntoIterator<Item = T>,
    before: &str,
    to: &str,
) -> (Facet, String, String) {
    let facet = Facet::about(FacetKind::of(rules), of);
    (facet, before.to_owned(), to.to_owned())
}

/// The value that a row's target has in truth.
pub fn truth(state: &Json, row: &Row) -> Value {
    let of = &row.facet.of;
    let account = row.account.clone();
    let person = list(state, "people").iter().find(|one| match &row.target {
        Some(Target::Address(address)) => one["email"] == address.as_str(),
        _ => account.as_ref().is_some_and(|id| one["id"] == id.as_str()),
    });
    let has = |name: &str, value: Json| person.is_some_and(|one| list(one, name).contains(&value));
    let either = |yes: bool, one: &str, other: &str| Value::from(if yes { one } else { other });
    let is = |name: &str, value: &str| person.is_some_and(|one| one[name] == value);
    match row.facet.kind.name() {
        "policy" => person.and_then(|one| one["policy"].as_str()).into(),
        "directory-access" => either(
            is("access", "active"),
            directory_access::ACTIVE,
            if is("access", "suspended") {
                directory_access::SUSPENDED
            } else {
                directory_access::REMOVED
            },
        ),
        "lifecycle" => either(
            is("lifecycle", "active"),
            lifecycle::ACTIVE,
            lifecycle::DEACTIVATED,
        ),
        "membership" => either(has("groups", of[1].as_str().into()), IN, OUT),
        "app-role" => {
            let role = serde_json::json!([of[2], of[1]]);
            either(has("roles", role), HELD, NOT_HELD)
        }
        "platform-role" => either(
            person.is_some_and(|one| one["org_admin"] == true),
            HELD,
            NOT_HELD,
        ),
        "api-token" => {
            let token = row.target().unwrap();
            let valid = has("tokens", token.id().into());
            either(valid, credential::VALID, credential::REVOKED)
        }
        "invitation" => either(
            person.is_some_and(|one| one["access"] == "active"),
            invitation::INVITED,
            invitation::ABSENT,
        ),
        "group-exists" => {
            let target = row.target().unwrap();
            let mut groups = list(state, "groups").iter();
            let there = groups.any(|one| one["name"] == target.id() || one["id"] == target.id());
            either(there, group_exists::PRESENT, group_exists::ABSENT)
        }
        other => panic!("what is true of {other}?"),
    }
}
