//! The simulated copy of an organization for a rehearsal: what the mirror and the plan know of the plan's targets.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use atlctl_api::{AccountId, AccountStatus};
use atlctl_core::change::facet::app_role::{AppRole, HELD};
use atlctl_core::change::facet::credential::{API_TOKEN, VALID};
use atlctl_core::change::facet::directory_access::{DirectoryAccess, SUSPENDED};
use atlctl_core::change::facet::email::Email;
use atlctl_core::change::facet::group_exists::{ABSENT, GroupExists};
use atlctl_core::change::facet::invitation::{self, Invitation, Invite};
use atlctl_core::change::facet::lifecycle::{self, DEACTIVATED, Lifecycle, TO_BE_DELETED};
use atlctl_core::change::facet::membership::{IN, Membership};
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::facet::policy::Policy;
use atlctl_core::change::facet::site_access::SiteAccess;
use atlctl_core::change::facet::site_status::SiteStatus;
use atlctl_core::change::{Before, Facet, FacetKind, KnownRole, PORTAL, Target, Value};
use atlctl_core::plan::{Plan, Row};
use atlctl_core::store::{Mirror, Person};
use atlctl_sim::{
    SimAccount, SimContents, SimGroup, SimOrganization, SimPolicy, SimRole, SimToken,
};

use crate::error::{CliError, CliResult, Kind};
use crate::same_command::hint_to_change;

/// The role of an organization admin.
const ORG_ADMIN: &str = "org-admin";

/// A copy, and what has to be set in it before it is as the plan saw the organization.
#[derive(Debug)]
pub(super) struct SimulatedOrganization {
    pub(super) organization: SimOrganization,
    pub(super) contents: SimContents,
    /// Facets that a copy cannot be made with, and their values before.
    pub(super) set_first: Vec<(Facet, Target, Value)>,
}

/// Refuses a plan whose outcome no copy can tell.
///
/// # Errors
/// When it has changes that neither the mirror nor the plan knows enough of.
pub(super) fn can_be_simulated(plan: &Plan) -> CliResult<()> {
    let mut changes = plan.rows.iter().filter(|row| row.verdict.is_change());
    let unknown = |row: &&Row| {
        let kind = row.facet.kind;
        let is = |rules| kind == FacetKind::of(rules);
        // People who are not in the organization have nothing that a copy would need.
        let from_nothing = is(&Invitation) && row.before.text() == Some(invitation::ABSENT);
        !kind.is_mirrored() && !is(&API_TOKEN) && !from_nothing
    };
    let Some(row) = changes.find(unknown) else {
        return Ok(());
    };
    let kind = row.facet.kind;
    Err(refused(&format!(
        "cannot simulate a {}: the mirror does not hold {}",
        kind.noun_of_change(),
        kind.noun()
    )))
}

fn refused(why: &str) -> CliError {
    CliError::new(Kind::Refused, why).hint(hint_to_change(
        "see the plan without applying it",
        &[("--rehearse", false)],
        "--dry-run",
    ))
}

/// Makes the copy.
///
/// # Errors
/// When a value before is unknown to mirror and plan, or the mirror cannot be read.
pub(super) fn simulated_organization(
    mirror: &Mirror,
    plan: &Plan,
) -> CliResult<SimulatedOrganization> {
    let mut copy = Copy::new(mirror, plan)?;
    let mut seen: HashSet<(Target, &Facet)> = HashSet::new();
    for row in plan.rows.iter().filter(|row| row.verdict.is_change()) {
        let Some(target) = row.target() else { continue };
        copy.account_of(row)?;
        // Of several steps of one change, only the first starts where the organization is.
        if seen.insert((target.clone(), &row.facet)) {
            copy.add(row, &target)?;
        }
    }
    copy.done()
}

struct Copy<'a> {
    mirror: &'a Mirror,
    plan: &'a Plan,
    /// Whether a sync has read the organization since the plan was made.
    newer: bool,
    accounts: BTreeMap<String, SimAccount>,
    groups: BTreeMap<String, SimGroup>,
    policies: BTreeSet<String>,
    contents: SimContents,
    set_first: Vec<(Facet, Target, Value)>,
}

impl<'a> Copy<'a> {
    fn new(mirror: &'a Mirror, plan: &'a Plan) -> CliResult<Self> {
        let synced = mirror.last_sync()?.and_then(|sync| sync.finished_at);
        Ok(Self {
            mirror,
            plan,
            newer: synced.is_some_and(|at| plan.base.read.is_none_or(|read| at >= read)),
            accounts: BTreeMap::new(),
            groups: BTreeMap::new(),
            policies: BTreeSet::new(),
            contents: SimContents {
                domains: mirror.verified_domains()?.unwrap_or_default(),
                ..SimContents::default()
            },
            set_first: Vec::new(),
        })
    }

    /// Adds the account of a row, as the mirror knows it.
    fn account_of(&mut self, row: &Row) -> CliResult<()> {
        let Some(id) = row.account.as_deref() else {
            return Ok(());
        };
        if self.accounts.contains_key(id) {
            return Ok(());
        }
        let known = self.mirror.person_by_id(&AccountId::from(id))?;
        if let Some(person) = known.filter(|person| !person.gone) {
            self.accounts.insert(id.to_owned(), account(person));
        }
        Ok(())
    }

    /// Brings what a row changes to its value before.
    fn add(&mut self, row: &Row, target: &Target) -> CliResult<()> {
        let kind = row.facet.kind;
        let is = |rules| kind == FacetKind::of(rules);
        if is(&DirectoryAccess) || is(&Membership) || is(&GroupExists) || is(&AppRole) {
            self.directory(row.facet.of.first())?;
        }
        if is(&SiteAccess) || is(&SiteStatus) {
            return self.site(row);
        }
        if is(&Policy) {
            let policy = self.policy(row, target);
            self.policies.extend(policy.clone());
            self.policies
                .extend(row.to.iter().filter_map(|to| to.text().map(str::to_owned)));
            if let Some(account) = self.accounts.get_mut(target.id()) {
                account.policy = policy;
            }
            return Ok(());
        }
        // A group that the plan creates is not there, and has no members.
        if is(&GroupExists) && matches!(target, Target::GroupName(_)) {
            return Ok(());
        }
        if is(&Membership) && row.facet.kind.group(&row.facet.of, target).is_none() {
            return Ok(());
        }
        if is(&Invitation) {
            return self.invitation(row);
        }
        let before = self.before(row, target)?;
        let text = before.text().unwrap_or_default().to_owned();
        if is(&DirectoryAccess) || is(&Lifecycle) {
            return self.status(row, target, &text);
        }
        if is(&Membership) {
            self.member(row, target, text == IN)?;
        } else if is(&GroupExists) {
            if text != ABSENT {
                self.group(target.id())?;
            }
        } else if is(&AppRole) {
            self.role(row, target, text == HELD)?;
        } else if is(&PlatformRole) {
            self.platform_role(row, target, text == HELD);
        } else if is(&Email) {
            self.address(row, target, text)?;
        } else if is(&API_TOKEN) {
            if text == VALID {
                self.contents.tokens.push(SimToken {
                    id: target.id().to_owned(),
                    account: row.account.clone().unwrap_or_default(),
                    label: row.facet.of.first().cloned().unwrap_or_default(),
                });
            }
        } else {
            let first = (row.facet.clone(), target.clone(), before);
            self.set_first.push(first);
        }
        Ok(())
    }

    /// Sets the directory of the copy, which has one.
    fn directory(&mut self, id: Option<&String>) -> CliResult<()> {
        let id = id.filter(|id| !id.is_empty() && *id != PORTAL);
        let known = &mut self.contents.directory;
        if known.is_some() && id.is_some() && known.as_ref() != id {
            return Err(refused("cannot simulate changes in several directories"));
        }
        if let Some(id) = id {
            *known = Some(id.clone());
        }
        Ok(())
    }

    /// Sets the site of the copy, which has one. Everyone is in it, and active.
    fn site(&mut self, row: &Row) -> CliResult<()> {
        let known = &mut self.contents.site;
        let id = row.facet.of.first();
        if known.is_some() && known.as_ref() != id {
            return Err(refused("cannot simulate changes in several sites"));
        }
        *known = id.cloned();
        let id = row.account.as_deref().unwrap_or_default();
        if let Some(account) = self.accounts.get_mut(id) {
            account.status = "active".to_owned();
        }
        Ok(())
    }

    /// The value before: as the plan read it, unless a sync has read it since.
    fn before(&self, row: &Row, target: &Target) -> CliResult<Value> {
        let kind = row.facet.kind;
        if let (Before::Is(value), false) = (&row.before, self.newer) {
            return Ok(value.clone());
        }
        let mirrored = kind.mirrored(self.mirror, &row.facet.of, target)?;
        match (mirrored, &row.before) {
            (Before::Is(value), _) => Ok(value),
            (_, Before::Is(value)) => Ok(value.clone()),
            (Before::Unknown, Before::Unknown) => Err(refused(&format!(
                "cannot simulate a {}: neither the plan nor the mirror knows the value before",
                kind.noun_of_change()
            ))),
        }
    }

    /// The policy a person is in: as the plan read it, unless a sync has looked since.
    fn policy(&self, row: &Row, target: &Target) -> Option<String> {
        let mirrored = || self.accounts.get(target.id())?.policy.clone();
        match row.before.text() {
            Some(text) if !self.newer => Some(text.to_owned()),
            _ => mirrored(),
        }
    }

    fn status(&mut self, row: &Row, target: &Target, text: &str) -> CliResult<()> {
        let of_account = row.facet.kind == FacetKind::of(&Lifecycle);
        let status = match text {
            SUSPENDED if !of_account => Some("suspended"),
            DEACTIVATED if of_account => Some("deactivated"),
            TO_BE_DELETED if of_account => Some("for_deletion"),
            // The same word for both.
            lifecycle::ACTIVE => None,
            lifecycle::KEPT => return Ok(()),
            _ => {
                return Err(refused(&format!(
                    "cannot simulate a {} of somebody whose value before is \"{text}\"",
                    row.facet.kind.noun_of_change()
                )));
            }
        };
        let Some(account) = self.accounts.get_mut(target.id()) else {
            return Ok(());
        };
        match status {
            Some(status) => account.status = status.to_owned(),
            // Active as this facet sees it: the other one may still say otherwise.
            None if of_account && account.status == "suspended" => {}
            None if !of_account && account.status != "suspended" => {}
            None => account.status = "active".to_owned(),
        }
        Ok(())
    }

    /// Adds a group, as the mirror knows it.
    fn group(&mut self, id: &str) -> CliResult<&mut SimGroup> {
        let facts = self.mirror.group_facts(id)?.unwrap_or_default();
        let group = || SimGroup {
            id: id.to_owned(),
            name: facts.name.clone().unwrap_or_else(|| id.to_owned()),
            synced: facts.of_provider(),
            deletable: true,
            members: Vec::new(),
        };
        Ok(self.groups.entry(id.to_owned()).or_insert_with(group))
    }

    fn member(&mut self, row: &Row, target: &Target, is_in: bool) -> CliResult<()> {
        let Some(id) = row.facet.kind.group(&row.facet.of, target) else {
            return Ok(());
        };
        let group = self.group(id)?;
        if is_in {
            group.members.push(target.id().to_owned());
        }
        Ok(())
    }

    fn role(&mut self, row: &Row, target: &Target, held: bool) -> CliResult<()> {
        let [_, role, resource] = row.facet.of.as_slice() else {
            return Ok(());
        };
        if let Target::Group(id) = target {
            self.group(id)?;
        }
        // An app is known by the roles that are held on it: a role of nobody makes it known.
        let holder = if held { target.id() } else { "" };
        self.contents.roles.push(SimRole {
            holder: holder.to_owned(),
            resource: resource.clone(),
            role: role.clone(),
        });
        Ok(())
    }

    /// Adds the groups and apps that an invitation gives.
    fn invitation(&mut self, row: &Row) -> CliResult<()> {
        let invite = Invite::read(&row.facet.of);
        self.directory(Some(&invite.directory))?;
        for group in &invite.groups {
            self.group(group)?;
        }
        let roles = invite.roles.into_iter();
        self.contents
            .roles
            .extend(roles.map(|(role, resource)| SimRole {
                holder: String::new(),
                resource,
                role,
            }));
        Ok(())
    }

    fn platform_role(&mut self, row: &Row, target: &Target, held: bool) {
        let role = row.facet.of.first().map_or("", String::as_str);
        let admin = KnownRole::named(ORG_ADMIN).is_some_and(|known| known.id == role);
        match self.accounts.get_mut(target.id()) {
            Some(account) if admin => account.org_admin = held,
            _ if held => {
                let first = (row.facet.clone(), target.clone(), HELD.into());
                self.set_first.push(first);
            }
            _ => {}
        }
    }

    fn address(&mut self, row: &Row, target: &Target, before: String) -> CliResult<()> {
        if self.mirror.verified_domains()?.is_none() {
            return Err(refused(
                "cannot simulate a change of email addresses: the mirror knows no domains",
            ));
        }
        if let Some(account) = self.accounts.get_mut(target.id()) {
            account.email = before;
        }
        // An account that has the new address already is in its way there too.
        if let Some(to) = row.to.as_ref().and_then(Value::text)
            && let Some(other) = self.mirror.person_by_email(to)?
        {
            let id = other.account_id.as_str().to_owned();
            self.accounts.entry(id).or_insert_with(|| account(other));
        }
        Ok(())
    }

    fn done(mut self) -> CliResult<SimulatedOrganization> {
        let mut policies: Vec<SimPolicy> = Vec::new();
        let simulated = |id: String, name: Option<String>| SimPolicy {
            name: name.unwrap_or_else(|| id.clone()),
            id,
            members: 0,
        };
        let held = self.accounts.values();
        self.policies
            .extend(held.filter_map(|one| one.policy.clone()));
        for policy in self.mirror.policies()? {
            let id = policy.id.into_string();
            self.policies.remove(&id);
            policies.push(simulated(id, policy.name));
        }
        // A policy that nobody was in is known to the plan alone.
        let others = self.policies.into_iter();
        policies.extend(others.map(|id| simulated(id, None)));
        self.contents.groups = self.groups.into_values().collect();
        Ok(SimulatedOrganization {
            organization: SimOrganization {
                id: self.plan.org.clone(),
                name: self.plan.org_name.clone().unwrap_or_default(),
                policies,
                accounts: std::iter::once(administrator())
                    .chain(self.accounts.into_values())
                    .collect(),
            },
            contents: self.contents,
            set_first: self.set_first,
        })
    }
}

/// Who makes the changes in the copy: its first account, which is nobody's, so that no row is about the one who signed in.
fn administrator() -> SimAccount {
    SimAccount {
        account_id: "simulated-administrator".to_owned(),
        email: String::new(),
        name: "Simulated administrator".to_owned(),
        managed: true,
        status: "active".to_owned(),
        org_admin: true,
        synced: false,
        policy: None,
    }
}

fn account(person: Person) -> SimAccount {
    let status = match (&person.account_status, &person.status) {
        (_, Some(status)) if status.as_str() == "for_deletion" => status.as_str(),
        (Some(AccountStatus::Inactive | AccountStatus::Closed), _) => "deactivated",
        (_, Some(status)) => status.as_str(),
        (_, None) => "active",
    }
    .to_owned();
    SimAccount {
        account_id: person.account_id.as_str().to_owned(),
        email: person.email.unwrap_or_default(),
        name: person.name.unwrap_or_default(),
        managed: person.managed.unwrap_or(true),
        status,
        org_admin: person.org_admin.unwrap_or(false),
        synced: person.managed_by_idp.unwrap_or(false),
        policy: person.policy.as_ref().map(|id| id.as_str().to_owned()),
    }
}
