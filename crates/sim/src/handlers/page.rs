//! Pages of lists: cursors and what may be wrong with them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::PageFault;

/// One page of a list of numbers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// The numbers on it.
    pub numbers: Vec<usize>,
    /// Where the next one begins; none on the last.
    pub next: Option<usize>,
}

/// The page that begins here. `find` gives the number at a place if it belongs to the list.
pub(super) fn page(
    start: usize,
    limit: usize,
    places: usize,
    fault: Option<PageFault>,
    find: impl Fn(usize) -> Option<usize>,
) -> Page {
    let from = match fault {
        Some(PageFault::Duplicate) => start.saturating_sub(limit.div_ceil(2)),
        Some(PageFault::Shift) if start > 0 => start + 1,
        _ => start,
    };
    let mut numbers = Vec::with_capacity(limit);
    let mut at = from;
    let mut next = None;
    while at < places {
        if let Some(number) = find(at) {
            if numbers.len() == limit {
                next = Some(at);
                break;
            }
            numbers.push(number);
        }
        at += 1;
    }
    if fault == Some(PageFault::Loop) {
        next = Some(start);
    }
    Page { numbers, next }
}

/// An object with one more field.
pub(super) fn with(mut object: Value, name: &str, value: impl Into<Value>) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value.into());
    }
    object
}

/// An opaque cursor.
pub(super) fn cursor(kind: &str, place: usize) -> String {
    cursor_of(kind, &place.to_string())
}

/// An opaque cursor that holds a text.
pub(super) fn cursor_of(kind: &str, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{text}"))
}

/// The text in a cursor of this kind.
pub(super) fn text_of(kind: &str, cursor: &str) -> Option<String> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let text = text.strip_prefix(kind)?.strip_prefix(':')?;
    Some(text.to_owned())
}

/// The offset in a cursor of this kind.
pub(super) fn place(kind: &str, cursor: &str) -> Option<usize> {
    text_of(kind, cursor)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_meet_and_end() {
        let odd = |n: usize| (n % 2 == 1).then_some(n);
        let first = page(0, 3, 10, None, odd);
        assert_eq!(
            first,
            Page {
                numbers: vec![1, 3, 5],
                next: Some(7)
            }
        );
        let last = page(7, 3, 10, None, odd);
        assert_eq!(
            last,
            Page {
                numbers: vec![7, 9],
                next: None
            }
        );
        assert_eq!(page(0, 5, 10, None, odd).next, None);
    }

    #[test]
    fn faulty_pages() {
        let all = |n: usize| Some(n);
        assert_eq!(
            page(4, 4, 10, Some(PageFault::Duplicate), all).numbers,
            [2, 3, 4, 5]
        );
        assert_eq!(
            page(4, 4, 10, Some(PageFault::Shift), all).numbers,
            [5, 6, 7, 8]
        );
        assert_eq!(page(4, 4, 10, Some(PageFault::Loop), all).next, Some(4));
    }

    #[test]
    fn cursors() {
        assert_eq!(place("users", &cursor("users", 12)), Some(12));
        assert_eq!(place("groups", &cursor("users", 12)), None);
        assert_eq!(place("users", "garbage!"), None);
    }
}
