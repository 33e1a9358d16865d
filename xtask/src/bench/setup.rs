//! The argument and the result of every benchmark.

/// Why a benchmark failed.
pub type Failure = Box<dyn std::error::Error>;

/// Options of a measurement.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// Use fewer people and no slow responses.
    pub quick: bool,
}
