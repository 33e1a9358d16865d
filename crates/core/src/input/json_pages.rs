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

/// A page, and how many elements its list has.
pub(super) struct Page {
    pub(super) value: Value,
    pub(super) length: usize,
}

/// What says that there are more pages than these, with so many different elements in all, such as `"isLast" is false`;
/// or that they are not of one list.
pub(super) fn more(pages: &[Page], listed: usize) -> Option<String> {
    let listed = listed as u64;
    let counted = |page: &Page| {
        said(page, |name, value| {
            let number = number(value)?;
            let is_more = is(TOTAL, name) && number > listed
                || is(PAGES, name) && number > pages.len() as u64;
            is_more.then_some(())
        })
    };
    if let Some(said) = pages.iter().find_map(counted) {
        return Some(said);
    }
    // Files of pages may be put together in any order.
    let all = |says: &dyn Fn(&Page) -> Option<String>| {
        let found: Vec<String> = pages.iter().filter_map(says).collect();
        let is_all = found.len() == pages.len();
        found.into_iter().next_back().filter(|_| is_all)
    };
    let before = |page: &Page| {
        said(page, |name, value| {
            (number(value).is_some_and(|number| begin(name, number) > Some(0))
                || is_link(EARLIER, name, value))
            .then_some(())
        })
    };
    let after = |page: &Page| {
        said(page, |name, value| {
            let says = match value {
                Value::Bool(yes) => *yes && is(MORE, name) || !*yes && is(LAST, name),
                value => is_link(OTHER, name, value),
            };
            says.then_some(())
        })
    };
    if let Some(said) = all(&before).or_else(|| all(&after)) {
        return Some(said);
    }
    let begins: Vec<(u64, u64)> = pages
        .iter()
        .filter_map(|page| Some((start(page)?, page.length as u64)))
        .collect();
    if begins.iter().filter(|(begin, _)| *begin == 0).count() > 1 {
        return Some("more than one of them is the first of a list".to_owned());
    }
    let end = begins
        .iter()
        .map(|(begin, length)| begin.saturating_add(*length))
        .max();
    end.filter(|end| *end > listed)
        .map(|end| format!("they number {end} elements and have {listed}"))
}

/// Whether an object has fields that only pages have.
pub(super) fn is_page(value: &Value) -> bool {
    let page = Page {
        value: value.clone(),
        length: 0,
    };
    let of_pages = |name: &str, value: &Value| {
        let is_count = [TOTAL, PAGES, BEFORE, FIRST]
            .iter()
            .any(|all| is(all, name))
            && number(value).is_some();
        let is_said = [LAST, MORE, OTHER, EARLIER].iter().any(|all| is(all, name));
        (is_count || is_said || OF_PAGES.iter().any(|part| name.contains(part)) && name != "meta")
            .then_some(())
    };
    said(&page, of_pages).is_some()
}

/// The first field of a page for which there is something, as it stands there.
fn said(page: &Page, is: impl Fn(&str, &Value) -> Option<()> + Copy) -> Option<String> {
    find(
        page.value.as_object()?,
        &|name, written, value| {
            is(name, value)?;
            Some(match value {
                Value::Object(_) => format!("it has {written:?}"),
                Value::String(text) if text.parse::<u64>().is_err() => {
                    format!("it has {written:?}")
                }
                value => format!("{written:?} is {value}"),
            })
        },
        0,
    )
}

/// How many elements stand before those of the page, where it says so.
fn start(page: &Page) -> Option<u64> {
    find(
        page.value.as_object()?,
        &|name, _, value| begin(name, number(value)?),
        0,
    )
}

fn begin(name: &str, number: u64) -> Option<u64> {
    match (is(BEFORE, name), is(FIRST, name)) {
        (true, _) => Some(number),
        (_, true) => number.checked_sub(1),
        _ => None,
    }
}

/// Whether a field of these names leads to another page.
fn is_link(names: &str, name: &str, value: &Value) -> bool {
    is(names, name)
        && match value {
            Value::String(text) => text
                .parse::<u64>()
                .map_or(!text.is_empty(), |number| number > 0),
            Value::Number(number) => number.as_u64().is_some_and(|number| number > 0),
            Value::Object(link) => !link.is_empty(),
            _ => false,
        }
}

fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
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

/// The first answer for a field that may be about the page, by its plain name, its name and its value.
fn find<T>(
    fields: &Map<String, Value>,
    answer: &dyn Fn(&str, &str, &Value) -> Option<T>,
    depth: usize,
) -> Option<T> {
    if depth > DEEPEST {
        return None;
    }
    fields.iter().find_map(|(name, value)| {
        let small = plain(name);
        answer(&small, name, value).or_else(|| {
            let object = value.as_object()?;
            let speaks = OF_PAGES.iter().any(|part| small.contains(part)) || has_list(value, 0);
            speaks.then(|| find(object, answer, depth + 1)).flatten()
        })
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

    fn pages(values: &[&Value]) -> Vec<Page> {
        let page = |value: &&Value| Page {
            value: Value::clone(value),
            length: 1,
        };
        values.iter().map(page).collect()
    }

    #[test]
    fn pages_put_together_are_whole_or_not() {
        let first = &json!({"data": [1], "links": {"next": "x"}, "total": 2, "pages": 2});
        let last = &json!({"data": [2], "links": {"prev": "y"}, "total": 2, "pages": 2});
        assert_eq!(more(&pages(&[first, last]), 2), None);
        assert_eq!(more(&pages(&[last, first]), 2), None, "in any order");
        for (all, listed, said) in [
            (&[first, first][..], 2, "it has \"next\""),
            (&[last, last], 2, "it has \"prev\""),
            (&[first, last], 1, "\"total\" is 2"),
            (&[first], 2, "\"pages\" is 2"),
        ] {
            assert_eq!(more(&pages(all), listed).as_deref(), Some(said));
        }
        let at = |start: u64, last: bool| json!({"startAt": start, "isLast": last, "values": [1]});
        let (one, two, three) = (&at(0, false), &at(1, false), &at(2, true));
        assert_eq!(more(&pages(&[one, three, two]), 3), None);
        for (all, listed, said) in [
            (&[one, three][..], 2, "they number 3 elements and have 2"),
            (&[one, two], 2, "\"isLast\" is false"),
            (&[two, three], 2, "\"startAt\" is 2"),
            (
                &[one, &at(0, true)],
                2,
                "more than one of them is the first of a list",
            ),
        ] {
            assert_eq!(more(&pages(all), listed).as_deref(), Some(said));
        }
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
            assert_eq!(more(&pages(&[&page]), 2).as_deref(), Some(said), "{page}");
            assert!(is_page(&page), "{page}");
        }
        for page in [
            json!({"isLast": true, "total": 2, "next": null, "links": {"next": ""}}),
            json!({"hasMore": false, "values": [{"next": "x", "total": 9}]}),
            json!({"startAt": 0, "startIndex": 1, "pages": 1, "totalResults": "2"}),
            json!({"license": {"total": 500}, "filter": {"next": "none"}, "users": []}),
            json!([1]),
        ] {
            assert_eq!(more(&pages(&[&page]), 2), None, "{page}");
        }
        assert!(!is_page(
            &json!({"email": "a@x.example", "groups": ["it"], "meta": {"type": "User"}})
        ));
    }
}
