//! The audit log: some events from before the beginning, and one for each change since.

use super::facet::Facet;
use super::facts::Facts;
use super::view::View;
use crate::rng::{below, mix, uuid};

/// What can be in the audit log: the id of an action, what it is called, and its group.
pub(crate) const ACTIONS: [(&str, &str, &str); 20] = [
    ("user_suspended", "Suspended user", "Users"),
    ("user_restored", "Restored user access", "Users"),
    ("user_removed", "Removed user", "Users"),
    ("user_invited", "Invited user", "Users"),
    (
        "user_deactivated",
        "Deactivated account",
        "Managed accounts",
    ),
    ("user_activated", "Activated account", "Managed accounts"),
    (
        "user_deletion_scheduled",
        "Scheduled deletion",
        "Managed accounts",
    ),
    (
        "user_deletion_canceled",
        "Canceled deletion",
        "Managed accounts",
    ),
    (
        "user_email_changed",
        "Changed email address",
        "Managed accounts",
    ),
    (
        "user_profile_changed",
        "Changed profile",
        "Managed accounts",
    ),
    ("group_member_added", "Added user to group", "Groups"),
    ("group_member_removed", "Removed user from group", "Groups"),
    ("group_created", "Created group", "Groups"),
    ("group_deleted", "Deleted group", "Groups"),
    ("role_granted", "Granted role", "Access"),
    ("role_revoked", "Revoked role", "Access"),
    (
        "auth_policy_member_added",
        "Added member to policy",
        "Security",
    ),
    ("credential_created", "Created credential", "Security"),
    ("credential_revoked", "Revoked credential", "Security"),
    ("policy_changed", "Changed policy", "Security"),
];

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its place among all events, oldest first.
    pub place: usize,
    pub id: String,
    /// Seconds since 1970.
    pub time: i64,
    pub action: &'static str,
    /// The number of the person who did it.
    pub actor: usize,
    /// With an API key, not in the portal.
    pub with_key: bool,
    /// ID, kind and name of what it is about.
    pub target: (String, &'static str, String),
    /// What the change is of, such as a group, and its value before and after.
    pub of: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// Events that a loaded or generated organization begins with.
fn first_count(facts: &Facts) -> usize {
    if facts.is_loaded() {
        0
    } else {
        facts.people.min(2000)
    }
}

fn action(facet: Facet, from: Option<&str>, to: Option<&str>) -> usize {
    match (facet, from, to) {
        (Facet::Access, _, Some("suspended")) => 0,
        (Facet::Access, Some("suspended"), _) => 1,
        (Facet::Access, _, Some("removed")) => 2,
        (Facet::Access, _, _) => 3,
        (Facet::Lifecycle, _, Some("deactivated")) => 4,
        (Facet::Lifecycle, _, Some("for_deletion")) => 6,
        (Facet::Lifecycle, Some("for_deletion"), _) => 7,
        (Facet::Lifecycle, _, _) => 5,
        (Facet::Email, _, _) => 8,
        (Facet::Profile, _, _) => 9,
        (Facet::Memberships, _, Some("in")) => 10,
        (Facet::Memberships, _, _) => 11,
        (Facet::Groups, _, Some("there")) => 12,
        (Facet::Groups, _, _) => 13,
        (Facet::Roles, _, Some("held")) => 14,
        (Facet::Roles, _, _) => 15,
        (Facet::Policies, _, _) => 16,
        (Facet::Credentials, _, Some("revoked")) => 18,
        (Facet::Credentials, _, _) => 17,
        (Facet::OrgPolicies, _, _) => 19,
    }
}

fn kind(action: usize) -> &'static str {
    match action {
        0..=11 | 14..=16 => "users",
        12 | 13 => "groups",
        17 | 18 => "credentials",
        _ => "policies",
    }
}

impl View<'_> {
    /// How many events there are.
    pub fn count_events(&self) -> usize {
        first_count(self.facts) + self.state.log.len()
    }

    /// The event at a place, oldest first.
    pub fn event(&self, place: usize) -> Option<Event> {
        let facts = self.facts;
        let first = first_count(facts);
        let name = |action: usize| ACTIONS.get(action).map_or("", |(id, _, _)| *id);
        let id = uuid(facts.seed ^ 0xE7E7, place as u64);
        if let Some(entry) = place.checked_sub(first) {
            let entry = self.state.log.get(entry)?;
            let action = action(entry.facet, entry.from.as_deref(), entry.to.as_deref());
            let kind = match entry.facet {
                Facet::Roles if self.by_account(&entry.target).is_none() => "groups",
                _ => kind(action),
            };
            return Some(Event {
                place,
                id,
                time: entry.at,
                action: name(action),
                actor: entry.actor,
                with_key: !entry.portal,
                target: (entry.target.clone(), kind, entry.name.clone()),
                of: entry.of.clone(),
                from: entry.from.clone(),
                to: entry.to.clone(),
            });
        }
        let h = mix(facts.seed ^ 0xE7E8, place as u64);
        // Of the first twelve actions, which are all about people.
        let action = usize::try_from(h % 12).unwrap_or(0);
        let person = usize::try_from(below(h, 1, facts.people as u64)).unwrap_or(0);
        let person = facts.person(person);
        let hours = i64::try_from(first - place).unwrap_or(0);
        let group =
            matches!(action, 10 | 11).then(|| facts.group_id((h >> 20) as usize % facts.groups()));
        Some(Event {
            place,
            id,
            time: facts.now.as_second() - hours * 3600 - ((h >> 8) % 3600) as i64,
            action: name(action),
            actor: usize::from((h >> 30).is_multiple_of(4)),
            with_key: false,
            target: (person.account_id, kind(action), person.name),
            of: group,
            from: None,
            to: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::lagged::When;
    use super::super::state::State;
    use super::*;

    #[test]
    fn the_first_events_are_in_the_order_of_time() {
        let facts = Facts::new(7, 300, Timestamp::UNIX_EPOCH);
        let state = State::default();
        let view = View::new(&facts, &state, When::True, 0);
        let events: Vec<Event> = (0..view.count_events())
            .filter_map(|place| view.event(place))
            .collect();
        assert_eq!(events.len(), 300);
        assert!(events.windows(2).all(|pair| match pair {
            [one, two] => one.time <= two.time,
            _ => false,
        }));
    }
}
