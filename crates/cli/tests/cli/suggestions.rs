//! What the program suggests when something fails: it works when pasted, fits what was named on the command line, and
//! does not name what has just failed.

use std::process::Command;

use atlctl_sim::{Expiry, SimConfig};
use serde_json::Value;

use crate::common::{ATLCTL, Env, Output, Place};

/// The hints of an output.
fn hints(output: &Output) -> Vec<&str> {
    let lines = output.stderr.lines();
    lines
        .filter_map(|line| line.strip_prefix("Hint: "))
        .collect()
}

/// Pastes the command at the end of a hint into a shell.
fn pasted(env: &Env, hint: &str) -> i32 {
    let (_, command) = hint.rsplit_once("atlctl ").unwrap();
    let mut shell: Command = env.other("bash");
    let status = shell
        .args(["-c", &format!("{ATLCTL} {command}")])
        .output()
        .unwrap();
    status.status.code().unwrap()
}

#[test]
fn a_suggested_command_names_the_profile_and_works_when_pasted() {
    let place = Place::new(SimConfig::default());
    let profile = "it's $(my) \"work\"";
    let key = place.sim.api_key();
    let login = [
        "auth",
        "login",
        "--api-key-stdin",
        "--store",
        "file",
        "--profile",
        profile,
    ];
    place.env.run_with(&login, key.as_bytes()).expect(0);
    let output = place.run(&["user", "list", "--profile", profile]);
    let hint = hints(&output)[0].to_owned();
    assert!(
        hint.ends_with(r#"atlctl sync --profile 'it'\''s $(my) "work"'"#),
        "{output}"
    );
    assert_eq!(pasted(&place.env, &hint), 0, "{hint}");
    place
        .run(&["user", "list", "-q", "--profile", profile])
        .expect(0);
    // Where an environment variable names it, it still does.
    let mut place = Place::new(SimConfig::default());
    place.env.var("ATLCTL_PROFILE", "work");
    let output = place.run(&["user", "list", "--live"]);
    assert!(!output.stderr.contains("--profile 'work'"), "{output}");
    let nobody = place.run(&["user", "show", "two words", "--profile", "no such"]);
    let hint = hints(&nobody)[0];
    assert!(
        hint.ends_with("atlctl auth login --profile 'no such'"),
        "{nobody}"
    );
}

#[test]
fn a_browser_that_was_not_found_is_not_suggested() {
    let env = Env::new();
    let borrow = |spec| env.run(&["auth", "login", "--store", "none", "--from-browser", spec]);
    let none = borrow("firefox");
    assert!(none.stderr.contains("no firefox profile found"), "{none}");
    assert!(
        !none.stderr.contains("--from-browser firefox --store"),
        "{none}"
    );
    assert!(
        none.stderr.contains("--from-browser firefox:/PATH"),
        "{none}"
    );
    // One that is here is.
    let ini = "[Profile0]\nName=x\nIsRelative=1\nPath=x\n";
    env.file(".zen/profiles.ini", ini);
    env.file(".zen/x/prefs.js", "");
    let zen = borrow("firefox");
    assert!(
        zen.stderr
            .contains("atlctl auth login --from-browser zen --store none\n"),
        "{zen}"
    );
    let unknown = borrow("lynx");
    assert!(
        unknown.stderr.contains("librewolf, zen, waterfox, floorp"),
        "{unknown}"
    );
}

#[test]
fn a_failed_sign_in_does_not_suggest_signing_in() {
    for form in [Expiry::Unauthorized, Expiry::Redirect, Expiry::Html] {
        let place = Place::new(SimConfig::default());
        let token = place.sim.session_token();
        place.control().expire(form);
        let output = place.run_with(
            &["auth", "login", "--token-stdin", "--store", "none"],
            &token,
        );
        assert_eq!(output.code, 4, "{output}");
        assert!(!output.stderr.contains("atlctl auth login"), "{output}");
        assert!(
            output.stderr.contains("https://admin.atlassian.com"),
            "{output}"
        );
    }
    let place = Place::new(SimConfig::default());
    let args = ["auth", "login", "--api-key-stdin", "--store", "none"];
    let output = place.run_with(&args, "ATCTT3xFfGN0-not-a-key-of-anybody");
    assert_eq!(output.code, 4, "{output}");
    assert!(!output.stderr.contains("sign in"), "{output}");
}

#[test]
fn an_expired_session_is_reported_once_and_first() {
    let place = Place::with_session(SimConfig::default());
    for form in [Expiry::Unauthorized, Expiry::Redirect, Expiry::Html] {
        place.control().expire(form);
        let output = place.run(&["doctor"]);
        assert_eq!(output.code, 4, "{output}");
        assert!(
            output.stdout.starts_with("failed       sign-in (session)"),
            "{output}"
        );
        assert_eq!(
            output.stdout.matches("atlctl auth login").count(),
            1,
            "{output}"
        );
        assert_eq!(
            output.stdout.matches("has ended or was revoked").count(),
            1,
            "{output}"
        );
        assert_eq!(output.stdout.matches("\nfailed").count(), 0, "{output}");
        let json = place.run(&["doctor", "--json"]);
        let rows: Vec<Value> = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(rows[0]["check"], "sign-in (session)");
    }
    // With a key that works beside it, it is a warning, and first all the same.
    let place = Place::with_both();
    place.control().expire(Expiry::Redirect);
    let output = place.run(&["doctor"]);
    assert!(
        output.stdout.starts_with("warning      sign-in (session)"),
        "{output}"
    );
    assert_eq!(output.code, 0, "{output}");
}

#[test]
fn a_rate_limit_says_how_long_and_until_when() {
    let place = Place::with_key(SimConfig::default());
    place.control().fault("* * 1x 429 retry-after=3").unwrap();
    let output = place.run(&["user", "list", "--live", "--limit", "1"]);
    let said = "Waiting: rate-limited (Atlassian refuses more requests); resuming in at most 3 s, by 09:00:03 UTC.";
    assert_eq!(output.stderr.matches(said).count(), 1, "{output}");
    assert_eq!(output.code, 0, "{output}");
}
