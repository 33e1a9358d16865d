//! The totals of people by status that a plan shows are those that the service has before and after it, whatever changes
//! the statuses: suspensions, deactivations, removals, invitations.

use atlctl_core::change::FacetKind;
use atlctl_core::plan::{PlanTotals, Row, totals};
use atlctl_core::store::Mirror;
use jiff::Timestamp;
use serde_json::Value;

/// How many people have this status, in the word of a total.
fn count(state: &Value, id: &str) -> u64 {
    let word = match id {
        "to be deleted" => "for_deletion",
        word => word,
    };
    let people = state["people"].as_array().unwrap().iter();
    people.filter(|one| one["status"] == word).count() as u64
}

/// What a plan of these rows says of people's statuses and of groups, by the mirror.
pub fn planned(mirror: &Mirror, rows: &[Row]) -> Vec<PlanTotals> {
    let kinds: Vec<FacetKind> = FacetKind::all()
        .filter(|kind| kind.counts_people())
        .collect();
    totals(mirror, &kinds, rows, Timestamp::now()).unwrap()
}

/// As many people have each status as the plan said, before and after. What is not sure is a range; returns how many
/// totals were checked, and of how many the plan was sure.
pub fn assert_come_true(
    said: &[PlanTotals],
    before: &Value,
    after: &Value,
    what: &str,
) -> (usize, usize) {
    let (mut checked, mut sure) = (0, 0);
    let mine = said.iter().filter(|totals| totals.kind.counts_people());
    for totals in mine {
        for total in &totals.all {
            let was = count(before, &total.id);
            assert_eq!(total.count, Some(was), "{what}: {total:?} before");
            let moved = totals.moved.as_ref().unwrap().get(&total.id).copied();
            let (least, most) = moved.unwrap_or_default().after(was);
            let now = count(after, &total.id);
            assert!(
                (least..=most).contains(&now),
                "{what}: {now} are {} after {was}, and not {least} to {most} ({moved:?})",
                total.id
            );
            checked += 1;
            sure += usize::from(least == most);
        }
    }
    assert!(checked > 3, "{what}: {said:?}");
    (checked, sure)
}
