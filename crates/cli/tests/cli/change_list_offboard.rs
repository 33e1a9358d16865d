//! `offboard` as an action of a list: all steps of `user offboard` for that person, beside the other rows.

use crate::common::Place;
use crate::offboard::person_with_tokens;

const GROUP: &str = "old-project-2019";

/// Addresses of people who can be changed.
fn others(place: &Place, but: &str) -> Vec<String> {
    let sql = "SELECT email FROM user WHERE status = 'active' AND managed AND org_admin = 0 AND account_type = 'atlassian' \
               AND management_source IS NOT 'synced' ORDER BY email";
    let people = place.run(&["sql", sql, "-o", "csv", "-q"]).stdout;
    let people = people.lines().skip(1).filter(|email| *email != but);
    people.map(str::to_owned).collect()
}

#[test]
fn a_row_offboards_and_the_others_do_what_they_say() {
    let place = Place::synced();
    let (email, tokens) = person_with_tokens(&place);
    let people = others(&place, &email);
    let other = &people[0];
    let text = format!(
        "Email,Action,Group,Reason\n{email},Offboard,,left in May\n{other},add-to-group,{GROUP},\n{email},offboard,,\n"
    );
    place.env.file("list.csv", text);
    let csv = [
        "-o",
        "csv",
        "--columns",
        "email,outcome,what,after,change_reason",
    ];
    let apply = [
        "change",
        "--csv",
        "list.csv",
        "--yes",
        "--confirm",
        "2",
        "--ticket",
        "HR-7",
    ];
    let done = place.run(&[&apply[..], &csv].concat());
    let of = |who: &str| -> Vec<&str> {
        let lines = done.stdout.lines();
        lines.filter(|line| line.starts_with(who)).collect()
    };
    let steps = of(&email);
    // An identity provider alone takes them out of its group.
    for step in &steps {
        let right = step.contains(",done,") || step.contains(",skipped,group dept-");
        assert!(right && step.ends_with(",left in May"), "{done}");
    }
    let what = |word: &str| steps.iter().filter(|line| line.contains(word)).count();
    assert_eq!(what("API token"), tokens, "{done}");
    assert!(what(",group ") > 0, "{done}");
    assert!(steps.last().unwrap().contains("deactivated"), "{done}");
    assert_eq!(of(other).len(), 1, "{done}");
    done.expect(0);
    let members = [
        "-q",
        "group",
        "members",
        GROUP,
        "--live",
        "-o",
        "csv",
        "--columns",
        "email",
    ];
    let members = place.run(&members);
    assert_eq!(members.stdout, format!("email\n{other}\n"), "{members}");
    // All but the tokens comes back.
    let undo = place.run(&["undo", "last", "--yes"]);
    assert!(undo.stdout.contains("cannot be brought back"), "{undo}");
    let listed = place.run(&[
        "-q",
        "user",
        "list",
        "--live",
        "--search",
        &email,
        "-o",
        "csv",
        "--columns",
        "status",
    ]);
    assert_eq!(listed.stdout, "status\nactive\n", "{listed}");
}

#[test]
fn nothing_else_happens_to_whom_a_list_offboards() {
    let place = Place::synced();
    let people = others(&place, "");
    let of = |at: usize| people[at].as_str();
    let text = format!(
        "Email,Action,Group\n{},offboard,\n{},add-to-group,{GROUP}\n{},add-to-group,{GROUP}\n{},suspend,\n{},offboard,\n",
        of(0),
        of(0),
        of(1),
        of(1),
        of(1)
    );
    place.env.file("list.csv", text);
    let refused = place.run(&["change", "--csv", "list.csv", "--dry-run", "--strict"]);
    insta::assert_snapshot!(refused);
    assert!(place.control().calls().is_empty());
}
