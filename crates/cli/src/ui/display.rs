//! Strings of others on their way to the terminal: what could steer it is shown, not done.

/// The text with control characters, direction marks and invisible characters written as `\u{…}`.
pub fn display(text: &str) -> String {
    escape(text, false)
}

/// The same for text of several lines: line ends and tabs stay.
pub fn display_lines(text: &str) -> String {
    escape(text, true)
}

fn escape(text: &str, lines: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if lines && matches!(c, '\n' | '\t') {
            shown.push(c);
        } else if steers(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether the character is acted on by a terminal, or is invisible.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{061c}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(
            display("Ann \u{1b}[2J\u{9b}x\u{202e}y\u{200b}"),
            "Ann \\u{1b}[2J\\u{9b}x\\u{202e}y\\u{200b}"
        );
        assert_eq!(display("a\nb"), "a\\u{a}b");
        assert_eq!(display_lines("a\nb\tc\r"), "a\nb\tc\\u{d}");
        assert_eq!(display("Zoë 李 👩"), "Zoë 李 👩");
    }
}
