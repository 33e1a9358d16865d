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
        let value = guards.guards.service_values.of(person);
        let verdict = guards
            .always(person.email.as_deref(), &person.account_id, group, include)
            .or_else(|| guards.unless_asked(person, value.as_ref(), include));
        let Some(verdict) = verdict else { continue };
        let name = person.email.as_deref();
        add(
            &mut held,
            verdict,
            name.unwrap_or(person.account_id.as_str()),
        );
    }
    (!held.is_empty()).then_some(Verdict::HeldMembers { held })
}

/// Counts a member with those whom the same guard holds out. Each may have another date or group, as the verdict on the
/// first of them says.
fn add(held: &mut Vec<HeldMembers>, verdict: Verdict, name: &str) {
    let same = |one: &&mut HeldMembers| one.verdict.as_str() == verdict.as_str();
    match held.iter_mut().find(same) {
        Some(one) => one.count += 1,
        None => held.push(HeldMembers {
            verdict: Box::new(verdict),
            first: name.to_owned(),
            count: 1,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_each_guard_once() {
        let mut held = Vec::new();
        for day in 1..=280 {
            let added = Some(format!("2026-01-{day:02}"));
            add(&mut held, Verdict::NewAccount { added }, "ann@x.example");
        }
        add(&mut held, Verdict::Admin, "bob@x.example");
        let reason = Verdict::HeldMembers { held }.reason();
        assert_eq!(
            reason,
            "would take access from 280 new accounts, such as ann@x.example (use --include-new); 1 organization admin, \
             bob@x.example (use --include-admins)"
        );
    }
}
