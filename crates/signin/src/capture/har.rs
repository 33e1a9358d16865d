//! HAR files.

use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::error::{CaptureError, Place};
use super::host::Site;
use super::json;
use super::sessions::Sessions;
use super::set_cookie::{self, Given};
use crate::token::SessionToken;

#[derive(Deserialize)]
struct Har {
    #[serde(default)]
    log: OrNot<Log>,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<OrNot<Entry>>,
}

/// Values are taken as they are: an odd one costs itself alone.
#[derive(Deserialize)]
struct Entry {
    #[serde(default, rename = "startedDateTime")]
    started: Value,
    #[serde(default)]
    request: OrNot<Request>,
    #[serde(default)]
    response: OrNot<Response>,
}

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    url: Value,
    #[serde(default)]
    headers: Value,
    #[serde(default)]
    cookies: Value,
}

#[derive(Deserialize)]
struct Response {
    #[serde(default)]
    headers: Value,
}

/// The session that the browser has after the newest request to the portal and its response; `None` when this is not a
/// HAR file.
pub(super) fn session(text: &str, now: Timestamp) -> Result<Option<SessionToken>, CaptureError> {
    if !text.starts_with('{') {
        return Ok(None);
    }
    // What cannot be read may still be JSON Lines.
    let Some(log) = json::read::<Har>(text).ok().and_then(|har| har.log.0) else {
        return Ok(None);
    };
    let mut entries: Vec<Entry> = log
        .entries
        .into_iter()
        .filter_map(|entry| entry.0)
        .collect();
    // Tools write them in any order. Those without a time stay where they are.
    let time = |entry: &Entry| entry.started.as_str()?.parse::<Timestamp>().ok();
    if entries.iter().all(|entry| time(entry).is_some()) {
        entries.sort_by_key(time);
    }
    let mut sessions = Sessions::default();
    let mut any_cookies = false;
    for entry in entries {
        let Some(request) = entry.request.0 else {
            continue;
        };
        let Some(url) = request.url.as_str() else {
            continue;
        };
        let named = pairs(&request.headers).filter(|(name, value)| {
            let host = name.eq_ignore_ascii_case("host") || *name == ":authority";
            host && !value.is_empty()
        });
        // A request goes to one host: of several that are named, the worst counts.
        let named = named.map(|(_, host)| Site::of_authority(host));
        let site = named.fold(Site::of_address(url), Site::min);
        let cookies = cookies(&request);
        any_cookies |= site.is_ours() && !cookies.is_empty();
        sessions.request(site, cookies.iter().map(String::as_str));
        for given in set(site, entry.response.0.as_ref(), now) {
            sessions.given(Some(site), &given, now);
        }
    }
    if sessions.has_request_to_us() && !any_cookies && !sessions.has_session() {
        return Err(CaptureError::Sanitized);
    }
    sessions.choose(Place::Requests, now).map(Some)
}

/// All cookies of a request: of each header (HTTP/2 may have several), then of the list.
fn cookies(request: &Request) -> Vec<String> {
    let headers = pairs(&request.headers).filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
    let list = pairs(&request.cookies).map(|(name, value)| format!("{name}={value}"));
    headers
        .map(|(_, value)| value.to_owned())
        .chain(list)
        .collect()
}

/// The sessions that an answer gives to the browser.
fn set(site: Site, response: Option<&Response>, now: Timestamp) -> Vec<Given> {
    let Some(response) = response.filter(|_| site.is_ours()) else {
        return Vec::new();
    };
    let headers =
        pairs(&response.headers).filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    headers
        .flat_map(|(_, text)| set_cookie::read(text, now))
        // A value that is no session takes the cookie away.
        .filter(|given| SessionToken::parse(&given.value).is_ok())
        .collect()
}

/// The pairs of a list of headers or cookies, without those that are none.
fn pairs(list: &Value) -> impl Iterator<Item = (&str, &str)> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|pair| Some((pair.get("name")?.as_str()?, pair.get("value")?.as_str()?)))
}

/// An object, or anything else in its place.
struct OrNot<T>(Option<T>);

impl<T> Default for OrNot<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrNot<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Any<T> {
            type Value = OrNot<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OrNot<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|value| OrNot(Some(value)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OrNot<T>, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(OrNot(None))
            }

            fn visit_unit<E>(self) -> Result<OrNot<T>, E> {
                Ok(OrNot(None))
            }

            fn visit_bool<E>(self, _: bool) -> Result<OrNot<T>, E> {
                Ok(OrNot(None))
            }

            fn visit_i64<E>(self, _: i64) -> Result<OrNot<T>, E> {
                Ok(OrNot(None))
            }

            fn visit_u64<E>(self, _: u64) -> Result<OrNot<T>, E> {
                Ok(OrNot(None))
            }

            fn visit_f64<E>(self, _: f64) -> Result<OrNot<T>, E> {
                Ok(OrNot(None))
            }

            fn visit_str<E>(self, _: &str) -> Result<OrNot<T>, E> {
                Ok(OrNot(None))
            }
        }
        deserializer.deserialize_any(Any(PhantomData))
    }
}
