//! `atlctl token revoke`.

use atlctl_api::{ApiToken, ApiTokenFilter};
use atlctl_core::change::FacetKind;
use atlctl_core::change::facet::credential::API_TOKEN;
use atlctl_core::number::counted;
use atlctl_core::plan::Origin;
use clap::Args;
use futures_util::TryStreamExt as _;

use super::filter::TokenFilter;
use crate::changes::{IdSelection, IncludeFlags, Listed, PlanOptions, Revocation, listed_token};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::same_command::hint_to_add;

/// Revoke API tokens
///
/// Revokes the tokens with these IDs, or those that match filters: `token list FILTERS` shows what `token revoke
/// FILTERS` revokes. It cannot be undone: the owner must create a new token.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl token revoke 2f9c61ab04de3100000007a00
  atlctl token revoke --unused 180d --dry-run
  atlctl token revoke --person ann@example.com --reason \"left the company\"
  atlctl token revoke --csv tokens.csv --plan tokens.json
  atlctl token list --never-used -o id | atlctl token revoke --from-stdin --yes")]
pub struct Revoke {
    #[command(flatten)]
    ids: IdSelection,
    #[command(flatten)]
    filter: TokenFilter,
    #[command(flatten)]
    include: IncludeFlags,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl token revoke`.
///
/// # Errors
/// When nothing is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Revoke) -> CliResult {
    let by_filter = args.filter.is_given();
    match (args.ids.is_given(), by_filter) {
        (true, true) => {
            return Err(CliError::usage("IDs and filters cannot be used together")
                .hint("leave out the filters, or the IDs"));
        }
        (false, false) => {
            return Err(CliError::usage("no API tokens selected").hint(hint_to_add("for example", "--person ann@example.com")).hint(
                "give IDs, --csv FILE, --from-stdin, or filters such as --person ann@example.com",
            ));
        }
        _ => {}
    }
    let revocation = Revocation::begin(context, &args.plan_options)?;
    let ids = if by_filter {
        None
    } else {
        Some(args.ids.read(context, &["id", "token_id", "target"])?)
    };
    let tokens = all(context, &revocation)?;
    let (chosen, origin) = match ids {
        Some(ids) => {
            let listed = tokens
                .iter()
                .map(|token| listed_token(token, context.now()))
                .collect();
            let chosen = revocation.choose(FacetKind::of(&API_TOKEN), listed, &ids)?;
            (chosen, ids.origin)
        }
        None => matching(context, &revocation, &args.filter, &tokens)?,
    };
    let (chosen, nameless): (Vec<Listed>, Vec<Listed>) = chosen
        .into_iter()
        .partition(|one| one.owner.is_some() || one.label.is_none());
    if !nameless.is_empty() {
        context.ui.warning(format!(
            "{} left out: Atlassian does not say whose they are, and revokes tokens by account",
            counted(nameless.len() as u64, "token", "tokens")
        ));
    }
    revocation.plan(&API_TOKEN, chosen, args.include.into(), origin)
}

/// The tokens of everyone.
fn all(context: &Context, revocation: &Revocation<'_>) -> CliResult<Vec<ApiToken>> {
    let client = &revocation.signed.client;
    let tokens = client.api_tokens(&revocation.org, &ApiTokenFilter::default());
    Ok(context.block_on(tokens.try_collect::<Vec<ApiToken>>())??)
}

fn matching(
    context: &Context,
    revocation: &Revocation<'_>,
    filter: &TokenFilter,
    tokens: &[ApiToken],
) -> CliResult<(Vec<Listed>, Origin)> {
    filter.people_are_known(revocation.mirror(), tokens)?;
    let ready = filter.ready(Some(revocation.mirror()), context.now())?;
    let (mut chosen, mut unknown) = (Vec::new(), 0);
    for token in tokens {
        match ready.matches(token) {
            Some(true) => chosen.push(listed_token(token, context.now())),
            Some(false) => {}
            None => unknown += 1,
        }
    }
    if unknown > 0 {
        context.ui.caveat(format!(
            "{} left out: it is unknown whether they match the filters",
            counted(unknown, "token", "tokens")
        ));
    }
    let what = format!("API tokens matching {}", filter.flags().join(" "));
    let origin = Origin {
        what,
        ..Origin::default()
    };
    Ok((chosen, origin))
}
