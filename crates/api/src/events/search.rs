//! Searching the audit log.

use futures_util::Stream;

use super::Event;
use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, OrgId};
use crate::page::{Style, walk};
use crate::transport::Call;

/// Which events. What is empty does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// With this word.
    pub text: Option<String>,
    /// From then on, in milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// Up to then, in milliseconds since 1970.
    pub to_ms: Option<i64>,
    /// Of this action.
    pub action: Option<String>,
    /// By these people.
    pub actors: Vec<AccountId>,
    /// From these IP addresses.
    pub ips: Vec<String>,
    /// In these products: `bitbucket`, `confluence`, `guard_detect`, `jira`, `loom`.
    pub products: Vec<String>,
}

impl EventFilter {
    /// As query parameters; a list is one parameter with commas.
    fn pairs(&self) -> Vec<(String, String)> {
        let actors: Vec<&str> = self.actors.iter().map(AccountId::as_str).collect();
        let millis = |time: Option<i64>| time.map(|ms| ms.to_string());
        let joined = |list: String| Some(list).filter(|list| !list.is_empty());
        [
            ("q", self.text.clone()),
            ("from", millis(self.from_ms)),
            ("to", millis(self.to_ms)),
            ("action", self.action.clone()),
            ("actor", joined(actors.join(","))),
            ("ip", joined(self.ips.join(","))),
            ("product", joined(self.products.join(","))),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
    }
}

impl Client {
    /// The events that a filter finds: `GET /admin/v1/orgs/{orgId}/events` (Organizations, sure; 10 requests a
    /// minute).
    pub fn events(
        &self,
        org: &OrgId,
        filter: &EventFilter,
    ) -> impl Stream<Item = Result<Event, Error>> + Send + use<> {
        let call = Call::get("/admin/v1/orgs/{orgId}/events", &[org.as_str()]);
        let call = call.map(|mut call| {
            call.query = filter.pairs();
            call.query("limit", "500")
        });
        walk(self.clone(), call, Style::Query)
    }
}
