//! The requests of a curl command.

use super::curl_options::{Arity, long, short};
use super::host::Site;
use super::sessions::{Sessions, values};
use super::{CaptureError, repair};

/// What is seen of sessions in the commands among these that are curl's.
pub(super) fn sessions(commands: &[Vec<String>]) -> Result<Sessions, CaptureError> {
    let mut sessions = Sessions::default();
    let mut cookies_in_file = false;
    let mut commands = commands
        .iter()
        .filter_map(|words| arguments(words))
        .peekable();
    if commands.peek().is_none() {
        return Err(CaptureError::NotRecognized);
    }
    for arguments in commands {
        for operation in operations(arguments)? {
            // A header that says `Cookie` stands in for what `-b` gives.
            let given = match operation.headers.as_slice() {
                [] => operation.cookies.as_slice(),
                headers => headers,
            };
            let cookies = || given.iter().map(String::as_str);
            for url in &operation.urls {
                let site = Site::of_address(url);
                sessions.request(site, cookies());
                cookies_in_file |= site.is_ours()
                    && operation.cookie_file
                    && cookies().flat_map(values).next().is_none();
            }
        }
    }
    if cookies_in_file && !sessions.has_session() {
        return Err(CaptureError::CookiesInFile);
    }
    Ok(sessions)
}

/// The words after `curl`; `None` for another command.
fn arguments(words: &[String]) -> Option<&[String]> {
    // What may stand before is looked at word by word, as it stood before it was split.
    let at = words.iter().position(|word| is_curl(word))?;
    let before = words.get(..at)?.join(" ");
    repair::command(&format!("{before} curl"))?;
    words.get(at + 1..)
}

fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.eq_ignore_ascii_case("curl") || name.eq_ignore_ascii_case("curl.exe")
}

/// The options between two `--next`: every URL gets every cookie.
#[derive(Debug, Default, PartialEq, Eq)]
struct Operation {
    urls: Vec<String>,
    cookies: Vec<String>,
    headers: Vec<String>,
    cookie_file: bool,
}

impl Operation {
    /// Takes an option that bears on the session.
    fn take(&mut self, name: &str, value: String) {
        match name {
            "url" => self.urls.push(unescaped(&value)),
            "cookie" => {
                if value.contains('=') {
                    self.cookies.push(value);
                } else {
                    self.cookie_file = true;
                }
            }
            "header" => {
                if let Some((name, cookies)) = value.split_once(':')
                    && name.trim().eq_ignore_ascii_case("cookie")
                {
                    self.headers.push(cookies.trim().to_owned());
                }
            }
            _ => {}
        }
    }
}

/// Reads words as curl does.
fn operations(words: &[String]) -> Result<Vec<Operation>, CaptureError> {
    let mut all = vec![Operation::default()];
    let mut words = words.iter();
    let mut options_end = false;
    while let Some(word) = words.next() {
        if options_end || !word.starts_with('-') || word == "-" {
            if let Some(operation) = all.last_mut() {
                operation.urls.push(unescaped(word));
            }
            continue;
        }
        if word == "--" {
            options_end = true;
            continue;
        }
        let (name, mut value) = option(word);
        let Some((name, arity)) = name else { continue };
        // What stands before any address counts for the next one.
        if name == "next"
            && all
                .last()
                .is_some_and(|operation| !operation.urls.is_empty())
        {
            all.push(Operation::default());
        }
        if arity == Arity::Value {
            if value.is_none() {
                value = words.next().cloned();
            }
            // Only `--help` may go without.
            let value = match value {
                None if name == "help" => continue,
                value => value.ok_or(CaptureError::NoValue { option: name })?,
            };
            if let Some(operation) = all.last_mut() {
                operation.take(name, value);
            }
        }
    }
    Ok(all)
}

/// The option of a word that takes a value, or its last flag; and the value that is glued to it.
fn option(word: &str) -> (Option<(&'static str, Arity)>, Option<String>) {
    if let Some(text) = word.strip_prefix("--") {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let (name, arity) = long(name);
        return (name.map(|name| (name, arity)), value);
    }
    let mut last = None;
    let mut letters = word.get(1..).unwrap_or_default().chars();
    while let Some(letter) = letters.next() {
        let (name, arity) = short(letter);
        let Some(name) = name else { continue };
        last = Some((name, arity));
        if arity == Arity::Value {
            let glued = letters.as_str();
            // `-b=…` is no curl, but has one meaning.
            let glued = glued.strip_prefix('=').unwrap_or(glued);
            return (last, (!glued.is_empty()).then(|| glued.to_owned()));
        }
        if name == "next" {
            return (last, None);
        }
    }
    (last, None)
}

/// Chromium writes brackets and braces so that curl does not expand them.
fn unescaped(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    let mut chars = url.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(|c| "[]{}".contains(*c)) {
            continue;
        }
        out.push(c);
    }
    out
}
