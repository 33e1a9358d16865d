//! A webhook is told of each run, without personal data unless asked.

use atlctl_sim::SimConfig;
use serde_json::Value;
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::moving::Place;

pub fn hook(runtime: &Runtime, status: u16) -> MockServer {
    runtime.block_on(async {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(status))
            .mount(&server)
            .await;
        server
    })
}

#[test]
fn a_run_is_reported_without_names_unless_asked() {
    let runtime = Runtime::new().unwrap();
    let server = hook(&runtime, 200);
    let url = format!("{}/hook/secret", server.uri());
    let place = Place::new(SimConfig::default());
    let people = place.listed(2);
    let reason = ["--reason", "Ann asked", "--ticket", "HR-7"];
    let told = place.moves(&[&["--yes", "--notify", &url], &reason[..]].concat());
    assert!(told.stderr.contains("Notified 127.0.0.1."), "{told}");
    assert!(!told.to_string().contains("secret"), "{told}");
    told.expect(0);
    let show = ["run", "show", "last", "-o", "csv"];
    let shown = place.run(&[&show[..], &["--columns", "change_reason,ticket"]].concat());
    assert!(shown.stdout.contains("\nAnn asked,HR-7\n"), "{shown}");
    assert!(shown.stderr.contains("Reason: Ann asked"), "{shown}");
    place.env.file("people.csv", "Email\n");
    place.csv(&people);
    place
        .run(&[
            "-q",
            "undo",
            "last",
            "--yes",
            "--notify",
            &url,
            "--notify-names",
        ])
        .expect(0);
    let requests = runtime.block_on(server.received_requests()).unwrap();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert!(!request.headers.contains_key("authorization"));
        assert!(!request.headers.contains_key("cookie"));
    }
    let first = String::from_utf8(requests[0].body.clone()).unwrap();
    for personal in ["@acme", "Ann", "user on"] {
        assert!(!first.contains(personal), "{first}");
    }
    let body: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(body["run"], "20261124-1");
    assert_eq!(
        (&body["outcomes"]["done"], &body["ticket"]),
        (&2.into(), &"HR-7".into())
    );
    assert_eq!(body["what"], "Policy move");
    assert_eq!(body["title"], "Moved to the policy Contractors");
    let second: Value = serde_json::from_slice(&requests[1].body).unwrap();
    let names = second["changed"].as_array().unwrap();
    assert!(names.contains(&people[0].email.as_str().into()), "{second}");
}

#[test]
fn a_webhook_that_fails_is_a_warning_and_a_bad_address_is_refused_before() {
    let runtime = Runtime::new().unwrap();
    let server = hook(&runtime, 500);
    let place = Place::new(SimConfig::default());
    place.listed(1);
    let bad = place.moves(&[
        "-q",
        "--yes",
        "--notify",
        "http://hooks.slack.com/services/secret",
    ]);
    assert!(
        bad.stderr
            .contains("cannot use --notify: the address must start with https://"),
        "{bad}"
    );
    assert!(!bad.stderr.contains("secret"), "{bad}");
    bad.expect(2);
    assert_eq!(place.writes(), 0);
    place.configure(&format!("[profile.p.notify]\nurl = \"{}/x\"", server.uri()));
    let failed = place.moves(&["-q", "--yes"]);
    assert!(
        failed
            .stderr
            .contains("could not notify 127.0.0.1: it answered with status 500"),
        "{failed}"
    );
    failed.expect(0);
}
