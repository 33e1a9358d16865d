//! A secret on the command line: refused, and no part of it repeated.
//!
//! Every program on the machine can see the arguments of every other, and the shell keeps them.

use std::ffi::OsStr;

use atlctl_signin::secret_text::has_secret;
use atlctl_signin::{ApiKey, SessionToken};
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::CliError;

/// Options that other programs take a secret with, and this one does not.
const NAMES: [&str; 12] = [
    "--api-key",
    "--api-token",
    "--bearer",
    "--cookie",
    "--key",
    "--pass",
    "--password",
    "--secret",
    "--session",
    "--session-token",
    "--token",
    "--with-token",
];

/// Refuses any command line with a word that is certainly a secret.
pub fn refuse<T: AsRef<OsStr>>(words: &[T]) -> Option<CliError> {
    words
        .iter()
        .any(|word| is_one(&word.as_ref().to_string_lossy()))
        .then(|| {
            with_ways(CliError::usage(
                "secrets are not accepted as arguments: every program on this machine can read arguments",
            ))
            .hint("remove it from your shell's history; if others may have seen it, revoke the key or sign out in the browser")
        })
}

/// Refuses what the parser did not understand where it may be a secret, since the parser would repeat it: of a
/// sign-in everything that was put in the place of a value, of other commands what looks like a secret.
pub fn refuse_mistake<T: AsRef<OsStr>>(error: &clap::Error, words: &[T]) -> Option<CliError> {
    let given = |text: &str| words.iter().any(|word| word.as_ref() == OsStr::new(text));
    let login = given("auth") && given("login");
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    const HIDDEN: &str = "(not repeated here, since it may be a secret)";
    let name = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    if !value.is_empty() && (may_be_one(value) || login && !is_date(value)) {
        // Options are named with their values' names only where it is the value that is wrong.
        let mut said = CliError::usage(format!("invalid value for {name} {HIDDEN}"));
        let flag = name.split(' ').next().unwrap_or_default();
        if name.contains("YYYY-MM-DD") {
            said = said.hint(format!("write a date, such as {flag} 2027-01-31"));
        }
        if let Some(ContextValue::Strings(known)) = error.get(ContextKind::ValidValue)
            && !known.is_empty()
        {
            said = said.hint(format!("use one of: {}", known.join(", ")));
        }
        // What the option takes is said already, unless the value is no slip but a secret.
        let known = !said.hints().is_empty() && !may_be_one(value);
        return Some(if login && !known {
            with_ways(said)
        } else {
            said
        });
    }
    let argument = error.kind() == ErrorKind::UnknownArgument
        && if login {
            !name.starts_with('-') || NAMES.contains(&name)
        } else {
            may_be_one(name)
        };
    if argument && login {
        let said = CliError::usage(format!("auth login does not take this argument {HIDDEN}"));
        return Some(
            with_ways(said).hint("to sign in to a profile: atlctl auth login --profile NAME"),
        );
    }
    let command = text(ContextKind::InvalidSubcommand).is_some_and(may_be_one);
    (argument || command).then(|| {
        CliError::usage(format!("unexpected argument {HIDDEN}"))
            .hint("list the commands: atlctl help")
    })
}

/// The failure, without its words where they may repeat this argument and that may be a secret.
pub fn hide(error: CliError, argument: Option<&str>) -> CliError {
    match argument {
        Some(argument) if may_be_one(argument) && error.message().contains(argument) => with_ways(
            CliError::usage("unknown browser (not repeated here, since it may be a secret)"),
        )
        .hint("list the browser profiles: atlctl auth browsers"),
        _ => error,
    }
}

/// Whether it is written as a date, right or wrong.
fn is_date(text: &str) -> bool {
    text.len() <= 10 && text.chars().all(|c| c.is_ascii_digit() || c == '-')
}

fn with_ways(error: CliError) -> CliError {
    error.hint("pass a secret on standard input (--api-key-stdin, --token-stdin), in a file (--capture FILE), or at a prompt (--prompt)")
}

/// Whether a session token or an Atlassian key is surely in the word, or begins in it.
pub fn is_one(word: &str) -> bool {
    let value = match word.split_once('=') {
        Some((name, value)) if name.starts_with('-') => value,
        _ => word.trim_start_matches('-'),
    };
    let session =
        value.starts_with("eyJ") && (value.len() > 40 || SessionToken::parse(value).is_ok());
    session || has_secret(word) || ApiKey::looks_like_one(value) || ApiKey::looks_personal(value)
}

/// Whether the word may be a secret rather than the name of a file or a thing: long, of letters and digits, and
/// neither a path nor an id.
pub fn may_be_one(word: &str) -> bool {
    /// Secrets are longer than most names.
    const SHORTEST: usize = 16;
    let plain = |c: char| c.is_ascii_alphanumeric() || "._~+=-".contains(c);
    let has = |kind: fn(&char) -> bool| word.chars().any(|c| kind(&c));
    let extension = word
        .rsplit_once('.')
        .is_some_and(|(_, last)| (1..=5).contains(&last.len()));
    let id = word.len() == 36 && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    is_one(word)
        || (word.len() >= SHORTEST
            && word.chars().all(plain)
            && has(char::is_ascii_digit)
            && has(char::is_ascii_alphabetic)
            && !extension
            && !id)
}

/// Whether the word, or the value in it, may be a secret.
pub fn may_hold_one(word: &str) -> bool {
    may_be_one(word.split_once('=').map_or(word, |(_, value)| value)) || is_one(word)
}

/// The name of a secret's file, as it was given to this option, for a message. What is no file may be the secret itself, which belongs into the
/// file, however short it is.
///
/// # Errors
/// The refusal.
pub fn file_name(option: &str, path: &std::path::Path) -> Result<String, CliError> {
    match std::fs::symlink_metadata(path) {
        Ok(_) => Ok(crate::ui::display(&path.to_string_lossy())),
        Err(error) => Err(CliError::usage(format!(
            "cannot read the file given to {option} (its name is not repeated here, since it may be a secret)",
        ))
        .cause(&error)
        .hint(format!(
            "{option} takes the name of a file that exists, not the secret itself: {option} ./{}",
            match option {
                "--credential" => "key.txt, with a session token or an API key (- reads standard input)",
                "--capture" => "copied.txt, with a copied request (- reads standard input)",
                _ => "password.txt",
            }
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_and_names_are_not() {
        for word in [
            "ATCTT3xFfGN0-canary",
            "--api-key=ATCTT3x",
            "-ATCTT3xFf",
            "ATATT3xFf",
            "eyJh.eyJz.sig",
            "--token=eyJh.eyJz.sig",
            "Cookie: a=1; cloud.session.token=x",
            "--x=cloud.session.token=x",
        ] {
            assert!(is_one(word), "{word}");
        }
        for word in [
            "auth",
            "--api-key-stdin",
            "key.txt",
            "eyJ",
            "cloud.session.token",
            "firefox:work::Admin",
            "a.b.c",
            "--columns=email,name",
            "--where=x=1",
            "ATCTT",
        ] {
            assert!(!is_one(word), "{word}");
        }
        for word in [
            "Canary1Canary1Canary1",
            "aB3xx.yyyyyyyy.zzzzzzz1",
            "0123456789abcdef0",
        ] {
            assert!(may_be_one(word), "{word}");
        }
        for word in [
            "copied.txt",
            "captured-request-2026-11-26.txt",
            "/home/ann/Downloads/copied1",
            "notes",
            "6a906979-5bab-4740-88e0-4db1bb7112c7",
            "Contractors",
            "2026-01-31",
        ] {
            assert!(!may_be_one(word), "{word}");
        }
    }
}
