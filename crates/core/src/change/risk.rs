//! What a change risks.

/// What a change risks. A plan shows the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Risk {
    /// The change cannot be undone.
    Irreversible,
    /// Somebody may no longer get in.
    LocksOut,
    /// A paid seat becomes free.
    FreesSeat,
    /// Nothing of these.
    Reversible,
}

impl Risk {
    /// The word for it in machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Irreversible => "irreversible",
            Self::LocksOut => "locks-out",
            Self::FreesSeat => "frees-seat",
            Self::Reversible => "reversible",
        }
    }
}
