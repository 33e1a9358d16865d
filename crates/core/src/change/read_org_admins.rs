//! Who is an organization admin now: another administrator may have changed it since the last sync.

use std::collections::{HashMap, HashSet};

use atlctl_api::{
    AccountId, DirectoryUser, Error, ErrorKind, Expand, PlatformRole, RoleId, UserFilter,
    UserSearch,
};

use super::read_people::{Seen, read_people};
use super::roles::ORG_ADMIN;
use super::{Item, Target, Wire};
use crate::store::{Person, managed};

/// Pages of the list of admins that are read, at most.
const PAGES: usize = 10;
/// The most people who are asked for one by one, ten in a request.
const ONE_BY_ONE: usize = 500;

/// What Atlassian says of an account.
#[derive(Debug, Clone)]
enum Standing {
    /// It is in the directories, as the fields of the person say that were reported.
    Reported(Box<Person>),
    /// It is not in the directories.
    Absent,
}

/// The organization admins that Atlassian names now.
#[derive(Debug, Clone, Default)]
pub struct LiveAdmins {
    of: HashMap<AccountId, Standing>,
    /// Whether nobody else is an admin.
    whole: bool,
}

impl LiveAdmins {
    /// Whether somebody is an organization admin; `None`: Atlassian did not say.
    #[must_use]
    pub fn is_admin(&self, account: &AccountId) -> Option<bool> {
        match self.of.get(account) {
            Some(Standing::Reported(person)) => person.org_admin,
            Some(Standing::Absent) => None,
            None => self.whole.then_some(false),
        }
    }

    /// Whether Atlassian said of everybody whether they are an admin.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The person with the role that they have now, where Atlassian says.
    #[must_use]
    pub fn with_role(&self, person: Person) -> Person {
        let org_admin = self.is_admin(&person.account_id).or(person.org_admin);
        Person {
            org_admin,
            ..person
        }
    }

    /// The person as Atlassian reports them now; `None`: they are not in the directories.
    #[must_use]
    pub fn refreshed(&self, person: Person) -> Option<Person> {
        let now = match self.of.get(&person.account_id) {
            Some(Standing::Reported(now)) => now,
            Some(Standing::Absent) => return None,
            None => return Some(self.with_role(person)),
        };
        Some(Person {
            org_admin: now.org_admin.or(person.org_admin),
            account_status: now.account_status.clone().or(person.account_status),
            status: now.status.clone().or(person.status),
            membership_status: now.membership_status.clone().or(person.membership_status),
            claim_status: now.claim_status.clone().or(person.claim_status),
            managed: now.managed.or(person.managed),
            ..person
        })
    }

    /// The person as Atlassian reports them now; with the role alone, where they are not in the directories.
    #[must_use]
    pub fn brought_up(&self, person: Person) -> Person {
        let with_role = self.with_role(person);
        self.refreshed(with_role.clone()).unwrap_or(with_role)
    }

    /// Everybody who is an admin now, as far as Atlassian reports them.
    pub fn admins(&self) -> impl Iterator<Item = &Person> {
        self.of.values().filter_map(|standing| match standing {
            Standing::Reported(person) if person.org_admin == Some(true) => Some(&**person),
            _ => None,
        })
    }
}

/// The person as a search reports them.
pub(super) fn reported(one: &DirectoryUser<'_>, account: AccountId) -> Person {
    Person {
        email: one.email.as_deref().map(str::to_owned),
        name: one.name.as_deref().map(str::to_owned),
        account_type: one.account_type.clone(),
        account_status: one.account_status.clone(),
        status: one.status.clone(),
        membership_status: one.membership_status.clone(),
        managed: one.claim_status.as_ref().and_then(managed),
        claim_status: one.claim_status.clone(),
        org_admin: holds_role(one),
        ..Person::unknown(account)
    }
}

fn holds_role(one: &DirectoryUser<'_>) -> Option<bool> {
    let roles = one.platform_roles.as_ref()?;
    Some(roles.contains(&PlatformRole::OrgAdmin))
}

/// Reads who is an organization admin now. `known`: those who were, and others who are always asked for. `others`: the
/// people whose role matters; they are asked for one by one where the list of admins proves nothing of them. `None`:
/// Atlassian names no admin at all, so it does not say who is one.
///
/// The list is the search of people by the role `atlassian/org-admin`, as the specification has it. It counts as whole
/// only where everybody in it is reported as an admin, and every admin that was asked for is in it.
///
/// # Errors
/// As for any request.
pub async fn read_org_admins(
    wire: &Wire,
    known: &[AccountId],
    others: &[AccountId],
) -> Result<Option<LiveAdmins>, Error> {
    let mut live = LiveAdmins::default();
    ask_for(wire, known, &mut live).await?;
    let listed = list(wire, &mut live).await?;
    live.whole = listed.is_some_and(|listed| {
        !listed.is_empty() && live.admins().all(|one| listed.contains(&one.account_id))
    });
    if !live.whole && others.len() <= ONE_BY_ONE {
        let left = others.iter().filter(|one| !live.of.contains_key(one));
        let left: Vec<AccountId> = left.cloned().collect();
        ask_for(wire, &left, &mut live).await?;
    }
    let names_some = live.admins().next().is_some();
    Ok(names_some.then_some(live))
}

async fn ask_for(wire: &Wire, accounts: &[AccountId], live: &mut LiveAdmins) -> Result<(), Error> {
    let items: Vec<Item> = accounts
        .iter()
        .map(|account| Item {
            target: Target::Account(account.as_str().to_owned()),
            of: Vec::new(),
        })
        .collect();
    let expand = &[Expand::PlatformRoles];
    let standing = |item: &Item, seen: Seen<'_>| {
        Some(match seen {
            Seen::Person(one) => {
                let account = AccountId::from(item.target.id());
                Standing::Reported(Box::new(reported(one, account)))
            }
            Seen::Absent => Standing::Absent,
        })
    };
    let read = read_people(wire, &items, expand, &mut |_| {}, standing).await?;
    let found = accounts.iter().cloned().zip(read);
    live.of
        .extend(found.filter_map(|(account, standing)| Some((account, standing?))));
    Ok(())
}

/// Whether Atlassian names no organization admin where it lists them. No: where it does not list them, too.
///
/// # Errors
/// As for any request.
pub(super) async fn names_no_admin(wire: &Wire) -> Result<bool, Error> {
    match wire.client.users_search_page(&wire.org, admins()).await {
        Ok(page) => Ok(!page
            .users()?
            .iter()
            .any(|one| holds_role(one) == Some(true))),
        // It is the filter that is refused.
        Err(error) if error.kind == ErrorKind::Invalid => Ok(false),
        Err(error) => Err(error),
    }
}

/// The search of people by the role of an organization admin.
fn admins() -> UserSearch {
    UserSearch {
        filter: UserFilter {
            role_ids: vec![RoleId::from(ORG_ADMIN)],
            ..UserFilter::default()
        },
        expand: vec![Expand::PlatformRoles],
        ..UserSearch::default()
    }
}

/// The accounts in the list of admins; `None` where it is no such list, or has no end.
async fn list(wire: &Wire, live: &mut LiveAdmins) -> Result<Option<HashSet<AccountId>>, Error> {
    let mut listed = HashSet::new();
    let mut search = admins();
    for _ in 0..PAGES {
        let page = match wire
            .client
            .users_search_page(&wire.org, search.clone())
            .await
        {
            Ok(page) => page,
            // The people were asked for, and that could be read: here it is the filter that is refused.
            Err(error) if error.kind == ErrorKind::Invalid => return Ok(None),
            Err(error) => return Err(error),
        };
        for one in page.users()? {
            let Some(account) = one.account_id.as_deref() else {
                return Ok(None);
            };
            if holds_role(&one) != Some(true) {
                return Ok(None);
            }
            let account = AccountId::from(account);
            listed.insert(account.clone());
            let standing = Standing::Reported(Box::new(reported(&one, account.clone())));
            live.of.insert(account, standing);
        }
        match page.next {
            None => return Ok(Some(listed)),
            next => search.cursor = next,
        }
    }
    Ok(None)
}
