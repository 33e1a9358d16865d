//! Texts in lines and cells of a given width.

use atlctl_core::escape_characters::is_unseen;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A word in a script without spaces is broken from this width on.
const BREAKABLE: usize = 12;

/// The width of the longest word that is not to be broken, such as an address, an ID or an option.
pub(super) fn longest_word(text: &str) -> usize {
    let width = |word: &str| match word.is_ascii() {
        true => word.len(),
        false => word.width().min(BREAKABLE),
    };
    text.split(' ').map(width).max().unwrap_or(0)
}

/// A text in lines of at most this width, between words where possible.
pub(super) fn wrap(text: &str, wide: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() {
            if line.width() + 1 + word.width() <= wide {
                line.push(' ');
                line.push_str(word);
                continue;
            }
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if !line.is_empty() && line.width() + c.width().unwrap_or(0) > wide {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    lines
}

/// The same; a word that is longer than the line, which is to be copied, is left whole. Lines after the first are
/// indented, since a value of several texts has a line for each.
pub(super) fn wrap_whole(text: &str, wide: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= wide => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) => lines.push(format!("  {word}")),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A text cut to a width, and whether it was cut.
pub(super) fn fit(text: &str, wide: usize) -> (String, bool) {
    if text.width() <= wide {
        return (text.to_owned(), false);
    }
    let mut kept: String = String::new();
    let mut used = 1; // the mark
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > wide {
            break;
        }
        kept.push(c);
    }
    // Together characters can be wider than one by one.
    while kept.width() + 1 > wide && kept.pop().is_some() {}
    // What shaped the character that follows shapes nothing now.
    while kept.ends_with(is_unseen) {
        kept.pop();
    }
    kept.push('…');
    (kept, true)
}
