//! Tests of the facet.

use super::*;

#[test]
fn an_invitation_is_read_as_it_was_written() {
    let invite = Invite {
        directory: "d".to_owned(),
        groups: vec!["g1".to_owned(), "g2".to_owned()],
        roles: vec![("atlassian/user".to_owned(), "ari:app".to_owned())],
        message: Some("Welcome".to_owned()),
        notify: false,
    };
    assert_eq!(Invite::read(&invite.about()), invite);
    let plain = Invite {
        notify: true,
        ..Invite::default()
    };
    assert_eq!(Invite::read(&plain.about()), plain);
}

#[test]
fn only_somebody_new_is_removed_by_an_undo() {
    let about = Invite {
        directory: "d".to_owned(),
        ..Invite::default()
    }
    .about();
    let to = Value::from(INVITED);
    let back = |before: &str| {
        let before = Before::Is(before.into());
        Invitation.back(&about, &before, &to).map(|back| back.to)
    };
    assert_eq!(back(ABSENT), Some(REMOVED.into()));
    assert_eq!(back(IN_PART), None);
    assert!(Invitation.back(&about, &Before::Unknown, &to).is_none());
}
