//! Rows of a list of IDs that name one thing by its ID, and another beside it: a column was sorted alone, or a row was
//! mixed up.

use atlctl_core::input::{Beside, ListedId};
use atlctl_core::number::counted;

use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Rows that are named in a message, at most.
const SHOWN: usize = 5;

/// What a thing with an ID is called.
#[derive(Debug, Clone, Default)]
pub struct KnownAs {
    /// Its names and labels, and those of its owner.
    pub names: Vec<String>,
    /// Its owner's address.
    pub email: Option<String>,
    /// Its owner's account ID.
    pub account: Option<String>,
}

impl KnownAs {
    /// Whether a cell beside the ID is about something else. What is not known is not compared.
    fn is_other(&self, what: Beside, cell: &str) -> bool {
        let is = |known: &String| known.trim().to_lowercase() == cell.to_lowercase();
        match what {
            Beside::Name => !self.names.is_empty() && !self.names.iter().any(is),
            Beside::Email => self.email.as_ref().is_some_and(|known| !is(known)),
            Beside::Account => self.account.as_ref().is_some_and(|known| !is(known)),
        }
    }

    fn shown(&self) -> String {
        let known = self.names.iter().chain(&self.email);
        let known: Vec<String> = known.take(2).map(|name| display(name)).collect();
        known.join(", ")
    }
}

/// Refuses a list that names one thing by its ID and another beside it. `known`: what the thing with an ID is called, if
/// there is one.
///
/// # Errors
/// When there is such a row.
pub fn refuse_named_otherwise(
    ids: &[ListedId],
    known: &dyn Fn(&str) -> Option<KnownAs>,
) -> CliResult<()> {
    let mut said = Vec::new();
    for one in ids.iter().filter(|one| !one.beside.is_empty()) {
        let Some(known) = known(&one.id) else {
            continue;
        };
        let mut others = one.beside.iter();
        if let Some((_, cell)) = others.find(|(what, cell)| known.is_other(*what, cell)) {
            said.push(format!(
                "{} is the ID of {}, and beside it stands {}",
                display(&one.id),
                known.shown(),
                display(cell)
            ));
        }
    }
    if said.is_empty() {
        return Ok(());
    }
    let count = counted(said.len() as u64, "row names", "rows name");
    said.truncate(SHOWN);
    Err(CliError::usage(format!(
        "{count} one thing by its ID and another beside it: {}",
        said.join("; ")
    ))
    .hint("correct the list, or give the IDs alone"))
}
