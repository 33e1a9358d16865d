//! How many requests Atlassian answers a minute, as far as that is known, and how long a number of them takes.

/// Requests a minute that Atlassian allows (documented for a person's roles; not confirmed for other calls or for every
/// organization).
pub const A_MINUTE: u64 = 200;

/// How many minutes so many requests take, rounded up.
#[must_use]
pub fn minutes(requests: u64) -> u64 {
    requests.div_ceil(A_MINUTE)
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
        assert_eq!([0, 1, 200, 201].map(minutes), [0, 1, 1, 2]);
        assert_eq!([0, 1, 200, 2_800].map(seconds), [0, 1, 60, 840]);
    }
}
