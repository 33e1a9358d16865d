//! Cookies and headers as JSON: developer tools, Playwright's storage state, cookie editors, Firefox's "Copy all".

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::CaptureError;
use super::host::Site;
use super::sessions::{Sessions, values};
use super::{json, set_cookie};
use crate::token::SESSION_COOKIE;

/// Keys that name the host of a cookie or request.
const DOMAINS: [&str; 5] = ["domain", "host", "hostkey", "host raw", ":authority"];
const ADDRESSES: [&str; 3] = ["url", "uri", "request url"];
/// Where programs write when it ends: seconds, milliseconds or a time as text.
const ENDS: [&str; 5] = [
    "expirationdate",
    "expires",
    "expiry",
    "expires raw",
    "expiration",
];

/// What is seen of sessions in it.
pub(super) fn sessions(text: &str, now: Timestamp) -> Result<Sessions, CaptureError> {
    let value = json::read(text).or_else(|error| lines(text).ok_or(error))?;
    let mut sessions = Sessions::default();
    walk(&value, None, now, &mut sessions);
    Ok(sessions)
}

/// One value after another, as in JSON Lines.
fn lines(text: &str) -> Option<Value> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    values
        .collect::<Result<Vec<Value>, _>>()
        .ok()
        .map(Value::Array)
}

/// Whether this is JSON's beginning.
pub(super) fn is_one(text: &str) -> bool {
    text.starts_with('{')
        || text.strip_prefix('[').is_some_and(|rest| {
            // An odd entry can be the first one. A time or a link in brackets begins otherwise.
            let number = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
            let mut rest = rest.trim_start();
            for odd in ["null", "true", "false"] {
                rest = rest.strip_prefix(odd).unwrap_or(rest);
            }
            let rest = rest.trim_start_matches(number).trim_start();
            rest.starts_with(['{', '[', ']', ',', '"'])
        })
}

fn walk(value: &Value, around: Option<Site>, now: Timestamp, sessions: &mut Sessions) {
    match value {
        Value::Array(list) => {
            // A list of headers says where the request went.
            let host = list.iter().filter_map(Value::as_object).find_map(|pair| {
                let name = text(pair, &["name"])?;
                (name.eq_ignore_ascii_case("host") || name == ":authority")
                    .then(|| text(pair, &["value"]).map(Site::of_authority))?
            });
            for value in list {
                walk(value, host.or(around), now, sessions);
            }
        }
        Value::Object(object) => {
            let site = text(object, &DOMAINS)
                .map(domain)
                .or_else(|| text(object, &ADDRESSES).map(Site::of_address))
                .or_else(|| is_for_other_host(object).then_some(Site::Other))
                .or(around);
            cookie(object, site, now, sessions);
            for (key, value) in object {
                // A page's own storage holds no cookies, and an answer's are not what is sent.
                let storage = ["origins", "localStorage", "sessionStorage", "response"];
                if !storage.contains(&key.as_str()) {
                    walk(value, site, now, sessions);
                }
            }
        }
        // `"Set-Cookie: …"`
        Value::String(line) => {
            if let Some((name, value)) = line.split_once(':') {
                header(name.trim(), value, around, now, sessions);
            }
        }
        _ => {}
    }
}

/// A header of a request or of its answer.
fn header(name: &str, value: &str, site: Option<Site>, now: Timestamp, sessions: &mut Sessions) {
    if name.eq_ignore_ascii_case("cookie") {
        // It belongs to a request, which goes somewhere.
        match site {
            Some(site) => sessions.request(site, [value]),
            None if !values(value).is_empty() => sessions.without_host(),
            None => {}
        }
    } else if name.eq_ignore_ascii_case("set-cookie") {
        for given in value.lines().filter_map(|line| set_cookie::read(line, now)) {
            // A host gives cookies for itself, or for a domain above it.
            let of = given.site.into_iter().chain(site).min();
            sessions.cookie(of.unwrap_or(Site::UNNAMED), &given.value, given.ends);
        }
    }
}

/// The session of one object: a cookie, a header, or a map of cookies or headers.
fn cookie(
    object: &Map<String, Value>,
    site: Option<Site>,
    now: Timestamp,
    sessions: &mut Sessions,
) {
    let ends = field(object, &ENDS).and_then(time);
    let value = text(object, &["value", "content raw", "content"]);
    match (text(object, &["name", "name raw"]), value) {
        (Some(name), Some(value)) if name == SESSION_COOKIE => {
            return sessions.cookie(site.unwrap_or(Site::UNNAMED), value, ends);
        }
        (Some(name), Some(value))
            if name.eq_ignore_ascii_case("cookie") || name.eq_ignore_ascii_case("set-cookie") =>
        {
            return header(name, value, site, now, sessions);
        }
        _ => {}
    }
    for (key, value) in object {
        if key == SESSION_COOKIE {
            let inner = value.get("value").unwrap_or(value);
            let of = value.as_object().and_then(|object| text(object, &DOMAINS));
            let site = of.map(domain).or(site);
            if let Some(inner) = inner.as_str() {
                sessions.cookie(site.unwrap_or(Site::UNNAMED), inner, ends);
            }
        } else {
            // One line, or a list of them.
            let lines = value
                .as_array()
                .map_or(std::slice::from_ref(value), Vec::as_slice);
            for line in lines.iter().filter_map(Value::as_str) {
                header(key, line, site, now, sessions);
            }
        }
    }
}

/// Of a cookie's domain, which some programs write as an address: `https://.atlassian.com/`.
fn domain(text: &str) -> Site {
    let text = text.split_once("://").map_or(text, |(_, host)| host);
    Site::of_host(text.trim_end_matches('/'))
}

/// Whether any value, under any key, is a URL of another host.
fn is_for_other_host(object: &Map<String, Value>) -> bool {
    let texts = object.values().filter_map(Value::as_str);
    let mut addresses =
        texts.filter(|text| text.starts_with("http://") || text.starts_with("https://"));
    addresses.any(|address| Site::of_address(address) == Site::Other)
}

fn field<'a>(object: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| {
        let mut fields = object.iter();
        fields.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    })
}

fn text<'a>(object: &'a Map<String, Value>, names: &[&str]) -> Option<&'a str> {
    field(object, names)?
        .as_str()
        .filter(|text| !text.is_empty())
}

fn time(value: &Value) -> Option<Timestamp> {
    if let Some(text) = value.as_str() {
        let number = text
            .parse()
            .ok()
            .and_then(|number: f64| time(&number.into()));
        return number.or_else(|| text.parse().ok());
    }
    // Zero and below is a session cookie's, which ends with the browser.
    let number = value.as_f64().filter(|number| *number > 0.0)?;
    // Seconds until the year 5138; what is more are milliseconds.
    let seconds = if number > 1e11 { number / 1e3 } else { number };
    #[allow(
        clippy::cast_possible_truncation,
        reason = "saturates, which no timestamp is"
    )]
    Timestamp::from_second(seconds as i64).ok()
}
