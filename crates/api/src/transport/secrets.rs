//! The secrets that a client has sent, and their removal from what comes back: a gateway that repeats a
//! credential in an error would cause it to be printed and stored.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use memchr::memmem;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};

/// The text that replaces a secret.
pub(crate) const HIDDEN: &str = "[hidden]";
/// So many characters of a secret in a row are not shown.
const PART: usize = 8;
/// Longer than the common beginning of credentials of one kind: `ATCTT3xFfGN0` begins every API key.
const OWN_PART: usize = 24;
/// Sessions that are remembered; a service may renew them with every reply.
const SESSIONS: usize = 16;

/// The secrets of a client. They are taken apart only when there is something to look through.
#[derive(Default)]
pub(crate) struct Secrets {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    all: VecDeque<Arc<Secret>>,
    /// So many of the first ones are what the client was made with.
    kept: usize,
}

impl Secrets {
    /// Adds a secret that stays: an API key, the first session, the key of a directory.
    pub(crate) fn keep(&self, secret: &SecretString) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.kept += 1;
        let secret = Arc::new(Secret::new(secret.expose_secret()));
        known.all.push_front(secret);
    }

    /// Adds a renewed session.
    pub(crate) fn add(&self, secret: &SecretString) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.kept;
        if known.all.len().saturating_sub(kept) >= SESSIONS {
            known.all.remove(kept);
        }
        let secret = Arc::new(Secret::new(secret.expose_secret()));
        known.all.push_back(secret);
    }

    /// A text without any part of a secret: for errors and headers. `more` are secrets of this answer alone.
    pub(crate) fn redact(&self, text: &str, more: &[Secret]) -> String {
        self.without(text, more, PART).into_owned()
    }

    /// Data without whole secrets. Parts that several credentials may share stay.
    pub(crate) fn redact_data<'a>(&self, text: &'a str, more: &[Secret]) -> Cow<'a, str> {
        self.without(text, more, OWN_PART)
    }

    /// A body without whole secrets: a secret that a service repeats in a person's data would be stored in the
    /// mirror. Only a body that contains the end of a secret, as it was sent, is searched.
    pub(crate) fn out_of_data(&self, body: Bytes) -> Bytes {
        let held = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.all.iter().any(|secret| secret.ends_in(&body))
        };
        if !held {
            return body;
        }
        let text = String::from_utf8_lossy(&body);
        Bytes::from(self.redact_data(&text, &[]).into_owned())
    }

    fn without<'a>(&self, text: &'a str, more: &[Secret], least: usize) -> Cow<'a, str> {
        let known: Vec<Arc<Secret>> = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.all.iter().cloned().collect()
        };
        let all: Vec<&Secret> = known.iter().map(Arc::as_ref).chain(more).collect();
        let shown = hide(text, &all, least);
        // Letters written as %41, or a secret broken over lines: what cannot be cut out is left out whole.
        if least == PART && disguised(&shown, &all) {
            return Cow::Borrowed(HIDDEN);
        }
        shown
    }
}

/// One secret.
pub(crate) struct Secret {
    text: SecretString,
    parts: OnceLock<Parts>,
}

impl Secret {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: SecretString::from(text.trim()),
            parts: OnceLock::new(),
        }
    }

    /// Whether its end is in a body.
    fn ends_in(&self, body: &[u8]) -> bool {
        let secret = self.text.expose_secret().as_bytes();
        let end = secret
            .get(secret.len().saturating_sub(OWN_PART)..)
            .unwrap_or_default();
        end.len() >= PART && memmem::find(body, end).is_some()
    }

    fn parts(&self) -> &Parts {
        self.parts
            .get_or_init(|| Parts::of(self.text.expose_secret()))
    }
}

/// Every part of a secret, in every form in which it may be repeated, in lower case.
struct Parts {
    /// How long a part is: [`PART`], or the whole of a shorter secret.
    size: usize,
    /// How long the secret is.
    whole: usize,
    /// Each as a number: a session has tens of thousands.
    all: HashSet<u64>,
    /// Which two bytes a part can begin with.
    begins: Vec<u64>,
}

impl Parts {
    fn of(secret: &str) -> Self {
        let mut forms = vec![
            secret.to_owned(),
            utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        ];
        for before in 0..3 {
            let plain = base64(secret.as_bytes(), before);
            forms.push(plain.replace('+', "-").replace('/', "_"));
            forms.push(utf8_percent_encode(&plain, NON_ALPHANUMERIC).to_string());
            forms.push(plain);
        }
        let size = secret.len().min(PART);
        let mut parts = Self {
            size,
            whole: secret.len(),
            all: HashSet::new(),
            begins: vec![0; 1 << 10],
        };
        // Of three letters nobody can tell whether they are the secret.
        if size < 4 {
            return parts;
        }
        for form in forms {
            for part in form.to_ascii_lowercase().as_bytes().windows(size) {
                if let Some(bits) = parts.begins.get_mut(place(part) >> 6) {
                    *bits |= 1 << (place(part) & 63);
                }
                parts.all.insert(number(part));
            }
        }
        parts
    }

    fn holds(&self, part: &[u8]) -> bool {
        let bits = self.begins.get(place(part) >> 6).copied().unwrap_or(0);
        bits >> (place(part) & 63) & 1 == 1 && self.all.contains(&number(part))
    }
}

/// A part, which has at most eight bytes, as a number.
fn number(part: &[u8]) -> u64 {
    part.iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A number for the first two bytes.
fn place(part: &[u8]) -> usize {
    match part {
        [first, second, ..] => usize::from(*first) << 8 | usize::from(*second),
        _ => 0,
    }
}

/// The text with parts of secrets replaced that are, in a row, as long as `least` or as the whole secret.
fn hide<'a>(text: &'a str, secrets: &[&Secret], least: usize) -> Cow<'a, str> {
    let small = text.to_ascii_lowercase();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for secret in secrets {
        let parts = secret.parts();
        if parts.all.is_empty() {
            continue;
        }
        let mut run: Option<(usize, usize)> = None;
        let mut keep = |run: (usize, usize)| {
            if run.1 - run.0 >= least.min(parts.whole) {
                runs.push(run);
            }
        };
        for (at, part) in small.as_bytes().windows(parts.size).enumerate() {
            if !parts.holds(part) {
                continue;
            }
            let end = at + parts.size;
            run = match run {
                Some((from, to)) if at <= to => Some((from, end)),
                Some(done) => {
                    keep(done);
                    Some((at, end))
                }
                None => Some((at, end)),
            };
        }
        if let Some(done) = run {
            keep(done);
        }
    }
    if runs.is_empty() {
        return Cow::Borrowed(text);
    }
    runs.sort_unstable();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for (from, to) in runs {
        if from >= at {
            shown.push_str(&String::from_utf8_lossy(
                text.as_bytes().get(at..from).unwrap_or_default(),
            ));
            shown.push_str(HIDDEN);
        }
        at = at.max(to);
    }
    shown.push_str(&String::from_utf8_lossy(
        text.as_bytes().get(at..).unwrap_or_default(),
    ));
    Cow::Owned(shown)
}

/// Whether a secret is still in the text, written otherwise.
fn disguised(text: &str, secrets: &[&Secret]) -> bool {
    let mut plain = text.to_owned();
    for _ in 0..3 {
        let decoded = percent_decode_str(&plain).decode_utf8_lossy().into_owned();
        if decoded == plain {
            break;
        }
        plain = decoded;
    }
    let joined: String = plain
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    [plain, joined]
        .iter()
        .any(|plain| plain != text && matches!(hide(plain, secrets, PART), Cow::Owned(_)))
}

/// The part of a text's base64 form that does not depend on the text around it, where so many bytes of
/// a group of three stand before it.
fn base64(text: &[u8], before: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let skipped = (3 - before) % 3;
    let (groups, _) = text.get(skipped..).unwrap_or_default().as_chunks::<3>();
    let mut out = String::with_capacity(groups.len() * 4);
    for [a, b, c] in groups {
        let bits = u32::from(*a) << 16 | u32::from(*b) << 8 | u32::from(*c);
        for shift in [18, 12, 6, 0] {
            let letter = LETTERS.get((bits >> shift & 63) as usize);
            out.push(char::from(letter.copied().unwrap_or(b'?')));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI3MTI/MCJ9.c2lnbmF0dXJl+LXg==";

    fn secrets() -> Secrets {
        let secrets = Secrets::default();
        secrets.keep(&SecretString::from(SECRET));
        secrets
    }

    fn redact(text: &str) -> String {
        secrets().redact(text, &[])
    }

    #[test]
    fn every_form_is_hidden_and_the_rest_stays() {
        assert_eq!(
            redact("Not found: nothing of the kind"),
            "Not found: nothing of the kind"
        );
        assert_eq!(
            redact(&format!("bad token {SECRET}, sorry")),
            "bad token [hidden], sorry"
        );
        assert_eq!(redact("bad token eyJhbGci…"), "bad token [hidden]…");
        assert_eq!(redact("bad token EYJHBGCI"), "bad token [hidden]");
        assert_eq!(redact("short eyJhbGc"), "short eyJhbGc");
        let percent = utf8_percent_encode(SECRET, NON_ALPHANUMERIC).to_string();
        assert_eq!(redact(&format!("c={percent}&d")), "c=[hidden]&d");
        let every: String = SECRET.bytes().map(|b| format!("%{b:02x}")).collect();
        assert_eq!(redact(&format!("c={every}")), HIDDEN);
        let broken = SECRET
            .as_bytes()
            .chunks(6)
            .map(|c| String::from_utf8_lossy(c))
            .collect::<Vec<_>>();
        assert_eq!(redact(&broken.join("\n")), HIDDEN);
    }

    #[test]
    fn a_body_that_repeats_a_secret_among_its_data_loses_it_alone() {
        let secrets = secrets();
        let clean = Bytes::from_static(b"{\"data\":[{\"jobTitle\":\"eyJhbGciOiJSUzI1NiJ9\"}]}");
        // Nothing is copied where there is nothing to hide.
        assert_eq!(secrets.out_of_data(clean.clone()).as_ptr(), clean.as_ptr());
        let end = SECRET.get(SECRET.len() - OWN_PART..).unwrap();
        for repeated in [SECRET, end] {
            let body = format!(r#"{{"data":[{{"name":"Ann","jobTitle":"x {repeated} y"}}]}}"#);
            let body = secrets.out_of_data(Bytes::from(body));
            assert_eq!(
                std::str::from_utf8(&body).unwrap(),
                r#"{"data":[{"name":"Ann","jobTitle":"x [hidden] y"}]}"#
            );
        }
    }

    #[test]
    fn data_keeps_what_many_credentials_share() {
        let secrets = Secrets::default();
        secrets.add(&SecretString::from("ATCTT3xFfGN0bXlvd25rZXk5OTk5OTk5OTk5"));
        let data = r#"{"token":"ATCTT3xFfGN0…","mine":"ATCTT3xFfGN0bXlvd25rZXk5OTk5OTk5OTk5"}"#;
        assert_eq!(
            secrets.redact_data(data, &[]),
            r#"{"token":"ATCTT3xFfGN0…","mine":"[hidden]"}"#
        );
        let short = Secrets::default();
        short.add(&SecretString::from("canary"));
        assert_eq!(short.redact_data("a canary sings", &[]), "a [hidden] sings");
    }

    #[test]
    fn renewed_sessions_are_known_and_do_not_pile_up() {
        let secrets = secrets();
        for n in 0..100 {
            secrets.add(&SecretString::from(format!("renewed-session-{n:04}")));
        }
        assert!(secrets.known.lock().unwrap().all.len() <= SESSIONS + 1);
        assert_eq!(secrets.redact("renewed-session-0099", &[]), HIDDEN);
        assert_eq!(secrets.redact(SECRET, &[]), HIDDEN);
    }

    proptest! {
        #[test]
        fn no_eight_characters_in_a_row_come_through(
            before in "\\PC{0,20}",
            after in "\\PC{0,20}",
            from in 0_usize..40,
            length in 8_usize..60,
            form in 0_usize..5,
        ) {
            use ::base64::Engine as _;
            let to = (from + length).min(SECRET.len());
            let part = &SECRET[from..to];
            let repeated = match form {
                0 => part.to_owned(),
                1 => utf8_percent_encode(part, NON_ALPHANUMERIC).to_string(),
                2 => ::base64::engine::general_purpose::STANDARD.encode(format!("cloud.session.token={SECRET}")),
                3 => ::base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("Bearer {SECRET}")),
                _ => ::base64::engine::general_purpose::STANDARD.encode(format!("u:{SECRET}")),
            };
            let shown = redact(&format!("{before}{repeated}{after}"));
            for window in SECRET.as_bytes().windows(8) {
                prop_assert!(!shown.as_bytes().windows(8).any(|seen| seen == window), "{}", shown);
            }
            if form >= 2 {
                // Base64 of the credential's name may stay; of the credential, two groups at most.
                let middle = &repeated[repeated.len() / 2..repeated.len() / 2 + 12];
                prop_assert!(!shown.contains(middle), "{}", shown);
            }
        }
    }
}
