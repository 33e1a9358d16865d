//! `api` behind a proxy.

use crate::common::Env;
use crate::common::api_server::{KEY, Place, TOKEN, data};

/// A proxy that notes what it is asked and closes.
fn proxy() -> (String, std::sync::mpsc::Receiver<String>) {
    use std::io::Read as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (seen, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut buffer = [0; 4_096];
            let n = stream.unwrap().read(&mut buffer).unwrap_or(0);
            let text = String::from_utf8_lossy(buffer.get(..n).unwrap()).into_owned();
            if seen.send(text).is_err() {
                return;
            }
        }
    });
    (address, told)
}

#[test]
fn the_systems_proxy_is_used_and_sees_no_credential() {
    let (address, told) = proxy();
    let mut env = Env::new();
    env.var("HTTPS_PROXY", &address)
        .var("ATLCTL_API_KEY", KEY)
        .var("ATLCTL_SESSION_TOKEN", TOKEN);
    // Certificates of its own: the machine may have none.
    let authority = include_str!("../../../api/tests/wire/tls/ca.pem");
    let authority = env.file("ca.pem", authority);
    let cacert = authority.to_str().unwrap();
    // A change, so that it is tried at most a few times.
    let invite = "/admin/v2/orgs/o/users/invite";
    let output = env.run(&[
        "api", "POST", invite, "-f", "a=b", "--yes", "--cacert", cacert,
    ]);
    assert!(output.stderr.contains("cannot connect"), "{output}");
    output.expect(1);
    let asked = told.recv().unwrap();
    assert!(
        asked.starts_with("CONNECT api.atlassian.com:443 HTTP/1.1"),
        "{asked}"
    );
    assert!(
        !asked.to_ascii_lowercase().contains("authorization"),
        "{asked}"
    );
    assert!(!asked.contains(KEY) && !asked.contains(TOKEN));
}

#[test]
fn a_proxy_is_not_asked_for_this_machine() {
    let (address, told) = proxy();
    let mut place = Place::new(data()).session();
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"] {
        place.env.var(name, &address);
    }
    place.run(&["api", "GET", "/admin/v1/orgs"]).expect(0);
    assert_eq!(place.requests().len(), 1);
    assert!(told.try_recv().is_err());
}

/// Also where only one of the two bases is on this machine: a proxy would see the credential.
#[test]
fn one_base_on_this_machine_is_enough_to_leave_the_proxy_out() {
    let (address, told) = proxy();
    let mut place = Place::new(data()).key();
    let authority = include_str!("../../../api/tests/wire/tls/ca.pem");
    let authority = place.env.file("ca.pem", authority);
    place.env.var(
        "ATLCTL_PORTAL_BASE",
        "https://admin.atlassian.com/gateway/api",
    );
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"] {
        place.env.var(name, &address);
    }
    let cacert = authority.to_str().unwrap();
    place
        .run(&["api", "GET", "/admin/v1/orgs", "--cacert", cacert])
        .expect(0);
    assert_eq!(place.requests().len(), 1);
    assert!(told.try_recv().is_err());
}
