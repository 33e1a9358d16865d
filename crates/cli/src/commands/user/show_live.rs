//! `atlctl user show --live`: one person read live.

use std::ops::ControlFlow;

use atlctl_api::{AccountId, Client, DirectoryUser, OrgId, PolicyId, UserFilter, Workspace};
use atlctl_core::input::key;
use atlctl_core::store::{AppAccess, GroupName, Memberships, Reported};
use futures_util::TryStreamExt as _;
use jiff::Timestamp;

use super::access;
use super::app_roles::AppRoles;
use super::directories::Directories;
use super::list::columns;
use super::live::{cell, each, named_apps, policy_names};
use super::recent::Recent;
use super::sign_in::SignIn;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::output::{Cell, Column, Details};
use crate::ui::display;

/// Runs `atlctl user show --live`.
///
/// # Errors
/// When no single person matches, or Atlassian cannot be asked.
pub(super) fn run(context: &Context, user: &str) -> CliResult {
    let org = context.org()?;
    let client = context.client()?;
    let person = context.block_on(async {
        let mut person = find(context, &client, &org, user).await?;
        person.policy = policy(context, &client, &org, &person.account).await;
        sites(context, &client, &org, &mut person.has).await;
        person.directories = Directories::live(context, &client, &org, &person.account).await;
        if person.is_managed() {
            person.sign_in = SignIn::live(context, &client, &person.account).await;
        }
        Ok::<_, CliError>(person)
    })??;
    context.print_details(person.details(context))?;
    Ok(Exit::Done)
}

/// The one person with this address or account id. What Atlassian finds is compared with what was asked for: a
/// search may also find what is similar.
async fn find(context: &Context, client: &Client, org: &OrgId, user: &str) -> CliResult<Found> {
    let user = user.trim();
    let mut filter = UserFilter::default();
    if user.contains('@') {
        filter.emails.push(user.to_owned());
    } else {
        filter.account_ids.push(AccountId::from(user.to_owned()));
    }
    let wanted = key(user);
    let mut found: Vec<Found> = Vec::new();
    let mut others = 0_u64;
    each(context, client, org, filter, |person, _| {
        let account = person.account_id.as_deref().unwrap_or_default();
        let email = person.email.as_deref().map(key);
        if account != user && email.as_ref() != Some(&wanted) {
            others += 1;
        } else if !found.iter().any(|one| one.account.as_str() == account) {
            found.push(Found::new(account, person));
        }
        Ok(ControlFlow::Continue(()))
    })
    .await?;
    if found.len() > 1 {
        let ids: Vec<&str> = found.iter().map(|one| one.account.as_str()).collect();
        return Err(CliError::usage(format!(
            "{} people have the address {}: {}",
            ids.len(),
            display(user),
            display(&ids.join(", "))
        ))
        .hint("choose one by its account ID"));
    }
    found.pop().ok_or_else(|| {
        let nobody = format!(
            "no person has the email address or account ID {}",
            display(user)
        );
        let said = match others {
            0 => CliError::usage(nobody),
            1 => CliError::usage(format!("{nobody}; Atlassian returned someone else")),
            others => CliError::usage(format!(
                "{nobody}; Atlassian returned {others} other people"
            )),
        };
        said.hint(format!(
            "search for them: {}",
            hint_commands::command(&["user", "list", "--live", "--search", user])
        ))
    })
}

/// The policy, from a separate call: unknown if that is refused or returns another account.
async fn policy(
    context: &Context,
    client: &Client,
    org: &OrgId,
    account: &AccountId,
) -> Option<Option<PolicyId>> {
    let answers = match client.policies_of(org, std::slice::from_ref(account)).await {
        Ok(answers) => answers,
        Err(error) => {
            let reason = display(&error.to_string());
            context
                .ui
                .warning(format!("the policy could not be read: {reason}"));
            return None;
        }
    };
    let only = answers.len() == 1;
    let named = !answers.is_empty();
    let fits = |answer: &Option<AccountId>| match answer {
        Some(id) => id == account,
        None => only,
    };
    let answer = answers.into_iter().find(|one| fits(&one.account_id));
    if answer.is_none() && named {
        context
            .ui
            .warning("the policy could not be read: Atlassian returned another account");
    }
    answer.map(|answer| answer.policy_id)
}

/// Adds names and sites of apps, which are those of the workspaces; unknown where they cannot be read.
async fn sites(context: &Context, client: &Client, org: &OrgId, has: &mut Memberships) {
    let Reported::Known(apps) = &mut has.apps else {
        return;
    };
    if apps.is_empty() {
        return;
    }
    let workspaces: Vec<Workspace> = match client.workspaces(org).try_collect().await {
        Ok(workspaces) => workspaces,
        Err(error) => {
            let reason = display(&error.to_string());
            context
                .ui
                .warning(format!("the sites of apps could not be read: {reason}"));
            return;
        }
    };
    for app in apps {
        let place = workspaces.iter().find(|one| one.id.as_str() == app.id);
        app.name = place.and_then(|place| place.name.clone());
        app.site = place.and_then(|place| place.host_url.clone());
    }
}

/// A person, independent of the page that contained it.
struct Found {
    account: AccountId,
    cells: Vec<Cell>,
    has: Memberships,
    /// Unknown, none, or a policy.
    policy: Option<Option<PolicyId>>,
    sign_in: SignIn,
    directories: Directories,
}

impl Found {
    fn new(account: &str, person: &DirectoryUser<'_>) -> Self {
        let cells = columns();
        let cells = cells.iter().map(|column| cell(person, column.name()));
        Self {
            account: AccountId::from(account.to_owned()),
            cells: cells.collect(),
            has: has(person),
            policy: None,
            sign_in: SignIn::default(),
            directories: Directories::default(),
        }
    }

    /// Whether the account is surely managed: tokens of others are not shown.
    fn is_managed(&self) -> bool {
        let cells = columns().into_iter().zip(&self.cells);
        let managed = |(column, cell): (Column, &Cell)| {
            column.name() == "managed" && *cell == Cell::Bool(true)
        };
        cells.into_iter().any(managed)
    }

    fn details(self, context: &Context) -> Details {
        let names = policy_names(context);
        let policy = |wants_name: bool| match &self.policy {
            None => Cell::Unknown,
            Some(None) => Cell::None,
            Some(Some(id)) => {
                let name = names.get(id.as_str()).filter(|_| wants_name);
                Cell::text(name.map_or(id.as_str(), String::as_str))
            }
        };
        let mut details = Details::new();
        for (column, cell) in columns().into_iter().zip(self.cells) {
            let cell = match column.name() {
                "policy" => policy(true),
                "policy_id" => policy(false),
                "policy_known" => Cell::Bool(self.policy.is_some()),
                _ => cell,
            };
            details = details.column(column, cell);
        }
        let details = self.directories.add(details);
        let mirror = context.mirror_without_header().ok();
        let apps = mirror.and_then(|mirror| mirror.apps().ok());
        let details = access::add(context, details, self.has, &apps.unwrap_or_default());
        // Where roles in apps come from, only calls for each group would tell: see user explain --live.
        let details = self
            .sign_in
            .add(AppRoles::default().add(details), context.now());
        // Neither is read from Atlassian: one would read the whole log for them, and history is the mirror's own.
        Recent::default().add(details)
    }
}

/// Groups, apps and roles, in the order of the mirror's.
fn has(person: &DirectoryUser<'_>) -> Memberships {
    fn told<T>(list: Option<Vec<T>>) -> Reported<T> {
        list.map_or_else(Reported::default, Reported::Known)
    }
    let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
    let groups = person.groups.as_ref().map(|groups| {
        let mut groups: Vec<GroupName> = groups
            .iter()
            .map(|group| GroupName {
                id: text(&group.id).unwrap_or_default(),
                name: text(&group.name),
            })
            .collect();
        groups.sort_by(|a, b| {
            let by = |group: &GroupName| group.name.clone().unwrap_or_else(|| group.id.clone());
            by(a).cmp(&by(b))
        });
        groups
    });
    let apps = named_apps(person).map(|products| {
        let mut apps: Vec<AppAccess> = products
            .iter()
            .map(|product| {
                let last = Cell::moment(product.last_active_timestamp.as_deref());
                let last_active = match last {
                    // Seconds, as the mirror has them.
                    Cell::Time(at) => Timestamp::from_second(at.as_second()).ok(),
                    _ => None,
                };
                AppAccess {
                    id: text(&product.id).unwrap_or_default(),
                    key: text(&product.key),
                    name: None,
                    site: None,
                    activity_known: last_active.is_some()
                        || product.last_active_timestamp.is_none(),
                    last_active,
                }
            })
            .collect();
        apps.sort_by(|a, b| {
            let by = |app: &AppAccess| {
                (
                    app.key.clone().unwrap_or_else(|| app.id.clone()),
                    app.id.clone(),
                )
            };
            by(a).cmp(&by(b))
        });
        apps
    });
    let roles = person.platform_roles.as_ref().map(|roles| {
        let mut roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
        roles.sort_unstable();
        roles
    });
    Memberships {
        groups: told(groups),
        apps: told(apps),
        roles: told(roles),
    }
}
