//! Protected groups, where no command names them as what is changed: undos, restores and invitations.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn a_protected_group_is_left_alone_on_the_way_back_and_by_invitations() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().remove(0).email;
    place.run(&["group", "create", "PG", "--yes"]).expect(0);
    place
        .run(&["group", "add", "PG", &person, "--yes"])
        .expect(0);
    place.run(&["sync", "-q"]).expect(0);
    place.configure("protected_groups = [\"PG\"]");
    let members = || {
        let list = ["group", "members", "PG", "--live", "-q", "-o", "id"];
        place.run(&list).stdout.lines().count()
    };
    for args in [
        &["undo", "last"][..],
        &["run", "restore", "2020-01-01"],
        &["user", "invite", "new.one@acme.example", "--group", "PG"],
    ] {
        let args = [args, &["--yes", "--confirm", "1"]].concat();
        let output = place.run(&args);
        assert!(output.to_string().contains("protect"), "{args:?}: {output}");
        assert_eq!(members(), 1, "{args:?}: {output}");
    }
    let undo = ["undo", "last", "--yes", "--include-protected-groups"];
    place.run(&undo).expect(0);
    assert_eq!(members(), 0);
}
