//! Commands in hints: quoted for a shell, and with the profile and organization of the command line, so that they work
//! when pasted.

use std::sync::OnceLock;

use atlctl_core::visible::is_unseen;

use crate::options::{Global, ORG_VARIABLE, PROFILE_VARIABLE};

/// Commands that do not use a profile.
const FREE: [&str; 11] = [
    "auth list",
    "auth browsers",
    "auth switch",
    "demo",
    "sim",
    "completions",
    "man",
    "help",
    "config path",
    // They name their profile.
    "config set",
    "config unset",
];

/// The options given on the command line.
#[derive(Debug, Default)]
struct Given {
    profile: Option<String>,
    org: Option<String>,
}

static GIVEN: OnceLock<Given> = OnceLock::new();

/// Remembers what was named on the command line. What an environment variable says it says to the next command too.
pub fn remember(global: &Global) {
    let given = |value: &Option<String>, variable| {
        let value = value.clone().filter(|text| !text.trim().is_empty());
        value.filter(|text| std::env::var(variable).as_ref() != Ok(text))
    };
    let _ = GIVEN.set(Given {
        profile: given(&global.profile, PROFILE_VARIABLE),
        org: given(&global.org, ORG_VARIABLE),
    });
}

/// Whether an organization was named on the command line.
pub fn names_org() -> bool {
    GIVEN.get().is_some_and(|given| given.org.is_some())
}

/// A command of this program, from the words after its name.
pub fn command(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|text| word(text)).collect();
    let line = format!("atlctl {}", quoted.join(" "));
    with_flags(line, GIVEN.get())
}

/// A hint whose last words are a command that needs nothing quoted: with the flags that it needs here.
pub fn completed(hint: &str) -> String {
    complete(hint, GIVEN.get())
}

fn complete(hint: &str, given: Option<&Given>) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_ ./@:".contains(c);
    match hint.rfind("atlctl ") {
        Some(at) if hint.get(at..).unwrap_or_default().chars().all(plain) => {
            let (before, line) = hint.split_at(at);
            format!("{before}{}", with_flags(line.to_owned(), given))
        }
        _ => hint.to_owned(),
    }
}

fn with_flags(mut line: String, given: Option<&Given>) -> String {
    let words = line.strip_prefix("atlctl ").unwrap_or(&line);
    let is = |verb: &str| {
        let rest = words.strip_prefix(verb);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let (Some(given), false) = (given, FREE.iter().any(|verb| is(verb))) else {
        return line;
    };
    // A sign-in for another organization would give the profile to it; the list of them is asked for when one is wrong.
    let org = given.org.as_ref().filter(|_| !is("auth") && !is("org"));
    for (flag, value) in [("--profile", given.profile.as_ref()), ("--org", org)] {
        if let Some(value) = value
            && !line.split(' ').any(|word| word == flag)
        {
            line.push_str(&format!(" {flag} {}", word(value)));
        }
    }
    line
}

/// A word quoted for a shell.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() && !is_unseen(c) || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.chars().any(is_unseen) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    // What cannot be shown is written as bash and zsh write it.
    let mut quoted = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            c if is_unseen(c) => match u32::from(c) {
                code @ 0..=0x7f => quoted.push_str(&format!("\\x{code:02x}")),
                code @ 0x80..=0xffff => quoted.push_str(&format!("\\u{code:04x}")),
                code => quoted.push_str(&format!("\\U{code:08x}")),
            },
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 11] = [
        "work",
        "two words",
        "it's",
        "$HOME `id` \"x\"",
        "back\\slash",
        "",
        "~",
        "*",
        "a\nb\u{1b}\u{202e}'\u{e0100}c",
        "é 李",
        "-x",
    ];

    /// A real shell reads every word as it was.
    #[cfg(unix)]
    #[test]
    fn a_shell_reads_the_words_back() {
        for name in NAMES {
            let script = format!("printf %s {}", word(name));
            let output = std::process::Command::new("bash")
                .env("LC_ALL", "C.UTF-8")
                .args(["-c", &script])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), name, "{script}");
            assert_eq!(crate::ui::display(&script), script);
        }
    }

    #[test]
    fn what_was_named_is_named_again() {
        let given = Given {
            profile: Some("my work".to_owned()),
            org: Some("o-1".to_owned()),
        };
        for (hint, completed) in [
            (
                "mirror it: atlctl sync",
                "mirror it: atlctl sync --profile 'my work' --org o-1",
            ),
            (
                "sign in: atlctl auth login",
                "sign in: atlctl auth login --profile 'my work'",
            ),
            (
                "go on: atlctl sync --org x",
                "go on: atlctl sync --org x --profile 'my work'",
            ),
            ("see: atlctl auth list", "see: atlctl auth list"),
            ("see: atlctl demo", "see: atlctl demo"),
            // No command at its end.
            (
                "use the atlctl that made it;",
                "use the atlctl that made it;",
            ),
            ("add --yes to make the call", "add --yes to make the call"),
        ] {
            assert_eq!(complete(hint, Some(&given)), completed);
            assert_eq!(complete(hint, Some(&Given::default())), hint);
            assert_eq!(complete(hint, None), hint);
        }
    }
}
