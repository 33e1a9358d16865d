//! Follows the pages of any call.

use async_stream::try_stream;
use futures_util::Stream;
use serde_json::Value;

use super::{RawRequest, RawResponse};
use crate::client::Client;
use crate::error::Error;
use crate::json;
use crate::lenient::whole;
use crate::page::{Envelope, Progress};
use crate::transport::{Body, Call};

impl Client {
    /// Makes a call and follows its pages: by `links.next` or `meta.next` as `cursor` in the query, or
    /// in the body of a POST; by `start-index` where the portal counts, and `startIndex` where SCIM does.
    /// An answer with a status of
    /// failure, and one without a next page, is the last. A list that makes no progress ends with an error of
    /// the kind `Paging`, after its pages.
    pub fn raw_pages(
        &self,
        request: RawRequest,
    ) -> impl Stream<Item = Result<RawResponse, Error>> + Send + Unpin + use<> {
        let client = self.clone();
        let first = self.raw_call_of(request);
        Box::pin(try_stream! {
            let mut call = first.clone();
            let mut progress = Progress::default();
            loop {
                let response = client.raw_call(&call).await?;
                let next = match response.error {
                    Some(_) => None,
                    None => following(&client, &first, &call, &response, &mut progress)?,
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
    progress: &mut Progress,
) -> Result<Option<Call>, Error> {
    let Ok(page) = json::read::<Value>(&response.body) else {
        return Ok(None);
    };
    let (got, new) = items(&page, progress);
    let total = ["total", "totalResults"]
        .iter()
        .find_map(|name| page.get(name).or_else(|| page.get("meta")?.get(name)))
        .and_then(whole)
        .and_then(|total| u64::try_from(total).ok());
    let next = ["links", "meta"]
        .iter()
        .filter_map(|holder| page.get(holder)?.get("next")?.as_str())
        .find(|next| !next.trim().is_empty());
    let Some(next) = next else {
        let following = by_offset(first, call, &page);
        if following.is_some() {
            progress.page(call, got, new, None)?;
        }
        return Ok(following);
    };
    let cursor = Envelope::cursor(call, next, client.bases())?;
    progress.page(call, got, new, total)?;
    progress.follow(call, &cursor)?;
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
    Ok(Some(following.query("cursor", cursor.as_str())))
}

/// Counts the items of a page and how many are new. The items are in the page's only list, under any name;
/// a page with no list or several counts as one item.
fn items(page: &Value, progress: &mut Progress) -> (u64, u64) {
    let lists = |page: &Value| -> Option<Vec<String>> {
        let mut lists = page.as_object()?.values().filter_map(Value::as_array);
        match (lists.next(), lists.next()) {
            (Some(list), None) => Some(list.iter().map(ToString::to_string).collect()),
            _ => None,
        }
    };
    let items = lists(page).unwrap_or_else(|| {
        let mut page = page.clone();
        if let Some(fields) = page.as_object_mut() {
            fields.retain(|name, _| !matches!(name.as_str(), "links" | "meta"));
        }
        vec![page.to_string()]
    });
    let new = items.iter().filter(|item| progress.note(item)).count();
    (items.len() as u64, new as u64)
}

/// Lists that page by offset: the parameter, the field of the total, and the fields of the items.
const COUNTED: [(&str, &str, &[&str]); 2] = [
    // The portal.
    ("start-index", "total", &["users", "groups"]),
    // SCIM.
    ("startIndex", "totalResults", &["Resources"]),
];

/// The next page of a list that is counted from 1.
fn by_offset(first: &Call, call: &Call, page: &Value) -> Option<Call> {
    let (index, total, items) = COUNTED.iter().find_map(|(index, total, names)| {
        let total = page.get(total)?.as_u64()?;
        let items = names.iter().find_map(|name| page.get(name)?.as_array())?;
        Some((index, total, items))
    })?;
    let got = items.len() as u64;
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
