//! What the user provisioning API says when it refuses.

use serde_json::{Value, json};

use super::Reply;

pub(super) const KIND: &str = "application/scim+json";

/// A resource of SCIM.
pub(super) fn scim(status: u16, body: &Value) -> Reply {
    Reply::bytes(status, KIND, body.to_string().into_bytes())
}

/// `{"schemas":…,"status":…,"scimType":…,"detail":…}`.
pub(super) fn refusal(status: u16, kind: Option<&str>, detail: &str) -> Reply {
    let mut error = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(),
        "detail": detail,
    });
    if let (Some(kind), Some(fields)) = (kind, error.as_object_mut()) {
        fields.insert("scimType".to_owned(), Value::from(kind));
    }
    scim(status, &error)
}

/// `{"error":…,"traceId":…}` of the gateway.
pub(super) fn failure(status: u16, error: &str) -> Reply {
    Reply::json(status, &json!({ "error": error, "traceId": "sim-1" }))
}

/// An exception as the service lets it out, with its stack.
pub(super) fn exception(message: &str) -> Reply {
    Reply::json(
        400,
        &json!({
            "stackTrace": [{
                "methodName": "deserialize",
                "fileName": "Simulator.java",
                "lineNumber": 1,
                "className": "example.Simulator",
                "nativeMethod": false,
            }],
            "responseStatus": "BAD_REQUEST",
            "scimErrorType": "invalidSyntax",
            "message": message,
            "localizedMessage": message,
            "suppressed": [],
        }),
    )
}
