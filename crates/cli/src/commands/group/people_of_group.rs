//! A group, and the people who are added to it or removed.

use clap::Args;

use super::find_group::membership;
use super::protected::ProtectedGroups;
use crate::changes::{ChangePeople, DirectoryOption, From, no_notes};
use crate::context::Context;
use crate::error::CliResult;

/// The arguments of a change of some members.
#[derive(Debug, Args)]
pub struct PeopleOfGroup {
    /// Group name or ID
    #[arg(id = "of", value_name = "GROUP", help_heading = "Arguments")]
    group: String,
    #[command(flatten)]
    people: ChangePeople,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    protected: ProtectedGroups,
}

impl PeopleOfGroup {
    /// Makes the selected people members, or not.
    ///
    /// # Errors
    /// When the group is unknown, nobody is selected, a guard refuses, or Atlassian fails.
    pub fn set(&self, context: &Context, to: &str) -> CliResult {
        let mut change = self.people.begin(context)?;
        let (_, facet) = membership(
            context,
            (&change.signed.client, &change.org),
            &change.mirror,
            &self.directory,
            &self.group,
        )?;
        change.include = self.protected.add_to(change.include);
        change
            .select()?
            .set(&facet, &to.into(), From::default(), &no_notes)
    }
}
