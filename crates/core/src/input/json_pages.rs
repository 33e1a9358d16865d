//! Whether a JSON object is one page of a list, as services answer it.

use serde_json::{Map, Value};

/// How deeply the fields of a page may stand in objects.
const DEEPEST: usize = 20;
/// Fields that are false, and that are true, where more pages follow.
const LAST: &str = "islast islastpage last done isdone";
const MORE: &str = "more hasmore hasnext hasnextpage truncated istruncated incompleteresults moreresultsavailable partial";
/// Fields that name another page.
const OTHER: &str = "next nextpage nextlink nexturl nexturi nextcursor nextpagetoken nextpageurl nexttoken \
    nextrecordsurl nextoffset continuationtoken skiptoken prev previous previouspage prevpage";
/// Fields that count the people of all pages, and the pages.
const TOTAL: &str = "total totalresults totalcount totalsize totalitems totalelements totalrecords rowcount numfound \
    count size";
const PAGES: &str = "pages totalpages pagecount numpages lastpage";
/// Fields that say how many people come before the page: none, or one less than the number.
const BEFORE: &str = "start startat offset";
const FIRST: &str = "startindex";
/// What the names of objects have in them that speak of pages, beside those around the list.
const OF_PAGES: [&str; 5] = ["page", "pagin", "paging", "meta", "link"];

/// What says that there are more pages than one with so many elements, such as `"isLast" is false`.
pub(super) fn more(page: &Value, listed: usize) -> Option<String> {
    within(page.as_object()?, listed as u64, 0)
}

fn within(fields: &Map<String, Value>, listed: u64, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    fields.iter().find_map(|(name, value)| {
        let small = name.to_ascii_lowercase();
        let plain: String = small.chars().filter(|c| c.is_alphanumeric()).collect();
        let plain = plain.strip_prefix("odata").unwrap_or(&plain);
        let is = |all: &str| all.split_whitespace().any(|one| one == plain);
        let number = match value {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let counts = number.is_some_and(|number| {
            is(TOTAL) && number > listed
                || (is(PAGES) || is(FIRST)) && number > 1
                || (is(BEFORE) || is(OTHER)) && number > 0
        });
        let says = match value {
            Value::Bool(yes) => *yes && is(MORE) || !*yes && is(LAST),
            Value::String(text) => number.is_none() && !text.is_empty() && is(OTHER),
            Value::Object(link) => is(OTHER) && !link.is_empty(),
            _ => false,
        };
        if says && (value.is_object() || value.is_string()) {
            return Some(format!("it has {name:?}"));
        }
        if says || counts {
            return Some(format!("{name:?} is {value}"));
        }
        let object = value.as_object()?;
        let speaks = OF_PAGES.iter().any(|part| plain.contains(part)) || has_list(value, 0);
        speaks.then(|| within(object, listed, depth + 1)).flatten()
    })
}

/// Whether a list stands in an object.
fn has_list(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(fields) if depth <= DEEPEST => {
            fields.values().any(|value| has_list(value, depth + 1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pages_say_in_many_ways_that_there_are_more() {
        for (page, said) in [
            (json!({"isLast": false}), "\"isLast\" is false"),
            (
                json!({"data": {"users": {"edges": [], "pageInfo": {"hasNextPage": true}}}}),
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
            (json!({"totalResults": "3"}), "\"totalResults\" is \"3\""),
            (
                json!({"_links": {"next": {"href": "x"}}}),
                "it has \"next\"",
            ),
            (
                json!({"users": {"size": 90, "items": [1], "end-index": 50}}),
                "\"size\" is 90",
            ),
            (json!({"startIndex": 51}), "\"startIndex\" is 51"),
            (json!({"page": 1, "total_pages": 4}), "\"total_pages\" is 4"),
        ] {
            assert_eq!(more(&page, 2).as_deref(), Some(said), "{page}");
        }
        for page in [
            json!({"isLast": true, "total": 2, "next": null, "links": {"next": ""}}),
            json!({"hasMore": false, "values": [{"next": "x", "total": 9}]}),
            json!({"startAt": 0, "startIndex": 1, "pages": 1, "totalResults": "2"}),
            json!({"license": {"total": 500}, "filter": {"next": "none"}, "users": []}),
            json!([1]),
        ] {
            assert_eq!(more(&page, 2), None, "{page}");
        }
    }
}
