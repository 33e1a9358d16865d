//! What granting and revoking share.

use atlctl_core::change::facet::app_role::{AppRole, HELD};
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::{Access, Facet, FacetKind, Target, Way};
use atlctl_core::input;
use atlctl_core::plan::{Found, Kind, Origin, Wanted as Row};
use clap::Args;

use super::named::{AppOption, Wanted, find};
use crate::changes::{
    ChangePeople, DirectoryOption, From, NoFilter, PeopleChange, access_of, no_notes,
};
use crate::commands::group::{ProtectedGroups, in_directory, named};
use crate::context::Context;
use crate::error::{CliError, CliResult};

/// A role, and who is to have it or not.
#[derive(Debug, Args)]
pub struct RoleChange {
    /// Role, in words or by its ID
    #[arg(value_name = "ROLE", help_heading = "Arguments")]
    role: String,
    #[command(flatten)]
    on: AppOption,
    #[command(flatten)]
    people: ChangePeople<NoFilter>,
    /// Change the role of this group, and so its members', instead of people (name or ID)
    #[arg(long, value_name = "GROUP", help_heading = "Selection", conflicts_with_all = ["people", "csv", "from_stdin", "except"])]
    group: Option<String>,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    protected: ProtectedGroups,
}

/// Makes the role held or not held.
///
/// # Errors
/// When the role or app is unknown, nobody is selected, a guard refuses, or the service fails.
pub(super) fn set(context: &Context, args: &RoleChange, to: &str) -> CliResult {
    let mut change = args.people.begin(context)?;
    let wanted = find(&change.mirror, &args.role, &args.on)?;
    change.include = args.protected.add_to(change.include);
    match (wanted, &args.group) {
        (Wanted::Organization(role), None) => {
            // The change is about them.
            change.include.admins |= to != HELD;
            let facet = Facet::about(FacetKind::of(&PlatformRole), [role]);
            let people = change.select()?;
            people.set(&facet, &to.into(), From::default(), &no_notes)
        }
        (Wanted::Organization(_), Some(_)) => Err(CliError::usage(
            "a role over the organization is given to people, not to groups",
        )
        .hint("name the people: atlctl role grant org-admin EMAIL")),
        (Wanted::Resource { role, resource }, Some(group)) => {
            of_group(change, args, group, [&role, &resource], to)
        }
        (Wanted::Resource { role, resource }, None) => {
            let directory = args.directory.find(&change.mirror)?;
            let facet = Facet::about(FacetKind::of(&AppRole), [&directory, &role, &resource]);
            of_people(change.select()?, &facet, to)
        }
    }
}

fn of_group(
    mut change: PeopleChange<'_>,
    args: &RoleChange,
    group: &str,
    [role, resource]: [&str; 2],
    to: &str,
) -> CliResult {
    let service = (&change.signed.client, &change.org);
    let group = named(change.context, service, &change.mirror, group)?;
    let directory = in_directory(&change.mirror, &args.directory, &group)?;
    let facet = Facet::about(
        FacetKind::of(&AppRole),
        [directory.as_str(), role, resource],
    );
    let nobody = Found {
        given: input::Person {
            line: None,
            email: None,
            account: None,
        },
        person: None,
        suggestions: Vec::new(),
        contradicts: false,
    };
    let members = group.users.map(|users| {
        format!(
            "for {} of the group {}",
            atlctl_core::number::counted(users, "member", "members"),
            group.shown()
        )
    });
    let row = Row {
        target: Some(Target::Group(group.id.clone())),
        effect: members.or_else(|| Some(format!("for the members of the group {}", group.shown()))),
        ..Row::of_person(nobody, facet.clone(), Some(to.into()))
    };
    change.origin = Origin {
        what: "the command line".to_owned(),
        ..Origin::default()
    };
    let kind = Kind::Set {
        facet,
        to: to.into(),
    };
    change.plan(kind, vec![row], From::default(), &no_notes)
}

fn of_people(change: PeopleChange<'_>, facet: &Facet, to: &str) -> CliResult {
    let access = read(&change, facet)?;
    let mut rows = Vec::new();
    for found in &change.found {
        let mut row = change.wanted(found.clone(), facet, Some(to.into()))?;
        if let (Some(access), Some(target)) = (&access, row.target()) {
            tell(&mut row, access, target.id(), facet, to);
        }
        rows.push(row);
    }
    let kind = Kind::Set {
        facet: facet.clone(),
        to: to.into(),
    };
    change.plan(kind, rows, From::default(), &no_notes)
}

/// How the people came to their roles in the app; `None` when this credential may not read it.
fn read(change: &PeopleChange<'_>, facet: &Facet) -> CliResult<Option<Access>> {
    let [directory, _, resource] = facet.of.as_slice() else {
        return Ok(None);
    };
    let known = change
        .found
        .iter()
        .filter_map(|found| found.person.as_ref());
    let accounts: Vec<String> = known
        .map(|person| person.account_id.as_str().to_owned())
        .collect();
    let wire = change.signed.wire(&change.org);
    let apps = std::slice::from_ref(resource);
    access_of(change.context, &wire, directory, &accounts, apps)
}

/// Adds to a row what the ways to the role say about it.
fn tell(row: &mut Row, access: &Access, account: &str, facet: &Facet, to: &str) {
    let [_, role, resource] = facet.of.as_slice() else {
        return;
    };
    let paths = access.paths(account, resource).unwrap_or_default();
    let ways = paths.iter().filter(|path| path.role == *role);
    let ways: Vec<&Way> = ways.map(|path| &path.way).collect();
    let mut groups: Vec<String> = Vec::new();
    for way in &ways {
        match way {
            Way::Group { shown, .. } => groups.push(format!("the group {shown}")),
            Way::UnknownGroup => groups.push("a group that the service does not list".to_owned()),
            Way::Inferred => groups.push("another role, such as organization admin".to_owned()),
            Way::Direct | Way::Unknown => {}
        }
    }
    if groups.is_empty() {
        return;
    }
    let from = groups.join(" and ");
    let direct = ways.contains(&&Way::Direct);
    if to == HELD {
        row.effect = (!direct).then(|| format!("has the role from {from} already"));
    } else if direct {
        row.effect = Some(format!("keeps the role from {from}"));
    } else {
        row.obstacle = Some(format!(
            "has the role from {from}; only a role assigned to the person can be revoked"
        ));
    }
}
