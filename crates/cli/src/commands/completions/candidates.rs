//! The values that arguments may have, from the configuration, the runs and the mirror. Nothing is asked of the
//! network, and what cannot be read gives no candidates: a shell has no place for errors.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use atlctl_api::UserStatus;
use atlctl_core::change::ROLES;
use atlctl_core::query::{Cell, List, ListQuery};
use atlctl_core::report::CHECKS;
use atlctl_core::store::schema_columns;
use clap_complete::CompletionCandidate;

use super::quoting::Quoting;
use crate::changes::runs;
use crate::commands::help::TOPICS;
use crate::commands::{
    directory, domain, group, key, org, policy, role, service_account, sync_parts, token, user,
    workspace,
};
use crate::config::OF_PROFILES;
use crate::context::Context;
use crate::environment::{ORG_VARIABLE, PROFILE_VARIABLE, variable};
use crate::options::Global;
use crate::ui::Ui;
use atlctl_core::escape_characters::is_unseen;

/// The kinds of values that are completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Names of profiles.
    Profile,
    /// Names of authentication policies.
    Policy,
    /// Names of groups.
    Group,
    /// Domain names.
    Domain,
    /// App names.
    App,
    /// Roles: the words for the known ones, and the IDs of those that groups give.
    Role,
    /// Parts of a sync.
    Part,
    /// Run IDs.
    Run,
    /// Statuses of people.
    Status,
    /// Columns of the list that is asked for.
    Column,
    /// Saved conditions.
    Condition,
    /// Views of the mirror.
    View,
    /// Checks of `report posture`.
    Check,
    /// Help topics and commands.
    Help,
    /// Settings of profiles.
    Setting,
}

/// More are of no use to anybody, and a shell asks before it shows them.
const MOST: usize = 200;

/// The source of candidates.
pub struct Candidates {
    context: Option<Context>,
    quoting: Quoting,
    typed: Vec<String>,
    commands: Vec<String>,
}

impl Candidates {
    /// For the words typed so far, with their `--profile` and `--org`. `commands`: those of the program.
    pub fn of(words: &[String], quoting: Quoting, commands: Vec<String>) -> Self {
        let value = |flag: &str| {
            let mut values = words.iter().enumerate().filter_map(|(at, word)| {
                let rest = word.strip_prefix(flag)?;
                match rest.strip_prefix('=') {
                    Some(value) => Some(value.to_owned()),
                    None if rest.is_empty() => words.get(at + 1).cloned(),
                    None => None,
                }
            });
            values.next().filter(|value| !value.is_empty())
        };
        let global = Global {
            profile: value("--profile").or_else(|| variable(PROFILE_VARIABLE)),
            org: value("--org").or_else(|| variable(ORG_VARIABLE)),
            quiet: true,
            no_input: true,
            ..Global::default()
        };
        let ui = Ui::new(&global);
        let typed = words.iter().skip_while(|word| *word != "--").skip(2);
        Self {
            context: Context::new(global, ui).ok(),
            quoting,
            typed: typed.cloned().collect(),
            commands,
        }
    }

    /// The candidates that start with what is typed.
    pub fn matching(&self, kind: Kind, typed: &str) -> Vec<CompletionCandidate> {
        let unescaped = self.quoting.unescaped(typed);
        // Several values of one flag: the last is the one that is typed.
        let several = matches!(
            kind,
            Kind::Status | Kind::Domain | Kind::Column | Kind::Part | Kind::Role | Kind::Check
        );
        let (before, last) = match unescaped.rsplit_once(',').filter(|_| several) {
            Some((before, last)) => (format!("{before},"), last.to_lowercase()),
            None => (String::new(), unescaped.to_lowercase()),
        };
        let (sign, last) = match last.strip_prefix('-').filter(|_| kind == Kind::Column) {
            Some(rest) => ("-", rest.to_owned()),
            None => ("", last),
        };
        self.values(kind)
            .into_iter()
            .filter(|value| {
                value.to_lowercase().starts_with(&last) && !value.chars().any(is_unseen)
            })
            .take(MOST)
            .map(|value| {
                CompletionCandidate::new(self.quoting.word(&format!("{before}{sign}{value}")))
            })
            .collect()
    }

    fn values(&self, kind: Kind) -> Vec<String> {
        let Some(context) = &self.context else {
            return Vec::new();
        };
        match kind {
            Kind::Profile => context.config().map_or_else(
                |_| Vec::new(),
                |config| config.profiles().map(|(name, _)| name.to_owned()).collect(),
            ),
            Kind::Status => UserStatus::KNOWN
                .iter()
                .chain([&"unknown"])
                .map(|&status| status.to_owned())
                .collect(),
            Kind::Run => context
                .org()
                .ok()
                .and_then(|org| runs(context, &org).ids().ok())
                .map_or_else(Vec::new, |ids| {
                    ids.into_iter().chain(["last".to_owned()]).collect()
                }),
            Kind::Policy => policies(context),
            Kind::Group => names(context, List::Groups, "name"),
            Kind::Domain => names(context, List::Domains, "name"),
            Kind::App => apps(context),
            Kind::Role => {
                let words = ROLES.iter().map(|role| role.word.to_owned());
                words
                    .chain(names(context, List::GroupRoles, "role"))
                    .collect()
            }
            Kind::View => {
                let views = schema_columns();
                let views = views.iter().map(|column| column.view.to_owned());
                views.collect::<BTreeSet<_>>().into_iter().collect()
            }
            Kind::Check => CHECKS.iter().map(|check| check.id.to_owned()).collect(),
            Kind::Help => {
                let topics = TOPICS.iter().map(|topic| topic.name.to_owned());
                topics.chain(self.commands.clone()).collect()
            }
            Kind::Setting => OF_PROFILES
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect(),
            Kind::Part => sync_parts().map(str::to_owned).collect(),
            Kind::Column => self.columns(),
            Kind::Condition => context.config().map_or_else(
                |_| Vec::new(),
                |config| at_names(config.saved_conditions()).collect(),
            ),
        }
    }

    /// The saved reports: name, and the words that it stands for.
    pub fn saved_reports(&self) -> Vec<(String, Vec<String>)> {
        let config = self
            .context
            .as_ref()
            .and_then(|context| context.config().ok());
        let saved = config.map(|config| config.saved_reports().clone());
        let saved = saved.unwrap_or_default();
        let words = saved.values().map(|words| shlex::split(words));
        let named = at_names(&saved).zip(words);
        named
            .filter_map(|(name, words)| Some((name, words?)))
            .collect()
    }

    /// The columns of the list whose command is typed.
    fn columns(&self) -> Vec<String> {
        let of = |noun: &String| {
            Some(match noun.as_str() {
                "user" | "users" => user::columns(),
                "group" | "groups" => group::columns(),
                "role" | "roles" => role::columns(),
                "policy" | "policies" => policy::columns(),
                "domain" | "domains" => domain::columns(),
                "directory" | "directories" => directory::columns(),
                "workspace" | "workspaces" => workspace::columns(),
                "token" | "tokens" => token::columns(),
                "key" | "keys" => key::columns(),
                "service-account" | "service-accounts" => service_account::columns(),
                "org" | "orgs" => org::columns(),
                _ => return None,
            })
        };
        let columns = self.typed.iter().find_map(of).unwrap_or_default();
        columns
            .iter()
            .map(|column| column.name().to_owned())
            .collect()
    }
}

fn at_names(saved: &BTreeMap<String, String>) -> impl Iterator<Item = String> {
    saved.keys().map(|name| format!("@{name}"))
}

/// The products and keys of the apps.
fn apps(context: &Context) -> Vec<String> {
    let mirror = context.mirror_without_header().ok();
    let apps = mirror.and_then(|mirror| mirror.apps().ok());
    let mut words: Vec<String> = (apps.unwrap_or_default().into_iter())
        .flat_map(|app| app.product.into_iter().chain(app.key))
        .collect();
    // The word for it that examples use.
    if words.iter().any(|word| word == "jira-software") {
        words.push("jira".to_owned());
    }
    words.sort();
    words.dedup();
    words
}

/// The distinct values of a column of a list in the mirror.
/// Names of policies; one without a name has its ID.
fn policies(context: &Context) -> Vec<String> {
    let policies = context
        .mirror_without_header()
        .and_then(|mirror| Ok(mirror.policies()?));
    let named = policies.into_iter().flatten();
    let mut names: Vec<String> = named
        .map(|policy| policy.name.unwrap_or_else(|| policy.id.into_string()))
        .collect();
    names.sort();
    names.dedup();
    names
}

fn names(context: &Context, list: List, column: &str) -> Vec<String> {
    let Ok(mirror) = context.mirror_without_header() else {
        return Vec::new();
    };
    let mut values = Vec::new();
    let _ = ListQuery::default().run(&mirror, list, &[column.to_owned()], &mut |cells| {
        if let Some(Cell::Text(text)) = cells.into_iter().next() {
            values.push(text);
        }
        ControlFlow::Continue(())
    });
    values.sort();
    values.dedup();
    values
}
