//! Whether a JSON object is one page of a list, as services answer it.

use serde_json::Value;

/// How deeply the fields of a page may stand in objects.
const DEEPEST: usize = 20;
/// Fields that are false, and that are true, where more pages follow.
const LAST: [&str; 3] = ["islast", "islastpage", "last"];
const MORE: [&str; 5] = [
    "hasmore",
    "hasnext",
    "hasnextpage",
    "truncated",
    "incompleteresults",
];
/// Fields that name the next page.
const NEXT: [&str; 8] = [
    "next",
    "nextpage",
    "nextlink",
    "nexturl",
    "nexturi",
    "nextcursor",
    "nextpagetoken",
    "nextpageurl",
];
/// Fields that count the people of all pages.
const TOTAL: [&str; 6] = [
    "total",
    "totalresults",
    "totalcount",
    "totalsize",
    "totalitems",
    "totalelements",
];

/// What says that more pages follow one with so many elements, such as `"isLast": false`.
pub(super) fn more(page: &Value, listed: usize) -> Option<String> {
    within(page, listed as u64, 0)
}

fn within(page: &Value, listed: u64, depth: usize) -> Option<String> {
    let fields = page.as_object().filter(|_| depth < DEEPEST)?;
    fields.iter().find_map(|(name, value)| {
        let plain = name.strip_prefix("@odata.").unwrap_or(name);
        let plain: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
        let is = |all: &[&str]| all.contains(&&*plain.to_ascii_lowercase());
        let says = match value {
            Value::Bool(yes) => *yes && is(&MORE) || !*yes && is(&LAST),
            Value::String(text) => !text.is_empty() && is(&NEXT),
            Value::Number(number) => {
                is(&TOTAL) && number.as_u64().is_some_and(|total| total > listed)
                    || is(&NEXT) && number.as_u64() != Some(0)
            }
            Value::Object(link) => is(&NEXT) && !link.is_empty(),
            _ => false,
        };
        match says {
            true if value.is_object() || value.is_string() => Some(format!("it has {name:?}")),
            true => Some(format!("{name:?} is {value}")),
            false => within(value, listed, depth + 1),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pages_say_in_many_ways_that_more_follow() {
        for (page, said) in [
            (json!({"isLast": false}), "\"isLast\" is false"),
            (
                json!({"data": {"users": {"pageInfo": {"hasNextPage": true}}}}),
                "\"hasNextPage\" is true",
            ),
            (
                json!({"links": {"next": "https://x.example"}}),
                "it has \"next\"",
            ),
            (
                json!({"@odata.nextLink": "x"}),
                "it has \"@odata.nextLink\"",
            ),
            (json!({"totalResults": 3}), "\"totalResults\" is 3"),
            (
                json!({"_links": {"next": {"href": "x"}}}),
                "it has \"next\"",
            ),
        ] {
            assert_eq!(more(&page, 2).as_deref(), Some(said), "{page}");
        }
        for page in [
            json!({"isLast": true, "total": 2, "next": null, "links": {"next": ""}}),
            json!({"hasMore": false, "values": [{"next": "x", "total": 9}]}),
            json!([1]),
        ] {
            assert_eq!(more(&page, 2), None, "{page}");
        }
    }
}
