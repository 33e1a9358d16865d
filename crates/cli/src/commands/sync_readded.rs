//! Says who is back after a run took them out: an identity provider undoes what it does not know of.

use std::collections::BTreeMap;

use atlctl_core::number::people;
use atlctl_core::sync::Readded;

use crate::ui::{Ui, display, first_of};

/// People of each group who are named.
const NAMED: usize = 5;

/// Says who is back, by group.
pub(super) fn tell(ui: &Ui, back: &[Readded]) {
    let mut places: BTreeMap<Option<&str>, Vec<&Readded>> = BTreeMap::new();
    for one in back {
        places.entry(one.group.as_deref()).or_default().push(one);
    }
    for (group, back) in places {
        let place = group.map_or_else(
            || "the directory".to_owned(),
            |group| format!("the group {}", display(group)),
        );
        let are = if back.len() == 1 { "is" } else { "are" };
        let named = back
            .iter()
            .map(|one| one.email.as_deref().unwrap_or(&one.account));
        let named = first_of(named, back.len(), NAMED);
        let runs: std::collections::BTreeSet<&str> =
            back.iter().map(|one| one.run.as_str()).collect();
        let runs: Vec<&str> = runs.into_iter().collect();
        ui.warning(format!(
            "{} {are} back in {place} after run {} removed them: {}",
            people(back.len() as u64),
            runs.join(", "),
            display(&named)
        ));
        ui.hint("if an identity provider adds them, remove them there: see --handoff of the command that removed them");
    }
}
