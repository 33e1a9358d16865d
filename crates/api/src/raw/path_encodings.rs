//! Tests: paths in every encoding that servers decode, compared with a server that decodes all of them.

use http::Method;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

use super::path::Path;

/// A server that decodes as often as possible, and removes parameters, extensions and empty segments.
fn careless(text: &str) -> Vec<String> {
    let mut plain = text.to_owned();
    for _ in 0..10 {
        plain = percent_decode_str(&plain).decode_utf8_lossy().into_owned();
    }
    let plain = plain.replace('\\', "/");
    let plain = plain.split(['?', '#', '\0']).next().unwrap_or_default();
    let mut segments: Vec<String> = Vec::new();
    for segment in plain.split('/') {
        let segment = segment
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        match segment.as_str() {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    segments
}

/// One character, written in one of the ways that servers decode.
fn written(c: char, how: u8) -> String {
    let hex = |c: char| format!("%{:02x}", u32::from(c) & 0xFF);
    match how {
        0..=3 => c.to_string(),
        4 => hex(c),
        5 => hex(c).to_uppercase(),
        6 => hex(c).replace('%', "%25"),
        7 => hex(c).replace('%', "%2525"),
        _ => c.to_uppercase().to_string(),
    }
}

fn between() -> impl Strategy<Value = &'static str> {
    let odd = vec![
        "//",
        "/./",
        "%2f",
        "%252F",
        "\\",
        "%5c",
        ";x=1/",
        "%3b/",
        "/x/../",
        "/%2e%2e/x/../",
        "/%20/",
    ];
    prop_oneof![4 => Just("/"), 1 => proptest::sample::select(odd)]
}

/// How each character of a word is written: mostly as it is, so that some paths are sent.
fn hows() -> impl Strategy<Value = Vec<u8>> {
    let how = prop_oneof![60 => Just(0_u8), 12 => 4_u8..9];
    let plain = proptest::collection::vec(Just(0_u8), 48);
    prop_oneof![plain, proptest::collection::vec(how, 48)]
}

fn ending() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "",
        "",
        "/",
        "//",
        "%00",
        "%00.json",
        "%3f",
        "%3fx",
        "%253f",
        "%23",
        "%2523",
        "?x",
        "#",
        "%5c",
        "\\",
        ";",
        ";a=b",
        "%3b",
        "/.",
        "/%2e",
        "/x/..",
        "%20",
        "%09",
        "/%20",
        "/*",
        "/-",
        ".json",
        ".",
        "%2f",
        "%252f",
        "/;/search",
        ";/search",
        "/search",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// In no spelling is the call sent that a careless server reads as revoking every token.
    #[test]
    fn the_call_that_revokes_every_token_is_never_made(
        separators in proptest::collection::vec(between(), 6),
        hows in hows(),
        end in ending(),
    ) {
        let words = ["admin", "api-access", "v1", "orgs", "o1", "api-tokens"];
        let mut hows = hows.into_iter().cycle();
        let mut text = String::new();
        for (word, separator) in words.iter().zip(&separators) {
            text.push_str(separator);
            text.extend(word.chars().map(|c| written(c, hows.next().unwrap_or(0))));
        }
        text.push_str(end);
        let (path, _) = text.split_once('?').unwrap_or((&text, ""));
        let read = careless(path);
        let revokes = read.iter().rfind(|segment| segment.contains(char::is_alphanumeric))
            .is_some_and(|last| last.split('.').next() == Some("api-tokens"));
        if let Ok(path) = Path::parse(path) {
            let made = path.is_plain() && !path.is_forbidden(&Method::DELETE);
            prop_assert!(!(revokes && made), "{} is sent as {}", text, path.text());
            // What is sent is read as what was decided about.
            prop_assert_eq!(careless(&path.text()), read);
        }
    }

    /// What counts as reading is, for a careless server, that search and nothing else.
    #[test]
    fn nothing_that_changes_counts_as_reading(
        separators in proptest::collection::vec(between(), 6),
        hows in hows(),
        end in ending(),
    ) {
        let words = ["users", "a1", "manage", "lifecycle", "disable"];
        let mut hows = hows.into_iter().cycle();
        let mut text = String::new();
        for (word, separator) in words.iter().zip(&separators) {
            text.push_str(separator);
            text.extend(word.chars().map(|c| written(c, hows.next().unwrap_or(0))));
        }
        text.push_str(end);
        if let Ok(path) = Path::parse(&text) {
            prop_assert!(!path.reads(&Method::POST), "{}", text);
        }
    }

    #[test]
    fn any_text_is_refused_or_sent_as_it_is_read(text in "/?[a-z0-9./%;:?#|\\\\ \\x00ü{}-]{0,40}") {
        if let Ok(path) = Path::parse(&text) {
            let again = Path::parse(&path.text());
            prop_assert_eq!(again.as_ref(), Ok(&path));
            prop_assert_eq!(careless(&path.text()), careless(&text));
        }
    }
}
