//! Who became a member of a group since a plan was made that makes it equal to a list: they are not on the list, and in no
//! row.

use std::collections::HashSet;

use super::{EqualGroup, Plan};

impl Plan {
    /// The members of a group, by account, whom the plan does not know: they came in since it was made.
    #[must_use]
    pub fn unplanned_members<'a>(
        &self,
        group: &EqualGroup,
        members: impl IntoIterator<Item = &'a str>,
    ) -> Vec<&'a str> {
        let rows = self.rows.iter().filter(|row| row.facet == group.facet);
        let planned = rows.filter_map(|row| row.account.as_deref());
        let stay = group.stay.iter().map(String::as_str);
        let known: HashSet<&str> = planned.chain(stay).collect();
        let members = members.into_iter();
        members.filter(|member| !known.contains(member)).collect()
    }
}
