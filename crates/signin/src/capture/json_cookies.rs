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
/// Keys of the name of a cookie or header.
const NAMES: [&str; 3] = ["name", "name raw", "key"];
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
    let value =
        json::read(text).or_else(|error| lines(text).or_else(|| piece(text)).ok_or(error))?;
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

/// A part that was cut out of a file: with the comma behind it, or the fields of an object without its braces.
fn piece(text: &str) -> Option<Value> {
    let inner = text.trim().trim_matches(',');
    let whole = if is_field(inner) {
        format!("{{{inner}}}")
    } else {
        format!("[{inner}]")
    };
    json::read(&whole).ok()
}

/// Whether it begins with the name of a field and a value of JSON.
pub(super) fn is_field(text: &str) -> bool {
    let name = text.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    name.and_then(|(_, rest)| rest.trim_start().strip_prefix(':'))
        .is_some_and(|value| value.trim_start().starts_with(['{', '[', '"']))
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
            // A list of headers says where the request went, and so may what is around it.
            let host = list.iter().filter_map(Value::as_object).find_map(|pair| {
                let name = text(pair, &NAMES)?;
                (name.eq_ignore_ascii_case("host") || name == ":authority")
                    .then(|| text(pair, &["value"]).map(Site::of_authority))?
            });
            let site = host.into_iter().chain(around).min();
            for value in list {
                walk(value, site, now, sessions);
            }
        }
        Value::Object(object) => {
            let named = text(object, &DOMAINS).map(domain);
            // A map of headers belongs to a request, which goes to one host.
            let site = match (named, around) {
                (Some(named), Some(around)) if text(object, &NAMES).is_none() => {
                    Some(named.min(around))
                }
                (named, _) => named,
            };
            let site = site
                .or_else(|| address(object).map(Site::of_address))
                .or_else(|| is_for_other_host(object).then_some(Site::Other))
                .or(around);
            cookie(object, site, now, sessions);
            for (key, value) in object {
                match (key.as_str(), value) {
                    // A page's own storage holds no cookies.
                    ("origins" | "localStorage" | "sessionStorage", _) => {}
                    ("response", Value::Object(answer)) => {
                        let request = object.get("request").and_then(Value::as_object);
                        let from = request.and_then(address).map(Site::of_address);
                        for part in ["headers", "cookies"] {
                            if let Some(value) = answer.get(part) {
                                walk(value, from.or(site), now, sessions);
                            }
                        }
                    }
                    // Saved answers are not what is sent.
                    ("response", _) => {}
                    _ => walk(value, site, now, sessions),
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
        for given in set_cookie::read(value, now) {
            sessions.given(site, &given, now);
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
    match (text(object, &NAMES), value) {
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

/// The address of a request; Postman writes it in parts beside it.
fn address(object: &Map<String, Value>) -> Option<&str> {
    text(object, &ADDRESSES).or_else(|| {
        let parts = field(object, &ADDRESSES)?.as_object()?;
        text(parts, &["raw"])
    })
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
