//! Which people: flags that compose.

use atlctl_api::UserStatus;
use atlctl_core::query::{Gone, Managed, UserQuery};
use clap::Args;

use crate::error::{CliError, CliResult};

/// Which people. All that is given must hold; several values of one flag are alternatives.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Which people")]
pub struct Filter {
    /// In this state: active, suspended, not_invited, deactivated, for_deletion, unknown
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    pub status: Vec<String>,
    /// Not active for so long, such as 90d or 12w; never counts when they came before that
    #[arg(long, value_name = "TIME", value_parser = days)]
    pub inactive: Option<u32>,
    /// In this group (name or id)
    #[arg(long, value_name = "GROUP")]
    pub group: Vec<String>,
    /// In this authentication policy (name or id), or none, or unknown
    #[arg(long, value_name = "POLICY")]
    pub policy: Vec<String>,
    /// With an address of this domain
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',')]
    pub domain: Vec<String>,
    /// Managed by the organization
    #[arg(long, conflicts_with = "unmanaged")]
    pub managed: bool,
    /// Not managed by the organization
    #[arg(long)]
    pub unmanaged: bool,
    /// Organization admins
    #[arg(long)]
    pub admin: bool,
    /// With this in address, name or account id
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// A condition in SQL over the columns of the view "user" (see: atlctl sql --schema)
    #[arg(long = "where", value_name = "CONDITION")]
    pub condition: Option<String>,
    /// Those who are gone
    #[arg(long)]
    pub gone: bool,
}

impl Filter {
    /// The question to the mirror.
    pub fn query(self) -> UserQuery {
        UserQuery {
            status: self.status,
            group: self.group,
            policy: self.policy,
            domain: self.domain,
            managed: match (self.managed, self.unmanaged) {
                (true, _) => Some(Managed::Yes),
                (_, true) => Some(Managed::No),
                _ => None,
            },
            admin: self.admin.then_some(true),
            search: self.search,
            inactive_days: self.inactive,
            where_: self.condition,
            gone: if self.gone { Gone::Only } else { Gone::No },
            ..UserQuery::default()
        }
    }

    /// Refuses what only the mirror can answer.
    ///
    /// # Errors
    /// When one of these flags is given.
    pub fn must_be_live(&self) -> CliResult<()> {
        let only_mirror = [
            ("--where", self.condition.is_some()),
            ("--policy", !self.policy.is_empty()),
            ("--gone", self.gone),
            ("--inactive", self.inactive.is_some()),
            ("--admin", self.admin),
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
        Err(CliError::usage(format!(
            "{} cannot be asked of the server (--live)",
            given.join(", ")
        ))
        .hint("leave --live out to ask the mirror; if it is too old, first: atlctl sync"))
    }

    /// The server finds nobody in a state that there is not: a slip would look like an answer.
    fn states_are_known(&self) -> CliResult<()> {
        match self
            .status
            .iter()
            .find(|state| !UserStatus::KNOWN.contains(&state.as_str()))
        {
            None => Ok(()),
            Some(slip) => Err(CliError::usage(format!(
                "nobody is in the state {slip:?}; there are {}",
                UserStatus::KNOWN.join(", ")
            ))),
        }
    }
}

/// `90d`, `12w`, `6m` (30 days each), `1y`; a bare number is days.
fn days(text: &str) -> Result<u32, String> {
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(number.len()..).unwrap_or_default();
    let each = match unit {
        "" | "d" => 1,
        "w" => 7,
        "m" => 30,
        "y" => 365,
        _ => return Err("it must be like 90d, 12w, 6m or 1y".to_owned()),
    };
    let long = || "that is longer than a hundred years".to_owned();
    let number: u32 = number.parse().map_err(|_| {
        if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
            long()
        } else {
            "it must begin with a number".to_owned()
        }
    })?;
    number
        .checked_mul(each)
        .filter(|days| *days <= 36_500)
        .ok_or_else(long)
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn times() {
        assert_eq!(days("90d"), Ok(90));
        assert_eq!(days("90"), Ok(90));
        assert_eq!(days("12w"), Ok(84));
        assert_eq!(days("6m"), Ok(180));
        assert_eq!(days("1y"), Ok(365));
        assert!(days("99999999999d").unwrap_err().contains("years"));
        for text in ["", "d", "90x", "-5d", "99999999999d", "9999y", "ü"] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
