//! How many requests Atlassian answers a minute, as far as that is known, and how long a number of them takes.

use crate::number::grouped;

/// Requests a minute that Atlassian allows (documented for a person's roles; not confirmed for other calls or for every
/// organization).
pub const A_MINUTE: u64 = 200;

/// How long so many requests take, in words: `about 4 s`, `about 3 min`; from a minute on rounded up to minutes.
#[must_use]
pub fn time_for(requests: u64) -> String {
    match seconds(requests) {
        short @ ..60 => format!("about {short} s"),
        _ => format!("about {} min", grouped(requests.div_ceil(A_MINUTE))),
    }
}

/// How many seconds so many requests take, rounded up.
#[must_use]
pub fn seconds(requests: u64) -> u64 {
    requests.saturating_mul(60).div_ceil(A_MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rounded_up() {
        let words = [1, 11, 196, 200, 201, 400_000].map(time_for);
        let few = ["about 1 s", "about 4 s", "about 59 s"];
        let many = ["about 1 min", "about 2 min", "about 2,000 min"];
        assert_eq!([few, many].concat(), words);
        assert_eq!([0, 1, 200, 2_800].map(seconds), [0, 1, 60, 840]);
    }
}
