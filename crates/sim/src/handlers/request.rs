//! A request, as far as endpoints look at it.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::fault::RolesFault;

/// What goes wrong with a page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageFault {
    Duplicate,
    Shift,
    Loop,
}

/// A request.
#[derive(Debug)]
pub(crate) struct Request {
    pub method: String,
    /// As it came.
    pub path: String,
    /// As it came.
    pub query_text: String,
    /// Whether it came over the portal's gateway.
    pub portal: bool,
    /// The parts of the path, decoded, without the gateway's own.
    pub segments: Vec<String>,
    pub query: Vec<(String, String)>,
    pub bearer: Option<String>,
    pub session: Option<String>,
    pub body: Vec<u8>,
    pub page_fault: Option<PageFault>,
    pub roles_fault: Option<RolesFault>,
    /// This share of a task's addresses fails, in percent.
    pub task_fails: u8,
    /// A change that somebody else makes meanwhile: it counts as no call of the client.
    pub other: bool,
}

impl Request {
    /// The parts of a path and of a query.
    pub fn split(path: &str, query: &str) -> (bool, Vec<String>, Vec<(String, String)>) {
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let mut segments: Vec<String> = path
            .trim_start_matches('/')
            .split('/')
            .map(decode)
            .collect();
        let portal = segments.first().is_some_and(|s| s == "gateway")
            && segments.get(1).is_some_and(|s| s == "api");
        if portal {
            segments.drain(..2);
        }
        let query = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decode(name), decode(&value.replace('+', " ")))
            })
            .collect();
        (portal, segments, query)
    }

    /// The first value of a query parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The query as an object like the body of a search; a repeated parameter is a list.
    pub fn query_as_body(&self) -> Value {
        let mut body = serde_json::Map::new();
        for (name, value) in &self.query {
            let value = match value.parse::<u64>() {
                Ok(number) if name == "limit" => Value::from(number),
                _ => Value::from(value.as_str()),
            };
            match body.get_mut(name) {
                Some(Value::Array(values)) => values.push(value),
                Some(first) => *first = Value::from(vec![first.take(), value]),
                None => {
                    body.insert(name.clone(), value);
                }
            }
        }
        Value::Object(body)
    }

    /// The body as JSON; an empty one is an empty object.
    pub fn json(&self) -> Option<Value> {
        if self.body.is_empty() {
            return Some(Value::Object(serde_json::Map::new()));
        }
        serde_json::from_slice(&self.body).ok()
    }

    /// A text of the body; empty when it has no such text.
    pub fn field(&self, name: &str) -> String {
        let body = self.json();
        let text = body.as_ref().and_then(|body| body.get(name)?.as_str());
        text.unwrap_or_default().to_owned()
    }

    /// The fields of a form.
    pub fn form(&self) -> Vec<(String, String)> {
        let text = String::from_utf8_lossy(&self.body);
        Self::split("", &text).2
    }
}
