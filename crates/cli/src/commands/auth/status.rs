//! `atlctl auth status`.

use atlctl_api::{Error, Org};
use atlctl_signin::{Claims, Credentials};
use clap::Args;
use futures_util::TryStreamExt as _;
use jiff::Timestamp;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Details};

/// Who is signed in, to which organisations, until when
///
/// What the session says of itself is shown, and one call finds out whether the credential works. Exit
/// code 4 when it does not.
#[derive(Debug, Args)]
pub struct Status {}

/// Days before the end of a session from which on a warning is due.
const WARN_DAYS: [i64; 3] = [1, 7, 30];
const DAY: i64 = 86_400;

/// Shows it.
///
/// # Errors
/// When there is no credential (sign-in needed), or the service cannot be asked.
pub fn run(context: &Context, _args: &Status) -> CliResult {
    let (name, profile) = context.profile()?;
    let (credentials, source) = context.credentials(&name, &profile)?;
    let claims = credentials
        .session
        .as_ref()
        .map(|token| token.claims().unwrap_or_default());
    let client = context.client_with(&name, &profile, credentials.clone(), source)?;
    let orgs: Result<Vec<Org>, Error> =
        context.block_on(async { client.orgs().try_collect().await })?;
    let (orgs, failed) = match orgs {
        Ok(orgs) => (Some(orgs), None),
        Err(error) => (None, Some(error)),
    };
    let details = Details::new()
        .id("profile", "Profile", name.as_str())
        .field("works", "Works", Cell::Bool(failed.is_none()))
        .field("credentials", "Credentials", kinds(&credentials))
        .field("source", "Kept in", source.words())
        .field(
            "account",
            "Account",
            claim(&claims, |claims| claims.email.clone()),
        )
        .field(
            "account_id",
            "Account id",
            claim(&claims, |claims| claims.account_id.clone()),
        )
        .field(
            "session_issued",
            "Session issued",
            time(&claims, |claims| claims.issued),
        )
        .field(
            "session_ends",
            "Session ends",
            time(&claims, |claims| claims.expires),
        )
        .field(
            "organisation",
            "Organisation",
            profile.org.as_deref().map_or(Cell::None, Cell::text),
        )
        .field("sees", "Sees", orgs.as_deref().map_or(Cell::Unknown, names));
    context.print_details(details)?;
    warn(context, claims.as_ref());
    match failed {
        Some(error) => Err(CliError::from(error)),
        None => Ok(Exit::Done),
    }
}

fn kinds(credentials: &Credentials) -> Cell {
    let mut kinds = Vec::new();
    kinds.extend(credentials.session.is_some().then(|| "session".to_owned()));
    kinds.extend(credentials.api_key.is_some().then(|| "API key".to_owned()));
    Cell::List(kinds)
}

fn claim(claims: &Option<Claims>, read: impl Fn(&Claims) -> Option<String>) -> Cell {
    match claims {
        Some(claims) => Cell::maybe(read(claims)),
        None => Cell::None,
    }
}

fn time(claims: &Option<Claims>, read: impl Fn(&Claims) -> Option<Timestamp>) -> Cell {
    match claims {
        Some(claims) => read(claims).into(),
        None => Cell::None,
    }
}

fn names(orgs: &[Org]) -> Cell {
    let names = orgs.iter().map(|org| match &org.name {
        Some(name) => format!("{name} ({})", org.id),
        None => org.id.to_string(),
    });
    Cell::List(names.collect())
}

/// A session that ends soon should not end as a surprise.
fn warn(context: &Context, claims: Option<&Claims>) {
    let Some(expires) = claims.and_then(|claims| claims.expires) else {
        return;
    };
    let left = expires.as_second() - context.now().as_second();
    let due = WARN_DAYS.iter().find(|days| left <= **days * DAY);
    match due {
        _ if left <= 0 => context.ui.warning("by its own word, the session has ended"),
        Some(1) => context.ui.warning("the session ends within a day"),
        // A session lives 30 days and is renewed while it is used: its first day is no news.
        Some(days) if *days < 30 || left < 29 * DAY => context
            .ui
            .warning(format!("the session ends in {} days", left / DAY)),
        _ => {}
    }
}
