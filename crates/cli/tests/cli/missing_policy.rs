//! A move to a policy that does not exist, such as by a slip in its ID: that is refused for good, and the rest is done.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn a_policy_that_does_not_exist_is_refused_and_the_rest_is_done() {
    let mut place = Place::new(SimConfig::default());
    place.env.var("ATLCTL_TEST_PACE", "20");
    place.env.var("COLUMNS", "300");
    let people = place.emails_without_provider(8);
    let mut list = "Email,Action,To\n".to_owned();
    for person in &people[1..] {
        list.push_str(&format!(
            "{person},move,6a906979-5bab-4740-88e0-4db1bb7112c8\n"
        ));
    }
    list.push_str(&format!("{},suspend,\n", people[0]));
    place.env.file("m.csv", list);
    let made = place.run(&["change", "--csv", "m.csv", "--yes", "-q", "-o", "csv"]);
    assert_eq!(made.code, 3, "{made}");
    let refused = made.stdout.matches(",refused,").count();
    assert_eq!(refused, people.len() - 1, "{made}");
    assert_eq!(made.stdout.matches(",done,").count(), 1, "{made}");
    assert!(made.stdout.contains("Policy not found"), "{made}");
    let writes = place.writes();
    let again = place.run(&["run", "resume", "last"]);
    assert!(again.to_string().contains("is finished"), "{again}");
    assert_eq!(place.writes(), writes, "{again}");
}
