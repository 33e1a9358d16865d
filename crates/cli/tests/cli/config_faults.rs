//! One value of the configuration that cannot be used: what does not need it works, and it can be mended.

use crate::common::{Env, Place};

const FILE: &str = ".config/atlctl/config.toml";

fn env(text: &str) -> Env {
    let env = Env::new();
    env.file(FILE, text);
    env
}

fn content(env: &Env) -> String {
    std::fs::read_to_string(env.home().join(FILE)).unwrap()
}

const TWO: &str = "default_profile = \"work\"\n[profile.work]\norg = \"o-1\"\nmax_changes = true # few\n\
                   [profile.other]\norg = \"o-2\"\n";

#[test]
fn the_value_is_named_with_the_command_that_mends_it() {
    let env = env(TWO);
    let shown = env.run(&["config", "show"]);
    let limit = shown
        .stdout
        .lines()
        .find(|line| line.starts_with("max_changes"));
    assert!(limit.unwrap().contains("not valid"), "{shown}");
    insta::assert_snapshot!(shown.stderr, @r#"
    Warning: [HOME]/.config/atlctl/config.toml, line 4: max_changes of the profile work must be a number such as 500, a share such as "10%", or a list of one of each, but is true or false
    Hint: correct that line; or remove the setting: atlctl config unset max_changes --profile work
    "#);
    let other = env.run(&["config", "show", "--profile", "other"]);
    assert!(other.stderr.is_empty(), "{other}");
    env.run(&["auth", "list"]).expect(0);
    env.run(&["config", "unset", "max_changes", "--profile", "work"])
        .expect(0);
    assert!(!content(&env).contains("max_changes"));
    assert!(env.run(&["config", "show"]).stderr.is_empty());
}

/// The command of the hint, run as it is.
#[test]
fn what_may_be_meant_is_set_by_the_hint() {
    for (wrong, right) in [
        ("read_only = \"yes\"", "read_only = true"),
        ("protect_new = \"30\"", "protect_new = 30"),
        (
            "protected = \"root@example.com\"",
            "protected = [\"root@example.com\"]",
        ),
        ("org = 5", "org = \"5\""),
        (
            "token_command = \"pass show it\"",
            "token_command = [\"pass\", \"show\", \"it\"]",
        ),
    ] {
        let env = env(&format!(
            "default_profile = \"p q\"\n[profile.\"p q\"]\n{wrong}\n"
        ));
        let shown = env.run(&["config", "show"]);
        let hint = shown
            .stderr
            .lines()
            .find_map(|line| line.split_once("fix it: atlctl "));
        let words = shlex::split(hint.unwrap().1).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        env.run(&words).expect(0);
        assert!(content(&env).contains(right), "{}", content(&env));
        assert!(env.run(&["config", "show"]).stderr.is_empty(), "{wrong}");
    }
}

#[test]
fn a_change_is_refused_while_a_guard_cannot_be_used_and_reading_goes_on() {
    let place = Place::synced();
    let file = place.env.home().join(FILE);
    let good = std::fs::read_to_string(&file).unwrap();
    let one = place.control().accounts().into_iter();
    let mut one = one.filter(|one| one.managed && !one.synced && one.status == "active");
    let one = one.next_back().unwrap().email;
    for line in [
        "read_only = \"yes\"",
        "max_changes = \"few\"",
        "max_group_changes = 1.5",
        "max_changes = [5, 6, 7]",
        "approvers = \"bob\"",
        "approvers = [\"bob\"]",
        "protected = [5]",
        "protected = [\"notanaddress\"]",
        "protected_groups = [\" \"]",
        "protected_groups = 5",
        "protect_new = \"soon\"",
        "raed_only = true",
    ] {
        std::fs::write(&file, format!("{good}{line}\n")).unwrap();
        place.run(&["user", "list", "--limit", "1"]).expect(0);
        let looked = place.run(&["doctor"]).to_string();
        assert!(looked.contains("atlctl config "), "{looked}");
        for more in [&["--yes"][..], &["--dry-run"]] {
            let refused = place.run(&[&["user", "suspend", &one][..], more].concat());
            assert!(
                refused.to_string().ends_with("[exit status: 5]"),
                "{line}: {refused}"
            );
            assert!(refused.stderr.contains("atlctl config"), "{refused}");
            // To be rid of a guard is not the mend.
            assert!(!refused.stderr.contains("fix it: atlctl config unset"));
        }
        assert!(content(&place.env).contains(line), "{line}");
    }
    let sent = place.control().requests();
    assert!(!sent.iter().any(|one| one.path.contains("suspend")));
}

#[test]
fn what_says_where_requests_go_is_never_guessed() {
    for line in [
        "api_base = 5",
        "simulated = true",
        "store = []",
        "token_command = 5",
    ] {
        let env = env(&format!(
            "default_profile = \"p\"\n[profile.p]\norg = \"o-1\"\n{line}\n"
        ));
        for command in [
            &["user", "list", "--live"][..],
            &["auth", "login", "--api-key-stdin"],
        ] {
            let refused = env.run(command);
            assert!(
                refused.to_string().contains("line 4: "),
                "{line}: {refused}"
            );
            assert!(
                refused.to_string().contains("[exit status: 2]"),
                "{line}: {refused}"
            );
        }
        env.run(&["config", "show"]).expect(0);
    }
}

#[test]
fn settings_are_set_by_their_names() {
    let env = env("[profile.default]\norg = \"o-1\" # ours\n");
    env.run(&["config", "set", "max_changes", "200", "5%"])
        .expect(0);
    env.run(&["config", "set", "prices.jira", "7.5"]).expect(0);
    env.run(&["config", "set", "org", "o-2"]).expect(0);
    insta::assert_snapshot!(content(&env), @r#"
    [profile.default]
    org = "o-2" # ours
    max_changes = [200, "5%"]

    [prices]
    jira = 7.5
    "#);
    insta::assert_snapshot!(env.run(&["config", "set", "max_changes", "many"]), @r#"
    ------- stderr -------
    Error: max_changes must be a number such as 500, a share such as "10%", or a list of one of each
    Hint: see the examples: atlctl config set --help
    [exit status: 2]
    "#);
    insta::assert_snapshot!(env.run(&["config", "set", "max_chnges", "5"]), @"
    ------- stderr -------
    Error: unknown setting max_chnges
    Hint: did you mean: max_changes
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["config", "unset", "read_only"]), @"
    ------- stderr -------
    Error: read_only is not in [HOME]/.config/atlctl/config.toml
    Hint: see the settings: atlctl config show
    [exit status: 2]
    ");
}

/// A variable is no word of the command line.
#[test]
fn a_noun_alone_prints_its_help_also_with_variables() {
    let mut env = Env::new();
    let without = env.run(&["user"]).to_string();
    env.var("ATLCTL_ORG", "o-1");
    assert_eq!(env.run(&["user"]).to_string(), without);
}

#[test]
fn no_profile_goes_with_a_setting_of_its_name() {
    let env = env(&format!("{TWO}profile = \"a\"\n"));
    env.run(&["config", "unset", "profile"]).expect(2);
    assert!(content(&env).contains("[profile.work]"));
    env.run(&["config", "unset", "profile", "--profile", "other"])
        .expect(0);
    assert_eq!(content(&env), TWO);
}

#[test]
fn what_would_guard_nobody_is_not_set() {
    let env = env(TWO);
    for setting in [
        &["protected", "ann@acme.example", "notanaddress"][..],
        &["approvers", "bob"],
        &["default_profile", "nobody"],
        &["max_changes", "5", "6", "7"],
        &["max_group_changes", "5%", "10%"],
        &["postgres", "foo"],
        &["postgres", "postgresql://me:secret@db.example/x"],
        &["api_base", "foo"],
        &["store", "drawer"],
        &["api_key_ends", "soon"],
        &["prices.jira", "inf"],
        &["saved.idle", "foo bar"],
        &["saved.idle", "statsu = 'active'"],
        &["saved.reports.idle", "inactive 'x"],
        &["actions.sperren", "suspnd"],
        &["max_changes", "-5"],
        &["api_base", "file:///etc/passwd"],
        &["portal_base", "http://evil.example"],
        &["portal_base", "https://me:secret@admin.atlassian.com"],
        &["org", "../../etc"],
        &["org", "my organization"],
        &["token_command", ""],
        &["notify.url", "javascript:1"],
        &["notify.url", "ftp://x.example"],
        &["notify.url", "http://x.example"],
    ] {
        let set = env.run(&[&["config", "set"], setting].concat());
        assert_eq!(set.code, 2, "{set}");
        assert!(set.stderr.contains("must be"), "{set}");
    }
    assert_eq!(content(&env), TWO);
    env.run(&[
        "config",
        "set",
        "protected",
        "ann@acme.example",
        "712020:5b6c7d8e-1234-4abc-9def-0123456789ab",
    ])
    .expect(0);
}

/// The same in the file: named with the line, and no command is offered that sets it again.
#[test]
fn what_cannot_be_meant_is_said_of_the_file_too() {
    let env = env(
        "[profile.work]\norg = \"o-1\"\nmax_changes = [5, \"5%\", 6]\npostgres = \"foo\"\napi_key_ends = \"soon\"\n\
         [prices]\njira = -5\n[saved]\nidle = \"foo bar\"\nmine = \"action = 'user_added'\"\n\
         [saved.reports]\nidle = \"inactive 'x\"\n",
    );
    let shown = env.run(&["config", "show", "--profile", "work"]);
    // An entry that cannot be used takes no other along.
    for said in [
        "@mine = action = 'user_added'; idle not valid",
        "jira not valid",
    ] {
        assert!(shown.stdout.contains(said), "{shown}");
    }
    insta::assert_snapshot!(shown.stderr, @r#"
    Warning: [HOME]/.config/atlctl/config.toml, line 3: max_changes of the profile work must be a number such as 500, a share such as "10%", or a list of one of each, but this list is not
    Hint: correct that line; or remove the setting: atlctl config unset max_changes --profile work
    Warning: [HOME]/.config/atlctl/config.toml, line 4: postgres of the profile work must be an address without a password, such as postgresql://user@host/database, but this text is not
    Hint: correct that line; or remove the setting: atlctl config unset postgres --profile work
    Warning: [HOME]/.config/atlctl/config.toml, line 5: api_key_ends of the profile work must be a day such as "2027-03-01", but this text is not
    Hint: correct that line; or remove the setting: atlctl config unset api_key_ends --profile work
    Warning: [HOME]/.config/atlctl/config.toml, line 7: prices.jira must be a number, such as 7.5, but this number is not
    Hint: correct that line; or remove the setting: atlctl config unset prices.jira
    Warning: [HOME]/.config/atlctl/config.toml, line 9: saved.idle must be a condition as for --where, such as "status = 'suspended'", but this text is not
    Hint: correct that line; or remove the setting: atlctl config unset saved.idle
    Warning: [HOME]/.config/atlctl/config.toml, line 12: saved.reports.idle must be the arguments of a report, such as "inactive --days 180", but this text is not
    Hint: correct that line; or remove the setting: atlctl config unset saved.reports.idle
    "#);
    insta::assert_snapshot!(env.run(&["config", "set", "saved.idle", "statsu = 'active'"]), @r#"
    ------- stderr -------
    Error: saved.idle must be a condition as for --where, such as "status = 'suspended'"
      Caused by: no column "statsu"; did you mean "status"?
    Hint: see the examples: atlctl config set --help
    [exit status: 2]
    "#);
}

/// A price of an app that nobody has may be meant for later: it is set, with a warning.
#[test]
fn a_price_of_no_app_is_set_with_a_warning() {
    let place = Place::synced();
    let set = |name: &str| place.run(&["config", "set", &format!("prices.{name}"), "5"]);
    insta::assert_snapshot!(set("trello"), @"
    ------- stderr -------
    Set prices.trello.
    Warning: no app in the mirror is called trello, so this price is in no estimate; apps: bitbucket, confluence, jira-service-desk, jira-software
    [exit status: 0]
    ");
    let known = set("jira");
    assert!(!known.stderr.contains("Warning"), "{known}");
    known.expect(0);
}

/// In no days, everybody is inactive and every token unused.
#[test]
fn no_days_are_no_time_without_activity() {
    let env = env(TWO);
    for command in [
        &["report", "inactive", "--days", "0"][..],
        &["report", "seats", "--days", "0d"],
        &["user", "list", "--inactive", "0"],
        &["token", "list", "--unused", "0"],
        &["key", "list", "--unused", "0"],
    ] {
        let refused = env.run(command);
        assert!(refused.stderr.contains("use 1 or more days"), "{refused}");
        refused.expect(2);
    }
}

/// What a key may be meant as is said.
#[test]
fn an_unknown_setting_leads_to_the_right_one() {
    let env = env(
        "protected = [\"root@example.com\"]\n[profile.work]\norg = \"o-1\"\nprotectd = [\"root@example.com\"]\n\
         approvers = [\"bob\"]\nprotected = [\"a@example.com\", \"bob\", \"\"]\n",
    );
    insta::assert_snapshot!(env.run(&["config", "show", "--profile", "work"]).stderr, @"
    Warning: [HOME]/.config/atlctl/config.toml, line 1: unknown setting protected
    Hint: move that line below [profile.NAME]: protected is a setting of profiles; or remove the setting: atlctl config unset protected
    Warning: [HOME]/.config/atlctl/config.toml, line 4: unknown setting protectd of the profile work
    Hint: correct that line (did you mean protected?); or remove the setting: atlctl config unset protectd --profile work
    Warning: [HOME]/.config/atlctl/config.toml, line 5: approvers of the profile work must be NAME:PUBLIC-KEY, each in a value of its own, but value 1 is not
    Hint: correct that line; or remove the setting: atlctl config unset approvers --profile work
    Warning: [HOME]/.config/atlctl/config.toml, line 6: protected of the profile work must be email addresses or account IDs, but values 2, 3 are not
    Hint: correct that line; or remove the setting: atlctl config unset protected --profile work
    ");
}

/// A word of the program's own that meant something else would change people in a way that nobody reads in the list.
#[test]
fn words_of_the_program_keep_their_meaning() {
    let env = env(TWO);
    for (word, means) in [("suspend", "restore"), ("Keep", "delete")] {
        let set = env.run(&["config", "set", &format!("actions.{word}"), means]);
        assert_eq!(set.code, 2, "{set}");
        assert!(set.stderr.contains("has a meaning of its own"), "{set}");
    }
    assert_eq!(content(&env), TWO);
    env.run(&["config", "set", "actions.sperren", "suspend"])
        .expect(0);
    let place = Place::synced();
    let file = place.env.home().join(FILE);
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{good}[actions]\nsuspend = \"restore\"\n")).unwrap();
    place
        .env
        .file("list.csv", "Email,Action\nann@acme.example,suspend\n");
    let change = place.run(&["change", "--csv", "list.csv", "--dry-run"]);
    assert_eq!(change.code, 2, "{change}");
    assert!(
        change.stderr.contains("has a meaning of its own"),
        "{change}"
    );
}

#[test]
fn values_that_no_command_can_use_are_refused() {
    let env = env(TWO);
    let set = |words: &[&str]| env.run(&[&["config", "set"], words].concat());
    for words in [
        &["simulated", "foo"][..],
        &["simulated", "people=abc"],
        &["scim_directories", ""],
        &["scim_directories", "x y"],
    ] {
        let refused = set(words);
        assert!(refused.stderr.contains("must be"), "{refused}");
        refused.expect(2);
    }
    assert_eq!(content(&env), TWO);
    set(&["actions.Remove-it", "remove"]).expect(0);
    let refused = set(&["actions.remove_it", "suspend"]);
    assert!(refused.stderr.contains("are the same word"), "{refused}");
    refused.expect(2);
    set(&["actions.Remove-it", "suspend"]).expect(0);
}

/// What no command can use is named with its line, before it is needed.
#[test]
fn addresses_that_cannot_be_used_are_said_of_the_file() {
    let env = env(
        "[profile.work]\norg = \"a/b\"\napi_base = \"file:///etc/passwd\"\nportal_base = \"http://evil.example\"\n\
         token_command = [\"\"]\n[profile.work.notify]\nurl = \"ftp://x.example\"\n",
    );
    let shown = env.run(&["config", "show", "--profile", "work"]);
    for line in 2..=5 {
        assert!(shown.stderr.contains(&format!("line {line}:")), "{shown}");
    }
    assert!(shown.stderr.contains("line 7: notify.url"), "{shown}");
}

/// What has entries of its own is no setting: the error names an entry, and how to set it.
#[test]
fn a_section_is_set_entry_by_entry() {
    let env = env(TWO);
    insta::assert_snapshot!(env.run(&["config", "set", "actions", "suspend"]), @"
    ------- stderr -------
    Error: actions is a section: set actions.WORD, another word for an action of atlctl change
    Hint: for example: atlctl config set actions.sperren suspend
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["config", "set", "saved", "status = 'active'"]), @"
    ------- stderr -------
    Error: saved is a section: set saved.NAME, a condition for --where @NAME
    Hint: for example: atlctl config set saved.external 'NOT managed'
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["config", "set", "notify", "x"]), @"
    ------- stderr -------
    Error: notify is a section: set notify.url, the webhook of --notify
    Hint: for example: atlctl config set notify.url https://hooks.slack.com/services/...
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&["config", "set", "something", "x"]), @"
    ------- stderr -------
    Error: unknown setting something
    Hint: settings: org, org_name, store, api_base, portal_base, protected, protected_groups, max_changes, max_group_changes, protect_new, keep_daily, keep_weekly, approvers, postgres, read_only, token_command, scim_directories, api_key_ends, default_profile, actions.WORD, prices.APP, saved.NAME, saved.reports.NAME, notify.url
    [exit status: 2]
    ");
    assert_eq!(content(&env), TWO);
    for (name, value) in [
        ("actions.sperren", "suspend"),
        ("saved.contractors", "policy = 'Contractors'"),
        ("saved.reports.idle", "inactive --days 180"),
    ] {
        env.run(&["config", "set", name, value]).expect(0);
    }
    let shown = env.run(&["config", "show"]).stdout;
    let entries: Vec<&str> = shown
        .lines()
        .filter(|line| {
            line.starts_with("actions.")
                || line.starts_with("saved.")
                || line.starts_with("prices.")
        })
        .map(|line| line.split("  (").next().unwrap())
        .collect();
    insta::assert_snapshot!(entries.join("\n"), @"
    actions.WORD        sperren = suspend
    prices.APP          none
    saved.NAME          @contractors = policy = 'Contractors'
    saved.reports.NAME  @idle = inactive --days 180
    ");
}
