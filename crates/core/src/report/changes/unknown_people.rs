//! Of how many people something is unknown, so that its changes are hidden.

use rusqlite::{Connection, OptionalExtension as _};

use crate::history::{Diff, LearnedCounts};

/// People who are there, by what is unknown of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hidden {
    /// At least one, where the list of people was not read to its end at the second moment.
    pub people: u64,
    /// Their groups.
    pub memberships: u64,
    /// Their organization roles.
    pub roles: u64,
    /// Whether they are organization admins.
    pub admins: u64,
    /// Their apps.
    pub apps: u64,
    /// Their authentication policy.
    pub policies: u64,
    /// Their two-step verification.
    pub two_step: u64,
    /// Whether they are suspended or deactivated.
    pub status: u64,
}

impl Hidden {
    /// At the second moment. Who is unknown at the first only shows up as somebody of whom it became known.
    pub fn find(after: &Connection) -> rusqlite::Result<Self> {
        let mut read = after.prepare_cached(
            "SELECT count(*) FILTER (WHERE NOT groups_known), count(*) FILTER (WHERE NOT roles_known), \
             count(*) FILTER (WHERE NOT roles_known AND org_admin IS NULL), count(*) FILTER (WHERE NOT apps_known), \
             count(*) FILTER (WHERE claim_status IS NOT 'unmanaged' AND account_type IS NOT 'app' \
               AND NOT EXISTS (SELECT 1 FROM mirror_policy_member m WHERE m.user_no = mirror_user.no)), \
             count(*) FILTER (WHERE mfa_enabled IS NULL AND account_type IS NOT 'app'), \
             count(*) FILTER (WHERE status IS NULL) \
             FROM mirror_user WHERE gone_sync IS NULL",
        )?;
        read.query_row([], |row| {
            let number =
                |at: usize| -> rusqlite::Result<u64> { Ok(row.get::<_, i64>(at)?.unsigned_abs()) };
            Ok(Self {
                people: 0,
                memberships: number(0)?,
                roles: number(1)?,
                admins: number(2)?,
                apps: number(3)?,
                policies: number(4)?,
                two_step: number(5)?,
                status: number(6)?,
            })
        })
    }

    /// With people of whom something became known in between: whether it changed before is unknown.
    pub fn and_learned(self, found: &Diff) -> Self {
        let learned = found.learned.people();
        let became =
            |counts: Option<&LearnedCounts>| counts.map_or(0, |counts| counts.became_known);
        let column = |name| became(found.learned.columns.get(&("people", name)));
        Self {
            memberships: self.memberships + learned,
            roles: self.roles + learned,
            apps: self.apps + learned,
            policies: self.policies + became(found.learned.lists.get(&("policies", "policies"))),
            two_step: self.two_step + column("mfa_enabled"),
            status: self.status + column("status"),
            ..self
        }
    }

    /// With somebody more where the newest reading of the people did not get to the end: what changed is known of those who
    /// were listed alone.
    pub fn and_not_listed(self, after: &Connection) -> rusqlite::Result<Self> {
        let state: Option<String> = after
            .prepare_cached(
                "SELECT state FROM mirror_stage WHERE stage = 'users' ORDER BY sync_no DESC LIMIT 1",
            )?
            .query_row([], |row| row.get(0))
            .optional()?;
        let more = u64::from(state.is_some_and(|state| state != "complete"));
        Ok(Self {
            people: self.people + more,
            memberships: self.memberships + more,
            roles: self.roles + more,
            admins: self.admins + more,
            apps: self.apps + more,
            policies: self.policies + more,
            two_step: self.two_step + more,
            status: self.status + more,
        })
    }

    /// Of how many people changes of this kind are hidden.
    pub fn of(&self, of: &str) -> u64 {
        match of {
            "people" => self.people,
            "memberships" => self.memberships,
            "roles" => self.roles,
            "apps" => self.apps,
            "policies" => self.policies,
            _ => 0,
        }
    }

    /// Whether any change may be hidden: more than 0 then.
    pub fn any(&self) -> u64 {
        self.people
            + self.memberships
            + self.roles
            + self.apps
            + self.policies
            + self.two_step
            + self.status
    }
}
