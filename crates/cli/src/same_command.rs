//! The command line of this process once more, with other options: hints that can be pasted.

use crate::suggest::word;

/// Longer command lines are not repeated.
const LONGEST: usize = 300;

/// The command line without the options `dropped`, and with `added` at its end. Of a dropped option, the second part says
/// whether it has a value. `None` when it is long, or an argument cannot be repeated.
pub fn same_command(dropped: &[(&str, bool)], added: &str) -> Option<String> {
    let given = std::env::args_os().skip(1).map(|word| word.into_string());
    let given: Vec<String> = given.collect::<Result<_, _>>().ok()?;
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

fn repeated(given: &[String], dropped: &[(&str, bool)], added: &str) -> String {
    let mut words = vec!["atlctl".to_owned()];
    let mut is_value = false;
    for text in given {
        let drops = |(name, has_value): &(&str, bool)| {
            text == name || *has_value && text.starts_with(&format!("{name}="))
        };
        if is_value {
            is_value = false;
        } else if dropped.iter().any(drops) {
            is_value = dropped.contains(&(text.as_str(), true));
        } else {
            words.push(word(text));
        }
    }
    format!("{} {added}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            assert_eq!(repeated(&given(line), &dropped, "--yes"), expected);
        }
    }
}
