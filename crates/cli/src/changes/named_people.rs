//! People who are named on the command line.

use atlctl_api::AccountId;
use atlctl_core::input;
use atlctl_core::store::Mirror;

use super::selection::Selection;
use super::selection_flags::PeopleFilter;
use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::ui::display;

impl<F: PeopleFilter> Selection<F> {
    /// Refuses words on the line that name nobody. They are what is left of a policy's name without its quotes, and
    /// the first word of it may be a policy too: everyone would be moved to that one.
    pub(super) fn are_names(&self, mirror: &Mirror) -> CliResult<()> {
        for name in self.named() {
            let name = name.trim();
            let may_be = name.contains('@')
                || input::names_somebody(name)
                || mirror.person_by_id(&AccountId::from(name))?.is_some();
            if !may_be {
                let shown = display(name);
                let error = CliError::usage(format!(
                    "{shown:?} is neither an email address nor an account ID"
                ));
                // The words of a name without quotes are one name.
                let words = self.named().iter().map(String::as_str);
                let words: Vec<&str> = words.filter(|word| !word.contains('@')).collect();
                let whole = words.join(" ");
                let search = hint_commands::command(&["user", "list", "--search", &whole]);
                let error = error.hint(format!("to find a person: {search}"));
                return Err(if name.contains(char::is_whitespace) {
                    error
                } else {
                    error.hint("put names of several words in quotes, such as \"Strict sign-in\"")
                });
            }
        }
        Ok(())
    }
}
