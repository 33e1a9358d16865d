//! Real browsers: sessions borrowed from their profiles, and the window of our own.

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use atlctl_sim::SimConfig;

use crate::common::{Output, Place};

/// A process that ends with the test, with all that it started.
pub struct Running(Child);

impl Running {
    pub fn signal(&self, signal: &str) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill")
            .args(["-s", signal, "--", &group])
            .stderr(Stdio::null())
            .status();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.signal("KILL");
        let _ = self.0.wait();
    }
}

/// Waits for something that a browser does, however slow the machine is.
pub fn until(what: &str, mut there: impl FnMut() -> bool) {
    let started = Instant::now();
    while !there() {
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "never: {what}"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// A display of its own.
pub fn display() -> (Running, String) {
    let mut server = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (Running(server), format!(":{}", line.trim()))
}

pub fn place() -> Place {
    Place::new(SimConfig {
        auto_sign_in: true,
        ..SimConfig::default()
    })
}

/// Chromium, as it can run in a test: as root, and off the network.
pub fn chromium(place: &Place) -> PathBuf {
    let path = place.env.file(
        "bin/chromium-for-tests",
        "#!/bin/sh\nexec chromium --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic \
         --disable-background-networking --disable-component-update --disable-sync \
         --host-resolver-rules='MAP * ~NOTFOUND , EXCLUDE localhost' \"$@\"\n",
    );
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// Starts a browser in this home.
pub fn start(place: &Place, program: &Path, arguments: &[&str], more: &[(&str, &str)]) -> Running {
    let mut command = Command::new(program);
    for (name, value) in place.env.command(&[]).get_envs() {
        if let (Some(value), false) = (value, name == "ATLCTL_API_BASE") {
            command.env(name, value);
        }
    }
    let child = command
        .env("HOME", place.env.home())
        .envs(more.iter().copied())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    Running(child)
}

pub fn borrow(place: &Place, spec: &str) -> Output {
    place.run(&["auth", "login", "--from-browser", spec, "--store", "none"])
}

/// No process has this text in its arguments any more.
pub fn nothing_runs_with(text: &str) -> bool {
    let found = Command::new("pgrep")
        .args(["-f", "--", text])
        .output()
        .unwrap();
    found.stdout.is_empty()
}

pub fn rooms(place: &Place) -> usize {
    let windows = place.env.home().join(".local/share/atlctl/windows");
    std::fs::read_dir(windows).map_or(0, |entries| {
        entries
            .filter(|entry| entry.as_ref().unwrap().file_name() != "kept")
            .count()
    })
}

pub fn firefox_profile(place: &Place) -> PathBuf {
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
    profile
}

#[test]
fn firefox_running_killed_and_closed() {
    let mut place = place();
    let private = place.env.home().join("tmp");
    std::fs::create_dir(&private).unwrap();
    place.env.var("TMPDIR", private.to_str().unwrap());
    let profile = firefox_profile(&place);
    let profile = profile.to_str().unwrap();
    let page = place.sim.login_url();
    let arguments = ["--headless", "--no-remote", "--profile", profile, &page];
    let headless = [("MOZ_HEADLESS", "1")];
    assert_eq!(
        borrow(&place, "firefox").code,
        1,
        "nobody has signed in yet"
    );
    for signal in ["KILL", "TERM"] {
        let browser = start(
            &place,
            Path::new("/usr/bin/firefox-esr"),
            &arguments,
            &headless,
        );
        until("the session is there", || {
            borrow(&place, "firefox").code == 0
        });
        insta::allow_duplicates! {
            insta::assert_snapshot!(borrow(&place, "firefox:work"), @"
            ------- stderr -------
            Read one cookie of firefox, profile work.
            Signed in as ada.admin@acme.example to Acme (simulated) (the session works; kept nowhere).
            [exit status: 0]
            ");
        }
        browser.signal(signal);
        drop(browser);
        assert_eq!(borrow(&place, "firefox").code, 0, "after {signal}");
    }
    insta::assert_snapshot!(borrow(&place, "firefox:nobody"), @r#"
    ------- stderr -------
    Error: firefox has no profile "nobody"; it has: work
    Hint: see which there are: atlctl auth browsers
    [exit status: 1]
    "#);
    insta::assert_snapshot!(place.run(&["auth", "browsers"]), @"
    Browser  Profile  Usual  Directory
    firefox  work     yes    [HOME]/.mozilla/firefox/abc.default-esr
    [exit status: 0]
    ");
    let left = std::fs::read_dir(place.env.home().join("tmp"))
        .unwrap()
        .flatten();
    let left: Vec<_> = left
        .map(|entry| entry.file_name())
        .filter(|name| name.to_string_lossy().starts_with("atlctl-"))
        .collect();
    assert!(left.is_empty(), "copies are left behind: {left:?}");
}

#[test]
fn firefox_while_it_writes_as_fast_as_it_can() {
    let place = place();
    let profile = firefox_profile(&place);
    let profile = profile.to_str().unwrap();
    let (page, storm) = (
        place.sim.login_url(),
        format!("{}storm", place.sim.login_url()),
    );
    let arguments = [
        "--headless",
        "--no-remote",
        "--profile",
        profile,
        &page,
        &storm,
    ];
    let _browser = start(
        &place,
        Path::new("/usr/bin/firefox-esr"),
        &arguments,
        &[("MOZ_HEADLESS", "1")],
    );
    until("the session is there", || {
        borrow(&place, "firefox").code == 0
    });
    let right = (0..200)
        .filter(|_| borrow(&place, "firefox").code == 0)
        .count();
    assert_eq!(right, 200);
}

#[test]
fn chromium_running_and_killed() {
    let place = place();
    let program = chromium(&place);
    let profile = place.env.home().join(".config/chromium");
    let arguments = [
        "--headless",
        &format!("--user-data-dir={}", profile.display()),
        &place.sim.login_url(),
    ];
    let browser = start(&place, &program, &arguments, &[]);
    // It writes its cookies half a minute late.
    until("the session is there", || {
        borrow(&place, "chromium").code == 0
    });
    browser.signal("KILL");
    drop(browser);
    assert_eq!(borrow(&place, "chromium").code, 0, "after it was killed");
    insta::assert_snapshot!(borrow(&place, "chromium::work"), @"
    ------- stderr -------
    Error: chromium has no containers; they are Firefox's
    Hint: see which there are: atlctl auth browsers
    [exit status: 1]
    ");
    insta::assert_snapshot!(borrow(&place, "chrome"), @"
    ------- stderr -------
    Error: no profile of chrome was found
    Hint: sign in in a window of our own (atlctl auth login), with Firefox (--from-browser firefox), or with a copied request (--capture FILE)
    [exit status: 1]
    ");
    insta::assert_snapshot!(borrow(&place, "safari"), @"
    ------- stderr -------
    Error: Safari keeps its cookies where only programs with access to the whole disk may read
    Hint: sign in in a window of our own (atlctl auth login), with Firefox (--from-browser firefox), or with a copied request (--capture FILE)
    [exit status: 1]
    ");
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

#[test]
fn a_window_of_chromium() {
    let mut place = place();
    let (_display, name) = display();
    place.env.var("DISPLAY", &name);
    let program = chromium(&place);
    let program = program.to_str().unwrap();
    let output = place.run(&["auth", "login", "--browser", program, "--store", "file"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(
        output
            .stderr
            .contains("Signed in as ada.admin@acme.example"),
        "{output}"
    );
    assert_eq!(rooms(&place), 0, "the profile is gone");
    assert!(
        nothing_runs_with(place.env.home().to_str().unwrap()),
        "no process is left"
    );
    place.run(&["auth", "status"]).expect(0);
}

#[test]
fn a_window_of_firefox() {
    let mut place = place();
    let (_display, name) = display();
    place.env.var("DISPLAY", &name);
    let login = ["auth", "login", "--browser", "firefox", "--store", "file"];
    let output = place.run(&login);
    assert_eq!(output.code, 0, "{output}");
    assert_eq!(rooms(&place), 0, "the profile is gone");
    // A kept profile is still signed in.
    let keep = [&login[..], &["--keep-profile"]].concat();
    place.run(&keep).expect(0);
    assert!(
        place
            .env
            .home()
            .join(".local/share/atlctl/windows/kept/cookies.sqlite")
            .exists()
    );
    place.run(&keep).expect(0);
    assert!(
        nothing_runs_with(place.env.home().to_str().unwrap()),
        "no process is left"
    );
}

/// A window at which nobody signs in, until a signal ends the program.
fn abandoned(signal: &str) -> (Place, i32) {
    let mut place = Place::new(SimConfig::default());
    let (_display, name) = display();
    place
        .env
        .var("DISPLAY", &name)
        .var("ATLCTL_SESSION_TOKEN", "");
    let program = chromium(&place);
    let child = place
        .env
        .command(&[
            "auth",
            "login",
            "--browser",
            program.to_str().unwrap(),
            "--store",
            "file",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the window shows the page", || {
        place
            .control()
            .requests()
            .iter()
            .any(|request| request.path == "/login")
    });
    Command::new("kill")
        .args(["-s", signal, &child.id().to_string()])
        .status()
        .unwrap();
    let mut child = child;
    let status = child.wait().unwrap();
    let home = place.env.home().to_str().unwrap().to_owned();
    until("all processes are gone", || nothing_runs_with(&home));
    (place, status.code().unwrap_or(-1))
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    let (place, code) = abandoned("INT");
    assert_eq!(code, 130);
    assert_eq!(rooms(&place), 0);
}

#[test]
fn a_polite_kill_leaves_nothing_behind() {
    let (place, code) = abandoned("TERM");
    assert_eq!(code, 130);
    assert_eq!(rooms(&place), 0);
}

#[test]
fn what_a_kill_leaves_is_swept_at_the_next_start() {
    let (mut place, _) = abandoned("KILL");
    assert_eq!(rooms(&place), 1, "nobody could remove it");
    place.env.var("DISPLAY", ":987");
    let output = place.run(&[
        "auth",
        "login",
        "--browser",
        "/bin/false",
        "--store",
        "file",
    ]);
    assert_eq!(output.code, 1, "{output}");
    assert!(output.stderr.contains("ended at once"), "{output}");
    assert_eq!(rooms(&place), 0);
}

#[test]
fn without_a_display_or_a_browser_the_other_ways_are_named() {
    let mut place = Place::new(SimConfig::default());
    insta::assert_snapshot!(place.run(&["auth", "login", "--store", "file"]), @"
    ------- stderr -------
    Error: there is no display for a browser window
    Hint: on a machine without a display: --capture FILE with a request copied elsewhere, or --api-key-stdin
    [exit status: 1]
    ");
    insta::assert_snapshot!(place.run(&["auth", "login", "--store", "file", "--browser", "lynx"]), @"
    ------- stderr -------
    Error: there is no browser lynx
    Hint: name one with --browser NAME or --browser /path/to/it, or use another way: --from-browser firefox, --capture FILE, --api-key-stdin
    [exit status: 1]
    ");
    place.env.var("DISPLAY", ":987");
    // A browser whose window is closed at once, by a person who changed their mind.
    let quick = place.env.file("bin/quick", "#!/bin/sh\nexit 0\n");
    std::fs::set_permissions(&quick, std::fs::Permissions::from_mode(0o755)).unwrap();
    let output = place.run(&[
        "auth",
        "login",
        "--store",
        "file",
        "--browser",
        quick.to_str().unwrap(),
    ]);
    assert!(
        output
            .stderr
            .contains("the window was closed before anybody signed in"),
        "{output}"
    );
    assert_eq!(output.code, 1);
}
