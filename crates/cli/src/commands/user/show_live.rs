//! `atlctl user show --live`: one person as the server has them now.

use std::ops::ControlFlow;

use atlctl_api::{AccountId, DirectoryUser, PolicyId, UserFilter};

use super::list::columns;
use super::live::{cell, each, policy_names};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Details};
use crate::suggest;
use crate::ui::display;

/// Shows one.
///
/// # Errors
/// When nobody is meant, or the server cannot be asked.
pub(super) fn run(context: &Context, user: &str) -> CliResult {
    let org = context.org()?;
    let client = context.client()?;
    let mut filter = UserFilter::default();
    if user.contains('@') {
        filter.emails.push(user.trim().to_owned());
    } else {
        filter.account_ids.push(AccountId::from(user.to_owned()));
    }
    let found = context.block_on(async {
        let mut found = None;
        each(context, &client, &org, filter, |person| {
            let account = person.account_id.as_deref().unwrap_or_default();
            found = Some((AccountId::from(account.to_owned()), told(person)));
            Ok(ControlFlow::Break(()))
        })
        .await?;
        let Some((account, mut details)) = found else {
            return Ok(None);
        };
        // The policy comes from a call of its own; where that is refused, it is unknown.
        let policy = match client.policies_of(&org, &[account]).await {
            Ok(policies) => policies.into_iter().next(),
            Err(error) => {
                context.ui.warning(format!(
                    "the policy could not be read: {}",
                    display(&error.to_string())
                ));
                None
            }
        };
        details.policy = policy.map(|policy| policy.policy_id);
        Ok::<_, CliError>(Some(details))
    })??;
    let Some(person) = found else {
        return Err(
            CliError::usage(format!("nobody has the address or id {}", display(user))).hint(
                format!(
                    "search for them: {}",
                    suggest::command(&["user", "list", "--live", "--search", user])
                ),
            ),
        );
    };
    context.print_details(person.details(context))?;
    Ok(Exit::Done)
}

/// What the server told, kept beyond the page it came in.
struct Told {
    cells: Vec<Cell>,
    groups: Cell,
    products: Cell,
    roles: Cell,
    /// Not told; told none; told one.
    policy: Option<Option<PolicyId>>,
}

fn told(person: &DirectoryUser<'_>) -> Told {
    let cells = columns();
    let cells = cells.iter().map(|column| cell(person, column.name()));
    let list = |texts: Option<Vec<String>>| texts.map_or(Cell::Unknown, Cell::List);
    let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or("?").to_owned();
    Told {
        cells: cells.collect(),
        groups: list(person.groups.as_ref().map(|groups| {
            let mut names: Vec<String> = groups.iter().map(|group| text(&group.name)).collect();
            names.sort_unstable();
            names
        })),
        products: list(person.product_access.as_ref().map(|products| {
            let mut lines: Vec<String> = products
                .iter()
                .map(|product| {
                    let last = product.last_active_timestamp.as_deref();
                    let day = last.and_then(|last| last.get(..10));
                    format!(
                        "{}: {}",
                        text(&product.key),
                        day.unwrap_or("never or not told")
                    )
                })
                .collect();
            lines.sort_unstable();
            lines
        })),
        roles: list(
            person
                .platform_roles
                .as_ref()
                .map(|roles| roles.iter().map(ToString::to_string).collect()),
        ),
        policy: None,
    }
}

impl Told {
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
                _ => cell,
            };
            details = details.column(column, cell);
        }
        details
            .field("groups", "Groups", self.groups)
            .field("products", "Products", self.products)
            .field("roles", "Roles", self.roles)
    }
}
