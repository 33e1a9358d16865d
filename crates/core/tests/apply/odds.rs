//! How much goes wrong in the model of the service.

/// How hostile the world is: chances in a thousand.
#[derive(Debug, Clone, Copy)]
pub struct Odds {
    pub fault: u32,
    pub drift: u32,
    pub row_fails: u32,
    pub sign_out: u32,
    /// For a while nobody is reached at all, or the service fails whatever is asked.
    pub outage: u32,
    /// A task is not known anymore, or not told of, from some time on. What it does it does all the same.
    pub vanish: u32,
    /// A task takes far longer than anybody waits for it.
    pub late: u32,
    /// Somebody else moves people while the run rests.
    pub rest: u32,
    /// Rows of several facets for each person, in order; a tenth of it: rows that wait for another person's.
    pub mixed: u32,
    /// The journal loses lines while the run rests, durable or not.
    pub cut: u32,
    /// Whether the run waits less for lost answers than the service may take.
    pub hasty: u32,
}

impl Odds {
    /// A world without any harm in it.
    pub const KIND: Self = Self {
        fault: 0,
        drift: 0,
        row_fails: 0,
        sign_out: 0,
        outage: 0,
        vanish: 0,
        late: 0,
        rest: 0,
        mixed: 0,
        cut: 0,
        hasty: 0,
    };
}
