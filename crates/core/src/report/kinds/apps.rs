//! Apps in the charts of reports.

use super::super::facts::Holdings;

/// More apps than this are not drawn: they are in the list.
const DRAWN: usize = 15;

/// The apps with the most people, each with its numbers.
pub(super) fn top_apps<const N: usize>(
    holdings: &Holdings,
    numbers: &[[u64; N]],
) -> Vec<(String, Vec<Option<u64>>)> {
    let mut rows: Vec<(u64, String, Vec<Option<u64>>)> = holdings
        .apps
        .iter()
        .zip(numbers)
        .map(|(app, numbers)| {
            let cells = numbers.iter().map(|number| Some(*number)).collect();
            (numbers.iter().sum(), app.title(), cells)
        })
        .filter(|(people, ..)| *people > 0)
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    rows.truncate(DRAWN);
    rows.into_iter()
        .map(|(_, app, cells)| (app, cells))
        .collect()
}
