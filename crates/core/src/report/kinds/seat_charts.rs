//! The charts of `report seats`.

use super::super::chart::{Bar, Chart, Color, Drawing};
use super::app_seats::{Seat, USES};

/// Their use, and the seats in use against capacity, of the apps with the most people. `undecided`: how many more may have
/// them.
pub(super) fn charts(rows: &[Seat<'_>], undecided: u64) -> Vec<Chart> {
    let mut rows: Vec<&Seat<'_>> = rows
        .iter()
        .filter(|seat| seat.people() > 0 || seat.app.usage.is_some())
        .collect();
    let has_people = |seat: &Seat<'_>| seat.people() > 0;
    rows.sort_by_key(|seat| std::cmp::Reverse(seat.people()));
    rows.truncate(15);
    let bars =
        |shown: &dyn Fn(&Seat<'_>) -> bool, parts: &dyn Fn(&Seat<'_>) -> Vec<u64>, mark: bool| {
            let rows = rows.iter().filter(|seat| shown(seat));
            rows.map(|seat| Bar {
                label: seat.app.title(),
                parts: parts(seat),
                mark: seat.app.capacity.filter(|_| mark).map(i64::unsigned_abs),
            })
            .collect()
        };
    vec![
        Chart {
            title: "Use of seats".to_owned(),
            about: "People with access to each app, by their use of it.".to_owned(),
            undecided,
            drawing: Drawing::Bars {
                parts: USES.map(|(_, label, color)| (label.to_owned(), color)).to_vec(),
                rows: bars(&has_people, &|seat| seat.numbers.to_vec(), false),
            },
        },
        Chart {
            title: "Seats against capacity".to_owned(),
            about: "As Atlassian counts them, of the apps where it does. The line is the capacity; where there is none, it is unknown.".to_owned(),
            undecided: 0,
            drawing: Drawing::Bars {
                parts: vec![("in use".to_owned(), Color::Plain)],
                rows: bars(
                    &|seat| seat.app.usage.is_some(),
                    &|seat| seat.app.usage.iter().map(|usage| usage.unsigned_abs()).collect(),
                    true,
                ),
            },
        },
    ]
}
