//! Authentication policies and their names.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_api::PolicyId;
use rusqlite::{OptionalExtension, params};

use super::address_spellings::key;
use super::error::During;
use super::{Mirror, StoreError};

/// A policy as the mirror knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPolicy {
    /// The policy.
    pub id: PolicyId,
    /// Its name, when imported or set.
    pub name: Option<String>,
    /// Accounts in it, as last read.
    pub members: u64,
}

/// The names imported from a managed-accounts export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamesLearned {
    /// Policies that got a name, with it.
    pub named: Vec<(PolicyId, String)>,
    /// Policies that already had this name, or have a name set by hand.
    pub kept: Vec<(PolicyId, String)>,
    /// Ambiguous names, whose rows point to more than one policy.
    pub unclear: Vec<String>,
    /// Rows whose address is not in the mirror, or whose policy is unknown.
    pub unmatched: u64,
    /// Rows read.
    pub rows: u64,
}

impl Mirror {
    /// The policies, largest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn policies(&self) -> Result<Vec<NamedPolicy>, StoreError> {
        let doing = "read the policies";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT id, name, members FROM policy ORDER BY members DESC, coalesce(name, id)",
            )
            .during(doing)?;
        read.query_map([], |row| {
            Ok(NamedPolicy {
                id: PolicyId::from(row.get::<_, String>(0)?),
                name: row.get(1)?,
                members: row.get::<_, i64>(2)?.unsigned_abs(),
            })
        })
        .during(doing)?
        .collect::<rusqlite::Result<_>>()
        .during(doing)
    }

    /// Gives a policy a name. The policy need not have members.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn name_policy(&mut self, policy: &PolicyId, name: &str) -> Result<(), StoreError> {
        self.db
            .execute(
                "INSERT INTO mirror_policy (id, name, name_from) VALUES (?1, ?2, 'hand') \
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_from = 'hand'",
                [policy.as_str(), name],
            )
            .during("name a policy")
            .map(drop)
    }

    /// Removes a policy's name and returns it. A policy that is known only by name is removed too. Hold the
    /// [`Lock`](super::Lock): a running sync relies on policy numbers.
    ///
    /// # Errors
    /// `Unknown` when the mirror has no such policy; else when the file cannot be written.
    pub fn unname_policy(&mut self, policy: &PolicyId) -> Result<Option<String>, StoreError> {
        let doing = "remove the name of a policy";
        let change = self.change().during(doing)?;
        let found: Option<(i64, Option<String>)> = change
            .query_row(
                "SELECT no, name FROM mirror_policy WHERE id = ?1",
                [policy.as_str()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .during(doing)?;
        let Some((no, name)) = found else {
            return Err(StoreError::Unknown {
                what: "policy",
                name: policy.as_str().to_owned(),
                near: None,
            });
        };
        for sql in [
            "UPDATE mirror_policy SET name = NULL, name_from = NULL WHERE no = ?1",
            "DELETE FROM mirror_policy WHERE no = ?1 \
             AND NOT EXISTS (SELECT 1 FROM mirror_policy_member WHERE policy_no = ?1)",
        ] {
            change.execute(sql, [no]).during(doing)?;
        }
        change.commit().during(doing)?;
        Ok(name)
    }

    /// Imports names from rows of the managed-accounts export: address, policy name, policy type. A name is accepted
    /// when its rows point to one policy; a name set by hand stays.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn learn_policy_names(
        &mut self,
        rows: impl IntoIterator<Item = (String, String, Option<String>)>,
    ) -> Result<NamesLearned, StoreError> {
        let doing = "save policy names";
        let mut learned = NamesLearned::default();
        let mut votes = Votes::new();
        let change = self.change().during(doing)?;
        {
            let mut read = change
                .prepare_cached(
                    "SELECT p.id FROM mirror_user u JOIN mirror_policy_member m ON m.user_no = u.no \
                     JOIN mirror_policy p ON p.no = m.policy_no \
                     WHERE u.email_key = ?1 AND u.gone_sync IS NULL LIMIT 1",
                )
                .during(doing)?;
            for (email, name, kind) in rows {
                learned.rows += 1;
                let name = name.trim().to_owned();
                let id: Option<String> = read
                    .query_row([key(&email)], |row| row.get(0))
                    .optional()
                    .during(doing)?;
                match id {
                    Some(id) if !name.is_empty() => {
                        let vote = votes.entry((name, id)).or_default();
                        vote.0 += 1;
                        vote.1 = vote.1.take().or(kind);
                    }
                    _ => learned.unmatched += 1,
                }
            }
        }
        let (believed, unclear) = count(votes);
        learned.unclear = unclear;
        for (name, id, kind) in believed {
            let before: (Option<String>, Option<String>) = change
                .query_row(
                    "SELECT name, name_from FROM mirror_policy WHERE id = ?1",
                    [&id],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .during(doing)?;
            let by_hand = before.1.as_deref() == Some("hand");
            if by_hand || before.0.as_deref() == Some(name.as_str()) {
                change
                    .execute(
                        "UPDATE mirror_policy SET kind = coalesce(?2, kind) WHERE id = ?1",
                        params![id, kind],
                    )
                    .during(doing)?;
                learned
                    .kept
                    .push((PolicyId::from(id), before.0.unwrap_or(name)));
            } else {
                change
                    .execute(
                        "UPDATE mirror_policy SET name = ?2, name_from = 'export', kind = coalesce(?3, kind) \
                         WHERE id = ?1",
                        params![id, name, kind],
                    )
                    .during(doing)?;
                learned.named.push((PolicyId::from(id), name));
            }
        }
        change.commit().during(doing)?;
        Ok(learned)
    }
}

/// Rows by name and policy, with the type they state.
type Votes = BTreeMap<(String, String), (u64, Option<String>)>;

/// Name, policy, type.
type Believed = (String, String, Option<String>);

/// The names that can be believed, with their policies, and those that cannot. People move between the
/// export and the sync, so a few rows may point elsewhere: nine in ten rows of a name must agree, and no
/// other name may claim the same policy.
fn count(votes: Votes) -> (Vec<Believed>, Vec<String>) {
    let mut totals: BTreeMap<String, u64> = BTreeMap::new();
    for ((name, _), (rows, _)) in &votes {
        *totals.entry(name.clone()).or_default() += rows;
    }
    let mut winners: BTreeMap<String, Vec<(String, Option<String>)>> = BTreeMap::new();
    let mut unclear: BTreeSet<String> = totals.keys().cloned().collect();
    for ((name, id), (rows, kind)) in votes {
        let total = totals.get(&name).copied().unwrap_or(rows);
        if rows.saturating_mul(10) >= total.saturating_mul(9) {
            winners.entry(id).or_default().push((name, kind));
        }
    }
    let mut believed = Vec::new();
    for (id, mut names) in winners {
        if let (Some((name, kind)), true) = (names.pop(), names.is_empty()) {
            unclear.remove(&name);
            believed.push((name, id, kind));
        }
    }
    (believed, unclear.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(rows: &[(&str, &str, u64)]) -> Votes {
        rows.iter()
            .map(|(name, id, count)| (((*name).to_owned(), (*id).to_owned()), (*count, None)))
            .collect()
    }

    #[test]
    fn a_few_who_moved_do_not_hide_a_name() {
        let (believed, unclear) = count(votes(&[
            ("Basic", "p1", 95),
            ("Basic", "p2", 5),
            ("Strict", "p2", 40),
        ]));
        assert_eq!(
            believed,
            vec![
                ("Basic".to_owned(), "p1".to_owned(), None),
                ("Strict".to_owned(), "p2".to_owned(), None)
            ]
        );
        assert!(unclear.is_empty());
    }

    #[test]
    fn a_split_name_and_a_policy_with_two_names_are_unclear() {
        let (believed, unclear) = count(votes(&[("Basic", "p1", 5), ("Basic", "p2", 5)]));
        assert!(believed.is_empty());
        assert_eq!(unclear, ["Basic"]);
        let (believed, unclear) = count(votes(&[("A", "p1", 5), ("B", "p1", 5)]));
        assert!(believed.is_empty());
        assert_eq!(unclear, ["A", "B"]);
    }
}
