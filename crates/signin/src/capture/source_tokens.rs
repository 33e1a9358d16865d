//! The texts, words and signs of a program's code, in any of the usual languages.

/// A token of code, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A text in quotes.
    Text(String),
    /// A name or a number.
    Word(String),
    /// Any other character that is no blank.
    Sign(char),
}

/// Reads them. A quote that does not end on its line is an apostrophe, except those that may span lines.
pub(super) fn tokens(code: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut rest = code;
    // Whether only blanks stand before, on the line.
    let mut line_start = true;
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        if is_comment(rest, line_start) {
            let end = rest.find('\n').unwrap_or(rest.len());
            rest = rest.get(end..).unwrap_or_default();
            continue;
        }
        if let Some((text, behind)) = text(rest) {
            // `f"…"` and its like.
            if matches!(all.last(), Some(Token::Word(word)) if is_prefix(word)) {
                all.pop();
            }
            all.push(Token::Text(text));
            rest = behind;
            line_start = false;
            continue;
        }
        if is_of_word(c) {
            let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            all.push(Token::Word(word.to_owned()));
            rest = behind;
            line_start = false;
            continue;
        }
        if !c.is_whitespace() {
            all.push(Token::Sign(c));
        }
        line_start = c == '\n' || (line_start && c.is_whitespace());
        rest = behind;
    }
    all
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What Python writes before a quote.
fn is_prefix(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|b| b"fFrRbBuU".contains(&b))
}

/// Comments to the end of a line. Those behind code are recognized by the blank after their mark.
fn is_comment(rest: &str, line_start: bool) -> bool {
    let blank = |mark: &str| {
        rest.strip_prefix(mark)
            .is_some_and(|behind| line_start || behind.starts_with(' '))
    };
    blank("#") || blank("//")
}

/// A text in quotes at the beginning, and what is behind it.
fn text(rest: &str) -> Option<(String, &str)> {
    for mark in ["\"\"\"", "'''", "`", "\"", "'"] {
        if let Some(inside) = rest.strip_prefix(mark) {
            let spans_lines = mark.len() == 3 || mark == "`";
            if let Some(found) = until(inside, mark, spans_lines) {
                return Some(found);
            }
        }
    }
    None
}

fn until<'a>(inside: &'a str, mark: &str, spans_lines: bool) -> Option<(String, &'a str)> {
    let mut value = String::new();
    let mut rest = inside;
    loop {
        if let Some(behind) = rest.strip_prefix(mark) {
            return Some((value, behind));
        }
        let c = rest.chars().next()?;
        rest = rest.get(c.len_utf8()..)?;
        match c {
            '\\' => {
                let escaped = rest.chars().next()?;
                rest = rest.get(escaped.len_utf8()..)?;
                match escaped {
                    'n' => value.push('\n'),
                    'r' => value.push('\r'),
                    't' => value.push('\t'),
                    '\n' => {}
                    other => value.push(other),
                }
            }
            '\n' if !spans_lines => return None,
            c => value.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_words_and_signs() {
        let text = |text: &str| Token::Text(text.to_owned());
        let word = |word: &str| Token::Word(word.to_owned());
        let sign = Token::Sign;
        for (code, right) in [
            ("a = 'b'", vec![word("a"), sign('='), text("b")]),
            (
                "x(f'b', \"\"\"c\nd\"\"\")",
                vec![
                    word("x"),
                    sign('('),
                    text("b"),
                    sign(','),
                    text("c\nd"),
                    sign(')'),
                ],
            ),
            ("# it's a comment\n'b' # 'c'", vec![text("b")]),
            (
                "it's `raw\ntext`",
                vec![word("it"), sign('\''), word("s"), text("raw\ntext")],
            ),
            ("'https://x' // 'y'", vec![text("https://x")]),
            (r#""a\"b\'c""#, vec![text("a\"b'c")]),
            ("'open", vec![sign('\''), word("open")]),
        ] {
            assert_eq!(tokens(code), right, "{code}");
        }
    }
}
