//! The last step before a message is printed: what looks like a secret, or is part of one that was given as an argument,
//! in the environment or in the configuration, is replaced.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use atlctl_signin::secret_text::secrets_in;
use atlctl_signin::{is_token_line, token_parts_in};

use crate::environment::{API_KEY_VARIABLE, DIRECTORY_KEY_VARIABLE, SESSION_VARIABLE};

/// The text that replaces a secret.
const HIDDEN: &str = "[hidden]";
/// So many characters of a secret in a row are not shown.
const PART: usize = 8;
/// What is shorter is no secret, and would hide words.
const SHORTEST: usize = 4;

/// Secrets that were given where none belongs.
#[derive(Default)]
struct Given {
    /// Their parts, in lower case.
    parts: HashSet<[u8; PART]>,
    /// Those that are shorter than a part, in lower case.
    short: Vec<String>,
}

impl Given {
    fn add(&mut self, secret: &str) {
        let small = secret.to_ascii_lowercase();
        if small.len() < PART {
            if small.len() >= SHORTEST && !self.short.contains(&small) {
                self.short.push(small);
            }
            return;
        }
        let parts = small.as_bytes().windows(PART);
        self.parts
            .extend(parts.filter_map(|part| <[u8; PART]>::try_from(part).ok()));
    }

    /// Where parts of them are in a text.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let small = text.to_ascii_lowercase();
        let long = small.as_bytes().windows(PART).enumerate();
        let long = long.filter(|(_, part)| self.parts.contains(*part));
        let mut places: Vec<Range<usize>> = long.map(|(at, _)| at..at + PART).collect();
        for secret in &self.short {
            let found = small.match_indices(secret.as_str());
            places.extend(found.map(|(at, _)| at..at + secret.len()));
        }
        places
    }
}

/// What no message repeats.
static MESSAGES: Mutex<Option<Given>> = Mutex::new(None);
/// What no output repeats either: it is in settings, which output shows.
static OUTPUT: Mutex<Option<Given>> = Mutex::new(None);

fn lock(given: &'static Mutex<Option<Given>>) -> MutexGuard<'static, Option<Given>> {
    given.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Remembers what looks like a secret in the arguments and in the environment.
pub fn remember_process() {
    for word in std::env::args_os().skip(1) {
        remember_setting(&word.to_string_lossy());
    }
    for (name, value) in std::env::vars_os() {
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        // Settings, and folders whose paths are shown.
        let is_shown = name.starts_with("ATLCTL_") || name.starts_with("XDG_") || name == "HOME";
        let is_secret = [SESSION_VARIABLE, API_KEY_VARIABLE, DIRECTORY_KEY_VARIABLE];
        if is_shown && !is_secret.contains(&name.as_ref()) {
            remember_setting(&value);
            remember_parts(&OUTPUT, &value);
        } else {
            remember(&MESSAGES, &value);
        }
        // Messages show paths that are made of any of them.
        remember_parts(&MESSAGES, &value);
    }
}

/// Remembers what may be a part of a token, in a text that is no data.
fn remember_parts(given: &'static Mutex<Option<Given>>, text: &str) {
    remember_places(given, text, token_parts_in(text));
}

/// Remembers what looks like a secret in a setting: neither messages nor output repeat it.
pub fn remember_setting(text: &str) {
    remember(&MESSAGES, text);
    remember(&OUTPUT, text);
}

/// A part of a token that is longer is that of a picture in a page.
const LONGEST_PART: usize = 8 << 10;

/// Remembers what certainly is a secret in something that is read whole, such as a list, and what may be a part of one:
/// messages quote its cells, also pieces of them, and of a piece nobody could tell what it is. In any encoding of letters
/// as ASCII or UTF-16.
pub fn remember_input(bytes: &[u8]) {
    // Whether the line before is a token, or a part of one, to its end.
    let mut is_wrapped = false;
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')) {
        let narrow;
        let line = if line.contains(&0) {
            narrow = line
                .iter()
                .copied()
                .filter(|byte| *byte != 0)
                .collect::<Vec<u8>>();
            &narrow[..]
        } else {
            line
        };
        if line.is_empty() {
            continue;
        }
        let text = String::from_utf8_lossy(line);
        is_wrapped = remember_wrapped(&text, is_wrapped);
        if !may_have_secret(line) {
            continue;
        }
        let certain = secrets_in(&text)
            .into_iter()
            .filter(|secret| secret.certain);
        remember_places(&MESSAGES, &text, certain.map(|secret| secret.at).collect());
    }
}

/// Remembers the parts of tokens in a line, and the whole line where it goes on with the token of the line before.
/// Whether the next line may go on with one.
fn remember_wrapped(line: &str, is_wrapped: bool) -> bool {
    let quote = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\');
    let plain = line.trim_matches(quote);
    if is_wrapped && is_token_line(plain) {
        remember_places(&MESSAGES, plain, std::iter::once(0..plain.len()).collect());
        return true;
    }
    let mut parts = token_parts_in(line);
    parts.retain(|part| part.len() <= LONGEST_PART);
    let end = line.trim_end_matches(quote).len();
    let goes_on = parts.iter().any(|part| part.end == end);
    remember_places(&MESSAGES, line, parts);
    goes_on
}

/// Whether a text certainly has a secret.
pub fn is_secret(text: &str) -> bool {
    may_have_secret(text.as_bytes()) && secrets_in(text).iter().any(|secret| secret.certain)
}

/// Whether it is worth looking closer: most lines have nothing of a key, a session, a cookie or a percent code.
fn may_have_secret(line: &[u8]) -> bool {
    let pairs = line.iter().zip(line.iter().skip(1));
    let mut near =
        pairs.filter(|pair| matches!(pair, (b'e', b'y') | (b'A', b'T') | (b'.', b't') | (b'%', _)));
    near.next().is_some()
}

fn remember(given: &'static Mutex<Option<Given>>, text: &str) {
    let found = secrets_in(text).into_iter().map(|secret| secret.at);
    remember_places(given, text, found.collect());
}

fn remember_places(given: &'static Mutex<Option<Given>>, text: &str, found: Vec<Range<usize>>) {
    if found.is_empty() {
        return;
    }
    let mut given = lock(given);
    let given = given.get_or_insert_default();
    for at in found {
        given.add(text.get(at).unwrap_or_default());
    }
}

/// A message without secrets: neither those that were given, nor what is certainly a key or a session.
pub fn message(text: &str) -> Cow<'_, str> {
    let mut places: Vec<Range<usize>> = secrets_in(text)
        .into_iter()
        .filter(|secret| secret.certain)
        .map(|secret| secret.at)
        .collect();
    if let Some(given) = lock(&MESSAGES).as_ref() {
        places.extend(given.places(text));
    }
    without(text, places)
}

/// A text from a list, to be quoted and perhaps cut: without what may be a key, a session or a part of one. Of a part,
/// [`message`] could no longer tell.
pub fn quoted(text: &str) -> Cow<'_, str> {
    let secrets = secrets_in(text).into_iter();
    let certain = secrets.filter(|secret| secret.certain);
    let found = certain.map(|secret| secret.at);
    without(text, found.chain(token_parts_in(text)).collect())
}

/// A text from a list, as a file of its own has it: without what [`message`] and [`quoted`] hide.
pub fn written(text: &str) -> String {
    message(&quoted(text)).into_owned()
}

/// Output without secrets that were given where none belongs. It may hold those of others.
pub fn output(text: &str) -> Cow<'_, str> {
    let places = lock(&OUTPUT)
        .as_ref()
        .map(|given| given.places(text))
        .unwrap_or_default();
    without(text, places)
}

/// Whether there is anything that output must not repeat.
pub fn guards_output() -> bool {
    lock(&OUTPUT).is_some()
}

fn without(text: &str, mut places: Vec<Range<usize>>) -> Cow<'_, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    places.sort_by_key(|place| (place.start, place.end));
    let mut shown = Vec::with_capacity(text.len());
    let (mut at, mut hidden) = (0, None);
    for place in places {
        // What touches the secret before it is part of it.
        if hidden != Some(place.start) && place.start >= at {
            shown.extend_from_slice(text.as_bytes().get(at..place.start).unwrap_or_default());
            shown.extend_from_slice(HIDDEN.as_bytes());
        }
        at = at.max(place.end);
        hidden = Some(at);
    }
    shown.extend_from_slice(text.as_bytes().get(at..).unwrap_or_default());
    Cow::Owned(String::from_utf8_lossy(&shown).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_given_secrets_are_hidden() {
        let mut given = Given::default();
        given.add("Hunter2Hunter3x");
        given.add("pass");
        let of = |text: &str| without(text, given.places(text)).into_owned();
        assert_eq!(of("no Hunter2Hunter3x, sorry"), "no [hidden], sorry");
        assert_eq!(of("hunter2hunter…"), "[hidden]…");
        assert_eq!(of("Hunter2Hunter3xHunter2Hunter3x"), "[hidden]");
        assert_eq!(of("é Hunter2 pass é"), "é Hunter2 [hidden] é");
        assert_eq!(of("nothing"), "nothing");
    }

    #[test]
    fn messages_hide_keys_and_sessions_of_anybody() {
        assert_eq!(
            message("row 3: \"ATATT3xFfGN0\" is no address"),
            "row 3: \"[hidden]\" is no address"
        );
        assert_eq!(
            message("paste cloud.session.token"),
            "paste cloud.session.token"
        );
    }

    #[test]
    fn what_is_quoted_hides_parts_of_tokens_also_where_they_are_cut() {
        let line = "mV4YW1wbGUuY29tIiwgImltcGVyc29uYXRpb24iOiBbXSwg; Basic YWRhLnRvcnJlc0BhY21lLmV4YW1wbGU6aHVudGVyMg==";
        assert_eq!(quoted(line), "[hidden]; Basic [hidden]");
        assert_eq!(quoted("Ann Lee at example.com"), "Ann Lee at example.com");
    }

    #[test]
    fn a_token_over_several_lines_is_remembered_whole() {
        let list = "Email,Note\nann@x.example,\"eyJhbGciOiJSUzI1NiIsImtpZCI6InNlc3Npb24\nNtZXJ2aWNlL3Byb2QtMTU5Mj\nQx7Kp2QaZ\"\nbob@x.example,Sales Team West\n";
        remember_input(list.as_bytes());
        for piece in ["InNlc3Npb24", "ZXJ2aWNlL3By", "Qx7Kp2QaZ"] {
            assert_eq!(
                message(&format!("line 2: {piece}")),
                "line 2: [hidden]",
                "{piece}"
            );
        }
        let said = "line 5: bob@x.example, Sales Team West";
        assert_eq!(message(said), said);
        assert_eq!(written("eyJhbGciOiJSUzI1NiIs, please"), "[hidden], please");
    }
}
