//! The shape of change requests.

/// The shape of a facet's change request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The most targets in one request.
    pub most: usize,
    /// Whether the answer only promises the change: a task is polled to its end.
    pub task: bool,
    /// The longest that readers are known to lag behind a change, in milliseconds.
    pub lag: i64,
}
