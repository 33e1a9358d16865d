//! Parts of a cell that its reader does not see, or not as meant.

use super::embedded_addresses::addresses_in;
use super::person::key;
use super::{Reason, names_somebody, text_marks};

/// A cell with a part that is hidden or in an attribute: what stands before it, the part, and which it is.
pub(super) fn set_apart(cell: &str) -> Option<(&str, &str, Reason)> {
    let marks = [
        (text_marks::HIDDEN, Reason::HiddenCell),
        (text_marks::ATTRIBUTE, Reason::Attribute),
        (text_marks::MARKUP, Reason::Markup),
    ];
    let mut found = marks.into_iter().filter_map(|(mark, reason)| {
        let (before, part) = cell.split_once(mark)?;
        names_somebody(part).then_some((before, part, reason))
    });
    found.next()
}

/// Whether other cells of the row name everyone whom an attribute names.
pub(super) fn is_said<'a>(
    (_, part, reason): &(&str, &str, Reason),
    others: impl Iterator<Item = &'a String>,
) -> bool {
    let others: Vec<String> = others.flat_map(|cell| addresses_in(cell)).collect();
    let named = addresses_in(part);
    *reason == Reason::Attribute
        && !named.is_empty()
        && named
            .iter()
            .all(|one| others.iter().any(|other| key(one) == key(other)))
}

/// Whether somebody is struck out in a cell.
pub(super) fn is_struck(cell: &str) -> bool {
    let (struck, _) = text_marks::struck(cell);
    struck.into_iter().any(names_somebody)
}
