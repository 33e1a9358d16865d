//! HAR files.

use serde::Deserialize;
use url::Url;

use super::CaptureError;
use super::cookies::value;
use super::curl::choose;
use super::host::is_ours;
use crate::token::SessionToken;

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
    request: Option<Request>,
}

#[derive(Deserialize)]
struct Request {
    url: String,
    #[serde(default)]
    headers: Option<Vec<Pair>>,
    #[serde(default)]
    cookies: Option<Vec<Pair>>,
}

#[derive(Deserialize)]
struct Pair {
    name: Option<String>,
    value: Option<String>,
}

impl Pair {
    /// Both, empty where a tool left one out.
    fn texts(&self) -> (&str, &str) {
        (
            self.name.as_deref().unwrap_or_default(),
            self.value.as_deref().unwrap_or_default(),
        )
    }
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
        .filter_map(|entry| entry.request.as_ref())
        .filter_map(|request| Some((Url::parse(&request.url).ok()?, cookies(request))))
        .collect();
    let ours: Vec<&(Url, String)> = requests.iter().filter(|(url, _)| is_ours(url)).collect();
    if !ours.is_empty() && ours.iter().all(|(_, cookies)| cookies.is_empty()) {
        return Err(CaptureError::Sanitised);
    }
    // Later requests carry the renewed session; pages without one are passed over.
    match ours.iter().find(|(_, cookies)| value(cookies).is_some()) {
        Some((url, cookies)) => choose(std::iter::once((url, cookies.as_str()))),
        None => choose(
            requests
                .iter()
                .map(|(url, cookies)| (url, cookies.as_str())),
        ),
    }
}

/// All cookies of a request: of each header (HTTP/2 may have several), then of the list.
fn cookies(request: &Request) -> String {
    let headers = request.headers.iter().flatten().map(Pair::texts);
    let headers = headers.filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
    let list = request.cookies.iter().flatten().map(Pair::texts);
    let all: Vec<String> = headers
        .map(|(_, value)| value.to_owned())
        .chain(list.map(|(name, value)| format!("{name}={value}")))
        .collect();
    all.join("; ")
}
