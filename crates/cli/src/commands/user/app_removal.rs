//! What takes an app away from a person: the groups to leave and the roles to revoke, no more than needed.

use std::collections::BTreeMap;

use atlctl_core::change::facet::app_role::{AppRole, NOT_HELD};
use atlctl_core::change::facet::membership::{Membership, OUT};
use atlctl_core::change::{
    Access, AccessPath, Ending, Facet, FacetKind, GivingGroup, Way, ending, ending_of_role,
    role_title, takes_seat,
};
use atlctl_core::number::{counted, grouped};
use atlctl_core::plan::{EndedAccess, Found, Row, Wanted};
use atlctl_core::store::{App, GroupFacts, Mirror, Person};

use crate::changes::{PeopleChange, access_of, wanted as wanted_row};
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// What takes an app away from people.
pub struct AppRemoval<'a> {
    /// The mirror.
    pub mirror: &'a Mirror,
    /// Where access comes from.
    pub access: &'a Access,
    /// The app.
    pub app: &'a App,
    /// Every app, for names.
    pub apps: Vec<App>,
    /// The directory of the people.
    pub directory: &'a str,
    /// Whether people leave groups that give other apps, too.
    pub through_shared: bool,
    /// Whether each row says which app it is about: not where the plan's title does.
    pub names_app: bool,
    /// Only this role, by its ID; `None`: whatever opens the app.
    pub role: Option<&'a str>,
}

impl AppRemoval<'_> {
    /// Adds the rows of a person, and whether their access takes a seat.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn add(
        &self,
        found: &Found,
        wanted: &mut Vec<Wanted>,
        seats: &mut BTreeMap<String, bool>,
    ) -> CliResult<()> {
        let Some(person) = &found.person else {
            wanted.push(self.nothing(found)?);
            return Ok(());
        };
        let account = person.account_id.as_str();
        let Some(paths) = self.access.paths(account, &self.app.id) else {
            let mut row = self.nothing(found)?;
            row.obstacle =
                Some("may have the app: Atlassian does not report their roles".to_owned());
            wanted.push(row);
            return Ok(());
        };
        let groups = self.access.groups(account);
        let role = self.role.unwrap_or("atlassian/user");
        let ways = paths.iter().filter(|path| path.role == role);
        let source = Way::source(ways.map(|path| &path.way)).map(str::to_owned);
        let end = match self.role {
            Some(role) => ending_of_role(&paths, &groups, &self.app.id, role),
            None => ending(&paths, &groups, &self.app.id),
        };
        if let Some(why) = self.obstacle(person, &end, &groups)? {
            let mut row = self.nothing(found)?;
            (row.obstacle, row.before_words) = (Some(why), source);
            wanted.push(row);
            return Ok(());
        }
        let mut rows = Vec::new();
        for id in &end.leave {
            let facet = Facet::about(FacetKind::of(&Membership), [self.directory, id]);
            let mut row = wanted_row(self.mirror, found.clone(), &facet, Some(OUT.into()))?;
            row.effect = self.lost(&groups, id);
            rows.push(row);
        }
        for role in &end.revoke {
            rows.push(self.role(found, role)?);
        }
        let takes = takes_seat(&paths) && self.role.is_none();
        match rows.last_mut() {
            // Who has no access has not got the role of a user either: nothing to do.
            None => rows.push(self.nothing(found)?),
            Some(last) => {
                let freed = match self.role {
                    Some(role) => format!("ends the role {}", role_title(role)),
                    None if takes && !self.names_app => "frees a seat".to_owned(),
                    None if takes => format!("frees a seat of {}", self.app.title()),
                    None => format!("ends access to {}; it took no seat", self.app.title()),
                };
                // A role may be one of several.
                let all = paths
                    .iter()
                    .all(|path| self.role.is_none_or(|role| path.role == role));
                last.ends = all.then(|| EndedAccess {
                    app: self.app.id.clone(),
                    frees_seat: takes_seat(&paths),
                });
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

    /// The row of somebody from whom nothing can be taken, or who has nothing.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn nothing(&self, found: &Found) -> CliResult<Wanted> {
        self.role(found, self.role.unwrap_or("atlassian/user"))
    }

    /// The row that takes a role in the app.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn role(&self, found: &Found, role: &str) -> CliResult<Wanted> {
        let of = [self.directory, role, self.app.id.as_str()];
        let facet = Facet::about(FacetKind::of(&AppRole), of);
        wanted_row(self.mirror, found.clone(), &facet, Some(NOT_HELD.into()))
    }

    /// What is taken away, in a sentence.
    pub fn it(&self) -> &'static str {
        if self.role.is_some() {
            "the role"
        } else {
            "the app"
        }
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
            return Ok(Some(format!("would keep {}: {}", self.it(), remains(path))));
        }
        let ends = !end.leave.is_empty() || !end.revoke.is_empty();
        if ends && person.is_suspended() {
            return Ok(Some(
                "is suspended and uses no seat; Atlassian does not change the roles of suspended people"
                    .to_owned(),
            ));
        }
        if ends && person.is_deactivated() {
            return Ok(Some(
                "is deactivated and uses no seat; deactivated accounts cannot be added back to groups"
                    .to_owned(),
            ));
        }
        for id in &end.leave {
            let facts = self.mirror.group_facts(id)?;
            if let Some(facts) = facts.filter(GroupFacts::of_provider) {
                return Ok(Some(format!(
                    "has {} from the group {}, whose members your identity provider manages",
                    self.it(),
                    facts.shown()
                )));
            }
        }
        let shared = end.shared.first().filter(|_| !self.through_shared);
        let group = shared.and_then(|id| groups.iter().find(|group| group.id == *id));
        Ok(group.map(|group| {
            format!(
                "has {} from the group {}, which also gives {} (use --through-shared-groups)",
                self.it(),
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
            format!("the role {role} comes from a group that Atlassian does not list")
        }
        _ => format!("Atlassian does not say where the role {role} comes from"),
    }
}

/// An app that is removed from people, named in each row.
pub struct RemovedApp<'a> {
    /// The app.
    pub app: &'a App,
    /// The directory of the people.
    pub directory: &'a str,
    /// Whether people leave groups that give other apps, too.
    pub through_shared: bool,
}

impl RemovedApp<'_> {
    /// The rows of each of these people, in their order.
    ///
    /// # Errors
    /// When Atlassian does not say where access comes from, or the mirror cannot be read.
    pub fn rows(
        &self,
        change: &PeopleChange<'_>,
        people: &[&Found],
    ) -> CliResult<Vec<Vec<Wanted>>> {
        let known = people.iter().filter_map(|found| found.person.as_ref());
        let accounts: Vec<String> = known
            .map(|person| person.account_id.as_str().to_owned())
            .collect();
        let access = known_access(change, self.directory, &accounts, self.app)?;
        let removal = AppRemoval {
            mirror: &change.mirror,
            access: &access,
            app: self.app,
            apps: change.mirror.apps()?,
            directory: self.directory,
            through_shared: self.through_shared,
            names_app: true,
            role: None,
        };
        let each = people.iter().map(|found| {
            let mut rows = Vec::new();
            removal.add(found, &mut rows, &mut BTreeMap::new())?;
            Ok(rows)
        });
        each.collect()
    }
}

/// Where the access of these accounts to an app comes from.
///
/// # Errors
/// When Atlassian does not say, or fails.
pub fn known_access(
    change: &PeopleChange<'_>,
    directory: &str,
    accounts: &[String],
    app: &App,
) -> CliResult<Access> {
    let wire = change.signed.wire(&change.org);
    let apps = std::slice::from_ref(&app.id);
    let read = access_of(change.context, &wire, directory, accounts, apps)?;
    read.ok_or_else(|| {
        CliError::failed("access cannot be removed safely without knowing where it comes from")
            .hint("sign in as an organization admin: atlctl auth login")
    })
}

/// The seats before and after, as far as the mirror knows them.
pub fn seat_note(app: &App, seats: &BTreeMap<String, bool>, rows: &[Row]) -> Vec<String> {
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
