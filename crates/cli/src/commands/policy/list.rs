//! `atlctl policy list`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use atlctl_core::query::{self, Managed, UserQuery};
use clap::Args;

use crate::commands::user::live::policy_names;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::listing::{Listing, Which};
use crate::output::{Cell, Column, Table};

/// List authentication policies with their member counts
///
/// No API lists policies: atlctl finds them by reading the policy of every managed account, during sync or, with
/// --live, now. No API returns policy names either: see policy import-names and policy name.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl policy list
  atlctl policy list -o json")]
pub struct List {
    #[command(flatten)]
    which: Which,
}

/// Runs `atlctl policy list`.
///
/// # Errors
/// When a flag is not understood, or the mirror or the server cannot be read.
pub fn run(context: &Context, args: &List) -> CliResult {
    if context.global.live {
        args.which.must_be_live()?;
        return live(context);
    }
    if args.which.gone {
        return Err(CliError::usage(
            "--gone: no API says that a policy was deleted; one that nobody is in stays listed, with 0 members",
        )
        .hint("list all policies: atlctl policy list"));
    }
    let listing = Listing::new(context, "policies", columns());
    listing.print_list(context, query::List::Policies, &args.which)?;
    unnamed(context)?;
    Ok(Exit::Done)
}

/// Lists the policies that the server names now, those with the most members first.
fn live(context: &Context) -> CliResult {
    context.say_from_atlassian()?;
    let mut members: BTreeMap<String, i64> = BTreeMap::new();
    let unknown = super::live::walk(context, &mut |_, policy| {
        *members.entry(policy.as_str().to_owned()).or_default() += 1;
        Ok(ControlFlow::Continue(()))
    })?;
    let names = policy_names(context);
    let mut policies: Vec<(String, i64)> = members.into_iter().collect();
    policies.sort_by_key(|(_, members)| std::cmp::Reverse(*members));
    let mut table = Table::new("policies", columns());
    for (id, members) in policies {
        table.push(vec![
            Cell::maybe(names.get(&id).cloned()),
            Cell::Int(members),
            Cell::text(id),
            Cell::Unknown,
            Cell::Unknown,
        ]);
    }
    context.print(table)?;
    super::live::report_unknown(context, unknown);
    Ok(Exit::Done)
}

/// Says how policies come to their names while some have none, and for how many accounts the policy is unknown: whose
/// count of members is 0 may have some.
fn unnamed(context: &Context) -> CliResult<()> {
    let mirror = context.mirror_without_header()?;
    let unknown = UserQuery {
        managed: Some(Managed::Yes),
        where_: Some("policy_known = 0".to_owned()),
        ..UserQuery::default()
    };
    let unknown = unknown.count(&mirror, context.now())?;
    if unknown > 0 {
        context.ui.caveat(format!(
            "The policy of {unknown} managed accounts is unknown."
        ));
    }
    let policies = mirror.policies()?;
    let unnamed = policies
        .iter()
        .filter(|policy| policy.name.is_none())
        .count();
    if unnamed > 0 {
        let all = policies.len();
        context.ui.hint(format!(
            "{unnamed} of {all} policies have no name yet; import names: {}",
            hint_commands::command(&["policy", "import-names", "FILE"])
        ));
        context.ui.hint(format!(
            "name one: {}",
            hint_commands::command(&["policy", "name", "ID", "NAME"])
        ));
    }
    Ok(())
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::key("name", "Name"),
        Column::number("members", "Members"),
        Column::id("id", "ID"),
        Column::text("type", "Type").on_request(),
        Column::text("name_from", "Source of name").on_request(),
    ]
}
