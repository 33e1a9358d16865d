//! Rows that create or delete a group.

use atlctl_core::change::{Facet, Target, Value};
use atlctl_core::plan::{Found, Origin, Wanted};
use atlctl_core::store::{GroupFacts, Mirror};

use crate::error::CliResult;

/// A row about a group.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn wanted(mirror: &Mirror, facet: Facet, target: Target, to: &str) -> CliResult<Wanted> {
    let mirrored = facet.kind.mirrored(mirror, &facet.of, &target)?;
    let row = Wanted::of_person(Found::nobody(), facet, Some(Value::new(to)));
    Ok(Wanted {
        obstacle: match &target {
            Target::GroupName(name) => taken(mirror, &row.facet, name)?,
            _ => None,
        },
        target: Some(target),
        mirrored,
        ..row
    })
}

/// Why no group can be created with this name: another one in the directory has it, in other capitals.
fn taken(mirror: &Mirror, facet: &Facet, name: &str) -> CliResult<Option<String>> {
    let directory = facet.of.first();
    let same = |other: &str| other != name && other.to_lowercase() == name.to_lowercase();
    let groups = mirror.all_group_facts()?;
    let is_other = |group: &&GroupFacts| {
        let near = group
            .directory
            .as_ref()
            .is_none_or(|of| Some(of) == directory);
        !group.gone && near && group.name.as_deref().is_some_and(same)
    };
    let other = groups.iter().find(is_other);
    let other = other.and_then(|group| group.name.as_deref());
    Ok(other.map(|other| {
        format!("is already the name of the group {other}: Atlassian does not tell capitals apart")
    }))
}

/// The origin of what is named on the command line.
pub(super) fn of_line() -> Origin {
    Origin {
        what: "the command line".to_owned(),
        ..Origin::default()
    }
}
