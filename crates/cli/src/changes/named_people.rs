//! People who are named on the command line.

use atlctl_api::AccountId;
use atlctl_core::input;
use atlctl_core::store::{GroupFacts, Mirror};

use super::selection::Selection;
use super::selection_flags::PeopleFilter;
use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::same_command::hint_to_change;
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
                if let Some(error) = self.names_a_group(mirror, name)? {
                    return Err(error);
                }
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

    /// The error where a group is named in the place of a person, with the option for groups where the command has one.
    fn names_a_group(&self, mirror: &Mirror, name: &str) -> CliResult<Option<CliError>> {
        let groups = mirror.all_group_facts()?;
        let is_it = |group: &GroupFacts| {
            let known = group.name.as_deref().map(str::to_lowercase);
            group.id == name || known == Some(name.to_lowercase())
        };
        if !groups.iter().any(is_it) {
            return Ok(None);
        }
        let error = CliError::usage(format!("{:?} is a group, not a person", display(name)));
        let is_alone =
            self.named().len() == 1 && std::env::args_os().filter(|word| word == name).count() == 1;
        Ok(Some(match F::GROUP {
            Some(what) if is_alone => {
                let added = format!("--group {}", hint_commands::word(name));
                error.hint(hint_to_change(what, &[(name, false)], &added))
            }
            Some(what) => error.hint(format!("{what}, use --group instead of a name")),
            None => error,
        }))
    }
}
