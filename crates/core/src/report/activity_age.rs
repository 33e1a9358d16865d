//! How long ago somebody was last active, in steps.

use super::chart::{Bucket, Color};

const DAY: i64 = 86_400;

/// The last day of each step, its label and its color.
const STEPS: [(i64, &str, Color); 6] = [
    (30, "last 30 days", Color::Good),
    (60, "31–60 days", Color::Good),
    (90, "61–90 days", Color::Fair),
    (180, "91–180 days", Color::Warning),
    (365, "181–365 days", Color::Warning),
    (i64::MAX, "over a year", Color::Bad),
];

/// The number of steps, with never and unknown.
pub(super) const AGES: usize = STEPS.len() + 2;
const NEVER: usize = STEPS.len();
const UNKNOWN: usize = STEPS.len() + 1;

/// How many were active how long ago.
pub(super) type Ages = [u64; AGES];

/// The step of a last activity: `Some(None)` is never, `None` unknown.
pub(super) fn age(now: i64, active: Option<Option<i64>>) -> usize {
    match active {
        None => UNKNOWN,
        Some(None) => NEVER,
        Some(Some(at)) => {
            // To the second, as the conditions of reports and lists count: half a day over 90 days is over 90 days.
            let ago = now.saturating_sub(at);
            STEPS
                .iter()
                .position(|(last, ..)| ago <= last.saturating_mul(DAY))
                .unwrap_or(NEVER - 1)
        }
    }
}

/// Adds one to a step.
pub(super) fn add(ages: &mut Ages, step: usize) {
    if let Some(count) = ages.get_mut(step) {
        *count += 1;
    }
}

/// The labels of all steps.
pub(super) fn labels() -> Vec<String> {
    let steps = STEPS.iter().map(|(_, label, _)| *label);
    steps
        .chain(["never", "unknown"])
        .map(str::to_owned)
        .collect()
}

/// The steps as columns of a picture.
pub(super) fn buckets(ages: &Ages) -> Vec<Bucket> {
    let colors = STEPS.iter().map(|(.., color)| *color);
    let colors = colors.chain([Color::Bad, Color::Unknown]);
    labels()
        .into_iter()
        .zip(ages)
        .zip(colors)
        .map(|((label, count), color)| Bucket {
            label,
            count: *count,
            color,
        })
        .collect()
}

/// The same, of what happened at some time in any case: without a column for never.
pub(super) fn buckets_of_times(ages: &Ages) -> Vec<Bucket> {
    let mut of = buckets(ages);
    of.remove(NEVER);
    of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_end_with_their_last_day() {
        let now = 1_000 * DAY;
        let of = |days: i64| age(now, Some(Some(now - days * DAY)));
        assert_eq!(
            [0, 30, 31, 60, 90, 91, 180, 365, 366, 9_999].map(of),
            [0, 0, 1, 1, 2, 3, 3, 4, 5, 5]
        );
        // As long ago as `--days 90` finds: more than 90 days, and be it by a second.
        let ago = |seconds: i64| age(now, Some(Some(now - seconds)));
        assert_eq!((ago(90 * DAY), ago(90 * DAY + 1)), (2, 3));
        // A clock that is ahead.
        assert_eq!(of(-3), 0);
        assert_eq!((age(now, Some(None)), age(now, None)), (NEVER, UNKNOWN));
        assert_eq!(buckets(&[0; AGES]).len(), AGES);
        let of_times = buckets_of_times(&[0; AGES]);
        assert!(of_times.len() == AGES - 1 && of_times.iter().all(|of| of.label != "never"));
    }
}
