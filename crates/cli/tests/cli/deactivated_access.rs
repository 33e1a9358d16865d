//! The access of accounts that are deactivated: whatever it is, they are shown and counted as deactivated.

use atlctl_sim::SimConfig;

use crate::moving::Place;

fn shown(place: &Place, email: &str) -> String {
    let columns = "--columns=status,account_status,membership_status";
    let list = [
        "-q", "user", "list", "--search", email, columns, "-o", "csv",
    ];
    place.run(&list).stdout
}

#[test]
fn they_stay_deactivated_when_their_access_is_taken_and_given_back() {
    let place = Place::new(SimConfig::default());
    let sql = "SELECT email FROM user WHERE status = 'deactivated' AND account_status = 'inactive' \
               AND membership_status = 'active' ORDER BY email LIMIT 1";
    let found = place.run(&["-q", "sql", sql, "-o", "csv"]).stdout;
    let email = found.lines().last().unwrap();
    assert!(email.contains('@'), "{found}");
    let before = shown(&place, email);
    assert!(before.contains("deactivated,inactive,active"), "{before}");
    let suspend = ["user", "suspend", email];
    let plan = place.run(&[&suspend[..], &["--dry-run"]].concat());
    assert!(!plan.stderr.contains("Active people"), "{plan}");
    assert!(!plan.stderr.contains("Suspended people"), "{plan}");
    // Nobody is locked out who cannot get in.
    assert!(!plan.stderr.contains("lock"), "{plan}");
    assert!(
        plan.stdout.contains("active (account deactivated)"),
        "{plan}"
    );
    place.run(&[&suspend[..], &["--yes"]].concat()).expect(0);
    let taken = shown(&place, email);
    assert!(taken.contains("deactivated,inactive,suspended"), "{taken}");
    place.run(&["undo", "last", "--yes"]).expect(0);
    assert_eq!(shown(&place, email), before);
    place.run(&["sync", "--full"]).expect(0);
    assert_eq!(shown(&place, email), before);
}
