//! A larger organization behind HTTP, whose list of people can be filtered, ordered and counted as the service
//! documents it, and which moves while it is read. It knows nothing of the client's types.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A person. The nickname is the key of the order.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: String,
    pub nickname: String,
    pub managed: bool,
    pub mfa: bool,
    pub status: &'static str,
    pub domain: String,
    pub groups: Vec<String>,
}

/// People in the order of their nicknames.
pub type People = BTreeMap<(String, String), Person>;

/// Changes people before a request is answered; the number of the request comes with it.
type Meanwhile = Box<dyn FnMut(usize, &mut People) + Send>;

/// What the organization is and how it behaves.
#[derive(Default)]
pub struct Directory {
    pub people: People,
    pub domains: Vec<String>,
    /// The order of a search is ignored.
    pub ignores_order: bool,
    /// The filters of a search are ignored, but not those of a count.
    pub ignores_filters: bool,
    /// The filters of a count are ignored, too.
    pub ignores_count_filters: bool,
    /// How a search term is matched.
    pub term: Term,
    /// Nicknames that are shown have nothing to do with the order.
    pub other_nicknames: bool,
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
    /// The objects of each event of the audit log, which may not be read where there is none.
    pub events: Option<Vec<Value>>,
    /// Searches with a filter, with a search term, and descending ones.
    pub filtered: usize,
    pub termed: usize,
    pub descending: usize,
}

/// How a search term is matched with nickname and address.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    #[default]
    Begins,
    Anywhere,
    Ignored,
    /// Some people are not in the index of searches.
    Forgets,
}

impl Term {
    fn finds(self, term: &str, person: &Person) -> bool {
        let texts = [person.nickname.clone(), person.address()];
        match self {
            Self::Begins => texts.iter().any(|text| text.starts_with(term)),
            Self::Anywhere => texts.iter().any(|text| text.contains(term)),
            Self::Ignored => true,
            Self::Forgets => {
                !person.id.ends_with("33") && texts.iter().any(|text| text.starts_with(term))
            }
        }
    }
}

impl Person {
    /// The n-th person of an organization with these domains.
    pub fn new(n: usize, domains: &[String], skewed: bool) -> Self {
        let mixed = n.wrapping_mul(2_654_435_761) & 0xffff_ffff;
        let managed = !n.is_multiple_of(if skewed { 50 } else { 10 });
        Self {
            id: format!("712020:{mixed:08x}-{n}"),
            nickname: format!("p{:05}", mixed % 90_000),
            managed,
            mfa: n.is_multiple_of(3),
            status: if n.is_multiple_of(97) {
                "suspended"
            } else {
                "active"
            },
            domain: if managed {
                domains[n % domains.len()].clone()
            } else {
                "elsewhere.example".to_owned()
            },
            groups: vec![format!("g-{}", n % 7)],
        }
    }

    pub fn key(&self) -> (String, String) {
        (self.nickname.clone(), self.id.clone())
    }

    fn claim(&self) -> &'static str {
        if self.managed { "managed" } else { "unmanaged" }
    }

    /// A few have an address that has nothing to do with their nickname.
    fn address(&self) -> String {
        let local = match self.id.as_bytes().last() {
            Some(b'7') => &self.id[7..],
            _ => &format!("{}.{}", self.nickname, &self.id[7..]),
        };
        format!("{local}@{}", self.domain)
    }

    fn value(&self, other_nickname: bool) -> Value {
        let id = &self.id;
        let nickname = if other_nickname {
            id.chars().rev().collect()
        } else {
            self.nickname.clone()
        };
        let groups: Vec<Value> = self
            .groups
            .iter()
            .map(|group| json!({"id": group, "name": format!("Group {group}")}))
            .collect();
        json!({
            "accountId": id, "accountType": "atlassian", "accountStatus": "active", "status": self.status,
            "membershipStatus": "active", "claimStatus": self.claim(), "name": format!("Person {id}"),
            "nickname": nickname, "email": self.address(), "mfaEnabled": self.mfa,
            "platformRoles": [], "groups": groups, "productAccess": [], "counts": {"resources": 1}
        })
    }

    fn matches(&self, filter: &BTreeMap<String, Vec<String>>, term: Term) -> bool {
        filter.iter().all(|(name, wanted)| {
            let found = match name.as_str() {
                "claimStatus" => self.claim(),
                "status" => self.status,
                "mfaEnabled" if self.mfa => "true",
                "mfaEnabled" => "false",
                "emailDomains" => &self.domain,
                "accountIds" => &self.id,
                "searchTerm" => return wanted.iter().any(|wanted| term.finds(wanted, self)),
                "groupIds" => return self.groups.iter().any(|group| wanted.contains(group)),
                _ => return true,
            };
            wanted.iter().any(|wanted| wanted == found)
        })
    }
}

/// People spread evenly over domains and two-step verification, or almost all of them alike.
pub fn organization(people: usize, skewed: bool) -> Directory {
    let domains: Vec<String> = (0..if skewed { 1 } else { 12 })
        .map(|n| format!("d{n}.example"))
        .collect();
    let person = |n| {
        let person = Person::new(n, &domains, skewed);
        (person.key(), person)
    };
    Directory {
        people: (0..people).map(person).collect(),
        domains: domains.clone(),
        ..Directory::default()
    }
}

/// Almost everyone is alike, but for the nickname: as names are spread over the alphabet.
pub fn alike(people: usize) -> Directory {
    const BEGINS: &str = "aaaaaaaaaabbbbccccccccddddddeeeeffgggghhhijjjjjjjjjjkkkkkklllllllmmmmmmmmmnnnooppqrrrrrrsssssssstttttuvvwwxyz\u{142}";
    let begins: Vec<char> = BEGINS.chars().collect();
    let domains = vec!["d0.example".to_owned()];
    let person = |n| {
        let mut person = Person::new(n, &domains, true);
        let begin = begins[n.wrapping_mul(2_654_435_761) / 7 % begins.len()];
        person.nickname = format!("{begin}{}", &person.nickname[1..]);
        person.mfa = false;
        person.status = "active";
        (person.key(), person)
    };
    Directory {
        people: (0..people).map(person).collect(),
        domains: domains.clone(),
        ..Directory::default()
    }
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
                let values = filter.entry(name.to_owned()).or_default();
                values.push(value.to_owned());
            }
            if self.ignores_count_filters {
                filter.clear();
            }
            let people = self.people.values();
            let count = people
                .filter(|person| person.matches(&filter, self.term))
                .count();
            return (200, json!({ "count": count }));
        }
        if path.ends_with("/events-stream") {
            let Some(events) = &self.events else {
                return (403, json!({"code": 403, "message": "Forbidden"}));
            };
            let event = |(n, object): (usize, &Value)| {
                json!({"id": format!("e-{n}"), "type": "events", "attributes": {
                    "time": "2025-06-15T00:00:00Z", "action": "user_changed", "context": [object]}})
            };
            let events: Vec<Value> = events.iter().enumerate().map(event).collect();
            return (200, json!({"data": events, "links": {}, "meta": {}}));
        }
        let list = |items: Vec<Value>| (200, json!({"data": items, "links": {}}));
        let domain = |name: &String| json!({"id": name, "type": "domains", "attributes": {"name": name, "claim": {"type": "dns", "status": "verified"}}});
        match path.rsplit('/').next().unwrap_or_default() {
            "bulk-fetch" => (200, json!([])),
            "search" => {
                let mut groups: BTreeMap<&String, usize> = BTreeMap::new();
                for group in self.people.values().flat_map(|person| &person.groups) {
                    *groups.entry(group).or_default() += 1;
                }
                let group = |(id, users): (&String, usize)| json!({"id": id, "name": format!("Group {id}"), "counts": {"users": users}});
                list(groups.into_iter().map(group).collect())
            }
            "domains" => list(self.domains.iter().map(domain).collect()),
            "org-1" => (
                200,
                json!({"data": {"id": "org-1", "type": "orgs", "attributes": {"name": "Acme"}}}),
            ),
            _ => list(Vec::new()),
        }
    }

    fn search(&mut self, body: &Value) -> (u16, Value) {
        let mut filter: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in [
            "claimStatus",
            "status",
            "mfaEnabled",
            "emailDomains",
            "accountIds",
            "groupIds",
            "searchTerm",
        ] {
            let words = match &body[name] {
                Value::Null => continue,
                Value::Array(words) => {
                    let words = words.iter().filter_map(Value::as_str);
                    words.map(str::to_owned).collect()
                }
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
        self.termed += usize::from(filter.contains_key("searchTerm"));
        let down = body["sortBy"][0]["direction"] == "desc";
        self.descending += usize::from(down);
        let limit = usize::try_from(body["limit"].as_u64().unwrap_or(50)).unwrap();
        // The cursor names the last person of the page before: the list may move.
        let last = body["cursor"].as_str().map(|cursor| {
            let (nickname, id) = cursor.split_once('~').unwrap();
            (nickname.to_owned(), id.to_owned())
        });
        let bound = last.map_or(Unbounded, Excluded);
        let up = !down || self.ignores_order;
        let range = if up {
            (bound, Unbounded)
        } else {
            (Unbounded, bound)
        };
        let mut found = self.people.range(range).map(|(_, person)| person);
        let mut next = || if up { found.next() } else { found.next_back() };
        let mut page: Vec<&Person> = Vec::new();
        while page.len() <= limit
            && let Some(person) = next()
        {
            if person.matches(&filter, self.term) {
                page.push(person);
            }
        }
        let more = page.len() > limit;
        page.truncate(limit);
        let people: Vec<Value> = page
            .iter()
            .map(|person| person.value(self.other_nicknames))
            .collect();
        let mut answer = json!({"data": people, "links": {}});
        if let (true, Some(last)) = (more, page.last()) {
            answer["links"]["next"] = format!("{}~{}", last.nickname, last.id).into();
        }
        (200, answer)
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
    let state = Arc::clone(&directory);
    let router = Router::new().fallback(answer).with_state(state);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Served { directory, address }
}

async fn answer(State(directory): State<Arc<Mutex<Directory>>>, uri: Uri, body: Bytes) -> Response {
    let (status, value) = directory.lock().unwrap().answer(&uri, &body);
    let head = [("content-type", "application/json")];
    let status = StatusCode::from_u16(status).unwrap();
    (status, head, value.to_string()).into_response()
}
