//! The audit log as the service streams it, with everything that may go wrong on the way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use serde_json::{Value, json};

/// An event: when the log took it in (milliseconds, and a number for those of one time), and when it happened.
pub type Key = (i64, u32);

#[derive(Default)]
pub struct Log {
    /// The events, in the order of the stream, with the time of each.
    pub events: BTreeMap<Key, i64>,
    /// Answers of these statuses come first, each once.
    pub refusals: Vec<u16>,
    /// Cursors are refused from now on, once each.
    pub forget_cursors: bool,
    /// So many cursors are refused from now on.
    pub refused_cursors: u32,
    pub page: usize,
    /// A page begins with the last events of the page before.
    pub repeats: usize,
    /// The last page has no cursor.
    pub ends_without_cursor: bool,
    pub requests: Vec<BTreeMap<String, String>>,
}

impl Log {
    pub fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.events.keys().map(id).collect();
        ids.sort();
        ids
    }
}

pub fn id(key: &Key) -> String {
    format!("e-{}-{}", key.0, key.1)
}

fn time(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap().to_string()
}

fn cursor(key: Key) -> String {
    format!("after-{}-{}", key.0, key.1)
}

fn key(cursor: &str) -> Key {
    let mut parts = cursor.split('-').skip(1);
    let mut next = || parts.next().unwrap().parse::<i64>().unwrap();
    (next(), u32::try_from(next()).unwrap())
}

pub type Shared = Arc<Mutex<Log>>;

async fn stream(
    State(log): State<Shared>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let mut log = log.lock().unwrap();
    log.requests.push(query.clone());
    if let Some(status) = log.refusals.pop() {
        let body = json!({"errors": [{"code": format!("ADMIN-{status}-1"), "title": "no"}]});
        let status = StatusCode::from_u16(status).unwrap();
        return (status, [("retry-after", "0")], body.to_string()).into_response();
    }
    let after = query.get("cursor").map(|cursor| key(cursor));
    if after.is_some() && std::mem::take(&mut log.forget_cursors) {
        let body = json!({"errors": [{"code": "ADMIN-400-1", "title": "Invalid cursor"}]});
        return (StatusCode::BAD_REQUEST, body.to_string()).into_response();
    }
    if after.is_some() && log.refused_cursors > 0 {
        log.refused_cursors -= 1;
        let body = json!({"errors": [{"code": "ADMIN-400-1", "title": "Invalid cursor"}]});
        return (StatusCode::BAD_REQUEST, body.to_string()).into_response();
    }
    let from: i64 = query
        .get("from")
        .map_or(i64::MIN, |from| from.parse().unwrap());
    let repeats = after.map(|after| {
        let before = log.events.range(..=after).rev().take(log.repeats);
        before.map(|(key, at)| (*key, *at)).collect::<Vec<_>>()
    });
    let new: Vec<(Key, i64)> = log
        .events
        .iter()
        .filter(|(key, at)| after.map_or(**at >= from, |after| **key > after))
        .take(log.page)
        .map(|(key, at)| (*key, *at))
        .collect();
    let mut next = new.last().map(|(key, _)| *key).or(after);
    let is_last = next.is_none_or(|next| log.events.range(next..).nth(1).is_none());
    if is_last && log.ends_without_cursor {
        next = None;
    }
    let mut shown = repeats.filter(|_| !new.is_empty()).unwrap_or_default();
    shown.extend(new);
    let data: Vec<Value> = shown
        .iter()
        .map(|(key, at)| {
            json!({"id": id(key), "type": "events", "attributes": {
                "action": "user_suspended", "time": time(*at), "processedAt": time(key.0),
                "actor": {"id": "a1", "name": "Ann\u{1b}[31m", "email": "ann@acme.example"},
                "context": [{"id": "u1", "type": "users", "attributes": {"name": "Bob'); DROP TABLE mirror_event;--"}}],
                "container": [{"id": "ari:cloud:jira::site/s1"}]}})
        })
        .collect();
    let body = json!({"data": data, "meta": {"next": next.map(cursor), "page_size": 200}});
    body.to_string().into_response()
}

/// Serves the log; its address.
pub async fn serve(log: Shared) -> String {
    let app = Router::new()
        .route("/admin/v1/orgs/org-1/events-stream", get(stream))
        .with_state(log);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}
