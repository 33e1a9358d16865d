//! `atlctl org show --live`: what the server counts now.

use atlctl_api::{ClaimStatus, Error, GroupSearch, UserFilter};
use futures_util::{Stream, StreamExt as _};

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Details};
use crate::ui::display;

/// Shows it. What cannot be counted is unknown.
///
/// # Errors
/// When the organization itself cannot be read.
pub(super) fn run(context: &Context) -> CliResult {
    let org = context.org()?;
    let client = context.client()?;
    let managed = UserFilter {
        claim_status: Some(ClaimStatus::Managed),
        ..UserFilter::default()
    };
    let details = context.block_on(async {
        let found = client.org(&org).await?;
        if found.id != org {
            return Err(CliError::failed(format!(
                "Atlassian returned another organization: {}",
                display(found.id.as_str())
            ))
            .hint("list your organizations: atlctl org list --live"));
        }
        let number = |what: &str, count: Result<u64, Error>| match count {
            Ok(count) => Cell::count(count),
            Err(error) => {
                let reason = display(&error.to_string());
                context
                    .ui
                    .warning(format!("the {what} could not be counted: {reason}"));
                Cell::Unknown
            }
        };
        let people = client.users_count(&org, &UserFilter::default()).await;
        let managed = client.users_count(&org, &managed).await;
        let groups = count(client.groups_search(&org, GroupSearch::default())).await;
        let domains = count(client.domains(&org)).await;
        let directories = count(client.directories(&org)).await;
        let workspaces = count(client.workspaces(&org)).await;
        let counts = [
            (
                ("people", "people_count"),
                "People",
                number("people", people),
            ),
            (
                ("managed", "managed_count"),
                "Managed",
                number("managed accounts", managed),
            ),
            (
                ("groups", "group_count"),
                "Groups",
                number("groups", groups),
            ),
            (
                ("domains", "domain_count"),
                "Domains",
                number("domains", domains),
            ),
            (
                ("directories", "directory_count"),
                "Directories",
                number("directories", directories),
            ),
            (
                ("workspaces", "workspace_count"),
                "Apps",
                number("workspaces", workspaces),
            ),
        ];
        let details = Details::new().id("id", "ID", found.id.as_str()).field(
            "name",
            "Name",
            Cell::maybe(found.name),
        );
        Ok::<_, CliError>(
            counts
                .into_iter()
                .fold(details, |details, (names, label, count)| {
                    super::counts::number(details, names, label, count)
                }),
        )
    })??;
    context.print_details(details)?;
    Ok(Exit::Done)
}

/// Counts the entries of a list.
async fn count<T>(list: impl Stream<Item = Result<T, Error>>) -> Result<u64, Error> {
    let mut list = std::pin::pin!(list);
    let mut count = 0;
    while let Some(thing) = list.next().await {
        thing?;
        count += 1;
    }
    Ok(count)
}
