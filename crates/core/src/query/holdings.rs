//! Filters on what people hold: API tokens and roles.

use std::cmp::Ordering;

use rusqlite::{Connection, ToSql};

use super::apps::apps_named;
use super::fact::Fact;
use super::select::Select;
use super::user_query::UserQuery;
use crate::change::ORG_ADMIN;
use crate::number_set::NumberSet;
use crate::sql::SqlError;
use crate::store::{Mirror, own_roles_known};

/// The facts about tokens and roles that a query asks for.
pub(super) fn facts(
    query: &UserQuery,
    mirror: &Mirror,
    select: &mut Select,
) -> Result<Vec<Fact>, SqlError> {
    let mut facts = Vec::new();
    if query.has_token {
        let owners = token_owners(&mirror.db).map_err(SqlError::of)?;
        facts.push(Fact {
            holds: select.among(owners),
            // Only the tokens of managed accounts are listed.
            undecided: Some(
                "managed IS NOT 1 OR NOT EXISTS (SELECT 1 FROM part WHERE part = 'tokens' AND read_at_unix IS NOT NULL)"
                    .to_owned(),
            ),
        });
    }
    if !query.role.is_empty() {
        facts.push(roles(query, mirror, select)?);
    }
    Ok(facts)
}

fn roles(query: &UserQuery, mirror: &Mirror, select: &mut Select) -> Result<Fact, SqlError> {
    let names: Vec<String> = query.role.iter().map(|name| role_id(name)).collect();
    let mut apps = Vec::new();
    for app in &query.app {
        apps.extend(apps_named(mirror, app)?.into_iter().map(|app| app.id));
    }
    let apps = (!query.app.is_empty()).then(|| serde_json::json!(apps).to_string());
    let names = serde_json::json!(names).to_string();
    let set = |sql: &str, values: &[&dyn ToSql]| -> Result<NumberSet, SqlError> {
        let mut set = NumberSet::default();
        set.read(&mirror.db, sql, values).map_err(SqlError::of)?;
        Ok(set)
    };
    let read = set(
        "SELECT u.no FROM user_role_grant r JOIN mirror_user u ON u.account_id = r.account_id \
         WHERE r.source = 'read' AND r.role IN (SELECT value FROM json_each(?1)) \
           AND (?2 IS NULL OR r.app_id IN (SELECT value FROM json_each(?2)))",
        &[&names, &apps],
    )?;
    let derived = set(
        "SELECT user_no FROM mirror_membership WHERE group_no IN \
         (SELECT g.no FROM mirror_group_role r JOIN mirror_group g ON g.id = r.group_id \
          WHERE r.gone_sync IS NULL AND g.gone_sync IS NULL AND r.role IN (SELECT value FROM json_each(?1)) \
            AND (?2 IS NULL OR r.resource IN (SELECT value FROM json_each(?2))))",
        &[&names, &apps],
    )?;
    let mut any = vec![
        select.among(read),
        format!("groups_known AND NOT gone AND {}", select.among(derived)),
    ];
    if query.app.is_empty() {
        let listed = set(
            "SELECT user_no FROM mirror_role WHERE role IN (SELECT value FROM json_each(?1))",
            &[&names],
        )?;
        any.push(format!("roles_known AND {}", select.among(listed)));
    }
    let undecided = if query.asks_own_roles() {
        let known = own_roles_known(&mirror.db).map_err(SqlError::of)?;
        format!("NOT {}", select.among(known))
    } else {
        "NOT roles_known".to_owned()
    };
    Ok(Fact {
        holds: any.join(" OR "),
        undecided: Some(undecided),
    })
}

/// The people with an API token. Both lists come by account, along their indexes: to look each token's owner up would take
/// longer.
fn token_owners(db: &Connection) -> rusqlite::Result<NumberSet> {
    let mut owners = NumberSet::default();
    let mut tokens = db.prepare_cached(
        "SELECT account_id FROM mirror_token WHERE account_id IS NOT NULL ORDER BY account_id",
    )?;
    let mut people =
        db.prepare_cached("SELECT account_id, no FROM mirror_user ORDER BY account_id")?;
    let (mut tokens, mut people) = (tokens.query([])?, people.query([])?);
    let mut person = people.next()?;
    while let Some(token) = tokens.next()? {
        let account = token.get_ref(0)?.as_str()?;
        while let Some(row) = person {
            match row.get_ref(0)?.as_str()?.cmp(account) {
                Ordering::Less => person = people.next()?,
                Ordering::Equal => {
                    owners.insert(row.get(1)?);
                    break;
                }
                Ordering::Greater => break,
            }
        }
    }
    let mut gone = NumberSet::default();
    gone.read(
        db,
        "SELECT u.no FROM mirror_token t JOIN mirror_user u ON u.account_id = t.account_id \
         WHERE t.gone_sync IS NOT NULL AND NOT EXISTS \
           (SELECT 1 FROM mirror_token x WHERE x.account_id = t.account_id AND x.gone_sync IS NULL)",
        [],
    )?;
    owners.remove(&gone);
    Ok(owners)
}

/// The ID of a role that is named by its ID or its last part.
fn role_id(name: &str) -> String {
    let name = name.trim().to_lowercase();
    if name.contains('/') {
        name
    } else {
        format!("atlassian/{name}")
    }
}

impl UserQuery {
    /// Whether the answer depends on roles that are read of each person, and not on the list of people alone.
    #[must_use]
    pub fn asks_own_roles(&self) -> bool {
        let over_organization =
            self.app.is_empty() && self.role.iter().all(|name| role_id(name) == ORG_ADMIN);
        !self.role.is_empty() && !over_organization
    }
}
