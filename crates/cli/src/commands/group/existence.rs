//! Rows that create or delete a group.

use atlctl_core::change::{Facet, Target, Value};
use atlctl_core::plan::{Found, Origin, Wanted};
use atlctl_core::store::Mirror;

use crate::error::CliResult;

/// A row about a group.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn wanted(mirror: &Mirror, facet: Facet, target: Target, to: &str) -> CliResult<Wanted> {
    let mirrored = facet.kind.mirrored(mirror, &facet.of, &target)?;
    let row = Wanted::of_person(Found::nobody(), facet, Some(Value::new(to)));
    Ok(Wanted {
        target: Some(target),
        mirrored,
        ..row
    })
}

/// The origin of what is named on the command line.
pub(super) fn of_line() -> Origin {
    Origin {
        what: "the command line".to_owned(),
        ..Origin::default()
    }
}
