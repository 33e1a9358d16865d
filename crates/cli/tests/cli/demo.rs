//! The demo, and the profile it leaves.

use atlctl_sim::SimConfig;

use crate::common::{Env, Place};
use crate::prompt::answered;

#[test]
fn the_demo_runs_and_the_organization_stays() {
    let env = Env::new();
    let demo_run = env.run(&["demo", "--people", "400"]);
    assert_eq!(demo_run.code, 0, "{demo_run}");
    for told in [
        "1. Sign in with a request copied from the browser",
        "Signed in as ada.admin@acme.example to Acme (simulated)",
        "$ atlctl policy move --csv ",
        "did you mean",
        "Nothing to change.",
        "$ atlctl undo last --yes",
        "Done in ",
    ] {
        assert!(demo_run.stderr.contains(told), "{told}\n{demo_run}");
    }
    assert!(!demo_run.to_string().contains("eyJ"), "a token is shown");
    let report = env.home().join(".local/share/atlctl/demo/report.html");
    let page = std::fs::read_to_string(report).unwrap();
    assert!(page.contains("SSO with two-step verification"));

    // Without a server, the profile goes on where the demo ended, also after a change.
    let members = |policy: &str| {
        let args = [
            "--profile",
            "demo",
            "policy",
            "members",
            policy,
            "-o",
            "id",
            "-q",
        ];
        env.run(&args).stdout.lines().count()
    };
    env.run(&["--profile", "demo", "sync"]).expect(0);
    let before = members("Contractors");
    let person = env.run(&[
        "--profile",
        "demo",
        "user",
        "list",
        "--policy",
        "Default policy",
        "--status",
        "active",
        "-o",
        "csv",
        "--columns",
        "email",
        "--limit",
        "1",
        "-q",
    ]);
    let person = person.stdout.lines().nth(1).unwrap().to_owned();
    env.run(&[
        "--profile",
        "demo",
        "policy",
        "move",
        &person,
        "--to",
        "Contractors",
        "--yes",
    ])
    .expect(0);
    let sync = env.run(&["--profile", "demo", "sync"]);
    assert!(
        sync.stderr.contains("Nobody changed") || sync.stderr.contains("1 person changed"),
        "{sync}"
    );
    assert_eq!(members("Contractors"), before + 1);
    env.run(&["--profile", "demo", "auth", "status"]).expect(0);

    // Changes of every kind stay, also where a later command needs what an earlier one created.
    let demo = |args: &[&str]| env.run(&[&["--profile", "demo"], args].concat());
    demo(&["group", "create", "Testers", "--yes"]).expect(0);
    demo(&["sync"]).expect(0);
    demo(&["group", "add", "Testers", &person, "--yes"]).expect(0);
    demo(&["user", "suspend", &person, "--yes"]).expect(0);
    let verified = demo(&["run", "verify", "last"]);
    assert!(
        verified.stderr.contains("1 of 1 row is as planned"),
        "{verified}"
    );
    let inside = demo(&["group", "members", "Testers", "--live", "-o", "id", "-q"]);
    assert_eq!(inside.stdout.lines().count(), 1, "{inside}");
    demo(&["undo", "last", "--yes"]).expect(0);

    // Told again, it begins anew, and says so.
    let replaces = "Replaces the earlier demo in the profile demo.";
    assert!(!demo_run.stderr.contains(replaces), "{demo_run}");
    let again = env.run(&["demo", "--people", "400"]);
    assert!(again.stderr.contains(replaces), "{again}");
    assert_eq!(members("Contractors"), before);
}

#[test]
fn a_real_profile_of_that_name_is_not_touched() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "[profile.demo]\norg = \"o-1\"\n",
    );
    insta::assert_snapshot!(env.run(&["demo"]), @r#"
    ------- stderr -------
    Error: the profile "demo" belongs to a real organization
    Hint: rename that profile in the configuration file (see: atlctl config show), then run the demo
    [exit status: 2]
    "#);
}

#[test]
fn what_is_set_for_a_real_organization_does_not_reach_the_demo() {
    let mut env = Env::new();
    env.var("ATLCTL_API_KEY", "ATCTT-real")
        .var("ATLCTL_ORG", "real")
        .var("ATLCTL_API_BASE", "http://127.0.0.1:1");
    env.run(&["demo", "--people", "200"]).expect(0);
}

/// A copied line of the story must not reach the organization that is used without `--profile`.
#[test]
fn beside_a_real_profile_the_story_names_its_own() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "default_profile = \"work\"\n[profile.work]\norg = \"o-1\"\n",
    );
    let told = env.run(&["demo", "--people", "200"]).stderr;
    let commands: Vec<&str> = told.lines().filter(|line| line.starts_with("$ ")).collect();
    assert!(commands.len() > 5, "{told}");
    for command in commands {
        assert!(command.starts_with("$ atlctl --profile demo "), "{command}");
    }
}

#[test]
fn a_credential_that_a_simulated_default_leaves_unused_is_named() {
    let mut env = Env::new();
    env.run(&["demo", "--people", "200"]).expect(0);
    env.var("ATLCTL_API_KEY", "ATCTT-real");
    let status = env.run(&["auth", "status", "--columns", "profile"]);
    insta::assert_snapshot!(status, @"
    Profile  demo
    ------- stderr -------
    Warning: ATLCTL_API_KEY is set but ignored: the default profile demo is a simulated organization; to use your own: atlctl auth login --profile NAME, or auth switch NAME
    [exit status: 0]
    ");
    // The mirror needs no credential: a given one is still not meant for this organization.
    let list = ["user", "list", "--limit", "1", "--columns", "email"];
    insta::assert_snapshot!(env.run(&list), @"
    Email
    ada.adler@acme.example
    ------- stderr -------
    Warning: ATLCTL_API_KEY is set but ignored: the default profile demo is a simulated organization; to use your own: atlctl auth login --profile NAME, or auth switch NAME
    From the mirror of Acme (simulated), synced just now.
    1 of 200 people (--limit).
    [exit status: 0]
    ");
    let named = env.run(&["--profile", "demo", "auth", "status"]);
    assert!(!named.stderr.contains("ATLCTL_API_KEY"), "{named}");
    env.var("ATLCTL_API_KEY", "");
    let based = env.run(&[&list[..], &["--api-base", "http://127.0.0.1:1"]].concat());
    assert!(
        based
            .stderr
            .contains("Warning: an API base is set but ignored: the default profile demo"),
        "{based}"
    );
}

/// The demo's last line says how to go on with a real organization: not by signing in to the simulated one.
#[test]
fn after_the_demo_a_sign_in_is_to_an_organization_of_ones_own() {
    let mut place = Place::new(SimConfig::default());
    place.run(&["demo", "--people", "200"]).expect(0);
    let key = place.sim.api_key();
    let named = ["auth", "login", "--api-key-stdin", "--store", "file"];
    let work = [&named[..], &["--profile", "work"]].concat();
    insta::assert_snapshot!(place.run_with(&work, &key), @"
    ------- stderr -------
    Signed in to Acme (simulated) (the API key is valid; stored in a file that only you can read).
    Hint: the default profile is still demo, a simulated organization; to change it: atlctl auth switch work
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run_with(&named, &key), @"
    ------- stderr -------
    Signed in to Acme (simulated) (the API key is valid; stored in a file that only you can read).
    The default profile is now default; it was demo, a simulated organization.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "list", "--columns", "profile,current,credentials,store"]), @"
    Profile  In use  Credentials  Stored in
    default  yes     API key      file
    demo     no      session      simulated
    work     no      API key      file
    [exit status: 0]
    ");
    // Who says so signs in to the simulated one.
    place.env.var("ATLCTL_PROFILE", "demo");
    place.run_with(&named, &key).expect(0);
    insta::assert_snapshot!(place.run(&["auth", "status", "--columns", "profile,credentials"]), @"
    Profile      demo
    Credentials  session
                 API key
    [exit status: 0]
    ");
}

#[test]
fn a_simulated_profile_must_be_understood() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "[profile.x]\nsimulated = \"people=many\"\nstore = \"file\"\norg = \"o\"\n",
    );
    env.private(
        ".config/atlctl/credentials/x.json",
        "{\"version\":1,\"api_key\":\"ATCTT1\"}",
    );
    insta::assert_snapshot!(env.run(&["--profile", "x", "sync"]), @"
    ------- stderr -------
    Error: [HOME]/.config/atlctl/config.toml, line 2: simulated of the profile x must be the size and seed of a simulated organization, such as people=5000,seed=7, but this text is not
    Hint: correct that line; or remove the setting: atlctl config unset simulated --profile x
    [exit status: 2]
    ");
}

#[test]
fn step_by_step_waits_for_enter() {
    let env = Env::new();
    let refused = env.run(&["demo", "--step"]);
    insta::assert_snapshot!(refused, @"
    ------- stderr -------
    Error: demo --step waits for Enter and needs a terminal
    Hint: run the whole demo without waiting: atlctl demo
    [exit status: 2]
    ");
    assert!(!env.home().join(".local/share/atlctl/demo").exists());
    let (shown, code) = answered(
        &env,
        "demo --step --people 200",
        "(Ctrl-C to stop) ",
        &"\n".repeat(8),
    );
    assert_eq!(code, 0, "{shown}");
    assert_eq!(
        shown.matches("Press Enter to continue").count(),
        8,
        "{shown}"
    );
    // Nobody answers: it stops there.
    let (shown, code) = answered(
        &env,
        "demo --step --people 200",
        "(Ctrl-C to stop) ",
        "\n\u{4}",
    );
    assert_eq!(code, 130, "{shown}");
    let gone = "stays in the profile demo; the earlier demo is gone";
    assert!(shown.contains(gone), "{shown}");
    assert_eq!(
        shown.matches("Press Enter to continue").count(),
        2,
        "{shown}"
    );
}
