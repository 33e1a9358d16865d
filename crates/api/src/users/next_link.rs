//! Find the next page of a page of users without parsing the users.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::page::{Next, next_of};

/// Result of scanning a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scan<'a> {
    /// `links.next`: the next page.
    pub(super) next: Next,
    /// Whether the page has no users.
    pub(super) empty: bool,
    /// The text of the people, with at most a few signs around it.
    pub(super) people: &'a [u8],
}

/// Pages shorter than this are always scanned in full: only they can be empty.
const SHORT: usize = 512;

/// Scans a page.
///
/// The service writes `links` last, so the end of the text is enough. That holds only when the last
/// `"links"` is the page's own: it is when its object is followed by nothing but the page's closing
/// brace. (Inside a JSON string the quotes would be escaped, so the bytes `"links":` are always a key.)
/// All else is left to the parser.
pub(super) fn scan(body: &[u8]) -> serde_json::Result<Scan<'_>> {
    if body.len() >= SHORT
        && let Some((next, at)) = tail(body)
    {
        return Ok(Scan {
            next,
            empty: false,
            people: body.get(..at).unwrap_or_default(),
        });
    }
    let page: HashMap<Cow<'_, str>, &RawValue> = serde_json::from_slice(body)?;
    let people = page.get("data").map_or("", |data| data.get());
    let list: Option<Vec<IgnoredAny>> = serde_json::from_str(people)?;
    Ok(Scan {
        next: next_of(|name| page.get(name).map(|raw| raw.get())),
        empty: list.is_none_or(|list| list.is_empty()),
        people: people.as_bytes(),
    })
}

/// The next page, and where the users end.
fn tail(body: &[u8]) -> Option<(Next, usize)> {
    const KEY: &[u8] = b"\"links\"";
    // A cursor is short; a longer tail is left to the parser.
    let from = body.len().saturating_sub(4_096);
    let end = body.get(from..)?;
    let at = end.windows(KEY.len()).rposition(|bytes| bytes == KEY)?;
    let rest = end.get(at + KEY.len()..)?.trim_ascii();
    let object = rest.strip_prefix(b":")?.trim_ascii();
    // The page's own closing brace, then the object's.
    let object = object.strip_suffix(b"}")?.trim_ascii_end();
    if !object.ends_with(b"}") {
        return None;
    }
    let links = std::str::from_utf8(object).ok()?;
    serde_json::from_str::<IgnoredAny>(links).ok()?;
    let next = next_of(|name| (name == "links").then_some(links));
    Some((next, from + at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page(people: usize, links: &str) -> String {
        let person =
            r#"{"accountId":"a","name":"\"links\":{\"next\":\"no\"}","links":{"self":"x"}}"#;
        let people = vec![person; people].join(",");
        format!(r#"{{"data":[{people}],{links}}}"#)
    }

    #[test]
    fn the_end_tells() {
        let long = page(100, r#""links" : {"self":"s","next":"abc\"d"} "#);
        let next = |body: &str| tail(body.as_bytes()).map(|(next, _)| next);
        assert_eq!(next(&long), Some(Next::Text("abc\"d".into())));
        let last = page(100, r#""links":{"self":"s"}"#);
        assert_eq!(next(&last), Some(Next::None));
        assert_eq!(
            next(&page(100, r#""links":{"next":null}"#)),
            Some(Next::None)
        );
    }

    #[test]
    fn a_persons_links_are_not_the_pages() {
        // Here the last "links" is a person's: the parser must decide.
        let body = format!(
            r#"{{"links":{{"next":"c"}},"data":[{}]}}"#,
            vec![r#"{"accountId":"a","links":{"next":"wrong"}}"#; 30].join(",")
        );
        assert_eq!(tail(body.as_bytes()), None);
        assert_eq!(scan(body.as_bytes()).unwrap().next, Next::Text("c".into()));
    }

    #[test]
    fn short_and_odd_pages() {
        let empty = scan(br#"{"data":[],"links":{"next":"x"}}"#).unwrap();
        assert_eq!(
            empty,
            Scan {
                next: Next::Text("x".into()),
                empty: true,
                people: b"[]",
            }
        );
        assert!(scan(b"").is_err());
        assert!(scan(b"[]").is_err());
        assert!(scan(b"{}").is_err());
        let twice = scan(br#"{"data":null,"links":{"next":"a"},"links":{"next":"b"}}"#).unwrap();
        assert_eq!((twice.next, twice.empty), (Next::Text("b".into()), true));
        assert!(scan(br#"{"data":[{"#).is_err());
    }

    proptest! {
        #[test]
        fn both_ways_agree(people in 7_usize..30, next in proptest::option::of("\\PC{0,30}"), first in any::<bool>()) {
            let links = format!(r#""links":{{"next":{}}}"#, serde_json::to_string(&next).unwrap());
            let body = if first {
                page(people, "\"x\":1").replacen('{', &format!("{{{links},"), 1)
            } else {
                page(people, &links)
            };
            let want = next
                .filter(|n| !n.trim().is_empty())
                .map_or(Next::None, Next::Text);
            prop_assert_eq!(scan(body.as_bytes()).unwrap().next, want);
        }

        #[test]
        fn bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..800)) {
            let _ = scan(&bytes);
        }

        #[test]
        fn a_cut_page_has_no_wrong_next(cut in 0_usize..2_000) {
            let whole = page(20, r#""links":{"next":"right"}"#);
            let cut = cut.min(whole.len());
            if let Ok(scan) = scan(&whole.as_bytes()[..cut]) {
                prop_assert!(cut == whole.len() || scan.next == Next::None);
            }
        }
    }
}
