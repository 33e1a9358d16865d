//! A server that does as little as possible, so that the client is measured: it generates pages of people from
//! their numbers, after a delay. It does not behave like Atlassian; the simulated organization does.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
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
    /// Almost everyone has one domain and is managed.
    skewed: bool,
    /// In addition, hardly anybody has two-step verification.
    alike: bool,
    /// The people that a filter finds, by the filter.
    found: Mutex<HashMap<Wanted, Arc<Vec<usize>>>>,
}

/// A filter.
#[derive(Default, Clone, PartialEq, Eq, Hash)]
struct Wanted {
    managed: Option<bool>,
    mfa: Option<bool>,
    status: Option<String>,
    domains: Vec<String>,
    term: Option<String>,
}

/// How names begin, by how many there are; the numbers keep those of a letter together.
const BEGINS: &[u8] = b"aaaaaaaaaabbbbccccccccddddddeeeeffgggghhhijjjjjjjjjjkkkkkklllllllmmmmmmmmmnnnooppqrrrrrrsssssssstttttuvvwwxyz";

impl Wanted {
    fn add(&mut self, name: &str, value: &str) {
        match name {
            "claimStatus" => self.managed = Some(value == "managed"),
            "mfaEnabled" => self.mfa = Some(value == "true"),
            "status" => self.status = Some(value.to_owned()),
            "searchTerm" => self.term = Some(value.to_owned()),
            "emailDomains" => self.domains.push(value.to_owned()),
            _ => {}
        }
    }

    /// The filter of a query.
    fn counted(query: &str) -> Self {
        let mut wanted = Self::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            wanted.add(name, value);
        }
        wanted
    }

    /// The filter of a search.
    fn searched(body: &Value) -> Self {
        let mut wanted = Self::default();
        for (name, value) in body.as_object().into_iter().flatten() {
            match value {
                Value::String(value) => wanted.add(name, value),
                Value::Bool(value) => wanted.add(name, &value.to_string()),
                Value::Array(values) => {
                    for value in values.iter().filter_map(Value::as_str) {
                        wanted.add(name, value);
                    }
                }
                _ => {}
            }
        }
        wanted
    }
}

/// `pages PEOPLE DELAY_MS memberships|alone|skewed|alike`: prints its address and serves until stopped.
pub fn serve(arguments: &[String]) -> Result<(), Failure> {
    let [people, delay, kind] = arguments else {
        return Err("pages PEOPLE DELAY_MS memberships|alone|skewed|alike".into());
    };
    let shape = Arc::new(Shape {
        people: people.parse()?,
        delay: Duration::from_millis(delay.parse()?),
        memberships: kind != "alone",
        skewed: matches!(kind.as_str(), "skewed" | "alike"),
        alike: kind == "alike",
        found: Mutex::default(),
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
    let text = shape.text(uri.path(), uri.query().unwrap_or_default(), &body);
    ([(header::CONTENT_TYPE, "application/json")], text)
}

impl Shape {
    fn text(&self, path: &str, query: &str, body: &[u8]) -> String {
        if path.ends_with("/users/search") {
            let asked: Value = serde_json::from_slice(body).unwrap_or_default();
            let from = asked.get("cursor").and_then(Value::as_str);
            let from = from.and_then(|from| from.parse().ok()).unwrap_or(0);
            let down = asked.pointer("/sortBy/0/direction").and_then(Value::as_str) == Some("desc");
            return self.page(&Wanted::searched(&asked), down, from);
        }
        if path.ends_with("/users/count") {
            let count = self.found(&Wanted::counted(query)).len();
            return format!("{{\"count\":{count}}}");
        }
        if path.ends_with("/domains") {
            let domain = |n: usize| {
                format!(
                    "{{\"id\":\"{n}\",\"attributes\":{{\"name\":\"department{n}.example.com\"}}}}"
                )
            };
            let domains: Vec<String> = (0..if self.skewed { 1 } else { 40 }).map(domain).collect();
            return format!("{{\"data\":[{}],\"links\":{{}}}}", domains.join(","));
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

    fn is_managed(&self, n: usize) -> bool {
        !n.is_multiple_of(if self.skewed { 50 } else { 10 })
    }

    /// Where an identity provider signs people in, hardly anybody has two-step verification with Atlassian.
    fn has_mfa(&self, n: usize) -> bool {
        n.is_multiple_of(if self.alike { 30 } else { 3 })
    }

    /// Whose address is at which domain.
    fn domain(&self, n: usize) -> usize {
        if self.skewed && self.is_managed(n) {
            0
        } else {
            n % 40
        }
    }

    /// The letter with which a person's nickname begins: people are numbered in the order of their nicknames.
    fn begin(&self, n: usize) -> char {
        let at = n * BEGINS.len() / self.people.max(1);
        BEGINS.get(at).copied().map_or('z', char::from)
    }

    fn matches(&self, wanted: &Wanted, n: usize) -> bool {
        wanted
            .term
            .as_ref()
            .is_none_or(|term| term.starts_with(self.begin(n)))
            && wanted
                .managed
                .is_none_or(|managed| managed == self.is_managed(n))
            && wanted.mfa.is_none_or(|mfa| mfa == self.has_mfa(n))
            && wanted
                .status
                .as_ref()
                .is_none_or(|status| status == "active")
            && (wanted.domains.is_empty()
                || wanted
                    .domains
                    .contains(&format!("department{}.example.com", self.domain(n))))
    }

    /// Who is found, in order.
    fn found(&self, wanted: &Wanted) -> Arc<Vec<usize>> {
        let mut known = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(wanted.clone()).or_insert_with(|| {
            let people = (0..self.people).filter(|n| self.matches(wanted, *n));
            Arc::new(people.collect())
        });
        Arc::clone(found)
    }

    fn page(&self, wanted: &Wanted, down: bool, from: usize) -> String {
        let found = self.found(wanted);
        let to = (from + PAGE).min(found.len());
        let mut page = String::with_capacity(120_000);
        page.push_str("{\"data\":[");
        for at in from..to {
            if at > from {
                page.push(',');
            }
            let at = if down { found.len() - 1 - at } else { at };
            self.person(&mut page, found.get(at).copied().unwrap_or_default());
        }
        page.push_str("],\"links\":{");
        if to < found.len() {
            // Writing to a text cannot fail.
            let _ = write!(page, "\"next\":\"{to}\"");
        }
        page.push_str("}}");
        page
    }

    fn person(&self, page: &mut String, n: usize) {
        let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) as u64;
        let begin = self.begin(n);
        let claim = if self.is_managed(n) {
            "managed"
        } else {
            "unmanaged"
        };
        let _ = write!(
            page,
            "{{\"accountId\":\"712020:{mixed:016x}-{n:08}\",\"accountType\":\"atlassian\",\"accountStatus\":\"active\",\
             \"status\":\"active\",\"membershipStatus\":\"active\",\"claimStatus\":\"{claim}\",\"managementSource\":\"invited\",\
             \"name\":\"Firstname{n} Lastname{}\",\"nickname\":\"{begin}ick{n}\",\"email\":\"{begin}ick.{n}@department{}.example.com\",\
             \"emailVerified\":true,\"mfaEnabled\":{},\"addedToOrg\":\"2021-03-{:02}T09:30:00.000Z\",\"jobTitle\":\"Engineer\",\
             \"department\":\"Department {}\",\"organization\":\"Example\",\"location\":\"Berlin\",\"timeZone\":\"Europe/Berlin\",\
             \"picture\":\"https://avatar-management.example.com/initials/{n}.png\",\"counts\":{{\"resources\":3}},\"platformRoles\":[],\
             \"links\":{{\"self\":\"https://api.example.com/admin/v2/orgs/bench/directories/-/users/712020:{mixed:016x}-{n:08}\"}}",
            n % 977,
            self.domain(n),
            self.has_mfa(n),
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
