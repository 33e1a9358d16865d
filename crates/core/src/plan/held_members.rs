//! Guards for members who would lose access by a change of their whole group.

use super::guards::PreparedGuards;
use super::{HeldMembers, Include, Verdict};
use crate::change::{Facet, Target};
use crate::store::Person;

impl PreparedGuards<'_> {
    /// The guards that keep members of a group from losing access by a change of the whole group.
    pub(super) fn of_members(
        &self,
        facet: &Facet,
        target: &Target,
        include: Include,
    ) -> Option<Verdict> {
        let at_risk = &self.guards.members;
        if at_risk.is_empty() {
            return None;
        }
        let members = at_risk.get(&(facet.clone(), target.clone()))?;
        let group = self.group_id(facet, target);
        held(members, self, (group.as_deref(), include))
    }
}

/// The verdict on a change by which these members may lose access; `None` where no guard holds one out.
fn held(
    members: &[Person],
    guards: &PreparedGuards<'_>,
    (group, include): (Option<&str>, Include),
) -> Option<Verdict> {
    let mut held: Vec<HeldMembers> = Vec::new();
    for person in members {
        let policy = person.policy.as_ref().map(|policy| policy.as_str());
        let verdict = guards
            .always(person.email.as_deref(), &person.account_id, group, include)
            .or_else(|| guards.unless_asked(person, policy, include));
        let Some(verdict) = verdict else { continue };
        match held.iter_mut().find(|one| *one.verdict == verdict) {
            Some(one) => one.count += 1,
            None => held.push(HeldMembers {
                verdict: Box::new(verdict),
                first: person
                    .email
                    .clone()
                    .unwrap_or_else(|| person.account_id.as_str().to_owned()),
                count: 1,
            }),
        }
    }
    (!held.is_empty()).then_some(Verdict::HeldMembers { held })
}
