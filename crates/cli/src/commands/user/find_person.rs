//! The person that a command names.

use atlctl_api::AccountId;
use atlctl_core::store::{Mirror, Person};

use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::ui::display;

/// The person with this address or ID; others with similar addresses are suggested.
///
/// # Errors
/// When nobody has it, or the mirror cannot be read.
pub fn find_person(mirror: &Mirror, user: &str) -> CliResult<Person> {
    let found = match mirror.person_by_email(user)? {
        Some(person) => Some(person),
        None => mirror.person_by_id(&AccountId::from(user.to_owned()))?,
    };
    found.map_or_else(
        || {
            mirror.must_know("users")?;
            let error = CliError::usage(format!(
                "no person has the email address or account ID {}",
                display(user)
            ));
            let near = mirror.suggest(user)?;
            Err(if near.is_empty() && user.contains('@') {
                error.hint("if they are new, update the mirror: atlctl sync")
            } else if near.is_empty() {
                error.hint(format!(
                    "search for them: {}",
                    hint_commands::command(&["user", "list", "--search", user])
                ))
            } else {
                error.hint(format!("did you mean: {}", display(&near.join(", "))))
            })
        },
        Ok,
    )
}
