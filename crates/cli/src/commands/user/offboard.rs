//! `atlctl user offboard`.

use std::collections::{HashMap, HashSet};

use atlctl_api::{ApiTokenFilter, ErrorKind};
use atlctl_core::change::facet::app_role::{AppRole, NOT_HELD};
use atlctl_core::change::facet::credential::API_TOKEN;
use atlctl_core::change::facet::directory_access::DirectoryAccess;
use atlctl_core::change::facet::membership::{Membership, OUT};
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::{
    Facet, FacetKind, KnownRole, RoleScope, Target, held_roles, read_groups,
};
use atlctl_core::number::grouped;
use atlctl_core::plan::{Found, Kind, Row, Wanted};
use atlctl_core::store::Person;
use clap::{Args, ValueEnum};
use futures_util::TryStreamExt as _;

use crate::changes::{
    AccessPlace, ChangePeople, DirectoryOption, From, Listed, PeopleChange, SiteOption,
    credential_row, listed_token, note_of_other_sites, verbs,
};
use crate::commands::group::ProtectedGroups;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::same_command::hint_to_add;

/// Offboard people in one plan
///
/// Makes one plan. For each person, in this order: revokes their API tokens, removes them from their groups, revokes
/// the roles that are assigned to them, then deactivates a managed account, and suspends any other account. A managed
/// account that your identity provider provisions is suspended, because only the provider can deactivate it. When a
/// step fails, the later steps for that person are skipped, and the results say so. `undo` brings back everything but
/// the tokens.
///
/// On the original user management, groups and roles stay, because atlctl knows no call that removes them, and people are
/// suspended or removed in a site.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user offboard ann@example.com --reason \"left the company\" --ticket HR-7
  atlctl user offboard --csv leavers.csv --plan leavers.json
  atlctl user offboard ann@example.com --then suspend --keep groups,roles")]
pub struct Offboard {
    #[command(flatten)]
    people: ChangePeople,
    #[command(flatten)]
    steps: Offboarding,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    site: SiteOption,
    #[command(flatten)]
    protected: ProtectedGroups,
}

/// What is done for each person.
#[derive(Debug, Clone, Default, Args)]
pub struct Offboarding {
    /// What to do with each account at the end
    ///
    /// Default: deactivate managed accounts, and suspend all others. Managed accounts that an identity provider provisions
    /// are suspended.
    #[arg(long, value_name = "ACTION", value_enum, help_heading = "Change")]
    then: Option<Then>,
    /// Leave these in place
    #[arg(
        long,
        value_name = "WHAT",
        value_enum,
        value_delimiter = ',',
        help_heading = "Change"
    )]
    keep: Vec<Keep>,
}

/// The last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Then {
    /// Suspend the access to the directory
    Suspend,
    /// Deactivate the managed account
    Deactivate,
    /// Remove from the directory
    Remove,
}

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Keep {
    /// API tokens
    Tokens,
    /// Memberships of groups
    Groups,
    /// Roles assigned to the person
    Roles,
}

/// What each account has now.
#[derive(Default)]
struct Holdings {
    tokens: HashMap<String, Vec<Listed>>,
    /// Group IDs.
    groups: HashMap<String, Vec<String>>,
    /// Facets of roles.
    roles: HashMap<String, Vec<Facet>>,
}

/// Runs `atlctl user offboard`.
///
/// # Errors
/// When nobody is selected, what people have cannot be read, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Offboard) -> CliResult {
    let mut change = args.people.begin(context)?;
    change.include = args.protected.add_to(change.include);
    let place = args.site.place(&args.directory, &change)?;
    let change = change.select()?;
    let reason = args.people.plan_options.reason.as_deref();
    let people = change.found.iter().map(|found| (found, reason));
    let rows = args.steps.rows(&change, &place, people)?;
    let other_sites = note_of_other_sites(&change.mirror, &place)?;
    let kind = Kind::Several {
        title: "Offboard people".to_owned(),
    };
    let notes = |wanted: &[Wanted], rows: &[Row]| {
        let suspended = (args.steps.then.is_none()).then(|| suspended_note(wanted, rows));
        let suspended = suspended.flatten().into_iter();
        let mut notes: Vec<String> = suspended.chain(notes_of_place(&place, rows)).collect();
        notes.extend(other_sites.clone());
        Ok(notes)
    };
    change.plan(kind, rows, From::default(), &notes)
}

impl Offboarding {
    /// The rows of these people, each given with the reason that they see.
    ///
    /// # Errors
    /// When what people have cannot be read.
    pub fn rows<'a>(
        &self,
        change: &PeopleChange<'_>,
        place: &AccessPlace,
        people: impl Iterator<Item = (&'a Found, Option<&'a str>)> + Clone,
    ) -> CliResult<Vec<Wanted>> {
        let accounts: Vec<String> = people
            .clone()
            .filter_map(|(found, _)| account(found))
            .collect();
        let holdings = self.holdings(change, place, &accounts)?;
        let mut rows = Vec::new();
        for (found, reason) in people {
            rows.extend(self.steps(change, place, found, reason, &holdings)?);
        }
        Ok(rows)
    }

    /// The rows of one person, in their order.
    fn steps(
        &self,
        change: &PeopleChange<'_>,
        place: &AccessPlace,
        found: &Found,
        reason: Option<&str>,
        holdings: &Holdings,
    ) -> CliResult<Vec<Wanted>> {
        let mut rows = Vec::new();
        let account = account(found).unwrap_or_default();
        for token in holdings.tokens.get(&account).into_iter().flatten() {
            rows.push(credential_row(
                &change.mirror,
                FacetKind::of(&API_TOKEN),
                token.clone(),
            )?);
        }
        let mut add = |facet: &Facet, to: &str| -> CliResult<()> {
            rows.push(change.wanted(found.clone(), facet, Some(to.into()))?);
            Ok(())
        };
        if let AccessPlace::Directory(directory) = place {
            for group in holdings.groups.get(&account).into_iter().flatten() {
                let facet = Facet::about(FacetKind::of(&Membership), [directory, group]);
                add(&facet, OUT)?;
            }
        }
        for role in holdings.roles.get(&account).into_iter().flatten() {
            add(role, NOT_HELD)?;
        }
        let then = self
            .then
            .unwrap_or_else(|| default_end(found.person.as_ref()));
        let end = match then {
            Then::Suspend => verbs::suspend_at(place),
            Then::Remove => verbs::remove_at(place),
            Then::Deactivate => verbs::deactivate(reason),
        };
        rows.push(change.wanted(found.clone(), &end.facet, Some(end.to))?);
        if self.then.is_none()
            && change.hands_off()
            && found.person.as_ref().is_some_and(is_of_provider)
        {
            // What the provider is to do, for its file.
            let aim = verbs::deactivate(reason);
            rows.push(change.wanted(found.clone(), &aim.facet, Some(aim.to))?);
        }
        Ok(rows)
    }

    /// Reads what the accounts have. On the original user management, atlctl knows no call that takes groups and roles away.
    fn holdings(
        &self,
        change: &PeopleChange<'_>,
        place: &AccessPlace,
        accounts: &[String],
    ) -> CliResult<Holdings> {
        let mut holdings = Holdings::default();
        if accounts.is_empty() {
            return Ok(holdings);
        }
        let keep = |what: Keep| self.keep.contains(&what);
        if !keep(Keep::Tokens) {
            holdings.tokens = tokens(change, accounts)?;
        }
        let AccessPlace::Directory(directory) = place else {
            return Ok(holdings);
        };
        let wire = change.signed.wire(&change.org);
        if !keep(Keep::Groups) {
            let read = change.context.block_on(read_groups(&wire, accounts))?;
            let read = read.map_err(|error| unread("groups", "groups", error))?;
            for (account, groups) in read {
                let Some(groups) = groups else {
                    return Err(not_reported("groups", &account));
                };
                let ids = groups.into_iter().map(|(id, _)| id).collect();
                holdings.groups.insert(account, ids);
            }
        }
        if !keep(Keep::Roles) {
            let holder = |account: &String| (directory.clone(), Target::Account(account.clone()));
            let holders = accounts.iter().map(holder);
            let read = change
                .context
                .block_on(held_roles(&wire, holders, &mut |_| {}))?;
            let read = read.map_err(|error| unread("roles", "roles", error))?;
            for ((_, target), held) in read {
                // People who are not in the directory have no roles there.
                let direct = held.unwrap_or_default().into_iter();
                let facets = direct
                    .filter(|role| role.is_direct() == Some(true))
                    .map(|role| role_facet(directory, &role.role, &role.resource))
                    .collect();
                holdings.roles.insert(target.id().to_owned(), facets);
            }
        }
        Ok(holdings)
    }
}

fn account(found: &Found) -> Option<String> {
    let person = found.person.as_ref()?;
    Some(person.account_id.as_str().to_owned())
}

/// How it ends where nobody says: what Atlassian lets us do. A provider alone deactivates the accounts that it provisions.
fn default_end(person: Option<&Person>) -> Then {
    let managed = person.is_some_and(|person| person.managed == Some(true));
    if managed && !person.is_some_and(is_of_provider) {
        Then::Deactivate
    } else {
        Then::Suspend
    }
}

/// Says who is suspended only, because an identity provider provisions them, as far as the plan suspends anybody.
pub fn suspended_note(wanted: &[Wanted], rows: &[Row]) -> Option<String> {
    let suspends = FacetKind::of(&DirectoryAccess);
    let suspended: HashSet<&str> = rows
        .iter()
        .filter(|row| row.facet.kind == suspends && row.verdict.is_change())
        .filter_map(|row| row.account.as_deref())
        .collect();
    let people_of_provider: HashSet<&str> = wanted
        .iter()
        .filter_map(|wanted| wanted.found.person.as_ref())
        .filter(|person| is_of_provider(person))
        .map(|person| person.account_id.as_str())
        .filter(|account| suspended.contains(account))
        .collect();
    let count = people_of_provider.len() as u64;
    (count > 0).then(|| {
        let (accounts, them) = match count {
            1 => ("account is", "it"),
            _ => ("accounts are", "them"),
        };
        let count = grouped(count);
        format!(
            "{count} {accounts} suspended, not deactivated: only your identity provider can deactivate {them}"
        )
    })
}

/// What the reader of a plan must know on the original user management.
pub fn notes_of_place(place: &AccessPlace, rows: &[Row]) -> Vec<String> {
    if !matches!(place, AccessPlace::Site(_)) {
        return Vec::new();
    }
    let aim = verbs::suspend_at(place);
    let suspends = |row: &Row| row.facet == aim.facet && row.verdict.is_change();
    let mut notes = vec![
        "groups and roles stay: atlctl knows no call that removes them on the original user management; to take them, use \
         the portal (admin.atlassian.com)"
            .to_owned(),
    ];
    notes.extend(verbs::note_of_suspension(place).filter(|_| rows.iter().any(suspends)));
    notes
}

/// Whether an identity provider provisions the managed account, which is still active.
fn is_of_provider(person: &Person) -> bool {
    person.managed == Some(true) && person.managed_by_idp == Some(true) && !person.is_deactivated()
}

/// An organization role, or in an app.
fn role_facet(directory: &str, role: &str, resource: &str) -> Facet {
    let scope = KnownRole::with_id(role).map(|role| role.scope);
    if scope == Some(RoleScope::Organization) {
        Facet::about(FacetKind::of(&PlatformRole), [role])
    } else {
        Facet::about(FacetKind::of(&AppRole), [directory, role, resource])
    }
}

/// The API tokens of these accounts.
fn tokens(
    change: &PeopleChange<'_>,
    accounts: &[String],
) -> CliResult<HashMap<String, Vec<Listed>>> {
    let client = &change.signed.client;
    let list = client.api_tokens(&change.org, &ApiTokenFilter::default());
    let list = change.context.block_on(list.try_collect::<Vec<_>>())?;
    let list = list.map_err(|error| unread("API tokens", "tokens", error))?;
    let mut of: HashMap<String, Vec<Listed>> = HashMap::new();
    for token in &list {
        let owner = token.user.as_ref().and_then(|user| user.id.as_ref());
        if let Some(owner) = owner
            && accounts.iter().any(|account| account == owner.as_str())
        {
            let tokens = of.entry(owner.as_str().to_owned()).or_default();
            tokens.push(Listed {
                dates: String::new(),
                ..listed_token(token, change.context.now())
            });
        }
    }
    Ok(of)
}

/// What cannot be read cannot be taken; it is never passed over.
fn unread(what: &str, keep: &str, error: atlctl_api::Error) -> CliError {
    if !matches!(
        error.kind,
        ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::NoCredential
    ) {
        return error.into();
    }
    CliError::failed(format!("this credential may not read people's {what}"))
        .cause(&error)
        .hint(hint_to_add(
            "to offboard without them",
            &format!("--keep {keep}"),
        ))
}

fn not_reported(what: &str, account: &str) -> CliError {
    CliError::failed(format!("Atlassian does not report the {what} of {account}")).hint(
        hint_to_add("to offboard without them", &format!("--keep {what}")),
    )
}
