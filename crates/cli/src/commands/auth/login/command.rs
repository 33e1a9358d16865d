//! The arguments, and the way from one to the kept profile.

use std::path::PathBuf;

use atlctl_signin::{ApiKey, Credentials, SessionToken};
use clap::Args;
use secrecy::ExposeSecret as _;

use super::{capture, check, keep, stdin};
use crate::connect::StoreKind;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};

/// Sign in
///
/// With a session: --capture takes what you copied out of the browser (in the admin portal: developer
/// tools, Network, right-click a request, Copy as cURL; also a HAR file, a Cookie line or the token
/// itself). With an organisation API key: --api-key-stdin. Without either, you are asked.
///
/// The credential is checked with one call and then kept where --store says. A profile may hold a session
/// and an API key; each call uses the one that can make it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atlctl auth login --capture copied.txt --store file
  wl-paste | atlctl auth login --capture - --store file
  pass atlassian/admin-key | atlctl auth login --api-key-stdin --store file")]
pub struct Login {
    /// A copied request (cURL, PowerShell), HAR file, Cookie line or token; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["token_stdin", "api_key_stdin"])]
    capture: Option<PathBuf>,
    /// Read the session token from standard input
    #[arg(long, conflicts_with = "api_key_stdin")]
    token_stdin: bool,
    /// Read an organisation API key from standard input
    #[arg(long)]
    api_key_stdin: bool,
    /// The day the API key ends (the admin portal says it); status and doctor then warn in time
    #[arg(long, value_name = "YYYY-MM-DD", requires = "api_key_stdin")]
    key_ends: Option<jiff::civil::Date>,
    /// Where to keep the credential [default: the profile's, else the keyring]
    #[arg(long, value_enum, value_name = "STORE")]
    store: Option<StoreKind>,
}

/// Signs in.
///
/// # Errors
/// When no credential is obtained, it does not work, or it cannot be kept.
pub fn run(context: &Context, args: &Login) -> CliResult {
    let config = context.config()?;
    let name = context.profile_name(&config);
    let profile = config.profile(&name).cloned().unwrap_or_default();
    let store = keep::choose(context, args.store, &profile)?;
    let obtained = obtain(context, args)?;
    let found = check::by_one_call(context, &name, &profile, &obtained)?;
    keep::keep(
        context,
        &name,
        profile,
        store,
        obtained,
        found,
        args.key_ends,
    )?;
    Ok(Exit::Done)
}

fn obtain(context: &Context, args: &Login) -> CliResult<Credentials> {
    if let Some(path) = &args.capture {
        return capture::read(context, path);
    }
    if args.token_stdin {
        return session(&stdin::secret()?);
    }
    if args.api_key_stdin {
        return api_key(&stdin::secret()?);
    }
    if !context.ui.can_ask() {
        return Err(
            CliError::new(Kind::Usage, "there is nothing to sign in with")
                .hint("a request copied as cURL: atlctl auth login --capture FILE")
                .hint("an organisation API key: atlctl auth login --api-key-stdin < FILE"),
        );
    }
    context.ui.status(
        "Paste the session token (the cookie cloud.session.token of admin.atlassian.com) or an\n\
         organisation API key. It is not shown. A whole copied request is taken with --capture FILE.",
    );
    let secret = context.ui.secret("Token or key: ")?;
    Credentials::of_either(secret.expose_secret()).map_err(|error| broken(&error))
}

fn session(secret: &secrecy::SecretString) -> CliResult<Credentials> {
    let token = SessionToken::parse(secret.expose_secret()).map_err(|error| broken(&error))?;
    Ok(Credentials {
        session: Some(token),
        api_key: None,
    })
}

fn api_key(secret: &secrecy::SecretString) -> CliResult<Credentials> {
    let key = ApiKey::parse(secret.expose_secret()).map_err(|error| broken(&error))?;
    Ok(Credentials {
        session: None,
        api_key: Some(key),
    })
}

fn broken(error: &atlctl_signin::TokenError) -> CliError {
    CliError::usage(error.to_string()).hint("copy it again; atlctl auth login --help says how")
}
