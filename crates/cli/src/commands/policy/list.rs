//! `atlctl policy list`.

use atlctl_core::query;
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::listing::{Listing, Which};
use crate::output::Column;

/// List the authentication policies with their members
///
/// No API lists policies: these were found by asking for the policy of every managed account. Their names
/// are in no API either: see policy import-names and policy name.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    which: Which,
}

/// Lists them.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &List) -> CliResult {
    if context.global.live {
        return Err(
            CliError::usage("no API lists policies, so --live cannot either")
                .hint("they are found by: atlctl sync"),
        );
    }
    let listing = Listing::new(context, "policies", columns());
    listing.print_list(context, query::List::Policies, &args.which)?;
    unnamed(context)?;
    Ok(Exit::Done)
}

/// Says how policies come to their names while some have none.
fn unnamed(context: &Context) -> CliResult<()> {
    let policies = context.mirror_quietly()?.policies()?;
    let unnamed = policies
        .iter()
        .filter(|policy| policy.name.is_none())
        .count();
    if unnamed > 0 {
        context.ui.hint(format!(
            "{unnamed} of {} policies have no name yet: atlctl policy import-names FILE, or atlctl policy \
             name ID NAME",
            policies.len()
        ));
    }
    Ok(())
}

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::text("name", "Name"),
        Column::number("members", "Members"),
        Column::id("id", "Id"),
        Column::text("type", "Type").on_request(),
        Column::text("name_from", "Name from").on_request(),
    ]
}
