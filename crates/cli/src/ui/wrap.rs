//! Lines that fit the terminal: broken between words, never within a word or a command.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

/// So far further lines of a message are indented.
const INDENT: usize = 2;

/// The text in lines of at most this width, as far as its words allow. What is in one of the `whole` places, such as a
/// command, stays on a line, so that it can be copied.
pub fn wrapped(text: &str, whole: &[Range<usize>], width: usize) -> String {
    let mut lines = String::with_capacity(text.len() + text.len() / 16);
    let mut start = 0;
    for line in text.split('\n') {
        if start > 0 {
            lines.push('\n');
        }
        if line.width() <= width {
            lines.push_str(line);
        } else {
            wrap(&mut lines, line, start, whole, width);
        }
        start += line.len() + 1;
    }
    lines
}

/// Appends one line of the text, which begins at `start` in it.
fn wrap(lines: &mut String, line: &str, start: usize, whole: &[Range<usize>], width: usize) {
    let indent = indent(line, width);
    let (mut used, mut first) = (0, true);
    let mut done = 0;
    for word in words(line, start, whole) {
        let gap = line.get(done..word.start).unwrap_or_default();
        let text = line.get(word.clone()).unwrap_or_default();
        done = word.end;
        // The mark of a shell stays beside its command.
        let after_mark = line.get(..word.start) == Some("$ ");
        if !first && !after_mark && used + gap.len() + text.width() > width {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            used = indent;
        } else {
            lines.push_str(gap);
            used += gap.len();
        }
        lines.push_str(text);
        used += text.width();
        first = false;
    }
}

/// Where the words of a line are; one that begins in a `whole` place goes on to its end.
fn words(line: &str, start: usize, whole: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut begun = None;
    for (at, c) in line.char_indices() {
        let is_gap = c == ' '
            && !whole
                .iter()
                .any(|place| (place.start + 1..place.end).contains(&(start + at)));
        match begun {
            Some(begin) if is_gap => {
                words.push(begin..at);
                begun = None;
            }
            None if !is_gap => begun = Some(at),
            _ => {}
        }
    }
    words.extend(begun.map(|begin| begin..line.len()));
    words
}

/// The indent of the lines that follow a first line: below its text, where a label or a mark stands before that.
fn indent(line: &str, width: usize) -> usize {
    let text = line.trim_start_matches(' ');
    let leading = line.len() - text.len();
    let label = text.find("  ").map_or(0, |at| {
        let rest = text.get(at..).unwrap_or_default();
        let gap = rest.len() - rest.trim_start_matches(' ').len();
        text.get(..at).unwrap_or_default().width() + gap
    });
    let mark = ["- ", "-> "].iter().find(|mark| text.starts_with(**mark));
    let hanging = match (label, mark) {
        (1.., _) => leading + label,
        (_, Some(mark)) => leading + mark.len(),
        _ if leading > 0 => leading,
        _ => INDENT,
    };
    if hanging > width / 2 {
        leading.min(width / 2) + INDENT
    } else {
        hanging
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str, width: usize) -> String {
        let command = text.find("atlctl").map(|at| {
            let rest = &text[at..];
            at..at + rest.find(';').unwrap_or(rest.len())
        });
        wrapped(text, command.as_slice(), width)
    }

    #[test]
    fn lines_are_broken_between_words() {
        for (text, width, lines) in [
            ("short", 5, "short"),
            ("Hint: one two three", 14, "Hint: one two\n  three"),
            ("   a b c d e f", 9, "   a b c\n   d e f"),
            ("label      one two three", 24, "label      one two three"),
            (
                "label   one two three",
                16,
                "label   one two\n        three",
            ),
            ("- one two three", 11, "- one two\n  three"),
            ("a\nbb cc dd\nee", 5, "a\nbb cc\n  dd\nee"),
            ("$ abcdefghij klm", 5, "$ abcdefghij\n  klm"),
            ("abcdefghij klm", 5, "abcdefghij\n  klm"),
            ("李小龙 李小龙", 8, "李小龙\n  李小龙"),
            // A command is copied as one line.
            (
                "mirror it: atlctl sync --only users; or wait",
                20,
                "mirror it:\n  atlctl sync --only users;\n  or wait",
            ),
        ] {
            assert_eq!(at(text, width), lines, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_word_stays(text in "[a-z 李]{0,80}", width in 1usize..40) {
            let lines = wrapped(&text, &[], width);
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&lines), words(&text));
            for line in lines.lines() {
                prop_assert!(line.width() <= width || words(line).len() == 1, "{:?}", line);
            }
        }
    }
}
