//! The numbers of `atlctl org show`.

use crate::output::{Cell, Details};

/// Adds a number; also under its former name, where no other document has a field of that name and another type.
pub(super) fn number(
    details: Details,
    (former, name): (&'static str, &'static str),
    label: &'static str,
    count: Cell,
) -> Details {
    match former {
        "managed" | "groups" | "directories" => details.field(name, label, count),
        _ => details.renamed(name, former, label, count),
    }
}
