//! Ways to apps that changes end.

/// A way to apps that somebody had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedWay<'a> {
    /// They were in this group, by its ID: the way to whatever it gives.
    Group(&'a str),
    /// They had a role of their own in this app, by its ID.
    Role {
        /// The app.
        app: &'a str,
        /// The role.
        role: &'a str,
    },
}
