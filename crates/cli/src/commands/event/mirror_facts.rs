//! What the mirror knows of the people and groups of an event.

use atlctl_api::AccountId;
use atlctl_core::audit::{External, PersonFacts, Target};
use atlctl_core::store::Mirror;

/// The mirror, if there is one. What it does not know is unknown.
pub(super) struct MirrorFacts(pub Option<Mirror>);

impl MirrorFacts {
    /// What people recognize a target by. What the event does not name has its name in the mirror.
    pub(super) fn label(&self, target: &Target) -> Option<String> {
        let named = [&target.name, &target.email].into_iter().flatten().next();
        let in_mirror = || {
            let id = target.id.as_deref()?;
            self.group_name(id).or_else(|| self.person_name(id))
        };
        named
            .cloned()
            .or_else(in_mirror)
            .or_else(|| target.id.clone())
    }

    fn person_name(&self, id: &str) -> Option<String> {
        let person = self.0.as_ref()?.person_by_id(&AccountId::from(id));
        let person = person.ok().flatten()?;
        person.email.or(person.name)
    }
}

impl PersonFacts for MirrorFacts {
    fn external(&self, id: Option<&str>, email: Option<&str>) -> External {
        let Some(mirror) = &self.0 else {
            return External::Unknown;
        };
        let by_id = id.and_then(|id| mirror.person_by_id(&AccountId::from(id)).ok().flatten());
        let known = by_id.or_else(|| mirror.person_by_email(email?).ok().flatten());
        match known.and_then(|person| person.managed) {
            Some(true) => External::No,
            Some(false) => External::Yes,
            None => External::Unknown,
        }
    }

    fn group_name(&self, id: &str) -> Option<String> {
        self.0.as_ref()?.group_facts(id).ok().flatten()?.name
    }
}
