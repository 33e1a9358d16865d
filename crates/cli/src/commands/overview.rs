//! `atlctl` alone: what it is, whether you are signed in, and what to do next.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::secret_variables::{API_KEY_VARIABLE, SESSION_VARIABLE};
use crate::suggest;
use crate::ui::display;

/// Prints it. Nothing is asked of the keyring or the network.
///
/// # Errors
/// When the configuration is not valid, or stdout cannot be written.
pub fn run(context: &Context) -> CliResult {
    let config = context.config()?;
    let name = context.profile_name(&config);
    let profile = config.profile(&name);
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let variable = [SESSION_VARIABLE, API_KEY_VARIABLE]
        .into_iter()
        .find(|name| set(name));
    let signed_in = match (variable, profile) {
        (Some(variable), _) => format!("with {variable}"),
        (None, Some(profile)) if profile.simulated.is_some() => {
            "yes (simulated organization)".to_owned()
        }
        (None, Some(_)) => suggest::completed("yes (to check it: atlctl auth status)").into_owned(),
        (None, None) => "no".to_owned(),
    };
    let anybody = variable.is_some() || profile.is_some();
    let mirror = context.mirror_without_header().ok();
    let sync = mirror.and_then(|mirror| mirror.last_sync().ok().flatten());
    let mut text = format!(
        "atlctl {}: run an Atlassian Cloud organization from the terminal\n\n",
        env!("CARGO_PKG_VERSION")
    );
    if let Some(profile) = profile {
        let org = profile.org_name.as_deref().or(profile.org.as_deref());
        let _ = writeln!(text, "  Profile       {}", display(&name));
        let _ = writeln!(
            text,
            "  Organization  {}",
            display(org.unwrap_or("not chosen"))
        );
    }
    let _ = writeln!(text, "  Signed in     {signed_in}");
    let age = match &sync {
        Some(sync) => context.synced(sync),
        None => "none yet".to_owned(),
    };
    let _ = writeln!(text, "  Mirror        {age}");
    let next: [(&str, &str); 3] = match (anybody, sync.is_some()) {
        (false, _) => [
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
    let next = next.map(|(command, why)| (suggest::completed(command), why));
    let wide = next.iter().map(|(command, _)| command.width());
    let wide = wide.fold(31, usize::max);
    for (command, why) in next {
        let pad = " ".repeat(wide - command.width());
        let _ = writeln!(text, "  {command}{pad}  {why}");
    }
    context.ui.data(&text)?;
    Ok(Exit::Done)
}
