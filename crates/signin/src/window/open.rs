//! The two steps.

use std::ffi::OsString;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::guard::Guard;
use super::room::{Room, sweep};
use super::{Program, WindowError, cdp, policy};
use crate::browser::{has_row, read_firefox};
use crate::token::SessionToken;

/// How often the profile is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// A browser that ends this early never had a window.
const AT_ONCE: Duration = Duration::from_millis(1500);

/// What a window needs.
#[derive(Debug, Clone)]
pub struct Options {
    /// The browser.
    pub program: Program,
    /// The page to open.
    pub address: String,
    /// Whose cookie, the first choice first.
    pub hosts: Vec<String>,
    /// Where profiles are made (0700 directories).
    pub place: PathBuf,
    /// Keep the profile, so that the next sign-in is one click. It is then as good as a password.
    pub keep_profile: bool,
    /// How long somebody may take to sign in.
    pub patience: Duration,
    /// Set from outside to give up.
    pub cancelled: Arc<AtomicBool>,
}

/// What a window gave.
#[derive(Debug, Clone)]
pub struct Done {
    /// The session.
    pub token: SessionToken,
    /// Whether the person had closed the window, or it was closed for them.
    pub closed_by_person: bool,
}

/// Opens the window, waits for the session, reads it, and removes the profile.
///
/// # Errors
/// When no browser can be started, nobody signs in, or the session cannot be read.
pub fn sign_in(options: &Options) -> Result<Done, WindowError> {
    if !has_display() {
        return Err(WindowError::NoDisplay);
    }
    if !options.program.firefox
        && let Some(policy) = policy::forbids(&options.program.path)
    {
        return Err(WindowError::Forbidden(policy));
    }
    let place = place(&options.program, &options.place, std::env::var_os("HOME"));
    sweep(&place);
    let room = Room::make(&place, options.keep_profile)?;
    let done = if options.program.firefox {
        firefox(options, room.path())
    } else {
        chromium(options, room.path())
    };
    drop(room);
    done
}

/// Whether a window can be shown at all.
#[must_use]
pub fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Snap hides what begins with a dot, all but its own.
fn place(program: &Program, usual: &Path, home: Option<OsString>) -> PathBuf {
    if program.is_snap()
        && let Some(home) = home
    {
        let name = if program.firefox {
            "firefox"
        } else {
            "chromium"
        };
        return PathBuf::from(home)
            .join("snap")
            .join(name)
            .join("common/atlctl");
    }
    usual.to_owned()
}

/// Our own credentials are none of the browser's business.
pub(super) fn without_secrets(command: &mut Command) {
    for name in ["ATLCTL_SESSION_TOKEN", "ATLCTL_API_KEY"] {
        command.env_remove(name);
    }
}

/// The browser, on a leash where the system has one: it ends with us even when we are killed.
fn leashed(program: &Path) -> Command {
    let leash = Path::new("/usr/bin/setpriv");
    if cfg!(target_os = "linux") && leash.exists() {
        let mut command = Command::new(leash);
        command.args(["--pdeathsig", "KILL", "--"]).arg(program);
        return command;
    }
    Command::new(program)
}

fn start(options: &Options, arguments: &[String]) -> Result<Guard, WindowError> {
    let mut command = leashed(&options.program.path);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    without_secrets(&mut command);
    let child = command.spawn().map_err(|source| WindowError::Start {
        program: options.program.path.clone(),
        source,
    })?;
    Ok(Guard::new(child))
}

/// How the first step ended.
enum End {
    /// The cookie is on the disk; the browser was asked to end.
    Row,
    /// The person closed the window.
    Closed,
    /// Somebody ended the browser: what it had not written is lost.
    Killed(String),
}

impl End {
    /// What it means when there is no session.
    fn without_session(self) -> WindowError {
        match self {
            Self::Killed(how) => WindowError::Killed(how),
            Self::Row | Self::Closed => WindowError::Closed,
        }
    }
}

/// Waits until the window is closed or the cookie is there.
fn wait(
    options: &Options,
    browser: &mut Guard,
    mut there: impl FnMut() -> bool,
) -> Result<End, WindowError> {
    let started = Instant::now();
    loop {
        if let Some(status) = browser.ended() {
            if status.signal().is_some() {
                return Ok(End::Killed(status.to_string()));
            }
            if started.elapsed() < AT_ONCE && !status.success() {
                return Err(WindowError::EndedAtOnce(status.to_string()));
            }
            return Ok(End::Closed);
        }
        if there() {
            // Only now is it safe to end the browser: what it had not written yet would be lost.
            browser.end();
            return Ok(End::Row);
        }
        if options.cancelled.load(Ordering::Relaxed) {
            return Err(WindowError::Cancelled);
        }
        if started.elapsed() > options.patience {
            return Err(WindowError::TooLong(options.patience.as_secs() / 60));
        }
        std::thread::sleep(LOOK);
    }
}

fn chromium(options: &Options, profile: &Path) -> Result<Done, WindowError> {
    prepare(profile)?;
    let mut browser = start(
        options,
        &[
            format!("--user-data-dir={}", profile.display()),
            "--no-first-run".to_owned(),
            "--no-default-browser-check".to_owned(),
            options.address.clone(),
        ],
    )?;
    let hosts: Vec<&str> = options.hosts.iter().map(String::as_str).collect();
    let inside = profile.join("Default");
    let end = wait(options, &mut browser, || has_row(&inside, &hosts))?;
    drop(browser);
    let closed_by_person = !matches!(end, End::Row);
    if closed_by_person && !has_row(&inside, &hosts) {
        return Err(end.without_session());
    }
    match cdp::session(&options.program.path, profile, &options.hosts)? {
        Some(value) => Ok(Done {
            token: SessionToken::parse(&value)?,
            closed_by_person,
        }),
        // The row is there, but its value could not be decrypted: the browser leaves such cookies out.
        None => Err(WindowError::OtherStore),
    }
}

/// Sessions that end with the browser must live until the second step.
fn prepare(profile: &Path) -> Result<(), WindowError> {
    let directory = profile.join("Default");
    let file = directory.join("Preferences");
    if file.exists() {
        return Ok(());
    }
    let failed = |source| WindowError::Directory {
        path: file.clone(),
        source,
    };
    std::fs::create_dir_all(&directory).map_err(failed)?;
    std::fs::write(&file, r#"{"session":{"restore_on_startup":1}}"#).map_err(failed)
}

fn firefox(options: &Options, profile: &Path) -> Result<Done, WindowError> {
    let mut browser = start(
        options,
        &[
            "--no-remote".to_owned(),
            "--profile".to_owned(),
            profile.display().to_string(),
            options.address.clone(),
        ],
    )?;
    let hosts: Vec<&str> = options.hosts.iter().map(String::as_str).collect();
    let mut found = None;
    let end = wait(options, &mut browser, || {
        // While it starts, there is nothing to read yet.
        found = read_firefox(profile, &hosts, None).ok().flatten();
        found.is_some()
    })?;
    drop(browser);
    let closed_by_person = !matches!(end, End::Row);
    let found = match found {
        Some(found) => Some(found),
        None => read_firefox(profile, &hosts, None)?,
    };
    match found {
        Some(row) => Ok(Done {
            token: SessionToken::parse(&row.value)?,
            closed_by_person,
        }),
        None => Err(end.without_session()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_of_snap_gets_a_directory_that_it_can_see() {
        let usual = Path::new("/home/ada/.local/share/atlctl/windows");
        let of = |path: &str, firefox| {
            let path = PathBuf::from(path);
            place(&Program { path, firefox }, usual, Some("/home/ada".into()))
        };
        assert_eq!(
            of("/snap/bin/chromium", false),
            Path::new("/home/ada/snap/chromium/common/atlctl")
        );
        assert_eq!(
            of("/snap/bin/firefox", true),
            Path::new("/home/ada/snap/firefox/common/atlctl")
        );
        assert_eq!(of("/opt/chromium", false), usual);
        // Some distributions install a link to snap itself.
        let directory = tempfile::tempdir().unwrap();
        let link = directory.path().join("chromium");
        std::fs::write(directory.path().join("snap"), "").unwrap();
        std::os::unix::fs::symlink(directory.path().join("snap"), &link).unwrap();
        assert_eq!(
            of(link.to_str().unwrap(), false),
            Path::new("/home/ada/snap/chromium/common/atlctl")
        );
    }
}
