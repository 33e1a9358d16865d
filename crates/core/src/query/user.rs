//! Queries for people.

use std::ops::ControlFlow;

use atlctl_api::UserStatus;
use jiff::Timestamp;

use super::fact::Fact;
use super::select::Select;
use super::user_query::{Gone, Managed, UserQuery};
use super::{Cell, Found, activity, holdings};
use crate::number_set::NumberSet;
use crate::sql::SqlError;
use crate::store::{During, Mirror, StoreError, nearest};

impl UserQuery {
    /// Returns the people with these columns of the view `user`; a policy without a name shows its ID. Inactivity counts
    /// back from `now`.
    ///
    /// # Errors
    /// When a group, policy or column is unknown, the condition is not an expression, or the file cannot be read.
    pub fn run(
        &self,
        mirror: &Mirror,
        now: Timestamp,
        columns: &[String],
        row: &mut dyn FnMut(Vec<Cell>) -> ControlFlow<()>,
    ) -> Result<Found, SqlError> {
        let (mut select, facts) = self.select(mirror, now)?;
        let verdicts = Fact::verdicts(&select, &facts);
        select = Fact::asked(select, &facts).0;
        // Further columns tell "never" and "none" from "unknown", and a policy without a name from none.
        select.columns = columns.to_vec();
        select.columns.retain(|name| name != activity::IN_APPS);
        let in_apps = columns.iter().position(|name| name == activity::IN_APPS);
        if in_apps.is_some() {
            select.further = Some(activity::last_in_apps(self, mirror)?);
        }
        select
            .columns
            .extend(["activity_known", "policy_known", "policy_id"].map(str::to_owned));
        let width = select.columns.len() - 3;
        let own = &select.columns;
        let at = |name: &str| own.iter().take(width).position(|column| column == name);
        let (active, policies) = (at("last_active"), [at("policy"), at("policy_id")]);
        let truths: Vec<usize> = TRUTHS.iter().filter_map(|name| at(name)).collect();
        select.people(mirror, &verdicts, &mut |mut cells| {
            let reported = |at: usize| cells.get(at) == Some(&Cell::Number(1));
            let (activity_known, policy_known) = (reported(width), reported(width + 1));
            let policy = cells.get(width + 2).cloned().unwrap_or(Cell::Unknown);
            let last = cells.get(width + 3).cloned();
            cells.truncate(width);
            let mut put = |at: Option<usize>, cell: Cell| {
                if let Some(slot) = at.and_then(|at| cells.get_mut(at))
                    && *slot == Cell::Unknown
                {
                    *slot = cell;
                }
            };
            if activity_known {
                put(active, Cell::Never);
            }
            if policy != Cell::Unknown {
                put(policies[0], policy);
            } else if policy_known {
                for at in policies {
                    put(at, Cell::None);
                }
            }
            for at in &truths {
                if let Some(slot) = cells.get_mut(*at)
                    && let Cell::Number(number) = slot
                {
                    *slot = Cell::Truth(*number != 0);
                }
            }
            if let (Some(at), Some(last)) = (in_apps, last) {
                let is_never = last == Cell::Text("never".to_owned());
                cells.insert(at, if is_never { Cell::Never } else { last });
            }
            row(cells)
        })
    }

    /// Counts the people.
    ///
    /// # Errors
    /// As [`UserQuery::run`].
    pub fn count(&self, mirror: &Mirror, now: Timestamp) -> Result<u64, SqlError> {
        let (select, facts) = self.select(mirror, now)?;
        select.count_people(mirror, &Fact::verdicts(&select, &facts))
    }

    /// Hands out the people for whom it cannot be decided, in order of this column, which holds numbers.
    ///
    /// # Errors
    /// As [`UserQuery::run`].
    pub(crate) fn undecided(
        &self,
        mirror: &Mirror,
        now: Timestamp,
        column: &str,
        number: &mut dyn FnMut(i64),
    ) -> Result<(), SqlError> {
        let (select, facts) = self.select(mirror, now)?;
        let (_, Some(mut unknown)) = Fact::asked(select, &facts) else {
            return Ok(());
        };
        unknown.columns = vec![column.to_owned()];
        unknown.run(mirror, &mut |cells| {
            if let Some(Cell::Number(of)) = cells.first() {
                number(*of);
            }
            ControlFlow::Continue(())
        })?;
        Ok(())
    }

    /// The query as SQL without what may be unknown of people, and that.
    fn select(&self, mirror: &Mirror, now: Timestamp) -> Result<(Select, Vec<Fact>), SqlError> {
        // Of an earlier moment, who was inactive then.
        let now = mirror.shown_at().unwrap_or(now);
        mirror.must_know("users")?;
        let mut select = Select {
            limit: self.limit,
            order: self.order.clone(),
            ..Select::of_people()
        };
        match self.gone {
            Gone::No => select.conditions.push("NOT gone".to_owned()),
            Gone::Only => select.conditions.push("gone".to_owned()),
            Gone::Any => {}
        }
        if !self.accounts.is_empty() {
            let of = select.any_of("account_id", self.accounts.iter().cloned());
            select.conditions.push(of);
        }
        self.known_states(mirror)?;
        self.known_domains(mirror)?;
        let mut facts = self.states(&mut select);
        facts.extend(self.groups(mirror, &mut select)?);
        facts.extend(self.policies(mirror, &mut select)?);
        if let Some(text) = self.search.as_deref().filter(|text| !text.is_empty()) {
            let place = select.value(text.to_lowercase());
            let fields = ["email", "name", "nickname", "account_id"];
            let any: Vec<String> = fields
                .iter()
                .map(|field| format!("holds({field}, {place})"))
                .collect();
            select.conditions.push(any.join(" OR "));
        }
        if let Some(expression) = &self.where_ {
            select.user_condition(expression)?;
        }
        facts.extend(activity::facts(self, mirror, now, &mut select)?);
        facts.extend(holdings::facts(self, mirror, &mut select)?);
        Ok((select, facts))
    }

    /// Refuses unknown statuses: otherwise, a typo would return no people.
    fn known_states(&self, mirror: &Mirror) -> Result<(), SqlError> {
        for status in &self.status {
            if status == "unknown" || UserStatus::KNOWN.contains(&status.as_str()) {
                continue;
            }
            let reported: bool = mirror
                .db
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM mirror_user WHERE status = ?1)",
                    [status],
                    |row| row.get(0),
                )
                .during("look for a state")?;
            if !reported {
                return Err(SqlError::Value {
                    what: "status",
                    name: status.clone(),
                    known: format!("{}, unknown", UserStatus::KNOWN.join(", ")),
                });
            }
        }
        Ok(())
    }

    /// Refuses domains that neither the organization nor the address of anybody has: otherwise, a typo would return no
    /// people.
    fn known_domains(&self, mirror: &Mirror) -> Result<(), SqlError> {
        for given in &self.domain {
            let domain = bare_domain(given);
            if !mirror.has_domain(&domain)? {
                return Err(SqlError::Store(StoreError::Unknown {
                    what: "domain",
                    near: nearest(&domain, mirror.every_domain()?),
                    name: domain,
                }));
            }
        }
        Ok(())
    }

    /// Conditions on the account itself.
    fn states(&self, select: &mut Select) -> Vec<Fact> {
        let mut facts = Vec::new();
        if !self.status.is_empty() {
            let (unknown, reported): (Vec<_>, Vec<_>) = self
                .status
                .iter()
                .cloned()
                .partition(|status| status == "unknown");
            let mut any = vec![select.any_of("status", reported)];
            // What a word means that is none of ours, nobody can say: the portal has words of its own.
            let is_unknown = format!(
                "status IS NULL OR status NOT IN ('{}')",
                UserStatus::KNOWN.join("', '")
            );
            if !unknown.is_empty() {
                any.push(is_unknown.clone());
            }
            facts.push(Fact {
                holds: any.join(" OR "),
                undecided: unknown.is_empty().then_some(is_unknown),
            });
        }
        if !self.domain.is_empty() {
            let domains = self.domain.iter().map(|domain| bare_domain(domain));
            let condition = select.any_of("domain", domains);
            select.conditions.push(condition);
        }
        if let Some(managed) = self.managed {
            let (holds, undecided) = match managed {
                Managed::Yes => ("managed = 1", Some("managed IS NULL")),
                Managed::No => ("managed = 0", Some("managed IS NULL")),
                Managed::Unknown => ("managed IS NULL", None),
            };
            facts.push(Fact {
                holds: holds.to_owned(),
                undecided: undecided.map(str::to_owned),
            });
        }
        if let Some(admin) = self.admin {
            facts.push(Fact {
                holds: format!("org_admin = {}", i64::from(admin)),
                undecided: Some("org_admin IS NULL".to_owned()),
            });
        }
        if self.external {
            facts.push(Fact {
                holds: "managed = 0 AND account_type = 'atlassian'".to_owned(),
                undecided: Some(
                    "managed IS NOT 1 AND coalesce(account_type, 'atlassian') = 'atlassian'"
                        .to_owned(),
                ),
            });
        }
        facts
    }

    fn groups(&self, mirror: &Mirror, select: &mut Select) -> Result<Option<Fact>, SqlError> {
        let mut ids = Vec::new();
        for name in &self.group {
            ids.extend(mirror.group_ids(name)?);
        }
        if self.group.is_empty() {
            return Ok(None);
        }
        let mut members = NumberSet::default();
        for id in ids {
            let sql = "SELECT user_no FROM mirror_membership WHERE group_no IN \
                (SELECT no FROM mirror_group WHERE gone_sync IS NULL AND id = ?1)";
            members.read(&mirror.db, sql, [id]).map_err(SqlError::of)?;
        }
        let is_member = select.among(members);
        Ok(Some(Fact {
            holds: format!("groups_known AND NOT gone AND {is_member}"),
            undecided: Some("NOT groups_known AND NOT gone".to_owned()),
        }))
    }

    fn policies(&self, mirror: &Mirror, select: &mut Select) -> Result<Option<Fact>, SqlError> {
        let mut ids = Vec::new();
        let mut any = Vec::new();
        for name in &self.policy {
            match name.as_str() {
                "none" => any.push("policy_known AND policy_id IS NULL".to_owned()),
                "unknown" => any.push("NOT policy_known".to_owned()),
                name => ids.push(mirror.policy_id(name)?.into_string()),
            }
        }
        if !ids.is_empty() {
            any.push(select.any_of("policy_id", ids));
        }
        if any.is_empty() {
            return Ok(None);
        }
        // Only managed accounts can be in a policy of the organization.
        let asked = self.policy.iter().any(|name| name == "unknown");
        Ok(Some(Fact {
            holds: any.join(" OR "),
            undecided: (!asked).then(|| "NOT policy_known AND managed IS NOT 0".to_owned()),
        }))
    }
}

/// A domain as the view has it.
fn bare_domain(given: &str) -> String {
    given.trim().trim_start_matches('@').to_lowercase()
}

/// Columns that hold yes or no.
const TRUTHS: [&str; 10] = [
    "managed",
    "org_admin",
    "email_verified",
    "mfa_enabled",
    "activity_known",
    "policy_known",
    "groups_known",
    "apps_known",
    "roles_known",
    "gone",
];
