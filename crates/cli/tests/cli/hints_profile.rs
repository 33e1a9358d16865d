//! Commands within sentences, steps and notes name the profile too.

use atlctl_sim::SimConfig;

use crate::common::Env;
use crate::moving::{MOVE, Place};

#[test]
fn commands_in_hints_steps_and_notes_name_the_profile() {
    let place = Place::with_session(SimConfig {
        sessions_cannot_move: true,
        ..SimConfig::default()
    });
    place.configure("");
    place.listed(3);
    let says = |args: &[&str], right: &str| {
        let output = place.run(&[args, &["--profile", "p"]].concat());
        let line = |line: &str| line.trim_end_matches('.').ends_with(right);
        assert!(output.stderr.lines().any(line), "{right}\n{output}");
    };
    for kind in ["user", "group"] {
        let live = [kind, "list", "--live", "--where", "1"];
        says(&live, "atlctl sync --profile p");
    }
    let unknown = ["policy", "move", "x@y.example", "--to", "no such"];
    says(&unknown, "atlctl policy name ID NAME --profile p");
    let verify = "atlctl run verify 20261124-1 --profile p";
    says(&[&MOVE[..], &["--yes"]].concat(), verify);
    says(&["run", "show", "last"], verify);
}

/// Two commands, one in brackets, one within a sentence, one behind a quoted query: each of them, wherever it stands.
#[test]
fn every_command_of_a_sentence_names_the_profile() {
    let mut env = Env::new();
    env.var("COLUMNS", "300");
    env.run(&["demo", "--people", "300"]).expect(0);
    for (args, right) in [
        (
            &["event", "list"][..],
            &["atlctl event list --live --profile demo"][..],
        ),
        (
            &["report", "policies"],
            &["choose one from atlctl policy list --profile demo"],
        ),
        (
            &["report", "posture"],
            &["Choose a policy from atlctl policy list --profile demo"],
        ),
        (
            &["user", "explain", "ada.admin@acme.example", "--app", "jira"],
            &["atlctl sync --only user-roles --profile demo"],
        ),
        (&["auth", "add-directory", "d-1"], &[]),
        (&["seats"], &["atlctl workspace list --profile demo"]),
        (&[], &["atlctl user list --inactive 90d --profile demo"]),
    ] {
        let output = env.run(&[args, &["--profile", "demo"]].concat());
        let all = output.to_string();
        for right in right {
            assert!(all.contains(right), "{right}\n{output}");
        }
        // Nothing that needs it is without it.
        for (at, _) in all.match_indices("atlctl ") {
            let rest = all[at..].lines().next().unwrap();
            let free = [
                "atlctl help",
                "atlctl demo",
                "atlctl 0",
                "atlctl revokes",
                "atlctl cannot",
            ];
            let free = free.iter().any(|free| rest.starts_with(free));
            // Help is the same under every profile.
            let plain = rest.starts_with("atlctl seats") || rest.contains(" --help");
            assert!(
                free || plain || rest.contains("--profile demo"),
                "{rest}\n{output}"
            );
        }
    }
}

/// An error that quotes a command is no command to run: only its hints name the profile.
#[test]
fn commands_that_an_error_quotes_stay_as_typed() {
    let place = Place::with_session(SimConfig::default());
    place.configure("");
    place.env.file("bad.json", "{}");
    for (args, error) in [
        (
            &["user", "list", "--inactve"][..],
            "Error: atlctl user list has no option --inactve",
        ),
        (&["user", "lst"], "Error: no command `atlctl user lst`"),
        (&["report", "foo"], "Error: no command `atlctl report foo`"),
        (
            &["user", "list", "ann"],
            "Error: unexpected argument \"ann\"; atlctl user list takes no arguments",
        ),
        (
            &["apply", "bad.json"],
            "Error: cannot use bad.json: it is not an atlctl plan file",
        ),
        (
            &["plan", "show", "bad.json"],
            "Error: cannot use bad.json: it is not an atlctl plan file",
        ),
    ] {
        let output = place.run(&[&["--profile", "p"], args].concat());
        assert!(output.stderr.lines().any(|line| line == error), "{output}");
        // Help is the same under every profile.
        assert!(!output.stderr.contains("--help --profile"), "{output}");
    }
    let near = place.run(&["--profile", "p", "user", "lst"]);
    let hint = "Hint: did you mean: atlctl --profile p user list\n";
    assert!(near.stderr.contains(hint), "{near}");
}
