//! A segment of the people, as the service's filters select it.

use std::collections::BTreeMap;

use atlctl_api::{ClaimStatus, DirectoryUser, GroupId, UserFilter, UserStatus};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Which people. What is empty does not filter. Filters that a person's entry shows, so that the mirror can be
/// counted in the same way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Segment {
    /// Only managed accounts, or only the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) managed: Option<bool>,
    /// Only people with two-step verification, or only those without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mfa: Option<bool>,
    /// Only people with this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<String>,
    /// Only addresses of these domains, in lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) domains: Vec<String>,
    /// Only members of any of these groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) groups: Vec<String>,
    /// Only people whose nickname begins with this, in lower case. The service searches addresses, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nickname: Option<String>,
}

impl Segment {
    /// As the service selects it.
    pub(super) fn filter(&self) -> UserFilter {
        UserFilter {
            claim_status: self.managed.map(|managed| {
                if managed {
                    ClaimStatus::Managed
                } else {
                    ClaimStatus::Unmanaged
                }
            }),
            mfa_enabled: self.mfa,
            status: self
                .status
                .as_deref()
                .map(UserStatus::from)
                .into_iter()
                .collect(),
            email_domains: self.domains.clone(),
            group_ids: self
                .groups
                .iter()
                .map(|id| GroupId::from(id.as_str()))
                .collect(),
            search_term: self.nickname.clone(),
            ..UserFilter::default()
        }
    }

    /// Whether an entry contradicts it. What the entry does not say contradicts nothing.
    pub(super) fn excludes(&self, user: &DirectoryUser<'_>) -> bool {
        let differs = |wanted: &Option<bool>, found: Option<bool>| {
            wanted.is_some() && found.is_some() && *wanted != found
        };
        let managed = match user.claim_status {
            Some(ClaimStatus::Managed) => Some(true),
            Some(ClaimStatus::Unmanaged) => Some(false),
            _ => None,
        };
        let domain = || {
            let email = user.email.as_deref()?.to_lowercase();
            Some(email.rsplit_once('@')?.1.to_owned())
        };
        let outside = || {
            let groups = user.groups.as_ref()?;
            let inside = |id: &str| self.groups.iter().any(|group| group == id);
            Some(
                !groups
                    .iter()
                    .any(|group| group.id.as_deref().is_some_and(inside)),
            )
        };
        let other_nickname = |begin: &String| {
            let nickname = user.nickname.as_deref();
            nickname.is_some_and(|nickname| !nickname.to_lowercase().starts_with(begin.as_str()))
        };
        differs(&self.managed, managed)
            || differs(&self.mfa, user.mfa_enabled)
            || match (&self.status, &user.status) {
                (Some(wanted), Some(found)) => wanted != found.as_str(),
                _ => false,
            }
            || !self.domains.is_empty()
                && domain().is_some_and(|found| !self.domains.contains(&found))
            || !self.groups.is_empty() && outside().unwrap_or(false)
            || self.nickname.as_ref().is_some_and(other_nickname)
    }
}

/// Whether managed, whether with two-step verification, the status and the domain.
type Cell = (Option<bool>, Option<bool>, Option<String>, String);

/// How many people the mirror has, by everything that a part without groups can ask for.
#[derive(Debug, Default)]
pub(super) struct Tally {
    cells: BTreeMap<Cell, u64>,
    groups: BTreeMap<Vec<String>, u64>,
}

impl Tally {
    /// Counts the people that `sync` saw; everyone who is not gone when there is none. `parts`: those whose groups
    /// are counted, too.
    pub(super) fn count(
        db: &Connection,
        sync: Option<i64>,
        parts: &[Segment],
    ) -> rusqlite::Result<Self> {
        let mut tally = Self::default();
        let whose = "(?1 IS NULL AND gone_sync IS NULL OR seen = ?1)";
        let mut read = db.prepare_cached(&format!(
            "SELECT claim_status, mfa_enabled, status, \
             coalesce(substr(email_key, instr(email_key, '@') + 1), '') AS domain, count(*) \
             FROM mirror_user WHERE {whose} GROUP BY 1, 2, 3, 4"
        ))?;
        let mut rows = read.query([sync])?;
        while let Some(row) = rows.next()? {
            let claim: Option<String> = row.get(0)?;
            let managed = match claim.as_deref() {
                Some("managed") => Some(true),
                Some("unmanaged") => Some(false),
                _ => None,
            };
            let count = row.get::<_, i64>(4)?.unsigned_abs();
            *tally
                .cells
                .entry((managed, row.get(1)?, row.get(2)?, row.get(3)?))
                .or_default() += count;
        }
        for part in parts.iter().filter(|part| !part.groups.is_empty()) {
            let groups = serde_json::to_string(&part.groups).unwrap_or_default();
            let count: i64 = db
                .prepare_cached(&format!(
                    "SELECT count(DISTINCT u.no) FROM mirror_user u JOIN mirror_membership m ON m.user_no = u.no \
                     JOIN mirror_group g ON g.no = m.group_no \
                     WHERE {whose} AND g.id IN (SELECT value FROM json_each(?2)) \
                     AND (?3 IS NULL OR u.claim_status = ?3) AND (?4 IS NULL OR u.mfa_enabled = ?4)"
                ).replace("gone_sync", "u.gone_sync").replace("OR seen", "OR u.seen"))?
                .query_row(
                    rusqlite::params![
                        sync,
                        groups,
                        part.managed.map(|managed| if managed { "managed" } else { "unmanaged" }),
                        part.mfa
                    ],
                    |row| row.get(0),
                )?;
            tally
                .groups
                .insert(part.groups.clone(), count.unsigned_abs());
        }
        Ok(tally)
    }

    /// How many people are in a part.
    pub(super) fn of(&self, part: &Segment) -> u64 {
        if !part.groups.is_empty() {
            return self.groups.get(&part.groups).copied().unwrap_or_default();
        }
        let inside = |(managed, mfa, status, domain): &Cell| {
            (part.managed.is_none() || part.managed == *managed)
                && (part.mfa.is_none() || part.mfa == *mfa)
                && (part.status.is_none() || part.status == *status)
                && (part.domains.is_empty() || part.domains.contains(domain))
        };
        let inside = self.cells.iter().filter(|(cell, _)| inside(cell));
        inside.map(|(_, count)| count).sum()
    }
}
