//! `atlctl auth status`.

use atlctl_api::{Error, ErrorKind, Org};
use atlctl_signin::{Claims, Credentials};
use clap::Args;
use futures_util::TryStreamExt as _;
use jiff::Timestamp;

use super::list::directory_keys;
use crate::commands::doctor::any_call_works;
use crate::config::Profile;
use crate::connect::Source;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::output::{Cell, Details, Object};

/// Show the signed-in account, organizations and expiry
///
/// Checks each credential with one call. Exits with 4 when none is valid.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl auth status
  atlctl auth status -o json
  atlctl auth status --profile work")]
pub struct Status {}

/// Days before the end of a session from which on a warning is due.
const WARN_DAYS: [i64; 3] = [1, 7, 30];
const DAY: i64 = 86_400;

/// Runs `atlctl auth status`.
///
/// # Errors
/// When there is no credential (sign-in needed), or Atlassian cannot be asked.
pub fn run(context: &Context, _args: &Status) -> CliResult {
    let (name, profile) = context.profile()?;
    let (credentials, source) = context.credentials(&name, &profile)?;
    let claims = credentials
        .session
        .as_ref()
        .map(|token| token.claims().unwrap_or_default());
    let org = context.named_org(&profile);
    let outcomes = ask(context, &name, &profile, org, &credentials, source)?;
    let details = Details::new()
        .id("profile", "Profile", name.as_str())
        .renamed("valid", "works", "Valid", works(&outcomes))
        .field("credentials", "Credentials", kinds(&outcomes, &credentials))
        .renamed("stored_in", "source", "Stored in", source.words())
        .field(
            "account",
            "Account",
            claim(&claims, |claims| claims.email.clone()),
        )
        .field(
            "account_id",
            "Account ID",
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
            "api_key_ends",
            "API key ends",
            match &credentials.api_key {
                Some(_) => profile.api_key_end().into(),
                None => Cell::None,
            },
        )
        .field(
            "org",
            "Organization",
            org.map_or(Cell::None, |org| {
                // The ID distinguishes organizations of the same name.
                let name = context.org_name(&profile).map(str::to_owned);
                Cell::Object(Object::new(org).field("id", org).field("name", name))
            }),
        )
        .field(
            "organizations",
            "Organizations",
            organizations(&outcomes, org),
        );
    context.print_details(details)?;
    let session_ends = claims.as_ref().and_then(|claims| claims.expires);
    warn(context, "session", session_ends);
    if credentials.api_key.is_some() {
        warn(context, "API key", profile.api_key_end());
    }
    conclude(context, outcomes)
}

/// The result of checking one credential.
struct Outcome {
    kind: &'static str,
    orgs: Result<Vec<Org>, Error>,
    /// It may not list organizations, but other calls to the profile's work: a key with few scopes, or a session.
    limited: bool,
}

impl Outcome {
    fn works(&self) -> bool {
        self.orgs.is_ok() || self.limited
    }

    fn is_refused(&self) -> bool {
        !self.limited && self.orgs.as_ref().err().is_some_and(is_refused)
    }
}

/// Asks with each credential on its own: one that works must not hide one that does not.
fn ask(
    context: &Context,
    name: &str,
    profile: &Profile,
    org: Option<&str>,
    credentials: &Credentials,
    source: Source,
) -> CliResult<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for (kind, one) in credentials.each() {
        let session_writer = context.session_writer(name, credentials, source);
        let client = context.client_for(name, profile, &one, session_writer, |builder| builder)?;
        let client = client.read_only();
        let orgs = context.block_on(async { client.orgs().try_collect().await })?;
        let limited = match (&orgs, org) {
            (Err(error), Some(org)) if may_work(error, &one) => {
                context.block_on(any_call_works(&client, org))?
            }
            _ => false,
        };
        outcomes.push(Outcome {
            kind,
            orgs,
            limited,
        });
    }
    Ok(outcomes)
}

/// Whether a credential that may not list organizations may work for other calls: an API key with few scopes, and a session
/// that Atlassian knows.
pub(super) fn may_work(error: &Error, credentials: &Credentials) -> bool {
    error.kind == ErrorKind::Forbidden || credentials.api_key.is_some() && is_refused(error)
}

/// A credential that was refused does not work; one that could not be tried may.
fn is_refused(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential | ErrorKind::Forbidden
    )
}

fn works(outcomes: &[Outcome]) -> Cell {
    if outcomes.iter().any(Outcome::works) {
        return Cell::Bool(true);
    }
    if outcomes.iter().all(Outcome::is_refused) {
        Cell::Bool(false)
    } else {
        Cell::Unknown
    }
}

/// One valid credential is enough; the other's error becomes a warning.
fn conclude(context: &Context, outcomes: Vec<Outcome>) -> CliResult {
    let any = outcomes.iter().any(Outcome::works);
    let mut failed = None;
    for outcome in outcomes {
        let refused = outcome.is_refused();
        let Err(error) = outcome.orgs else { continue };
        let kind = outcome.kind;
        if outcome.limited {
            context.ui.warning(format!(
                "the {kind} may not list organizations; see what works: atlctl doctor"
            ));
        } else if any {
            let error = CliError::from(error);
            context
                .ui
                .warning(format!("the {kind} cannot be used: {}", error.message()));
            error.hints().iter().for_each(|hint| context.ui.hint(hint));
        } else {
            let error = CliError::from(error);
            failed = Some(if refused {
                error.of_kind(Kind::SignIn)
            } else {
                error
            });
        }
    }
    failed.map_or(Ok(Exit::Done), Err)
}

fn kinds(outcomes: &[Outcome], credentials: &Credentials) -> Cell {
    let kinds = outcomes.iter().map(|outcome| {
        if outcome.is_refused() && outcomes.len() > 1 {
            format!("{} (not valid)", outcome.kind)
        } else {
            outcome.kind.to_owned()
        }
    });
    Cell::List(kinds.chain(directory_keys(credentials)).collect())
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

/// The organizations that any of them sees; `org` is the one that a limited one works for.
fn organizations(outcomes: &[Outcome], org: Option<&str>) -> Cell {
    let mut seen: Vec<Object> = Vec::new();
    for org in outcomes.iter().flat_map(|one| one.orgs.iter().flatten()) {
        let words = match &org.name {
            Some(name) => format!("{name} ({})", org.id),
            None => org.id.to_string(),
        };
        let object = Object::new(words)
            .field("id", org.id.as_str())
            .field("name", org.name.clone());
        if !seen.contains(&object) {
            seen.push(object);
        }
    }
    if seen.is_empty() && outcomes.iter().any(|outcome| outcome.limited) {
        seen.extend(org.map(|org| Object::named(org, None)));
    }
    if outcomes.iter().all(|outcome| !outcome.works()) {
        Cell::Unknown
    } else {
        Cell::Objects(seen)
    }
}

/// A credential that ends soon should not end as a surprise.
fn warn(context: &Context, what: &str, ends: Option<Timestamp>) {
    let Some(ends) = ends else {
        return;
    };
    let left = ends.as_second() - context.now().as_second();
    let due = WARN_DAYS.iter().find(|days| left <= **days * DAY);
    match due {
        _ if left <= 0 => context
            .ui
            .warning(format!("the {what} has probably expired")),
        Some(1) => context
            .ui
            .warning(format!("the {what} expires within a day")),
        // A session lives 30 days and is renewed while it is used: its first day is no news.
        Some(days) if *days < 30 || what != "session" || left < 29 * DAY => {
            let left = match left / DAY {
                1 => "1 day".to_owned(),
                days => format!("{days} days"),
            };
            context.ui.warning(format!("the {what} expires in {left}"));
        }
        _ => {}
    }
}
