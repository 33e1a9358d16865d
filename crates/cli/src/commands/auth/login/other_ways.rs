//! What to do when a browser gives no session. No hint names what has just failed.

use atlctl_signin::browser::{Browser, BrowserError, Places, Spec, find};
use atlctl_signin::window::{Program, WindowError, programs};

use crate::hint_commands::command;

/// Signing in by a request that was copied, on this machine or another one.
fn by_capture() -> String {
    let capture = command(&["auth", "login", "--capture", "FILE"]);
    format!("or with a request that you copied from a browser: {capture}")
}

fn in_window() -> String {
    format!(
        "or sign in with a browser window: {}",
        command(&["auth", "login"])
    )
}

fn from(spec: &str) -> String {
    command(&["auth", "login", "--from-browser", spec])
}

/// Other browsers that have profiles here, the first that may work.
fn from_another(places: &Places, failed: Option<Browser>) -> Option<String> {
    // The cookies of one family are out of reach where one of it failed for its encryption.
    let other = find(places)
        .into_iter()
        .filter(|found| Some(found.browser) != failed)
        .max_by_key(|found| found.browser.is_firefox())?;
    let command = from(other.browser.as_str());
    Some(format!(
        "or borrow the session of {}: {command}",
        other.browser
    ))
}

/// Hints after borrowing failed.
pub(super) fn after_borrowing(error: &BrowserError, asked: &str, places: &Places) -> Vec<String> {
    let spec = Spec::parse(asked).ok();
    let browser = spec.as_ref().map(|spec| spec.browser);
    let name = browser.map_or("NAME", Browser::as_str);
    let another = || from_another(places, browser);
    let list = || {
        format!(
            "list the browser profiles: {}",
            command(&["auth", "browsers"])
        )
    };
    let container = |container: &str| {
        let profile = spec.as_ref().and_then(|spec| spec.profile.as_deref());
        from(&format!(
            "{name}:{}::{container}",
            profile.unwrap_or_default()
        ))
    };
    let mut hints = match error {
        BrowserError::Canceled => return Vec::new(),
        BrowserError::UnknownBrowser { .. } => {
            return vec![
                list(),
                "for another browser based on Firefox or Chromium, give the directory of its profile: \
                 --from-browser firefox:/PATH or chromium:/PATH"
                    .to_owned(),
            ];
        }
        BrowserError::UnknownProfile { .. } => return vec![list(), by_path(browser)],
        BrowserError::NoContainers { .. } => return vec![list()],
        BrowserError::SeveralProfiles { places, .. } => {
            let commands = places.iter().map(|place| {
                format!(
                    "give its directory: {}",
                    from(&format!("{name}:{}", place.display()))
                )
            });
            return commands.collect();
        }
        BrowserError::SeveralContainers { known, .. } => {
            let commands = known
                .iter()
                .map(|number| format!("give the container by its number: {}", container(number)));
            return commands.collect();
        }
        BrowserError::InContainer { containers } => {
            let commands = containers
                .iter()
                .map(|name| format!("give the container: {}", container(name)));
            return commands.collect();
        }
        BrowserError::UnknownContainer { known, .. } => {
            let first = known.first().map_or("NAME", String::as_str);
            return vec![format!("name one of them: {}", container(first))];
        }
        BrowserError::NoDirectory(_) | BrowserError::NotAProfile { .. } => {
            vec![by_path(browser), list()]
        }
        BrowserError::OtherFamily { browser, path } => {
            let other = if browser.is_firefox() {
                "chromium"
            } else {
                "firefox"
            };
            vec![from(&format!("{other}:{}", path.display()))]
        }
        BrowserError::NoProfile { .. } => vec![by_path(browser)],
        BrowserError::NoCookie { running, .. } | BrowserError::Expired { running, .. } => {
            let mut hints = Vec::new();
            if *running {
                hints.push(format!(
                    "{name} is running and writes new cookies up to 30 seconds late: if you have just signed in, wait \
                     half a minute and run it again"
                ));
            }
            hints.push(format!(
                "sign in to https://admin.atlassian.com in {name}, then run it again"
            ));
            hints.push(in_window());
            return hints;
        }
        BrowserError::KWallet => {
            vec![
                "turn on KWallet's Secret Service interface (System Settings, KDE Wallet)"
                    .to_owned(),
            ]
        }
        BrowserError::NoKey(_) => vec!["unlock the keyring and run it again".to_owned()],
        _ => Vec::new(),
    };
    hints.extend(another());
    hints.push(in_window());
    hints.push(by_capture());
    begun(hints)
}

/// The first of several ways is no "or".
fn begun(mut hints: Vec<String>) -> Vec<String> {
    if let Some(first) = hints.first_mut()
        && let Some(rest) = first.strip_prefix("or ")
    {
        *first = rest.to_owned();
    }
    hints
}

fn by_path(browser: Option<Browser>) -> String {
    let (name, page) = match browser {
        Some(browser) if browser.is_firefox() => (browser.as_str(), "about:support"),
        Some(browser) => (browser.as_str(), "chrome://version"),
        None => ("firefox", "about:support"),
    };
    format!("give the directory of its profile, which {page} shows: --from-browser {name}:/PATH")
}

/// Hints after a sign-in window failed.
pub(super) fn after_window(error: &WindowError, program: Option<&Program>) -> Vec<String> {
    let key = || {
        format!(
            "or with an organization API key: {}",
            command(&["auth", "login", "--api-key-stdin"])
        )
    };
    let first = match error {
        WindowError::Canceled | WindowError::Closed | WindowError::TooLong(_) => {
            return vec!["run it again, sign in to the admin portal, and then close the window".to_owned()];
        }
        WindowError::Killed(_) => {
            return vec!["run it again, and close the window yourself after signing in".to_owned()];
        }
        WindowError::InUse(_) => {
            return vec!["close that window and try again, or leave out --keep-profile".to_owned()];
        }
        WindowError::NoBrowser | WindowError::NotThere(_) => {
            Some("give the path of a browser: --browser /PATH".to_owned())
        }
        WindowError::NoDisplay => {
            return vec![
                format!(
                    "without a display, use a request copied on another machine: {}",
                    command(&["auth", "login", "--capture", "FILE"])
                ),
                key(),
            ];
        }
        WindowError::Failed(_) | WindowError::Start { .. } => {
            Some("start the browser by hand to see what is wrong".to_owned())
        }
        WindowError::OtherStore => Some(
            "remove a --password-store option from wrapper scripts and flags files, and unlock the keyring".to_owned(),
        ),
        WindowError::NoPipe => Some("close the sign-in window and run it again".to_owned()),
        _ => None,
    };
    let failed = program.map(|program| program.path.as_path());
    // Firefox needs no second start.
    let other = programs()
        .into_iter()
        .filter(|(_, found)| Some(found.path.as_path()) != failed)
        .max_by_key(|(browser, _)| browser.is_firefox());
    let other = other.map(|(browser, _)| {
        let window = command(&["auth", "login", "--browser", browser.as_str()]);
        format!("or sign in with a browser window: {window}")
    });
    let mut hints: Vec<String> = first.into_iter().chain(other).collect();
    let borrow = from("NAME");
    hints.push(format!(
        "or borrow the session of your everyday browser: {borrow}"
    ));
    hints.push(by_capture());
    hints.push(key());
    begun(hints)
}
