//! Queries for tokens, keys, service accounts and clients.

use std::ops::ControlFlow;

use jiff::Timestamp;

use super::fact::Fact;
use super::lists::List;
use super::select::{Order, Select};
use super::{Cell, Found};
use crate::input::key;
use crate::sql::SqlError;
use crate::store::Mirror;

const DAY: i64 = 86_400;

/// A query for credentials. All conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct CredentialQuery {
    /// Of one of these people, by address or account ID.
    pub owners: Vec<String>,
    /// Not used for this many days: last used before, or never used and created before.
    pub unused_days: Option<u32>,
    /// Without any recorded use.
    pub never_used: bool,
    /// That expire within so many days, or have expired.
    pub expiring_days: Option<u32>,
    /// Created more than so many days ago.
    pub older_than_days: Option<u32>,
    /// Of this service account, by its ID.
    pub service_account: Option<String>,
    /// Further conditions over the columns of the view, in SQL.
    pub conditions: Vec<String>,
    /// A condition of the user's over the columns of the view, in SQL.
    pub where_: Option<String>,
    /// With this text in the name or the ID, ignoring case.
    pub search: Option<String>,
    /// Whether to include those that are gone.
    pub gone: bool,
    /// The order; when empty, that of the list.
    pub order: Vec<Order>,
    /// The most rows to return.
    pub limit: Option<usize>,
}

/// Columns for times that may never come; beside each, `…_known` says whether it is known.
const NEVER: [&str; 2] = ["last_used", "expires"];

impl CredentialQuery {
    /// Returns the rows with these columns of the list's view. Times count back from `now`, in a mirror of an earlier
    /// moment from that moment.
    ///
    /// # Errors
    /// When a column is unknown, the condition is not an expression, or the file cannot be read.
    pub fn run(
        &self,
        mirror: &Mirror,
        list: List,
        now: Timestamp,
        columns: &[String],
        row: &mut dyn FnMut(Vec<Cell>) -> ControlFlow<()>,
    ) -> Result<Found, SqlError> {
        let (view, by, _) = list.view();
        let mut select = Select {
            view,
            limit: self.limit,
            order: self.order.clone(),
            ..Select::default()
        };
        if select.order.is_empty() {
            select.order = [by, "id"]
                .map(|column| Order {
                    column: column.to_owned(),
                    descending: false,
                })
                .to_vec();
        }
        if !self.gone {
            select.conditions.push("NOT gone".to_owned());
        }
        select.conditions.extend(self.conditions.iter().cloned());
        if let Some(text) = &self.search {
            let place = select.value(text.to_lowercase());
            select
                .conditions
                .push(format!("holds(name, {place}) OR holds(id, {place})"));
        }
        if let Some(expression) = &self.where_ {
            select.user_condition(expression)?;
        }
        if let Some(account) = &self.service_account {
            let id = select.value(account.clone());
            select
                .conditions
                .push(format!("{id} IN (service_account_id, account_id)"));
        }
        self.owners(mirror, &mut select)?;
        let facts = self.facts(mirror.shown_at().unwrap_or(now), &mut select);
        let (mut select, unknown) = Fact::asked(select, &facts);
        select.columns = columns.to_vec();
        let mut companions = Vec::new();
        for name in NEVER {
            if let Some(at) = columns.iter().position(|column| column == name) {
                companions.push((at, select.columns.len()));
                select.columns.push(format!("{name}_known"));
            }
        }
        let width = columns.len();
        let truths: Vec<usize> = (0..width)
            .filter(|at| {
                columns
                    .get(*at)
                    .is_some_and(|name| name.ends_with("_known"))
            })
            .collect();
        let rows = select.run(mirror, &mut |mut cells| {
            for (at, known) in &companions {
                let reported = cells.get(*known) == Some(&Cell::Number(1));
                if let Some(slot) = cells.get_mut(*at)
                    && reported
                    && *slot == Cell::Unknown
                {
                    *slot = Cell::Never;
                }
            }
            cells.truncate(width);
            for at in &truths {
                if let Some(slot) = cells.get_mut(*at)
                    && let Cell::Number(number) = slot
                {
                    *slot = Cell::Truth(*number != 0);
                }
            }
            row(cells)
        })?;
        select.found(mirror, rows, unknown.as_ref())
    }

    fn owners(&self, mirror: &Mirror, select: &mut Select) -> Result<(), SqlError> {
        let mut names = Vec::new();
        for name in &self.owners {
            names.push(key(name));
            if name.contains('@')
                && let Some(person) = mirror.person_by_email(name).map_err(SqlError::Store)?
            {
                names.push(key(person.account_id.as_str()));
            }
        }
        if !names.is_empty() {
            let of = [
                select.any_of("lower(email)", names.clone()),
                select.any_of("lower(account_id)", names),
            ];
            select.conditions.push(of.join(" OR "));
        }
        Ok(())
    }

    fn facts(&self, now: Timestamp, select: &mut Select) -> Vec<Fact> {
        let now = now.as_second();
        let mut facts = Vec::new();
        if let Some(days) = self.unused_days {
            let before = select.value(now - i64::from(days) * DAY);
            // A new one has not had the time to be used.
            facts.push(Fact {
                holds: format!(
                    "last_used_unix <= {before} \
                     OR last_used_known AND last_used_unix IS NULL AND created_unix <= {before}"
                ),
                undecided: Some(
                    "NOT last_used_known OR last_used_unix IS NULL AND created_unix IS NULL"
                        .to_owned(),
                ),
            });
        }
        if self.never_used {
            facts.push(Fact {
                holds: "last_used_known AND last_used_unix IS NULL".to_owned(),
                undecided: Some("NOT last_used_known".to_owned()),
            });
        }
        if let Some(days) = self.expiring_days {
            let until = select.value(now + i64::from(days) * DAY);
            facts.push(Fact {
                holds: format!("expires_unix <= {until}"),
                undecided: Some("NOT expires_known".to_owned()),
            });
        }
        if let Some(days) = self.older_than_days {
            let before = select.value(now - i64::from(days) * DAY);
            facts.push(Fact {
                holds: format!("created_unix <= {before}"),
                undecided: Some("created_unix IS NULL".to_owned()),
            });
        }
        facts
    }
}
