//! How old the roles are that were read of people one by one.

use atlctl_core::store::Mirror;

use crate::context::Context;
use crate::error::CliResult;
use crate::mirror::{JUST_NOW, ago};

impl Context {
    /// Since when the roles assigned to people are read at least, where a later sync of the people outdated some.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn own_roles_age(&self, mirror: &Mirror) -> CliResult<Option<String>> {
        let since = mirror.own_roles_outdated_since()?;
        let now = mirror.shown_at().unwrap_or_else(|| self.now());
        Ok(since.map(|at| {
            let read = match ago(now.as_second() - at.as_second()) {
                read if read == JUST_NOW => read,
                read => format!("up to {read}"),
            };
            format!(
                "Roles assigned to some people may be out of date: something changed after they were read ({read}). Read them: atlctl sync --only user-roles"
            )
        }))
    }
}
