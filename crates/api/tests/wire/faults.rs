//! Faults below HTTP: nothing hangs, nothing panics, a change is never repeated when it may have
//! happened.

use std::time::Duration;

use atlctl_api::{Client, ErrorKind, PolicyId, Processed, Timeouts};

use crate::common::*;

fn client(uri: &str) -> Client {
    builder(uri)
        .api_key(KEY.into())
        .max_body(1 << 20)
        .timeouts(Timeouts {
            connect: Duration::from_secs(5),
            read: Duration::from_millis(200),
            total: Duration::from_secs(2),
        })
        .build()
        .unwrap()
}

async fn read(acts: Vec<Act>) -> (Result<atlctl_api::Org, atlctl_api::Error>, usize) {
    let server = FaultServer::start(acts).await;
    let result = client(&server.uri).org(&org()).await;
    (result, server.hits())
}

async fn change(acts: Vec<Act>) -> (atlctl_api::Error, usize) {
    let server = FaultServer::start(acts).await;
    let error = client(&server.uri)
        .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
        .await
        .unwrap_err();
    (error, server.hits())
}

fn http(head: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{head}\r\n\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn good() -> Act {
    Act::Write(http("content-length: 19", br#"{"data":{"id":"o"}}"#))
}

#[tokio::test]
async fn a_read_outlasts_cut_connections() {
    let cut = Act::Write(http("content-length: 100", br#"{"data":{"id""#));
    let chunk = Act::Write(http("transfer-encoding: chunked", b"5\r\n{\"dat"));
    for fault in [Act::Close, Act::Reset, cut, chunk] {
        let (result, hits) = read(vec![fault.clone(), fault.clone(), good()]).await;
        assert_eq!(result.unwrap().id.as_str(), "o", "{fault:?}");
        assert_eq!(hits, 3, "{fault:?}");
    }
}

#[tokio::test]
async fn a_change_cut_off_is_unknown_and_sent_once() {
    let cut = Act::Write(http("content-length: 100", br#"{"taskId""#));
    for fault in [Act::Close, Act::Reset, cut] {
        let (error, hits) = change(vec![fault.clone()]).await;
        assert_eq!(error.kind, ErrorKind::Interrupted, "{fault:?}");
        assert_eq!(error.processed, Processed::Unknown, "{fault:?}");
        assert_eq!(hits, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_silent_server_is_left() {
    let (error, hits) = change(vec![Act::Hang]).await;
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert_eq!(error.processed, Processed::Unknown);
    assert_eq!(hits, 1);
    let (result, hits) = read(vec![Act::Hang]).await;
    assert_eq!(result.unwrap_err().kind, ErrorKind::Timeout);
    assert_eq!(hits, 3);
}

#[tokio::test]
async fn nobody_there_means_not_sent() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let error = client(&format!("http://127.0.0.1:{port}"))
        .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Connect);
    assert_eq!(error.processed, Processed::No);
    assert!(!error.message.contains("127.0.0.1:"), "{error}");
}

#[tokio::test]
async fn an_endless_body_is_refused() {
    let head = http("transfer-encoding: chunked", b"");
    let chunk = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
    let (result, hits) = read(vec![Act::Flood(head, chunk)]).await;
    assert_eq!(result.unwrap_err().kind, ErrorKind::TooLarge);
    assert_eq!(hits, 1);
    let announced = Act::Write(http("content-length: 999999999", b"{"));
    assert_eq!(
        read(vec![announced]).await.0.unwrap_err().kind,
        ErrorKind::TooLarge
    );
}

#[tokio::test]
async fn a_small_bomb_is_refused() {
    let bomb = gzip_of_spaces(64 << 20);
    assert!(bomb.len() < 500_000);
    let head = format!("content-encoding: gzip\r\ncontent-length: {}", bomb.len());
    let (result, _) = read(vec![Act::Write(http(&head, &bomb))]).await;
    assert_eq!(result.unwrap_err().kind, ErrorKind::TooLarge);
}

#[tokio::test]
async fn broken_gzip_is_no_answer() {
    let (result, _) = read(vec![Act::Write(http(
        "content-encoding: gzip\r\ncontent-length: 4",
        b"\x1f\x8b\x00\x00",
    ))])
    .await;
    assert!(result.is_err());
}

#[tokio::test]
async fn monstrous_headers_are_no_answer() {
    let head = format!("x: {}\r\ncontent-length: 0", "y".repeat(2_000_000));
    let (result, _) = read(vec![Act::Write(http(&head, b""))]).await;
    assert!(result.is_err());
}
