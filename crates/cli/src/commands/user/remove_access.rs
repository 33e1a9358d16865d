//! `atlctl user remove-access`.

use std::collections::BTreeMap;

use atlctl_core::change::facet::app_role::{AppRole, NOT_HELD};
use atlctl_core::change::facet::membership::{Membership, OUT};
use atlctl_core::change::{
    Access, AccessPath, Ending, Facet, FacetKind, GivingGroup, Way, ending, role_title, takes_seat,
};
use atlctl_core::number::{counted, grouped};
use atlctl_core::plan::{Found, Kind, Row, Wanted};
use atlctl_core::store::{App, GroupFacts, Person};
use clap::Args;

use crate::changes::{AppFilter, ChangePeople, DirectoryOption, From, PeopleChange, access_of};
use crate::commands::group::ProtectedGroups;
use crate::commands::role::one_app;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Take away an app and its seat, and keep the account
///
/// Finds out from Atlassian what gives each person the app: groups, roles assigned to them, or both. The plan removes them
/// from those groups and revokes those roles, no more than needed. A group that gives other apps, too, is left alone unless
/// you add --through-shared-groups: leaving it takes the other apps as well. People whose access would remain are
/// left out, with the reason.
///
/// --app names the app; with filters such as --inactive, it also selects the people who have it. The filters need another
/// flag beside --app.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user remove-access ann@example.com --app jira
  atlctl user remove-access --app jira --inactive 90d --plan seats.json
  atlctl user remove-access --csv leavers.csv --app confluence --site acme.atlassian.net
  atlctl user remove-access ann@example.com --app jira --through-shared-groups")]
pub struct RemoveAccess {
    #[command(flatten)]
    people: ChangePeople<AppFilter>,
    /// Site of the app, where several sites have it
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
/// When the app is unknown, nobody is selected, a guard refuses, or the service fails.
pub fn run(context: &Context, args: &RemoveAccess) -> CliResult {
    let [name] = args.people.selection.filter.app() else {
        return Err(CliError::usage("name the app to take away, and only one")
            .hint("add --app APP, such as --app jira; the apps are: atlctl workspace list"));
    };
    let mut change = args.people.begin(context)?;
    let app = one_app(&change.mirror, name, args.site.as_deref())?;
    let directory = args.directory.find(&change.mirror)?;
    change.include = args.protected.add_to(change.include);
    let change = change.select()?;
    let known = change
        .found
        .iter()
        .filter_map(|found| found.person.as_ref());
    let accounts: Vec<String> = known
        .map(|person| person.account_id.as_str().to_owned())
        .collect();
    let wire = change.signed.wire(&change.org);
    let apps = std::slice::from_ref(&app.id);
    let Some(access) = access_of(context, &wire, &directory, &accounts, apps)? else {
        return Err(CliError::failed(
            "without knowing where access comes from, it cannot be taken away safely",
        )
        .hint("sign in as an organization admin: atlctl auth login"));
    };
    let removal = Removal {
        change: &change,
        access: &access,
        app: &app,
        apps: change.mirror.apps()?,
        directory: &directory,
        through_shared: args.through_shared_groups,
    };
    let mut wanted = Vec::new();
    let mut seats: BTreeMap<String, bool> = BTreeMap::new();
    for found in &change.found {
        removal.add(found, &mut wanted, &mut seats)?;
    }
    let title = format!("Take away {} and keep the accounts", app.title());
    let notes = |_: &[Wanted], rows: &[Row]| Ok(seat_note(&app, &seats, rows));
    change.plan(Kind::Several { title }, wanted, From::default(), &notes)
}

/// What takes the app away from people.
struct Removal<'a> {
    change: &'a PeopleChange<'a>,
    access: &'a Access,
    app: &'a App,
    /// Every app, for names.
    apps: Vec<App>,
    directory: &'a str,
    through_shared: bool,
}

impl Removal<'_> {
    /// Adds the rows of a person.
    fn add(
        &self,
        found: &Found,
        wanted: &mut Vec<Wanted>,
        seats: &mut BTreeMap<String, bool>,
    ) -> CliResult<()> {
        let Some(person) = &found.person else {
            wanted.push(self.role(found, "atlassian/user")?);
            return Ok(());
        };
        let account = person.account_id.as_str();
        let Some(paths) = self.access.paths(account, &self.app.id) else {
            let mut row = self.role(found, "atlassian/user")?;
            row.obstacle =
                Some("may have the app: the service does not report their roles".to_owned());
            wanted.push(row);
            return Ok(());
        };
        let groups = self.access.groups(account);
        let end = ending(&paths, &groups, &self.app.id);
        if let Some(why) = self.obstacle(person, &end, &groups)? {
            let mut row = self.role(found, "atlassian/user")?;
            row.obstacle = Some(why);
            wanted.push(row);
            return Ok(());
        }
        let mut rows = Vec::new();
        for id in &end.leave {
            let facet = Facet::about(FacetKind::of(&Membership), [self.directory, id]);
            let mut row = self
                .change
                .wanted(found.clone(), &facet, Some(OUT.into()))?;
            row.effect = self.lost(&groups, id);
            rows.push(row);
        }
        for role in &end.revoke {
            rows.push(self.role(found, role)?);
        }
        let takes = takes_seat(&paths);
        match rows.last_mut() {
            // Who has no access has not got the role of a user either: nothing to do.
            None => rows.push(self.role(found, "atlassian/user")?),
            Some(last) => {
                let freed = if takes {
                    format!("frees a seat of {}", self.app.title())
                } else {
                    format!("ends access to {}; it took no seat", self.app.title())
                };
                last.effect = Some(match last.effect.take() {
                    Some(lost) => format!("{lost}; {freed}"),
                    None => freed,
                });
                seats.insert(account.to_owned(), takes);
            }
        }
        wanted.extend(rows);
        Ok(())
    }

    fn role(&self, found: &Found, role: &str) -> CliResult<Wanted> {
        let of = [self.directory, role, self.app.id.as_str()];
        let facet = Facet::about(FacetKind::of(&AppRole), of);
        self.change
            .wanted(found.clone(), &facet, Some(NOT_HELD.into()))
    }

    /// The other apps that are lost with a group.
    fn lost(&self, groups: &[&GivingGroup], id: &str) -> Option<String> {
        let group = groups.iter().find(|group| group.id == id)?;
        let others = self.others(group);
        (!others.is_empty()).then(|| format!("the group also gives {}", others.join(", ")))
    }

    fn others(&self, group: &GivingGroup) -> Vec<String> {
        let name = |id: &str| {
            let mut apps = self.apps.iter();
            let known = apps.find(|app| app.id == id).map(App::title);
            known.unwrap_or_else(|| id.to_owned())
        };
        group.others(&self.app.id).into_iter().map(name).collect()
    }

    /// Why access would remain.
    fn obstacle(
        &self,
        person: &Person,
        end: &Ending,
        groups: &[&GivingGroup],
    ) -> CliResult<Option<String>> {
        if let Some(path) = end.remaining.first() {
            return Ok(Some(format!("would keep the app: {}", remains(path))));
        }
        let ends = !end.leave.is_empty() || !end.revoke.is_empty();
        if ends && person.is_suspended() {
            return Ok(Some(
                "is suspended, which leaves no seat in use; Atlassian changes no roles of suspended people"
                    .to_owned(),
            ));
        }
        if ends && person.is_deactivated() {
            return Ok(Some(
                "is deactivated, which leaves no seat in use; no group takes deactivated accounts back"
                    .to_owned(),
            ));
        }
        for id in &end.leave {
            let facts = self.change.mirror.group_facts(id)?;
            if let Some(facts) = facts.filter(GroupFacts::of_provider) {
                return Ok(Some(format!(
                    "has the app from the group {}, whose members your identity provider manages",
                    facts.shown()
                )));
            }
        }
        let shared = end.shared.first().filter(|_| !self.through_shared);
        let group = shared.and_then(|id| groups.iter().find(|group| group.id == *id));
        Ok(group.map(|group| {
            format!(
                "has the app from the group {}, which also gives {} (use --through-shared-groups)",
                group.shown(),
                self.others(group).join(", ")
            )
        }))
    }
}

/// Why a way to an app stays.
fn remains(path: &AccessPath) -> String {
    let role = role_title(&path.role);
    match path.way {
        Way::Inferred => {
            format!("the role {role} follows from another role, such as organization admin")
        }
        Way::UnknownGroup => {
            format!("the role {role} comes from a group that the service does not list")
        }
        _ => format!("the service does not say where the role {role} comes from"),
    }
}

/// The seats before and after, as far as the mirror knows them.
fn seat_note(app: &App, seats: &BTreeMap<String, bool>, rows: &[Row]) -> Vec<String> {
    // A seat is freed where every row of the person is changed.
    let freed = seats.iter().filter(|(account, takes)| {
        let mut of = rows
            .iter()
            .filter(|row| row.account.as_ref() == Some(*account));
        **takes && of.all(|row| row.verdict.is_change())
    });
    let freed = freed.count() as u64;
    if freed == 0 {
        return Vec::new();
    }
    let title = display(&app.title());
    let words = counted(freed, "seat", "seats");
    let Some(usage) = app.usage.and_then(|usage| u64::try_from(usage).ok()) else {
        return vec![format!("{title}: frees {words}")];
    };
    let of = match app.capacity.and_then(|seats| u64::try_from(seats).ok()) {
        Some(capacity) => format!(" of {}", grouped(capacity)),
        None => String::new(),
    };
    vec![format!(
        "{title}: {} → {}{of} seats in use (-{})",
        grouped(usage),
        grouped(usage.saturating_sub(freed)),
        grouped(freed)
    )]
}
