//! `atlctl event actions`.

use atlctl_core::audit::matches;
use clap::Args;

use super::no_audit_log::explained;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::output::{Cell, Column, Table};

/// List the actions of the audit log
///
/// Asks Atlassian: it publishes no list of them, and adds actions without notice. Use the IDs in --action and in rules.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl event actions
  atlctl event actions --search admin
  atlctl event actions --search 'user_*' -o id")]
pub struct Actions {
    /// Only actions with TEXT in the ID, name or group; * stands for anything
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

/// Runs `atlctl event actions`.
///
/// # Errors
/// When Atlassian cannot be asked, or nothing can be written.
pub fn run(context: &Context, args: &Actions) -> CliResult {
    let org = context.org()?;
    let client = context.client()?;
    let actions = context.block_on(client.event_actions(&org))?;
    let actions = actions.map_err(explained)?;
    let columns = vec![
        Column::id("id", "Action"),
        Column::text("name", "Name"),
        Column::text("group", "Group"),
    ];
    let pattern = args.search.as_deref().map(|text| match text {
        text if text.contains('*') => text.to_owned(),
        text => format!("*{text}*"),
    });
    let mut table = Table::new("actions", columns);
    for action in actions {
        let texts = [
            Some(action.id.as_str()),
            action.name.as_deref(),
            action.group.as_deref(),
        ];
        let fits = |pattern: &String| texts.iter().flatten().any(|text| matches(pattern, text));
        if pattern.as_ref().is_none_or(fits) {
            table.push(vec![
                Cell::text(action.id),
                Cell::maybe(action.name),
                Cell::maybe(action.group),
            ]);
        }
    }
    context.print(table)?;
    Ok(Exit::Done)
}
