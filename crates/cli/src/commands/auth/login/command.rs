//! The arguments, and the steps from them to the stored profile.

use std::path::PathBuf;

use atlctl_signin::capture as copied;
use atlctl_signin::{ApiKey, Credentials, SessionToken, TokenError};
use clap::Args;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

use super::{borrow, capture, check, org_change, prompt, save, sign_in_page, stdin, window};
use crate::config::{ConfigFile, Profile};
use crate::connect::StoreKind;
use crate::context::{Context, DEFAULT_PROFILE};
use crate::duration::date;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::secret_argument;

/// Sign in with a browser session or an API key
///
/// By default, opens the admin portal in a new browser window: sign in there as you usually do, then close the
/// window. atlctl reads the session from the window's profile and deletes that profile.
///
/// --from-browser borrows the session of your everyday browser instead. --capture reads a request that you copied
/// from it (in the admin portal: developer tools, Network, right-click a request, Copy as cURL; also PowerShell,
/// fetch for Node.js, wget, HTTPie, a program's code, headers, a HAR file, cookies in any common format, or the
/// token itself).
/// --api-key-stdin reads an organization API key.
///
/// Checks the credential with one call, then stores it as --store says. A profile can hold a session and an API
/// key; each call uses the one that is allowed to make it.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl auth login
  atlctl auth login --from-browser firefox
  atlctl auth login --from-browser 'chrome:Profile 1'
  atlctl auth login --from-browser 'firefox:~/.zen/xy.Default (release)'
  atlctl auth login --capture copied.txt --store file
  wl-paste | atlctl auth login --capture - --store file
  pass atlassian/admin-key | atlctl auth login --api-key-stdin --store file")]
pub struct Login {
    /// Browser that opens the window: chromium, chrome, brave, edge, vivaldi, firefox, librewolf, zen, waterfox,
    /// floorp, or a path
    #[arg(long, value_name = "NAME|PATH", conflicts_with_all = ["capture", "token_stdin", "api_key_stdin", "from_browser"])]
    browser: Option<String>,
    /// Keep the window's browser profile, so that the next sign-in takes one click; protect it like a password
    #[arg(long, conflicts_with_all = ["capture", "token_stdin", "api_key_stdin", "from_browser"])]
    keep_profile: bool,
    // Not a comment for the documentation, which takes the brackets for links.
    #[arg(
        long,
        help = "Borrow the session of your everyday browser: NAME[:PROFILE][::CONTAINER] (see: atlctl auth browsers); PROFILE is a name or a path"
    )]
    #[arg(value_name = "BROWSER", conflicts_with_all = ["capture", "token_stdin", "api_key_stdin"])]
    from_browser: Option<String>,
    /// Prompt for an API key, session token or copied request; input is hidden
    #[arg(long, conflicts_with_all = ["capture", "token_stdin", "api_key_stdin", "from_browser", "browser"])]
    prompt: bool,
    /// Read a copied request (cURL, PowerShell, fetch, headers), HAR file, cookies or token; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["token_stdin", "api_key_stdin"])]
    capture: Option<PathBuf>,
    /// Read the session token from standard input
    #[arg(long, conflicts_with = "api_key_stdin")]
    token_stdin: bool,
    /// Read an organization API key from standard input
    #[arg(long)]
    api_key_stdin: bool,
    /// Expiry date of the API key, as shown in the admin portal; `auth status` and `doctor` warn before it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date, requires = "api_key_stdin")]
    key_ends: Option<jiff::civil::Date>,
    /// Where to store the credential [default: the profile's store, else the keyring]
    #[arg(long, value_enum, value_name = "STORE")]
    store: Option<StoreKind>,
}

/// Signs in.
///
/// # Errors
/// When no credential is obtained, it is not valid, or it cannot be stored.
pub fn run(context: &Context, args: &Login) -> CliResult {
    if context.given.is_some() {
        return Err(
            CliError::usage("--credential is for one command and cannot be stored")
                .hint("to store a credential, use --token-stdin or --api-key-stdin"),
        );
    }
    if let Some(ends) = args.key_ends
        && format!("{ends}T23:59:59Z")
            .parse::<Timestamp>()
            .is_ok_and(|end| end < context.now())
    {
        return Err(CliError::usage(format!("--key-ends {ends} is in the past"))
            .hint("the admin portal shows when the API key expires: Settings, API keys"));
    }
    let config = context.config()?;
    let name = target_profile(context, &config);
    config.check_profile(&name, &[])?;
    let profile = config.profile(&name).cloned().unwrap_or_default();
    if let Some(path) = &args.capture {
        capture::is_there(path)?;
    }
    if let Some(store) = args.store {
        hint_commands::remember_store(store.as_str());
    }
    if let Some(spec) = &args.from_browser {
        borrow::check_name(spec).map_err(|error| secret_argument::hide(error, Some(spec)))?;
    }
    let store = save::choose_store(context, args.store, &profile)?;
    let check_org = |key| org_change::refuse(context, &name, &profile, store, key);
    // Before somebody signs in for nothing, where it is known what they will bring.
    if !args.prompt {
        check_org(args.api_key_stdin)?;
    }
    let browsers = [&args.browser, &args.from_browser];
    let browser = browsers.into_iter().flatten().next();
    let obtained = obtain(context, args, &name, &profile)
        .map_err(|error| secret_argument::hide(error, browser.map(String::as_str)))?;
    if args.prompt {
        check_org(obtained.api_key.is_some())?;
    }
    let found = check::by_one_call(context, &name, &profile, &obtained)?;
    save::save(context, &name, profile, store, found, args.key_ends)?;
    Ok(Exit::Done)
}

/// The profile to sign in to. Who names none does not mean a simulated organization, which the demo may have
/// left as the one in use.
fn target_profile(context: &Context, config: &ConfigFile) -> String {
    let name = context.profile_name(config);
    let simulated = |name: &str| {
        let profile = config.profile(name);
        profile.is_some_and(|profile| profile.simulated.is_some())
    };
    if context.global.profile.is_none() && simulated(&name) && !simulated(DEFAULT_PROFILE) {
        DEFAULT_PROFILE.to_owned()
    } else {
        name
    }
}

fn obtain(
    context: &Context,
    args: &Login,
    name: &str,
    profile: &Profile,
) -> CliResult<Credentials> {
    if let Some(path) = &args.capture {
        return capture::read(context, path);
    }
    if args.token_stdin {
        return session(&stdin::secret()?, context.now());
    }
    if args.api_key_stdin {
        return api_key(context, &stdin::secret()?);
    }
    if args.prompt {
        return prompt::ask(context);
    }
    let target = sign_in_page::target(context, name, profile)?;
    if let Some(spec) = &args.from_browser {
        return borrow::from_browser(context, spec, &target.hosts);
    }
    window::open(
        context,
        args.browser.as_deref(),
        args.keep_profile.then_some(name),
        &target.address,
        &target.hosts,
    )
}

fn session(secret: &secrecy::SecretString, now: Timestamp) -> CliResult<Credentials> {
    let text = secret.expose_secret();
    let captured = copied::read(text, now).map_err(|error| {
        let said = CliError::usage(match text.trim() {
            "" => "standard input is empty".to_owned(),
            _ => format!("no session token on standard input: {error}"),
        });
        if ApiKey::looks_like_one(text) {
            said.hint("use --api-key-stdin for an organization API key")
        } else {
            said.hint(error.hint())
        }
    })?;
    Ok(Credentials {
        session: Some(captured.token),
        ..Credentials::default()
    })
}

fn api_key(context: &Context, secret: &secrecy::SecretString) -> CliResult<Credentials> {
    let text = secret.expose_secret();
    if SessionToken::looks_like_one(text) {
        return Err(CliError::usage("this is a session token, not an API key")
            .hint("use --token-stdin for a session token"));
    }
    let key = ApiKey::parse(text).map_err(|error| broken(&error))?;
    // Reported by two independent sources.
    if ApiKey::looks_personal(text) {
        context.ui.warning(
            "this looks like a personal API token (ATATT…); the admin APIs need an organization API key (ATCTT…)",
        );
    }
    Ok(Credentials {
        api_key: Some(key),
        ..Credentials::default()
    })
}

fn broken(error: &TokenError) -> CliError {
    let said = match error {
        TokenError::EmptyKey => "standard input is empty".to_owned(),
        error => format!("no API key on standard input: {error}"),
    };
    let said = CliError::usage(said);
    match error {
        TokenError::EmptyKey => {
            said.hint("pass the key on standard input: atlctl auth login --api-key-stdin < key.txt")
        }
        _ => said.hint("copy it again, as described in: atlctl auth login --help"),
    }
}
