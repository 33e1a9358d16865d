//! The numbers of the report of changes.

use super::super::report_model::{Figure, Tone, count};
use super::selected_people::{OF_PEOPLE, Selected};
use super::severity::{News, Turn};
use super::unknown_people::Hidden;
use crate::history::{ChangeKind, Diff, several};
use crate::query::Cell;

/// The numbers, the bad ones first; the pairs end with, or hold, of how many people the answer is unknown.
pub(super) fn figures(
    found: &Diff,
    news: &News<'_>,
    (gained, lost, may_be_admins): (u64, u64, u64),
    (without, may_be_without): (u64, u64),
    (external, may_be_external): (u64, u64),
    (hidden, uncertain): (Hidden, u64),
    selected: &Selected,
) -> Vec<Figure> {
    // What the filter leaves out is in no number.
    let known = |of: &str| {
        let mut unknown = found.unknown.iter();
        selected.is_of(of) && unknown.all(|(unknown, _)| *unknown != several(of))
    };
    let figure = |name, of: &str, label: &str, number: u64, bad: bool| {
        // What was found all the same, as groups that people's entries name, is there.
        let value = if known(of) || (number > 0 && selected.is_of(of)) {
            count(number)
        } else {
            Cell::Unknown
        };
        let tone = if bad && number > 0 {
            Tone::Bad
        } else {
            Tone::Plain
        };
        Figure::new(name, label, value, tone)
    };
    let (added, removed) = (ChangeKind::Added, ChangeKind::Removed);
    let changed = ChangeKind::Changed;
    let mut figures = vec![
        figure(
            "admins_gained",
            "roles",
            "organization admins gained",
            gained,
            true,
        )
        .undecided(may_be_admins),
        figure(
            "coverage_lost",
            "policies",
            "people who lost their authentication policy",
            without,
            true,
        )
        .undecided(may_be_without),
        figure(
            "two_step_lost",
            "people",
            "people who lost two-step verification",
            news.without_two_step(),
            true,
        )
        .undecided(hidden.two_step),
        figure(
            "external_came",
            "people",
            "external people added",
            external,
            true,
        )
        .undecided(may_be_external + hidden.people),
        figure(
            "admins_lost",
            "roles",
            "organization admins lost",
            lost,
            false,
        )
        .undecided(may_be_admins),
    ];
    for (name, label, turn) in [
        (
            "to_be_deleted",
            "people whose account is to be deleted",
            Turn::ToBeDeleted,
        ),
        ("suspended", "people suspended or deactivated", Turn::Shut),
        ("restored", "people restored or activated", Turn::Restored),
    ] {
        let number = news.turned(turn);
        figures.push(figure(name, "people", label, number, false).undecided(hidden.status));
    }
    for (name, label, kind) in [
        ("roles_added", "other roles added", added),
        ("roles_removed", "other roles removed", removed),
    ] {
        let number = news.other_roles(kind);
        let doubtful = if kind == added { news.doubtful() } else { 0 };
        let undecided = hidden.of("roles") + doubtful;
        figures.push(figure(name, "roles", label, number, false).undecided(undecided));
    }
    let counts = [
        ("came", "people", "people added", added),
        ("left", "people", "people removed", removed),
        (
            "memberships_added",
            "memberships",
            "memberships of groups added",
            added,
        ),
        (
            "memberships_removed",
            "memberships",
            "memberships of groups removed",
            removed,
        ),
        ("apps_added", "apps", "access to apps added", added),
        ("apps_removed", "apps", "access to apps removed", removed),
        (
            "policies_changed",
            "policies",
            "people whose authentication policy changed",
            changed,
        ),
        ("groups_added", "groups", "groups added", added),
        ("groups_removed", "groups", "groups removed", removed),
        ("tokens_added", "tokens", "API tokens added", added),
        ("tokens_removed", "tokens", "API tokens removed", removed),
        ("keys_added", "keys", "API keys added", added),
        ("keys_removed", "keys", "API keys removed", removed),
        (
            "service_accounts_added",
            "service-accounts",
            "service accounts added",
            added,
        ),
        (
            "service_accounts_removed",
            "service-accounts",
            "service accounts removed",
            removed,
        ),
        (
            "credentials_added",
            "service-account-credentials",
            "credentials of service accounts added",
            added,
        ),
        (
            "credentials_removed",
            "service-account-credentials",
            "credentials of service accounts removed",
            removed,
        ),
        (
            "oauth_clients_added",
            "oauth-clients",
            "OAuth clients added",
            added,
        ),
        (
            "oauth_clients_removed",
            "oauth-clients",
            "OAuth clients removed",
            removed,
        ),
        (
            "org_policies_added",
            "org-policies",
            "organization policies added",
            added,
        ),
        (
            "org_policies_removed",
            "org-policies",
            "organization policies removed",
            removed,
        ),
    ];
    for (name, of, label, kind) in counts {
        let number = news.number(of, kind);
        let doubtful = match kind {
            ChangeKind::Added if OF_PEOPLE.contains(&of) => news.doubtful(),
            _ => 0,
        };
        figures.push(figure(name, of, label, number, false).undecided(hidden.of(of) + doubtful));
    }
    let roles = [("roles", added), ("roles", removed)];
    let counted: Vec<_> = (counts.iter().map(|(_, of, _, kind)| (*of, *kind)))
        .chain(roles)
        .collect();
    let others = Figure::plain("other", "other changes", news.others(&counted));
    figures.push(others.undecided(uncertain));
    let all = Figure::plain("changes", "changes in all", news.certain());
    figures.push(all.undecided(uncertain));
    figures
}
