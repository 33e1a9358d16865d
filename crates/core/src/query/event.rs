//! Lists events of the audit log.

use std::ops::ControlFlow;

use super::event_text::events_with;
use super::select::{Order, Select};
use super::{Cell, Found};
use crate::sql::SqlError;
use crate::store::{EVENT_NUMBER, Mirror, email_key, event_view};

/// Which events. Of several values of one filter, one must fit; `*` in a value stands for anything.
#[derive(Debug, Clone, Default)]
pub struct EventQuery {
    /// Since then, in milliseconds since 1970.
    pub since: Option<i64>,
    /// Until then, in milliseconds since 1970.
    pub until: Option<i64>,
    /// Actions.
    pub action: Vec<String>,
    /// IDs, addresses or names of actors.
    pub actor: Vec<String>,
    /// IDs, addresses or names of what events are about.
    pub target: Vec<String>,
    /// IP addresses.
    pub ip: Vec<String>,
    /// Kinds of apps, such as `jira`.
    pub product: Vec<String>,
    /// A text anywhere in the event.
    pub text: Option<String>,
    /// A condition over the view's columns, in SQL.
    pub where_: Option<String>,
    /// The order; when empty, the newest first.
    pub order: Vec<Order>,
    /// The most rows to return.
    pub limit: Option<usize>,
}

impl EventQuery {
    /// Returns the rows with these columns of the view `event`.
    ///
    /// # Errors
    /// When a column is unknown, the condition is not an expression, or the file cannot be read.
    pub fn run(
        &self,
        mirror: &Mirror,
        columns: &[String],
        row: &mut dyn FnMut(Vec<Cell>) -> ControlFlow<()>,
    ) -> Result<Found, SqlError> {
        let mut select = Select {
            view: "event",
            columns: columns.to_vec(),
            limit: self.limit,
            order: self.order.clone(),
            usual_order: Some("at_ms DESC".to_owned()),
            ..Select::default()
        };
        for (column, values) in [
            ("action", &self.action),
            ("ip", &self.ip),
            ("product", &self.product),
        ] {
            let condition = any_of(&mut select, &[column], None, values);
            select.conditions.extend(condition);
        }
        let actors = ["actor_account_id", "actor_email", "actor_name"];
        let condition = any_of(&mut select, &actors, Some("actor_account_id"), &self.actor);
        select.conditions.extend(condition);
        // What an event does not name is listed with its name in the mirror, so it is found by that, too.
        let targets = ["t.id", "t.email", "t.name"];
        if let Some(condition) = any_of(&mut select, &targets, Some("t.id"), &self.target) {
            select.conditions.push(format!(
                "id IN (SELECT t.event_id FROM event_target t WHERE {condition})"
            ));
        }
        if let Some(text) = &self.text {
            let events = select.value(events_with(mirror, text)?.into_bytes());
            select.source = Some(event_view());
            select
                .conditions
                .push(format!("among({EVENT_NUMBER}, {events})"));
        }
        if let Some(expression) = &self.where_ {
            select.user_condition(expression)?;
        }
        // Whether an event without a time is in the range is unknown.
        let mut timeless = select.clone();
        timeless.conditions.push("at_ms IS NULL".to_owned());
        let is_range = self.since.is_some() || self.until.is_some();
        if let Some(since) = self.since {
            let place = select.value(since);
            select.conditions.push(format!("at_ms >= {place}"));
        }
        if let Some(until) = self.until {
            let place = select.value(until);
            select.conditions.push(format!("at_ms < {place}"));
        }
        let rows = select.run(mirror, row)?;
        select.found(mirror, rows, Some(&timeless).filter(|_| is_range))
    }
}

/// Every action that an event of the mirror has, in order.
///
/// # Errors
/// When the file cannot be read.
pub fn logged_actions(mirror: &Mirror) -> Result<Vec<String>, SqlError> {
    // One step of the index for each action, however many events have it.
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut statement = mirror.db.prepare_cached(
            "WITH RECURSIVE known (action) AS (SELECT min(action) FROM mirror_event \
               UNION ALL SELECT (SELECT min(action) FROM mirror_event e WHERE e.action > known.action) FROM known \
               WHERE known.action IS NOT NULL) \
             SELECT action FROM known WHERE action IS NOT NULL",
        )?;
        statement.query_map([], |row| row.get(0))?.collect()
    };
    read().map_err(SqlError::of)
}

/// The IDs of the accounts and groups that have this address or name in the mirror; `*` stands for anything.
///
/// # Errors
/// When the file cannot be read.
pub fn ids_named(mirror: &Mirror, value: &str) -> Result<Vec<String>, SqlError> {
    let mut select = Select::default();
    let sql = named(&mut select, value);
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut statement = mirror.db.prepare_cached(&sql)?;
        let values = rusqlite::params_from_iter(&select.values);
        statement.query_map(values, |row| row.get(0))?.collect()
    };
    read().map_err(SqlError::of)
}

/// Selects the IDs of accounts and groups with an address or a name.
fn named(select: &mut Select, value: &str) -> String {
    let name = fits(select, value);
    let address = match value.contains('*') {
        true => name.clone(),
        false => format!("= {}", select.value(email_key(value))),
    };
    // Names have no index. Somebody with an address is not looked for by a name that is an address.
    let only = match value.contains('@') && !value.contains('*') {
        true => "email_key IS NULL AND ",
        false => "",
    };
    format!(
        "SELECT account_id FROM mirror_user WHERE email_key {address} \
         UNION SELECT account_id FROM mirror_user WHERE {only}name COLLATE NOCASE {name} \
         UNION SELECT id FROM mirror_group WHERE name COLLATE NOCASE {name}"
    )
}

/// What a column is compared with: as it stands, or with a star, ignoring the case of ASCII letters.
fn fits(select: &mut Select, value: &str) -> String {
    if !value.contains('*') {
        return format!("= {}", select.value(value.to_owned()));
    }
    // Only the star is special; in a pattern of SQLite more is.
    let mut pattern = String::new();
    for c in value.chars() {
        match c {
            '*' => pattern.push('%'),
            '%' | '_' | '\\' => pattern.extend(['\\', c]),
            c => pattern.push(c),
        }
    }
    format!("LIKE {} ESCAPE '\\'", select.value(pattern))
}

/// One of the columns is one of the values: as it stands, by an index; with a star, ignoring the case of ASCII letters.
/// Many events name an account or a group by its ID alone: `id` may also be the ID of what has the address or the name
/// today.
fn any_of(
    select: &mut Select,
    columns: &[&str],
    id: Option<&str>,
    values: &[String],
) -> Option<String> {
    let mut ways = Vec::new();
    for value in values {
        let place = fits(select, value);
        ways.extend(columns.iter().map(|column| format!("{column} {place}")));
        if let Some(id) = id {
            let named = named(select, value);
            ways.push(format!("{id} IN ({named})"));
        }
    }
    (!ways.is_empty()).then(|| ways.join(" OR "))
}
