//! A query for people.

use jiff::civil::Date;

use super::select::Order;

/// A moment in the past, for [`UserQuery::added_before`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// A date.
    Day(Date),
    /// A number of days before now.
    DaysAgo(u32),
}

/// Whether the organization manages the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Managed {
    /// Managed.
    Yes,
    /// Not managed.
    No,
    /// Unknown.
    Unknown,
}

/// Whether to include people who have left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Gone {
    /// Only present people.
    #[default]
    No,
    /// Only people who have left.
    Only,
    /// Both.
    Any,
}

/// A query for people. All conditions must hold; several values of one condition are alternatives.
#[derive(Debug, Clone, Default)]
pub struct UserQuery {
    /// The status that administrators see; `unknown` when not reported.
    pub status: Vec<String>,
    /// In one of these groups, by ID or by name ignoring case.
    pub group: Vec<String>,
    /// In one of these policies, by ID or by name ignoring case; also `none`, `unknown`.
    pub policy: Vec<String>,
    /// With an address of one of these domains.
    pub domain: Vec<String>,
    /// Managed or not.
    pub managed: Option<Managed>,
    /// Organization admins, or everyone else.
    pub admin: Option<bool>,
    /// With this text in the address, name, public name or account ID, ignoring case.
    pub search: Option<String>,
    /// With access to one of these apps, by key, product, name, site or ID, in any case.
    pub app: Vec<String>,
    /// Not active for this many days: last active before, or never active and added before. With `app`, in those
    /// apps.
    pub inactive_days: Option<u32>,
    /// Never active; with `app`, never active in those apps.
    pub never_active: bool,
    /// Added to the organization before this.
    pub added_before: Option<Before>,
    /// External users: people whose accounts the organization does not manage.
    pub external: bool,
    /// With an API token.
    pub has_token: bool,
    /// With one of these roles, such as `org-admin` or `atlassian/user`; with `app`, in those apps.
    pub role: Vec<String>,
    /// Only these accounts.
    pub accounts: Vec<String>,
    /// A condition over the columns of the view `user`, in SQL.
    pub where_: Option<String>,
    /// Whether to include people who have left.
    pub gone: Gone,
    /// The order; by address when empty.
    pub order: Vec<Order>,
    /// The most people to return.
    pub limit: Option<usize>,
}

impl UserQuery {
    /// Whether it selects by apps and nothing else: everyone who has them.
    #[must_use]
    pub fn is_of_apps_only(&self) -> bool {
        let none = |lists: &[&Vec<String>]| lists.iter().all(|list| list.is_empty());
        none(&[
            &self.status,
            &self.group,
            &self.policy,
            &self.domain,
            &self.role,
            &self.accounts,
        ]) && self.managed.is_none()
            && self.admin.is_none()
            && self.search.is_none()
            && self.inactive_days.is_none()
            && self.added_before.is_none()
            && self.where_.is_none()
            && !(self.never_active || self.external || self.has_token)
            && self.gone == Gone::No
    }
}
