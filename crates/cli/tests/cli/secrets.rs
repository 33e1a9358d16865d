//! The credential is in its store and nowhere else: no output, however much is said; no file.

use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use atlctl_sim::{Expiry, SimConfig};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::common::Place;
use crate::moving;

/// So many characters of a secret in a row are a leak.
const PIECE: usize = 8;

/// Everything that would give a secret away: any piece of it, and the usual ways to write it.
struct Canaries {
    written: Vec<(String, Vec<u8>)>,
    pieces: HashSet<Vec<u8>>,
}

impl Canaries {
    fn new(secrets: &[(&str, String)]) -> Self {
        let (mut all, mut pieces) = (Vec::new(), HashSet::new());
        for (name, secret) in secrets {
            // The first part of a token tells nothing: it is the same in all of them.
            let parts = secret.split('.');
            for part in parts.skip(usize::from(secret.starts_with("eyJ"))) {
                pieces.extend(part.as_bytes().windows(PIECE).map(<[u8]>::to_vec));
            }
            let turned: String = secret.chars().rev().collect();
            all.push((format!("{name}: backwards"), turned.into_bytes()));
            let encoded = STANDARD.encode(secret);
            let encoded = encoded.trim_end_matches('=');
            // The last characters depend on what follows.
            let encoded = &encoded[..encoded.len() - 2];
            all.push((format!("{name}: base64"), encoded.as_bytes().to_vec()));
            let escaped: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
            all.push((format!("{name}: escaped"), escaped.into_bytes()));
        }
        Self {
            written: all,
            pieces,
        }
    }

    /// The first that is found.
    fn found(&self, bytes: &[u8]) -> Option<&str> {
        if bytes
            .windows(PIECE)
            .any(|piece| self.pieces.contains(piece))
        {
            return Some("secret in part");
        }
        self.written
            .iter()
            .find(|(_, canary)| bytes.windows(canary.len()).any(|part| part == canary))
            .map(|(name, _)| name.as_str())
    }

    fn check(&self, place: &str, bytes: &[u8]) {
        if let Some(name) = self.found(bytes) {
            panic!("{place} holds the {name}");
        }
    }
}

#[test]
fn the_credential_is_in_its_store_and_nowhere_else() {
    let mut place = Place::new(SimConfig {
        rotate_sessions: true,
        ..SimConfig::default()
    });
    let session = place.sim.session_token();
    let key = place.sim.api_key();
    let store = place.env.home().join(".config/atlctl/credentials");
    let to = place.control().policies().remove(0).id;
    let accounts = place.control().accounts().into_iter();
    let emails = accounts
        .filter(|one| one.managed && one.status == "active" && !one.org_admin)
        .map(|one| one.email);
    let emails: Vec<String> = emails.take(20).collect();
    let person = emails[0].clone();
    place
        .env
        .file("people.csv", format!("Email\n{}\n", emails.join("\n")));
    let list = ["policy", "move", "--csv", "people.csv", "--to", &to];
    place.env.file(
        "export.csv",
        format!("Email,Policy name,Policy type\n{person},Contractors,\n"),
    );
    let login = ["auth", "login", "--store", "file"];
    let mut said = Vec::new();
    let mut go = |place: &Place, args: &[&str], input: &str| {
        let args = [args, &["-vvv", "--debug-http"]].concat();
        let output = place.env.run_with(&args, input.as_bytes());
        said.push((args.join(" "), output.to_string()));
        output.code
    };
    let capture = [&login[..], &["--capture", "-"]].concat();
    let curl = format!(
        "curl 'https://admin.atlassian.com/x' -b 'cloud.session.token={session}' -H 'x: y'"
    );
    assert_eq!(go(&place, &capture, &curl), 0);
    let by_key = [&login[..], &["--api-key-stdin"]].concat();
    assert_eq!(go(&place, &by_key, &key), 0);
    let directory = place.sim.scim_directory_id();
    let directory_key = place.sim.scim_directory_key();
    let add = ["auth", "add-directory", &directory];
    assert_eq!(go(&place, &add, &directory_key), 0);
    let kept = std::fs::read_to_string(place.env.kept()).unwrap();
    assert!(kept.contains(&key) && kept.contains("eyJ"));
    for args in [
        &["auth", "status"][..],
        &["auth", "list"],
        &["auth", "browsers"],
        &["auth", "switch", "default"],
        &["config", "show"],
        &["doctor"],
        &["doctor", "--json"],
        &["sync"],
        &["user", "list", "--limit", "3"],
        &["user", "list", "--live", "--limit", "3"],
        &[
            "api",
            "-i",
            "GET",
            "/gateway/api/adminhub/um/org/{org}/users",
        ],
        &["org", "list"],
        &["org", "show"],
        &["user", "show", &person],
        &["user", "show", &person, "--live"],
        &["group", "list"],
        &["group", "show", "org-admins"],
        &["group", "members", "org-admins", "--live"],
        &["policy", "list"],
        &["policy", "list", "--live"],
        &["policy", "show", &to],
        &["policy", "members", &to],
        &["policy", "name", &to, "Contractors"],
        &["policy", "import-names", "export.csv"],
        &["domain", "list"],
        &["directory", "list"],
        &["workspace", "list", "--live"],
        &["sql", "SELECT * FROM user"],
        &["sql", "--schema"],
        &[&list[..], &["--plan", "plan.json"]].concat(),
        &["plan", "show", "plan.json", "-o", "json"],
        &["plan", "check", "plan.json"],
        &["plan", "approve", "--new-key", "approver.key"],
        &["apply", "plan.json", "--rehearse", "--results", "r.csv"],
        &["apply", "plan.json", "--yes", "--results", "results.csv"],
        &["run", "list"],
        &["run", "show", "last", "--html", "page.html"],
        &["run", "resume", "last"],
        &["run", "close", "last"],
        &["run", "verify", "last"],
        &["run", "restore", "2026-11-24", "--dry-run"],
        &["run", "prune", "--older-than", "90d"],
        &["undo", "last", "--yes"],
    ] {
        let code = go(&place, args, "");
        assert!(
            [0, 3].contains(&code),
            "{args:?}: {}",
            said_last(&place, args)
        );
    }
    // Every other command by its own examples, with a person who is there.
    for command in commands() {
        for example in examples(&place, &command) {
            let args: Vec<String> = example
                .iter()
                .map(|arg| arg.replace("ann@example.com", &person))
                .collect();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            // These run until they are stopped.
            let endless = command == "event watch"
                || args.iter().any(|arg| ["--follow", "--watch"].contains(arg));
            if !command.starts_with("auth") && !command.starts_with("sim") && !endless {
                go(&place, &args, "");
            }
        }
    }
    go(&place, &["event", "watch", "--rules", "missing.toml"], "");
    // What fails says no more.
    for fault in ["* * 2x 500", "* * 1x html", "* * 1x reset"] {
        place.control().fault(fault).unwrap();
        go(&place, &["api", "GET", "/admin/v1/orgs"], "");
        place.control().clear_faults();
    }
    for form in [Expiry::Unauthorized, Expiry::Redirect, Expiry::Html] {
        place.control().expire(form);
        go(&place, &["auth", "status"], "");
    }
    go(&place, &capture, &curl.replace("' -H", "^ -H"));
    go(
        &place,
        &[&login[..], &["--token-stdin"]].concat(),
        &format!("{session}^"),
    );
    place
        .env
        .var("ATLCTL_SESSION_TOKEN", &format!("{session}.x"));
    go(&place, &["auth", "status"], "");

    // Another directory's key is stored and deleted again.
    go(&place, &["auth", "remove-directory", "4c8a"], "");
    // Signing out removes the credential: another one, whose store nobody looks at again.
    let elsewhere = ["--profile", "other"];
    go(&place, &[&by_key[..], &elsewhere].concat(), &key);
    go(&place, &[&["auth", "logout"], &elsewhere[..]].concat(), "");

    // The session that was renewed last is kept; it is as secret as the first.
    let kept: serde_json::Value =
        serde_json::from_slice(&std::fs::read(place.env.kept()).unwrap()).unwrap();
    let renewed = kept["session"].as_str().unwrap().to_owned();
    assert_ne!(renewed, session, "it was renewed on the way");
    let canaries = Canaries::new(&[
        ("session", session),
        ("renewed session", renewed),
        ("key", key),
        ("directory key", directory_key),
    ]);
    // The search finds what is there: in the one place where it may be.
    let stored = std::fs::read(place.env.kept()).unwrap();
    assert!(canaries.found(&stored).is_some());
    for (command, text) in &said {
        canaries.check(&format!("the output of {command}"), text.as_bytes());
    }
    for command in commands() {
        assert!(
            said.iter().any(|(line, _)| line.starts_with(&command)),
            "{command} was not looked at"
        );
    }
    let mut looked_at = 0;
    for path in place.env.files() {
        if !path.starts_with(&store) {
            let bytes = std::fs::read(&path).unwrap();
            canaries.check(&path.display().to_string(), &bytes);
            looked_at += 1;
        }
    }
    assert!(looked_at > 4, "mirror, plan, page and journal are there");
    let mode = std::fs::metadata(place.env.kept()).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
}

/// Every command that may have a credential in its hands, from the reference of them all.
fn commands() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/cli.md");
    let page = std::fs::read_to_string(page).unwrap();
    let all = page
        .lines()
        .filter_map(|line| line.strip_prefix("## `atlctl ")?.strip_suffix('`'));
    // These sign in to nothing but an organization of their own, or to nothing at all.
    let without = ["demo", "sim serve", "man", "completions"];
    let all: Vec<String> = all
        .filter(|name| !without.contains(name))
        .map(str::to_owned)
        .collect();
    assert!(all.len() > 30);
    all
}

/// The examples of a command's help, as arguments.
fn examples(place: &Place, command: &str) -> Vec<Vec<String>> {
    let mut args: Vec<&str> = command.split(' ').collect();
    args.push("-h");
    let help = place.env.run(&args).stdout;
    // An example that goes on in the next line is one command.
    let help = help.replace(" \\\n      ", " ");
    let lines = help
        .lines()
        .filter_map(|line| line.strip_prefix("  atlctl "));
    let lines = lines.filter(|line| !line.contains('|') && !line.contains('>'));
    lines
        .map(|line| shlex::split(line).unwrap_or_default())
        .collect()
}

fn said_last(place: &Place, args: &[&str]) -> String {
    place.env.run(args).to_string()
}

/// Whatever is done with it: planned, applied, shown, verified and undone.
#[test]
fn the_secret_is_nowhere() {
    for (place, secret) in [
        {
            let place = moving::Place::new(SimConfig::default());
            let key = place.sim.api_key();
            (place, key)
        },
        {
            let place = moving::Place::with_session(SimConfig::default());
            let token = place.env.get("ATLCTL_SESSION_TOKEN").unwrap();
            (place, token)
        },
    ] {
        place.listed(12);
        let mut printed = String::new();
        for args in [
            &[&moving::MOVE[..], &["--plan", "p.json"]].concat()[..],
            &[
                "-vvv",
                "--debug-http",
                "apply",
                "p.json",
                "--yes",
                "--results",
                "r.csv",
            ],
            &["run", "show", "last", "--html", "page.html"],
            &["-vvv", "run", "verify", "last"],
            &["-vvv", "undo", "last", "--yes"],
        ] {
            let output = place.run(args);
            assert_eq!(output.code, 0, "{output}");
            printed.push_str(&output.to_string());
        }
        let piece = &secret[secret.len() - 12..];
        assert!(!printed.contains(piece));
        let files = place.env.files();
        for path in &files {
            let bytes = std::fs::read(path).unwrap();
            let found = bytes
                .windows(piece.len())
                .any(|window| window == piece.as_bytes());
            assert!(!found, "{}", path.display());
        }
        assert!(files.len() > 8, "{files:?}");
    }
}
