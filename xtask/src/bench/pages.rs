//! A server that does as little as possible, so that the client is measured: it generates pages of people from
//! their numbers, after a delay. It does not behave like Atlassian; the simulated organization does.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::IntoResponse;
use axum::serve::ListenerExt as _;
use serde_json::Value;

use super::Failure;

const PAGE: usize = 100;

struct Shape {
    people: usize,
    delay: Duration,
    memberships: bool,
}

/// `pages PEOPLE DELAY_MS memberships|alone`: prints its address and serves until stopped.
pub fn serve(arguments: &[String]) -> Result<(), Failure> {
    let [people, delay, kind] = arguments else {
        return Err("pages PEOPLE DELAY_MS memberships|alone".into());
    };
    let shape = Arc::new(Shape {
        people: people.parse()?,
        delay: Duration::from_millis(delay.parse()?),
        memberships: kind == "memberships",
    });
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
            println!("http://{}", listener.local_addr()?);
            let listener = listener.tap_io(|stream| {
                let _ = stream.set_nodelay(true);
            });
            axum::serve(listener, Router::new().fallback(answer).with_state(shape)).await?;
            Ok(())
        })
}

async fn answer(State(shape): State<Arc<Shape>>, uri: Uri, body: Bytes) -> impl IntoResponse {
    if !shape.delay.is_zero() {
        tokio::time::sleep(shape.delay).await;
    }
    let managed = uri.query().unwrap_or_default().contains("managed");
    let text = shape.text(uri.path(), managed, &body);
    ([(header::CONTENT_TYPE, "application/json")], text)
}

impl Shape {
    fn text(&self, path: &str, managed: bool, body: &[u8]) -> String {
        if path.ends_with("/users/search") {
            let asked: Value = serde_json::from_slice(body).unwrap_or_default();
            let from = asked.get("cursor").and_then(Value::as_str);
            return self.page(from.and_then(|from| from.parse().ok()).unwrap_or(0));
        }
        if path.ends_with("/users/count") {
            let count = if managed {
                self.people - self.people / 10
            } else {
                self.people
            };
            return format!("{{\"count\":{count}}}");
        }
        if path.ends_with("/bulk-fetch") {
            let asked: Value = serde_json::from_slice(body).unwrap_or_default();
            let ids = asked.get("accountIds").and_then(Value::as_array);
            let one = |id: &Value| {
                format!(
                    "{{\"accountId\":{id},\"email\":\"x@example.com\",\"name\":\"X\",\"authPolicyInfo\":{{\"policyId\":\"policy-{}\",\"dateAdded\":1700000000000}}}}",
                    id.to_string().len() % 3
                )
            };
            let rows: Vec<String> = ids.into_iter().flatten().map(one).collect();
            return format!("[{}]", rows.join(","));
        }
        if path.ends_with("/orgs/bench") {
            return "{\"data\":{\"id\":\"bench\",\"attributes\":{\"name\":\"Bench\"}}}".to_owned();
        }
        "{\"data\":[],\"links\":{}}".to_owned()
    }

    fn page(&self, from: usize) -> String {
        let to = (from + PAGE).min(self.people);
        let mut page = String::with_capacity(120_000);
        page.push_str("{\"data\":[");
        for n in from..to {
            if n > from {
                page.push(',');
            }
            self.person(&mut page, n);
        }
        page.push_str("],\"links\":{");
        if to < self.people {
            // Writing to a text cannot fail.
            let _ = write!(page, "\"next\":\"{to}\"");
        }
        page.push_str("}}");
        page
    }

    fn person(&self, page: &mut String, n: usize) {
        let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) as u64;
        let claim = if n.is_multiple_of(10) {
            "unmanaged"
        } else {
            "managed"
        };
        let _ = write!(
            page,
            "{{\"accountId\":\"712020:{mixed:016x}-{n:08}\",\"accountType\":\"atlassian\",\"accountStatus\":\"active\",\
             \"status\":\"active\",\"membershipStatus\":\"active\",\"claimStatus\":\"{claim}\",\"managementSource\":\"invited\",\
             \"name\":\"Firstname{n} Lastname{}\",\"nickname\":\"nick{n}\",\"email\":\"person.{n}@department{}.example.com\",\
             \"emailVerified\":true,\"mfaEnabled\":{},\"addedToOrg\":\"2021-03-{:02}T09:30:00.000Z\",\"jobTitle\":\"Engineer\",\
             \"department\":\"Department {}\",\"organization\":\"Example\",\"location\":\"Berlin\",\"timeZone\":\"Europe/Berlin\",\
             \"picture\":\"https://avatar-management.example.com/initials/{n}.png\",\"counts\":{{\"resources\":3}},\"platformRoles\":[],\
             \"links\":{{\"self\":\"https://api.example.com/admin/v2/orgs/bench/directories/-/users/712020:{mixed:016x}-{n:08}\"}}",
            n % 977,
            n % 40,
            n.is_multiple_of(3),
            n % 28 + 1,
            n % 23,
        );
        if self.memberships {
            page.push_str(",\"groups\":[");
            for group in [0, 1 + n % 20, 21 + n % 300, 321 + mixed as usize % 2_000] {
                let comma = if group == 0 { "" } else { "," };
                let _ = write!(
                    page,
                    "{comma}{{\"id\":\"9a8b7c6d-0000-4000-8000-{group:012}\",\"name\":\"group-{group}\",\"description\":null}}"
                );
            }
            page.push_str("],\"productAccess\":[");
            for product in 0..2 {
                let comma = if product == 0 { "" } else { "," };
                let _ = write!(
                    page,
                    "{comma}{{\"id\":\"ari:cloud:jira-software::site/00000000-0000-4000-8000-00000000000{product}\",\"key\":\"jira-software\",\
                     \"lastActiveTimestamp\":\"2025-{:02}-{:02}T07:08:09.123Z\"}}",
                    n % 12 + 1,
                    n % 28 + 1
                );
            }
            page.push(']');
        }
        page.push('}');
    }
}
