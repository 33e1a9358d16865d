//! What a list of SCIM asks for: one exact match, and a page that counts from 1.

use serde_json::{Value, json};

use super::scim_errors::{refusal, scim};
use super::{Reply, Request};

/// An attribute and the value it must have.
pub(super) type Match = (String, String);

/// The filter of a list: `NAME eq "VALUE"` with one of these names.
pub(super) fn filter(request: &Request, names: &[&str]) -> Result<Option<Match>, Reply> {
    let Some(text) = request.parameter("filter") else {
        return Ok(None);
    };
    let bad = || refusal(400, Some("invalidFilter"), "The filter is not supported");
    let mut words = text.trim().splitn(3, ' ');
    let (Some(name), Some(operator), Some(value)) = (words.next(), words.next(), words.next())
    else {
        return Err(bad());
    };
    let value = value
        .trim()
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
        .filter(|value| !value.contains('"'));
    let known = names.iter().find(|known| known.eq_ignore_ascii_case(name));
    match (known, value) {
        (Some(name), Some(value)) if operator.eq_ignore_ascii_case("eq") => {
            Ok(Some(((*name).to_owned(), value.to_owned())))
        }
        _ => Err(bad()),
    }
}

/// One page of all, as a list response.
pub(super) fn list<T>(
    request: &Request,
    all: &[T],
    model: impl Fn(&T) -> Option<Value>,
) -> Result<Reply, Reply> {
    let number = |name: &str, usual: usize| match request.parameter(name) {
        None => Ok(usual),
        Some(text) => text.parse().map_err(|_| {
            refusal(
                400,
                Some("invalidValue"),
                &format!("{name} is not a number"),
            )
        }),
    };
    // A start below 1 counts as 1, as the standard has it.
    let start = number("startIndex", 1)?.max(1);
    let count = number("count", 50)?.min(10_000);
    let first = (start - 1).min(all.len());
    let end = first.saturating_add(count).min(all.len());
    let page = all.get(first..end).unwrap_or_default();
    let resources: Vec<Value> = page.iter().filter_map(model).collect();
    Ok(scim(
        200,
        &json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": all.len(),
            "startIndex": start,
            "itemsPerPage": resources.len(),
            "Resources": resources,
        }),
    ))
}

/// The operations of a patch; the service reads them under either name.
pub(super) fn operations(request: &Request) -> Result<Vec<(String, String, Value)>, Reply> {
    let bad = |detail: &str| refusal(400, Some("invalidSyntax"), detail);
    let body = request.json().ok_or_else(|| bad("The body is not JSON"))?;
    let list = body
        .get("Operations")
        .or_else(|| body.get("operations"))
        .and_then(Value::as_array)
        .ok_or_else(|| bad("Operations is missing"))?;
    let mut all = Vec::new();
    for operation in list {
        let text = |name: &str| operation.get(name).and_then(Value::as_str);
        let verb = text("op").unwrap_or_default().to_lowercase();
        if !["add", "remove", "replace"].contains(&verb.as_str()) {
            return Err(bad("op must be add, remove or replace"));
        }
        let path = text("path").unwrap_or_default().to_owned();
        let value = operation.get("value").cloned().unwrap_or(Value::Null);
        all.push((verb, path, value));
    }
    Ok(all)
}
