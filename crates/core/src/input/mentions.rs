//! The people in a text: addresses and account IDs as spreadsheets, mail programs and web pages write them.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizer;

use super::account_id::{contains_account_id, is_account_id, of_link};
use super::character_references::reference;
use super::decode_text::trimmed;
use super::display_name::can_be_name;
use super::text_marks::{STRUCK, struck, unbulleted};
use super::{Reason, address};

/// The text between two separators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// An address.
    Email(String),
    /// An account ID.
    Account(String),
    /// Something with an `@` that cannot be read as one address.
    Wrong(String, Reason),
    /// Any other text.
    Text(String),
}

/// A text between two separators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    text: &'a str,
    /// The separator behind it; `None` at the end.
    behind: Option<char>,
}

impl Piece<'_> {
    pub(super) fn is_blank(&self) -> bool {
        trimmed(self.text).is_empty()
    }
}

/// Words before the recipients of a message, as mail programs write them.
pub(super) const LABELS: [&str; 14] = [
    "to",
    "cc",
    "bcc",
    "an",
    "kopie",
    "à",
    "para",
    "a",
    "aan",
    "do",
    "till",
    "til",
    "宛先",
    "收件人",
];

/// Whether something in a text may be meant as an address: an `@` with a character on either side.
pub(super) fn is_address_like(text: &str) -> bool {
    let side = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    text.match_indices(['@', '＠']).any(|(at, sign)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + sign.len()..).unwrap_or_default();
        side(before.chars().next_back()) && side(behind.chars().next())
    })
}

/// Everyone a text names, in order.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let plain = trimmed(text);
    if plain.is_empty() {
        return Vec::new();
    }
    // Nearly every cell.
    if let Some(entry) = exact(plain) {
        return vec![entry];
    }
    of_pieces(&pieces(text))
}

/// The person named by a text that is exactly an address or account ID, as atlctl writes it.
pub(super) fn verbatim(text: &str) -> Vec<Entry> {
    let plain = trimmed(text);
    match (exact(plain), address::check(plain)) {
        (Some(entry), _) => vec![entry],
        _ if plain.is_empty() => Vec::new(),
        (None, Err(reason)) if plain.contains('@') => vec![Entry::Wrong(plain.to_owned(), reason)],
        _ => vec![Entry::Text(plain.to_owned())],
    }
}

/// The texts between separators, blank ones too. Separators inside quotation marks and angle brackets are none.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let text = unlabeled(unframed(trimmed(text)));
    split(text, true)
        .or_else(|| split(text, false))
        .unwrap_or_default()
}

/// Who is named in them. Of "Lee, Ann <ann@example.com>" the first piece belongs to the name.
pub(super) fn of_pieces(pieces: &[Piece<'_>]) -> Vec<Entry> {
    let mut all = Vec::new();
    let mut name = None;
    for piece in pieces.iter().filter(|piece| !piece.is_blank()) {
        let mut found = single(piece.text);
        if let Some(first) = &name
            && trimmed(piece.text).ends_with(['>', ']'])
            && is_address_like(piece.text)
        {
            found = single(&format!("{first}, {}", trimmed(piece.text)));
            name = None;
        }
        all.extend(name.take().map(Entry::Text));
        if let ([Entry::Text(text)], Some(',')) = (&found[..], piece.behind) {
            name = Some(text.clone());
            continue;
        }
        all.append(&mut found);
    }
    all.extend(name.map(Entry::Text));
    all
}

/// Without the bracket around a whole list.
fn unframed(text: &str) -> &str {
    for (open, close) in [('[', ']'), ('{', '}')] {
        let inner = text
            .strip_prefix(open)
            .and_then(|text| text.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close])) {
            return trimmed(inner);
        }
    }
    text
}

/// Without the word before the recipients of a message.
fn unlabeled(text: &str) -> &str {
    match text.split_once([':', '：']) {
        Some((label, rest)) if LABELS.contains(&label.trim().to_lowercase().as_str()) => rest,
        _ => text,
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | ';' | '\n' | '\t' | '|' | '，' | '；' | '、')
}

/// Whether a separator is none: it ends a character reference, such as `&shy;`, or a line within an address.
pub(super) fn is_within(text: &str, at: usize) -> bool {
    let (before, from) = text.split_at(at);
    match from.chars().next() {
        Some(';') => before.rfind('&').is_some_and(|begin| {
            let whole = text.get(begin..).unwrap_or_default();
            reference(whole) == Some(at + 1 - begin)
        }),
        Some('\n') => is_broken(before, from),
        _ => false,
    }
}

/// Whether the end of a line between two texts may be one within an address: the first ends, or the second begins,
/// with a character that joins the parts of one.
pub(super) fn is_broken(before: &str, behind: &str) -> bool {
    const JOINS: [char; 4] = ['.', '-', '_', '+'];
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let first = behind.split_whitespace().next().unwrap_or_default();
    (last.len() > 1 && last.ends_with(JOINS)) || (first.len() > 1 && first.starts_with(JOINS))
}

/// `None` where quotation marks or brackets do not pair up.
fn split(text: &str, nested: bool) -> Option<Vec<Piece<'_>>> {
    let mut all = Vec::new();
    let (mut start, mut quoted, mut bracket) = (0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' if nested && !bracket => quoted = !quoted,
            '<' if nested && !quoted => {
                if bracket {
                    return None;
                }
                bracket = true;
            }
            '>' if nested && !quoted => {
                if !bracket {
                    return None;
                }
                bracket = false;
            }
            c if is_separator(c) && !quoted && !bracket && !is_within(text, at) => {
                all.push(Piece {
                    text: text.get(start..at).unwrap_or_default(),
                    behind: Some(c),
                });
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    all.push(Piece {
        text: text.get(start..).unwrap_or_default(),
        behind: None,
    });
    (!quoted && !bracket).then_some(all)
}

fn exact(text: &str) -> Option<Entry> {
    if is_account_id(text) {
        return Some(Entry::Account(text.to_owned()));
    }
    let is_address = !text.starts_with(STRUCK) && address::check(text).is_ok();
    is_address.then(|| Entry::Email(text.to_owned()))
}

/// The entries of one piece; usually one.
fn single(piece: &str) -> Vec<Entry> {
    let whole = trimmed(piece);
    if let Some(entry) = exact(whole) {
        return vec![entry];
    }
    if whole.matches(STRUCK).count() > 1 && (whole.contains('@') || contains_account_id(whole)) {
        let (struck, rest) = struck(whole);
        let is_person = |text: &&str| is_address_like(text) || contains_account_id(text);
        let struck = struck.into_iter().filter(is_person);
        let mut named: Vec<Entry> = struck
            .map(|text| Entry::Wrong(text.to_owned(), Reason::StruckOut))
            .collect();
        if named.is_empty() {
            return vec![Entry::Wrong(whole.replace(STRUCK, ""), Reason::Beside)];
        }
        // Those who stand beside them are not lost.
        let others = entries(&rest).into_iter();
        named.extend(others.filter(|entry| !matches!(entry, Entry::Text(_))));
        return named;
    }
    // A line that begins here, or ends here, is one through several people.
    let inner = whole.trim_matches('~');
    if (whole.starts_with(STRUCK) || whole.ends_with(STRUCK)) && is_address_like(inner) {
        return vec![Entry::Wrong(inner.to_owned(), Reason::StruckOut)];
    }
    let text = with_at(unbulleted(whole));
    let Some(entry) = form(&text) else {
        let words: Vec<&str> = text.split_whitespace().collect();
        // "ann@example.com <bob@example.com>" is ambiguous.
        let named: Vec<Entry> = words
            .iter()
            .filter_map(|word| exact(trimmed(word)))
            .collect();
        if named.len() > 1 && named.len() == words.len() {
            return named;
        }
        // Each in brackets of its own, without a name.
        let bracketed = |word: &&str| word.starts_with('<') && word.ends_with('>');
        if words.len() > 1 && words.iter().all(bracketed) {
            let named: Option<Vec<Entry>> = words.iter().map(|word| form(word)).collect();
            if let Some(named) = named {
                return named;
            }
        }
        let whole = whole.to_owned();
        if !text.contains('@') {
            return vec![Entry::Text(whole)];
        }
        let reason = match address::check(&text) {
            Err(reason) if !words.iter().any(|word| form(word).is_some()) => reason,
            _ => Reason::Beside,
        };
        return vec![Entry::Wrong(whole, reason)];
    };
    vec![entry]
}

/// An `@` and dots that were typed on an East Asian keyboard are those of an address.
pub(super) fn with_at(text: &str) -> Cow<'_, str> {
    if text.contains('＠') && !text.contains('@') {
        ComposingNormalizer::new_nfkc().normalize(text)
    } else {
        Cow::Borrowed(text)
    }
}

/// An address or account ID in one of the forms in which programs write them.
fn form(text: &str) -> Option<Entry> {
    let text = unquoted(trimmed(text));
    if let Some(entry) = exact(text) {
        return Some(entry);
    }
    if let Some(entry) = linked(text) {
        return Some(entry);
    }
    // Chats write `<mailto:ann@example.com|ann@example.com>`, wikis the other way round; prose ends with a stop.
    if let Some((one, other)) = text.split_once('|') {
        return form(one).filter(|entry| form(other).as_ref() == Some(entry));
    }
    if let Some(entry) = text.strip_suffix('.').and_then(exact) {
        return Some(entry);
    }
    for (open, close) in [('<', '>'), ('(', ')'), ('[', ']')] {
        let Some((before, inner)) = text
            .strip_suffix(close)
            .and_then(|text| text.rsplit_once(open))
        else {
            continue;
        };
        let inner = unquoted(trimmed(inner));
        let named = exact(inner).or_else(|| linked(inner));
        let before = unquoted(trimmed(before));
        return match named {
            Some(named) if fits(before, &named) => Some(named),
            // A comment behind the address.
            None if open == '(' && !inner.contains(['@', '＠']) => {
                exact(before).filter(|named| is_name_of(inner, named))
            }
            _ => None,
        };
    }
    None
}

/// Whether the text before an address in brackets is a name, or the same address.
fn fits(before: &str, named: &Entry) -> bool {
    let label = before
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(before);
    match (form(label), named) {
        (Some(Entry::Email(label)), Entry::Email(named)) => {
            crate::store::email_key(&label) == crate::store::email_key(named)
        }
        (Some(_), _) => false,
        (None, named) => !label.contains(['@', '＠', '<', '>']) && is_name_of(label, named),
    }
}

/// Whether a text can be the name of a person.
fn is_name_of(text: &str, named: &Entry) -> bool {
    match named {
        Entry::Email(address) => can_be_name(text, Some(address)),
        _ => can_be_name(text, None),
    }
}

/// The person of a link: of one to an account, or the address of `mailto:ann@example.com?subject=…`; `None` where the text behind it names others, as `?cc=…` does.
pub(super) fn linked(text: &str) -> Option<Entry> {
    if let Some(id) = of_link(text) {
        return Some(Entry::Account(id));
    }
    let (scheme, rest) = text.split_once(':')?;
    if !["mailto", "smtp", "email", "e-mail", "mail"].contains(&scheme.to_lowercase().as_str()) {
        return None;
    }
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .ok()
            .map(Cow::into_owned)
    };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (address, behind) = rest.split_at(end);
    if is_address_like(behind) || decoded(behind).is_none_or(|behind| is_address_like(&behind)) {
        return None;
    }
    exact(trimmed(&decoded(trimmed(address))?))
}

/// Without a pair of quotation marks around it.
fn unquoted(text: &str) -> &str {
    const PAIRS: [(char, char); 9] = [
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('*', '*'),
        ('\u{201c}', '\u{201d}'),
        ('\u{201e}', '\u{201c}'),
        ('\u{2018}', '\u{2019}'),
        ('«', '»'),
        ('<', '>'),
    ];
    let mut text = text;
    loop {
        let inner = PAIRS.iter().find_map(|(open, close)| {
            let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
            (!inner.contains(['<', '>'])).then_some(inner)
        });
        match inner {
            Some(inner) => text = trimmed(inner),
            None => return text,
        }
    }
}

#[cfg(test)]
mod tests;
