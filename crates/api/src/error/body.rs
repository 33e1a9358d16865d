//! Reads the seven shapes of error bodies. Shapes 1 to 5 are in the published specifications; the portal's
//! `context`, `status.message` and `errorMessages` are reported by users.

use serde_json::Value;

use crate::json;

/// Longer texts of the server are cut.
const MAX_TEXT: usize = 2_000;

/// The content of an error body.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    /// Atlassian's error code.
    pub(crate) code: Option<String>,
    /// The message.
    pub(crate) message: Option<String>,
    /// Atlassian's ID of the request.
    pub(crate) trace_id: Option<String>,
}

/// Reads an error body of any shape; an unknown shape gives an empty result.
pub(crate) fn read(body: &[u8]) -> ErrorBody {
    let Ok(value) = json::read::<Value>(body) else {
        return ErrorBody::default();
    };
    let mut said = ErrorBody::default();
    // 1. `errors[]`: Organizations, roles, Control, API Access.
    if let Some(errors) = value.get("errors").and_then(Value::as_array) {
        if let Some(first) = errors.first() {
            said.code = text(first.get("code"));
            said.trace_id = text(first.get("id"));
            said.message = join(text(first.get("title")), text(first.get("detail")))
                .or_else(|| text(first.get("message")))
                .or_else(|| text(Some(first)));
        }
        if errors.len() > 1
            && let Some(message) = &mut said.message
        {
            message.push_str(&format!(" (and {} more)", errors.len() - 1));
        }
    }
    // 4. `key` and `context`: User management.
    if said.code.is_none()
        && let Some(key) = text(value.get("key"))
    {
        let context = value.get("context");
        let reason = context
            .and_then(|c| c.get("reason"))
            .and_then(|r| text(r.get("key")));
        let field = context.and_then(first_fixed_field);
        let reason = reason.or_else(|| field.as_ref().map(|(_, reason)| reason.clone()));
        let detail = context
            .and_then(|c| text(c.get("message")))
            .or_else(|| context.and_then(|c| text(c.get("domain"))))
            .or_else(|| context.and_then(first_violation))
            .or_else(|| context.and_then(first_lifecycle_code))
            .or_else(|| field.map(|(field, _)| field));
        said.message = join(Some(key.clone()), join(reason.clone(), detail));
        said.code = Some(reason.unwrap_or(key));
    }
    // 5. SCIM: `scimType`, `detail`, `status`.
    if said.code.is_none() && value.get("schemas").is_some() {
        said.code = text(value.get("scimType"));
    }
    // 2. The gateway's `{code, message}`; 3. `{status, error, message, requestId}`; 5. `{error, traceId}`;
    // the portal's `{status: {message}}`, `{errorMessages: []}` and `{context: {message}}`.
    if said.code.is_none() {
        said.code = match value.get("code") {
            Some(Value::Number(number)) => Some(number.to_string()),
            other => text(other),
        };
    }
    if said.message.is_none() {
        said.message = [
            value.get("message"),
            value.get("detail"),
            value.get("title"),
            value.get("context").and_then(|c| c.get("message")),
            value.get("context"),
            value.get("status").and_then(|s| s.get("message")),
            value.get("errorMessages").and_then(|m| m.get(0)),
            value.get("error_description"),
            value.get("error"),
        ]
        .into_iter()
        .find_map(text);
    }
    if said.trace_id.is_none() {
        said.trace_id = ["requestId", "traceId", "trace_id"]
            .iter()
            .find_map(|name| text(value.get(name)));
    }
    said
}

fn first_violation(context: &Value) -> Option<String> {
    let field = context.get("fieldViolations")?.get(0)?;
    let why = field
        .get("violations")
        .and_then(|v| v.get(0))
        .and_then(|v| text(v.get("key")));
    join(text(field.get("field")), why)
}

/// The first field of a profile that may not be changed, and why.
fn first_fixed_field(context: &Value) -> Option<(String, String)> {
    context.as_object()?.iter().find_map(|(field, rule)| {
        let reason = text(rule.get("reason")?.get("key"))?;
        (rule.get("allowed") != Some(&Value::Bool(true))).then(|| (cut(field), reason))
    })
}

fn first_lifecycle_code(context: &Value) -> Option<String> {
    let code = context.get("errorCodes")?.get(0)?;
    join(text(code.get("code")), text(code.get("message")))
}

fn join(a: Option<String>, b: Option<String>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) if a != b => Some(format!("{a}: {b}")),
        (Some(a), _) => Some(a),
        (None, b) => b,
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    let text = value?.as_str()?.trim();
    (!text.is_empty()).then(|| cut(text))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Any JSON, with the names that matter among its keys.
    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        let name = prop_oneof![
            Just("errors"),
            Just("code"),
            Just("title"),
            Just("detail"),
            Just("message"),
            Just("key"),
            Just("context"),
            Just("reason"),
            Just("fieldViolations"),
            Just("violations"),
            Just("errorCodes"),
            Just("status"),
            Just("schemas"),
            Just("error"),
            Just("id"),
        ];
        leaf.prop_recursive(5, 64, 6, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(name.clone().prop_map(str::to_owned), inner, 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    /// An empty text counts as missing, so the default message is used.
    #[test]
    fn an_empty_text_is_no_message() {
        for body in [
            r#"{"errors":[""]}"#,
            r#"{"errors":[" ","x"]}"#,
            r#"{"message":""}"#,
        ] {
            assert_eq!(read(body.as_bytes()).message, None, "{body}");
        }
    }

    proptest! {
        #[test]
        fn any_json_is_read_without_a_panic(value in json()) {
            let said = read(value.to_string().as_bytes());
            if let Some(message) = said.message {
                prop_assert!(!message.is_empty());
            }
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
