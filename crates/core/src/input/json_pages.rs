//! Whether a JSON object is one page of a list, as services answer it.

use serde_json::{Map, Value};

/// How deeply the fields of a page may stand in objects.
const DEEPEST: usize = 20;
/// Fields that are false, and that are true, where more pages follow.
const LAST: &str = "islast islastpage last done isdone";
const MORE: &str = "more hasmore hasnext hasnextpage truncated istruncated incompleteresults moreresultsavailable partial";
/// Fields that name another page.
const OTHER: &str = "next nextpage nextlink nexturl nexturi nextcursor nextpagetoken nextpageurl nexttoken \
    nextrecordsurl nextoffset continuationtoken skiptoken";
const EARLIER: &str = "prev previous previouspage prevpage";
/// Fields that count the people of all pages, and the pages.
const TOTAL: &str = "total totalresults totalcount totalsize totalitems totalelements totalrecords rowcount numfound \
    count size";
const PAGES: &str = "pages totalpages pagecount numpages lastpage";
/// Fields that say how many people come before the page: none, or one less than the number.
const BEFORE: &str = "start startat offset";
const FIRST: &str = "startindex";
/// What the names of objects have in them that speak of pages, beside those around the list.
const OF_PAGES: [&str; 5] = ["page", "pagin", "paging", "meta", "link"];

/// What says that there are more pages than these, with so many elements in all, such as `"isLast" is false`.
pub(super) fn more(pages: &[Value], listed: usize) -> Option<String> {
    let at_hand = AtHand {
        listed: listed as u64,
        pages: pages.len() as u64,
    };
    let said = |page: Option<&Value>, side: Side| within(page?.as_object()?, at_hand, side, 0);
    said(pages.first(), Side::Before).or_else(|| said(pages.last(), Side::After))
}

/// Whether an object has fields that only pages have.
pub(super) fn is_page(value: &Value) -> bool {
    let Value::Object(fields) = value else {
        return false;
    };
    // It would say so, were there nothing in its list.
    let nothing = AtHand {
        listed: 0,
        pages: 0,
    };
    let any = |side: Side| within(fields, nothing, side, 0).is_some();
    let is_of_pages = |name: &String| {
        let name = plain(name);
        OF_PAGES.iter().any(|part| name.contains(part)) && name != "meta"
            || [LAST, MORE, OTHER, EARLIER]
                .iter()
                .any(|all| is(all, &name))
    };
    fields.keys().any(is_of_pages) || any(Side::Before) || any(Side::After)
}

/// What there is of a list.
#[derive(Clone, Copy)]
struct AtHand {
    /// How many elements.
    listed: u64,
    /// How many pages.
    pages: u64,
}

/// On which side of the pages at hand others may be missing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// A name of a field without case, punctuation and the name of its protocol.
fn plain(name: &str) -> String {
    let small = name.to_ascii_lowercase();
    let plain: String = small.chars().filter(|c| c.is_alphanumeric()).collect();
    plain
        .strip_prefix("odata")
        .map_or(plain.clone(), str::to_owned)
}

fn is(all: &str, name: &str) -> bool {
    all.split_whitespace().any(|one| one == name)
}

fn within(
    fields: &Map<String, Value>,
    at_hand: AtHand,
    side: Side,
    depth: usize,
) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    fields.iter().find_map(|(name, value)| {
        let plain = plain(name);
        let before = side == Side::Before;
        let is = |all: &str| is(all, &plain);
        let other = if before { EARLIER } else { OTHER };
        let number = match value {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let counts = number.is_some_and(|number| {
            !before && (is(TOTAL) && number > at_hand.listed || is(PAGES) && number > at_hand.pages)
                || before && (is(FIRST) && number > 1 || is(BEFORE) && number > 0)
                || is(other) && number > 0
        });
        let says = match value {
            Value::Bool(yes) => !before && (*yes && is(MORE) || !*yes && is(LAST)),
            Value::String(text) => number.is_none() && !text.is_empty() && is(other),
            Value::Object(link) => is(other) && !link.is_empty(),
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
        speaks
            .then(|| within(object, at_hand, side, depth + 1))
            .flatten()
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
    fn pages_put_together_are_whole_or_not() {
        let first = json!({"data": [1], "links": {"next": "x"}, "total": 2, "pages": 2});
        let last = json!({"data": [2], "links": {"prev": "y"}, "total": 2, "pages": 2});
        assert_eq!(more(&[first.clone(), last.clone()], 2), None);
        assert_eq!(
            more(&[first.clone(), first.clone()], 2).as_deref(),
            Some("it has \"next\"")
        );
        assert_eq!(
            more(&[last.clone(), last.clone()], 2).as_deref(),
            Some("it has \"prev\"")
        );
        assert_eq!(more(&[first, last], 1).as_deref(), Some("\"total\" is 2"));
    }

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
            assert_eq!(
                more(std::slice::from_ref(&page), 2).as_deref(),
                Some(said),
                "{page}"
            );
            assert!(is_page(&page), "{page}");
        }
        for page in [
            json!({"isLast": true, "total": 2, "next": null, "links": {"next": ""}}),
            json!({"hasMore": false, "values": [{"next": "x", "total": 9}]}),
            json!({"startAt": 0, "startIndex": 1, "pages": 1, "totalResults": "2"}),
            json!({"license": {"total": 500}, "filter": {"next": "none"}, "users": []}),
            json!([1]),
        ] {
            assert_eq!(more(std::slice::from_ref(&page), 2), None, "{page}");
        }
        assert!(!is_page(
            &json!({"email": "a@x.example", "groups": ["it"], "meta": {"type": "User"}})
        ));
    }
}
