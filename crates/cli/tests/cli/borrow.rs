//! Sessions borrowed from the profiles of real browsers: running, killed and closed, while they write, and with the
//! key in a keyring.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use atlctl_sim::SimConfig;

use super::browser::{Running, chromium, display, off_the_network, place, rooms, start, until};
use super::window::{close, shows_after};
use crate::common::{Output, Place};

const FIREFOX: &str = "/usr/bin/firefox-esr";

fn borrow(place: &Place, spec: &str) -> Output {
    place.run(&["auth", "login", "--from-browser", spec, "--store", "none"])
}

fn firefox_profile(place: &Place) -> PathBuf {
    let root = place.env.home().join(".mozilla/firefox");
    let profile = root.join("abc.default-esr");
    std::fs::create_dir_all(&profile).unwrap();
    std::fs::write(
        root.join("profiles.ini"),
        "[Install4F96D1932A9F858E]\nDefault=abc.default-esr\nLocked=1\n\n\
         [Profile1]\nName=default\nIsRelative=1\nPath=xyz.default\nDefault=1\n\n\
         [Profile0]\nName=work\nIsRelative=1\nPath=abc.default-esr\n",
    )
    .unwrap();
    // Nothing that asks before a window closes.
    std::fs::write(
        profile.join("user.js"),
        "user_pref('browser.aboutwelcome.enabled', false);\nuser_pref('browser.tabs.warnOnClose', false);\n\
         user_pref('browser.warnOnQuit', false);\n\
         user_pref('browser.startup.homepage_override.mstone', 'ignore');\n\
         user_pref('toolkit.telemetry.reportingpolicy.firstRun', false);\n\
         user_pref('browser.shell.checkDefaultBrowser', false);\n",
    )
    .unwrap();
    profile
}

/// Starts Firefox without a window at a page.
fn firefox(place: &Place, profile: &Path, page: &str) -> Running {
    let profile = profile.to_str().unwrap();
    let arguments = ["--headless", "--no-remote", "--profile", profile, page];
    start(place, Path::new(FIREFOX), &arguments, &[])
}

/// Starts Chromium without a window at a page.
fn headless(place: &Place, page: &str) -> Running {
    let profile = place.env.home().join(".config/chromium");
    let profile = format!("--user-data-dir={}", profile.display());
    start(
        place,
        &chromium(place),
        &["--headless", &profile, page],
        &[],
    )
}

fn signed_in(place: &Place, spec: &str) {
    until("the session is there", || borrow(place, spec).code == 0);
}

#[test]
fn firefox_closed_running_and_killed() {
    let mut place = place();
    let private = place.env.home().join("tmp");
    std::fs::create_dir(&private).unwrap();
    place.env.var("TMPDIR", private.to_str().unwrap());
    let profile = firefox_profile(&place);
    assert_eq!(
        borrow(&place, "firefox").code,
        1,
        "nobody has signed in yet"
    );
    // Closed by a person.
    let (_display, name) = display();
    let page = place.sim.login_url();
    let arguments = ["--no-remote", "--profile", profile.to_str().unwrap(), &page];
    let mut browser = start(
        &place,
        Path::new(FIREFOX),
        &arguments,
        &[("DISPLAY", &name)],
    );
    signed_in(&place, "firefox");
    let closed = profile.join("sessionstore.jsonlz4");
    assert!(!closed.exists());
    close(&name, || browser.has_ended());
    assert!(closed.exists(), "it was closed, not killed");
    assert_eq!(borrow(&place, "firefox").code, 0, "after it was closed");
    for signal in ["KILL", "TERM"] {
        let mut browser = firefox(&place, &profile, &place.sim.login_url());
        signed_in(&place, "firefox");
        insta::allow_duplicates! {
            insta::assert_snapshot!(borrow(&place, "firefox:work"), @"
            ------- stderr -------
            Read one cookie of firefox, profile work.
            Signed in as ada.admin@acme.example to Acme (simulated) (the session is valid; not stored).
            [exit status: 0]
            ");
        }
        browser.signal(signal);
        until("it ends", || browser.has_ended());
        drop(browser);
        assert_eq!(borrow(&place, "firefox").code, 0, "after {signal}");
    }
    insta::assert_snapshot!(borrow(&place, "firefox:nobody"), @r#"
    ------- stderr -------
    Error: firefox has no profile "nobody"; use one of: work
    Hint: list the browser profiles: atlctl auth browsers
    Hint: give the directory of its profile, which about:support shows: --from-browser firefox:/PATH
    [exit status: 1]
    "#);
    insta::assert_snapshot!(place.run(&["auth", "browsers"]), @"
    Browser  Profile  Usual  Directory
    firefox  work     yes    [HOME]/.mozilla/firefox/abc.default-esr
    [exit status: 0]
    ");
    let left: Vec<_> = std::fs::read_dir(&private)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with("atlctl"))
        .collect();
    assert!(left.is_empty(), "copies are left behind: {left:?}");
    assert_eq!(rooms(&place), 0, "copies are left behind");
}

#[test]
fn firefox_with_a_cookie_that_ends_with_it() {
    let place = off_the_network(SimConfig {
        auto_sign_in: true,
        cookie_ends_with_browser: true,
        ..SimConfig::default()
    });
    let profile = firefox_profile(&place);
    let browser = firefox(&place, &profile, &place.sim.login_url());
    // Only its session file has it, which is written every few seconds.
    signed_in(&place, "firefox");
    browser.signal("KILL");
    drop(browser);
    assert_eq!(borrow(&place, "firefox").code, 0, "after it was killed");
}

#[test]
fn chromium_running_killed_and_closed() {
    let mut place = place();
    let browser = headless(&place, &place.sim.login_url());
    // It writes its cookies half a minute late.
    signed_in(&place, "chromium");
    browser.signal("KILL");
    drop(browser);
    assert_eq!(borrow(&place, "chromium").code, 0, "after it was killed");
    // Another person signs in and closes the window at once, which writes the cookie.
    std::fs::remove_dir_all(place.env.home().join(".config/chromium")).unwrap();
    let (_display, name) = display();
    place.env.var("DISPLAY", &name);
    let seen = place.control().requests().len();
    let arguments = ["--no-first-run", &place.sim.login_url()];
    let mut browser = start(&place, &chromium(&place), &arguments, &[]);
    shows_after(&place, seen, "/");
    close(&name, || browser.has_ended());
    assert_eq!(borrow(&place, "chromium").code, 0, "after it was closed");
    insta::assert_snapshot!(borrow(&place, "chromium::work"), @"
    ------- stderr -------
    Error: chromium has no containers; only Firefox-based browsers do
    Hint: list the browser profiles: atlctl auth browsers
    [exit status: 2]
    ");
    insta::assert_snapshot!(borrow(&place, "chrome"), @"
    ------- stderr -------
    Error: no chrome profile found
    Hint: give the directory of its profile, which chrome://version shows: --from-browser chrome:/PATH
    Hint: or borrow the session of chromium: atlctl auth login --from-browser chromium --store none
    Hint: or sign in with a browser window: atlctl auth login --store none
    Hint: or with a request that you copied from a browser: atlctl auth login --capture FILE --store none
    [exit status: 1]
    ");
    insta::assert_snapshot!(borrow(&place, "safari"), @"
    ------- stderr -------
    Error: Safari's cookies can be read only by programs with full disk access
    Hint: borrow the session of chromium: atlctl auth login --from-browser chromium --store none
    Hint: or sign in with a browser window: atlctl auth login --store none
    Hint: or with a request that you copied from a browser: atlctl auth login --capture FILE --store none
    [exit status: 1]
    ");
}

/// Reads 200 times while a page writes cookies as fast as it can. Each time the session must be the right one: the
/// service is asked. That the files change meanwhile is looked at too.
fn storm(place: &Place, spec: &str, database: &Path) {
    let state = || {
        ["", "-wal", "-journal"].map(|end| {
            let about = std::fs::metadata(format!("{}{end}", database.display())).ok();
            about.map(|about| (about.len(), about.modified().unwrap()))
        })
    };
    let still = state();
    until("the storm begins", || state() != still);
    let (mut states, mut right, mut reads) = (HashSet::new(), 0, 0);
    // Firefox gathers what it writes: on a slow machine it takes more reads until it has written often enough.
    until("200 reads while it writes", || {
        for _ in 0..20 {
            reads += 1;
            right += usize::from(borrow(place, spec).code == 0);
            states.insert(state());
        }
        reads >= 200 && states.len() > 10
    });
    assert_eq!(right, reads);
}

#[test]
fn firefox_while_it_writes_as_fast_as_it_can() {
    let place = place();
    let profile = firefox_profile(&place);
    let browser = firefox(&place, &profile, &place.sim.login_url());
    signed_in(&place, "firefox");
    browser.signal("KILL");
    drop(browser);
    let page = format!("{}storm", place.sim.login_url());
    let _browser = firefox(&place, &profile, &page);
    storm(&place, "firefox", &profile.join("cookies.sqlite"));
}

#[test]
fn chromium_while_it_writes_as_fast_as_it_can() {
    let place = place();
    let browser = headless(&place, &place.sim.login_url());
    signed_in(&place, "chromium");
    browser.signal("KILL");
    drop(browser);
    let page = format!("{}storm", place.sim.login_url());
    let _browser = headless(&place, &page);
    let database = place.env.home().join(".config/chromium/Default/Cookies");
    storm(&place, "chromium", &database);
}

#[test]
fn chromium_with_its_key_in_the_keyring() {
    let place = place();
    let program = chromium(&place);
    let script = format!(
        "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n\
         {program} --headless --password-store=gnome-libsecret --user-data-dir=$HOME/.config/chromium {page} >/dev/null 2>&1 &\n\
         browser=$!\n\
         for i in $(seq 300); do\n\
           atlctl auth login --from-browser chromium --store none >out 2>&1 && break; sleep 0.3\n\
         done\n\
         kill -9 $browser; wait $browser; cat out\n\
         atlctl auth login --from-browser chromium --store none 2>&1 | sed 's/^/killed: /'\n\
         sqlite3 $HOME/.config/chromium/Default/Cookies \"SELECT substr(encrypted_value, 1, 3) FROM cookies WHERE name = 'cloud.session.token'\" 2>/dev/null",
        program = program.display(),
        page = place.sim.login_url(),
    );
    let output = super::keyring::on_bus(&place, &script, "");
    assert!(
        output
            .stdout
            .contains("Signed in as ada.admin@acme.example"),
        "{output}"
    );
    assert!(output.stdout.contains("v11"), "{output}");
    assert!(
        output.stdout.contains("killed: Signed in as ada"),
        "{output}"
    );
}

/// A profile whose session needs the key from a keyring.
fn needs_a_key(place: &Place) {
    let profile = place.env.home().join(".config/chromium/Default");
    std::fs::create_dir_all(&profile).unwrap();
    let made = std::process::Command::new("sqlite3")
        .arg(profile.join("Cookies"))
        .arg(
            "CREATE TABLE meta (key, value); INSERT INTO meta VALUES ('version', '24'); \
             CREATE TABLE cookies (host_key, name, value, encrypted_value, expires_utc, last_access_utc); \
             INSERT INTO cookies VALUES ('localhost', 'cloud.session.token', '', x'763131aabb', 0, 0)",
        )
        .status()
        .unwrap();
    assert!(made.success());
}

const BORROW: &str = "atlctl auth login --from-browser chromium --store none";

#[test]
fn without_the_key_it_is_said_where_the_key_is() {
    let mut place = place();
    needs_a_key(&place);
    insta::assert_snapshot!(borrow(&place, "chromium"), @"
    ------- stderr -------
    Error: cannot get the browser's cookie key from the keyring: no keyring is available
    Hint: unlock the keyring and run it again
    Hint: or sign in with a browser window: atlctl auth login --store none
    Hint: or with a request that you copied from a browser: atlctl auth login --capture FILE --store none
    [exit status: 1]
    ");
    // A keyring that has no such key.
    let unlocked =
        super::keyring::on_bus(&place, &format!("{}{BORROW}", super::keyring::UNLOCKED), "");
    assert!(
        unlocked.stderr.contains("it has no key for chromium"),
        "{unlocked}"
    );
    place.env.var("XDG_CURRENT_DESKTOP", "KDE");
    insta::assert_snapshot!(borrow(&place, "chromium"), @"
    ------- stderr -------
    Error: the browser's cookie key is in KWallet, which does not offer it through the Secret Service
    Hint: turn on KWallet's Secret Service interface (System Settings, KDE Wallet)
    Hint: or sign in with a browser window: atlctl auth login --store none
    Hint: or with a request that you copied from a browser: atlctl auth login --capture FILE --store none
    [exit status: 1]
    ");
}

#[test]
fn a_keyring_that_never_answers_is_given_up_and_ctrl_c_does_not_wait_for_it() {
    let mut place = place();
    needs_a_key(&place);
    super::keyring::silent(&mut place);
    place.env.var("ATLCTL_KEYRING_TIMEOUT", "2");
    let output = super::keyring::on_bus(&place, BORROW, "");
    assert!(output.stderr.contains("no response within 2 s"), "{output}");
    assert_eq!(output.code, 1, "{output}");
    place.env.var("ATLCTL_KEYRING_TIMEOUT", "600");
    // The service says that it was asked by making a file.
    let script = format!(
        "rm -f asked\n{BORROW} & sign_in=$!\n\
         until [ -e asked ]; do kill -0 $sign_in || exit; sleep 0.1; done\nkill -INT $sign_in; wait $sign_in"
    );
    let output = super::keyring::on_bus(&place, &script, "");
    assert!(output.stderr.contains("canceled"), "{output}");
    assert_eq!(output.code, 130, "{output}");
    assert_eq!(rooms(&place), 0);
}
