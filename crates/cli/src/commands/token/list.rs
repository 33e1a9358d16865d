//! `atlctl token list`.

use atlctl_api::{ApiToken, ApiTokenFilter};
use atlctl_core::number::counted;
use atlctl_core::query;
use atlctl_core::sync::Stage;
use clap::Args;
use futures_util::{TryStreamExt as _, future::ready};

use super::filter::TokenFilter;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::{Listing, Which, showing};
use crate::output::{Cell, Column};

/// List people's API tokens
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live: the tokens of all managed accounts, never their
/// secrets. `never` means that no use is recorded.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl token list
  atlctl token list --unused 180d
  atlctl token list --person ann@example.com
  atlctl token list --expiring 30d --sort expires -o csv
  atlctl token list --never-used --older-than 90d -o id \\
      | atlctl token revoke --from-stdin --dry-run")]
pub struct List {
    #[command(flatten)]
    filter: TokenFilter,
    #[command(flatten)]
    which: Which,
}

/// Runs `atlctl token list`.
///
/// # Errors
/// When the server cannot be asked, or nothing can be written.
pub fn run(context: &Context, args: &List) -> CliResult {
    let mut listing = Listing::new(
        context,
        "tokens",
        showing(
            args.which.marking_gone(columns()),
            args.filter.filtered_columns(),
        ),
    );
    if !context.global.live
        && let Some(mirror) = context.mirror_of(Stage::Tokens)?
    {
        args.filter.people_are_in(&mirror, context.now())?;
        let query = args.which.credentials(args.filter.query());
        listing.print_credentials(context, &mirror, query::List::Tokens, query)?;
        return Ok(Exit::Done);
    }
    args.which.must_be_live()?;
    context.say_live("API tokens");
    listing.limit = None;
    let org = context.org()?;
    let client = context.client()?;
    let mirror = context.mirror_without_header().ok();
    let filter = args.filter.ready(mirror.as_ref(), context.now())?;
    let unknown = std::cell::Cell::new(0_u64);
    let tokens = client
        .api_tokens(&org, &ApiTokenFilter::default())
        .try_filter(|token| {
            let matches = filter.matches(token);
            if matches.is_none() {
                unknown.set(unknown.get() + 1);
            }
            ready(matches == Some(true))
        });
    listing.print_live(context, tokens, cell)?;
    if unknown.get() > 0 {
        context.ui.caveat(format!(
            "{} left out: it is unknown whether they match the filters",
            counted(unknown.get(), "token", "tokens")
        ));
    }
    Ok(Exit::Done)
}

pub fn columns() -> Vec<Column> {
    vec![
        Column::id("id", "ID"),
        Column::key("email", "Email"),
        Column::text("label", "Label"),
        Column::time("last_used", "Last used").stays(),
        Column::companion("last_used_known", "Last used known"),
        Column::time("expires", "Expires"),
        Column::time("created", "Created"),
        Column::text("status", "Status"),
        Column::text("name", "Name").on_request(),
        Column::text("account_id", "Account").on_request(),
        Column::text("scopes", "Scopes").on_request(),
    ]
}

/// The cell of a token.
pub fn cell(token: &ApiToken, name: &str) -> Cell {
    let user = token.user.as_ref();
    match name {
        "id" => Cell::text(token.id.as_str()),
        "label" => Cell::maybe(token.label.clone()),
        "email" => Cell::maybe(user.and_then(|user| user.email.clone())),
        "name" => Cell::maybe(user.and_then(|user| user.name.clone())),
        "account_id" => Cell::maybe(
            user.and_then(|user| user.id.as_ref())
                .map(atlctl_api::AccountId::as_str),
        ),
        "status" => Cell::maybe(
            token
                .status
                .as_ref()
                .map(|status| status.as_str().to_lowercase()),
        ),
        "created" => Cell::moment(token.created_at.as_deref()),
        "last_used" => or(Cell::Never, token.last_active_at.as_deref()),
        "last_used_known" => Cell::Bool(cell(token, "last_used") != Cell::Unknown),
        "expires" => or(Cell::Never, token.expires_at.as_deref()),
        "scopes" => Cell::List(token.scopes.clone()),
        _ => Cell::Unknown,
    }
}

/// A time, or what stands for none.
fn or(none: Cell, text: Option<&str>) -> Cell {
    text.map_or(none, |text| Cell::moment(Some(text)))
}
