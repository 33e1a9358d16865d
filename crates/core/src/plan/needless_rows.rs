//! Rows of a way back that are left out, because others make them needless.

use std::collections::HashMap;

use super::{Plan, Row, Wanted};

/// The rows but for these, with the positions that they have then.
pub(super) fn without(wanted: Vec<Wanted>, dropped: &[usize]) -> Vec<Wanted> {
    if dropped.is_empty() {
        return wanted;
    }
    let mut positions: HashMap<u32, u32> = HashMap::new();
    let mut kept = Vec::with_capacity(wanted.len());
    for (at, one) in wanted.into_iter().enumerate() {
        if !dropped.contains(&at) {
            if let (Ok(at), Ok(now)) = (u32::try_from(at), u32::try_from(kept.len())) {
                positions.insert(at, now);
            }
            kept.push(one);
        }
    }
    for one in &mut kept {
        let after = one.after.iter();
        one.after = after.filter_map(|at| positions.get(at).copied()).collect();
        one.goes_with = one.goes_with.and_then(|at| positions.get(&at).copied());
    }
    kept
}

/// Leaves out the rows that go with another one which is changed. The rows are those that were decided of `wanted`, and
/// any that were added after them.
pub fn leave_out_needless(wanted: &[Wanted], rows: &mut Vec<Row>) {
    let is_changed = |at: u32| {
        let row = usize::try_from(at).ok().and_then(|at| rows.get(at));
        row.is_some_and(|row| row.verdict.is_change())
    };
    let goes = |wanted: &Wanted| wanted.goes_with.is_some_and(is_changed);
    let needless: Vec<bool> = wanted.iter().map(goes).collect();
    let mut needless = needless.into_iter();
    Plan::retain_rows(rows, |_| needless.next() != Some(true));
}
