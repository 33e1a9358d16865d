//! What a real bash is offered while a command is typed.

use crate::common::{ATLCTL, Place};

/// What bash offers for the last of these words; `typed` is that word as it stands on the line, with its quotes.
pub fn offered(place: &Place, words: &[&str], typed: &str) -> Vec<String> {
    let script =
        "eval \"$(\"$1\" completions bash | sed \"s|\\\"atlctl\\\" --|\\\"$1\\\" --|\")\"; shift
        behind=$1; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
        _clap_complete_atlctl atlctl \"$behind\" \"\" 2>/dev/null
        printf '%s\\n' \"${COMPREPLY[@]}\"";
    let behind = typed.trim_start_matches(['\'', '"']);
    let output = place
        .env
        .other("bash")
        .args(["--norc", "-c", script, "bash", ATLCTL, behind])
        .args(words)
        .arg(typed)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.trim_end().to_owned())
        .collect()
}

#[test]
fn policies_are_quoted_as_bash_needs_it() {
    let place = Place::named();
    let words = ["atlctl", "policy", "move", "--to"];
    assert_eq!(
        offered(&place, &words, "SS"),
        ["SSO\\ with\\ two-step\\ verification"]
    );
    assert_eq!(
        offered(&place, &words, "'SSO w"),
        ["SSO with two-step verification"]
    );
    assert_eq!(
        offered(&place, &words, "\"sso"),
        ["SSO with two-step verification"]
    );
}

#[test]
fn what_the_mirror_knows_is_offered() {
    let place = Place::named();
    assert_eq!(
        offered(
            &place,
            &["atlctl", "user", "list", "--columns"],
            "email,pol"
        ),
        ["email,policy", "email,policy_id", "email,policy_known"]
    );
    assert_eq!(
        offered(&place, &["atlctl", "config", "set"], "max_c"),
        ["max_changes"]
    );
    assert_eq!(
        offered(&place, &["atlctl", "user", "list", "--sort"], "-last"),
        ["-last_active"]
    );
    assert_eq!(
        offered(&place, &["atlctl", "user", "list", "--status"], "active,su"),
        ["active,suspended"]
    );
    assert_eq!(
        offered(&place, &["atlctl", "user", "list", "--group"], "jira"),
        ["jira-users"]
    );
    assert_eq!(
        offered(&place, &["atlctl", "auth", "switch"], "def"),
        ["default"]
    );
    assert_eq!(
        offered(&place, &["atlctl", "--profile", "demo", "user"], "l"),
        ["list"]
    );
    assert_eq!(offered(&place, &["atlctl"], "pol"), ["policy"]);
}

#[test]
fn words_of_the_program_are_offered() {
    let place = Place::named();
    for (words, typed, expected) in [
        (&["user", "list", "--status"][..], "un", "unknown"),
        (&["role", "grant"], "org", "org-admin"),
        (&["user", "list", "--app"], "jira", "jira"),
        (&["sql", "--schema"], "imported_g", "imported_group"),
        (
            &["report", "posture", "--check"],
            "admin-e",
            "admin-external",
        ),
        (&["help"], "glo", "glossary"),
        (&["help"], "und", "undo"),
    ] {
        let words: Vec<&str> = [&["atlctl"], words].concat();
        let found = offered(&place, &words, typed);
        assert!(
            found.iter().any(|one| one == expected),
            "{words:?}: {found:?}"
        );
    }
}

/// A real bash at a terminal, which takes `=` for a word of its own: what it makes of a line with Tab.
#[test]
fn behind_an_equals_sign_as_behind_a_blank() {
    let place = Place::named();
    place.env.file(
        "rc",
        format!(
            "eval \"$({ATLCTL} completions bash | sed 's|\"atlctl\" --|\"{ATLCTL}\" --|')\"\n\
             atlctl() {{ printf '<%s>' \"$@\"; echo; }}\nPS1=\n"
        ),
    );
    let lines = [
        ("user list --status=act", "<user><list><--status=active>"),
        (
            "user list --status=active,su",
            "<user><list><--status=active,suspended>",
        ),
        (
            "user list --policy=Pass",
            "<user><list><--policy=Password only>",
        ),
        (
            "user list --group=jira-u",
            "<user><list><--group=jira-users>",
        ),
        (
            "policy move --to=SS",
            "<policy><move><--to=SSO with two-step verification>",
        ),
        (
            "user list --policy=\"Pass",
            "<user><list><--policy=Password only>",
        ),
        ("user list --status act", "<user><list><--status><active>"),
        ("--profile=defa", "<--profile=default>"),
        (
            "user list --limit=3 --stat",
            "<user><list><--limit=3><--status>",
        ),
        // Nothing is typed of the value, and one thing is possible.
        ("config set --profile=", "<config><set><--profile=default>"),
    ];
    let typed: String = lines
        .iter()
        .map(|(line, _)| format!("atlctl {line}\t\n"))
        .collect();
    let mut bash = place
        .env
        .other("script")
        .args(["-q", "-e", "-c", "bash --rcfile rc -i", "/dev/null"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = bash.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, format!("{typed}exit\n").as_bytes()).unwrap();
    let output = bash.wait_with_output().unwrap();
    drop(input);
    let shown = String::from_utf8_lossy(&output.stdout);
    let made: Vec<&str> = shown.lines().filter(|line| line.starts_with('<')).collect();
    let expected: Vec<&str> = lines.iter().map(|(_, made)| *made).collect();
    assert_eq!(made, expected, "{shown}");
}

#[test]
fn without_a_mirror_there_are_no_candidates_and_no_errors() {
    let place = Place::with_session(atlctl_sim::SimConfig::default());
    assert_eq!(
        offered(&place, &["atlctl", "policy", "move", "--to"], "SS"),
        [""; 0]
    );
}

/// In one group, zsh lists what has a description first: the options, before the runs.
#[test]
fn zsh_lists_values_before_options() {
    let place = Place::with_session(atlctl_sim::SimConfig::default());
    let script = place.run(&["completions", "zsh"]).stdout;
    let at = |text: &str| script.find(text).unwrap();
    assert!(at("compadd -V values -- ") < at("_describe -V 'options' described"));
    assert!(!script.contains("'values' other"), "{script}");
}
