//! Every operation of the published files is made by a typed call, or is named here with the reason why not.

use std::collections::BTreeSet;

use atlctl_api::*;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::openapi::{self, Spec};
use crate::{all_changes, all_reads, requests};

/// What has no typed call, and why.
const NOT_TYPED: &[(&str, &str)] = &[
    (
        "DELETE /admin/api-access/v1/orgs/{orgId}/api-tokens",
        "it revokes the tokens of everyone at once, without a filter",
    ),
    (
        "GET /admin/v1/orgs/{orgId}/events/{eventId}",
        "it ends on 21 December 2026; the lists of events have the same fields",
    ),
    (
        "GET /scim/directory/{directoryId}/ResourceTypes",
        "it describes the protocol, not the organization",
    ),
    (
        "GET /scim/directory/{directoryId}/ResourceTypes/Group",
        "it describes the protocol, not the organization",
    ),
    (
        "GET /scim/directory/{directoryId}/ResourceTypes/User",
        "it describes the protocol, not the organization",
    ),
    (
        "GET /scim/directory/{directoryId}/Schemas",
        "it describes the protocol, not the organization",
    ),
    (
        "GET /scim/directory/{directoryId}/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group",
        "it describes the protocol, not the organization",
    ),
    (
        "GET /scim/directory/{directoryId}/Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
        "it describes the protocol, not the organization",
    ),
    (
        "GET /scim/directory/{directoryId}/Schemas/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "it describes the protocol, not the organization",
    ),
];

/// Makes every typed call against a server that answers each as its operation documents.
async fn all_calls(specs: &[Spec]) -> (Vec<Request>, Vec<String>) {
    let answers = openapi::load();
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(move |request: &Request| {
            let (method, path) = (request.method.as_str(), request.url.path());
            let found = answers
                .iter()
                .find_map(|spec| Some(spec.answer(spec.operation(method, path)?)));
            match found {
                Some((status, serde_json::Value::Null)) => ResponseTemplate::new(status),
                Some((status, mut body)) => {
                    // As many as there are, or the list would go on.
                    if let Some(total) = body.get_mut("totalResults") {
                        *total = 1.into();
                    }
                    ResponseTemplate::new(status).set_body_json(body)
                }
                None => ResponseTemplate::new(404),
            }
        })
        .mount(&server)
        .await;
    // The session alone makes what only a session may; each has the same base here.
    let client = Client::builder()
        .bases(Bases::parse(&server.uri(), &server.uri()).unwrap())
        .api_key("k".into())
        .session("aGVhZA.Y2FuYXJ5.c2ln".into())
        .directory_key("sd-1".into(), "dk".into())
        .build()
        .unwrap();
    let mut failed = Vec::new();
    for change in all_changes::all() {
        if let Err(error) = (change.make)(client.clone()).await {
            failed.push(format!("{}: {error}", change.name));
        }
    }
    let reads = all_reads::all(&client).await;
    failed.extend(reads.iter().map(ToString::to_string));
    let mut sent = server.received_requests().await.unwrap();
    assert!(!specs.is_empty());
    sent.extend(requests::all_calls().await);
    (sent, failed)
}

#[tokio::test]
#[cfg_attr(
    not(specifications),
    ignore = "the specifications are not at hand (ATLCTL_SPECS)"
)]
async fn every_operation_is_typed_or_named() {
    let specs = openapi::load();
    let (sent, failed) = all_calls(&specs).await;
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let mut wrong = Vec::new();
    let mut typed = BTreeSet::new();
    for request in &sent {
        let (method, path) = (request.method.as_str(), request.url.path());
        let found = specs
            .iter()
            .find_map(|spec| Some((spec, spec.find(method, path)?)));
        match found {
            Some((spec, (template, _))) => {
                typed.insert(format!("{method} {}{template}", spec.prefix()));
            }
            None => wrong.push(format!("{method} {path}: no such operation")),
        }
    }
    wrong.extend(requests::wrong_with(&specs, &sent));
    let all: BTreeSet<String> = specs.iter().flat_map(Spec::current).collect();
    let named: BTreeSet<String> = NOT_TYPED
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    for name in all.difference(&typed).filter(|name| !named.contains(*name)) {
        wrong.push(format!("{name}: neither typed nor named"));
    }
    for name in named.iter().filter(|name| typed.contains(*name)) {
        wrong.push(format!("{name}: named, and typed"));
    }
    for name in named.difference(&all) {
        wrong.push(format!("{name}: named, and in no file"));
    }
    for name in typed.difference(&all) {
        wrong.push(format!("{name}: deprecated"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(all.len(), 107);
    assert!(typed.len() >= 95, "only {} are typed", typed.len());
}

/// The call that revokes everyone's tokens, and the one that merges organizations, are nowhere in the program.
#[test]
fn two_calls_are_nowhere_in_the_program() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap();
    let mut files = Vec::new();
    for each in std::fs::read_dir(crates).unwrap() {
        sources(&each.unwrap().path().join("src"), &mut files);
    }
    assert!(files.len() > 100, "only {} files", files.len());
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let file = file.display();
        // The files that know the word refuse it, and the witness counts the calls that carry it.
        let file = file.to_string();
        let knows = file.contains("/raw/") || file.contains("/sim/");
        // A parser of pages moves elements, too.
        if text.replace("reparent_children", "").contains("reparent") && !knows {
            wrong.push(format!("{file}: reparent"));
        }
        // Each place that writes the address of all tokens: what comes before it must be a reading call.
        for (at, _) in text.match_indices("orgs/{orgId}/api-tokens\"") {
            let before = &text[..at];
            seen += 1;
            let call = before.rfind("Call::").map_or("", |from| &before[from..]);
            if !call.starts_with("Call::get(") {
                wrong.push(format!("{file}: {call}"));
            }
        }
        if text.contains("delete_all_api_tokens") || text.contains("revoke_all_api_tokens") {
            wrong.push(format!("{file}: a call on all tokens"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen, 1, "the list of tokens is where it was");
}

fn sources(dir: &std::path::Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
}
