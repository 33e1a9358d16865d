//! How a shell wants words with blanks and quotes.

use std::ffi::OsStr;
use std::path::Path;

/// What has to be done to words on their way from and to the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// The shell does it itself.
    Shell,
    /// Bash inserts what it is given as it is, behind the quote that is open at the word, if any.
    Bash {
        /// That quote.
        open: Option<char>,
    },
}

impl Quoting {
    /// The quoting for this shell; `word` is the word as typed, if the shell passes it.
    pub fn of(shell: &OsStr, word: Option<&str>) -> Self {
        match Path::new(shell).file_stem() {
            Some(name) if name == "bash" => Self::Bash {
                open: word
                    .and_then(|word| word.chars().next())
                    .filter(|first| matches!(first, '\'' | '"')),
            },
            _ => Self::Shell,
        }
    }

    /// The value typed so far, without its quoting.
    pub fn unescaped(self, typed: &str) -> String {
        if self != (Self::Bash { open: None }) {
            return typed.to_owned();
        }
        let mut unescaped = String::with_capacity(typed.len());
        let mut letters = typed.chars();
        while let Some(c) = letters.next() {
            match c {
                '\\' => unescaped.extend(letters.next()),
                c => unescaped.push(c),
            }
        }
        unescaped
    }

    /// The word as the shell takes it.
    pub fn word(self, word: &str) -> String {
        let escaped: fn(char) -> bool = match self {
            Self::Shell => return word.to_owned(),
            Self::Bash { open: Some('\'') } => return word.replace('\'', "'\\''"),
            Self::Bash { open: Some(_) } => |c| matches!(c, '"' | '\\' | '$' | '`' | '!'),
            Self::Bash { open: None } => {
                |c| c.is_ascii() && !c.is_ascii_alphanumeric() && !"-_./,=:@%+".contains(c)
            }
        };
        let mut quoted = String::with_capacity(word.len());
        for c in word.chars() {
            if escaped(c) {
                quoted.push('\\');
            }
            quoted.push(c);
        }
        quoted
    }
}

#[cfg(test)]
mod tests {
    use super::Quoting;

    fn bash(word: &str) -> Quoting {
        Quoting::of("/usr/bin/bash".as_ref(), Some(word))
    }

    #[test]
    fn bash_is_given_what_it_can_insert() {
        assert_eq!(
            bash("SS").word("SSO with two-step"),
            "SSO\\ with\\ two-step"
        );
        assert_eq!(bash("\"it").word("it's $HOME"), "it's \\$HOME");
        assert_eq!(bash("'it").word("it's"), "it'\\''s");
        assert_eq!(
            Quoting::of("zsh".as_ref(), None).word("SSO with"),
            "SSO with"
        );
    }

    #[test]
    fn what_was_typed_is_understood() {
        assert_eq!(bash("SSO\\ wi").unescaped("SSO\\ wi"), "SSO wi");
        assert_eq!(bash("'SSO wi").unescaped("SSO wi"), "SSO wi");
    }
}
