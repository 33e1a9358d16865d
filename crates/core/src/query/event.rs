//! Lists events of the audit log.

use std::ops::ControlFlow;

use super::select::{Order, Select};
use super::{Cell, Found};
use crate::sql::SqlError;
use crate::store::{Mirror, email_key};

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
            usual_order: Some("at_ms DESC"),
            ..Select::default()
        };
        if let Some(since) = self.since {
            let place = select.value(since);
            select.conditions.push(format!("at_ms >= {place}"));
        }
        if let Some(until) = self.until {
            let place = select.value(until);
            select.conditions.push(format!("at_ms < {place}"));
        }
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
        let targets = ["t.id", "t.email", "t.name"];
        if let Some(condition) = any_of(&mut select, &targets, Some("t.id"), &self.target) {
            select.conditions.push(format!(
                "id IN (SELECT t.event_id FROM event_target t WHERE {condition})"
            ));
        }
        if let Some(text) = &self.text {
            let place = select.value(text.to_lowercase());
            select.conditions.push(format!("holds(raw, {place})"));
        }
        if let Some(expression) = &self.where_ {
            select.user_condition(expression)?;
        }
        let rows = select.run(mirror, row)?;
        select.found(mirror, rows, None)
    }
}

/// One of the columns is one of the values: as it stands, by an index; with a star, ignoring the case of ASCII letters. Many
/// events name an account by its ID alone: of an address, `account` may also be the ID of the account that has it today.
fn any_of(
    select: &mut Select,
    columns: &[&str],
    account: Option<&str>,
    values: &[String],
) -> Option<String> {
    let mut ways = Vec::new();
    for value in values {
        let place = if value.contains('*') {
            // Only the star is special; in a pattern of SQLite more is.
            let mut pattern = String::new();
            for c in value.chars() {
                match c {
                    '*' => pattern.push('%'),
                    '%' | '_' | '\\' => pattern.extend(['\\', c]),
                    c => pattern.push(c),
                }
            }
            let place = select.value(pattern);
            format!("LIKE {place} ESCAPE '\\'")
        } else {
            let place = select.value(value.clone());
            format!("= {place}")
        };
        ways.extend(columns.iter().map(|column| format!("{column} {place}")));
        if let Some(account) = account {
            let address = if value.contains('*') {
                place
            } else {
                format!("= {}", select.value(email_key(value)))
            };
            ways.push(format!(
                "{account} IN (SELECT account_id FROM mirror_user WHERE email_key {address})"
            ));
        }
    }
    (!ways.is_empty()).then(|| ways.join(" OR "))
}
