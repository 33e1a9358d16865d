//! Answers checked against Atlassian's published specifications, where they are at hand.

use std::path::PathBuf;

use atlctl_sim::SimConfig;
use serde_json::{Value, json};

use crate::client::Place;

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

/// What is wrong with a value of a schema, at which place.
fn wrong(spec: &Value, schema: &Value, value: &Value, at: &str, all: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        let target = spec
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{name} is not in the file"));
        return wrong(spec, target, value, at, all);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        wrong(spec, part, value, at, all);
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
fn check(spec: &Value, path: &str, method: &str, status: u16, answer: &Value) {
    let responses = &spec["paths"][path][method]["responses"];
    let mut response = responses[status.to_string()].clone();
    if let Some(name) = response["$ref"].as_str() {
        response = spec.pointer(name.trim_start_matches('#')).unwrap().clone();
    }
    let content = response["content"]
        .as_object()
        .unwrap_or_else(|| panic!("{method} {path} {status}"));
    let schema = &content.values().next().unwrap()["schema"];
    let mut all = Vec::new();
    wrong(spec, schema, answer, "", &mut all);
    assert!(
        all.is_empty(),
        "{method} {path} {status}:\n{}",
        all.join("\n")
    );
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
        check(&spec, &path, method, 200, &answer.json());
    }
    let bad = place.key(
        "POST",
        "/admin/v2/orgs/{org}/directories/-/users/search",
        r#"{"cursor":"x"}"#,
    );
    check(
        &spec,
        &format!("{directory}/users/search"),
        "post",
        400,
        &bad.json(),
    );
    let stranger = place.ask("GET", "/admin/v1/orgs", "", "").unwrap();
    check(&spec, "/v1/orgs", "get", 401, &stranger.json());
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
        202,
        &answer.json(),
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
        200,
        &task.json(),
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
        200,
        &answer.json(),
    );
    let bad = place.key("POST", &add, "{}");
    check(
        &spec,
        &format!("{base}/auth-policy/{{policyId}}/add-users"),
        "post",
        400,
        &bad.json(),
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
        404,
        &none.json(),
    );
}
