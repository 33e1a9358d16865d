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

/// A certificate and its key.
type Pair = (&'static [u8], &'static [u8]);
/// The protocol that was chosen, and the beginning of what was asked.
type Seen = (Option<Vec<u8>>, String);

/// A server with this certificate; gives its port, and tells of each connection what protocol was
/// chosen and what was asked.
fn serve(pair: Pair, alpn: &[&[u8]]) -> (u16, mpsc::Receiver<Seen>) {
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
    let config = Arc::new(config);
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

fn client(port: u16, trusted: bool) -> Client {
    let base = format!("https://127.0.0.1:{port}");
    let builder = builder(&base)
        .bases(Bases::parse(&base, &base).unwrap())
        .api_key(KEY.into());
    match trusted {
        true => builder.ca_pem(AUTHORITY.to_vec()).build().unwrap(),
        // The authority that signed the other certificate stands in for "some other roots": a machine
        // without any roots at all must not make this test pass or fail.
        false => builder.ca_pem(WRONG.0.to_vec()).build().unwrap(),
    }
}

#[tokio::test]
async fn a_named_authority_is_trusted() {
    let (port, told) = serve(GOOD, &[b"http/1.1"]);
    let org = client(port, true).org(&org()).await.unwrap();
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
    client(port, true).org(&org()).await.unwrap_err();
    let (protocol, preface) = told.recv().unwrap();
    assert_eq!(protocol.as_deref(), Some(&b"h2"[..]));
    assert!(preface.starts_with("PRI * HTTP/2.0"), "{preface:?}");
}

#[tokio::test]
async fn nothing_is_sent_to_whom_is_not_trusted() {
    for (pair, trusted) in [(GOOD, false), (WRONG, true)] {
        let (port, told) = serve(pair, &[b"http/1.1"]);
        let error = client(port, trusted)
            .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Connect, "{error}");
        assert_eq!(error.processed, Processed::No);
        assert!(told.try_recv().is_err(), "something was sent");
    }
}
