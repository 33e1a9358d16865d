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
        'action_' || i % 12, u.account_id, u.name, u.email, '192.0.2.' || i % 250
    FROM number JOIN mirror_user u ON u.no = 1 + i % 40;
    INSERT INTO mirror_event_target (event_no, place, container, kind, id, name)
    SELECT i, 0, 0, 'users', u.account_id, u.name
    FROM number JOIN mirror_user u ON u.no = 1 + i * 69621 % (SELECT max(no) FROM mirror_user);
    INSERT INTO mirror_event_target (event_no, place, container, kind, id) SELECT i, 1, 1, 'orgs', 'bench' FROM number;
    INSERT INTO mirror_event_raw SELECT i, '{\"action\":\"action_' || i % 12 || '\",\"padding\":\"' || hex(zeroblob(400)) || '\"}'
    FROM number;
    INSERT INTO mirror_event_position (no, position, read_at, at_end) VALUES (1, '{}', 1795000000000, 1);";

/// Adds tokens, and so many events.
pub fn add(file: &Path, events: u64) -> Result<(), Failure> {
    let mut db = Connection::open(file)?;
    let change = db.transaction()?;
    change.execute_batch(TOKENS)?;
    change.execute(EVENTS, [i64::try_from(events)?])?;
    change.execute_batch(FILL)?;
    change.commit()?;
    Ok(())
}
