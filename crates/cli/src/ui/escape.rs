//! Strings of others on their way to the terminal: what could steer it, or cannot be seen, is written as its number.

use atlctl_core::escape_characters::{visible, visible_lines};

/// The text on one line, with control characters, direction marks and invisible characters written as `\u{…}`, and
/// tabs and line ends as `\t`, `\n` and `\r`.
pub fn display(text: &str) -> String {
    visible(text).into_owned()
}

/// The same for text of several lines: line ends and tabs stay.
pub fn display_lines(text: &str) -> String {
    visible_lines(text).into_owned()
}

/// The lines of one message. Those after the first are indented, so that no text of others passes for a message of
/// its own.
pub(super) fn message(text: &str) -> String {
    visible_lines(text).trim_end().replace('\n', "\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_controls_the_terminal() {
        assert_eq!(
            display("Ann \u{1b}[2J\u{9b}x\u{202e}y\u{200b}"),
            "Ann \\u{1b}[2J\\u{9b}x\\u{202e}y\\u{200b}"
        );
        assert_eq!(display("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(display_lines("a\nb\tc\r"), "a\nb\tc\\r");
        assert_eq!(message("a\nError: b\n"), "a\n  Error: b");
        assert_eq!(display("Zoë 李 👩"), "Zoë 李 👩");
    }
}
