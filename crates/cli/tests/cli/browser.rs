//! Real browsers: the window of our own, and what the other files need to run them.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use atlctl_sim::SimConfig;

use crate::common::Place;

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

    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
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
    off_the_network(SimConfig {
        auto_sign_in: true,
        ..SimConfig::default()
    })
}

/// A home in which Firefox finds a way to this machine only: it takes the system's proxy.
pub fn off_the_network(config: SimConfig) -> Place {
    let mut place = Place::new(config);
    place
        .env
        .var("http_proxy", "http://127.0.0.1:9")
        .var("https_proxy", "http://127.0.0.1:9")
        .var("no_proxy", "localhost,127.0.0.1");
    place
}

/// Chromium, as it can run in a test: as root, and off the network.
pub fn chromium(place: &Place) -> PathBuf {
    place.env.script(
        "bin/chromium-for-tests",
        "#!/bin/sh\nexec chromium --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic \
         --disable-background-networking --disable-component-update --disable-sync \
         --host-resolver-rules='MAP * ~NOTFOUND , EXCLUDE localhost' \"$@\"\n",
    )
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

/// No process has this text in its arguments anymore.
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
            .filter(|entry| {
                let name = entry.as_ref().unwrap().file_name();
                let name = name.to_str().unwrap();
                name.starts_with("window-") || name.starts_with("copy-")
            })
            .count()
    })
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
    assert!(
        nothing_runs_with(place.env.home().to_str().unwrap()),
        "no process is left"
    );
    place.run(&["auth", "status"]).expect(0);
}

#[test]
fn a_session_cookie_is_read_too() {
    let mut place = off_the_network(SimConfig {
        auto_sign_in: true,
        cookie_ends_with_browser: true,
        ..SimConfig::default()
    });
    let (_display, name) = display();
    place.env.var("DISPLAY", &name);
    let chromium = chromium(&place);
    for program in [chromium.to_str().unwrap(), "firefox"] {
        let output = place.run(&["auth", "login", "--browser", program, "--store", "none"]);
        assert_eq!(output.code, 0, "{program}: {output}");
        assert_eq!(rooms(&place), 0, "the profile is gone");
    }
}

/// A window at which nobody signs in, until a signal ends the program.
fn abandoned(browser: &str, signal: &str) -> (Place, i32) {
    let mut place = off_the_network(SimConfig::default());
    let (_display, name) = display();
    place
        .env
        .var("DISPLAY", &name)
        .var("ATLCTL_SESSION_TOKEN", "");
    let chromium = chromium(&place);
    let program = if browser == "chromium" {
        chromium.to_str().unwrap()
    } else {
        browser
    };
    let child = place
        .env
        .command(&["auth", "login", "--browser", program, "--store", "file"])
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
    for browser in ["chromium", "firefox"] {
        let (place, code) = abandoned(browser, "INT");
        assert_eq!(code, 130, "{browser}");
        assert_eq!(rooms(&place), 0, "{browser}");
    }
}

#[test]
fn a_polite_kill_leaves_nothing_behind() {
    let (place, code) = abandoned("chromium", "TERM");
    assert_eq!(code, 130);
    assert_eq!(rooms(&place), 0);
}

#[test]
fn what_a_kill_leaves_is_swept_at_the_next_start() {
    for browser in ["chromium", "firefox"] {
        let (place, _) = abandoned(browser, "KILL");
        assert_eq!(rooms(&place), 1, "nobody could remove it");
        place.run(&["auth", "list"]).expect(0);
        assert_eq!(rooms(&place), 0, "{browser}");
    }
}

#[test]
fn a_browser_that_fails_is_named() {
    let mut place = Place::new(SimConfig::default());
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
    assert!(
        output.stderr.contains("failed (exit status: 1)"),
        "{output}"
    );
    assert_eq!(rooms(&place), 0);
}

#[test]
fn without_a_display_or_a_browser_the_other_ways_are_named() {
    let mut place = Place::new(SimConfig::default());
    insta::assert_snapshot!(place.run(&["auth", "login", "--store", "file"]), @"
    ------- stderr -------
    Error: no display to open a browser window on
    Hint: without a display, use a request copied on another machine: atlctl auth login --capture FILE --store file
    Hint: or with an organization API key: atlctl auth login --api-key-stdin --store file
    [exit status: 1]
    ");
    insta::assert_snapshot!(place.run(&["auth", "login", "--store", "file", "--browser", "lynx"]), @"
    ------- stderr -------
    Error: browser lynx not found
    Hint: give the path of a browser: --browser /PATH
    Hint: or sign in with a browser window: atlctl auth login --browser firefox --store file
    Hint: or borrow the session of your everyday browser: atlctl auth login --from-browser NAME --store file
    Hint: or with a request that you copied from a browser: atlctl auth login --capture FILE --store file
    Hint: or with an organization API key: atlctl auth login --api-key-stdin --store file
    [exit status: 1]
    ");
    place.env.var("DISPLAY", ":987");
    // A browser whose window is closed at once, by a person who changed their mind.
    let quick = place.env.script("bin/quick", "#!/bin/sh\nexit 0\n");
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
            .contains("the window was closed before sign-in finished"),
        "{output}"
    );
    assert_eq!(output.code, 1);
}
