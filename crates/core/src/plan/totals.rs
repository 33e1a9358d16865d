//! The totals of a plan: how many targets have each value, and what the plan does to them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;

use super::group_moves::GroupMoves;
use super::people_moves::PeopleMoves;
use super::{PlanTotals, Row, TotalMove};
use crate::change::{Before, FacetKind, GroupOf, Seen, Target, Total, Totals};
use crate::sql::SqlError;
use crate::store::Mirror;

/// The totals of every kind of facet in the rows; of groups, where the rows change who is in them; and of people's
/// statuses, where the rows invite people.
///
/// # Errors
/// When the mirror cannot be read.
pub fn totals(
    mirror: &Mirror,
    kinds: &[FacetKind],
    rows: &[Row],
    now: Timestamp,
) -> Result<Vec<PlanTotals>, SqlError> {
    let is_change = |at: usize| rows.get(at).is_some_and(|row| row.verdict.is_change());
    let mut moves = GroupMoves::of(rows, is_change);
    moves.look_up(mirror).map_err(SqlError::from)?;
    let of_groups = moves.by_group();
    let of_members = FacetKind::all().filter(|kind| {
        let is_moved = kind.counts_members() && !of_groups.is_empty();
        is_moved && !kinds.contains(kind)
    });
    let mut people = PeopleMoves::of(rows, is_change);
    people.look_up(mirror)?;
    let is_told = |kind: &FacetKind| {
        let is_moved = kind.counts_people() && people.has_addresses();
        is_moved && !kinds.contains(kind) && !people.by_total(*kind).is_empty()
    };
    let of_statuses = FacetKind::all().filter(is_told);
    let mut all = Vec::new();
    for kind in kinds.iter().copied().chain(of_members).chain(of_statuses) {
        let own = rows.iter().filter(|row| row.facet.kind == kind);
        let own = own.filter_map(|row| Some((row, row.target()?)));
        let own: Vec<(&Row, Target)> = own.collect();
        let seen = own.iter().map(|(row, target)| Seen {
            target,
            of: &row.facet.of,
            before: &row.before,
            to: row.to.as_ref(),
        });
        let seen: Vec<Seen<'_>> = seen.collect();
        let (totals, moved, unsure) = if kind.counts_members() {
            let totals = totals_of_members(mirror, kind, (seen, now), (&moves, &of_groups))?;
            (totals, Some(of_groups.clone()), moves.unsure())
        } else {
            let mut totals = kind.totals(mirror, &seen, now)?;
            // A later change of the same starts from what an earlier one leaves.
            let mut first: HashSet<&Target> = HashSet::new();
            let mut changed = own.iter().filter(|(row, target)| {
                row.verdict.is_change() && (first.insert(target) || !kind.counts_people())
            });
            let counts_people = kind.counts_people();
            let as_found = changed.all(|one| is_as_found(mirror, one))
                && (!counts_people || people.are_as_found(kind));
            if !as_found && kind.totals(mirror, &[], now)?.all == totals.all {
                // The mirror is not as the rows found it, and its totals do not follow what they saw.
                for total in &mut totals.all {
                    total.count = None;
                }
            }
            let moved = counts_people.then(|| people.by_total(kind));
            let unsure = people.unsure(kind);
            (totals, moved, if counts_people { unsure } else { 0 })
        };
        all.push(PlanTotals {
            kind,
            all: totals.all,
            unknown: totals.unknown,
            moved,
            unsure,
            live: BTreeSet::new(),
        });
    }
    Ok(all)
}

/// Whether the mirror counts the target of a row as the row found it.
fn is_as_found(mirror: &Mirror, (row, target): &(&Row, Target)) -> bool {
    let (kind, of) = (row.facet.kind, &row.facet.of);
    let into = |before: &Before| {
        let into = before.value().and_then(|value| kind.counts_into(of, value));
        into.map(str::to_owned)
    };
    let mirrored = kind.mirrored(mirror, of, target);
    !kind.is_mirrored() || mirrored.is_ok_and(|known| into(&known) == into(&row.before))
}

/// The totals of the groups of the rows, and of those that other rows fill or empty.
fn totals_of_members(
    mirror: &Mirror,
    kind: FacetKind,
    (mut seen, now): (Vec<Seen<'_>>, Timestamp),
    (moves, of_groups): (&GroupMoves, &BTreeMap<String, TotalMove>),
) -> Result<Totals, SqlError> {
    let nobody = Target::Account(String::new());
    let about = of_groups.keys().map(|id| {
        let group = GroupOf {
            id: Some(id.clone()),
            ..GroupOf::default()
        };
        kind.about_group(&[], &nobody, &group).0
    });
    let about: Vec<Vec<String>> = about.collect();
    seen.extend(about.iter().map(|of| Seen {
        target: &nobody,
        of,
        before: &Before::Unknown,
        to: None,
    }));
    let mut totals = kind.totals(mirror, &seen, now)?;
    let known: BTreeSet<String> = totals.all.iter().map(|one| one.id.clone()).collect();
    let more = of_groups.keys().filter(|id| !known.contains(*id));
    totals.all.extend(more.map(|id| {
        // A group that the plan creates has no ID and no members yet.
        let is_created = moves.created.contains(id);
        Total {
            id: id.clone(),
            name: is_created.then(|| id.clone()),
            count: is_created.then_some(0),
        }
    }));
    Ok(totals)
}
