//! Reports on a mirror of 500,000 people, an API token for three in four, and a million events.

use super::large::Large;
use super::{Failure, Figure, Setup};

const REPORTS: [&str; 9] = [
    "inactive",
    "seats",
    "access",
    "admins",
    "policies",
    "groups",
    "externals",
    "tokens",
    "posture",
];

/// Measures and returns the figures.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let large = Large::new(setup)?;
    let mut figures = Vec::new();
    for past in [false, true] {
        for name in REPORTS {
            let mut what = format!("report {name} over {}", large.people());
            let mut words = vec!["report", name];
            if past {
                what = format!("{what}, {}", large.past());
                words.extend(["--as-of", "1"]);
            }
            figures.extend(large.whole(&what, &words)?);
        }
    }
    Ok(figures)
}
