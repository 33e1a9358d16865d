//! What a person had who was removed from the directory, and the invitation that gives it back.

use super::super::facet_by_name::NamedFacet;
use super::super::roles::{KnownRole, RoleScope, role_title};
use super::super::rules::BackWith;
use super::invitation::invite::{INVITED, Invite, NAME};
use super::membership::unchangeable_members::unchangeable;
use crate::store::{Mirror, StoreError};

/// Says that the roles are not known.
const UNKNOWN_ROLES: &str = "roles unknown";

/// What a person has in a directory, as a row of a plan keeps it: the groups, by ID, and the roles of their own, each
/// with its resource; `None` where they are unknown.
#[must_use]
pub fn held(
    directory: &str,
    groups: Vec<String>,
    roles: Option<Vec<(String, String)>>,
) -> Vec<String> {
    let known = roles.is_some();
    let invite = Invite {
        directory: directory.to_owned(),
        groups,
        roles: roles.unwrap_or_default(),
        message: None,
        notify: true,
    };
    let mut held = invite.about();
    if !known {
        held.extend([UNKNOWN_ROLES.to_owned(), String::new()]);
    }
    held
}

/// The invitation that gives back what somebody held, and what it does not give back. `was_active`: whether they had
/// access before the removal.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn invitation(
    mirror: &Mirror,
    was_active: bool,
    held: &[String],
) -> Result<BackWith, StoreError> {
    let mut invite = Invite {
        notify: true,
        ..Invite::read(held)
    };
    let mut without = Vec::new();
    for id in std::mem::take(&mut invite.groups) {
        let facts = mirror.group_facts(&id)?;
        match facts {
            None => without.push(format!("the group {id} (not in the mirror)")),
            Some(group) if unchangeable(&group, true).is_some() => {
                without.push(format!(
                    "the group {} (nobody can be added to it here)",
                    group.shown()
                ));
            }
            Some(_) => invite.groups.push(id),
        }
    }
    for (role, resource) in std::mem::take(&mut invite.roles) {
        let scope = KnownRole::with_id(&role).map(|role| role.scope);
        if scope == Some(RoleScope::Organization) {
            without.push(format!("the role {}", role_title(&role)));
        } else {
            invite.roles.push((role, resource));
        }
    }
    if held.iter().any(|text| text == UNKNOWN_ROLES) {
        without.push("roles of their own, which are not known".to_owned());
    }
    let mut effect = "comes back by an invitation, with nothing else".to_owned();
    if !without.is_empty() {
        effect.push_str(&format!("; without {}", without.join(", ")));
    }
    // An invitation would give access to people who had none.
    let obstacle = (!was_active).then(|| {
        "was not active before the removal, and an invitation would give access".to_owned()
    });
    Ok(BackWith {
        facet: NamedFacet::about(NAME, invite.about()),
        to: INVITED.into(),
        effect,
        obstacle,
    })
}
