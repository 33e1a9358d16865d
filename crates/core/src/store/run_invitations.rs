//! Whom runs invited: the mirror does not know these people yet, and the next sync finds them. What it finds is the run's.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;

use super::error::During;
use super::run_policies::RunSource;
use super::{Mirror, StoreError};

/// An invitation that a run made.
#[derive(Debug, Clone)]
pub struct RunInvitation<'a> {
    /// The address as it is compared.
    pub address: &'a str,
    /// The groups that it gives, by ID.
    pub groups: &'a [String],
    /// The apps that it gives roles in, by ID.
    pub apps: Vec<&'a str>,
    /// When the run saw the person.
    pub at: Timestamp,
}

/// What stands for a person whom the mirror does not know.
const THING: &str = "invitation";

impl Mirror {
    /// Records whom a run invited, and to what. Recording again changes nothing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_invitations<'a>(
        &mut self,
        run: RunSource<'_>,
        invitations: impl IntoIterator<Item = RunInvitation<'a>>,
    ) -> Result<(), StoreError> {
        let doing = "record whom a run invited";
        let change = self.change().during(doing)?;
        for invitation in invitations {
            let detail = json!({
                "groups": { "added": invitation.groups, "removed": [] },
                "products": { "added": invitation.apps, "removed": [] },
                "planned_at": run.planned_at.as_second(),
            });
            let at = invitation.at.as_second();
            change
                .prepare_cached(
                    "INSERT INTO mirror_change (sync_no, at, thing, id, kind, detail, run) \
                     SELECT coalesce(max(no), 0), ?1, ?2, ?3, 'invited', ?4, ?5 FROM mirror_sync \
                     WHERE NOT EXISTS (SELECT 1 FROM mirror_change WHERE thing = ?2 AND id = ?3 AND run = ?5)",
                )
                .and_then(|mut write| {
                    let detail = detail.to_string();
                    write.execute(params![at, THING, invitation.address, detail, run.id])
                })
                .during(doing)?;
        }
        change.commit().during(doing)
    }
}

/// What a run's invitation gave somebody whom a sync found later.
#[derive(Debug, Clone)]
pub(crate) struct Invited {
    /// The run.
    pub(crate) run: String,
    detail: String,
}

impl Invited {
    /// The newest invitation of a person that a run made before this sync ended, and after the sync before it. Of a run
    /// that was killed, when it was planned counts.
    pub(crate) fn read(
        db: &Connection,
        account: &str,
        sync: i64,
    ) -> rusqlite::Result<Option<Self>> {
        db.prepare_cached(
            "SELECT c.run, c.detail FROM mirror_user u JOIN mirror_change c ON c.thing = ?3 AND c.id = u.email_key \
             JOIN mirror_sync s ON s.no = ?2 WHERE u.account_id = ?1 AND c.sync_no BETWEEN ?2 - 1 AND ?2 \
             AND min(c.at, json_extract(c.detail, '$.planned_at')) <= s.finished_at ORDER BY c.no DESC LIMIT 1",
        )?
        .query_row(params![account, sync, THING], |row| {
            Ok(Self {
                run: row.get(0)?,
                detail: row.get(1)?,
            })
        })
        .optional()
    }

    /// Whether it gives the group: by its name, or because who gets a role in one of its apps comes into the group.
    pub(crate) fn gives_group(&self, db: &Connection, group: &str) -> rusqlite::Result<bool> {
        db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM json_each(?1, '$.groups.added') WHERE value = ?2) \
             OR EXISTS (SELECT 1 FROM json_each(?1, '$.products.added') a JOIN mirror_group_role r \
               ON r.resource = a.value AND r.group_id = ?2 AND r.is_default AND r.gone_sync IS NULL)",
        )?
        .query_row(params![self.detail, group], |row| row.get(0))
    }

    /// Whether it gives a role in the app.
    pub(crate) fn gives_app(&self, db: &Connection, app: &str) -> rusqlite::Result<bool> {
        db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM json_each(?1, '$.products.added') WHERE value = ?2)",
        )?
        .query_row(params![self.detail, app], |row| row.get(0))
    }
}
