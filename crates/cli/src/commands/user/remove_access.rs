//! `atlctl user remove-access`.

use std::collections::BTreeMap;

use atlctl_core::input::{Cells, Person, Problem, Reason};
use atlctl_core::plan::{Kind, Row, Wanted};
use atlctl_core::store::App;
use clap::Args;

use super::app_removal::{AppRemoval, known_access, seat_note};
use crate::changes::{AppFilter, ChangePeople, DirectoryOption, From, ReadCells, Subject, Takes};
use crate::commands::group::ProtectedGroups;
use crate::commands::role::only_app;
use crate::context::Context;
use crate::error::{CliError, CliResult};

/// Remove access to an app, and keep the account
///
/// Asks Atlassian what gives each person access to the app: groups, roles assigned to them, or both. The plan removes them from
/// those groups and revokes those roles, and nothing else. A group that also gives access to other apps is left
/// alone, because leaving it takes that access, too; --through-shared-groups includes it. People who would keep access anyway are
/// left out, with the reason.
///
/// --app names the app; together with other filters, such as --inactive, it also selects the people who have it.
/// --app alone selects nobody. When several sites have an app of that name, sandboxes included, --site chooses one.
/// In a list with a column app_id, as reports print it, rows of another app are reported as problems.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user remove-access ann@example.com --app jira --site acme.atlassian.net
  atlctl user remove-access --app confluence --inactive 90d --plan seats.json
  atlctl user remove-access --csv leavers.csv --app jira \\
      --site acme.atlassian.net
  atlctl user remove-access ann@example.com --app confluence \\
      --through-shared-groups")]
pub struct RemoveAccess {
    #[command(flatten)]
    people: ChangePeople<AppFilter>,
    /// Site of the app, if several sites have it
    #[arg(long, value_name = "SITE", help_heading = "Selection")]
    site: Option<String>,
    /// Remove people also from groups that give them other apps
    #[arg(long, help_heading = "Guards")]
    through_shared_groups: bool,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    protected: ProtectedGroups,
}

/// Runs `atlctl user remove-access`.
///
/// # Errors
/// When the app is unknown, nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &RemoveAccess) -> CliResult {
    let [name] = args.people.selection.filter.app() else {
        return Err(CliError::usage("name exactly one app to remove access to")
            .hint("add --app APP, such as --app jira; list the apps: atlctl workspace list"));
    };
    let mut change = args.people.begin(context)?;
    let app = only_app(&change.mirror, name, args.site.as_deref())?;
    let directory = args.directory.find(&change.mirror)?;
    change.include = args.protected.add_to(change.include);
    let filter = &args.people.selection.filter;
    let change = match filter.of_app(&change.mirror, &app.id)? {
        Some((query, what)) => {
            args.people.selection.only_of_lists()?;
            change.select_where(&query, &what)?
        }
        None => {
            let apps = change.mirror.apps()?;
            change.select_with(&ReadCells {
                columns: &[APP_ID],
                takes: &[Takes {
                    alone: true,
                    ..Takes::from(Subject::App, 0, "app_id")
                }],
                problems: &|cells, person| {
                    let other = of_another_app(cells, person, &app, &apps);
                    other.into_iter().collect()
                },
                ..ReadCells::NONE
            })?
        }
    };
    let known = change
        .found
        .iter()
        .filter_map(|found| found.person.as_ref());
    let accounts: Vec<String> = known
        .map(|person| person.account_id.as_str().to_owned())
        .collect();
    let access = known_access(&change, &directory, &accounts, &app)?;
    let removal = AppRemoval {
        mirror: &change.mirror,
        access: &access,
        app: &app,
        apps: change.mirror.apps()?,
        directory: &directory,
        through_shared: args.through_shared_groups,
        names_app: false,
        role: None,
    };
    let mut wanted = Vec::new();
    let mut seats: BTreeMap<String, bool> = BTreeMap::new();
    for found in &change.found {
        removal.add(found, &mut wanted, &mut seats)?;
    }
    let title = format!("Remove access to {} and keep the accounts", app.title());
    let notes = |_: &[Wanted], rows: &[Row]| Ok(seat_note(&app, &seats, rows));
    change.plan(Kind::Several { title }, wanted, From::default(), &notes)
}

/// The column of a report that says of which app a row is.
const APP_ID: &[&str] = &["appid"];

/// The row of a list that is about another app than the one that is taken away.
fn of_another_app(cells: &Cells, person: &Person, app: &App, apps: &[App]) -> Option<Problem> {
    let id = cells.get(person.at, 0).filter(|id| **id != *app.id)?;
    let of = apps.iter().find(|other| other.id == id);
    Some(Problem {
        at: person.position(),
        column: cells.heading(0).map(str::to_owned),
        value: id.to_owned(),
        reason: Reason::Command(format!(
            "the row is about {}, and not about {}",
            of.map_or_else(|| "another app".to_owned(), App::title),
            app.title()
        )),
    })
}
