//! What a sign-in is given, and everything that can be wrong with it.

use atlctl_sim::SimConfig;

use crate::common::{Env, Place, chmod};

#[test]
fn a_broken_paste_is_refused_with_the_reason() {
    let place = Place::new(SimConfig::default());
    let login = ["auth", "login", "--store", "file", "--capture", "-"];
    insta::assert_snapshot!(place.run_with(&login, "eyJa.eyJb.c^").to_string().replace("eyJ", ""), @"
    ------- stderr -------
    Error: no session found in standard input: the token ends with '^': part of it is missing or its quotes are wrong; copy the whole text again
    Hint: copy it again and save it with an editor or a clipboard tool; terminals may cut long lines
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run_with(&login, "hello there"), @"
    ------- stderr -------
    Error: no session found in standard input: not recognized as a copied request (cURL, wget, HTTPie, PowerShell, fetch, headers, a program's code), a HAR file, a cookie or a session token
    Hint: in the admin portal, open the developer tools, choose Network, reload, right-click a request to admin.atlassian.com and choose Copy as cURL
    [exit status: 2]
    ");
    insta::assert_snapshot!(
        place.run_with(&login, "curl 'https://evil.example/' -b 'cloud.session.token=a.b.c'"), @"
    ------- stderr -------
    Error: no session found in standard input: the input has no request to Atlassian, only to other hosts
    Hint: copy a request to admin.atlassian.com instead
    [exit status: 2]
    ");
    let har =
        r#"{"log":{"entries":[{"request":{"url":"https://admin.atlassian.com/","headers":[]}}]}}"#;
    insta::assert_snapshot!(place.run_with(&login, har), @r#"
    ------- stderr -------
    Error: no session found in standard input: the HAR file was saved without cookies
    Hint: Chromium leaves cookies out by default. To include them: DevTools settings, Preferences, Network, "Allow to generate HAR with sensitive data", then hold the export button and choose the export with sensitive data
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["auth", "login", "--capture", "nowhere.txt", "--store", "file"]), @"
    ------- stderr -------
    Error: cannot read the file given to --capture (its name is not repeated here, since it may be a secret)
      Caused by: no such file or directory
    Hint: --capture takes the name of a file that exists, not the secret itself: --capture ./copied.txt, with a copied request (- reads standard input)
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["auth", "login", "--store", "file"]), @"
    ------- stderr -------
    Error: no display to open a browser window on
    Hint: without a display, use a request copied on another machine: atlctl auth login --capture FILE --store file
    Hint: or with an organization API key: atlctl auth login --api-key-stdin --store file
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
    let output = place.run_with(&token, "ATCTT-an-organization-s");
    assert!(output.stderr.contains("--api-key-stdin"), "{output}");
    output.expect(2);
    insta::assert_snapshot!(place.run_with(&key, &place.sim.session_token()), @"
    ------- stderr -------
    Error: this is a session token, not an API key
    Hint: use --token-stdin for a session token
    [exit status: 2]
    ");
    let capture = [&login[..], &["--capture", "-"]].concat();
    insta::assert_snapshot!(place.run_with(&capture, "ATCTT-an-organization-s"), @"
    ------- stderr -------
    Error: no session found in standard input: a session token has three parts separated by dots; this one has 1
    Hint: use --api-key-stdin for an organization API key
    [exit status: 2]
    ");
    // In quotes, and as Windows' editors save it.
    let quoted = format!("\u{feff}\"{}\"\r\n", place.sim.api_key());
    place.run_with(&key, &quoted).expect(0);
}

#[test]
fn an_expiry_date_in_the_past_is_refused() {
    let place = Place::new(SimConfig::default());
    let key = place.sim.api_key();
    let login = |day: &str| {
        let args = ["auth", "login", "--api-key-stdin", "--store", "none"];
        place.run_with(&[&args[..], &["--key-ends", day]].concat(), &key)
    };
    insta::assert_snapshot!(login("2025-12-31"), @"
    ------- stderr -------
    Error: --key-ends 2025-12-31 is in the past
    Hint: the admin portal shows when the API key expires: Settings, API keys
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
            .contains("Warning: other users of this machine can read"),
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
