//! The demo, and the profile it leaves.

use atlctl_sim::SimConfig;

use crate::common::{Env, Place};
use crate::moving;
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
        "Nothing to change.",
        "$ atlctl undo last --yes",
        "Done in ",
    ] {
        assert!(demo_run.stderr.contains(told), "{told}\n{demo_run}");
    }
    assert!(
        demo_run.stdout.contains("is not in the mirror; did"),
        "{demo_run}"
    );
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
    let told = env.run(&["demo", "--people", "200"]);
    // Without the profile, a copied line would reach what is set.
    assert!(
        told.stderr.contains("$ atlctl --profile demo sync"),
        "{told}"
    );
    told.expect(0);
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

/// What the environment says wins over the default profile, whole: nothing of the simulated organization is mixed in.
#[test]
fn the_environment_wins_over_a_simulated_default() {
    let mut env = Env::new();
    env.run(&["demo", "--people", "200"]).expect(0);
    env.var("ATLCTL_API_KEY", "ATCTT-real");
    env.var("ATLCTL_API_BASE", "http://127.0.0.1:1");
    env.var("ATLCTL_ORG", "bbbbbbbb-1111-4222-8333-444444444444");
    insta::assert_snapshot!(env.run(&[]), @"
    atlctl 0.1.0: run an Atlassian Cloud organization from the terminal

      Profile       default (ATLCTL_API_KEY and 2 more are set, so the simulated demo is not used)
      Organization  bbbbbbbb-1111-4222-8333-444444444444
      Signed in     with ATLCTL_API_KEY
      Mirror        none yet

    Next:
      atlctl sync                      mirror the organization
      atlctl doctor                    see what works with this credential
      atlctl help                      list the commands
    [exit status: 0]
    ");
    insta::assert_snapshot!(env.run(&["user", "list", "--limit", "1"]), @"
    ------- stderr -------
    ATLCTL_API_KEY and 2 more are set: the default profile demo, a simulated organization, is not used.
    Error: no mirror at [HOME]/.local/share/atlctl/orgs/bbbbbbbb-1111-4222-8333-444444444444/mirror.sqlite
    Hint: mirror the organization: atlctl sync
    [exit status: 1]
    ");
    let shown = env.run(&[
        "config",
        "show",
        "-o",
        "csv",
        "--columns",
        "setting,value,source",
    ]);
    let shown: Vec<&str> = shown.stdout.lines().take(7).collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    setting,value,source
    config file,[HOME]/.config/atlctl/config.toml,"ATLCTL_CONFIG_DIR, XDG_CONFIG_HOME or HOME"
    data directory,[HOME]/.local/share/atlctl,"ATLCTL_DATA_DIR, XDG_DATA_HOME or HOME"
    profile,default,"default; ATLCTL_API_KEY and 2 more are set, so the simulated demo is not used"
    credential,ATLCTL_API_KEY,environment
    organization,bbbbbbbb-1111-4222-8333-444444444444,command line or environment
    organization name,not known,default
    "#);
    // A profile that is named wins over the environment, as whole.
    let named = ["--profile", "demo"];
    insta::assert_snapshot!(env.run(&named), @"
    atlctl 0.1.0: run an Atlassian Cloud organization from the terminal

      Profile       demo
      Organization  Acme (simulated)
      Signed in     yes (simulated organization)
      Mirror        synced just now

    Next:
      atlctl user list --inactive 90d --profile demo  query the mirror
      atlctl policy move --help                       change many people at once
      atlctl help                                     list the commands
    [exit status: 0]
    ");
    let list = ["user", "list", "--limit", "1", "--columns", "email"];
    insta::assert_snapshot!(env.run(&[&named[..], &list].concat()), @"
    Email
    ada.adler@acme.example
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    1 of 200 people (--limit).
    [exit status: 0]
    ");
    let live = env.run(&[&named[..], &list, &["--live"]].concat());
    assert_eq!(live.code, 0, "{live}");
    let shown = env.run(&[
        "--profile",
        "demo",
        "config",
        "show",
        "-o",
        "csv",
        "--columns",
        "setting,value,source",
    ]);
    let shown: Vec<&str> = shown.stdout.lines().skip(3).take(5).collect();
    insta::assert_snapshot!(shown.join("\n"), @"
    profile,demo,'--profile or ATLCTL_PROFILE
    credential,from the credential store,profile demo
    organization,kk282ea6-18c2-439a-89f6-181299bce9c4,profile demo
    organization name,Acme (simulated),profile demo
    credential store,file,profile demo
    ");
    // Nothing is set: the demo.
    for name in ["ATLCTL_API_KEY", "ATLCTL_API_BASE", "ATLCTL_ORG"] {
        env.var(name, "");
    }
    insta::assert_snapshot!(env.run(&list), @"
    Email
    ada.adler@acme.example
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    1 of 200 people (--limit).
    [exit status: 0]
    ");
    // An option wins as a variable does.
    let other = env.run(&[&list[..], &["--org", "o-1"]].concat());
    assert!(
        other.stderr.starts_with(
            "--org is set: the default profile demo, a simulated organization, is not used."
        ),
        "{other}"
    );
    assert_ne!(other.code, 0);
}

/// The organization of `sim serve` has the same seed, and a mirror and runs on this machine.
#[test]
fn the_demo_deletes_nothing_of_another_simulated_organization() {
    let place = moving::Place::new(SimConfig::default());
    place.listed(2);
    place.moves(&["--yes"]).expect(0);
    let seen = |args: &[&str]| place.run(args).stdout;
    let (runs, people) = (["run", "list"], ["user", "list", "-o", "csv"]);
    let before = (seen(&runs), seen(&people));
    assert!(before.0.contains("20261124-1"), "{}", before.0);
    place.run(&["demo", "--people", "200"]).expect(0);
    assert_eq!((seen(&runs), seen(&people)), before);
    let demo = place.run(&["--profile", "demo", "config", "show", "-o", "csv"]);
    assert!(!demo.stdout.contains(&place.sim.org_id()), "{demo}");
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
    Hint: next, mirror the organization: atlctl sync --profile work
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run_with(&named, &key), @"
    ------- stderr -------
    Signed in to Acme (simulated) (the API key is valid; stored in a file that only you can read).
    The default profile is now default; it was demo, a simulated organization.
    Hint: next, mirror the organization: atlctl sync
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
