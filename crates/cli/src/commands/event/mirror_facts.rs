//! What the mirror knows of the people and groups of an event.

use atlctl_api::AccountId;
use atlctl_core::audit::{External, PersonFacts};
use atlctl_core::store::Mirror;

/// The mirror, if there is one. What it does not know is unknown.
pub(super) struct MirrorFacts(pub Option<Mirror>);

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
