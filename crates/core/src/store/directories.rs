//! The directories of the organization.

use std::collections::BTreeSet;

use atlctl_api::{DirectoryId, MembershipStatus};

use super::error::During;
use super::{Mirror, Person, Reported, StoreError};

impl Mirror {
    /// The present directories with their names, in order of name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn directories(&self) -> Result<Vec<(DirectoryId, Option<String>)>, StoreError> {
        let doing = "read the directories";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT id, name FROM mirror_directory WHERE gone_sync IS NULL ORDER BY name, id",
            )
            .during(doing)?;
        read.query_map([], |row| {
            Ok((DirectoryId::from(row.get::<_, String>(0)?), row.get(1)?))
        })
        .during(doing)?
        .collect::<rusqlite::Result<_>>()
        .during(doing)
    }

    /// The directories that somebody is surely in, and whether these are all. Syncs do not ask for each person: it is known
    /// where there is one directory only, of accounts that are in none, and by people's groups, each of which is in a
    /// directory.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn directories_of(&self, person: &Person) -> Result<DirectoriesOf, StoreError> {
        let membership = person.membership_status.as_ref();
        if membership == Some(&MembershipStatus::NoMembership) {
            return Ok(DirectoriesOf {
                is_complete: true,
                ..DirectoriesOf::default()
            });
        }
        if self.unknown_parts().contains(&"directories") {
            return Ok(DirectoriesOf::default());
        }
        let all = self.directories()?;
        let is_in = matches!(
            membership,
            Some(MembershipStatus::Active | MembershipStatus::Suspended)
        );
        if is_in && all.len() == 1 {
            return Ok(DirectoriesOf {
                directories: all,
                is_complete: true,
            });
        }
        let Reported::Known(groups) = self.memberships(&person.account_id)?.groups else {
            return Ok(DirectoriesOf::default());
        };
        let mut of_groups = BTreeSet::new();
        for group in groups {
            let facts = self.group_facts(&group.id)?;
            of_groups.extend(facts.and_then(|facts| facts.directory));
        }
        let sure = all.into_iter();
        Ok(DirectoriesOf {
            directories: sure
                .filter(|(id, _)| of_groups.contains(id.as_str()))
                .collect(),
            is_complete: false,
        })
    }
}

/// Where somebody is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DirectoriesOf {
    /// Directories that they are surely in, with their names.
    pub directories: Vec<(DirectoryId, Option<String>)>,
    /// Whether they are in no other.
    pub is_complete: bool,
}
