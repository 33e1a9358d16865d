//! What goes with a group that is to be deleted, read when the plan is made, so that an undo can bring it back.

use atlctl_api::{DirectoryId, GroupId};
use atlctl_core::change::facet::group_exists::{GroupExists, of_deleted};
use atlctl_core::change::facet::membership::{Membership, OUT};
use atlctl_core::change::{
    Facet, FacetKind, GroupOf, HeldRole, Target, Wire, find_groups, mirrored_group_roles,
    role_title,
};
use atlctl_core::number::{counted, grouped, people};
use atlctl_core::plan::{Row, Verdict};
use atlctl_core::store::{GroupFacts, Mirror};
use futures_util::TryStreamExt as _;

use super::group_members_now::members_now;
use super::may_not_read;
use crate::context::Context;
use crate::error::CliResult;
use crate::ui::display;

/// A group with what goes with it.
pub struct DeletedGroup {
    group: GroupFacts,
    directory: String,
    accounts: Vec<String>,
    members: usize,
    /// Members whom no group takes back.
    lost: u64,
    /// Its roles, each with the app in words; `None` where they are unknown.
    roles: Option<Vec<(HeldRole, String)>>,
    /// Whether the mirror says so, and not Atlassian.
    from_mirror: bool,
}

impl DeletedGroup {
    /// Reads the members and roles, from Atlassian or, where this credential may not read them, from the mirror.
    ///
    /// # Errors
    /// When neither knows the members, or Atlassian fails.
    pub fn read(
        context: &Context,
        wire: &Wire,
        mirror: &Mirror,
        group: GroupFacts,
        directory: String,
    ) -> CliResult<Self> {
        let found = members_now(context, wire, mirror, &group)?;
        let members = found.len();
        let membership = FacetKind::of(&Membership);
        let lost = found.iter().filter(|found| {
            let person = found.person.as_ref();
            person.is_none_or(|one| one.gone || membership.is_final_for(one, &OUT.into()))
        });
        let lost = lost.count() as u64;
        let accounts = found.into_iter().filter_map(|found| found.given.account);
        let (roles, from_mirror) = roles(context, wire, mirror, &group, &directory)?;
        Ok(Self {
            accounts: accounts.collect(),
            members,
            lost,
            roles,
            from_mirror,
            group,
            directory,
        })
    }

    /// The facet of the deletion.
    pub fn facet(&self) -> Facet {
        let roles = self.roles.as_ref().map(|roles| {
            let held = roles.iter().map(|(held, _)| held.clone());
            held.collect::<Vec<_>>()
        });
        Facet::about(
            FacetKind::of(&GroupExists),
            of_deleted(
                &self.directory,
                self.group.description.as_deref(),
                self.group.shown(),
                self.accounts.clone(),
                roles.as_deref(),
            ),
        )
    }

    /// What the group gives, in words.
    pub fn gives(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "{} would lose what only this group gives them",
            people(self.members as u64)
        )];
        notes.push(match (&self.roles, self.group.resources) {
            (Some(roles), _) if roles.is_empty() => {
                "the group gives no app role; it may still be used in permissions, which Atlassian does not report"
                    .to_owned()
            }
            (Some(roles), _) => {
                let gives = roles.iter().map(|(held, app)| format!("{} in {app}", role_title(&held.role)));
                let source = if self.from_mirror { ", according to the mirror" } else { "" };
                format!("it gives {}{source}", gives.collect::<Vec<_>>().join(", "))
            }
            (None, Some(resources)) => format!(
                "it gives access to {}, according to the mirror",
                counted(resources, "resource", "resources")
            ),
            (None, None) => "what it gives access to is unknown".to_owned(),
        });
        if self.roles.is_none() {
            notes
                .push("its roles in apps are unknown, and undo does not give them back".to_owned());
        }
        notes
    }
}

/// What an undo of deleted groups brings back, and what it does not.
pub fn undo_of_deletion(groups: &[DeletedGroup]) -> String {
    let known = groups.iter().all(|group| group.roles.is_some());
    let lost = groups.iter().map(|group| group.lost).sum::<u64>();
    let members = match lost {
        0 => "its members".to_owned(),
        1 => "its members, except 1 who is deactivated or not in the directory".to_owned(),
        several => format!(
            "its members, except {} who are deactivated or not in the directory",
            grouped(several)
        ),
    };
    let with = match (known, lost) {
        (true, 0) => format!("{members} and its roles in apps"),
        (true, _) => format!("{members}, and with its roles in apps"),
        (false, _) => members,
    };
    format!(
        "undo creates it again with {with}, but with a new ID; permissions, filters and automation rules that use the old ID no longer find it"
    )
}

/// Adds to rows that delete a group what goes with it: a way back deletes groups that a run created. Returns notes on who
/// is in them by now.
///
/// # Errors
/// When the members are not known, or Atlassian fails.
pub fn read_deleted(
    context: &Context,
    wire: &Wire,
    mirror: &Mirror,
    rows: &mut [Row],
) -> CliResult<Vec<String>> {
    let mut notes = Vec::new();
    for row in rows.iter_mut().filter(|row| row.verdict.is_change()) {
        let (kind, of) = (row.facet.kind, &row.facet.of);
        let to = row.to.as_ref().and_then(|to| kind.has_group(to));
        let (Some(target), Some(false)) = (row.target(), to) else {
            continue;
        };
        let Some(GroupOf { directory, .. }) = kind.group_of(of, &target) else {
            continue;
        };
        let Target::Group(id) = &target else {
            // Another group may have the name by now.
            row.verdict = Verdict::Unfit {
                why: "no run recorded the ID of the group, and by its name no group is deleted"
                    .to_owned(),
            };
            continue;
        };
        let Some(group) = facts(context, wire, mirror, id, &target)? else {
            continue;
        };
        let deleted = DeletedGroup::read(context, wire, mirror, group, directory)?;
        if deleted.members > 0 {
            notes.push(format!(
                "{}: {} would lose what only this group gives them",
                display(deleted.group.shown()),
                people(deleted.members as u64)
            ));
        }
        row.facet = deleted.facet();
    }
    Ok(notes)
}

/// The deletion of a group with what goes with it now; `None`: there is no such group anymore.
///
/// # Errors
/// When the members are not known, or Atlassian fails.
pub(super) fn deleted_now(
    context: &Context,
    wire: &Wire,
    mirror: &Mirror,
    id: &str,
    directory: String,
) -> CliResult<Option<Facet>> {
    let target = Target::Group(id.to_owned());
    match context.block_on(find_groups(wire, std::slice::from_ref(&target)))? {
        Ok(found) if found.is_empty() => return Ok(None),
        Err(error) if !may_not_read(&error) => return Err(error.into()),
        _ => {}
    }
    let Some(group) = facts(context, wire, mirror, id, &target)? else {
        return Ok(None);
    };
    let deleted = DeletedGroup::read(context, wire, mirror, group, directory)?;
    Ok(Some(deleted.facet()))
}

/// The group with this ID, from the mirror or else from Atlassian.
fn facts(
    context: &Context,
    wire: &Wire,
    mirror: &Mirror,
    id: &str,
    target: &Target,
) -> CliResult<Option<GroupFacts>> {
    if let Some(known) = mirror.group_facts(id)? {
        return Ok(Some(known));
    }
    let mut found = context.block_on(find_groups(wire, std::slice::from_ref(target)))??;
    Ok(found.pop())
}

/// Roles, each with the app it is in.
type RolesOfApps = Vec<(HeldRole, String)>;

/// The roles of a group with their apps, and whether the mirror says so.
fn roles(
    context: &Context,
    wire: &Wire,
    mirror: &Mirror,
    group: &GroupFacts,
    directory: &str,
) -> CliResult<(Option<RolesOfApps>, bool)> {
    let (directory, id) = (
        DirectoryId::from(directory),
        GroupId::from(group.id.as_str()),
    );
    let live = wire
        .client
        .group_role_assignments(&wire.org, &directory, &id);
    let live: Result<Vec<_>, _> = context.block_on(live.try_collect())?;
    let Ok(live) = live else {
        let known = mirrored_group_roles(mirror, &group.id)?;
        let of = |held: HeldRole| {
            let app = held.resource.clone();
            (held, app)
        };
        return Ok((known.map(|known| known.into_iter().map(of).collect()), true));
    };
    let mut roles = Vec::new();
    for one in live {
        let Some(resource) = one.resource.as_ref().map(|id| id.as_str().to_owned()) else {
            continue;
        };
        let app = one.owner.unwrap_or_else(|| resource.clone());
        roles.extend(one.roles.iter().map(|role| {
            let held = HeldRole {
                resource: resource.clone(),
                role: role.as_str().to_owned(),
                methods: Vec::new(),
                default_group: None,
            };
            (held, app.clone())
        }));
    }
    Ok((Some(roles), false))
}
