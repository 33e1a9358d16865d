//! A small organization behind HTTP that a test can hold in its hand: who is in it, what is refused,
//! where a list breaks. It knows nothing of the client's types.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::model_parts::Parts;

/// What the organization is and how it behaves.
#[derive(Default)]
pub struct Model {
    /// People by account.
    pub people: BTreeMap<String, Value>,
    /// Group names by id.
    pub groups: BTreeMap<String, String>,
    /// Policies by account.
    pub policies: BTreeMap<String, String>,
    /// People a page.
    pub page: usize,
    /// Added to every count of people.
    pub count_off_by: i64,
    /// People who are counted once more and then never again: they leave while the list is read.
    pub leaving: i64,
    /// People the list leaves out, though they answer to their account.
    pub hidden: BTreeSet<String>,
    /// Paths (their ends) that are refused, with a status.
    pub refused: BTreeMap<&'static str, u16>,
    /// Cursors of this generation alone are taken.
    pub generation: u32,
    /// Accounts the policy call takes at once.
    pub bulk: usize,
    /// Pages of people handed out.
    pub pages_served: usize,
    /// Requests for policies.
    pub policy_calls: usize,
    /// The list of people answers 401 from this page on.
    pub signed_out_at: Option<usize>,
    /// The last page of people comes again and again, each time under a new cursor.
    pub endless: bool,
    /// Parts of people's entries that are left out, as where `expand` is not honored.
    pub left_out: Vec<&'static str>,
    /// Roles and the like; without, there are no such calls.
    pub parts: Option<Parts>,
    /// What happens after a question for policies was answered and before the answer arrives.
    pub meanwhile: Option<Box<dyn FnOnce() + Send>>,
}

/// A person with two groups, a role now and then, and last activity.
pub fn person(n: usize) -> (String, Value) {
    let id = format!(
        "712020:{:08x}-{n}",
        n.wrapping_mul(2_654_435_761) & 0xffff_ffff
    );
    let value = json!({
        "accountId": id, "accountType": "atlassian", "accountStatus": "active", "status": "active",
        "membershipStatus": "active", "claimStatus": if n.is_multiple_of(4) { "unmanaged" } else { "managed" },
        "name": format!("Person \"{n}\""), "nickname": format!("p{n}"),
        "email": format!("Person.{n}@{}.example", ["alpha", "beta"][n % 2]),
        "emailVerified": true, "mfaEnabled": n.is_multiple_of(2),
        "addedToOrg": "2020-01-02T03:04:05Z", "managementSource": "invited",
        "platformRoles": if n.is_multiple_of(9) { vec!["atlassian/org-admin"] } else { vec![] },
        "groups": [{"id": format!("g-{}", n % 3), "name": format!("Group {}", n % 3)}, {"id": "g-all", "name": "Everyone"}],
        "productAccess": [{"id": "ari:cloud:jira::site/1", "key": "jira-software",
            "lastActiveTimestamp": format!("2024-{:02}-{:02}T08:00:00Z", n % 12 + 1, n % 28 + 1)}],
        "counts": {"resources": 1}
    });
    (id, value)
}

impl Model {
    /// So many people, all managed ones in one of two policies.
    pub fn of(people: usize) -> Self {
        let people: BTreeMap<String, Value> = (0..people).map(person).collect();
        let policies = people
            .iter()
            .filter(|(_, person)| person["claimStatus"] == "managed")
            .enumerate()
            .map(|(n, (id, _))| (id.clone(), format!("policy-{}", n % 2)))
            .collect();
        Self {
            people,
            policies,
            groups: ["g-0", "g-1", "g-2", "g-all", "g-empty"]
                .into_iter()
                .map(|id| (id.to_owned(), format!("The {id}")))
                .collect(),
            page: 10,
            bulk: 1_000,
            ..Self::default()
        }
    }

    fn answer(&mut self, method: &Method, uri: &Uri, body: &[u8]) -> (u16, Value) {
        let path = uri.path();
        for (end, status) in &self.refused {
            if path.ends_with(end) {
                let status_text = status.to_string();
                return (
                    *status,
                    json!({"errors":[{"status": status_text, "code": "ADMIN-403-3", "title": "refused", "detail": "not for you"}]}),
                );
            }
        }
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let list = |items: Vec<Value>| (200, json!({"data": items, "links": {}}));
        if let Some(answer) = self.parts.as_ref().and_then(|parts| parts.answer(path)) {
            return answer;
        }
        if path.ends_with("/users/search") {
            return self.search(&body);
        }
        if path.ends_with("/users/count") {
            let managed = uri
                .query()
                .unwrap_or_default()
                .contains("claimStatus=managed");
            let of = |person: &&Value| !managed || person["claimStatus"] == "managed";
            let mut count = self.people.values().filter(of).count() as i64 + self.count_off_by;
            if !managed {
                count += std::mem::take(&mut self.leaving);
            }
            return (200, json!({ "count": count }));
        }
        if path.ends_with("/auth-policies/bulk-fetch") {
            return self.policies(&body);
        }
        if path.ends_with("/groups/search") {
            let group = |(id, name): (&String, &String)| {
                let inside = |person: &&Value| {
                    person["groups"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .any(|group| group["id"] == **id)
                };
                json!({"id": id, "name": name, "directoryId": "dir-1", "externalSynced": false,
                    "managementAccess": {"modifiable": true}, "counts": {"users": self.people.values().filter(inside).count(), "resources": self.parts.as_ref().map_or(0, |parts| parts.resources(id))}})
            };
            return list(self.groups.iter().map(group).collect());
        }
        match (method.as_str(), path.rsplit('/').next().unwrap_or_default()) {
            ("GET", "directories") => list(vec![json!({"directoryId": "dir-1", "name": "Main"})]),
            ("GET", "domains") => list(vec![
                json!({"id": "d-1", "type": "domains", "attributes": {"name": "alpha.example", "claim": {"type": "dns", "status": "verified"}}}),
            ]),
            ("POST", "workspaces") => list(vec![
                json!({"id": "ari:cloud:jira::site/1", "attributes": {"name": "acme", "typeKey": "jira-software", "status": "online"}}),
            ]),
            ("GET", "org-1") => (
                200,
                json!({"data": {"id": "org-1", "type": "orgs", "attributes": {"name": "Acme"}}}),
            ),
            _ => (404, json!({"code": 404, "message": "no such path"})),
        }
    }

    fn search(&mut self, body: &Value) -> (u16, Value) {
        if let Some(ids) = body["accountIds"].as_array() {
            let found = |id: &Value| self.people.get(id.as_str().unwrap_or_default()).cloned();
            return (
                200,
                json!({"data": ids.iter().filter_map(found).collect::<Vec<_>>(), "links": {}}),
            );
        }
        let from = match body["cursor"].as_str() {
            None => 0,
            Some(cursor) => {
                let (generation, from) = cursor.split_once(':').unwrap();
                if generation.parse() != Ok(self.generation) {
                    return (
                        400,
                        json!({"errors":[{"status":"400","code":"ADMIN-400-1","title":"Invalid cursor","detail":null}]}),
                    );
                }
                from.parse::<usize>().unwrap()
            }
        };
        if self
            .signed_out_at
            .is_some_and(|page| from / self.page >= page)
        {
            return (401, json!({"code": 401, "message": "Unauthorized"}));
        }
        self.pages_served += 1;
        let listed: Vec<&Value> = self
            .people
            .iter()
            .filter(|(id, _)| !self.hidden.contains(*id))
            .map(|(_, person)| person)
            .collect();
        let last = listed.len().saturating_sub(self.page);
        let from = if self.endless { from.min(last) } else { from };
        let to = (from + self.page).min(listed.len());
        let mut people: Vec<Value> = listed[from..to].iter().map(|&it| it.clone()).collect();
        for person in people.iter_mut().filter_map(Value::as_object_mut) {
            person.retain(|name, _| !self.left_out.contains(&name.as_str()));
        }
        let mut page = json!({"data": people, "links": {}});
        if to < listed.len() {
            page["links"]["next"] = format!("{}:{to}", self.generation).into();
        } else if self.endless {
            let beyond = to + self.pages_served;
            page["links"]["next"] = format!("{}:{beyond}", self.generation).into();
        }
        (200, page)
    }

    fn policies(&mut self, body: &Value) -> (u16, Value) {
        self.policy_calls += 1;
        let ids = body["accountIds"].as_array().unwrap();
        if ids.len() > self.bulk {
            return (
                400,
                json!({"errors":[{"status":"400","code":"400","title":"too many","detail":"too many accounts"}]}),
            );
        }
        let one = |id: &Value| {
            let policy = self.policies.get(id.as_str()?)?;
            Some(
                json!({"accountId": id, "authPolicyInfo": {"policyId": policy, "dateAdded": 1_700_000_000_000_i64}}),
            )
        };
        (200, ids.iter().filter_map(one).collect())
    }
}

/// The model behind a loopback address.
#[derive(Clone)]
pub struct Served {
    /// To look into and to change.
    pub model: Arc<Mutex<Model>>,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
}

/// Serves the model until the runtime ends.
pub async fn serve(model: Model) -> Served {
    let model = Arc::new(Mutex::new(model));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new()
        .fallback(answer)
        .with_state(Arc::clone(&model));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Served { model, address }
}

async fn answer(
    State(model): State<Arc<Mutex<Model>>>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Response {
    let (status, value) = model.lock().unwrap().answer(&method, &uri, &body);
    if uri.path().ends_with("/auth-policies/bulk-fetch") {
        let meanwhile = model.lock().unwrap().meanwhile.take();
        if let Some(meanwhile) = meanwhile {
            tokio::task::spawn_blocking(meanwhile).await.unwrap();
        }
    }
    let head = [("content-type", "application/json")];
    (
        StatusCode::from_u16(status).unwrap(),
        head,
        value.to_string(),
    )
        .into_response()
}
