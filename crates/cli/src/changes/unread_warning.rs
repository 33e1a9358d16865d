//! The warning of columns of a list that are not read, although the changes seem to need them.

use super::selection::Selection;
use super::selection_flags::PeopleFilter;
use super::unread_values::{UnreadValues, not_read};
use crate::context::Context;
use crate::error::CliResult;

impl<F: PeopleFilter> Selection<F> {
    /// Warns of columns that are not read, although the changes seem to take what stands in them.
    ///
    /// # Errors
    /// When there is one, with `--strict`.
    pub fn tell_unread_values(
        &self,
        context: &Context,
        columns: &[UnreadValues],
        what: &str,
    ) -> CliResult<()> {
        self.strict.every_value(columns, what)?;
        if let Some(said) = not_read(columns.iter().map(UnreadValues::said).collect()) {
            context.ui.warning(said);
        }
        Ok(())
    }
}
