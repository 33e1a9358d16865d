//! A mirror of which some parts were never read: unknown is said, never nobody or nothing.

use atlctl_sim::SimConfig;

use crate::common::{Place, one_after_another};

#[test]
fn of_tokens_alone_nobody_is_counted() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync", "--only", "tokens"]).expect(0);
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["user", "list"],
            &["group", "list"],
            &["user", "show", "someone@acme.example"],
            &["org", "show"],
            &["group", "show", "org-admins"],
            &["report", "tokens"],
            &["report", "seats"],
            &["report", "inactive"],
            &["report", "groups"],
            &["report", "posture"],
        ]
    ));
}

#[test]
fn of_groups_alone_nobody_is_a_member() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync", "--only", "groups"]).expect(0);
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["group", "list", "--limit", "3"],
            &["group", "members", "org-admins"],
            &["group", "show", "org-admins"],
            &["user", "list"],
            &["group", "show", "org-admins2"],
            &[
                "review",
                "start",
                "--scope",
                "group:org-admins",
                "--reviewer",
                "ada.admin@acme.example"
            ],
            &["policy", "list"],
            &["policy", "show", "Staff"],
            &["workspace", "list"],
            &["user", "suspend", "ada.admin@acme.example"],
            &["user", "deactivate", "ada.admin@acme.example"],
            &["sql", "SELECT count(*) FROM user"],
        ]
    ));
}
