//! What the changes of a plan do to people's statuses, whatever facet they are of.

use atlctl_core::change::facet::directory_access::{ACTIVE, DirectoryAccess, REMOVED, SUSPENDED};
use atlctl_core::change::facet::invitation::{ABSENT, IN_PART, INVITED, Invitation, Invite};
use atlctl_core::change::facet::lifecycle::{self, DEACTIVATED, Lifecycle, enablement};
use atlctl_core::change::facet::site_status::{self, SiteStatus};
use atlctl_core::change::{Facet, FacetKind, Target};
use atlctl_core::plan::{Row, Verdict};

use crate::group_moves::row;
use crate::plans;

fn access(account: &str, before: Option<&str>, to: &str) -> Row {
    let facet = Facet::about(FacetKind::of(&DirectoryAccess), ["d"]);
    row(account, facet, before, to)
}

fn deactivated(account: &str) -> Row {
    let facet = Facet::about(FacetKind::of(&Lifecycle), enablement(None));
    row(account, facet, Some(lifecycle::ACTIVE), DEACTIVATED)
}

/// An address that is invited, which may be that of an account.
fn invited(address: &str, before: Option<&str>) -> Row {
    let facet = Facet::about(FacetKind::of(&Invitation), Invite::default().about());
    Row {
        account: None,
        email: Some(address.to_owned()),
        target: Some(Target::Address(address.to_owned())),
        ..row("", facet, before, INVITED)
    }
}

/// What happens to a total: joining, leaving, and who may join or leave.
fn moved(rows: &[Row], total: &str) -> [u64; 4] {
    let plan = plans::plan(rows.to_vec());
    let of = |kind: FacetKind| plan.moves(kind).by.get(total).copied();
    let access = of(FacetKind::of(&DirectoryAccess));
    let one = access.or_else(|| of(FacetKind::of(&Lifecycle)));
    let one = one.unwrap_or_default();
    [
        one.joining,
        one.leaving,
        one.maybe_joining,
        one.maybe_leaving,
    ]
}

#[test]
fn invited_people_are_active() {
    let rows = [
        invited("ann@example.com", Some(ABSENT)),
        invited("bo@example.com", Some(IN_PART)),
        // Left out.
        Row {
            verdict: Verdict::Already,
            ..invited("eve@example.com", Some(ABSENT))
        },
        access("c", Some(ACTIVE), SUSPENDED),
    ];
    assert_eq!(moved(&rows, ACTIVE), [1, 1, 0, 0]);
    assert_eq!(moved(&rows, SUSPENDED), [1, 0, 0, 0]);
}

#[test]
fn a_person_counts_once_by_what_all_changes_leave() {
    // Suspended, then deactivated.
    let both = [access("a", Some(ACTIVE), SUSPENDED), deactivated("a")];
    assert_eq!(moved(&both, ACTIVE), [0, 1, 0, 0]);
    assert_eq!(moved(&both, SUSPENDED), [0; 4]);
    assert_eq!(moved(&both, DEACTIVATED), [1, 0, 0, 0]);
    // Removed, and invited again by the address.
    let back = [
        access("a", Some(ACTIVE), REMOVED),
        invited("A@example.com", Some(IN_PART)),
    ];
    assert_eq!(moved(&back, ACTIVE), [0; 4]);
}

#[test]
fn what_is_unknown_is_a_range() {
    // Whether the address is a person's already, nobody read.
    let rows = [
        invited("ann@example.com", None),
        access("b", None, SUSPENDED),
    ];
    assert_eq!(moved(&rows, ACTIVE), [0, 0, 1, 0]);
    assert_eq!(moved(&rows, SUSPENDED), [0, 0, 1, 0]);
    // Who is deactivated in a site may be suspended in the organization.
    let facet = Facet::about(FacetKind::of(&SiteStatus), ["s"]);
    let rows = [
        access("a", Some(SUSPENDED), ACTIVE),
        row(
            "a",
            facet,
            Some(site_status::ACTIVE),
            site_status::NOT_ACTIVE,
        ),
    ];
    assert_eq!(moved(&rows, ACTIVE), [0, 0, 1, 0]);
    assert_eq!(moved(&rows, SUSPENDED), [0, 0, 0, 1]);
}
