//! What the user provisioning API says of itself.

use serde_json::{Value, json};

use super::Reply;
use super::scim_errors::scim;
use super::scim_users::not_found;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn schema(id: &str, name: &str, attributes: &[&str]) -> Value {
    let attributes: Vec<Value> = attributes
        .iter()
        .map(|name| json!({ "name": name, "type": "string", "multiValued": false }))
        .collect();
    json!({ "id": id, "name": name, "attributes": attributes })
}

fn schemas() -> Vec<Value> {
    vec![
        schema(USER, "User", &["userName", "displayName", "active"]),
        schema(GROUP, "Group", &["displayName", "members"]),
        schema(
            ENTERPRISE,
            "EnterpriseUser",
            &["organization", "department"],
        ),
    ]
}

fn resource_types() -> Vec<Value> {
    [("User", "/Users", USER), ("Group", "/Groups", GROUP)]
        .into_iter()
        .map(|(name, endpoint, schema)| {
            json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
                "id": name,
                "name": name,
                "endpoint": endpoint,
                "schema": schema,
            })
        })
        .collect()
}

fn list(all: &[Value]) -> Reply {
    scim(
        200,
        &json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": all.len(),
            "Resources": all,
        }),
    )
}

fn one(all: Vec<Value>, id: &str) -> Reply {
    let found = all
        .into_iter()
        .find(|one| one.get("id") == Some(&json!(id)));
    found.map_or_else(not_found, |one| scim(200, &one))
}

pub(super) fn answer(rest: &[&str]) -> Reply {
    match rest {
        ["Schemas"] => list(&schemas()),
        ["Schemas", id] => one(schemas(), id),
        ["ResourceTypes"] => list(&resource_types()),
        ["ResourceTypes", id] => one(resource_types(), id),
        ["ServiceProviderConfig"] => scim(
            200,
            &json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
                "patch": { "supported": true },
                "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
                "filter": { "supported": true, "maxResults": 10_000 },
                "changePassword": { "supported": false },
                "sort": { "supported": false },
                "etag": { "supported": false },
                "authenticationSchemes": [{ "type": "oauthbearertoken", "name": "Bearer token" }],
            }),
        ),
        _ => not_found(),
    }
}
