//! Which of the flags of `user list` a command takes to select people. A flag may have another meaning there: `role
//! grant` gives a role in an app, and `user remove-access` takes the app away from the people it selects.

use atlctl_core::query::UserQuery;
use atlctl_core::store::Mirror;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use crate::error::{CliError, CliResult};
use crate::people_filter::Filter;
use crate::same_command::hint_to_add;

/// The error where nobody is selected, with the command line and somebody, and how to select others.
pub(super) fn none_selected<F: PeopleFilter>() -> CliError {
    let added = match F::LIST_ONLY {
        true => "--csv FILE",
        false => "ann@example.com",
    };
    CliError::usage("no people selected")
        .hint(hint_to_add("for example", added))
        .hint(F::HOW)
}

/// The flags of a command that select people in the mirror.
pub trait PeopleFilter: Args + 'static {
    /// The flags that cannot be used with names.
    const NOT_WITH_NAMES: &'static [&'static str];

    /// Whether people are selected by a list alone, because the list says more of them.
    const LIST_ONLY: bool = false;

    /// The columns, besides those of the person, whose headings can be named with `--column`.
    const COLUMNS: &'static [&'static str] = &[];

    /// What `--group` is for, where the command has it.
    const GROUP: Option<&'static str> = None;

    /// How people are selected: the hint where nobody is.
    const HOW: &'static str =
        "name people, or use --csv FILE, --from-stdin or filters such as --group GROUP";

    /// The filter; `None` when none of its flags selects people.
    fn given(&self) -> Option<&Filter>;
}

/// What `--group` is for, where it selects people.
const MEMBERS: Option<&str> = Some("to select the members of the group");

impl PeopleFilter for Filter {
    const GROUP: Option<&'static str> = MEMBERS;
    const NOT_WITH_NAMES: &'static [&'static str] = &Self::IDS;

    fn given(&self) -> Option<&Filter> {
        self.is_given().then_some(self)
    }
}

/// No filter: people are named.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub struct NoFilter {}

impl PeopleFilter for NoFilter {
    const NOT_WITH_NAMES: &'static [&'static str] = &[];
    const HOW: &'static str = "name people, or use --csv FILE or --from-stdin";

    fn given(&self) -> Option<&Filter> {
        None
    }
}

/// A list alone.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub struct ListOnly {}

impl PeopleFilter for ListOnly {
    const NOT_WITH_NAMES: &'static [&'static str] = &[];
    const LIST_ONLY: bool = true;
    const COLUMNS: &'static [&'static str] = &[
        "action",
        "policy",
        "group",
        "role",
        "app",
        "site",
        "new_email",
        "reason",
        "groups",
        "apps",
        "name",
        "nickname",
        "job_title",
        "department",
        "organization",
        "location",
        "zoneinfo",
        "locale",
    ];
    const HOW: &'static str = "name a list with --csv FILE, or use --from-stdin";

    fn given(&self) -> Option<&Filter> {
        None
    }
}

/// The filter of a command that needs one app: `--app` alone selects nobody, and may be used with names.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub struct AppFilter {
    #[command(flatten)]
    filter: Filter,
}

impl AppFilter {
    /// The app of the command.
    pub fn app(&self) -> &[String] {
        &self.filter.app
    }

    /// The filter of people with this app, and what it selects; `None` when none of its flags selects people. What the
    /// flag names may be on several sites, and the command takes one app away.
    ///
    /// # Errors
    /// When a value of a flag is unknown, or the mirror cannot be read.
    pub fn of_app(&self, mirror: &Mirror, id: &str) -> CliResult<Option<(UserQuery, String)>> {
        let Some(filter) = self.given() else {
            return Ok(None);
        };
        let query = UserQuery {
            app: vec![id.to_owned()],
            ..filter.query(mirror)?
        };
        Ok(Some((query, filter.described())))
    }
}

impl PeopleFilter for AppFilter {
    const GROUP: Option<&'static str> = MEMBERS;
    const NOT_WITH_NAMES: &'static [&'static str] = &[
        "status",
        "inactive",
        "never_active",
        "added_before",
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

    fn given(&self) -> Option<&Filter> {
        let flags = self.filter.flags();
        let others = flags.iter().any(|flag| !flag.starts_with("--app "));
        others.then_some(&self.filter)
    }
}

/// The filter of a command whose `--app` and `--group` say what is granted, and to which group: all other flags.
#[derive(Debug, Clone, Default)]
pub struct GrantFilter {
    filter: Filter,
}

impl GrantFilter {
    /// The IDs that mean something else there.
    const TAKEN: [&'static str; 3] = ["app", "group", "role"];

    fn of(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut filter = Filter::from_arg_matches(matches)?;
        for taken in [&mut filter.app, &mut filter.group, &mut filter.role] {
            taken.clear();
        }
        Ok(Self { filter })
    }
}

impl Args for GrantFilter {
    fn augment_args(command: Command) -> Command {
        let all = Filter::augment_args(Command::new("filter"));
        let free = |arg: &&Arg| !Self::TAKEN.contains(&arg.get_id().as_str());
        let own = all.get_arguments().filter(free).cloned();
        // A group's role is given to the group, and activity in one app is not compared.
        let own = own.map(|arg| match arg.get_id().as_str() {
            "inactive" => arg.long_help(
                "Only people not active for this long, such as 90d\n\nAlso 12w or 6mo; a bare number means days. \
                 Activity in any app counts. Includes people who have never been active and were added longer ago than \
                 that.",
            ),
            "never_active" => arg.long_help("Only people who have never been active"),
            _ => arg,
        });
        let own: Vec<Arg> = own.map(|arg| arg.conflicts_with("group")).collect();
        command.args(own)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for GrantFilter {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::of(matches)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::of(matches)?;
        Ok(())
    }
}

impl PeopleFilter for GrantFilter {
    const GROUP: Option<&'static str> = Some("to change the role of the group");
    const NOT_WITH_NAMES: &'static [&'static str] = &[
        "status",
        "inactive",
        "never_active",
        "added_before",
        "policy",
        "domain",
        "managed",
        "unmanaged",
        "external",
        "admin",
        "has_token",
        "search",
        "condition",
    ];
    const HOW: &'static str =
        "name people, or use --csv FILE, --from-stdin or filters such as --domain DOMAIN";

    fn given(&self) -> Option<&Filter> {
        self.filter.is_given().then_some(&self.filter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_flags_but_the_app_exclude_names() {
        let others = Filter::IDS.into_iter().filter(|id| *id != "app");
        assert!(others.eq(AppFilter::NOT_WITH_NAMES.iter().copied()));
    }

    #[test]
    fn a_grant_takes_all_flags_but_those_with_another_meaning() {
        let taken = GrantFilter::TAKEN;
        let others = Filter::IDS.into_iter().filter(|id| !taken.contains(id));
        assert!(others.eq(GrantFilter::NOT_WITH_NAMES.iter().copied()));
    }

    #[test]
    fn an_app_alone_selects_nobody() {
        let mut filter = AppFilter::default();
        filter.filter.app = vec!["jira".to_owned()];
        assert!(filter.given().is_none());
        filter.filter.inactive = Some(90);
        assert!(filter.given().is_some());
    }
}
