//! Answers checked against Atlassian's published specifications, where they are at hand.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;

use atlctl_sim::SimConfig;
use serde_json::{Value, json};

use crate::client::{Answer, Place};

/// A specification.
fn spec(name: &str) -> Value {
    let dir = PathBuf::from(env!("SPECIFICATIONS"));
    let file = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            file.starts_with(name) && file.ends_with(".json")
        })
        .unwrap_or_else(|| panic!("there is no {name} among the specifications"));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// A schema with what it refers to and all its parts in one.
fn merged(spec: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        let target = spec
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{name} is not in the file"));
        return merged(spec, target);
    }
    let Some(parts) = schema["allOf"].as_array() else {
        return schema.clone();
    };
    let mut whole = schema.clone();
    let fields = whole.as_object_mut().unwrap();
    fields.remove("allOf");
    for part in parts {
        for (name, value) in merged(spec, part).as_object().unwrap() {
            match (fields.get_mut(name), value) {
                // What a schema says itself counts, and of its parts the first: the files contradict themselves.
                (Some(Value::Object(known)), Value::Object(more)) => {
                    for (name, value) in more {
                        known.entry(name).or_insert(value.clone());
                    }
                }
                (Some(Value::Array(known)), Value::Array(more)) => known.extend(more.clone()),
                (Some(_), _) => {}
                (None, _) => drop(fields.insert(name.clone(), value.clone())),
            }
        }
    }
    whole
}

/// What is wrong with a value of a schema, at which place.
fn wrong(spec: &Value, schema: &Value, value: &Value, at: &str, all: &mut Vec<String>) {
    if schema.get("$ref").is_some() || schema.get("allOf").is_some() {
        return wrong(spec, &merged(spec, schema), value, at, all);
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[word].as_array() {
            let fits = choices.iter().any(|choice| {
                let mut found = Vec::new();
                wrong(spec, choice, value, at, &mut found);
                found.is_empty()
            });
            if !fits {
                all.push(format!("{at}: fits none of {word}: {value}"));
            }
        }
    }
    if value.is_null() {
        let mut kinds = schema["type"].as_array().into_iter().flatten();
        let may = schema["nullable"] == true || kinds.any(|kind| kind == "null");
        if !may && schema.get("type").is_some() {
            all.push(format!("{at}: null where the file allows none"));
        }
        return;
    }
    if let Some(kind) = schema["type"].as_str() {
        let fits = match kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            _ => true,
        };
        if !fits {
            all.push(format!("{at}: not of type {kind}: {value}"));
            return;
        }
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.contains(value)
    {
        all.push(format!("{at}: {value} is not one of {values:?}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            all.push(format!("{at}: {name} is missing"));
        }
    }
    if let (Some(fields), Some(object)) = (schema["properties"].as_object(), value.as_object()) {
        for (name, value) in object {
            match fields.get(name) {
                Some(field) => wrong(spec, field, value, &format!("{at}.{name}"), all),
                None if schema["additionalProperties"] == true
                    || schema["additionalProperties"].is_object() => {}
                None => all.push(format!("{at}.{name}: not in the file")),
            }
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        for (n, value) in values.iter().enumerate() {
            wrong(spec, items, value, &format!("{at}[{n}]"), all);
        }
    }
}

/// Checks an answer of an operation.
pub fn check(spec: &Value, path: &str, method: &str, answer: &Answer) {
    let status = answer.status;
    let operation = format!("{method} {path} {status}");
    let response = &spec["paths"][path][method]["responses"][status.to_string()];
    assert!(
        response.is_object(),
        "{operation} is not in the file: {answer:?}"
    );
    let response = merged(spec, response);
    let schema = response["content"].as_object().and_then(|content| {
        let content = content.values().next()?;
        content.get("schema")
    });
    // The documents about SCIM itself are texts in the file, which says no more of them.
    let documents = ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig"];
    let document = documents.iter().any(|name| path.contains(name));
    let Some(schema) = schema.filter(|_| status != 204 && !document) else {
        // An answer of success is as empty as the file has it; what a refusal says is known from elsewhere.
        assert!(
            status >= 400 || document || answer.body.is_empty(),
            "{operation}: {answer:?}"
        );
        return;
    };
    let mut all = Vec::new();
    wrong(spec, schema, &answer.json(), "", &mut all);
    // The file requires this field without describing it.
    all.retain(|fault| !fault.contains(".keyType:"));
    assert!(all.is_empty(), "{operation}:\n{}", all.join("\n"));
}

/// Calls operations of a specification and checks each answer.
pub struct Checked {
    spec: Value,
    pub place: Place,
    /// What comes before the paths of the file.
    prefix: &'static str,
    called: RefCell<BTreeSet<String>>,
}

impl Checked {
    pub fn new(name: &str, prefix: &'static str, config: SimConfig) -> Self {
        Self {
            spec: spec(name),
            place: Place::new(config),
            prefix,
            called: RefCell::default(),
        }
    }

    /// Calls an operation, given as `METHOD PATH[?QUERY]` with the file's path, and these values for its path.
    pub fn call(&self, operation: &str, values: &[(&str, &str)], body: &Value) -> Answer {
        let head = format!("authorization: Bearer {}\r\n", self.place.running.api_key());
        self.call_with(&head, operation, values, body)
    }

    pub fn call_with(
        &self,
        head: &str,
        operation: &str,
        values: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let (method, target) = operation.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut address = path.replace("{orgId}", "{org}");
        for (name, value) in values {
            let value = value.replace(':', "%3A").replace('/', "%2F");
            address = address.replace(&format!("{{{name}}}"), &value);
        }
        let body = match body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let gateway = if head.starts_with("cookie") {
            "/gateway/api"
        } else {
            ""
        };
        let address = format!("{gateway}{}{address}?{query}", self.prefix);
        let answer = self.place.ask(method, &address, head, &body).unwrap();
        check(&self.spec, path, &method.to_lowercase(), &answer);
        self.called.borrow_mut().insert(format!("{method} {path}"));
        answer
    }

    /// Asserts that every operation of the file was called, but these.
    pub fn all_called_but(&self, without: &[&str]) {
        let mut left = Vec::new();
        for (path, methods) in self.spec["paths"].as_object().unwrap() {
            for method in methods.as_object().unwrap().keys() {
                let operation = format!("{} {path}", method.to_uppercase());
                let known = ["GET", "POST", "PUT", "PATCH", "DELETE"];
                if known.contains(&operation.split(' ').next().unwrap())
                    && !self.called.borrow().contains(&operation)
                {
                    left.push(operation);
                }
            }
        }
        assert_eq!(left, without);
    }
}

#[test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
fn the_organizations_api() {
    let spec = spec("organizations");
    let place = Place::new(SimConfig {
        people: 300,
        ..SimConfig::default()
    });
    let person = place.running.control().accounts()[1]
        .account_id
        .replace(':', "%3A");
    let everything = json!({
        "limit": 100, "expand": ["platformRoles", "counts.resources", "productAccess", "groups"],
    });
    let groups = json!({ "limit": 100, "expand": ["counts.users", "counts.resources"] });
    let get = |path: &str| ("get", path.to_owned(), String::new());
    let post = |path: &str, body: &Value| ("post", path.to_owned(), body.to_string());
    let directory = "/v2/orgs/{orgId}/directories/{directoryId}";
    let calls = [
        ("/v1/orgs".to_owned(), get("/v1/orgs")),
        ("/v1/orgs/{orgId}".to_owned(), get("/v1/orgs/{org}")),
        (
            "/v1/orgs/{orgId}/domains".to_owned(),
            get("/v1/orgs/{org}/domains"),
        ),
        (
            "/v1/orgs/{orgId}/users".to_owned(),
            get("/v1/orgs/{org}/users"),
        ),
        (
            "/v1/orgs/{orgId}/directory/users/{accountId}/last-active-dates".to_owned(),
            get(&format!(
                "/v1/orgs/{{org}}/directory/users/{person}/last-active-dates"
            )),
        ),
        (
            "/v2/orgs/{orgId}/directories".to_owned(),
            get("/v2/orgs/{org}/directories"),
        ),
        (
            format!("{directory}/users/search"),
            post("/v2/orgs/{org}/directories/-/users/search", &everything),
        ),
        (
            format!("{directory}/users"),
            get("/v2/orgs/{org}/directories/-/users?limit=100"),
        ),
        (
            format!("{directory}/users/count"),
            get("/v2/orgs/{org}/directories/-/users/count"),
        ),
        (
            format!("{directory}/groups/search"),
            post("/v2/orgs/{org}/directories/-/groups/search", &groups),
        ),
        (
            format!("{directory}/groups"),
            get("/v2/orgs/{org}/directories/-/groups"),
        ),
        (
            format!("{directory}/groups/count"),
            get("/v2/orgs/{org}/directories/-/groups/count"),
        ),
        (
            "/v2/orgs/{orgId}/workspaces".to_owned(),
            post("/v2/orgs/{org}/workspaces", &json!({ "limit": 2 })),
        ),
    ];
    for (path, (method, address, body)) in calls {
        let answer = place.key(&method.to_uppercase(), &format!("/admin{address}"), &body);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        check(&spec, &path, method, &answer);
    }
    let bad = place.key(
        "POST",
        "/admin/v2/orgs/{org}/directories/-/users/search",
        r#"{"cursor":"x"}"#,
    );
    check(&spec, &format!("{directory}/users/search"), "post", &bad);
    let stranger = place.ask("GET", "/admin/v1/orgs", "", "").unwrap();
    check(&spec, "/v1/orgs", "get", &stranger);
}

#[test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
fn the_control_api() {
    let spec = spec("control");
    let place = Place::new(SimConfig::default());
    let control = place.running.control();
    let base = "/admin/control/v1/orgs/{orgId}";
    let policy = control.policies()[1].id.clone();
    let emails: Vec<String> = control.accounts().into_iter().map(|a| a.email).collect();
    let add = format!("/admin/control/v1/orgs/{{org}}/auth-policy/{policy}/add-users");
    let answer = place.key("POST", &add, &json!({ "users": emails }).to_string());
    check(
        &spec,
        &format!("{base}/auth-policy/{{policyId}}/add-users"),
        "post",
        &answer,
    );
    let task = answer.json()["taskId"].as_str().unwrap().to_owned();
    let task = place.key(
        "GET",
        &format!("/admin/control/v1/orgs/{{org}}/auth-policy/task/{task}"),
        "",
    );
    assert!(task.json()["failureCount"].as_u64().unwrap() > 0);
    check(
        &spec,
        &format!("{base}/auth-policy/task/{{taskId}}"),
        "get",
        &task,
    );
    let ids: Vec<String> = control
        .accounts()
        .into_iter()
        .map(|a| a.account_id)
        .collect();
    let fetch = "/admin/control/v1/orgs/{org}/users/auth-policies/bulk-fetch";
    let answer = place.key("POST", fetch, &json!({ "accountIds": ids }).to_string());
    check(
        &spec,
        &format!("{base}/users/auth-policies/bulk-fetch"),
        "post",
        &answer,
    );
    let bad = place.key("POST", &add, "{}");
    check(
        &spec,
        &format!("{base}/auth-policy/{{policyId}}/add-users"),
        "post",
        &bad,
    );
    let none = place.key(
        "GET",
        "/admin/control/v1/orgs/{org}/auth-policy/task/none",
        "",
    );
    check(
        &spec,
        &format!("{base}/auth-policy/task/{{taskId}}"),
        "get",
        &none,
    );
}
