//! Each fault with each kind of call: a page of a list, reading back, a change, asking for a task. A read
//! comes through or says what is wrong; a change is sent a second time only when it surely was not taken.
//!
//! One fault is not here: a list that is cut exactly where it is whole JSON. No client sees it; only the
//! count of the people does.

use std::time::Duration;

use atlctl_api::{Client, Error, ErrorKind, PolicyId, Processed, Timeouts};
use futures_util::TryStreamExt as _;
use futures_util::future::join_all;

use crate::common::*;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Call {
    Page,
    ReadBack,
    Change,
    Poll,
}

const CALLS: [Call; 4] = [Call::Page, Call::ReadBack, Call::Change, Call::Poll];

impl Call {
    async fn make(self, client: &Client) -> Result<(), Error> {
        match self {
            Self::Page => client
                .domains(&org())
                .try_collect::<Vec<_>>()
                .await
                .map(drop),
            Self::ReadBack => client.policies_of(&org(), &["a".into()]).await.map(drop),
            Self::Change => client
                .add_users_to_policy(&org(), &PolicyId::from("p"), &["a@example.com".into()])
                .await
                .map(drop),
            Self::Poll => client.policy_task(&org(), &"t".into()).await.map(drop),
        }
    }

    fn good(self) -> &'static str {
        match self {
            Self::Page => r#"{"data":[{"id":"1"}]}"#,
            Self::ReadBack => r#"[{"accountId":"a"}]"#,
            Self::Change => r#"{"taskId":"t"}"#,
            Self::Poll => r#"{"inProgressCount":0,"successCount":1,"failureCount":0}"#,
        }
    }

    fn answer(self) -> Vec<u8> {
        let body = self.good();
        http("200 OK", &format!("content-length: {}", body.len()), body)
    }
}

/// What is to come of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    /// The first answer is taken.
    Taken,
    /// It is made a second time, and that is answered.
    Repeated,
    /// It fails at once.
    Fails(ErrorKind),
}

use Outcome::{Fails, Repeated, Taken};

struct Fault {
    name: String,
    act: Box<dyn Fn(Call) -> Act>,
    read: Outcome,
    change: Outcome,
    processed: Processed,
}

fn http(status: &str, head: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n{head}\r\n\r\n").into_bytes();
    bytes.extend_from_slice(body.as_ref());
    bytes
}

fn fault(
    name: impl Into<String>,
    act: Act,
    read: Outcome,
    change: Outcome,
    processed: Processed,
) -> Fault {
    Fault {
        name: name.into(),
        act: Box::new(move |_| act.clone()),
        read,
        change,
        processed,
    }
}

/// A status with a header, answered without a body.
fn status(
    status: &str,
    header: &str,
    read: Outcome,
    change: Outcome,
    processed: Processed,
) -> Fault {
    let head = format!("{header}\r\ncontent-length: 0");
    let act = Act::Write(http(status, head.trim_start(), ""));
    fault(format!("{status} {header}"), act, read, change, processed)
}

fn body(name: &str, body: impl AsRef<[u8]>) -> Fault {
    let head = format!(
        "content-type: application/json\r\ncontent-length: {}",
        body.as_ref().len()
    );
    let act = Act::Write(http("200 OK", &head, body));
    let fails = Fails(ErrorKind::Unreadable);
    fault(name, act, fails, fails, Processed::Unknown)
}

fn limits() -> Vec<Fault> {
    let mut all = Vec::new();
    for header in [
        "",
        "retry-after: 2",
        "retry-after: -5",
        "retry-after: Sun, 06 Nov 1994 08:49:37 GMT",
        "retry-after: soon",
        "x-ratelimit-reset: 2020-01-01T00:00Z",
        "x-ratelimit-reset: whenever",
    ] {
        all.push(status(
            "429 Too Many",
            header,
            Repeated,
            Repeated,
            Processed::No,
        ));
    }
    // A read is patient; a change does not leave long after its intent was written down.
    for header in [
        "retry-after: 1000000000",
        "retry-after: Tue, 24 Nov 2037 10:00:00 GMT",
        "x-ratelimit-reset: 2037-11-24T10:05Z",
        "x-ratelimit-reset: 2037-11-24T10:05:30.5+01:00",
    ] {
        let change = Fails(ErrorKind::RateLimited);
        all.push(status(
            "429 Too Many",
            header,
            Repeated,
            change,
            Processed::No,
        ));
    }
    all
}

fn refusals() -> Vec<Fault> {
    let expired = atlctl_api::ExpiryForm::Unauthorized;
    [
        ("400 Bad Request", ErrorKind::Invalid, Processed::Refused),
        (
            "401 Unauthorized",
            ErrorKind::SignInNeeded(expired),
            Processed::No,
        ),
        (
            "402 Payment Required",
            ErrorKind::PaymentRequired,
            Processed::Refused,
        ),
        ("403 Forbidden", ErrorKind::Forbidden, Processed::Refused),
        ("404 Not Found", ErrorKind::NotFound, Processed::Refused),
        ("409 Conflict", ErrorKind::Conflict, Processed::Refused),
        ("410 Gone", ErrorKind::NotFound, Processed::Refused),
        ("413 Too Large", ErrorKind::Invalid, Processed::Refused),
        ("422 Unprocessable", ErrorKind::Invalid, Processed::Refused),
        (
            "424 Failed Dependency",
            ErrorKind::Invalid,
            Processed::Refused,
        ),
        ("451 Legal Reasons", ErrorKind::Invalid, Processed::Refused),
        // Refused before any work.
        ("421 Misdirected", ErrorKind::Invalid, Processed::No),
        ("425 Too Early", ErrorKind::Invalid, Processed::No),
        // Of proxies that waited for the request, or for the service, too long.
        ("460 Client Gone", ErrorKind::Invalid, Processed::Unknown),
        ("499 Client Gone", ErrorKind::Invalid, Processed::Unknown),
        ("418 Teapot", ErrorKind::Invalid, Processed::Unknown),
    ]
    .map(|(text, kind, processed)| status(text, "", Fails(kind), Fails(kind), processed))
    .into()
}

fn servers() -> Vec<Fault> {
    let change = Fails(ErrorKind::Server);
    let timeout = Fails(ErrorKind::Timeout);
    let mut all = vec![status(
        "408 Request Timeout",
        "",
        Repeated,
        timeout,
        Processed::Unknown,
    )];
    for text in [
        "500 Oh",
        "502 Bad Gateway",
        "503 Unavailable",
        "504 Gateway Timeout",
    ] {
        for header in ["", "retry-after: 1"] {
            all.push(status(text, header, Repeated, change, Processed::Unknown));
        }
    }
    all
}

fn connections() -> Vec<Fault> {
    let lost = |name: &str, act| {
        let change = Fails(ErrorKind::Interrupted);
        fault(name, act, Repeated, change, Processed::Unknown)
    };
    vec![
        lost("closed", Act::Close),
        lost("reset", Act::Reset),
        lost(
            "shorter than announced",
            Act::Write(http("200 OK", "content-length: 100", "{\"data\":[")),
        ),
        lost(
            "a chunk cut",
            Act::Write(http("200 OK", "transfer-encoding: chunked", "9\r\n{\"dat")),
        ),
        lost(
            "no chunk at the end",
            Act::Write(http("200 OK", "transfer-encoding: chunked", "2\r\n{}\r\n")),
        ),
        lost("no HTTP", Act::Write(b"SSH-2.0-x\r\n\r\n".to_vec())),
    ]
}

fn bodies() -> Vec<Fault> {
    let page = "<!doctype html><html><title>Log in</title></html>";
    let fails = Fails(ErrorKind::Unreadable);
    let declared = |name: &str, kind: &str, text: &str| {
        let head = format!("content-type: {kind}\r\ncontent-length: {}", text.len());
        let act = Act::Write(http("200 OK", &head, text));
        fault(name, act, fails, fails, Processed::Unknown)
    };
    vec![
        body("nothing", ""),
        body("longer than announced", "{\"da"),
        body("cut by the end of the connection", "[{"),
        body("no JSON", "ok"),
        body("a NUL", "\0"),
        body(
            "no UTF-8",
            b"\xff{\"data\":[{\"id\":\"1\"}],\"taskId\":\"t\"}",
        ),
        body("very deep", "[".repeat(200_000)),
        body(
            "a number without end",
            format!(
                "{{\"taskId\":1e400,\"inProgressCount\":{}}}",
                "9".repeat(400)
            ),
        ),
        body("another type", "7"),
        declared("a page", "text/html", page),
        declared("a page that says it is JSON", "application/json", page),
        declared("a text", "text/plain", "Service is being moved"),
        Fault {
            name: "JSON that says it is a text".into(),
            act: Box::new(|call| {
                let body = call.good();
                let head = format!("content-type: text/plain\r\ncontent-length: {}", body.len());
                Act::Write(http("200 OK", &head, body))
            }),
            read: Taken,
            change: fails,
            processed: Processed::Unknown,
        },
    ]
}

fn floods() -> Vec<Fault> {
    let large = |name: &str, act| {
        let fails = Fails(ErrorKind::TooLarge);
        fault(name, act, fails, fails, Processed::Unknown)
    };
    let bomb = gzip_of_spaces(64 << 20);
    let packed = format!("content-encoding: gzip\r\ncontent-length: {}", bomb.len());
    let chunk = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
    let headers = format!("x: {}\r\ncontent-length: 2", "y".repeat(70_000));
    vec![
        large("a bomb", Act::Write(http("200 OK", &packed, bomb))),
        large(
            "without end",
            Act::Flood(http("200 OK", "transfer-encoding: chunked", ""), chunk),
        ),
        large("large headers", Act::Write(http("200 OK", &headers, "{}"))),
    ]
}

fn redirects(uri: &str) -> Vec<Fault> {
    let fails = Fails(ErrorKind::Redirect);
    let mut all = Vec::new();
    for code in ["301", "302", "303", "307", "308"] {
        for to in ["/admin/v1/x", uri, "http://admin.atlassian.com/", ""] {
            let text = format!("{code} Elsewhere");
            let header = format!("location: {to}");
            all.push(status(&text, &header, fails, fails, Processed::Unknown));
        }
    }
    all
}

async fn run(client: impl Fn(&str) -> Client, call: Call, fault: &Fault) {
    let server = FaultServer::start(vec![(fault.act)(call), Act::Write(call.answer())]).await;
    let result = call.make(&client(&server.uri)).await;
    let want = match call {
        Call::Change => fault.change,
        _ => fault.read,
    };
    let name = format!("{:?} and {}", call, fault.name);
    let (got, hits) = match &result {
        Ok(()) if server.hits() == 1 => (Taken, 1),
        Ok(()) => (Repeated, 2),
        Err(error) => (Fails(error.kind), 1),
    };
    assert_eq!(got, want, "{name}: {result:?}");
    assert_eq!(server.hits(), hits, "{name}");
    if let (Call::Change, Err(error)) = (call, result) {
        assert_eq!(error.processed, fault.processed, "{name}");
    }
}

async fn run_all(client: impl Fn(&str) -> Client, faults: &[Fault]) {
    let runs = faults
        .iter()
        .flat_map(|fault| CALLS.map(|call| run(&client, call, fault)));
    join_all(runs).await;
}

fn patient(uri: &str) -> Client {
    let builder = builder(uri).api_key(KEY.into());
    builder.max_body(1 << 20).build().unwrap()
}

#[tokio::test]
async fn each_fault_with_each_call() {
    let elsewhere = FaultServer::start(vec![Act::Close]).await;
    let faults = [
        limits(),
        refusals(),
        servers(),
        connections(),
        bodies(),
        floods(),
        redirects(&format!("{}/admin/v1/x", elsewhere.uri)),
    ];
    for faults in faults {
        run_all(patient, &faults).await;
    }
    assert_eq!(elsewhere.hits(), 0);
}

#[tokio::test]
async fn silence_and_dripping_end_in_time() {
    let client = |uri: &str| {
        let timeouts = Timeouts {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(1),
            total: Duration::from_secs(2),
        };
        let builder = builder(uri).api_key(KEY.into());
        builder.timeouts(timeouts).build().unwrap()
    };
    let slow = |name: &str, act| {
        let change = Fails(ErrorKind::Timeout);
        fault(name, act, Repeated, change, Processed::Unknown)
    };
    let dripping = http("200 OK", "content-length: 1000000", "{");
    let faults = [
        slow("silence", Act::Hang),
        slow("dripping", Act::Drip(dripping)),
    ];
    run_all(client, &faults).await;
}

/// The connection was used before, and ends when the request is on it: nobody below us may send it again.
#[tokio::test]
async fn a_connection_that_was_used_before_breaks() {
    for call in CALLS {
        for fault in [Act::Close, Act::Reset] {
            let kept = Act::Keep(call.answer());
            let server = FaultServer::start(vec![kept, fault, Act::Write(call.answer())]).await;
            let client = patient(&server.uri);
            call.make(&client).await.unwrap();
            let second = call.make(&client).await;
            match call {
                Call::Change => {
                    let error = second.unwrap_err();
                    assert_eq!(error.kind, ErrorKind::Interrupted, "{error}");
                    assert_eq!(error.processed, Processed::Unknown);
                    assert_eq!(server.hits(), 2);
                }
                _ => {
                    second.unwrap();
                    assert_eq!(server.hits(), 3, "{call:?}");
                }
            }
        }
    }
}

/// A name that no resolver is asked for: it is none.
#[tokio::test]
async fn a_name_that_cannot_be_resolved_means_not_sent() {
    let base = format!("https://{}.atlassian.com", "a".repeat(64));
    let other = include_bytes!("tls/ca.pem").to_vec();
    let client = builder(&base)
        .api_key(KEY.into())
        .ca_pem(other)
        .no_proxy(true);
    let client = client.build().unwrap();
    for call in CALLS {
        let error = call.make(&client).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Connect, "{error}");
        assert_eq!(error.processed, Processed::No);
    }
}
