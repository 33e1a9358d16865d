//! Each mistake of a command line, with what is said about it.

use super::*;

fn said(args: &[&str]) -> CliError {
    let words: Vec<OsString> = args.iter().map(OsString::from).collect();
    let line = std::iter::once(OsString::from("atlctl")).chain(words.clone());
    let error = tree().try_get_matches_from(line).unwrap_err();
    argument_error(&error, &words).unwrap()
}

fn text(args: &[&str]) -> String {
    let said = said(args);
    [&[said.message().to_owned()], said.hints()]
        .concat()
        .join("\n")
}

/// A command line of each kind that the parser refuses, and what is said.
#[test]
fn each_kind_of_mistake_has_a_sentence_and_a_command() {
    for (args, expected) in [
        (
            &["usr", "list"][..],
            "no command `atlctl usr`\ndid you mean: atlctl user list",
        ),
        (
            &["user", "lst", "--managed"],
            "no command `atlctl user lst`\ndid you mean: atlctl user list --managed",
        ),
        (
            &["usr"],
            "no command `atlctl usr`\ndid you mean: atlctl user",
        ),
        (
            &["policy", "mvoe"],
            "no command `atlctl policy mvoe`\ndid you mean: atlctl policy move --help",
        ),
        (
            &["user", "frobnicate"],
            "no command `atlctl user frobnicate`\nlist the commands: atlctl user --help",
        ),
        (
            &["policy", "move", "--tp", "SSO team", "a@b.c"],
            "atlctl policy move has no option --tp\n\
             did you mean: atlctl policy move --to 'SSO team' a@b.c",
        ),
        (
            &["policy", "move", "--froom=x"],
            "atlctl policy move has no option --froom\ndid you mean: --from\n\
             see the options: atlctl policy move --help",
        ),
        (
            &["-o", "csv", "user", "list", "--zebra"],
            "atlctl user list has no option --zebra\nsee the options: atlctl user list --help",
        ),
        (
            &["run", "list", "--all"],
            "atlctl run list has no option --all\nsee the options: atlctl run list --help",
        ),
        (
            &["event", "export", "--rotate-size", "1MB"],
            "--file FILE is missing\n\
             for example: atlctl event export --file events.jsonl --follow\n\
             see the options: atlctl event export --help",
        ),
        (
            &["user", "list", "ann"],
            "unexpected argument \"ann\"; atlctl user list takes no arguments\n\
             see the options: atlctl user list --help",
        ),
        (
            &["run", "show", "a", "b"],
            "unexpected argument \"b\"\nsee the options: atlctl run show --help",
        ),
        (
            &["user", "list", "--limit"],
            "--limit needs a value: --limit N\nsee the options of every command: atlctl help options",
        ),
        (
            &["user", "list", "--output=cvs"],
            "invalid value \"cvs\" for --output\nuse one of: table, json, jsonl, csv, id\n\
             did you mean: atlctl user list --output=csv",
        ),
        (
            &["completions", "foo"],
            "invalid value \"foo\" for SHELL\nuse one of: bash, elvish, fish, powershell, zsh\n\
             see the options: atlctl completions --help",
        ),
        (
            &["user", "list", "--limit", "foo"],
            "invalid value \"foo\" for --limit: not a whole number\n\
             see the options of every command: atlctl help options",
        ),
        (
            &["user", "list", "--quiet=3"],
            "--quiet takes no value, but \"3\" is given\n\
             see the options of every command: atlctl help options",
        ),
        (
            &["user", "list", "--search", "a", "--search", "b"],
            "--search is given twice\nsee the options: atlctl user list --help",
        ),
        (
            &["user", "suspend", "ann@example.com", "--yes", "--rehearse"],
            "--yes cannot be used with --rehearse\nleave out --yes: --rehearse changes nothing",
        ),
        (
            &["sql", "SELECT 1", "--timeout", "0"],
            "invalid value \"0\" for --timeout: use 1 or more seconds\n\
             see the options: atlctl sql --help",
        ),
        (
            &["user", "list", "--managed", "--unmanaged"],
            "--managed cannot be used with --unmanaged\n\
             see the options: atlctl user list --help",
        ),
        (
            &["user", "show"],
            "PERSON is missing\nfor example: atlctl user show ann@example.com\n\
             see the options: atlctl user show --help",
        ),
    ] {
        assert_eq!(text(args), expected, "{args:?}");
        assert_eq!(said(args).kind(), crate::error::Kind::Usage);
    }
}

/// Kinds that no command of ours brings about today.
#[test]
fn the_other_kinds_have_words_too() {
    let command = Command::new("x")
        .arg(Arg::new("pair").long("pair").num_args(2))
        .arg(Arg::new("some").long("some").num_args(2..4))
        .arg(Arg::new("sign").long("sign").require_equals(true))
        .arg(
            Arg::new("part")
                .long("part")
                .value_parser(clap::value_parser!(u8).range(1..=4)),
        );
    for (args, expected) in [
        (&["--pair", "a"][..], "--pair needs 2 values"),
        (&["--some", "a"], "--some needs 2 values"),
        (
            &["--sign", "a"],
            "--sign needs its value after an equals sign: --sign=VALUE",
        ),
        (
            &["--part", "9"],
            "invalid value \"9\" for --part: use a number from 1 to 4",
        ),
    ] {
        let words = std::iter::once("x").chain(args.iter().copied());
        let error = command.clone().try_get_matches_from(words).unwrap_err();
        let said = argument_error(&error, &[]).unwrap();
        assert_eq!(said.message(), expected, "{args:?}");
        assert_eq!(said.hints(), ["list the commands: atlctl --help"]);
    }
    for kind in [
        ErrorKind::InvalidUtf8,
        ErrorKind::MissingSubcommand,
        ErrorKind::Io,
        ErrorKind::Format,
    ] {
        let error = clap::Error::raw(kind, "cannot write");
        let said = argument_error(&error, &["user".into()]).unwrap();
        assert!(!said.message().contains("error:"), "{said}");
        assert_eq!(said.hints(), ["list the commands: atlctl user --help"]);
    }
}

#[test]
fn only_a_similar_option_is_suggested() {
    for (given, other, like) in [
        ("persn", "person", true),
        ("policies", "policy", true),
        ("person", "version", false),
        ("only", "policy", false),
        ("owner", "gone", false),
    ] {
        assert_eq!(is_like(given, other), like, "{given} {other}");
    }
}

#[test]
fn what_is_repeated_is_harmless_and_no_secret() {
    let hostile = "\u{1b}[2J\nerror: \u{ad}\u{3164}";
    for args in [
        &["user", "list", hostile][..],
        &["user", "list", "--limit", hostile],
        &["user", "list", "--output", hostile],
        &["user", "list", &format!("--{hostile}")],
        &["user", hostile],
    ] {
        let text = text(args);
        assert!(text.contains("\\u{1b}[2J"), "{text}");
        assert!(text.contains("\\u{ad}\\u{3164}"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{ad}', '\u{3164}']), "{text}");
    }
    let secret = text(&["user", "list", "--serch=Canary1Canary1Canary1"]);
    assert!(!secret.contains("Canary1"), "{secret}");
    assert!(secret.contains("did you mean: --search"), "{secret}");
}

/// A word that turns a command into its opposite is never answered with that command.
#[test]
fn the_opposite_of_a_command_is_never_suggested() {
    for (args, expected) in [
        (&["user", "unsuspend"][..], "restore"),
        (&["role", "ungrant"], "revoke"),
        (&["role", "unrevoke"], "grant"),
        (&["user", "uninvite"], "remove"),
        (&["user", "re-activate"], "activate"),
    ] {
        let said = text(args);
        assert!(said.contains(expected), "{args:?}: {said}");
    }
    let program = tree();
    for noun in program.get_subcommands() {
        let verbs: Vec<&str> = noun.get_subcommands().map(Command::get_name).collect();
        for verb in &verbs {
            for begin in ["un", "de", "dis", "un-"] {
                let word = format!("{begin}{verb}");
                if noun.find_subcommand(&word).is_some() {
                    continue;
                }
                let said = text(&[noun.get_name(), &word]);
                let wrong = [
                    format!("did you mean: atlctl {} {verb}", noun.get_name()),
                    format!("did you mean: atlctl {} {verb} --help", noun.get_name()),
                ];
                let is_said = said.lines().any(|line| wrong.iter().any(|one| one == line));
                assert!(!is_said, "{word}: {said}");
            }
        }
    }
    // Nor is an option that guards against the opposite.
    let said = text(&["user", "suspend", "a@b.c", "--exclude-admins"]);
    assert!(!said.contains("--include-admins"), "{said}");
}
