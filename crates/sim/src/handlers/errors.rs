//! Error bodies; each family of endpoints has its own shape.

use serde_json::json;

use super::Reply;
use crate::session::Expiry;

/// `{"errors":[…]}`, of the Organizations API.
pub(crate) fn admin(status: u16, code: &str, title: &str, detail: &str) -> Reply {
    let error = json!({
        "id": "5f0c2b1e-9d43-4f1a-8a56-31d1c7e5a900",
        "status": status.to_string(),
        "code": code,
        "title": title,
        "detail": detail,
    });
    Reply::json(status, &json!({ "errors": [error] }))
}

/// `{"code":401,"message":"…"}`, of the gateway.
pub(crate) fn gateway(status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({ "code": status, "message": message }))
}

/// `{"timestamp":…,"error":…}`, of the managed accounts.
pub(super) fn no_permission(path: &str) -> Reply {
    Reply::json(
        403,
        &json!({
            "timestamp": "2026-01-01T00:00:00.000+00:00",
            "path": path,
            "status": 403,
            "error": "Forbidden",
            "message": "User has no permission to access resource.",
            "requestId": "sim-1",
        }),
    )
}

/// `{"key":…,"context":…}`, of the portal's user management.
pub(super) fn keyed(status: u16, key: &str) -> Reply {
    Reply::json(
        status,
        &json!({ "key": key, "context": { "message": key } }),
    )
}

/// `{"errors":[…]}` of people, groups and roles, with a code `ADMIN-UAM-…`.
pub(super) fn uam(status: u16, number: u8, title: &str, detail: &str) -> Reply {
    admin(
        status,
        &format!("ADMIN-UAM-{status}-{number}"),
        title,
        detail,
    )
}

pub(super) fn no_resource() -> Reply {
    admin(404, "ADMIN-404-1", "Not found", "There is no such resource")
}

pub(super) fn no_group() -> Reply {
    uam(404, 2, "Not found", "The group was not found")
}

pub(super) fn no_user() -> Reply {
    uam(
        404,
        1,
        "Not found",
        "One or more user not found in the directory",
    )
}

/// The body is not an object, or one of its fields is wrong.
pub(super) fn bad_body(detail: &str) -> Reply {
    uam(400, 1, "Bad request", detail)
}

/// A paid seat more than the license has.
pub(super) fn license_limit() -> Reply {
    uam(
        409,
        3,
        "Conflict",
        "The license limit of the product is reached",
    )
}

/// `{"key":…}`, of the management of accounts.
pub(super) fn key(status: u16, key: &str) -> Reply {
    Reply::json(status, &json!({ "key": key }))
}

/// `{"key":"forbidden.action",…}` with why.
pub(super) fn forbidden_action(reason: &str) -> Reply {
    Reply::json(
        403,
        &json!({
            "key": "forbidden.action",
            "context": { "allowed": false, "reason": { "key": reason } },
        }),
    )
}

/// `{"key":"fieldConstraintsViolated",…}` for one field.
pub(super) fn bad_field(field: &str, violation: &str) -> Reply {
    Reply::json(
        400,
        &json!({
            "key": "fieldConstraintsViolated",
            "context": {
                "fieldViolations": [{ "field": field, "violations": [{ "key": violation }] }],
            },
        }),
    )
}

/// The organization is on the original user management.
pub(crate) fn old_user_management() -> Reply {
    admin(
        400,
        "ADMIN-400-4",
        "Invalid resource",
        "The organization is not with the new user management experience",
    )
}

/// An expired session, in one of its forms.
pub(crate) fn expired(form: Expiry) -> Reply {
    match form {
        Expiry::Unauthorized => gateway(401, "Unauthorized"),
        Expiry::Redirect => Reply::redirect(
            "https://id.atlassian.com/login?continue=https%3A%2F%2Fadmin.atlassian.com%2F",
        ),
        Expiry::Html => Reply::html(
            200,
            "<!doctype html><title>Log in with Atlassian account</title><form>Log in</form>",
        ),
    }
}

/// Too many requests, in the shape of the endpoint's family.
pub(crate) fn rate_limited(path: &str) -> Reply {
    if path.contains("/v2/") {
        admin(
            429,
            "ADMIN-429-1",
            "Too many requests",
            "Rate limit exceeded",
        )
    } else {
        gateway(429, "Rate limit exceeded")
    }
}
