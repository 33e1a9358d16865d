//! What a large organization has beside its people, written into a mirror as SQL: an audit log, and API tokens.

use std::path::Path;

use rusqlite::Connection;

use super::Failure;

/// An API token for three people in four, half of them never used.
const TOKENS: &str = "
    INSERT INTO mirror_token (id, account_id, email, label, status, created, expires, expires_known, last_used,
        last_used_known, scopes, raw, seen, first_sync)
    SELECT printf('%08x-%d', no * 2654435761 % 4294967296, no), account_id, email, 'token ' || no, 'allowed',
        1700000000 + no, iif(no % 3, NULL, 1900000000), 1, iif(no % 2, NULL, 1750000000 + no), 1, '[]',
        hex(zeroblob(200)), 1, 1
    FROM mirror_user WHERE no % 4 > 0";

/// So many events, of which each names its actor, a person and the organization, with their JSON.
const EVENTS: &str = "
    CREATE TEMP TABLE number AS
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT i FROM n";
const FILL: &str = "
    INSERT INTO mirror_event (no, id, at, processed_at, action, actor_id, actor_name, actor_email, ip)
    SELECT i, printf('%08x-%d', i * 2654435761 % 4294967296, i), 1795000000000 - i * 15000, 1795000001000 - i * 15000,
        'action_' || (i % 12), u.account_id, u.name, u.email, '192.0.2.' || (i % 250)
    FROM number JOIN mirror_user u ON u.no = 1 + i % 40;
    INSERT INTO mirror_event_target (event_no, place, container, kind, id, name)
    SELECT i, 0, 0, 'users', u.account_id, u.name
    FROM number JOIN mirror_user u ON u.no = 1 + i * 69621 % (SELECT max(no) FROM mirror_user);
    INSERT INTO mirror_event_target (event_no, place, container, kind, id) SELECT i, 1, 1, 'orgs', 'bench' FROM number;
    INSERT INTO mirror_event_raw SELECT i, '{\"action\":\"action_' || (i % 12) || '\",\"padding\":\"' || hex(zeroblob(400)) || '\"}'
    FROM number;
    INSERT INTO mirror_event_position (no, position, read_at, at_end) VALUES (1, '{}', 1795000000000, 1);";

/// What groups give: the one of all people an app, twenty others a second one, and some are admins of it.
const ROLES: &str = "
    INSERT INTO mirror_group_role (id, group_id, resource, resource_key, role, is_default, seen, first_sync)
    SELECT g.id || ' ' || p.no || ' ' || r.role, g.id, p.id, p.key, r.role, 0, 1, 1
    FROM (SELECT id, CAST(substr(name, 7) AS INTEGER) AS number FROM mirror_group) g
    JOIN (SELECT no, id, key, row_number() OVER (ORDER BY id) AS place FROM mirror_product) p
    JOIN (SELECT 'atlassian/user' AS role UNION ALL SELECT 'atlassian/admin') r
    WHERE CASE r.role WHEN 'atlassian/user' THEN g.number = 0 AND p.place = 1 OR g.number BETWEEN 1 AND 20 AND p.place = 2
      ELSE g.number % 500 = 400 AND p.place = 1 END;
    UPDATE mirror_group SET roles_sync = 1, roles_read_at = (SELECT finished_at FROM mirror_sync WHERE no = 1);
    INSERT OR IGNORE INTO mirror_recorded (part, since_sync) VALUES ('group-roles', 1);
    INSERT OR IGNORE INTO mirror_stage (sync_no, stage, state, ended_at)
      SELECT 1, 'group-roles', 'complete', finished_at FROM mirror_sync WHERE no = 1;";

/// Nine policies: one has two people in three.
const POLICIES: &str = "
    INSERT INTO mirror_policy (id, name)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8) SELECT 'extra-' || i, 'Policy ' || i FROM n;
    UPDATE mirror_policy_member SET policy_no = (SELECT min(no) FROM mirror_policy) + user_no % 9 WHERE user_no % 3 = 0;
    ANALYZE;";

/// Adds tokens, what groups give, and so many events.
pub fn add(file: &Path, events: u64) -> Result<(), Failure> {
    let mut db = Connection::open(file)?;
    let change = db.transaction()?;
    change.execute_batch(TOKENS)?;
    change.execute_batch(ROLES)?;
    change.execute_batch(POLICIES)?;
    change.execute(EVENTS, [i64::try_from(events)?])?;
    change.execute_batch(FILL)?;
    change.commit()?;
    Ok(())
}

/// A sync after the first, in which 1 % of the people were active again, and some were suspended, left a group, were added,
/// or used a token.
const SYNC: &str = "
    INSERT INTO mirror_sync (no, state, started_at, touched_at, finished_at)
      SELECT :sync, 'complete', finished_at + 86400, finished_at + 86400, finished_at + 86400
      FROM mirror_sync WHERE no = :sync - 1;
    INSERT INTO mirror_stage (sync_no, stage, state, ended_at)
      SELECT :sync, stage, state, ended_at + 86400 FROM mirror_stage WHERE sync_no = :sync - 1;
    INSERT INTO mirror_writer (no, sync_no) VALUES (1000 + :sync, :sync);
    INSERT INTO mirror_was (writer, cell, a, was)
      SELECT 1000 + :sync, c.no, u.no, u.last_active - 86400 FROM mirror_user u JOIN mirror_cell c
      ON c.of_table = 'mirror_user' AND c.of_column = 'last_active' WHERE u.no % 100 = :sync;
    INSERT INTO mirror_was (writer, cell, a, was)
      SELECT 1000 + :sync, c.no, u.no, 'suspended' FROM mirror_user u JOIN mirror_cell c
      ON c.of_table = 'mirror_user' AND c.of_column = 'status' WHERE u.no % 1000 = :sync;
    INSERT INTO mirror_was (writer, cell, a, was)
      SELECT 1000 + :sync, c.no, u.no, NULL FROM mirror_user u JOIN mirror_cell c
      ON c.of_table = 'mirror_user' AND c.of_column = '' WHERE u.no % 10000 = 9000 + :sync;
    INSERT INTO mirror_was (writer, cell, a, b, was)
      SELECT 1000 + :sync, c.no, u.no, 1000000 + u.no % 10, 1 FROM mirror_user u JOIN mirror_cell c
      ON c.of_table = 'mirror_membership' AND c.of_column = '' WHERE u.no % 1000 = :sync;
    INSERT INTO mirror_was (writer, cell, a, was)
      SELECT 1000 + :sync, c.no, t.id, t.last_used - 86400 FROM mirror_token t JOIN mirror_cell c
      ON c.of_table = 'mirror_token' AND c.of_column = 'last_used' WHERE t.created % 500 = :sync;
    INSERT INTO mirror_snapshot (sync_no, last_seq) SELECT :sync, max(seq) FROM mirror_was;";
/// Ten groups that are there no longer, the values that change, and the tokens as a sync read them.
const BEFORE: &str = "
    INSERT INTO mirror_group (no, id, name, seen, first_sync, gone_sync)
      SELECT 1000000 + no % 10, 'former-' || (no % 10), 'former ' || (no % 10), 1, 1, 2 FROM mirror_user WHERE no BETWEEN 1 AND 10;
    INSERT OR IGNORE INTO mirror_cell (of_table, of_column) VALUES
      ('mirror_user', 'last_active'), ('mirror_user', 'status'), ('mirror_user', ''), ('mirror_membership', ''),
      ('mirror_token', 'last_used');
    INSERT OR IGNORE INTO mirror_recorded (part, since_sync) VALUES ('tokens', 1);
    INSERT OR IGNORE INTO mirror_stage (sync_no, stage, state, ended_at)
      SELECT 1, 'tokens', 'complete', finished_at FROM mirror_sync WHERE no = 1;";

/// Adds so many syncs after the first. Returns how many values changed in them.
pub fn add_history(file: &Path, syncs: u32) -> Result<u64, Failure> {
    let mut db = Connection::open(file)?;
    let change = db.transaction()?;
    change.execute_batch(BEFORE)?;
    for sync in 2..2 + syncs {
        change.execute_batch(&SYNC.replace(":sync", &sync.to_string()))?;
    }
    change.commit()?;
    changed(file)
}

/// How many values changed after the first sync.
pub fn changed(file: &Path) -> Result<u64, Failure> {
    let db = Connection::open(file)?;
    let values: i64 = db.query_row("SELECT count(*) FROM mirror_was", [], |row| row.get(0))?;
    Ok(values.unsigned_abs())
}
