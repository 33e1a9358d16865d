//! The schema of an organization: made once, and marked by its comment as ours.

use tokio_postgres::Transaction;

use super::error::DatabaseError;
use super::sql::literal;
use crate::query::quoted;

/// How the comment begins.
const MARK: &str = "atlctl: a copy of the mirror of organization ";
/// The longest name that PostgreSQL keeps.
const LONGEST: usize = 63;

/// The name of an organization's schema, when none is chosen.
pub(super) fn name_for(org: &str) -> String {
    let id: String = org
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    let mut name = format!("atlassian_{id}");
    name.truncate(LONGEST);
    name
}

/// Makes the schema, or checks that it is this organization's.
pub(super) async fn prepare(
    change: &Transaction<'_>,
    schema: &str,
    org: &str,
) -> Result<(), DatabaseError> {
    let doing = || format!("prepare the schema {schema}");
    // One export at a time, and none that reads half of another's.
    change
        .execute("SELECT pg_advisory_xact_lock(hashtext($1))", &[&schema])
        .await
        .map_err(DatabaseError::of(doing()))?;
    let found = change
        .query_opt(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = $1",
            &[&schema],
        )
        .await
        .map_err(DatabaseError::of(doing()))?;
    let mark = format!("{MARK}{org}");
    let not_ours = |what: String| DatabaseError::NotOurs {
        schema: schema.to_owned(),
        what,
    };
    match found {
        None => {
            let name = quoted(schema);
            let sql = format!(
                "CREATE SCHEMA {name}; COMMENT ON SCHEMA {name} IS {}",
                literal(&mark)
            );
            change
                .batch_execute(&sql)
                .await
                .map_err(DatabaseError::of(doing()))
        }
        Some(row) => {
            let comment: Option<String> = row.get(0);
            let comment = comment.unwrap_or_default();
            if comment == mark {
                Ok(())
            } else if let Some(other) = comment.strip_prefix(MARK) {
                Err(not_ours(format!("has another organization: {other}")))
            } else {
                Err(not_ours("exists and was not made by atlctl".to_owned()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_of_schemas() {
        assert_eq!(super::name_for("6A1b-2\"c"), "atlassian_6a1b_2_c");
        assert_eq!(super::name_for(&"x".repeat(90)).len(), 63);
    }
}
