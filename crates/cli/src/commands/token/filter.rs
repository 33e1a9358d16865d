//! Filters on API tokens, the same for the list and for the revocation.

use std::collections::HashSet;
use std::ops::ControlFlow;

use atlctl_api::ApiToken;
use atlctl_core::input::key;
use atlctl_core::query::{CredentialQuery, List};
use atlctl_core::store::Mirror;
use atlctl_core::sync::epoch;
use clap::Args;
use jiff::Timestamp;

use crate::duration::{days, days_or_more};
use crate::error::{CliError, CliResult};
use crate::hint_commands::{self, word};
use crate::ui::display;

const DAY: i64 = 86_400;

/// Which tokens. All of them must match; several people are alternatives.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
#[group(skip)]
pub struct TokenFilter {
    /// Only tokens of this person (email address or account ID)
    #[arg(long, alias = "owner", value_name = "PERSON", value_delimiter = ',')]
    person: Vec<String>,
    /// Only tokens that have not been used for this long, such as 180d or 12w. Includes tokens that have never been used,
    /// if they were created before that
    #[arg(long, alias = "unused-for", value_name = "TIME", value_parser = days_or_more)]
    unused: Option<u32>,
    /// Only tokens without any recorded use
    #[arg(long)]
    never_used: bool,
    /// Only tokens that expire within this time, such as 30d, and tokens that have expired
    #[arg(long, alias = "expires-within", value_name = "TIME", value_parser = days)]
    expiring: Option<u32>,
    /// Only tokens that were created longer ago than this, such as 1y
    #[arg(long, value_name = "TIME", value_parser = days)]
    older_than: Option<u32>,
}

/// A filter that is ready to be asked.
pub struct PreparedFilter<'a> {
    filter: &'a TokenFilter,
    people: HashSet<String>,
    now: i64,
}

impl TokenFilter {
    /// Whether any of its flags is given.
    pub fn is_given(&self) -> bool {
        !self.flags().is_empty()
    }

    /// Its flags as they were given, for a description.
    pub fn flags(&self) -> Vec<String> {
        let mut flags: Vec<String> = Vec::new();
        flags.extend(
            self.person
                .iter()
                .map(|one| format!("--person {}", word(one))),
        );
        let times = [
            ("unused", self.unused),
            ("expiring", self.expiring),
            ("older-than", self.older_than),
        ];
        for (flag, days) in times {
            flags.extend(days.map(|days| format!("--{flag} {days}d")));
        }
        flags.extend(self.never_used.then(|| "--never-used".to_owned()));
        flags
    }

    /// The columns that the flags filter by.
    pub fn filtered_columns(&self) -> impl Iterator<Item = &'static str> {
        [
            ("last_used", self.unused.is_some() || self.never_used),
            ("expires", self.expiring.is_some()),
            ("created", self.older_than.is_some()),
        ]
        .into_iter()
        .filter_map(|(column, filtered)| filtered.then_some(column))
    }

    /// The query on the mirror.
    pub fn query(&self) -> CredentialQuery {
        CredentialQuery {
            owners: self.person.clone(),
            unused_days: self.unused,
            never_used: self.never_used,
            expiring_days: self.expiring,
            older_than_days: self.older_than,
            ..CredentialQuery::default()
        }
    }

    /// The filter for the time of now. People are also known by the account that the mirror has for their address.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn ready(&self, mirror: Option<&Mirror>, now: Timestamp) -> CliResult<PreparedFilter<'_>> {
        let mut people = HashSet::new();
        for name in &self.person {
            people.insert(key(name));
            if let (Some(mirror), true) = (mirror, name.contains('@'))
                && let Some(person) = mirror.person_by_email(name)?
            {
                people.insert(key(person.account_id.as_str()));
            }
        }
        Ok(PreparedFilter {
            filter: self,
            people,
            now: now.as_second(),
        })
    }

    /// Refuses people who are not in the mirror and have no token: probably typos.
    ///
    /// # Errors
    /// When somebody is not known.
    pub fn people_are_known(&self, mirror: &Mirror, tokens: &[ApiToken]) -> CliResult<()> {
        for name in &self.person {
            let wanted = key(name);
            let owns = |token: &ApiToken| owner_keys(token).any(|known| known == wanted);
            let known = if name.contains('@') {
                mirror.person_by_email(name)?
            } else {
                mirror.person_by_id(&name.trim().into())?
            };
            if known.is_none() && !tokens.iter().any(owns) {
                return Err(unknown_owner(mirror, name)?);
            }
        }
        Ok(())
    }

    /// As [`Self::people_are_known`], with the tokens of the mirror.
    ///
    /// # Errors
    /// When somebody is not known, or the mirror cannot be read.
    pub fn people_are_in(&self, mirror: &Mirror, now: Timestamp) -> CliResult<()> {
        for name in &self.person {
            let known = if name.contains('@') {
                mirror.person_by_email(name)?
            } else {
                mirror.person_by_id(&name.trim().into())?
            };
            let of_them = CredentialQuery {
                owners: vec![name.clone()],
                gone: true,
                limit: Some(1),
                ..CredentialQuery::default()
            };
            let owns = || {
                let id = ["id".to_owned()];
                of_them.run(mirror, List::Tokens, now, &id, &mut |_| {
                    ControlFlow::Break(())
                })
            };
            if known.is_none() && owns()?.rows == 0 {
                return Err(unknown_owner(mirror, name)?);
            }
        }
        Ok(())
    }
}

impl PreparedFilter<'_> {
    /// Whether a token matches; `None` where that is unknown.
    pub fn matches(&self, token: &ApiToken) -> Option<bool> {
        let filter = self.filter;
        let before = |days: u32| self.now - i64::from(days) * DAY;
        let person =
            self.people.is_empty() || owner_keys(token).any(|known| self.people.contains(&known));
        let created = time(token.created_at.as_deref());
        let used = time(token.last_active_at.as_deref());
        let expires = time(token.expires_at.as_deref());
        let mut all = vec![Some(person)];
        if let Some(days) = filter.unused {
            all.push(match (used, created) {
                (Time::At(used), _) => Some(used <= before(days)),
                // A new token has not had the time to be used.
                (Time::None, Time::At(created)) => Some(created <= before(days)),
                _ => None,
            });
        }
        if filter.never_used {
            all.push(match used {
                Time::At(_) => Some(false),
                Time::None => Some(true),
                Time::Odd => None,
            });
        }
        if let Some(days) = filter.expiring {
            all.push(match expires {
                Time::At(at) => Some(at <= self.now + i64::from(days) * DAY),
                Time::None => Some(false),
                Time::Odd => None,
            });
        }
        if let Some(days) = filter.older_than {
            all.push(match created {
                Time::At(at) => Some(at <= before(days)),
                _ => None,
            });
        }
        if all.contains(&Some(false)) {
            return Some(false);
        }
        (!all.contains(&None)).then_some(true)
    }
}

/// The error for somebody who is not in the mirror and owns no token.
fn unknown_owner(mirror: &Mirror, name: &str) -> CliResult<CliError> {
    let error = CliError::usage(format!(
        "{} is not in the mirror and has no API token",
        display(name)
    ));
    let near = mirror.suggest(name)?;
    Ok(if near.is_empty() {
        let search = hint_commands::command(&["user", "list", "--search", name]);
        error.hint(format!("search for them: {search}"))
    } else {
        error.hint(format!("did you mean: {}", display(&near.join(", "))))
    })
}

/// The address and the account of the owner.
fn owner_keys(token: &ApiToken) -> impl Iterator<Item = String> {
    let user = token.user.as_ref();
    let email = user.and_then(|user| user.email.as_deref());
    let account = user.and_then(|user| user.id.as_ref());
    let account = account.map(atlctl_api::AccountId::as_str);
    email.into_iter().chain(account).map(key)
}

#[derive(Clone, Copy)]
enum Time {
    At(i64),
    None,
    /// A time that cannot be read.
    Odd,
}

fn time(text: Option<&str>) -> Time {
    match text {
        None => Time::None,
        Some(text) => epoch(text).map_or(Time::Odd, Time::At),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(created: &str, used: Option<&str>, expires: Option<&str>) -> ApiToken {
        ApiToken {
            created_at: Some(created.to_owned()),
            last_active_at: used.map(str::to_owned),
            expires_at: expires.map(str::to_owned),
            user: Some(atlctl_api::TokenUser {
                id: Some("557058:ann".into()),
                name: None,
                email: Some("Ann@Example.com".to_owned()),
            }),
            ..ApiToken::default()
        }
    }

    fn asked(filter: &TokenFilter, token: &ApiToken) -> Option<bool> {
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        filter.ready(None, now).unwrap().matches(token)
    }

    #[test]
    fn unknown_is_not_no() {
        let unused = TokenFilter {
            unused: Some(180),
            ..TokenFilter::default()
        };
        let old = "2025-01-01T00:00:00Z";
        for (token, wanted) in [
            (token(old, Some("2026-11-01T00:00:00Z"), None), Some(false)),
            (token(old, Some("2026-01-01T00:00:00Z"), None), Some(true)),
            (token(old, None, None), Some(true)),
            (token("2026-11-20T00:00:00Z", None, None), Some(false)),
            (token(old, Some("soon"), None), None),
        ] {
            assert_eq!(asked(&unused, &token), wanted, "{token:?}");
        }
    }

    #[test]
    fn each_filter() {
        let one = token("2026-01-01T00:00:00Z", None, Some("2026-12-01T00:00:00Z"));
        let filter = |change: fn(&mut TokenFilter)| {
            let mut filter = TokenFilter::default();
            change(&mut filter);
            filter
        };
        for (filter, wanted) in [
            (filter(|f| f.never_used = true), true),
            (filter(|f| f.expiring = Some(30)), true),
            (filter(|f| f.expiring = Some(3)), false),
            (filter(|f| f.older_than = Some(30)), true),
            (filter(|f| f.older_than = Some(365)), false),
            (
                filter(|f| f.person = vec!["ann@example.com".to_owned()]),
                true,
            ),
            (filter(|f| f.person = vec!["557058:ann".to_owned()]), true),
            (
                filter(|f| f.person = vec!["bob@example.com".to_owned()]),
                false,
            ),
        ] {
            assert_eq!(asked(&filter, &one), Some(wanted), "{:?}", filter.flags());
        }
    }
}
