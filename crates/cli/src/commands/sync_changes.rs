//! Who changed since the last sync, in the summary of `sync`.

use atlctl_core::number::{all_of, grouped};
use atlctl_core::sync::{Outcome, Stage, SyncReport};

use crate::ui::{Ui, display};

/// What runs of this program changed, apart from what the sync found.
fn by_runs(report: &SyncReport) -> Option<String> {
    let people = report.people_changed_by_runs;
    match report.changed_by_runs.as_slice() {
        [] => None,
        _ if people == 0 => None,
        [run] => Some(format!(
            "{} changed by run {}",
            atlctl_core::number::people(people),
            display(&run.run)
        )),
        runs => Some(format!(
            "{} changed by {} runs",
            atlctl_core::number::people(people),
            runs.len()
        )),
    }
}

/// Says who changed, and what of that is unknown.
pub(super) fn tell(ui: &Ui, report: &SyncReport) {
    let changes = [
        (report.appeared, "new"),
        (report.changed, "changed"),
        (report.gone, "gone"),
        (report.returned, "back after being gone"),
    ];
    let told: Vec<String> = changes
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", grouped(*count)))
        .collect();
    // At the first sync everyone is new: no news.
    if let (2.., Some(users)) = (report.sync, report.stage(Stage::Users)) {
        let mut told = told;
        told.extend(by_runs(report));
        let is_whole = users.outcome == Outcome::Complete;
        let lists = [
            (report.unreported.groups, "groups"),
            (report.unreported.apps, "apps"),
            (report.unreported.roles, "roles"),
        ];
        let unreported: Vec<&str> = lists
            .iter()
            .filter(|(people, _)| *people > 0)
            .map(|(_, list)| *list)
            .collect();
        ui.status(match (told.is_empty(), is_whole) {
            (true, true) if report.resumed => "No change of a person was found.".to_owned(),
            (true, true) if !unreported.is_empty() => format!(
                "No changes since the last sync. People's {} were not reported and may have changed.",
                all_of(&unreported)
            ),
            (true, true) => "Nobody changed since the last sync.".to_owned(),
            (true, false) => {
                "The people were not read completely: whether anybody changed is unknown.".to_owned()
            }
            (false, true) => format!("Since the last sync: {}.", told.join(", ")),
            (false, false) => format!(
                "Since the last sync: {}; the people were not read completely, so there may be more.",
                told.join(", ")
            ),
        });
    }
}
