//! The credential appears nowhere but on the wire: not in traces of any level, not in errors, not in
//! what is printed of clients and answers. A program of its own: the log is the whole process's, so that
//! no thread of another test decides, while this one begins, that a message need not be written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../wire/common/mod.rs"]
#[allow(dead_code, unused_imports)]
mod common;

use std::io::Write;
use std::sync::{Arc, Mutex};

use atlctl_api::RawRequest;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use wiremock::ResponseTemplate;

use crate::common::*;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Every eight letters of a secret in a row.
fn windows(secret: &str) -> Vec<&str> {
    (0..=secret.len() - 8)
        .map(|at| &secret[at..at + 8])
        .collect()
}

#[tokio::test]
async fn nowhere_but_on_the_wire() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let renewed = "cmVuZXdlZA.cmVuZXdlZA.cmVuZXdlZA";
    let good = ResponseTemplate::new(200)
        .set_body_json(json!({"data": {"id": "o"}}))
        .insert_header(
            "set-cookie",
            format!("cloud.session.token={renewed}; Path=/").as_str(),
        );
    let mut text = String::new();
    for answer in [
        good,
        ResponseTemplate::new(401),
        ResponseTemplate::new(429).insert_header("retry-after", "1"),
        ResponseTemplate::new(503),
        ResponseTemplate::new(302).insert_header("location", format!("/login?t={TOKEN}").as_str()),
        ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
        ResponseTemplate::new(200).set_body_raw("{", "application/json"),
        ResponseTemplate::new(200).set_body_json(
            json!({"data": [], "links": {"next": format!("https://evil.example/?cursor={TOKEN}")}}),
        ),
    ] {
        let server = answering(answer).await;
        for client in [with_session(&server.uri()), with_key(&server.uri())] {
            let outcome = client.org(&org()).await;
            text.push_str(&format!("{outcome:?} {client:?}"));
            if let Err(error) = outcome {
                text.push_str(&error.to_string());
            }
            let request = RawRequest::new("GET", "/admin/v1/orgs").unwrap();
            text.push_str(&format!(
                "{:?}",
                client.raw(request.clone()).await.map(|r| r.headers)
            ));
            let page = futures_util::StreamExt::next(&mut Box::pin(client.orgs())).await;
            text.push_str(&format!("{page:?}"));
        }
    }
    let closed = with_key("http://127.0.0.1:1")
        .org(&org())
        .await
        .unwrap_err();
    text.push_str(&format!("{closed} {closed:?}"));
    // What stands in a query is nobody's business either.
    let asking = RawRequest::new("GET", &format!("/admin/v1/orgs?q={KEY}")).unwrap();
    let closed = with_key("http://127.0.0.1:1")
        .raw(asking)
        .await
        .unwrap_err();
    text.push_str(&format!("{closed} {closed:?}"));
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("atlctl_api::transport"),
        "the trace is empty:\n{log}"
    );
    for secret in [TOKEN, KEY, renewed] {
        for part in windows(secret) {
            assert!(!log.contains(part), "{part} is in the trace");
            assert!(!text.contains(part), "{part} is in {text}");
        }
    }
}
