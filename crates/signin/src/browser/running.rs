//! Whether a browser has a profile open.

use std::path::Path;

/// The living process that a profile's lock names. The lock is a link that ends in its number: `host-123` for
/// Chromium, `address:+123` for Firefox.
pub(crate) fn holder(profile: &Path) -> Option<i32> {
    ["SingletonLock", "lock"].iter().find_map(|lock| {
        let holder = std::fs::read_link(profile.join(lock)).ok()?;
        let text = holder.to_str()?;
        let at = text.rfind(|letter: char| !letter.is_ascii_digit())?;
        let pid = text.get(at + 1..)?.parse().ok()?;
        is_alive(pid).then_some(pid)
    })
}

#[cfg(unix)]
fn is_alive(pid: i32) -> bool {
    rustix::process::Pid::from_raw(pid)
        .is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok())
}

/// Browsers on Windows lock a file instead.
#[cfg(not(unix))]
fn is_alive(_: i32) -> bool {
    false
}

/// Whether a Chromium-based browser has the profile open. The lock lies in the directory with all profiles.
pub(super) fn is_open(profile: &Path) -> bool {
    let directories = [Some(profile), profile.parent()];
    directories
        .into_iter()
        .flatten()
        .any(|directory| holder(directory).is_some())
}
