//! A larger organization behind HTTP, whose list of people can be filtered, ordered and counted as the service
//! documents it, and which moves while it is read. It knows nothing of the client's types.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Changes people before a request is answered; the number of the request comes with it.
type Meanwhile = Box<dyn FnMut(usize, &mut BTreeMap<String, Value>) + Send>;

/// What the organization is and how it behaves.
#[derive(Default)]
pub struct Directory {
    /// People by account.
    pub people: BTreeMap<String, Value>,
    pub domains: Vec<String>,
    /// The order of a search is ignored.
    pub ignores_order: bool,
    /// The filters of a search are ignored, but not those of a count.
    pub ignores_filters: bool,
    /// The filters of a count are ignored, too.
    pub ignores_count_filters: bool,
    /// Answers this many requests and refuses all others.
    pub answers: Option<usize>,
    /// The numbers of requests that are refused for their rate.
    pub limited: Vec<usize>,
    pub meanwhile: Option<Meanwhile>,
    /// All requests so far.
    pub requests: usize,
    /// Of them, searches and counts of people.
    pub searches: usize,
    pub counts: usize,
    /// Searches with a filter, and descending ones.
    pub filtered: usize,
    pub descending: usize,
}

/// People spread evenly over domains and two-step verification, or almost all of them alike.
pub fn organization(people: usize, skewed: bool) -> Directory {
    let domains: Vec<String> = (0..if skewed { 1 } else { 12 })
        .map(|n| format!("d{n}.example"))
        .collect();
    let person = |n: usize| {
        let unmanaged = n % if skewed { 50 } else { 10 } == 0;
        let domain = if unmanaged {
            "elsewhere.example"
        } else {
            &domains[n % domains.len()]
        };
        let mixed = n.wrapping_mul(2_654_435_761) & 0xffff_ffff;
        let id = format!("712020:{mixed:08x}-{n}");
        let value = json!({
            "accountId": id, "accountType": "atlassian", "accountStatus": "active",
            "status": if n % 97 == 0 { "suspended" } else { "active" },
            "membershipStatus": "active", "claimStatus": if unmanaged { "unmanaged" } else { "managed" },
            "name": format!("Person {n}"), "nickname": format!("p{:05}", mixed % 90_000),
            "email": format!("Person.{n}@{domain}"), "mfaEnabled": n % 3 == 0,
            "platformRoles": [], "groups": [{"id": format!("g-{}", n % 7), "name": format!("Group {}", n % 7)}],
            "productAccess": [], "counts": {"resources": 1}
        });
        (id, value)
    };
    Directory {
        people: (0..people).map(person).collect(),
        domains: domains.clone(),
        ..Directory::default()
    }
}

fn matches(person: &Value, filter: &BTreeMap<String, Vec<String>>) -> bool {
    filter.iter().all(|(name, wanted)| {
        let found = match name.as_str() {
            "claimStatus" | "status" => person[name].as_str().unwrap_or_default().to_owned(),
            "mfaEnabled" => person[name].to_string(),
            "emailDomains" => {
                let email = person["email"].as_str().unwrap_or_default().to_lowercase();
                email.rsplit_once('@').map_or(String::new(), |(_, domain)| domain.to_owned())
            }
            "accountIds" => person["accountId"].as_str().unwrap_or_default().to_owned(),
            _ => return true,
        };
        wanted.contains(&found)
    })
}

impl Directory {
    fn answer(&mut self, uri: &Uri, body: &[u8]) -> (u16, Value) {
        let number = self.requests;
        self.requests += 1;
        if self.answers.is_some_and(|most| number >= most) {
            return (401, json!({"code": 401, "message": "Unauthorized"}));
        }
        if self.limited.contains(&number) {
            return (429, json!({"code": 429, "message": "Too many requests"}));
        }
        if let Some(meanwhile) = &mut self.meanwhile {
            meanwhile(number, &mut self.people);
        }
        let path = uri.path();
        if path.ends_with("/users/search") {
            self.searches += 1;
            return self.search(&serde_json::from_slice(body).unwrap_or_default());
        }
        if path.ends_with("/users/count") {
            self.counts += 1;
            let mut filter: BTreeMap<String, Vec<String>> = BTreeMap::new();
            let pairs = uri.query().unwrap_or_default().split('&');
            for (name, value) in pairs.filter_map(|pair| pair.split_once('=')) {
                filter.entry(name.to_owned()).or_default().push(value.to_owned());
            }
            if self.ignores_count_filters {
                filter.clear();
            }
            let count = self.people.values().filter(|person| matches(person, &filter)).count();
            return (200, json!({ "count": count }));
        }
        let list = |items: Vec<Value>| (200, json!({"data": items, "links": {}}));
        match path.rsplit('/').next().unwrap_or_default() {
            "bulk-fetch" => (200, json!([])),
            "domains" => list(
                self.domains
                    .iter()
                    .map(|name| json!({"id": name, "type": "domains", "attributes": {"name": name, "claim": {"type": "dns", "status": "verified"}}}))
                    .collect(),
            ),
            "org-1" => (200, json!({"data": {"id": "org-1", "type": "orgs", "attributes": {"name": "Acme"}}})),
            _ => list(Vec::new()),
        }
    }

    fn search(&mut self, body: &Value) -> (u16, Value) {
        let mut filter: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in ["claimStatus", "status", "mfaEnabled", "emailDomains", "accountIds"] {
            let words: Vec<String> = match &body[name] {
                Value::Null => continue,
                Value::Array(words) => words.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                Value::String(word) => vec![word.clone()],
                other => vec![other.to_string()],
            };
            filter.insert(name.to_owned(), words);
        }
        let named = filter.contains_key("accountIds");
        self.filtered += usize::from(!filter.is_empty() && !named);
        if self.ignores_filters && !named {
            filter.clear();
        }
        let down = body["sortBy"][0]["direction"] == "desc";
        self.descending += usize::from(down);
        let key = |person: &Value| {
            let text = |name: &str| person[name].as_str().unwrap_or_default().to_owned();
            (text("nickname"), text("accountId"))
        };
        let mut found: Vec<&Value> = self.people.values().filter(|person| matches(person, &filter)).collect();
        found.sort_by_key(|person| key(person));
        if down && !self.ignores_order {
            found.reverse();
        }
        // The cursor names the last person of the page before: the list may move.
        let from = body["cursor"].as_str().map_or(0, |cursor| {
            let (nickname, id) = cursor.split_once('~').unwrap();
            let last = (nickname.to_owned(), id.to_owned());
            let before = |person: &&Value| {
                let this = key(person);
                if down && !self.ignores_order { this >= last } else { this <= last }
            };
            found.partition_point(before)
        });
        let limit = usize::try_from(body["limit"].as_u64().unwrap_or(50)).unwrap();
        let to = (from + limit).min(found.len());
        let mut page = json!({"data": found[from..to], "links": {}});
        if to < found.len() {
            let (nickname, id) = key(found[to - 1]);
            page["links"]["next"] = format!("{nickname}~{id}").into();
        }
        (200, page)
    }
}

/// The organization behind a loopback address.
#[derive(Clone)]
pub struct Served {
    pub directory: Arc<Mutex<Directory>>,
    pub address: String,
}

/// Serves the organization until the runtime ends.
pub async fn serve(directory: Directory) -> Served {
    let directory = Arc::new(Mutex::new(directory));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(Arc::clone(&directory));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Served { directory, address }
}

async fn answer(State(directory): State<Arc<Mutex<Directory>>>, uri: Uri, body: Bytes) -> Response {
    let (status, value) = directory.lock().unwrap().answer(&uri, &body);
    let head = [("content-type", "application/json")];
    (StatusCode::from_u16(status).unwrap(), head, value.to_string()).into_response()
}
