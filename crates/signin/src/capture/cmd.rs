//! A command line as Windows' cmd and the called program's start-up code would split it.

use super::CaptureError;

/// The words of each command.
pub(super) fn commands(text: &str) -> Result<Vec<Vec<String>>, CaptureError> {
    let text = text.replace("\r\n", "\n");
    lines(&text)?.iter().map(|line| words(line)).collect()
}

/// What cmd does: carets, and where a command ends. A quote that has a caret before it is none to cmd.
fn lines(text: &str) -> Result<Vec<String>, CaptureError> {
    let mut all = Vec::new();
    let mut line = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                quoted = !quoted;
                line.push(c);
            }
            '^' if !quoted => match chars.next() {
                // The line continues; a second line end counts.
                Some('\n') => {
                    if chars.peek() == Some(&'\n') {
                        chars.next();
                        line.push('\n');
                    }
                }
                Some(c) => line.push(c),
                // A caret at the very end: the paste was cut.
                None => return Err(CaptureError::Unterminated),
            },
            '\n' | '&' | '|' if !quoted => all.push(std::mem::take(&mut line)),
            c => line.push(c),
        }
    }
    all.push(line);
    all.retain(|line| !line.trim().is_empty());
    Ok(all)
}

/// What the called program does: quotes and backslashes before quotes.
fn words(line: &str) -> Result<Vec<String>, CaptureError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut slashes = 0;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' {
            slashes += 1;
            if chars.peek() == Some(&'"') {
                let kept = slashes / 2;
                let literal = slashes % 2 == 1;
                word.get_or_insert_default()
                    .extend(std::iter::repeat_n('\\', kept));
                if literal {
                    chars.next();
                    word.get_or_insert_default().push('"');
                }
                slashes = 0;
            } else if chars.peek() != Some(&'\\') {
                word.get_or_insert_default()
                    .extend(std::iter::repeat_n('\\', slashes));
                slashes = 0;
            }
            continue;
        }
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    if quoted {
        return Err(CaptureError::Unterminated);
    }
    words.extend(word);
    Ok(words)
}
