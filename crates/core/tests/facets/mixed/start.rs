//! Rows of every change for a simulated organization.

use std::collections::HashSet;

use atlctl_core::change::facet::app_role::{AppRole, HELD, NOT_HELD};
use atlctl_core::change::facet::credential::{self, REVOKED, VALID};
use atlctl_core::change::facet::directory_access::{self, DirectoryAccess};
use atlctl_core::change::facet::email::{self, Email};
use atlctl_core::change::facet::group_exists::{self, GroupExists, of_deleted};
use atlctl_core::change::facet::invitation::{self, Invitation, Invite};
use atlctl_core::change::facet::lifecycle::{self, Lifecycle, deletion, enablement};
use atlctl_core::change::facet::membership::{IN, Membership, OUT};
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::facet::policy::Policy;
use atlctl_core::change::facet::profile::Profile;
use atlctl_core::change::facet::site_access::{self, SiteAccess};
use atlctl_core::change::facet::site_status::{self, SiteStatus};
use atlctl_core::change::{Before, Facet, FacetKind, ORG_ADMIN, PORTAL, Rules, Target};
use atlctl_core::plan::{Row, Verdict};
use atlctl_sim::Control;
use serde_json::Value as Json;

use super::Change;
use super::prepared::{EACH, OF_PEOPLE, Prepare, fits, group_name, service_account_name};
use super::truth::{list, text};

/// A group without members that no change but additions touches.
const EMPTY_GROUP: &str = "old-project-2019";
pub(super) const ROLE: &str = "atlassian/user";

/// The organization at the start.
pub struct Start {
    state: Json,
    to: String,
    app: String,
    group: String,
    directory: String,
    site: String,
}

impl Start {
    /// The organization as it is, with what changes need besides.
    pub fn of(control: &Control, org: &str) -> Self {
        let state = control.state(false);
        let mut policies = control.policies().into_iter();
        let mut start = Self {
            to: policies.find(|one| one.name == "Contractors").unwrap().id,
            app: text(&group_named(&state, "bitbucket-users")["roles"][0][0]),
            group: text(&group_named(&state, EMPTY_GROUP)["id"]),
            directory: directory(control, org),
            site: site(control),
            state,
        };
        start.prepare(control, org);
        start.state = control.state(false);
        start
    }

    fn prepare(&self, control: &Control, org: &str) {
        let prepare = Prepare {
            control,
            org,
            app: &self.app,
        };
        // The last people: who is wanted first has tokens and groups.
        let mut people = self.people().into_iter().rev().map(|one| text(&one["id"]));
        for change in OF_PEOPLE {
            for account in people.by_ref().take(EACH) {
                prepare.person(change, &account);
            }
        }
        let members: Vec<String> = people.take(2).collect();
        for number in 0..EACH {
            for change in [
                Change::GrantGroupRole,
                Change::RevokeGroupRole,
                Change::DeleteGroup,
                Change::AddMemberByPortal,
            ] {
                prepare.create_group(&group_name(change, number));
            }
            prepare.create_service_account(&service_account_name(number));
        }
        control.settle();
        let state = control.state(false);
        let id = |change, number| text(&group_named(&state, &group_name(change, number))["id"]);
        for number in 0..EACH {
            prepare.grant_to_group(&id(Change::RevokeGroupRole, number));
            for member in &members {
                prepare.add_member(&id(Change::DeleteGroup, number), member);
            }
        }
        control.settle();
    }

    /// Everyone of whom something may be changed, as they are at the start.
    fn all_people(&self) -> impl Iterator<Item = &Json> {
        let all = list(&self.state, "people").iter();
        all.filter(|one| one["managed"] == true && one["synced"] == false)
            .filter(|one| one["listed"] == true && one["policy"].is_string())
            .filter(|one| one["policy"] != self.to.as_str())
    }

    /// People whom any change fits unprepared: managed, active, no admin or roles, from no provider, in another policy.
    pub fn people(&self) -> Vec<&Json> {
        let plain = self.all_people().filter(|one| {
            one["status"] == "active"
                && one["access"] == "active"
                && one["org_admin"] == false
                && list(one, "roles").is_empty()
        });
        plain.collect()
    }

    /// Whether this change is of people who are prepared for it.
    pub fn is_prepared(&self, change: Change) -> bool {
        OF_PEOPLE.contains(&change)
    }

    /// People whom this change fits.
    pub fn people_for(&self, change: Change) -> Vec<&Json> {
        if !self.is_prepared(change) {
            return self.people();
        }
        let fits = |one: &&Json| fits(change, one, &self.app);
        let mut found: Vec<&Json> = self.all_people().filter(fits).collect();
        match change {
            Change::RevokeAdmin => {
                found.reverse();
                found.truncate(EACH);
            }
            // Who was prepared last comes first.
            Change::DeleteDeactivated => found.truncate(EACH),
            Change::Activate => {
                found.drain(..EACH.min(found.len()));
            }
            _ => {}
        }
        found
    }

    /// A group of a person that can be left.
    fn group_to_leave(&self, person: &Json) -> Option<String> {
        let free = |id: &&Json| {
            let mut groups = list(&self.state, "groups").iter();
            groups.any(|group| {
                let prepared = text(&group["name"]).starts_with("prepared");
                group["id"] == **id
                    && group["synced"] == false
                    && !prepared
                    && list(group, "roles").is_empty()
            })
        };
        list(person, "groups").iter().find(free).map(text)
    }

    /// The row of this change for a person; `None` when the person has nothing to lose.
    pub fn row(&self, change: Change, person: &Json) -> Option<Row> {
        let id = text(&person["id"]);
        let dir = &self.directory;
        let mut target = None;
        let (facet, before, to) = match change {
            Change::Move => change_of(&Policy, [""; 0], &text(&person["policy"]), &self.to),
            Change::Suspend | Change::Restore | Change::Remove => {
                let to = match change {
                    Change::Suspend => directory_access::SUSPENDED,
                    Change::Restore => directory_access::ACTIVE,
                    _ => directory_access::REMOVED,
                };
                let before = match change {
                    Change::Restore => directory_access::SUSPENDED,
                    _ => directory_access::ACTIVE,
                };
                change_of(&DirectoryAccess, [dir], before, to)
            }
            Change::Deactivate => change_of(
                &Lifecycle,
                enablement(None),
                lifecycle::ACTIVE,
                lifecycle::DEACTIVATED,
            ),
            Change::Activate => change_of(
                &Lifecycle,
                enablement(None),
                lifecycle::DEACTIVATED,
                lifecycle::ACTIVE,
            ),
            Change::Delete => change_of(
                &Lifecycle,
                deletion(None),
                lifecycle::KEPT,
                lifecycle::TO_BE_DELETED,
            ),
            Change::DeleteDeactivated => change_of(
                &Lifecycle,
                deletion(None),
                lifecycle::DEACTIVATED,
                lifecycle::TO_BE_DELETED,
            ),
            Change::CancelDelete => change_of(
                &Lifecycle,
                deletion(None),
                lifecycle::TO_BE_DELETED,
                lifecycle::KEPT,
            ),
            Change::SetEmail => {
                let before = email::address(&text(&person["email"]));
                let before = before.text().unwrap().to_owned();
                let (name, domain) = before.split_once('@').unwrap();
                let to = format!("{name}-renamed@{domain}");
                change_of(&Email, [""; 0], &before, &to)
            }
            Change::UpdateProfile => {
                let before = text(&person["profile"]["job_title"]);
                change_of(&Profile, ["job-title"], &before, "Cook")
            }
            Change::AddMember => change_of(&Membership, [dir, &self.group], OUT, IN),
            Change::AddMemberByPortal => {
                let name = group_name(change, 0);
                let group = text(&group_named(&self.state, &name)["id"]);
                change_of(&Membership, [PORTAL, &group], OUT, IN)
            }
            Change::RemoveFromSite => change_of(
                &SiteAccess,
                [&self.site],
                site_access::PRESENT,
                site_access::REMOVED,
            ),
            Change::DeactivateInSite => change_of(
                &SiteStatus,
                [&self.site],
                site_status::ACTIVE,
                site_status::NOT_ACTIVE,
            ),
            Change::RemoveMember => {
                let group = self.group_to_leave(person)?;
                change_of(&Membership, [dir, &group], IN, OUT)
            }
            Change::GrantRole => {
                change_of(&AppRole, [dir.as_str(), ROLE, &self.app], NOT_HELD, HELD)
            }
            Change::RevokeRole => {
                change_of(&AppRole, [dir.as_str(), ROLE, &self.app], HELD, NOT_HELD)
            }
            Change::MakeAdmin => change_of(&PlatformRole, [ORG_ADMIN], NOT_HELD, HELD),
            Change::RevokeAdmin => change_of(&PlatformRole, [ORG_ADMIN], HELD, NOT_HELD),
            Change::RevokeToken => {
                let token = text(list(person, "tokens").first()?);
                target = Some(Target::Credential(token));
                change_of(&credential::API_TOKEN, ["a token", &id], VALID, REVOKED)
            }
            other => panic!("{other:?} is no change of a person"),
        };
        Some(Row {
            email: Some(text(&person["email"])),
            account: Some(id),
            target,
            ..row(facet, &before, &to)
        })
    }

    /// The row of this change, which is nobody's, for the target of this number; `None` where there are no more.
    pub fn row_of_nobody(&self, change: Change, number: usize) -> Option<Row> {
        let credential = |kind, id: String| {
            let change = change_of(kind, ["of a test"], VALID, REVOKED);
            (Target::Credential(id), change)
        };
        let robots = |prepared: bool| {
            let all = list(&self.state, "service_accounts").iter();
            let mut some =
                all.filter(move |one| text(&one["name"]).starts_with("prepared") == prepared);
            some.nth(number).map(|one| text(&one["id"]))
        };
        let group = |change| {
            let name = group_name(change, number);
            let mut groups = list(&self.state, "groups").iter();
            groups.find(|one| one["name"] == name.as_str())
        };
        let dir = &self.directory;
        let mut email = None;
        let (target, (facet, before, to)) = match change {
            Change::RevokeKey => {
                let key = list(&self.state, "api_keys").get(number)?;
                credential(&credential::API_KEY, text(key))
            }
            Change::DeleteServiceAccount => credential(&credential::SERVICE_ACCOUNT, robots(true)?),
            Change::RevokeServiceTokens => {
                credential(&credential::SERVICE_ACCOUNT_TOKENS, robots(false)?)
            }
            Change::DeleteClient => {
                let client = list(&self.state, "oauth_clients").get(number)?;
                credential(&credential::OAUTH_CLIENT, text(client))
            }
            Change::GrantGroupRole => {
                let change = change_of(&AppRole, [dir.as_str(), ROLE, &self.app], NOT_HELD, HELD);
                let group = group(Change::GrantGroupRole)?;
                (Target::Group(text(&group["id"])), change)
            }
            Change::RevokeGroupRole => {
                let change = change_of(&AppRole, [dir.as_str(), ROLE, &self.app], HELD, NOT_HELD);
                let group = group(Change::RevokeGroupRole)?;
                (Target::Group(text(&group["id"])), change)
            }
            Change::Invite => {
                let address = format!("new-{number}@partner.example");
                email = Some(address.clone());
                let invite = Invite {
                    directory: dir.clone(),
                    groups: vec![self.group.clone()],
                    ..Invite::default()
                };
                let change = change_of(
                    &Invitation,
                    invite.about(),
                    invitation::ABSENT,
                    invitation::INVITED,
                );
                (Target::Address(address), change)
            }
            Change::CreateGroup | Change::CreateGroupByPortal => {
                let (dir, name) = match change {
                    Change::CreateGroup => (dir.as_str(), format!("new-group-{number}")),
                    _ => (PORTAL, format!("new-portal-group-{number}")),
                };
                let change = change_of(
                    &GroupExists,
                    [dir, "made by a test"],
                    group_exists::ABSENT,
                    group_exists::PRESENT,
                );
                (Target::GroupName(name), change)
            }
            Change::DeleteGroup => {
                let group = group(Change::DeleteGroup)?;
                let people = list(&self.state, "people").iter();
                let members = people.filter(|one| list(one, "groups").contains(&group["id"]));
                let of = of_deleted(
                    dir,
                    Some(&text(&group["description"])),
                    &text(&group["name"]),
                    members.map(|one| text(&one["id"])).collect(),
                    None,
                );
                let change = change_of(
                    &GroupExists,
                    of,
                    group_exists::PRESENT,
                    group_exists::ABSENT,
                );
                (Target::Group(text(&group["id"])), change)
            }
            other => panic!("{other:?} is a change of a person"),
        };
        Some(Row {
            email,
            target: Some(target),
            ..row(facet, &before, &to)
        })
    }

    /// So many rows of this change, of people who are in no other row; these are taken then.
    pub fn rows(&self, change: Change, count: usize, taken: &mut HashSet<String>) -> Vec<Row> {
        let mut rows = Vec::new();
        if change.is_personal() {
            for person in self.people_for(change) {
                let id = text(&person["id"]);
                if rows.len() == count || taken.contains(&id) {
                    continue;
                }
                if let Some(row) = self.row(change, person) {
                    taken.insert(id);
                    rows.push(row);
                }
            }
        } else {
            rows.extend((0..count).filter_map(|number| self.row_of_nobody(change, number)));
        }
        assert_eq!(rows.len(), count, "{change:?}");
        rows
    }

    /// So many rows of every change, each of somebody else.
    pub fn rows_of_all(&self, count: usize) -> Vec<Row> {
        let mut taken = HashSet::new();
        // Who has tokens or groups first: not everybody has.
        let mut changes = Change::all();
        changes.sort_by_key(|change| !matches!(change, Change::RevokeToken | Change::RemoveMember));
        let rows: Vec<Vec<Row>> = changes
            .into_iter()
            .map(|change| self.rows(change, count, &mut taken))
            .collect();
        let in_turn = (0..count).flat_map(|at| rows.iter().map(move |rows| rows[at].clone()));
        in_turn.collect()
    }
}

/// The only directory.
fn directory(control: &Control, org: &str) -> String {
    let path = format!("/admin/v2/orgs/{org}/directories");
    let (_, all) = control.as_another("GET", &path, "");
    let all: Json = serde_json::from_str(&all).unwrap();
    text(&all["data"][0]["directoryId"])
}

/// The only site.
fn site(control: &Control) -> String {
    let (_, all) = control.as_another("GET", "/gateway/api/adminhub/organization/my2", "");
    let all: Json = serde_json::from_str(&all).unwrap();
    text(&all[0]["sites"][0]["id"])
}

fn group_named<'a>(state: &'a Json, name: &str) -> &'a Json {
    let mut groups = list(state, "groups").iter();
    groups.find(|one| one["name"] == name).unwrap()
}

fn change_of<T: Into<String>>(
    rules: &'static dyn Rules,
    of: impl IntoIterator<Item = T>,
    before: &str,
    to: &str,
) -> (Facet, String, String) {
    let facet = Facet::about(FacetKind::of(rules), of);
    (facet, before.to_owned(), to.to_owned())
}

fn row(facet: Facet, before: &str, to: &str) -> Row {
    Row {
        line: None,
        email: None,
        account: None,
        name: None,
        target: None,
        facet,
        before: Before::Is(before.into()),
        to: Some(to.into()),
        after: Vec::new(),
        before_words: None,
        effect: None,
        ends: None,
        keeps_seat: false,
        held: None,
        change_reason: None,
        review_rows: Vec::new(),
        members: None,
        is_deactivated: false,
        is_final: false,
        verdict: Verdict::Change,
    }
}
