//! Values that no target can have.

/// Why no target can have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unchangeable {
    /// An identity provider manages it, and only there it can be changed. The reason follows "cannot be changed: ".
    Provider(String),
    /// The service does not allow it.
    Never(String),
}
