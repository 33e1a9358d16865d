//! Windows that somebody closes or kills, browsers that fail in their second start, and what a sign-in leaves.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use atlctl_sim::SimConfig;

use super::browser::{chromium, display, nothing_runs_with, place, rooms, until};
use crate::common::{ATLCTL, Output, Place};

/// A sign-in that goes on while the test plays the person.
fn open_window(place: &Place, program: &str) -> Child {
    open_with(place, program, &[])
}

fn open_with(place: &Place, program: &str, more: &[&str]) -> Child {
    let login = ["auth", "login", "--browser", program, "--store", "file"];
    place
        .env
        .command(&[&login[..], more].concat())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn result(child: Child) -> Output {
    let output = child.wait_with_output().unwrap();
    Output {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap_or(-1),
    }
}

/// The browser has asked for this page, so its window is there.
fn shows(place: &Place, path: &str) {
    shows_after(place, 0, path);
}

/// The same, among the requests after so many.
pub fn shows_after(place: &Place, seen: usize, path: &str) {
    until(&format!("the window shows {path}"), || {
        let requests = place.control().requests();
        requests
            .iter()
            .skip(seen)
            .any(|request| request.path == path && request.status == 200)
    });
}

/// Presses the keys that close a window until it has an effect.
pub fn close(display: &str, mut has_ended: impl FnMut() -> bool) {
    until("the window closes", || {
        // Without a window manager nobody else gives a window the keyboard.
        let _ = Command::new("bash")
            .env("DISPLAY", display)
            .args([
                "-c",
                "for window in $(timeout 5 xdotool search --onlyvisible --name .); do \
                 timeout 5 xdotool windowfocus $window key --clearmodifiers ctrl+shift+w; done",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        std::thread::sleep(std::time::Duration::from_millis(400));
        has_ended()
    });
}

fn nothing_is_left(place: &Place) {
    assert_eq!(rooms(place), 0, "the profile is gone");
    let home = place.env.home().to_str().unwrap();
    until("all processes are gone", || nothing_runs_with(home));
}

#[test]
fn a_person_closes_the_window_of_chromium() {
    let mut place = place();
    let (_display, name) = display();
    place.env.var("DISPLAY", &name);
    let program = chromium(&place);
    let mut window = open_window(&place, program.to_str().unwrap());
    // Signed in, but the row is not on the disk yet: closing writes it.
    shows(&place, "/");
    close(&name, || window.try_wait().unwrap().is_some());
    let output = result(window);
    assert_eq!(output.code, 0, "{output}");
    assert!(output.stderr.contains("Signed in as ada"), "{output}");
    nothing_is_left(&place);
    place.run(&["auth", "status"]).expect(0);
}

#[test]
fn a_person_closes_the_window_without_signing_in() {
    let mut place = Place::new(SimConfig::default());
    let (_display, name) = display();
    place.env.var("DISPLAY", &name);
    let program = chromium(&place);
    let mut window = open_window(&place, program.to_str().unwrap());
    shows(&place, "/login");
    close(&name, || window.try_wait().unwrap().is_some());
    let output = result(window);
    assert!(
        output
            .stderr
            .contains("the window was closed before sign-in finished"),
        "{output}"
    );
    assert_eq!(output.code, 1, "{output}");
    nothing_is_left(&place);
}

/// The browser of this sign-in: the leader of its processes.
fn browser_of(window: &Child) -> String {
    let children = Command::new("pgrep")
        .args(["-P", &window.id().to_string()])
        .output()
        .unwrap();
    String::from_utf8(children.stdout)
        .unwrap()
        .trim()
        .to_owned()
}

#[test]
fn a_browser_that_is_killed_before_it_wrote_is_named() {
    for signal in ["KILL", "SEGV"] {
        let mut place = Place::new(SimConfig::default());
        let (_display, name) = display();
        place.env.var("DISPLAY", &name);
        let window = open_window(&place, chromium(&place).to_str().unwrap());
        shows(&place, "/login");
        Command::new("kill")
            .args(["-s", signal, &browser_of(&window)])
            .status()
            .unwrap();
        let output = result(window);
        assert!(
            output.stderr.contains("another program ended the browser"),
            "{signal}: {output}"
        );
        assert_eq!(output.code, 1, "{output}");
        nothing_is_left(&place);
    }
}

#[test]
fn the_session_is_in_no_argument_environment_or_file_while_a_window_is_open() {
    let mut place = place();
    let (_display, name) = display();
    let before = place.sim.session_token();
    let key = place.sim.api_key();
    place
        .env
        .var("DISPLAY", &name)
        .var("ATLCTL_SESSION_TOKEN", &before)
        .var("ATLCTL_API_KEY", &key);
    let mut window = open_window(&place, chromium(&place).to_str().unwrap());
    let home = place.env.home().to_str().unwrap().to_owned();
    let ours = window.id().to_string();
    let mut seen: HashSet<Vec<u8>> = HashSet::new();
    let mut browsers = 0;
    until("the sign-in ends", || {
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let pid = entry.file_name().into_string().unwrap();
            if pid == ours || !pid.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let read = |name: &str| std::fs::read(entry.path().join(name)).unwrap_or_default();
            let all = [read("cmdline"), read("environ")].concat();
            if String::from_utf8_lossy(&all).contains(&home) && !all.is_empty() {
                browsers += 1;
                seen.insert(all);
            }
        }
        window.try_wait().unwrap().is_some()
    });
    let output = result(window);
    assert_eq!(output.code, 0, "{output}");
    assert!(browsers > 2, "the browser's processes were looked at");
    let store = place.env.kept();
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&store).unwrap()).unwrap();
    let session = kept["session"].as_str().unwrap().to_owned();
    let holds = |bytes: &[u8]| {
        [&before, &key, &session].into_iter().any(|secret| {
            bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes())
        })
    };
    assert!(holds(&std::fs::read(&store).unwrap()), "the search works");
    for process in &seen {
        // Our own process starts as a copy of itself, before the browser takes its place.
        let text = String::from_utf8_lossy(process);
        let copy = text.starts_with(ATLCTL);
        assert!(copy || !holds(process), "a process holds a secret");
    }
    assert!(!holds(output.to_string().as_bytes()));
    for path in place.env.files() {
        // What the browser's last processes take away is no leak.
        if path != store && path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!holds(&bytes), "{} holds a secret", path.display());
        }
    }
    nothing_is_left(&place);
}

/// With a kept profile the window opens signed in already, and closing it is enough; a session that no longer works
/// closes nothing.
#[test]
fn a_kept_profile_takes_one_click_and_a_new_sign_in_when_its_session_has_ended() {
    let mut place = place();
    let (_display, name) = display();
    place.env.var("DISPLAY", &name);
    let chromium = chromium(&place);
    for program in [chromium.to_str().unwrap(), "firefox"] {
        let open = |place: &Place| open_with(place, program, &["--keep-profile"]);
        let first = result(open(&place));
        assert_eq!(first.code, 0, "{program}: {first}");
        let windows = place.env.home().join(".local/share/atlctl/windows");
        let kept = windows.join(format!(
            "kept-{}@default",
            program.rsplit('/').next().unwrap()
        ));
        let kept = std::fs::read_dir(&windows)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path == &kept || program == "firefox" && path.join("user.js").exists());
        assert!(kept.is_some(), "{program}: the profile is kept");
        let seen = place.control().requests().len();
        let mut second = open(&place);
        shows_after(&place, seen, "/");
        close(&name, || second.try_wait().unwrap().is_some());
        let second = result(second);
        assert_eq!(second.code, 0, "{program}: {second}");
        place.control().expire(atlctl_sim::Expiry::Redirect);
        let third = result(open(&place));
        assert_eq!(third.code, 0, "{program}: {third}");
        place.run(&["auth", "status"]).expect(0);
    }
    let output = place.run(&["auth", "logout"]);
    assert_eq!(output.stderr.matches("rm -r ").count(), 2, "{output}");
    nothing_is_left(&place);
}

/// Neither the browser's reports of a crash nor a core may hold a session.
#[test]
fn a_crash_of_the_browser_leaves_no_session_on_the_disk() {
    for browser in ["chromium", "firefox"] {
        let mut place = place();
        let (_display, name) = display();
        place.env.var("DISPLAY", &name);
        let chromium = chromium(&place);
        let program = if browser == "chromium" {
            chromium.to_str().unwrap()
        } else {
            browser
        };
        let window = open_window(&place, program);
        shows(&place, "/");
        Command::new("kill")
            .args(["-s", "SEGV", &browser_of(&window)])
            .status()
            .unwrap();
        // Firefox may have written the session by then.
        let output = result(window);
        assert!(output.code <= 1, "{browser}: {output}");
        nothing_is_left(&place);
        let store = place.env.home().join(".config/atlctl/credentials");
        let mut left = place.env.files_with_a_token();
        left.retain(|path| !path.starts_with(&store));
        assert_eq!(left, Vec::<PathBuf>::new(), "{browser}");
    }
}

/// A browser whose person signs in and closes the window, and whose second start does this.
fn second_start(place: &Place, does: &str) -> PathBuf {
    let script = format!(
        "#!/bin/bash\nfor word in \"$@\"; do case $word in --user-data-dir=*) dir=${{word#*=}};; \
         --headless) second=1;; esac; done\n\
         if [ -n \"$second\" ]; then {does}; fi\n\
         sqlite3 \"$dir/Default/Cookies\" \"CREATE TABLE meta (key, value); INSERT INTO meta VALUES ('version', '24'); \
         CREATE TABLE cookies (host_key, name, value, encrypted_value, expires_utc, last_access_utc); \
         INSERT INTO cookies VALUES ('localhost', 'cloud.session.token', '', x'763130', 0, 0)\"\n"
    );
    place.env.script("bin/chromium-of-a-kind", script)
}

#[test]
fn a_second_start_that_gives_nothing_says_why() {
    let mut place = Place::new(SimConfig::default());
    place.env.var("DISPLAY", ":987");
    for (does, said, hint) in [
        // A profile that is still open.
        ("exit 21", "may still be open", "close the sign-in window"),
        // Under a policy the browser runs on and never answers.
        ("exec sleep 300", "did not respond", "--capture FILE"),
        // Another password store: such cookies are left out.
        (
            r#"read -r -d '' -u 3 _; printf '{"id":1,"result":{"cookies":[]}}\0' >&4; exit 0"#,
            "different password store",
            "--password-store",
        ),
        (
            r#"read -r -d '' -u 3 _; printf '{"id":1,"error":{"message":"no such method"}}\0' >&4; exit 0"#,
            "no such method",
            "--capture FILE",
        ),
    ] {
        let program = second_start(&place, does);
        let output = result(open_window(&place, program.to_str().unwrap()));
        assert_eq!(output.code, 1, "{output}");
        assert!(output.stderr.contains(said), "{does}: {output}");
        assert!(output.stderr.contains(hint), "{does}: {output}");
        nothing_is_left(&place);
    }
}

#[test]
fn without_any_browser_the_other_ways_are_named() {
    let mut place = Place::new(SimConfig::default());
    place.env.var("DISPLAY", ":987").var("PATH", "/nowhere");
    insta::assert_snapshot!(place.run(&["auth", "login", "--store", "file"]));
}
