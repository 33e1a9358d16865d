//! Filters: flags that select people in the mirror, the same for lists and for changes.

use atlctl_api::UserStatus;
use atlctl_core::query::{Before, Managed, UserQuery};
use atlctl_core::store::Mirror;
use atlctl_core::sync::Stage;
use clap::Args;

use crate::duration::{days, days_or_more};
use crate::error::{CliError, CliResult};
use crate::hint_commands::word;
use crate::role_name::role_id;
use crate::saved_names::condition;
use crate::ui::display;

/// The longest name of an app in a heading.
const LONGEST_APP: usize = 24;

/// Flags that select people. All of them must match; several values of one flag are alternatives.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
#[group(skip)]
pub struct Filter {
    /// Only people with this status, such as suspended
    ///
    /// One of active, suspended, not_invited, deactivated, for_deletion and unknown; several are separated by commas.
    /// `unknown` includes statuses that atlctl does not know, such as blocked.
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    pub status: Vec<String>,
    /// Only people not active for this long, such as 90d
    ///
    /// Also 12w or 6mo; a bare number means days. With --app, counts activity in that app only. Includes people
    /// who have never been active and were added longer ago than that.
    #[arg(long, value_name = "TIME", value_parser = days_or_more)]
    pub inactive: Option<u32>,
    /// Only people who have never been active
    ///
    /// With --app, never in that app.
    #[arg(long)]
    pub never_active: bool,
    /// Only people added before this date or time, such as 90d
    ///
    /// A date such as 2026-01-31, or a time such as 90d: people who were added to the organization longer ago than that.
    #[arg(long, value_name = "TIME", value_parser = before)]
    pub added_before: Option<Before>,
    /// Only people with access to this app, such as jira
    ///
    /// The app's key such as jira-software, its product, name, site, KEY@SITE or ID.
    #[arg(long, value_name = "APP")]
    pub app: Vec<String>,
    /// Only people in this group (name or ID)
    #[arg(long, value_name = "GROUP")]
    pub group: Vec<String>,
    /// Only people in this policy (name or ID)
    ///
    /// `none` for people in no authentication policy, `unknown` for people whose policy is unknown.
    #[arg(long, value_name = "POLICY")]
    pub policy: Vec<String>,
    /// Only people with an address in this domain
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',')]
    pub domain: Vec<String>,
    /// Only managed accounts
    #[arg(long, conflicts_with = "unmanaged")]
    pub managed: bool,
    /// Only accounts that are not managed, including app accounts
    #[arg(long)]
    pub unmanaged: bool,
    /// Only external users: people, not programs, whose accounts are not managed
    #[arg(long, conflicts_with = "managed")]
    pub external: bool,
    /// Only organization admins
    #[arg(long)]
    pub admin: bool,
    /// Only people with an API token
    #[arg(long)]
    pub has_token: bool,
    /// Only people with this role, such as org-admin
    ///
    /// With --app, only a role in that app, such as user.
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    pub role: Vec<String>,
    /// Only people with this text in email, name or ID
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only people for whom this SQL condition is true
    ///
    /// A condition on the columns of the view "user" (see them: atlctl sql --schema). @NAME stands for a saved condition
    /// of the configuration.
    #[arg(long = "where", value_name = "CONDITION", value_parser = condition)]
    pub condition: Option<String>,
}

impl Filter {
    /// The IDs of its arguments.
    pub const IDS: [&str; 16] = [
        "status",
        "inactive",
        "never_active",
        "added_before",
        "app",
        "group",
        "policy",
        "domain",
        "managed",
        "unmanaged",
        "external",
        "admin",
        "has_token",
        "role",
        "search",
        "condition",
    ];

    /// The parts of the mirror that a list of these people reads, people first.
    #[must_use]
    pub fn parts(&self) -> Vec<Stage> {
        let mut parts = vec![Stage::Users, Stage::Policies];
        parts.extend(self.needed_parts());
        parts.dedup();
        parts
    }

    /// The parts of the mirror that these filters decide by, beside the people.
    pub fn needed_parts(&self) -> impl Iterator<Item = Stage> {
        let needed = [
            (!self.policy.is_empty(), Stage::Policies),
            (!self.group.is_empty(), Stage::Groups),
            (self.has_token, Stage::Tokens),
            (!self.role.is_empty(), Stage::GroupRoles),
            (!self.role.is_empty(), Stage::UserRoles),
        ];
        let needed = needed.into_iter().filter(|(needs, _)| *needs);
        needed.map(|(_, part)| part)
    }

    /// What heads the last activity in the apps that are named, where it is compared.
    pub fn activity_in_apps(&self) -> Option<String> {
        let compared = self.inactive.is_some() || self.never_active;
        match self.app.as_slice() {
            [app] if compared && app.chars().count() <= LONGEST_APP => {
                Some(format!("Last active in {}", display(app)))
            }
            [] => None,
            [_] => compared.then(|| "Last active in the app".to_owned()),
            _ => compared.then(|| "Last active in these apps".to_owned()),
        }
    }

    /// The columns of a list that these filters compare.
    pub fn filtered_columns(&self) -> impl Iterator<Item = &'static str> {
        // Activity in one app is in no column.
        let activity = self.app.is_empty() && self.inactive.is_some();
        [
            ("last_active", activity),
            ("added_to_org", self.added_before.is_some()),
        ]
        .into_iter()
        .filter_map(|(column, compared)| compared.then_some(column))
    }

    /// The query on this mirror.
    ///
    /// # Errors
    /// When a role is unknown, or the mirror cannot be read.
    pub fn query(&self, mirror: &Mirror) -> CliResult<UserQuery> {
        let roles = self.role.iter().map(|role| role_id(mirror, role));
        Ok(UserQuery {
            status: self.status.clone(),
            group: self.group.clone(),
            policy: self.policy.clone(),
            domain: self.domain.clone(),
            managed: match (self.managed, self.unmanaged) {
                (true, _) => Some(Managed::Yes),
                (_, true) => Some(Managed::No),
                _ => None,
            },
            admin: self.admin.then_some(true),
            search: self.search.clone(),
            app: self.app.clone(),
            inactive_days: self.inactive,
            never_active: self.never_active,
            added_before: self.added_before,
            external: self.external,
            has_token: self.has_token,
            role: roles.collect::<CliResult<_>>()?,
            where_: self.condition.clone(),
            ..UserQuery::default()
        })
    }

    /// The people whom it selects, in words.
    pub fn described(&self) -> String {
        match (&self.condition, self.flags().as_slice()) {
            (Some(condition), [_]) => format!("people with {condition}"),
            (_, flags) => format!("people matching {}", flags.join(" ")),
        }
    }

    /// Whether any of its flags is given.
    pub fn is_given(&self) -> bool {
        !self.flags().is_empty()
    }

    /// Its flags as they were given, each with its value, quoted for a shell.
    pub fn flags(&self) -> Vec<String> {
        let flags = self.words().into_iter();
        flags
            .map(|(flag, value)| match value {
                Some(value) => format!("{flag} {}", word(&value)),
                None => flag,
            })
            .collect()
    }

    /// Its flags as they were given, each with its value, as words of a command line that are not quoted.
    pub fn words(&self) -> Vec<(String, Option<String>)> {
        let mut flags = Vec::new();
        let mut add = |flag: &str, value: String| flags.push((format!("--{flag}"), Some(value)));
        let lists = [
            ("status", &self.status),
            ("app", &self.app),
            ("group", &self.group),
            ("policy", &self.policy),
            ("domain", &self.domain),
            ("role", &self.role),
        ];
        for (flag, values) in lists {
            values.iter().for_each(|value| add(flag, value.clone()));
        }
        if let Some(days) = self.inactive {
            add("inactive", format!("{days}d"));
        }
        match self.added_before {
            Some(Before::Day(day)) => add("added-before", day.to_string()),
            Some(Before::DaysAgo(days)) => add("added-before", format!("{days}d")),
            None => {}
        }
        for (flag, text) in [("search", &self.search), ("where", &self.condition)] {
            if let Some(text) = text {
                add(flag, text.clone());
            }
        }
        let switches = [
            ("--never-active", self.never_active),
            ("--managed", self.managed),
            ("--unmanaged", self.unmanaged),
            ("--external", self.external),
            ("--admin", self.admin),
            ("--has-token", self.has_token),
        ];
        let given = switches.iter().filter(|(_, given)| *given);
        flags.extend(given.map(|(flag, _)| ((*flag).to_owned(), None)));
        flags
    }

    /// Refuses filters that only the mirror can answer. `gone`: whether gone people are requested.
    ///
    /// # Errors
    /// When one of these flags is given.
    pub fn must_be_live(&self, gone: bool) -> CliResult<()> {
        let only_mirror = [
            ("--where", self.condition.is_some()),
            ("--policy", !self.policy.is_empty()),
            ("--gone", gone),
            ("--inactive", self.inactive.is_some()),
            ("--never-active", self.never_active),
            ("--added-before", self.added_before.is_some()),
            ("--app", !self.app.is_empty()),
            ("--external", self.external),
            ("--admin", self.admin),
            ("--has-token", self.has_token),
            ("--role", !self.role.is_empty()),
            (
                "--status unknown",
                self.status.iter().any(|status| status == "unknown"),
            ),
        ];
        let given: Vec<&str> = only_mirror
            .iter()
            .filter(|(_, given)| *given)
            .map(|(name, _)| *name)
            .collect();
        if given.is_empty() {
            return self.states_are_known();
        }
        Err(
            CliError::usage(format!("{} cannot be used with --live", given.join(", ")))
                .hint("leave out --live to use the mirror; if it is too old, first: atlctl sync"),
        )
    }

    /// Refuses an unknown status: otherwise, a typo would return no people.
    fn states_are_known(&self) -> CliResult<()> {
        match self
            .status
            .iter()
            .find(|state| !UserStatus::KNOWN.contains(&state.as_str()))
        {
            None => Ok(()),
            Some(slip) => Err(CliError::usage(format!(
                "unknown status {slip:?}; use one of {}",
                UserStatus::KNOWN.join(", ")
            ))),
        }
    }
}

/// A date, or a time before now.
fn before(text: &str) -> Result<Before, String> {
    match text.trim().parse() {
        Ok(day) => Ok(Before::Day(day)),
        Err(_) => match days(text) {
            Ok(days) => Ok(Before::DaysAgo(days)),
            Err(why) if text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains('-') => {
                Err(why)
            }
            Err(_) => Err("use a date such as 2026-01-31, or a time such as 90d".to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_or_dates() {
        assert_eq!(before("90d"), Ok(Before::DaysAgo(90)));
        let day = jiff::civil::date(2026, 1, 31);
        assert_eq!(before("2026-01-31"), Ok(Before::Day(day)));
        for text in ["", "2026-02-30", "yesterday", "9999y"] {
            assert!(before(text).is_err(), "{text}");
        }
    }

    /// Every argument must be in the list of IDs; otherwise it could be combined with a list of names and be ignored.
    #[test]
    fn ids_are_those_of_the_arguments() {
        let command = Filter::augment_args(clap::Command::new("x"));
        let ids: Vec<&str> = command
            .get_arguments()
            .map(|arg| arg.get_id().as_str())
            .collect();
        assert_eq!(ids, Filter::IDS);
    }
}
