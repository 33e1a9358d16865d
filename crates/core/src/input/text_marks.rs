//! Marks before the items of a list, those of quoted mail, and those of atlctl for what a page does to a text.

use super::decode_text::trimmed;

/// Behind an address that stands after a table, such as one of a signature: it is in no row.
pub(super) const OUTSIDE: &str = " (outside the table)";

/// Before a text that a reader of the page does not see, and before one of which this, or a line through it, is not known.
pub(super) const HIDDEN: &str = "(hidden) ";
pub(super) const UNCLEAR: &str = "(perhaps hidden) ";

/// Around a text that is struck out, as in Markdown: it may be meant to be left out.
pub(super) const STRUCK: &str = "~~";

/// Before a text that stands in an attribute of the page.
pub(super) const ATTRIBUTE: &str = "(not in the text) ";

/// Before what browsers leave out, such as a tag that never ends.
pub(super) const MARKUP: &str = "(in the markup) ";

/// The text of a cell without what says how it is drawn.
pub(super) fn unmarked(cell: &str) -> &str {
    let cell = cell.strip_prefix(HIDDEN).unwrap_or(cell);
    let cell = cell.strip_prefix(UNCLEAR).unwrap_or(cell);
    let inner = cell
        .strip_prefix(STRUCK)
        .and_then(|cell| cell.strip_suffix(STRUCK));
    inner.unwrap_or(cell)
}

/// The parts of a text that are struck out, and the others.
pub(super) fn struck(text: &str) -> (Vec<&str>, String) {
    let mut parts: Vec<&str> = text.split(STRUCK).collect();
    // A mark that is never closed is none.
    let is_open = parts.len().is_multiple_of(2);
    let open = if is_open { parts.pop() } else { None };
    let struck = parts.iter().skip(1).step_by(2);
    let others = parts.iter().step_by(2).copied().chain(open);
    (
        struck.map(|part| trimmed(part)).collect(),
        others.collect::<Vec<_>>().join(" "),
    )
}

/// The text without a line through all of it.
pub(super) fn not_struck(text: &str) -> &str {
    let inner = text.strip_prefix(STRUCK);
    let inner = inner.and_then(|inner| inner.strip_suffix(STRUCK));
    inner
        .filter(|inner| !inner.contains(STRUCK))
        .unwrap_or(text)
}

/// Without the marks of a list's item: `-`, `1.`, `[x]`, `☐`, `>`.
pub(super) fn unbulleted(text: &str) -> &str {
    let mut text = text;
    while let Some(rest) = text.strip_prefix("[ ]").or_else(|| {
        text.split_once(char::is_whitespace)
            .filter(|(mark, _)| is_mark(mark))
            .map(|(_, rest)| rest)
    }) {
        text = trimmed(rest);
    }
    // Mail programs leave out the blank.
    match text.strip_prefix('>') {
        Some(rest) if !rest.contains(['<', '>']) => trimmed(rest),
        _ => text,
    }
}

fn is_mark(mark: &str) -> bool {
    let number = mark.strip_suffix(['.', ')', ':']);
    let digits = |number: &str| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    matches!(
        mark,
        "-" | "*"
            | "•"
            | "–"
            | "·"
            | "+"
            | "◦"
            | "▪"
            | "●"
            | "○"
            | "‣"
            | "☐"
            | "☑"
            | "☒"
            | "✓"
            | "✔"
            | "✗"
            | "✘"
            | "[x]"
            | "[X]"
    ) || number.is_some_and(digits)
        || (!mark.is_empty() && mark.chars().all(|c| c == '>'))
}

/// A text of which every line is quoted, as a reply has it, without the marks.
pub(super) fn unquoted_mail(text: String) -> String {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let quoted = |line: &str| line.trim_start().starts_with('>');
    if !lines.clone().any(quoted) || !lines.all(quoted) {
        return text;
    }
    let bare = text.lines().map(|line| {
        let line = line.trim_start_matches(['>', ' ']);
        line.to_owned() + "\n"
    });
    bare.collect()
}

/// A table of Jira's old markup as any other with `|`: its headings stand between `||`, and a link to an address is
/// `[text|mailto:address]`.
pub(super) fn of_wiki(text: String) -> String {
    if !is_wiki(&text) {
        return text;
    }
    let lines = text.lines().map(|line| {
        let line = line.trim_start();
        let line = match line.strip_prefix("||") {
            Some(_) => line.replace("||", "|"),
            None => line.to_owned(),
        };
        unlinked(&line) + "\n"
    });
    lines.collect()
}

/// Whether as many headings stand between `||` as cells between `|` below: the first cell of other tables may be empty.
fn is_wiki(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let headings = lines.find_map(|line| {
        let inner = line.strip_prefix("||")?.strip_suffix("||")?;
        let headings = inner.split("||");
        (!headings.clone().any(|one| one.contains('|'))).then(|| headings.count())
    });
    let cells = lines.next().and_then(|line| {
        let line = unlinked(line);
        let inner = line.strip_prefix('|')?.strip_suffix('|')?;
        Some(inner.split('|').count())
    });
    headings.is_some() && headings == cells
}

/// `text <address>` for each `[text|mailto:address]`, and the address alone where it is the text.
fn unlinked(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, from)) = rest.split_once('[') {
        out.push_str(before);
        let link = from.split_once(']').and_then(|(link, behind)| {
            let (text, target) = link.split_once('|')?;
            Some((text, target.strip_prefix("mailto:")?, behind))
        });
        match link {
            Some((text, address, behind)) => {
                if text != address {
                    out.push_str(text);
                    out.push(' ');
                }
                out.push('<');
                out.push_str(address);
                out.push('>');
                rest = behind;
            }
            None => {
                out.push('[');
                rest = from;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off() {
        for text in [
            "- x", "1. x", "2) x", "3: x", "- [ ] x", "* [x] x", "☐ x", "> x", ">> - x", ">x",
            "[ ] x",
        ] {
            assert_eq!(unbulleted(text), "x", "{text}");
        }
        for text in ["x y", "<x> y", "->x", "a. x", "x"] {
            assert_eq!(unbulleted(text), text);
        }
    }

    #[test]
    fn tables_of_a_wiki_are_tables() {
        assert_eq!(
            of_wiki("||Name||Email||\n|Ada|[a@x.example|mailto:a@x.example]|\n|[Bob|mailto:b@x.example]|[x]|\n".to_owned()),
            "|Name|Email|\n|Ada|<a@x.example>|\n|Bob <b@x.example>|[x]|\n"
        );
        for text in [
            "a||b",
            "||Email|\n|x|a@x.example|",
            "||Email||\n|x|a@x.example|y|",
        ] {
            assert_eq!(of_wiki(text.to_owned()), text);
        }
    }

    #[test]
    fn quoted_mail_is_plain_again() {
        let of = |text: &str| unquoted_mail(text.to_owned());
        assert_eq!(of("> a\n>> b\n>\n\n> > c"), "a\nb\n\n\nc\n");
        for text in ["a\n> b\n", "", "\n", "a"] {
            assert_eq!(of(text), text);
        }
    }
}
