//! What every bench is given and returns.

/// Why a bench could not be run.
pub type Failure = Box<dyn std::error::Error>;

/// How to measure.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// Fewer people, no slow replies.
    pub quick: bool,
}
