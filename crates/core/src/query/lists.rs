//! Lists of groups, policies, domains and other objects.

use std::ops::ControlFlow;

use atlctl_api::{GroupId, PolicyId};

use super::select::{Order, Select};
use super::{Cell, Found};
use crate::sql::SqlError;
use crate::store::{During, Mirror, StoreError, begun, nearest};

/// The lists of the mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Groups.
    Groups,
    /// Authentication policies.
    Policies,
    /// Domains.
    Domains,
    /// Directories.
    Directories,
    /// Workspaces.
    Workspaces,
    /// The organization.
    Orgs,
    /// Past syncs.
    Syncs,
    /// API tokens of people.
    Tokens,
    /// API keys of the organization.
    Keys,
    /// Service accounts.
    ServiceAccounts,
    /// API tokens and OAuth clients of service accounts.
    ServiceAccountCredentials,
    /// OAuth clients.
    OAuthClients,
    /// The roles of people.
    UserRoles,
    /// The roles that groups give.
    GroupRoles,
    /// Imported files.
    Imports,
    /// How much of the audit log was read: one row, or none.
    EventLogs,
}

impl List {
    /// The part of a sync that reads it.
    #[must_use]
    pub fn part(self) -> Option<&'static str> {
        Some(match self {
            Self::Groups => "groups",
            Self::Policies => "policies",
            Self::Domains => "domains",
            Self::Directories => "directories",
            Self::Workspaces => "workspaces",
            Self::Tokens => "tokens",
            Self::Keys => "keys",
            Self::ServiceAccounts => "service-accounts",
            Self::ServiceAccountCredentials => "service-account-credentials",
            Self::OAuthClients => "oauth-clients",
            Self::UserRoles => "users",
            Self::GroupRoles => "group-roles",
            Self::EventLogs => "events",
            Self::Orgs | Self::Syncs | Self::Imports => return None,
        })
    }

    /// All parts that it shows something of: of groups, the people are their members.
    #[must_use]
    pub fn parts(self) -> Vec<&'static str> {
        let members = (self == Self::Groups).then_some("users");
        self.part().into_iter().chain(members).collect()
    }

    pub(super) fn view(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Groups => ("\"group\"", "name", true),
            Self::Policies => ("policy", "members", false),
            Self::Domains => ("domain", "name", true),
            Self::Directories => ("directory", "name", true),
            Self::Workspaces => ("workspace", "name", true),
            Self::Orgs => ("org", "name", false),
            Self::Syncs => ("sync", "sync", false),
            Self::Tokens => ("token", "created", true),
            Self::Keys => ("api_key", "expires", true),
            Self::ServiceAccounts => ("service_account", "name", true),
            Self::ServiceAccountCredentials => ("service_account_credential", "created", true),
            Self::OAuthClients => ("oauth_client", "name", true),
            Self::UserRoles => ("user_role_grant", "email", false),
            Self::GroupRoles => ("group_role", "group_name", false),
            Self::Imports => ("import", "import", false),
            Self::EventLogs => ("event_log", "since", false),
        }
    }
}

/// The filter and order of a list.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// With this text in the name or the ID, ignoring case.
    pub search: Option<String>,
    /// The one with this ID.
    pub id: Option<String>,
    /// A condition over the view's columns, in SQL.
    pub where_: Option<String>,
    /// Whether to include those that are gone.
    pub gone: bool,
    /// The order; when empty, by name, and policies by their members.
    pub order: Vec<Order>,
    /// The most rows to return.
    pub limit: Option<usize>,
}

impl ListQuery {
    /// Returns the rows with these columns of the view.
    ///
    /// # Errors
    /// When a column is unknown, the condition is not an expression, or the file cannot be read.
    pub fn run(
        &self,
        mirror: &Mirror,
        list: List,
        columns: &[String],
        row: &mut dyn FnMut(Vec<Cell>) -> ControlFlow<()>,
    ) -> Result<Found, SqlError> {
        // An empty list would say that there were none.
        if let Some(part) = list.part() {
            mirror.must_know(part)?;
        }
        let (view, by, goes) = list.view();
        let mut select = Select {
            view,
            columns: columns.to_vec(),
            limit: self.limit,
            order: self.order.clone(),
            ..Select::default()
        };
        if select.order.is_empty() {
            select.order.push(Order {
                column: by.to_owned(),
                descending: matches!(list, List::Policies | List::Syncs | List::Imports),
            });
        }
        if goes && !self.gone {
            select.conditions.push("NOT gone".to_owned());
        }
        if let Some(text) = &self.search {
            let place = select.value(text.to_lowercase());
            select
                .conditions
                .push(format!("holds(name, {place}) OR holds(id, {place})"));
        }
        if let Some(id) = &self.id {
            let place = select.value(id.clone());
            select.conditions.push(format!("id = {place}"));
        }
        if let Some(expression) = &self.where_ {
            select.user_condition(expression)?;
        }
        let truths: Vec<usize> = columns
            .iter()
            .enumerate()
            .filter(|(_, name)| TRUTHS.contains(&name.as_str()))
            .map(|(at, _)| at)
            .collect();
        let rows = select.run(mirror, &mut |mut cells| {
            for at in &truths {
                if let Some(slot) = cells.get_mut(*at)
                    && let Cell::Number(number) = slot
                {
                    *slot = Cell::Truth(*number != 0);
                }
            }
            row(cells)
        })?;
        select.found(mirror, rows, None)
    }
}

/// Columns that hold yes or no.
const TRUTHS: [&str; 5] = ["gone", "external_synced", "modifiable", "sandbox", "newest"];

impl Mirror {
    /// The groups with this ID, or this name ignoring case (names are not unique across directories).
    ///
    /// # Errors
    /// `Unknown` when there is none.
    pub fn group_ids(&self, name: &str) -> Result<Vec<String>, StoreError> {
        let doing = "find a group";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT id, coalesce(name, ''), gone_sync IS NOT NULL FROM mirror_group \
                 ORDER BY id <> ?1, id",
            )
            .during(doing)?;
        let wanted = name.to_lowercase();
        let mut ids = Vec::new();
        let mut rows = read.query([name]).during(doing)?;
        while let Some(row) = rows.next().during(doing)? {
            let fits = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Option<String>> {
                let id: String = row.get(0)?;
                // SQLite ignores case only for ASCII letters.
                let named = row.get_ref(1)?.as_str()?.to_lowercase() == wanted;
                let gone: bool = row.get(2)?;
                Ok((id == name || named && !gone).then_some(id))
            };
            ids.extend(fits(row).during(doing)?);
        }
        if ids.is_empty() {
            self.must_know("groups")?;
            let names = self
                .db
                .prepare_cached(
                    "SELECT name FROM mirror_group WHERE gone_sync IS NULL AND name IS NOT NULL",
                )
                .and_then(|mut read| read.query_map([], |row| row.get(0))?.collect());
            let names: Vec<String> = names.during(doing)?;
            return Err(StoreError::Unknown {
                what: "group",
                name: name.to_owned(),
                near: nearest(name, &names).or_else(|| begun(name, &names)),
            });
        }
        Ok(ids)
    }

    /// The one group of this ID or name.
    ///
    /// # Errors
    /// `Unknown` when there is none, `Ambiguous` when there are several.
    pub fn group_id(&self, name: &str) -> Result<GroupId, StoreError> {
        let mut ids = self.group_ids(name)?;
        match ids.len() {
            1 => Ok(GroupId::from(ids.remove(0))),
            _ if ids.first().is_some_and(|id| id == name) => Ok(GroupId::from(ids.remove(0))),
            _ => Err(StoreError::Ambiguous {
                what: "groups",
                name: name.to_owned(),
                ids: self.with_directories(ids)?,
            }),
        }
    }

    /// IDs of groups, each with its directory where that is known.
    fn with_directories(&self, ids: Vec<String>) -> Result<Vec<String>, StoreError> {
        let directories = self.directories()?;
        let mut told = Vec::with_capacity(ids.len());
        for id in ids {
            let group = self.group_facts(&id)?;
            let directory = group.and_then(|group| group.directory);
            told.push(match directory {
                Some(directory) => {
                    let mut known = directories.iter();
                    let name = known.find(|(one, _)| one.as_str() == directory);
                    let name = name.and_then(|(_, name)| name.clone());
                    format!("{id} (directory {})", name.unwrap_or(directory))
                }
                None => id,
            });
        }
        Ok(told)
    }

    /// The policy with this ID, or this name ignoring case.
    ///
    /// # Errors
    /// `Unknown` when there is none, `Ambiguous` when there are several.
    pub fn policy_id(&self, name: &str) -> Result<PolicyId, StoreError> {
        let policies = self.policies()?;
        if policies.is_empty() {
            self.must_know("policies")?;
        }
        if let Some(policy) = policies.iter().find(|policy| policy.id.as_str() == name) {
            return Ok(policy.id.clone());
        }
        let wanted = name.to_lowercase();
        let mut ids: Vec<PolicyId> = policies
            .iter()
            .filter(|policy| {
                policy
                    .name
                    .as_ref()
                    .is_some_and(|name| name.to_lowercase() == wanted)
            })
            .map(|policy| policy.id.clone())
            .collect();
        match ids.len() {
            1 => Ok(ids.remove(0)),
            0 => Err(StoreError::Unknown {
                what: "policy",
                name: name.to_owned(),
                near: {
                    let names = || policies.iter().filter_map(|policy| policy.name.as_ref());
                    nearest(name, names()).or_else(|| begun(name, names()))
                },
            }),
            _ => Err(StoreError::Ambiguous {
                what: "policies",
                name: name.to_owned(),
                ids: ids.into_iter().map(PolicyId::into_string).collect(),
            }),
        }
    }
}
