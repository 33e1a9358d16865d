//! A command line as bash would split it.

use std::iter::Peekable;
use std::str::Chars;

use super::CaptureError;

/// The words of each command. What a shell would compute (`$name`, `` `command` ``) stays as it is: nothing
/// is ever run.
pub(super) fn commands(text: &str) -> Result<Vec<Vec<String>>, CaptureError> {
    let mut all = Vec::new();
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' => words.extend(word.take()),
            '\n' | ';' | '&' | '|' => {
                words.extend(word.take());
                if !words.is_empty() {
                    all.push(std::mem::take(&mut words));
                }
            }
            '\\' => match chars.next() {
                Some('\n') => {}
                // A line that was saved with Windows' line ends.
                Some('\r') if chars.peek() == Some(&'\n') => drop(chars.next()),
                Some(c) => word.get_or_insert_default().push(c),
                None => word.get_or_insert_default().push('\\'),
            },
            '\'' => single(&mut chars, word.get_or_insert_default())?,
            '"' => double(&mut chars, word.get_or_insert_default())?,
            '$' if chars.peek() == Some(&'\'') => {
                chars.next();
                ansi(&mut chars, word.get_or_insert_default())?;
            }
            // A text to be translated, which is never done here.
            '$' if chars.peek() == Some(&'"') => {
                chars.next();
                double(&mut chars, word.get_or_insert_default())?;
            }
            '#' if word.is_none() => {
                // A comment goes to the end of its line.
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if !words.is_empty() {
        all.push(words);
    }
    Ok(all)
}

fn single(chars: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), CaptureError> {
    for c in chars {
        if c == '\'' {
            return Ok(());
        }
        word.push(c);
    }
    Err(CaptureError::Unterminated)
}

fn double(chars: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), CaptureError> {
    while let Some(c) = chars.next() {
        match c {
            '"' => return Ok(()),
            '\\' => match chars.next() {
                Some('\n') => {}
                Some(c @ ('"' | '\\' | '$' | '`')) => word.push(c),
                Some(c) => word.extend(['\\', c]),
                None => return Err(CaptureError::Unterminated),
            },
            c => word.push(c),
        }
    }
    Err(CaptureError::Unterminated)
}

/// `$'…'`. Numbers above 127 are taken as code points, as browsers mean them.
fn ansi(chars: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), CaptureError> {
    while let Some(c) = chars.next() {
        match c {
            '\'' => return Ok(()),
            '\\' => {
                let Some(c) = chars.next() else {
                    return Err(CaptureError::Unterminated);
                };
                let simple = match c {
                    'n' => Some('\n'),
                    't' => Some('\t'),
                    'r' => Some('\r'),
                    'a' => Some('\u{7}'),
                    'b' => Some('\u{8}'),
                    'e' | 'E' => Some('\u{1b}'),
                    'f' => Some('\u{c}'),
                    'v' => Some('\u{b}'),
                    '\\' | '\'' | '"' | '?' => Some(c),
                    _ => None,
                };
                match (simple, c) {
                    (Some(c), _) => word.push(c),
                    (None, 'x') => number(chars, word, "\\x", 16, 2, 0),
                    (None, 'u') => number(chars, word, "\\u", 16, 4, 0),
                    (None, 'U') => number(chars, word, "\\U", 16, 8, 0),
                    (None, '0'..='7') => {
                        number(chars, word, "", 8, 2, c.to_digit(8).unwrap_or(0));
                    }
                    (None, c) => word.extend(['\\', c]),
                }
            }
            c => word.push(c),
        }
    }
    Err(CaptureError::Unterminated)
}

/// At most `most` further digits of a character's number; without any digit, `bare` stays.
fn number(
    chars: &mut Peekable<Chars<'_>>,
    word: &mut String,
    bare: &str,
    radix: u32,
    most: usize,
    first: u32,
) {
    let mut value = first;
    let mut digits = usize::from(bare.is_empty());
    let most = most + digits;
    while digits < most {
        let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix)) else {
            break;
        };
        chars.next();
        value = value.wrapping_mul(radix).wrapping_add(digit);
        digits += 1;
    }
    if digits == 0 {
        word.push_str(bare);
    } else {
        word.push(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    /// The words of the one command, as a real bash splits them.
    fn in_bash(text: &str) -> Vec<String> {
        let script = format!("curl() {{ [ $# = 0 ] || printf '%s\\0' \"$@\"; }}\n{text}\n");
        let output = Command::new("bash")
            .args(["--norc", "--noprofile", "-c", &script])
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        assert!(output.status.success(), "{text}");
        let words = String::from_utf8(output.stdout).unwrap();
        words.split_terminator('\0').map(str::to_owned).collect()
    }

    /// A piece of a word in any quoting that browsers and people use.
    fn piece() -> impl Strategy<Value = String> {
        let escape = prop_oneof![
            "[ntrabefv\\\\'\"?E]".prop_map(|c| format!("\\{c}")),
            (1_u8..128).prop_map(|n| format!("\\x{n:02x}")),
            (1_u8..128).prop_map(|n| format!("\\{n:03o}")),
            (1_u32..0xd800).prop_map(|n| format!("\\u{n:04x}")),
            (0x1_0000_u32..0x11_0000).prop_map(|n| format!("\\U{n:08x}")),
            "[a-z0-9 ~;&|!\"\n]".prop_map(String::from),
        ];
        let ansi = proptest::collection::vec(escape, 0..6);
        prop_oneof![
            "[A-Za-z0-9_./:%@,+=-]{1,9}",
            "[^'\\x00]{0,9}".prop_map(|text| format!("'{text}'")),
            "(\\\\[\"\\\\$`\n]|[a-z0-9 '&;|#\n]){0,9}".prop_map(|text| format!("\"{text}\"")),
            "[a-z ]{0,5}".prop_map(|text| format!("$\"{text}\"")),
            ansi.prop_map(|parts| format!("$'{}'", parts.concat())),
            "[a-z '\"&;|#$~*]".prop_map(|c| format!("\\{c}")),
            Just("\\\n".to_owned()),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_real_bash_splits_it_as_we_do(
            words in proptest::collection::vec(proptest::collection::vec(piece(), 1..5), 1..5),
            glue in prop::sample::select(vec![" ", "  ", " \\\n  ", "\t"]),
        ) {
            let words: Vec<String> = words.into_iter().map(|pieces| pieces.concat()).collect();
            let text = format!("curl {}", words.join(glue));
            let ours = commands(&text).unwrap();
            prop_assert_eq!(ours.len(), 1, "{}", text);
            prop_assert_eq!(&ours[0][1..], &in_bash(&text)[..], "{}", text);
        }
    }
}
