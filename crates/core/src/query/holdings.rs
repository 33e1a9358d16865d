//! Filters on what people hold: API tokens and roles.

use super::apps::apps_named;
use super::fact::Fact;
use super::select::Select;
use super::user_query::UserQuery;
use crate::change::ORG_ADMIN;
use crate::sql::SqlError;
use crate::store::Mirror;

/// The facts about tokens and roles that a query asks for.
pub(super) fn facts(
    query: &UserQuery,
    mirror: &Mirror,
    select: &mut Select,
) -> Result<Vec<Fact>, SqlError> {
    let mut facts = Vec::new();
    if query.has_token {
        facts.push(Fact {
            // Most tokens are there: what the index says alone is enough for most people.
            holds: "EXISTS (SELECT 1 FROM mirror_token t WHERE t.account_id = user.account_id) AND \
                (account_id NOT IN (SELECT t.account_id FROM mirror_token t WHERE t.gone_sync IS NOT NULL AND t.account_id IS NOT NULL) \
                 OR EXISTS (SELECT 1 FROM mirror_token t WHERE t.account_id = user.account_id AND t.gone_sync IS NULL))"
                .to_owned(),
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
    let role = select.any_of("role", names);
    let (mut in_app, mut in_app_of_group) = (String::new(), String::new());
    if !query.app.is_empty() {
        let mut ids = Vec::new();
        for app in &query.app {
            ids.extend(apps_named(mirror, app)?.into_iter().map(|app| app.id));
        }
        let of = select.any_of("id", ids);
        in_app = format!(" AND app_{of}");
        in_app_of_group = format!(" AND r.{}", of.replacen("id", "resource", 1));
    }
    let read = format!(
        "account_id IN (SELECT account_id FROM user_role_grant WHERE source = 'read' AND {role}{in_app})"
    );
    let derived = format!(
        "groups_known AND NOT gone AND no IN (SELECT m.user_no FROM mirror_group_role r \
         JOIN mirror_group g ON g.id = r.group_id JOIN mirror_membership m ON m.group_no = g.no \
         WHERE r.gone_sync IS NULL AND g.gone_sync IS NULL AND r.{role}{in_app_of_group})"
    );
    let platform = format!("roles_known AND no IN (SELECT user_no FROM mirror_role WHERE {role})");
    let mut any = vec![read, derived];
    if query.app.is_empty() {
        any.push(platform);
    }
    let undecided = if query.asks_own_roles() {
        "account_id NOT IN (SELECT account_id FROM user_role_read WHERE NOT outdated)"
    } else {
        "NOT roles_known"
    };
    Ok(Fact {
        holds: any.join(" OR "),
        undecided: Some(undecided.to_owned()),
    })
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
