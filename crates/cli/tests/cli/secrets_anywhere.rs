//! A secret inside any argument of any command, or in the environment or the configuration, is not repeated.

use atlctl_sim::SimConfig;

use crate::common::{Env, Output, Place};

/// So many characters of a secret in a row are a leak.
const PIECE: usize = 8;

/// Numbers by chance, the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 16).unwrap() % below
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.next(all.len())]
    }

    fn letters(&mut self, count: usize) -> String {
        const ALL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..count)
            .map(|_| ALL[self.next(ALL.len())] as char)
            .collect()
    }

    /// A secret, and a text that it is in.
    fn secret(&mut self) -> (String, String) {
        let chance = format!("q7{}", self.letters(30));
        match self.next(6) {
            0 | 1 => {
                let kind = self.one_of(&["ATCTT3xFfGN0", "ATATT3xFfGF0", "ATSTT3xFfGN0"]);
                let key = format!("{kind}{chance}=0A1B2C3D");
                (key.clone(), key)
            }
            2 => {
                let token = format!("eyJh{}.eyJz{chance}.{}", self.letters(20), self.letters(40));
                (token.clone(), token)
            }
            3 => (
                chance.clone(),
                format!("https://x:{chance}@admin.atlassian.com/"),
            ),
            4 => (chance.clone(), format!("Bearer {chance}")),
            _ => (
                chance.clone(),
                format!("Cookie: a=1; cloud.session.token={chance}; b=2"),
            ),
        }
    }

    /// The text inside an argument.
    fn inside(&mut self, text: &str) -> String {
        let before = self.one_of(&["", "", "x ", "a,b=", "name = '", "é ", "./", "Bearer "]);
        let after = self.one_of(&["", "", " y", "' x", "\u{1b}[31m", ",b", " é"]);
        format!("{before}{text}{after}")
    }
}

fn check(output: &Output, secret: &str, args: &[&str]) {
    let said = output.to_string();
    for piece in secret.as_bytes().windows(PIECE) {
        let piece = std::str::from_utf8(piece).unwrap();
        assert!(!said.contains(piece), "{args:?}: {output}");
    }
}

/// Each command with its options that take a value, from the program's own reference.
fn commands(env: &Env) -> Vec<(Vec<String>, Vec<String>)> {
    let reference = env.run(&["man", "--format", "markdown"]);
    assert_eq!(reference.code, 0, "{reference}");
    let mut commands: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for line in reference.stdout.lines() {
        if let Some(name) = line.strip_prefix("## `atlctl ") {
            let words = name.trim_end_matches('`').split(' ');
            commands.push((words.map(str::to_owned).collect(), Vec::new()));
        } else if let Some(option) = line.strip_prefix("| `--")
            && let Some((name, rest)) = option.split_once(' ')
            && rest.starts_with('<')
            && let Some((_, options)) = commands.last_mut()
        {
            options.push(format!("--{name}"));
        }
    }
    assert!(commands.len() > 80, "{}", commands.len());
    commands
}

#[test]
fn no_argument_of_any_command_is_repeated_with_a_secret_in_it() {
    let env = Env::new();
    let mut random = Random(7);
    for (command, options) in commands(&env) {
        // It would serve until it is stopped.
        if command == ["sim", "serve"] {
            continue;
        }
        for round in 0..4 {
            let (secret, text) = random.secret();
            let text = random.inside(&text);
            let mut args: Vec<String> = command.clone();
            match (round, options.get(random.next(options.len().max(1)))) {
                (0, Some(option)) => args.extend([option.clone(), text]),
                (1, Some(option)) => args.push(format!("{option}={text}")),
                (2, Some(option)) => args.push(format!("{option}{text}")),
                (3, _) => args.push(format!("--{text}=x")),
                _ => args.push(text),
            }
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            check(&env.run(&args), &secret, &args);
        }
        for global in ["--profile", "--org", "--columns", ""] {
            let (secret, text) = random.secret();
            let text = random.inside(&text);
            let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
            if !global.is_empty() {
                args.push(global);
            }
            args.push(&text);
            check(&env.run(&args), &secret, &args);
        }
    }
}

#[test]
fn no_setting_of_the_environment_is_repeated_with_a_secret_in_it() {
    let mut random = Random(11);
    for name in [
        "ATLCTL_ORG",
        "ATLCTL_PROFILE",
        "ATLCTL_API_BASE",
        "ATLCTL_PORTAL_BASE",
        "ATLCTL_PAGER",
        "HTTPS_PROXY",
    ] {
        for args in [
            &["config", "show"][..],
            &["config", "show", "-o", "json"],
            &["doctor"],
            &["doctor", "--json"],
            &["auth", "status"],
            &["user", "list"],
            &["user", "list", "--live", "-vv"],
            &["auth", "list"],
            &["sync"],
        ] {
            let (secret, text) = random.secret();
            let mut place = Place::with_key(SimConfig::default());
            place
                .env
                .var(name, &random.inside(&text).replace('\u{1b}', ""));
            check(
                &place.run(args),
                &secret,
                &[name, args[0], args[1..].first().unwrap_or(&"")],
            );
        }
    }
}

#[test]
fn a_setting_says_that_it_is_hidden() {
    let mut env = Env::new();
    let profile = "[profile.default]\norg_name = \"Bearer Sup3rS3cretPassw0rd\"\n";
    env.file(".config/atlctl/config.toml", profile);
    env.var("ATLCTL_API_BASE", "https://x:hunter22@admin.atlassian.com/");
    for args in [&["config", "show"][..], &["config", "show", "--json"]] {
        let output = env.run(args);
        assert_eq!(output.code, 0, "{output}");
        assert!(output.stdout.contains("Bearer [hidden]"), "{output}");
        assert!(
            output
                .stdout
                .contains("https://x:[hidden]@admin.atlassian.com/"),
            "{output}"
        );
    }
}

/// What clap makes of an argument's beginning is not repeated either, and what is no secret is.
#[test]
fn glued_secrets_are_refused_and_cursors_are_not() {
    let env = Env::new();
    for args in [
        &["auth", "login", "--api-key-stdinATCTT3xFfGN0Zq9xPw7v"][..],
        &["auth", "login", "--ATCTT3xFfGN0Zq9xPw7v=0A1B2C3D"],
        &["--token_ATATT3xFfGF0Zq9xPw7v"],
        &["--profile", "Bearer eyJhbGciOi.eyJzdWIi.c2ln", "sync"],
    ] {
        let output = env.run(args);
        assert_eq!(output.code, 2, "{output}");
        assert!(
            output
                .stderr
                .contains("secrets are not accepted as arguments"),
            "{output}"
        );
    }
    let place = Place::with_key(SimConfig::default());
    let output = place.run(&[
        "api",
        "admin/v1/orgs?cursor=eyJpZCI6MTIzNDU2Nzg5MDEyMzQ1fQ==",
    ]);
    assert!(
        !output.stderr.contains("secrets are not accepted"),
        "{output}"
    );
}
