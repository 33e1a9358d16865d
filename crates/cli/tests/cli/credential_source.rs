//! Where a credential comes from: the flag, the environment, a command of one's own, the store.

use atlctl_sim::SimConfig;

use crate::common::{Place, chmod};

#[test]
fn the_environment_comes_before_the_store() {
    let mut place = Place::with_key(SimConfig::default());
    let token = place.sim.session_token();
    place.env.var("ATLCTL_SESSION_TOKEN", &token);
    let output = place.run(&["auth", "status", "--columns", "credentials,source"]);
    insta::assert_snapshot!(output, @"
    Credentials  session
    Stored in    environment
    [exit status: 0]
    ");
    place.env.var("ATLCTL_SESSION_TOKEN", "nonsense");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: ATLCTL_SESSION_TOKEN is not a credential
      Caused by: a session token has three parts separated by dots; this one has 1
    Hint: set ATLCTL_SESSION_TOKEN again, or unset it to use the profile's own credential
    [exit status: 2]
    ");
}

#[test]
fn what_is_kept_and_not_used_is_said() {
    let mut place = Place::with_key(SimConfig::default());
    let token = place.sim.session_token();
    let key = place.sim.api_key();
    place.env.var("ATLCTL_API_KEY", &key);
    insta::assert_snapshot!(place.run_with(&["auth", "login", "--token-stdin"], &token), @"
    ------- stderr -------
    Signed in as ada.admin@acme.example to Acme (simulated) (the session is valid; stored in a file that only you can read).
    Warning: ATLCTL_API_KEY is set and takes precedence over the stored credential
    Hint: next, mirror the organization: atlctl sync
    [exit status: 0]
    ");
}

/// A sign-in does not help people who have an old key in the environment, a file or a password manager.
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
            .contains("Hint: give a valid credential with --credential"),
        "{output}"
    );
    place.env.var("ATLCTL_API_KEY", "ATCTT-old");
    insta::assert_snapshot!(place.run(&live), @"
    ------- stderr -------
    From Atlassian: Acme (simulated).
    Error: Atlassian does not accept the credential: Unauthorized (HTTP 401; POST /admin/v2/orgs/{orgId}/directories/{directoryId}/users/search)
    Hint: set a valid credential in ATLCTL_API_KEY, or unset ATLCTL_API_KEY to use the profile's own; then check: atlctl auth status
    [exit status: 4]
    ");
    // One that is kept is renewed by signing in.
    place.env.var("ATLCTL_API_KEY", "");
    place.control().fault("* * unauthorized").unwrap();
    let output = place.run(&live);
    assert_eq!(output.code, 4, "{output}");
    assert!(
        output.stderr.contains("sign in: atlctl auth login"),
        "{output}"
    );
    assert!(!output.stderr.contains("ATLCTL_API_KEY"), "{output}");
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
    Valid        yes
    Credentials  session
    Stored in    nowhere (--credential)
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
    Hint: run chmod 600 [HOME]/token, and replace the credential if others may have read it
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run_with(&["auth", "status", "--credential", "-"], "canary"), @"
    ------- stderr -------
    Error: standard input contains no credential
      Caused by: a session token has three parts separated by dots; this one has 1
    Hint: it must contain a session token, alone or in a copied request, or an organization API key
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
    Valid        yes
    Credentials  API key
    Stored in    the profile's token_command
    [exit status: 0]
    ");
    config("\"false\"");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: the profile's token_command false failed (exit status: 1)
    Hint: run it by hand to see what is wrong, or remove token_command from the profile and sign in: atlctl auth login
    [exit status: 4]
    ");
    config("\"no-such-program\"");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: the profile's token_command no-such-program cannot be run
      Caused by: no such file or directory
    Hint: run it by hand to see what is wrong, or remove token_command from the profile and sign in: atlctl auth login
    [exit status: 4]
    ");
    config("\"echo\", \"canary\"");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: the profile's token_command gave no credential
      Caused by: a session token has three parts separated by dots; this one has 1
    [exit status: 4]
    ");
}
