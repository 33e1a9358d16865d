//! The two steps of a sign-in.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use secrecy::ExposeSecret as _;

use super::process::{BrowserProcess, without_secrets};
use super::{Program, WindowError, browser_policy, profile_dir};
use crate::browser::{Value, chromium_rows, firefox_rows, mark};
use crate::token::SessionToken;

/// How often to check the profile.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Options of a sign-in window.
#[derive(Debug, Clone)]
pub struct Options {
    /// The browser.
    pub program: Program,
    /// The page to open.
    pub address: String,
    /// Hosts of the cookie, the preferred one first.
    pub hosts: Vec<String>,
    /// The directory in which to create browser profiles (mode 0700).
    pub place: PathBuf,
    /// Keep the browser profile for this atlctl profile, so that the next sign-in is one click. Protect it like a
    /// password.
    pub keep_for: Option<String>,
    /// How long a sign-in may take.
    pub timeout: Duration,
}

/// A stage of the sign-in, for progress messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The window is open.
    Open,
    /// The user closed the window; reading the session.
    Closed,
    /// The browser saved the session; closing the window and reading the session.
    Written,
}

/// The result of a sign-in window.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub token: SessionToken,
    /// Whether the user closed the window; otherwise atlctl closed it.
    pub closed_by_person: bool,
}

/// Opens the window, waits for the session, reads it, and removes the profile. Set `canceled` to stop; `tell`
/// is called at each stage.
///
/// # Errors
/// When no browser starts, no one signs in, or the session cannot be read.
pub fn sign_in(
    options: &Options,
    canceled: &AtomicBool,
    tell: &dyn Fn(Stage),
) -> Result<SignedIn, WindowError> {
    if !has_display() {
        return Err(WindowError::NoDisplay);
    }
    if !options.program.firefox {
        if cfg!(not(unix)) {
            return Err(WindowError::OnlyFirefox);
        }
        if let Some(policy) = browser_policy::forbids(&options.program.path) {
            return Err(WindowError::Forbidden(policy));
        }
    }
    let home = std::env::var_os("HOME");
    profile_dir::sweep(&options.place, home.as_deref().map(Path::new));
    let place = place(&options.program, &options.place, home);
    let dir = profile_dir::make(&place, &options.program, options.keep_for.as_deref())?;
    let window = Window {
        options,
        canceled,
        tell,
        hosts: options.hosts.iter().map(String::as_str).collect(),
        profile: dir.path(),
        scratch: &place,
    };
    let done = if options.program.firefox {
        window.firefox()
    } else {
        window.chromium()
    };
    drop(dir);
    // Giving up counts, at the last moment too.
    if canceled.load(Ordering::Relaxed) {
        return Err(WindowError::Canceled);
    }
    done
}

/// Whether a display is available.
#[must_use]
pub fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// A snap browser cannot see hidden directories other than its own.
fn place(program: &Program, usual: &Path, home: Option<OsString>) -> PathBuf {
    match (program.snap(), home) {
        (Some(name), Some(home)) => profile_dir::of_snap(Path::new(&home), &name),
        _ => usual.to_owned(),
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

fn start(program: &Path, arguments: &[String]) -> Result<BrowserProcess, WindowError> {
    let mut command = leashed(program);
    command
        .args(arguments)
        // Its report of a crash would lie outside of the profile, and could hold the session.
        .env("MOZ_CRASHREPORTER_DISABLE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    without_secrets(&mut command);
    let child = command.spawn().map_err(|source| WindowError::Start {
        program: program.to_owned(),
        source,
    })?;
    Ok(BrowserProcess::new(child))
}

/// How the first step ended.
enum End {
    /// The cookie is on disk; the browser was asked to quit.
    Row,
    /// The user closed the window.
    Closed,
    /// The browser exited with an error.
    Failed(String),
    /// Another program killed the browser; unsaved data is lost.
    #[cfg(unix)]
    Killed(String),
}

impl End {
    fn of(status: ExitStatus) -> Self {
        #[cfg(unix)]
        if std::os::unix::process::ExitStatusExt::signal(&status).is_some() {
            return Self::Killed(status.to_string());
        }
        if status.success() {
            Self::Closed
        } else {
            Self::Failed(status.to_string())
        }
    }

    /// The error when there is no session.
    fn without_session(self) -> WindowError {
        match self {
            #[cfg(unix)]
            Self::Killed(how) => WindowError::Killed(how),
            Self::Failed(how) => WindowError::Failed(how),
            Self::Row | Self::Closed => WindowError::Closed,
        }
    }
}

/// One sign-in.
struct Window<'a> {
    options: &'a Options,
    canceled: &'a AtomicBool,
    tell: &'a dyn Fn(Stage),
    hosts: Vec<&'a str>,
    profile: &'a Path,
    /// Where copies are made.
    scratch: &'a Path,
}

impl Window<'_> {
    /// Waits until the window is closed or the cookie is there.
    fn wait(
        &self,
        browser: &mut BrowserProcess,
        mut there: impl FnMut() -> bool,
    ) -> Result<End, WindowError> {
        let timeout = self.options.timeout;
        let started = Instant::now();
        (self.tell)(Stage::Open);
        loop {
            if let Some(status) = browser.ended() {
                let end = End::of(status);
                if matches!(end, End::Closed) {
                    (self.tell)(Stage::Closed);
                }
                return Ok(end);
            }
            if there() {
                (self.tell)(Stage::Written);
                // Only now is it safe to end the browser: what it had not written yet would be lost.
                browser.end();
                return Ok(End::Row);
            }
            if self.canceled.load(Ordering::Relaxed) {
                return Err(WindowError::Canceled);
            }
            if started.elapsed() > timeout {
                return Err(WindowError::TooLong(timeout.as_secs() / 60));
            }
            std::thread::sleep(POLL_INTERVAL);
        }
    }

    fn chromium(&self) -> Result<SignedIn, WindowError> {
        let inside = self.profile.join("Default");
        write_once(&inside.join("Preferences"), PREFERENCES)?;
        let look = || {
            let rows = chromium_rows(&inside, &self.hosts, self.scratch);
            rows.ok().and_then(|rows| mark(&rows))
        };
        // A kept profile has a session, which may not work anymore: only a new one closes the window.
        let before = look();
        let mut browser = start(
            &self.options.program.path,
            &[
                format!("--user-data-dir={}", self.profile.display()),
                "--no-first-run".to_owned(),
                "--no-default-browser-check".to_owned(),
                self.options.address.clone(),
            ],
        )?;
        let end = self.wait(&mut browser, || {
            let now = look();
            now.is_some() && now != before
        })?;
        drop(browser);
        let closed_by_person = !matches!(end, End::Row);
        if closed_by_person && look().is_none() {
            return Err(end.without_session());
        }
        match self.second_step()? {
            Some(value) => Ok(SignedIn {
                token: SessionToken::parse(&value)?,
                closed_by_person,
            }),
            // The row is there, but its value could not be decrypted: the browser leaves such cookies out.
            None => Err(WindowError::OtherStore),
        }
    }

    #[cfg(unix)]
    fn second_step(&self) -> Result<Option<String>, WindowError> {
        let Options { program, hosts, .. } = self.options;
        super::cdp::session(&program.path, self.profile, hosts, self.canceled)
    }

    #[cfg(not(unix))]
    fn second_step(&self) -> Result<Option<String>, WindowError> {
        Err(WindowError::OnlyFirefox)
    }

    fn firefox(&self) -> Result<SignedIn, WindowError> {
        write_once(&self.profile.join("user.js"), USER_JS)?;
        let look = || firefox_rows(self.profile, &self.hosts, None, self.scratch);
        let before = look().ok().and_then(|rows| mark(&rows));
        let mut arguments = vec![
            "--no-remote".to_owned(),
            "--profile".to_owned(),
            self.profile.display().to_string(),
            self.options.address.clone(),
        ];
        if cfg!(windows) {
            // There a first process starts the browser and ends.
            arguments.push("--wait-for-browser".to_owned());
        }
        let mut browser = start(&self.options.program.path, &arguments)?;
        let end = self.wait(&mut browser, || {
            // While it starts, there is nothing to read yet.
            let now = look().ok().and_then(|rows| mark(&rows));
            now.is_some() && now != before
        })?;
        drop(browser);
        let closed_by_person = !matches!(end, End::Row);
        match look()?.into_iter().next().map(|row| row.value) {
            Some(Value::Clear(value)) => Ok(SignedIn {
                token: SessionToken::parse(value.expose_secret())?,
                closed_by_person,
            }),
            _ => Err(end.without_session()),
        }
    }
}

/// Keep session cookies until the second step. The profile is temporary, so do not offer to save anything in it.
const PREFERENCES: &str = r#"{"session":{"restore_on_startup":1},
"credentials_enable_service":false,"credentials_enable_autosignin":false,
"profile":{"password_manager_enabled":false},
"autofill":{"profile_enabled":false,"credit_card_enabled":false}}"#;

/// Show only the page: no welcome page, no default-browser prompt, no warning on close, no offer to save a password or
/// form.
const USER_JS: &str = r#"user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("browser.tabs.warnOnClose", false);
user_pref("browser.warnOnQuit", false);
user_pref("signon.rememberSignons", false);
user_pref("extensions.formautofill.addresses.enabled", false);
user_pref("extensions.formautofill.creditCards.enabled", false);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
"#;

/// Writes a file of a new profile; a kept profile already has it.
fn write_once(path: &Path, content: &str) -> Result<(), WindowError> {
    if path.exists() {
        return Ok(());
    }
    let failed = |source| WindowError::Directory {
        path: path.to_owned(),
        source,
    };
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(failed)?;
    }
    std::fs::write(path, content).map_err(failed)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_of_snap_gets_a_directory_that_it_can_see() {
        let usual = Path::new("/home/ada/.local/share/atlctl/windows");
        let of = |path: &str, firefox| {
            let path = PathBuf::from(path);
            place(&Program { path, firefox }, usual, Some("/home/ada".into()))
        };
        for (path, name) in [
            ("/snap/bin/chromium", "chromium"),
            ("/snap/bin/brave", "brave"),
            ("/snap/bin/firefox", "firefox"),
        ] {
            let seen = Path::new("/home/ada/snap").join(name).join("common/atlctl");
            assert_eq!(of(path, name == "firefox"), seen);
        }
        assert_eq!(of("/opt/chromium", false), usual);
    }
}
