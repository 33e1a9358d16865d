//! Walks all pages of a list that has cursors.

use async_stream::try_stream;
use futures_util::Stream;
use serde_json::Value;

use super::{Envelope, Progress};
use crate::client::Client;
use crate::error::Error;
use crate::ids::Cursor;
use crate::model::Model;
use crate::transport::{Body, Call};

/// How to request the next page. The items are in `data` unless stated otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `cursor` in the query, with all other parameters.
    Query,
    /// The same, with the items in this field.
    QueryOf(&'static str),
    /// `cursor` alone in the query; the server ignores other parameters.
    QueryAlone,
    /// `cursor` in the body, with the filters.
    Body,
    /// `cursor` in the body, alone.
    BodyAlone,
}

/// Streams all items of a list, page by page. Ends with `ErrorKind::Paging` when the list makes no progress
/// (see [`Progress`]) or its next page is on another host.
pub(crate) fn walk<T: Model>(
    client: Client,
    first: Result<Call, Error>,
    style: Style,
) -> impl Stream<Item = Result<T, Error>> + Send + use<T> {
    try_stream! {
        let first = first?;
        let mut call = first.clone();
        let mut progress = Progress::default();
        loop {
            let name = match style {
                Style::QueryOf(name) => name,
                _ => "data",
            };
            let reply = client.send(&call).await?;
            let page = Envelope::read(&call, &reply, name, client.bases())?;
            let got = page.items.len() as u64;
            let mut new = 0_u64;
            for raw in page.items {
                let whole = raw.get().to_owned();
                // What is no object is nothing of the list.
                let Some(item) = T::from_raw(raw) else { continue };
                // What has no id is known by its whole text.
                new += u64::from(progress.note(match item.key() {
                    "" => &whole,
                    key => key,
                }));
                yield item;
            }
            let Some(cursor) = page.next else { break };
            progress.page(&call, got, new, page.total)?;
            progress.follow(&call, &cursor)?;
            call = at(&first, style, &cursor)?;
        }
    }
}

/// The call for the page at a cursor.
fn at(first: &Call, style: Style, cursor: &Cursor) -> Result<Call, Error> {
    let mut call = first.clone();
    match style {
        Style::Query | Style::QueryOf(_) => {
            call.query.retain(|(name, _)| name != "cursor");
            Ok(call.query("cursor", cursor.as_str()))
        }
        Style::QueryAlone => {
            call.query.clear();
            Ok(call.query("cursor", cursor.as_str()))
        }
        Style::BodyAlone => call.json(&serde_json::json!({ "cursor": cursor })),
        Style::Body => {
            let mut body = match &first.body {
                Body::Json(bytes) => serde_json::from_slice(bytes).unwrap_or(Value::Null),
                Body::Empty => Value::Null,
            };
            if !body.is_object() {
                body = Value::Object(serde_json::Map::new());
            }
            if let Some(fields) = body.as_object_mut() {
                fields.insert("cursor".into(), Value::from(cursor.as_str()));
            }
            call.json(&body)
        }
    }
}
