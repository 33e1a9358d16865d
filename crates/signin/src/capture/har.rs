//! HAR files.

use serde::Deserialize;
use url::Url;

use super::CaptureError;
use super::curl::choose;
use super::host::is_ours;
use crate::token::{SESSION_COOKIE, SessionToken};

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
}

#[derive(Deserialize)]
struct Request {
    url: String,
    #[serde(default)]
    headers: Vec<Pair>,
    #[serde(default)]
    cookies: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    #[serde(default)]
    value: String,
}

/// The session of the newest request to us.
pub(super) fn session(text: &str) -> Result<SessionToken, CaptureError> {
    let har: Har = serde_json::from_str(text).map_err(|error| {
        // Its text may quote the file; the place does not.
        CaptureError::BadHar(format!("line {}, column {}", error.line(), error.column()))
    })?;
    let requests: Vec<(Url, String)> = har
        .log
        .entries
        .iter()
        .rev()
        .filter_map(|entry| {
            Some((
                Url::parse(&entry.request.url).ok()?,
                cookies(&entry.request),
            ))
        })
        .collect();
    let ours: Vec<&(Url, String)> = requests.iter().filter(|(url, _)| is_ours(url)).collect();
    if !ours.is_empty() && ours.iter().all(|(_, cookies)| cookies.is_empty()) {
        return Err(CaptureError::Sanitised);
    }
    // Later requests carry the renewed session; pages without one are passed over.
    match ours
        .iter()
        .find(|(_, cookies)| cookies.contains(SESSION_COOKIE))
    {
        Some((url, cookies)) => choose(std::iter::once((url, cookies.as_str()))),
        None => choose(
            requests
                .iter()
                .map(|(url, cookies)| (url, cookies.as_str())),
        ),
    }
}

fn cookies(request: &Request) -> String {
    let header = request
        .headers
        .iter()
        .find(|pair| pair.name.eq_ignore_ascii_case("cookie"));
    match header {
        Some(header) => header.value.clone(),
        None => {
            let pairs = request.cookies.iter();
            let pairs: Vec<String> = pairs
                .map(|pair| format!("{}={}", pair.name, pair.value))
                .collect();
            pairs.join("; ")
        }
    }
}
