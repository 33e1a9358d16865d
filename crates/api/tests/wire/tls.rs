//! Encrypted connections: whom they trust, and that HTTP/2 is offered. The certificates and keys are
//! made for these tests alone; the authority's key was thrown away.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, mpsc};

use atlctl_api::{Bases, Client, ErrorKind, PolicyId, Processed};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::common::*;

const AUTHORITY: &[u8] = include_bytes!("tls/ca.pem");
const GOOD: Pair = (
    include_bytes!("tls/good.pem"),
    include_bytes!("tls/good.key.pem"),
);
const WRONG: Pair = (
    include_bytes!("tls/wrong.pem"),
    include_bytes!("tls/wrong.key.pem"),
);

/// Its time was over in 2021; signed by an authority of its own, whose key was thrown away too.
const EXPIRED: Pair = (
    include_bytes!("tls/expired.pem"),
    include_bytes!("tls/expired.key.pem"),
);
const PAST: &[u8] = include_bytes!("tls/past.ca.pem");

/// A certificate and its key.
type Pair = (&'static [u8], &'static [u8]);
/// The protocol that was chosen, and the beginning of what was asked.
type Seen = (Option<Vec<u8>>, String);

/// A server with this certificate; gives its port, and tells of each connection what protocol was
/// chosen and what was asked.
fn serve(pair: Pair, alpn: &[&[u8]]) -> (u16, mpsc::Receiver<Seen>) {
    let config = configured(pair, alpn);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (seen, told) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            let mut buffer = [0; 8_192];
            let Ok(n) = stream.read(&mut buffer) else {
                continue;
            };
            let protocol = stream.conn.alpn_protocol().map(<[u8]>::to_vec);
            let text = String::from_utf8_lossy(&buffer[..n]).into_owned();
            if seen.send((protocol, text)).is_err() {
                return;
            }
            let body = r#"{"data":{"id":"o"}}"#;
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.flush();
        }
    });
    (port, told)
}

fn configured(pair: Pair, alpn: &[&[u8]]) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(pair.0).unwrap()],
            PrivateKeyDer::from_pem_slice(pair.1).unwrap(),
        )
        .unwrap();
    config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
    Arc::new(config)
}

fn client(port: u16, trusted: &[u8]) -> Client {
    let base = format!("https://127.0.0.1:{port}");
    builder(&base)
        .bases(Bases::parse(&base, &base).unwrap())
        .api_key(KEY.into())
        .ca_pem(trusted.to_vec())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_named_authority_is_trusted() {
    let (port, told) = serve(GOOD, &[b"http/1.1"]);
    let org = client(port, AUTHORITY).org(&org()).await.unwrap();
    assert_eq!(org.id.as_str(), "o");
    let (protocol, request) = told.recv().unwrap();
    assert_eq!(protocol.as_deref(), Some(&b"http/1.1"[..]));
    assert!(
        request
            .to_ascii_lowercase()
            .contains("authorization: bearer")
    );
}

#[tokio::test]
async fn http2_is_taken_where_it_is_offered() {
    let (port, told) = serve(GOOD, &[b"h2", b"http/1.1"]);
    // The server speaks no HTTP/2 beyond choosing it.
    client(port, AUTHORITY).org(&org()).await.unwrap_err();
    let (protocol, preface) = told.recv().unwrap();
    assert_eq!(protocol.as_deref(), Some(&b"h2"[..]));
    assert!(preface.starts_with("PRI * HTTP/2.0"), "{preface:?}");
}

#[tokio::test]
async fn nothing_is_sent_to_whom_is_not_trusted() {
    for (pair, trusted) in [
        // The other certificate stands in for "some other roots": a machine without any roots at all must
        // not make this test pass or fail.
        (GOOD, WRONG.0),
        (WRONG, AUTHORITY),
        (EXPIRED, PAST),
    ] {
        let (port, told) = serve(pair, &[b"http/1.1"]);
        let error = client(port, trusted)
            .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Connect, "{error}");
        assert_eq!(error.processed, Processed::No);
        let expired = error.message.to_ascii_lowercase().contains("expired");
        assert_eq!(expired, pair == EXPIRED, "{error}");
        assert!(told.try_recv().is_err(), "something was sent");
    }
}

/// An HTTP/2 server that takes a change, or breaks off in the middle of it; tells what it was asked.
async fn http2(breaks: bool) -> (u16, mpsc::Receiver<String>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = tokio_rustls::TlsAcceptor::from(configured(GOOD, &[b"h2"]));
    let (seen, told) = mpsc::channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(stream) = acceptor.accept(stream).await else {
                continue;
            };
            let seen = seen.clone();
            let service = hyper::service::service_fn(move |request: http::Request<_>| {
                let _: &hyper::body::Incoming = request.body();
                let key = request.headers()["authorization"].to_str().unwrap();
                let line = format!("{:?} {} {key}", request.version(), request.uri().path());
                let _ = seen.send(line);
                async move {
                    if breaks {
                        return Err("broken off");
                    }
                    let answer = http::Response::builder().status(202);
                    let answer = answer.header("content-type", "application/json");
                    Ok(answer.body(r#"{"taskId":"t"}"#.to_owned()).unwrap())
                }
            });
            let io = hyper_util::rt::TokioIo::new(stream);
            let server =
                hyper::server::conn::http2::Builder::new(hyper_util::rt::TokioExecutor::new());
            tokio::spawn(server.serve_connection(io, service));
        }
    });
    (port, told)
}

#[tokio::test]
async fn a_change_over_http2() {
    let change = async |port| {
        client(port, AUTHORITY)
            .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
            .await
    };
    let (port, told) = http2(false).await;
    assert_eq!(change(port).await.unwrap().task.as_str(), "t");
    let path = format!("/admin/control/v1/orgs/{}/auth-policy/p/add-users", org());
    assert_eq!(
        told.recv().unwrap(),
        format!("HTTP/2.0 {path} Bearer {KEY}")
    );

    // A stream that is broken off says nothing of what was done: it is sent once.
    let (port, told) = http2(true).await;
    let error = change(port).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Interrupted, "{error}");
    assert_eq!(error.processed, Processed::Unknown);
    assert_eq!(told.try_iter().count(), 1);
}
