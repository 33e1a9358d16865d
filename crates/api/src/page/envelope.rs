//! The envelope around the items of a page.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::cursor_of;
use crate::base_urls::Bases;
use crate::error::{Error, ErrorKind};
use crate::ids::Cursor;
use crate::lenient::{LONGEST_TEXT, whole};
use crate::transport::{Call, Reply};

/// More items than any page has (1,000 at most).
pub(crate) const MOST_ITEMS: usize = 10_000;

/// The message for a page with too many items.
pub(crate) fn too_many(count: usize) -> String {
    format!("a page has {count} items; at most {MOST_ITEMS} are allowed")
}

/// A page whose items are still JSON text.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) items: Vec<Box<RawValue>>,
    pub(crate) next: Option<Cursor>,
    pub(crate) total: Option<u64>,
}

impl Envelope {
    /// Parses a page whose items are in the field `name`.
    pub(crate) fn read(
        call: &Call,
        reply: &Reply,
        name: &str,
        bases: &Bases,
    ) -> Result<Self, Error> {
        let mut fields: HashMap<String, Box<RawValue>> = reply.json(call)?;
        let Some(items) = fields.remove(name) else {
            // SCIM leaves the list out when nothing is found, and counts so (RFC 7644, section 3.4.2).
            if name == "Resources" && total(&fields) == Some(0) {
                return Ok(Self {
                    items: Vec::new(),
                    next: None,
                    total: Some(0),
                });
            }
            // An empty list says so. A page without a list is something else, and taking it for an
            // empty one would make a whole organization look gone.
            return Err(reply.error(
                call,
                ErrorKind::Unreadable,
                format!("the response has no list {name:?}"),
            ));
        };
        let items: Option<Vec<Box<RawValue>>> =
            serde_json::from_str(items.get()).map_err(|error| reply.unreadable(call, &error))?;
        let count = items.as_ref().map_or(0, Vec::len);
        if count > MOST_ITEMS {
            return Err(call.error(ErrorKind::TooLarge, too_many(count)));
        }
        let next = match next_of(|name| fields.get(name).map(|raw| raw.get())) {
            Next::None => None,
            Next::Text(next) => Some(Self::cursor(call, &next, bases)?),
            Next::Odd => {
                return Err(call.error(
                    ErrorKind::Paging,
                    "the cursor of the next page is not a string",
                ));
            }
        };
        Ok(Self {
            items: items.unwrap_or_default(),
            next,
            total: total(&fields),
        })
    }

    /// The cursor in a `next`.
    pub(crate) fn cursor(call: &Call, next: &str, bases: &Bases) -> Result<Cursor, Error> {
        if next.len() > LONGEST_TEXT {
            return Err(call.error(ErrorKind::Paging, "the cursor of the next page is too long"));
        }
        cursor_of(next, bases).map_err(|why| call.error(ErrorKind::Paging, why))
    }
}

/// The number of items in the whole list: `total`, `totalResults`, or `meta.total`.
fn total(fields: &HashMap<String, Box<RawValue>>) -> Option<u64> {
    let read = |name| serde_json::from_str::<Value>(fields.get(name)?.get()).ok();
    let total = read("total")
        .or_else(|| read("totalResults"))
        .or_else(|| read("meta")?.get("total").cloned())?;
    whole(&total)?.try_into().ok()
}

/// The `next` value of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nowhere: this is the last page.
    None,
    /// The list is present.
    Text(String),
    /// Something that is neither.
    Odd,
}

/// `links.next`, else `meta.next`; empty and null are "nowhere".
pub(crate) fn next_of<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Next {
    for name in ["links", "meta"] {
        let Some(holder) = field(name) else { continue };
        let Ok(holder) = serde_json::from_str::<HashMap<String, Box<RawValue>>>(holder) else {
            continue;
        };
        let Some(next) = holder.get("next") else {
            continue;
        };
        match serde_json::from_str::<Option<String>>(next.get()) {
            Ok(None) => {}
            Ok(Some(text)) if text.trim().is_empty() => {}
            Ok(Some(text)) => return Next::Text(text),
            Err(_) => return Next::Odd,
        }
    }
    Next::None
}
