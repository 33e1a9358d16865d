//! Protected people, as a configuration may write them: the warning of unknown ones reads them as the guard does.

use atlctl_sim::SimConfig;

use crate::moving::{MOVE, Place};

#[test]
fn somebody_who_is_protected_by_name_and_address_is_known() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(2);
    place.configure(&format!(
        "protected = [\"Ann Lee <{}>\", \"mailto:{}\"]",
        people[0].email, people[1].email
    ));
    let output = place.run(&[&MOVE[..], &["--dry-run"]].concat());
    assert!(!output.stderr.contains("not in the mirror"), "{output}");
    assert!(output.stderr.contains("2  protected"), "{output}");
    // A slip of the keyboard is still told.
    place.configure("protected = [\"Ann Lee <annn@nowhere.example>\"]");
    let output = place.run(&[&MOVE[..], &["--dry-run"]].concat());
    let warning = "annn@nowhere.example is protected by the configuration and is not in the mirror";
    assert!(output.stderr.contains(warning), "{output}");
}
