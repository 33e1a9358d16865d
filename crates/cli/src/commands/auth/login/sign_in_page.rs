//! Which page to sign in to, and whose cookie it gives.

use atlctl_signin::browser::ATLASSIAN_HOSTS;

use crate::config::Profile;
use crate::context::Context;
use crate::error::CliResult;

/// A portal, as a browser sees it.
pub(super) struct Target {
    /// The page to open in the browser.
    pub address: String,
    /// Hosts whose cookie is the session, the first choice first.
    pub hosts: Vec<String>,
}

/// The admin portal, or the simulated one on this machine.
///
/// # Errors
/// When the portal's base address is none.
pub(super) fn target(context: &Context, name: &str, profile: &Profile) -> CliResult<Target> {
    let portal = context.bases(name, profile)?.portal;
    let host = portal.host_str().unwrap_or_default().to_owned();
    if host == "127.0.0.1" || host == "localhost" {
        // Browsers keep Secure cookies without encryption for this name.
        let port = portal
            .port()
            .map_or_else(String::new, |port| format!(":{port}"));
        return Ok(Target {
            address: format!("http://localhost{port}/"),
            hosts: vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        });
    }
    let ours = ATLASSIAN_HOSTS.map(str::to_owned).to_vec();
    Ok(Target {
        address: format!("https://{host}/"),
        hosts: if ours.contains(&host) {
            ours
        } else {
            vec![host]
        },
    })
}
