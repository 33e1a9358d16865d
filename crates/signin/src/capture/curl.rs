//! The requests of a curl command.

use super::CaptureError;
use super::curl_options::{Arity, long, short};
use super::operation::Operation;

/// Takes an option that bears on the session.
fn take(operation: &mut Operation, name: &str, value: String) {
    match name {
        "url" => operation.urls.push(unescaped(&value)),
        "cookie" if value.contains('=') => operation.cookies.push(value),
        "cookie" => operation.cookie_file = true,
        "header" => operation.header(&value),
        _ => {}
    }
}

/// Reads words as curl does: the options between two `--next` are of one operation.
pub(super) fn operations(words: &[String]) -> Result<Vec<Operation>, CaptureError> {
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
                take(operation, name, value);
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
