//! `config show` and what is wrong with a configuration.

use crate::common::{Env, Place};

#[test]
fn shows_each_setting_with_its_source() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "default_profile = \"work\"\n[profile.work]\norg = \"o-1\"\nprotected = [\"a@b.c\"]\n",
    );
    insta::assert_snapshot!(env.run(&["config", "show", "--api-base", "http://127.0.0.1:1"]), @"
    config file         [HOME]/.config/atlctl/config.toml  (ATLCTL_CONFIG_DIR, XDG_CONFIG_HOME or HOME)
    data directory      [HOME]/.local/share/atlctl  (ATLCTL_DATA_DIR, XDG_DATA_HOME or HOME)
    profile             work  ([HOME]/.config/atlctl/config.toml)
    credential          none  (default)
    org                 o-1  (profile work)
    org_name            not known  (default)
    store               not chosen  (default)
    token_command       none  (default)
    postgres            none  (default)
    notify.url          none  (default)
    api_base            http://127.0.0.1:1  (command line or environment)
    portal_base         https://admin.atlassian.com/gateway/api  (default)
    read_only           no: changes are allowed  (default)
    protected           a@b.c  (profile work)
    protected_groups    none  (default)
    scim_directories    none  (default)
    protect_new         none  (default)
    keep_daily          kept for 30 days  (default)
    keep_weekly         kept for 365 days  (default)
    approvers           none; plans need no approval  (default)
    max_changes         500, or 10% of the managed accounts  (default)
    max_group_changes   not limited  (default)
    actions.WORD        none  (default)
    prices.APP          none  (default)
    saved.NAME          none  (default)
    saved.reports.NAME  none  (default)
    [exit status: 0]
    ");
}

#[test]
fn settings_are_printed_in_every_form() {
    let env = Env::new();
    let shown = env.run(&["config", "show", "-o", "csv", "--limit", "3"]);
    insta::assert_snapshot!(shown, @r#"
    name,setting,value,source,escaped
    ,config file,[HOME]/.config/atlctl/config.toml,"ATLCTL_CONFIG_DIR, XDG_CONFIG_HOME or HOME",
    ,data directory,[HOME]/.local/share/atlctl,"ATLCTL_DATA_DIR, XDG_DATA_HOME or HOME",
    ,profile,default,default,
    ------- stderr -------
    3 of 26 settings (--limit).
    [exit status: 0]
    "#);
}

#[test]
fn a_simulated_profile_has_addresses_of_its_own() {
    let mut env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "default_profile = \"demo\"\n[profile.demo]\nsimulated = \"people=50,seed=1\"\n",
    );
    env.var("ATLCTL_API_BASE", "http://127.0.0.1:1");
    let shown = env.run(&["--profile", "demo", "config", "show"]).stdout;
    let bases: Vec<&str> = shown
        .lines()
        .filter(|line| line.contains("_base "))
        .collect();
    insta::assert_snapshot!(bases.join("\n"), @"
    api_base            simulated on this machine: people=50,seed=1  (profile demo)
    portal_base         simulated on this machine: people=50,seed=1  (profile demo)
    ");
}

#[test]
fn an_empty_variable_is_none_and_an_empty_flag_is_a_mistake() {
    let mut env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "default_profile = \"work\"\n[profile.work]\norg = \"o-1\"\n",
    );
    for (flag, shown) in [("--profile", "profile "), ("--org", "org  ")] {
        let output = env.run(&["config", "show", flag, ""]).to_string();
        assert!(
            output.contains(&format!("Error: {flag} is empty")),
            "{output}"
        );
        assert!(output.ends_with("[exit status: 2]"), "{output}");
        assert!(env.run(&["config", "show"]).stdout.contains(shown));
    }
    env.var("ATLCTL_PROFILE", "").var("ATLCTL_ORG", "");
    let shown = env.run(&["config", "show"]).stdout;
    let lines: Vec<&str> = shown.lines().skip(2).take(2).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    profile             work  ([HOME]/.config/atlctl/config.toml)
    credential          none  (default)
    ");
}

#[test]
fn a_broken_configuration_is_named_with_its_line() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "[profile.work]\nogr = \"o-1\"\n",
    );
    let shown = env.run(&["config", "show", "--profile", "work"]).stderr;
    insta::assert_snapshot!(shown, @"
    Warning: [HOME]/.config/atlctl/config.toml, line 2: unknown setting ogr of the profile work
    Hint: correct that line (did you mean org?); or remove the setting: atlctl config unset ogr --profile work
    ");
    env.file(".config/atlctl/config.toml", "[profile.work]\norg = o-1\n");
    insta::assert_snapshot!(env.run(&["config", "show"]), @"
    ------- stderr -------
    Error: [HOME]/.config/atlctl/config.toml is not a valid configuration
      Caused by: line 2, column 7: string values must be quoted, expected literal string
    Hint: edit the file: correct line 2
    [exit status: 2]
    ");
}

/// What was renamed by hand is not an empty profile.
#[test]
fn a_default_profile_that_is_not_there_is_said() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "default_profile = \"wrok\"\n[profile.work]\norg = \"o-1\"\n",
    );
    for command in [&["user", "list"][..], &["config", "show"], &["sync"]] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(env.run(command), @r#"
            ------- stderr -------
            Error: no profile "wrok"
            Hint: profiles: work
            [exit status: 2]
            "#);
        }
    }
    env.run(&["auth", "switch", "work"]).expect(0);
    env.run(&["config", "show"]).expect(0);
}

#[test]
fn an_unknown_profile_lists_the_known_ones() {
    let env = Env::new();
    env.file(
        ".config/atlctl/config.toml",
        "[profile.work]\norg = \"o-1\"\n",
    );
    insta::assert_snapshot!(env.run(&["config", "show", "--profile", "wrok"]), @r#"
    ------- stderr -------
    Error: no profile "wrok"
    Hint: profiles: work
    [exit status: 2]
    "#);
}

/// A variable that a script cleared is not set.
#[test]
fn an_empty_address_is_none() {
    let place = Place::synced();
    for name in ["ATLCTL_API_BASE", "ATLCTL_PORTAL_BASE"] {
        let output = place
            .env
            .command(&["user", "list", "-q"])
            .env(name, " ")
            .output();
        let output = place.env.said(output.unwrap());
        assert_eq!(output.code, 0, "{name}: {output}");
    }
}
