//! `atlctl user invite`.

use std::cell::RefCell;

use atlctl_core::change::facet::invitation::{INVITED, Invitation, Invite as Grants};
use atlctl_core::change::{Facet, FacetKind, Target};
use atlctl_core::input;
use atlctl_core::plan::{Found, Include, Kind, Wanted};
use atlctl_core::store::Mirror;
use clap::Args;

use super::invitation_access::GrantFinder;
use super::invitation_message::InvitationMessage;
use super::invited_people::{Invitee, RowGrants, invitees};
use crate::changes::{
    DirectoryOption, Intent, NoFilter, PlanOptions, Selection, plan_and_apply, signed_in,
};
use crate::commands::group::ProtectedGroups;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind as ErrorKind};
use crate::ui::display;

/// Invite people to the organization
///
/// Invites addresses, 25 per request, with groups and roles in apps. People who are already in the organization are
/// left alone; to change their groups and roles, use `group add` and `role grant`. In a list, the columns groups and apps
/// add to --group and --app for their row, separated by semicolons. If people cannot be added to a
/// group here, such as a group of your identity provider, the plan has a row for it with the reason, and people are
/// invited without it. To undo an invitation: `atlctl undo`, which removes the people from the directory.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user invite ann@example.com bob@example.com --group jira-users
  atlctl user invite ann@example.com --app jira --app confluence:guest \\
      --message \"Welcome!\"
  atlctl user invite --csv newcomers.csv --no-notify --plan invite.json",
    mut_arg("people", |arg| arg.value_name("ADDRESS").help("Email addresses")))]
pub struct Invite {
    #[command(flatten)]
    selection: Selection<NoFilter>,
    /// Add everyone to this group (name or ID)
    #[arg(long, value_name = "GROUP", help_heading = "Invitation")]
    group: Vec<String>,
    /// Give everyone a role in this app (key, product, name, site or ID) [default role: user]
    #[arg(long, value_name = "APP[:ROLE]", help_heading = "Invitation")]
    app: Vec<String>,
    #[command(flatten)]
    sent: InvitationMessage,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    protected: ProtectedGroups,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl user invite`.
///
/// # Errors
/// When nobody is named, a group or app is unknown, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Invite) -> CliResult {
    args.plan_options
        .check(context, args.selection.problems.as_deref())?;
    let org = context.org()?;
    let signed = signed_in(context)?;
    let mirror = context.mirror_to_plan_from()?;
    let directory = args.directory.find(&mirror)?;
    let service = (&signed.client, &org);
    let finder = GrantFinder::new(context, service, &mirror, &args.directory);
    let mut for_everyone = Grants {
        directory,
        message: args.sent.message.clone(),
        notify: !args.sent.no_notify,
        ..Grants::default()
    };
    finder.add(&mut for_everyone, &args.group, &args.app)?;
    let finder = RefCell::new(finder);
    let unusable = |at, row: &RowGrants| finder.borrow_mut().problems(at, row);
    let force = args.plan_options.force;
    let invited = invitees(context, &mirror, &args.selection, force, &unusable);
    let finder = finder.into_inner().check()?;
    let (people, origin) = invited?;
    // An invitation takes nothing from anybody.
    let include = args.protected.add_to(Include::ALL);
    let notes = finder.notes(&args.app)?;
    let mut wanted = Vec::with_capacity(people.len());
    for invitee in people {
        let mut grants = for_everyone.clone();
        finder.add_row(&mut grants, &invitee.grants);
        wanted.extend(invitation_rows(
            (context, &mirror),
            include,
            &invitee,
            grants,
        )?);
    }
    let intent = Intent {
        kind: Kind::Set {
            facet: Facet::new(FacetKind::of(&Invitation)),
            to: INVITED.into(),
        },
        wanted,
        from: None,
        origin,
        include,
        equal: Vec::new(),
    };
    let options = (&args.plan_options, Some(args.selection.strict));
    plan_and_apply(context, &signed, &org, &mirror, intent, options, &|_, _| {
        Ok(notes.clone())
    })
}

/// The rows of an invitation: itself, and one for each group that nobody can be added to.
///
/// # Errors
/// When a group is protected and not included, or the mirror cannot be read.
pub fn invitation_rows(
    (context, mirror): (&Context, &Mirror),
    include: Include,
    invitee: &Invitee,
    grants: Grants,
) -> CliResult<Vec<Wanted>> {
    if !include.protected_groups {
        refuse_protected(context, mirror, &grants)?;
    }
    let all = open_and_closed(mirror, grants)?;
    all.iter()
        .map(|grants| row(mirror, invitee, grants))
        .collect()
}

/// Refuses an invitation into a group that the configuration protects.
fn refuse_protected(context: &Context, mirror: &Mirror, grants: &Grants) -> CliResult<()> {
    let (_, profile) = context.guarded_profile()?;
    for name in &profile.protected_groups {
        let ids = mirror.group_ids(name)?;
        if ids.iter().any(|id| grants.groups.contains(id)) {
            return Err(CliError::new(
                ErrorKind::Refused,
                format!("the configuration protects the group {}", display(name)),
            )
            .hint("invite without it, or add --include-protected-groups"));
        }
    }
    Ok(())
}

/// The invitation without the groups that nobody can be added to, and one for each of these: they are held out of the
/// plan with the reason.
fn open_and_closed(mirror: &Mirror, mut grants: Grants) -> CliResult<Vec<Grants>> {
    let kind = FacetKind::of(&Invitation);
    let mut closed = Vec::new();
    for group in std::mem::take(&mut grants.groups) {
        let alone = Grants {
            directory: grants.directory.clone(),
            groups: vec![group.clone()],
            notify: grants.notify,
            ..Grants::default()
        };
        match kind.unchangeable(mirror, &alone.about(), &INVITED.into())? {
            Some(_) => closed.push(alone),
            None => grants.groups.push(group),
        }
    }
    let mut all = vec![grants];
    all.append(&mut closed);
    Ok(all)
}

fn row(mirror: &Mirror, invitee: &Invitee, grants: &Grants) -> CliResult<Wanted> {
    mirror.must_know("users")?;
    let person = mirror.person_by_email(&invitee.email)?;
    let found = Found {
        given: input::Person {
            at: invitee.at,
            email: Some(invitee.email.clone()),
            account: None,
        },
        person,
        suggestions: Vec::new(),
        conflict: None,
    };
    let facet = Facet::about(FacetKind::of(&Invitation), grants.about());
    Ok(Wanted {
        target: Some(Target::Address(invitee.email.clone())),
        ..Wanted::of_person(found, facet, Some(INVITED.into()))
    })
}
