//! All pages of any call.

use async_stream::try_stream;
use futures_util::Stream;
use serde_json::Value;

use super::{RawRequest, RawResponse};
use crate::client::Client;
use crate::error::Error;
use crate::page::{Envelope, Seen, check};
use crate::transport::{Body, Call};

impl Client {
    /// Makes a call and follows its pages: by `links.next` or `meta.next` as `cursor` in the query, or
    /// in the body of a POST; by `start-index` where the portal counts, and `startIndex` where SCIM does.
    /// An answer with a status of
    /// failure, and one without a next page, is the last.
    pub fn raw_pages(
        &self,
        request: RawRequest,
    ) -> impl Stream<Item = Result<RawResponse, Error>> + Send + Unpin + use<> {
        let client = self.clone();
        Box::pin(try_stream! {
            let first = request.call();
            let mut call = first.clone();
            let mut seen = Seen::default();
            loop {
                let response = client.raw_call(&call).await?;
                let next = match response.error {
                    Some(_) => None,
                    None => following(&client, &first, &call, &response, &mut seen)?,
                };
                yield response;
                match next {
                    Some(next) => call = next,
                    None => break,
                }
            }
        })
    }
}

/// The call for the next page, if there is one.
fn following(
    client: &Client,
    first: &Call,
    call: &Call,
    response: &RawResponse,
    seen: &mut Seen,
) -> Result<Option<Call>, Error> {
    let Ok(page) = serde_json::from_slice::<Value>(&response.body) else {
        return Ok(None);
    };
    let next = ["links", "meta"]
        .iter()
        .filter_map(|holder| page.get(holder)?.get("next")?.as_str())
        .find(|next| !next.trim().is_empty());
    if let Some(next) = next {
        let cursor = Envelope::cursor(call, next, client.bases())?;
        let empty = page
            .get("data")
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty);
        check(call, seen, &cursor, empty)?;
        let mut following = first.clone();
        if let Body::Json(body) = &first.body {
            let mut body: Value = serde_json::from_slice(body).unwrap_or_default();
            if let Some(fields) = body.as_object_mut() {
                fields.insert("cursor".into(), Value::from(cursor.as_str()));
                return following.json(&body).map(Some);
            }
        }
        if first.method == http::Method::POST {
            return following
                .json(&serde_json::json!({ "cursor": cursor }))
                .map(Some);
        }
        following.query.retain(|(name, _)| name != "cursor");
        return Ok(Some(following.query("cursor", cursor.as_str())));
    }
    Ok(by_offset(first, call, &page))
}

/// The lists that are counted: what is asked for, how many there are in all, and under which names the
/// things are.
const COUNTED: [(&str, &str, &[&str]); 2] = [
    // The portal.
    ("start-index", "total", &["users", "groups"]),
    // SCIM.
    ("startIndex", "totalResults", &["Resources"]),
];

/// The next page of a list that is counted from 1.
fn by_offset(first: &Call, call: &Call, page: &Value) -> Option<Call> {
    let (index, total, things) = COUNTED.iter().find_map(|(index, total, names)| {
        let total = page.get(total)?.as_u64()?;
        let things = names.iter().find_map(|name| page.get(name)?.as_array())?;
        Some((index, total, things))
    })?;
    let got = things.len() as u64;
    let start = call
        .query
        .iter()
        .find(|(name, _)| name == index)
        .and_then(|(_, value)| value.parse::<u64>().ok())
        .unwrap_or(1);
    let next = start.saturating_add(got);
    if got == 0 || next > total {
        return None;
    }
    let mut following = first.clone();
    following.query.retain(|(name, _)| name != index);
    Some(following.query(index, next.to_string()))
}
