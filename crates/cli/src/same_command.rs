//! The command line of this process once more, with other options: hints that can be pasted.

use std::path::Path;

use crate::hint_commands::word;
use crate::secret_argument::is_one;

/// Longer command lines are not repeated.
const LONGEST: usize = 300;

/// Options that stand at the end of every command that is suggested.
const LAST: [&str; 2] = ["--profile", "--org"];

/// The command line without the options `dropped`, and with `added` at its end. Of a dropped option, the second part says
/// whether it has a value. `None` when it is long, or an argument cannot be repeated or may be a secret.
pub fn same_command(dropped: &[(&str, bool)], added: &str) -> Option<String> {
    let given = std::env::args_os().skip(1).map(|word| word.into_string());
    let given: Vec<String> = given.collect::<Result<_, _>>().ok()?;
    if given.iter().any(|word| is_secret(word)) || has_odd_value(&given) {
        return None;
    }
    let line = repeated(&given, dropped, added);
    (line.len() <= LONGEST).then_some(line)
}

/// A hint to run the same command with these options added, which says in `what` what that does.
pub fn hint_to_add(what: &str, added: &str) -> String {
    hint_to_change(what, &[], added)
}

/// A hint to run the same command without some options and with others.
pub fn hint_to_change(what: &str, dropped: &[(&str, bool)], added: &str) -> String {
    let reads_stdin = std::env::args_os().any(|word| {
        let word = word.to_string_lossy();
        word == "-" || word.ends_with("-stdin")
    });
    match same_command(dropped, added) {
        Some(line) if reads_stdin => format!("{what}, with the same input: {line}"),
        Some(line) => format!("{what}: {line}"),
        None => format!("{what}: add {added}"),
    }
}

/// Whether a word is or names what logs must not show: a secret, or a webhook, whose address is one.
fn is_secret(word: &str) -> bool {
    word == "--notify" || word.starts_with("--notify=") || is_one(word)
}

/// Whether an option that names a file or a browser has a value that is neither: what was pasted there by mistake may be a
/// secret of any form.
fn has_odd_value(given: &[String]) -> bool {
    let (mut before, mut found) = ("", false);
    for text in given {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, value),
            None => (before, text.as_str()),
        };
        let is_there = || value == "-" || Path::new(value).exists();
        found |= match name {
            "--capture" => !is_there(),
            "--browser" | "--from-browser" => !is_there() && !is_browser(value),
            _ => false,
        };
        before = text;
    }
    found
}

/// Whether a text has the form of a browser's name, perhaps with a profile.
fn is_browser(text: &str) -> bool {
    let (name, _) = text.split_once(':').unwrap_or((text, ""));
    (1..=16).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        && text.len() <= 60
}

fn repeated(given: &[String], dropped: &[(&str, bool)], added: &str) -> String {
    let mut words = vec!["atlctl".to_owned()];
    let mut last: Vec<String> = Vec::new();
    let mut is_value = false;
    let (options, names) = match given.iter().position(|text| text == "--") {
        Some(at) => given.split_at(at),
        None => (given, [].as_slice()),
    };
    let mut options = options.iter();
    while let Some(text) = options.next() {
        let drops = |(name, has_value): &(&str, bool)| {
            text == name || *has_value && text.starts_with(&format!("{name}="))
        };
        if is_value {
            is_value = false;
        } else if dropped.iter().any(drops) {
            is_value = dropped.contains(&(text.as_str(), true));
        } else if LAST.contains(&text.as_str()) {
            last.push(word(text));
            last.extend(options.next().map(|value| word(value)));
        } else if LAST
            .iter()
            .any(|name| text.starts_with(&format!("{name}=")))
        {
            last.push(word(text));
        } else {
            words.push(word(text));
        }
    }
    if !added.is_empty() {
        words.push(added.to_owned());
    }
    words.extend(last);
    // What stands after these dashes is no option.
    words.extend(names.iter().map(|name| word(name)));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_not_repeated() {
        assert!(is_secret("--notify=https://hooks.example/x"));
        assert!(!is_secret("--notify-names"));
        assert!(!is_secret("--reason"));
    }

    #[test]
    fn what_is_no_file_and_no_browser_is_not_repeated() {
        let odd = |line: &str| has_odd_value(&shlex::split(line).unwrap());
        for line in [
            "auth login --capture hunter2",
            "auth login --capture=hunter2",
            "auth login --browser Tr0ub4dor",
            "auth login --from-browser 'correct horse' --store file",
        ] {
            assert!(odd(line), "{line}");
        }
        for line in [
            "auth login --capture - --store file",
            "auth login --capture Cargo.toml",
            "auth login --from-browser firefox:work",
            "auth login --browser chromium",
        ] {
            assert!(!odd(line), "{line}");
        }
    }

    #[test]
    fn options_are_dropped_with_their_values() {
        let given = |line: &str| shlex::split(line).unwrap();
        let dropped = [("--confirm", true), ("--yes", false)];
        for (line, expected) in [
            (
                "user delete --yes --confirm 2 a@b.c",
                "atlctl user delete a@b.c --yes",
            ),
            (
                "user delete --confirm=2 'it is'",
                "atlctl user delete 'it is' --yes",
            ),
            ("sync --confirm", "atlctl sync --yes"),
            (
                "--profile 'my work' user delete a@b.c",
                "atlctl user delete a@b.c --yes --profile 'my work'",
            ),
            (
                "--org=o-1 user delete -- -a@b.c --profile",
                "atlctl user delete --yes --org=o-1 -- -a@b.c --profile",
            ),
        ] {
            assert_eq!(repeated(&given(line), &dropped, "--yes"), expected);
        }
    }
}
