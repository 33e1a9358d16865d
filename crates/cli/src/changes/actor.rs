//! Who makes a change: the person at this machine, and the credential in use.

use atlctl_core::plan::Actor;
use atlctl_signin::Credentials;

use crate::context::Context;

/// The actor of this process. With a clock set for tests, user and machine are fixed too.
pub fn actor(context: &Context, credentials: &Credentials, profile: &str) -> Actor {
    let claims = credentials.session.as_ref();
    let claims = claims.and_then(atlctl_signin::SessionToken::claims);
    let account = claims.and_then(|claims| claims.email.or(claims.account_id));
    let credential = match (&credentials.session, &credentials.api_key) {
        (Some(_), Some(_)) => Some("browser session and API key"),
        (Some(_), None) => Some("browser session"),
        (None, Some(_)) => Some("API key"),
        (None, None) => None,
    };
    let (user, host) = if context.fixed_now().is_some() {
        (Some("user".to_owned()), Some("host".to_owned()))
    } else {
        (user(), host())
    };
    Actor {
        user,
        host,
        account,
        credential: credential.map(str::to_owned),
        profile: Some(profile.to_owned()),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

/// The user this process runs as; with `sudo`, also who called it.
#[cfg(unix)]
fn user() -> Option<String> {
    let id = rustix::process::getuid().as_raw();
    let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let user = name_of(&known, id)
        .or_else(|| variable("USER"))
        .or_else(|| variable("LOGNAME"))
        .unwrap_or_else(|| format!("user id {id}"));
    Some(
        match variable("SUDO_USER").filter(|caller| *caller != user) {
            Some(caller) => format!("{user} (sudo by {caller})"),
            None => user,
        },
    )
}

/// The user's name in the system's list. The environment may say anything.
#[cfg(unix)]
fn name_of(passwd: &str, id: u32) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, found) = (fields.next()?, fields.nth(1)?);
        (found == id.to_string() && !name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(unix)]
fn host() -> Option<String> {
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(not(unix))]
fn user() -> Option<String> {
    variable("USERNAME")
}

#[cfg(not(unix))]
fn host() -> Option<String> {
    variable("COMPUTERNAME")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_system_s_list_names_the_user() {
        let list = "root:x:0:0:root:/root:/bin/sh\n# no user\nann:x:1000:1000::/home/ann:/bin/sh\n";
        assert_eq!(name_of(list, 1000).as_deref(), Some("ann"));
        assert_eq!(name_of(list, 0).as_deref(), Some("root"));
        assert_eq!(name_of(list, 7), None);
        assert!(user().is_some_and(|user| !user.is_empty()) && host().is_some());
    }
}
