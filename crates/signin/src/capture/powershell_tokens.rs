//! The pieces of a PowerShell script.

use super::CaptureError;

/// A piece of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A text in quotes.
    Text(String),
    /// A text in double quotes that names variables.
    Template(String),
    /// `$name`, in small letters.
    Variable(String),
    /// A word: a command, a parameter, a number.
    Word(String),
    /// A single sign.
    Sign(char),
    /// The end of a line that is one.
    End,
}

/// All pieces of it.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, CaptureError> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '\n' => {
                all.push(Token::End);
                behind
            }
            '`' => {
                // The line continues.
                let line = behind.trim_start_matches([' ', '\t', '\r']);
                line.strip_prefix('\n').unwrap_or(behind)
            }
            c if c.is_whitespace() => behind,
            '#' => behind
                .find('\n')
                .and_then(|at| behind.get(at..))
                .unwrap_or_default(),
            '"' | '\'' => match quoted(rest)? {
                Some((text, behind)) => {
                    let names = c == '"' && text.contains('$');
                    all.push(if names {
                        Token::Template(text)
                    } else {
                        Token::Text(text)
                    });
                    behind
                }
                None => behind,
            },
            '$' => {
                let end = behind
                    .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                    .unwrap_or(behind.len());
                let (name, behind) = behind.split_at(end);
                all.push(Token::Variable(name.to_ascii_lowercase()));
                behind
            }
            c if is_word(c) => {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                let (word, behind) = rest.split_at(end);
                all.push(Token::Word(word.to_owned()));
                behind
            }
            c => {
                all.push(Token::Sign(c));
                behind
            }
        };
    }
    Ok(all)
}

/// What an address without quotes, a command or a parameter is made of.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || "-_./:?&%+*~\\".contains(c)
}

/// A text in quotes at the beginning, and what is behind it. In double quotes a backtick escapes.
pub(super) fn quoted(text: &str) -> Result<Option<(String, &str)>, CaptureError> {
    let Some(mark @ ('"' | '\'')) = text.chars().next() else {
        return Ok(None);
    };
    let inside = text.get(1..).unwrap_or_default();
    let mut value = String::new();
    let mut chars = inside.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == mark => {
                if chars.peek().is_some_and(|(_, c)| *c == mark) {
                    chars.next();
                    value.push(mark);
                    continue;
                }
                return Ok(Some((value, inside.get(at + 1..).unwrap_or_default())));
            }
            '`' if mark == '"' => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 'r')) => value.push('\r'),
                Some((_, 't')) => value.push('\t'),
                Some((_, '\n')) => {}
                Some((_, c)) => value.push(c),
                None => return Err(CaptureError::Unterminated),
            },
            c => value.push(c),
        }
    }
    Err(CaptureError::Unterminated)
}
