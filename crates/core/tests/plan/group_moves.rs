//! Who joins and leaves groups by the changes of a plan, whatever facet they are of.

use atlctl_core::change::facet::directory_access::{ACTIVE, DirectoryAccess, REMOVED};
use atlctl_core::change::facet::group_exists::{self, GroupExists, of_deleted};
use atlctl_core::change::facet::invitation::{self, INVITED, Invitation, Invite};
use atlctl_core::change::facet::membership::{IN, Membership, OUT};
use atlctl_core::change::facet::removed_person::held;
use atlctl_core::change::facet::site_access::{self, SiteAccess};
use atlctl_core::change::{Before, Facet, FacetKind, Target};
use atlctl_core::plan::{Row, TotalMove, Verdict};

use crate::plans;

const DIRECTORY: &str = "d";

/// A row of an account.
pub fn row(account: &str, facet: Facet, before: Option<&str>, to: &str) -> Row {
    Row {
        account: Some(account.to_owned()),
        email: Some(format!("{account}@example.com")),
        facet,
        before: before.map(Into::into).into(),
        to: Some(to.into()),
        ..plans::row(0)
    }
}

fn member(account: &str, group: &str, before: Option<&str>, to: &str) -> Row {
    let facet = Facet::about(FacetKind::of(&Membership), [DIRECTORY, group]);
    row(account, facet, before, to)
}

fn removed(account: &str, groups: Option<&[&str]>) -> Row {
    let facet = Facet::about(FacetKind::of(&DirectoryAccess), [DIRECTORY]);
    let held = groups.map(|groups| {
        let groups = groups.iter().map(|id| (*id).to_owned()).collect();
        held(DIRECTORY, groups, None)
    });
    Row {
        held,
        ..row(account, facet, Some(ACTIVE), REMOVED)
    }
}

fn invited(address: &str, groups: &[&str]) -> Row {
    let invite = Invite {
        directory: DIRECTORY.to_owned(),
        groups: groups.iter().map(|id| (*id).to_owned()).collect(),
        ..Invite::default()
    };
    let facet = Facet::about(FacetKind::of(&Invitation), invite.about());
    Row {
        account: None,
        email: Some(address.to_owned()),
        target: Some(Target::Address(address.to_owned())),
        ..row("", facet, Some(invitation::ABSENT), INVITED)
    }
}

/// What happens to each group: joining, leaving, and who may join or leave.
fn moves(rows: Vec<Row>) -> Vec<(String, [u64; 4])> {
    let plan = plans::plan(rows);
    let moves = plan.moves(FacetKind::of(&Membership)).by.into_iter();
    let each = |(id, one): (String, TotalMove)| {
        let sure = [one.joining, one.leaving];
        let maybe = [one.maybe_joining, one.maybe_leaving];
        (id, [sure[0], sure[1], maybe[0], maybe[1]])
    };
    moves.map(each).collect()
}

fn said(id: &str, moved: [u64; 4]) -> (String, [u64; 4]) {
    (id.to_owned(), moved)
}

#[test]
fn a_removal_takes_the_groups_that_were_held() {
    let rows = vec![
        removed("a", Some(&["g", "h"])),
        member("b", "g", Some(OUT), IN),
        // Left out before; the plan read it all the same.
        Row {
            verdict: Verdict::Already,
            ..member("c", "g", Some(IN), IN)
        },
    ];
    assert_eq!(
        moves(rows),
        [said("g", [1, 1, 0, 0]), said("h", [0, 1, 0, 0])]
    );
}

#[test]
fn who_joins_and_is_removed_within_one_plan_moves_nothing() {
    let join = || member("a", "g", Some(OUT), IN);
    assert_eq!(moves(vec![join(), removed("a", Some(&[]))]), []);
    // It is known from the row, too, where nobody read the groups.
    assert_eq!(moves(vec![join(), removed("a", None)]), []);
    let leave = member("a", "g", Some(IN), OUT);
    let left = moves(vec![leave, removed("a", Some(&["g"]))]);
    assert_eq!(left, [said("g", [0, 1, 0, 0])]);
}

#[test]
fn unknown_groups_are_not_no_groups() {
    let rows = vec![
        member("a", "g", Some(OUT), IN),
        member("a", "h", None, IN),
        member("b", "h", None, OUT),
        removed("c", None),
    ];
    assert_eq!(
        moves(rows),
        [said("g", [1, 0, 0, 1]), said("h", [0, 0, 1, 2])]
    );
    // Nobody says which groups are of a site.
    let facet = Facet::about(FacetKind::of(&SiteAccess), ["s"]);
    let of_site = row("d", facet, Some(site_access::PRESENT), site_access::REMOVED);
    let rows = vec![member("d", "g", Some(OUT), IN), of_site];
    assert_eq!(moves(rows), [said("g", [0, 0, 1, 0])]);
}

#[test]
fn who_is_invited_counts_once() {
    let rows = vec![
        invited("New@Example.com", &["g", "h"]),
        invited("new@example.com", &["g"]),
        // Who is named by the account in another row, is the same person.
        invited("a@example.com", &["g"]),
        member("a", "g", Some(OUT), IN),
    ];
    assert_eq!(
        moves(rows),
        [said("g", [2, 0, 0, 0]), said("h", [1, 0, 0, 0])]
    );
    // What is not known of an address may be a member.
    let unknown = Row {
        before: Before::Unknown,
        ..invited("new@example.com", &["g"])
    };
    assert_eq!(moves(vec![unknown]), [said("g", [0, 0, 1, 0])]);
}

#[test]
fn who_is_removed_and_invited_again_keeps_the_groups_of_the_invitation() {
    let again = Row {
        account: Some("a".to_owned()),
        before: Before::Unknown,
        ..invited("a@example.com", &["g"])
    };
    let rows = vec![removed("a", Some(&["g", "h"])), again];
    assert_eq!(moves(rows), [said("h", [0, 1, 0, 0])]);
}

#[test]
fn a_deleted_group_loses_everyone() {
    let members = vec!["a".to_owned(), "b".to_owned()];
    let of = of_deleted(DIRECTORY, None, "Shift", members, None);
    let facet = Facet::about(FacetKind::of(&GroupExists), of);
    let deletion = Row {
        account: None,
        target: Some(Target::Group("g".to_owned())),
        ..row("", facet, Some(group_exists::PRESENT), group_exists::ABSENT)
    };
    let rows = vec![
        member("a", "g", Some(IN), OUT),
        member("c", "g", Some(OUT), IN),
        deletion,
    ];
    assert_eq!(moves(rows), [said("g", [0, 2, 0, 0])]);
}
