//! Who is guarded from leaving a group is guarded from its deletion, too; and what cannot be taken back is said beforehand.

use atlctl_sim::{SimAccount, SimConfig};

use crate::group_members::members;
use crate::moving::Place;
use crate::readdressed::pair;

const GROUP: &str = "old-project-2019";
const YES: [&str; 4] = ["--yes", "-q", "--confirm", "1"];

fn delete(place: &Place, more: &[&str]) -> String {
    let delete = ["group", "delete", GROUP, "--dry-run"];
    place.run(&[&delete[..], more].concat()).to_string()
}

fn admins(place: &Place) -> Vec<SimAccount> {
    let all = place.control().accounts().into_iter();
    all.filter(|one| one.org_admin).collect()
}

#[test]
fn members_are_guarded_as_if_each_was_removed() {
    let mut place = Place::new(SimConfig::default());
    place.env.var("COLUMNS", "300");
    let one = pair(&place).0;
    place
        .run(&["group", "add", GROUP, &one.email, "--yes", "-q"])
        .expect(0);
    assert!(
        delete(&place, &[]).contains("1  change"),
        "{}",
        delete(&place, &[])
    );
    place
        .run(&["group", "delete", GROUP, "--plan", "delete.json", "-q"])
        .expect(0);
    place.configure(&format!("protected = [\"{}\"]", one.email));
    let held = format!("has members whom guards keep in it: {}", one.email);
    assert!(
        delete(&place, &[]).contains(&held),
        "{}",
        delete(&place, &[])
    );
    let applied = place.run(&["apply", "delete.json", "--yes", "-q", "--confirm", "1"]);
    assert_eq!(applied.code, 5, "{applied}");
    assert!(
        applied
            .to_string()
            .contains("protected by the configuration"),
        "{applied}"
    );
    place.configure("");
    let admin = &admins(&place)[0];
    place.another_adds(GROUP, &admin.account_id);
    assert!(
        delete(&place, &[]).contains("--include-admins"),
        "{}",
        delete(&place, &[])
    );
    let all = delete(&place, &["--include-admins"]);
    assert!(all.contains("1  change"), "{all}");
    assert!(members(&place, GROUP).contains(&one.email));
}

/// Nobody gets into the group again: it is managed elsewhere.
#[test]
fn a_removal_that_no_undo_takes_back_is_asked_about() {
    let place = Place::new(SimConfig::default());
    let member = members(&place, "org-admins").remove(0);
    let remove = ["group", "remove", "org-admins", &member, "--include-admins"];
    let plan = place.run(&[&remove[..], &["--dry-run"]].concat());
    assert!(plan.to_string().contains("1 cannot be undone"), "{plan}");
    let said = place.run(&[&remove[..], &["--yes", "-q"]].concat());
    assert_eq!(said.code, 5, "{said}");
    assert!(members(&place, "org-admins").contains(&member));
}

#[test]
fn the_tokens_of_the_last_admin_are_held_with_the_rest() {
    let place = Place::new(SimConfig::default());
    let admins = admins(&place);
    let emails: Vec<&str> = admins.iter().map(|one| one.email.as_str()).collect();
    let offboard = [
        "user",
        "offboard",
        "--include-admins",
        "--dry-run",
        "-o",
        "csv",
    ];
    let columns = ["--columns", "email,verdict,what"];
    let plan = place.run(&[&offboard[..], &columns, &emails].concat());
    assert!(plan.stdout.contains("last admin"), "{plan}");
    let tokens = plan.stdout.lines().filter(|line| line.contains("token"));
    let changed = tokens.filter(|line| line.contains(",change,"));
    assert_eq!(changed.count(), 0, "{plan}");
}

/// Without a sync, the mirror shows who was removed and came back as they are.
#[test]
fn who_was_removed_and_invited_again_is_in_the_mirror() {
    let place = Place::new(SimConfig::default());
    let one = pair(&place).0;
    let list = || {
        let list = ["user", "list", "--search", &one.email, "-o", "csv"];
        let columns = ["--columns", "email,status,membership_status,gone"];
        place.run(&[&list[..], &columns].concat())
    };
    place
        .run(&["group", "add", GROUP, &one.email, "--yes", "-q"])
        .expect(0);
    place
        .run(&[&["user", "remove", &one.email][..], &YES].concat())
        .expect(0);
    assert!(list().stdout.contains("no_membership"), "{}", list());
    place.run(&["undo", "last", "--yes", "-q"]).expect(0);
    assert!(list().stdout.contains(",active,active,"), "{}", list());
    let listed = place.run(&["group", "members", GROUP, "-o", "csv"]);
    assert!(listed.stdout.contains(&one.email), "{listed}");
    // What is done next is known to be taken back.
    let remove = ["group", "remove", GROUP, &one.email, "--yes", "-q"];
    place.run(&remove).expect(0);
    place.run(&["undo", "last", "--yes", "-q"]).expect(0);
    assert!(members(&place, GROUP).contains(&one.email));
}
