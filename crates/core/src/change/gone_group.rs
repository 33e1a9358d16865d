//! A group that a change is about and that is no longer there.

/// A group that was deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoneGroup {
    /// The name that it had, when known.
    pub name: Option<String>,
    /// The ID of the group that has the name now.
    pub another: Option<String>,
}

impl GoneGroup {
    /// Why nothing is changed in it.
    #[must_use]
    pub fn words(&self, id: &str) -> String {
        let name = self.name.as_deref().unwrap_or(id);
        match &self.another {
            Some(another) => format!(
                "the group {name} (ID {id}) was deleted, and another one has its name now (ID {another})"
            ),
            None => format!("the group {name} (ID {id}) was deleted"),
        }
    }
}
