//! The people of a page, each with its own text.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::DirectoryUser;
use crate::json;

/// Reads the people of a page, borrowing from it.
///
/// # Errors
/// When the text is not such a page.
pub(super) fn people(body: &[u8]) -> serde_json::Result<Vec<DirectoryUser<'_>>> {
    let at_once = std::str::from_utf8(body).ok().and_then(once);
    at_once.map_or_else(|| twice(body), Ok)
}

/// The list first and what belongs to the page after it, as the service writes it: every byte is read once. Nothing
/// for any other text: [`twice`] reads all of them and reports the error.
fn once(text: &str) -> Option<Vec<DirectoryUser<'_>>> {
    let mut rest = after(after(after(after(text, "{")?, "\"data\"")?, ":")?, "[")?;
    let mut people = Vec::new();
    if after(rest, "]").is_none() {
        loop {
            let begin = rest.trim_ascii_start();
            let mut values =
                serde_json::Deserializer::from_str(begin).into_iter::<DirectoryUser<'_>>();
            let mut user = values.next()?.ok().filter(|_| begin.starts_with('{'))?;
            let (raw, others) = begin.split_at_checked(values.byte_offset())?;
            user.raw = Some(raw);
            people.push(user);
            match after(others, ",") {
                Some(more) => rest = more,
                None => {
                    rest = others;
                    break;
                }
            }
        }
    }
    rest = after(rest, "]")?;
    if let Some(others) = after(rest, ",") {
        // A comma with nothing after it, or a list that is there twice, is no page.
        after(others, "\"")?;
        #[derive(Deserialize)]
        struct Others {
            data: Option<IgnoredAny>,
        }
        let others: Others = serde_json::from_str(&format!("{{{others}")).ok()?;
        return others.data.is_none().then_some(people);
    }
    after(rest, "}")?.trim_ascii().is_empty().then_some(people)
}

/// What comes after this sign, blanks aside.
fn after<'a>(text: &'a str, sign: &str) -> Option<&'a str> {
    text.trim_ascii_start().strip_prefix(sign)
}

/// First where each person's text begins and ends, then each person.
fn twice(body: &[u8]) -> serde_json::Result<Vec<DirectoryUser<'_>>> {
    texts(body)?
        .into_iter()
        .map(|raw| whole(raw.get()))
        .collect()
}

/// The people of a page of repaired text. Unreadable values and entries that are not people are left out.
pub(super) fn repaired(body: &[u8]) -> serde_json::Result<Vec<DirectoryUser<'_>>> {
    let texts = texts(body)?.into_iter().map(RawValue::get);
    Ok(texts
        .filter(|raw| raw.starts_with('{'))
        .filter_map(|raw| {
            whole(raw).ok().or_else(|| {
                let mut user = DirectoryUser::deserialize(json::object(raw)?.0).ok()?;
                user.raw = Some(raw);
                Some(user)
            })
        })
        .collect())
}

fn texts(body: &[u8]) -> serde_json::Result<Vec<&RawValue>> {
    #[derive(Deserialize)]
    struct Page<'a> {
        // Null is an empty page; a page without the field is none.
        #[serde(borrow, deserialize_with = "Option::deserialize")]
        data: Option<Vec<&'a RawValue>>,
    }
    let page: Page<'_> = serde_json::from_slice(body)?;
    Ok(page.data.unwrap_or_default())
}

/// A person of whom everything can be read.
fn whole(raw: &str) -> serde_json::Result<DirectoryUser<'_>> {
    if !raw.starts_with('{') {
        return Err(serde::de::Error::custom("a person is an object"));
    }
    let mut user: DirectoryUser<'_> = serde_json::from_str(raw)?;
    user.raw = Some(raw);
    Ok(user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What both say of a page: accounts and texts.
    fn said<'a>(people: &'a [DirectoryUser<'a>]) -> Vec<(Option<&'a str>, &'a str)> {
        people
            .iter()
            .map(|user| (user.account_id.as_deref(), user.raw.unwrap()))
            .collect()
    }

    #[test]
    fn a_page_as_the_service_writes_it_is_read_once() {
        for page in [
            r#"{"data":[]}"#,
            r#" { "data" : [ ] , "links" : {} } "#,
            r#"{"data":[{"accountId":"a"} , {"accountId":"b","x":[{}, "]"]}],"links":{"next":"c"}}"#,
        ] {
            let (once, twice) = (once(page).unwrap(), twice(page.as_bytes()).unwrap());
            assert_eq!(said(&once), said(&twice), "{page}");
        }
    }

    #[test]
    fn another_order_is_read_too() {
        let page = br#"{"links":{},"data":[{"accountId":"a"}]}"#;
        assert!(once(std::str::from_utf8(page).unwrap()).is_none());
        assert_eq!(
            said(&people(page).unwrap()),
            [(Some("a"), r#"{"accountId":"a"}"#)]
        );
        assert!(people(br#"{"data":null}"#).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_page_is_none() {
        for odd in [
            "",
            "[]",
            "{}",
            "{\"data\":[",
            "{\"data\":[{}",
            "{\"data\":[{}]",
            "{\"data\":[{},]}",
            "{\"data\":[{} {}]}",
            "{\"data\":[7]}",
            "{\"data\":[]}x",
            "{\"data\":[],}",
            "{\"data\":[],\"data\":[]}",
            "{\"data\":[],\"links\":{}",
            "{\"data\":[{\"accountId\":\"\u{1}\"}]}",
        ] {
            assert!(people(odd.as_bytes()).is_err(), "{odd}");
        }
        assert!(people(b"{\"data\":[{\"name\":\"\xff\"}]}").is_err());
        // Mending makes no page of them either.
        for odd in [
            "",
            "[]",
            "{}",
            "{\"data\":[{}]",
            "{\"data\":[{},]}",
            "{\"data\":[],\"data\":[]}",
        ] {
            assert!(repaired(odd.as_bytes()).is_err(), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn both_ways_agree(
            head in "(\\{ ?\"data\" ?: ?\\[)?",
            middle in "([{}\\[\\],:\" a1]|\"accountId\":\"x\"|\\{\"accountId\":\"b\"\\}|null){0,12}",
            tail in "(\\](,\"links\":\\{\\})?\\})?",
        ) {
            let page = format!("{head}{middle}{tail}");
            if let Some(once) = once(&page) {
                let twice = twice(page.as_bytes()).unwrap();
                prop_assert_eq!(said(&once), said(&twice));
            }
        }
    }
}
