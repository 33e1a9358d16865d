//! Lists of people that never end, read live: the same people in other mixtures under ever new cursors, or ever new people
//! whom the service does not count.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wiremock::matchers::path_regex;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::common::{Env, otherwise};

const ON_A_PAGE: usize = 20;

/// Pages of people, each with a next one. `known`: of so many people; else of ever new ones.
struct Pages {
    known: Option<usize>,
    page: AtomicUsize,
}

impl Respond for Pages {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let page = self.page.fetch_add(1, Ordering::SeqCst);
        let person = |at: usize| {
            // Another mixture on each page.
            let number = match self.known {
                Some(known) => (page * 7 + at * 3) % known,
                None => page * ON_A_PAGE + at,
            };
            json!({"accountId": format!("u{number}"), "email": format!("u{number}@x.example"), "status": "active",
                "claimStatus": "managed", "groups": [], "productAccess": [], "platformRoles": []})
        };
        let people: Vec<Value> = (0..ON_A_PAGE).map(person).collect();
        ResponseTemplate::new(200)
            .set_body_json(json!({"data": people, "links": {"next": format!("c{page}")}}))
    }
}

#[test]
fn every_live_list_of_people_ends() {
    for (known, why) in [
        (Some(100), "repeats earlier pages and has a next page"),
        (None, "the server counts 300 and has sent 1"),
    ] {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(async {
            let server = MockServer::start().await;
            let page = AtomicUsize::new(0);
            let mounted = [
                ("/users/search$", None),
                ("/users/count$", Some(json!({"count": 300}))),
                ("/bulk-fetch$", Some(json!([]))),
            ];
            let mut pages = Some(Pages { known, page });
            for (path, body) in mounted {
                let mock = Mock::given(path_regex(path));
                match body {
                    Some(body) => mock.respond_with(ResponseTemplate::new(200).set_body_json(body)),
                    None => mock.respond_with(pages.take().unwrap()),
                }
                .mount(&server)
                .await;
            }
            otherwise(&server, ResponseTemplate::new(404)).await;
            server
        });
        let mut env = Env::new();
        env.var("ATLCTL_API_BASE", &server.uri())
            .var("ATLCTL_ORG", "o-1")
            .var("ATLCTL_API_KEY", "ATCTT-canary-key");
        for args in [
            &["user", "list", "--live"][..],
            &["policy", "list", "--live"],
            &[
                "policy",
                "members",
                "6a906979-5bab-4740-88e0-4db1bb7112c7",
                "--live",
            ],
        ] {
            let output = env.run(&[&["-q"], args].concat());
            assert_eq!(output.code, 1, "{args:?}: {output}");
            assert!(
                output.stderr.contains("the list does not end"),
                "{args:?}: {output}"
            );
            assert!(output.stderr.contains(why), "{args:?}: {output}");
        }
        let requests = runtime.block_on(server.received_requests()).unwrap();
        assert!(requests.len() < 3 * 2 * 120, "{}", requests.len());
    }
}
