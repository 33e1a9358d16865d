//! `atlctl` alone: what it is, whether you are signed in, and what to do next.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::config::Profile;
use crate::connect::StoreKind;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::hint_commands;
use crate::passed_over_default::said_passed_over;
use crate::ui::{are_set, display};

/// Prints it. Nothing is asked of the keyring or the network.
///
/// # Errors
/// When the configuration is not valid, or stdout cannot be written.
pub fn run(context: &Context) -> CliResult {
    let config = context.config()?;
    let name = context.profile_name(&config);
    said_passed_over();
    let passed_over = context.passed_over(&config);
    let profile = config.profile(&name);
    let profile = profile.filter(|profile| passed_over.is_none() || profile.simulated.is_none());
    let default = Profile::default();
    let in_use = profile.unwrap_or(&default);
    let variables = context.credential_variables(in_use);
    let (signed_in, anybody) = match profile {
        _ if context.given.is_some() => ("with --credential".to_owned(), true),
        _ if !variables.is_empty() => (format!("with {}", variables.join(" and ")), true),
        Some(profile) => signed_in(context, &name, profile)?,
        None => ("no".to_owned(), false),
    };
    let mirror = context.mirror_without_header().ok();
    let sync = mirror.and_then(|mirror| mirror.last_sync().ok().flatten());
    let mut text = format!(
        "atlctl {}: run an Atlassian Cloud organization from the terminal\n\n",
        env!("CARGO_PKG_VERSION")
    );
    match (&passed_over, profile) {
        (Some((simulated, given)), _) => {
            let (given, simulated) = (are_set(given), display(simulated));
            let _ = writeln!(
                text,
                "  Profile       {} ({given}, so the simulated {simulated} is not used)",
                display(&name)
            );
        }
        (None, Some(_)) => {
            let _ = writeln!(text, "  Profile       {}", display(&name));
        }
        (None, None) => {}
    }
    let org = context.org_name(in_use).or(context.named_org(in_use));
    if profile.is_some() || org.is_some() || anybody {
        let org = display(org.unwrap_or("not chosen"));
        let _ = writeln!(text, "  Organization  {org}");
    }
    let _ = writeln!(text, "  Signed in     {signed_in}");
    let age = match &sync {
        Some(sync) => context.synced(sync),
        None => "none yet".to_owned(),
    };
    let _ = writeln!(text, "  Mirror        {age}");
    let next: [(&str, &str); 3] = match (anybody, sync.is_some()) {
        (false, true) => [
            ("atlctl auth login", "sign in again"),
            ("atlctl user list --inactive 90d", "query the mirror"),
            ("atlctl help", "list the commands"),
        ],
        (false, false) if profile.is_some() => [
            ("atlctl auth login", "sign in to your organization"),
            (
                "atlctl demo",
                "try the main tasks on a simulated organization",
            ),
            ("atlctl help", "list the commands"),
        ],
        (false, false) => [
            (
                "atlctl demo",
                "try the main tasks on a simulated organization",
            ),
            ("atlctl auth login", "sign in to your organization"),
            ("atlctl help", "list the commands"),
        ],
        (true, false) => [
            ("atlctl sync", "mirror the organization"),
            ("atlctl doctor", "see what works with this credential"),
            ("atlctl help", "list the commands"),
        ],
        (true, true) => [
            ("atlctl user list --inactive 90d", "query the mirror"),
            ("atlctl policy move --help", "change many people at once"),
            ("atlctl help", "list the commands"),
        ],
    };
    text.push_str("\nNext:\n");
    let next = next.map(|(command, why)| (hint_commands::completed(command), why));
    let wide = next.iter().map(|(command, _)| command.width());
    let wide = wide.fold(31, usize::max);
    for (command, why) in next {
        let pad = " ".repeat(wide - command.width());
        let _ = writeln!(text, "  {command}{pad}  {why}");
    }
    context.ui.data(&text)?;
    Ok(Exit::Done)
}

/// Whether the profile has a credential, in words, and whether it is worth going on without a sign-in. The keyring is not
/// asked, since it may ask for a password: `auth logout` makes the profile forget that it has something there.
fn signed_in(context: &Context, name: &str, profile: &Profile) -> CliResult<(String, bool)> {
    let probably =
        || hint_commands::completed("yes (to check it: atlctl auth status)").into_owned();
    if profile.simulated.is_some() {
        return Ok(("yes (simulated organization)".to_owned(), true));
    }
    if !profile.token_command.is_empty() {
        return Ok(("with the profile's token_command".to_owned(), true));
    }
    let kind = profile.store.as_deref().map(StoreKind::read).transpose()?;
    let file = match kind {
        None | Some(StoreKind::None) => return Ok(("no".to_owned(), false)),
        Some(StoreKind::Keyring) => return Ok((probably(), true)),
        Some(StoreKind::File) => context.store(StoreKind::File),
    };
    Ok(match file.map(|file| file.load(name)) {
        Some(Ok(kept)) if !kept.sign_in() => ("no".to_owned(), false),
        Some(Err(_)) => (
            hint_commands::completed("unknown (to see why: atlctl auth status)").into_owned(),
            true,
        ),
        _ => (probably(), true),
    })
}
