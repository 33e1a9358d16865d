//! `atlctl service-account tokens`.

use atlctl_api::ServiceAccountId;
use atlctl_core::query::{self, CredentialQuery};
use atlctl_core::store::Mirror;
use atlctl_core::sync::Stage;
use clap::Args;
use futures_util::stream;

use crate::commands::token;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::listing::Listing;
use crate::ui::display;

/// List the API tokens of service accounts
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live: the tokens of all service accounts, or of one.
/// Atlassian revokes all tokens of a service account together: atlctl service-account revoke-tokens ID
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl service-account tokens
  atlctl service-account tokens 557058:0b1c9e64 -o json")]
pub struct Tokens {
    /// Service account, by its ID (see: atlctl service-account list)
    #[arg(value_name = "ID")]
    account: Option<String>,
}

/// Runs `atlctl service-account tokens`.
///
/// # Errors
/// When the server cannot be asked, or nothing can be written.
pub fn run(context: &Context, args: &Tokens) -> CliResult {
    let listing = Listing::new(context, "tokens", token::columns());
    if !context.global.live
        && let Some(mirror) = context.mirror_of(Stage::ServiceAccountCredentials)?
    {
        let mut query = CredentialQuery {
            conditions: vec!["kind = 'api_token'".to_owned()],
            ..CredentialQuery::default()
        };
        query.service_account.clone_from(&args.account);
        is_known(&mirror, args.account.as_deref())?;
        let list = query::List::ServiceAccountCredentials;
        listing.print_credentials(context, &mirror, list, query)?;
        return Ok(Exit::Done);
    }
    context.say_live("credentials of service accounts");
    let org = context.org()?;
    let client = context.client()?;
    let account = args.account.as_deref().map(ServiceAccountId::from);
    let tokens = context.block_on(client.service_account_tokens(&org, account.as_ref()))??;
    let tokens = stream::iter(tokens.into_iter().map(Ok));
    listing.print_live(context, tokens, token::cell)?;
    Ok(Exit::Done)
}

/// Refuses an account that is not in the mirror: it would have no tokens.
fn is_known(mirror: &Mirror, account: Option<&str>) -> CliResult<()> {
    let Some(account) = account else {
        return Ok(());
    };
    let known = mirror.knows_service_account(account.trim())?;
    if known {
        return Ok(());
    }
    Err(CliError::usage(format!(
        "service account {:?} is not in the mirror",
        display(account)
    ))
    .hint("list them: atlctl service-account list"))
}
