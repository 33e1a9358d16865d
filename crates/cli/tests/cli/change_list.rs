//! `atlctl change`: one list, an action per row.

use atlctl_sim::{SimAccount, SimConfig};

use crate::group_members::members;
use crate::moving::{Place, TO};

/// A place, and people who can be changed.
fn place() -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let people = people.into_iter().filter(|one| !one.synced).collect();
    (place, people)
}

fn status(place: &Place, one: &SimAccount) -> String {
    place.control().account(&one.account_id).unwrap().status
}

fn policy(place: &Place, one: &SimAccount) -> Option<String> {
    place.control().account(&one.account_id).unwrap().policy
}

fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.env.home().join(name)).unwrap()
}

const EMPTY: &str = "old-project-2019";

/// A list with every sort of action for the first people, in `list.csv`.
fn mixed(place: &Place, people: &[SimAccount]) {
    let of = |at: usize| people[at].email.as_str();
    let text = format!(
        "Email,Action,Policy,Group,Role,App,New email,Reason\n\
         {},suspend,,,,,,left\n\
         {},move,{TO},,,,,\n\
         {},Add to group,,{EMPTY},,,,\n\
         {},grant,,,viewer,confluence,,\n\
         {},deactivate,,,,,,on leave\n\
         {},keep,,,,,,\n\
         {},,,,,,,\n\
         {},discuss,,,,,,\n\
         {},set-email,,,,,new.name@acme.example,\n\
         {},suspend,,,,,,\n",
        of(0),
        of(1),
        of(1),
        of(2),
        of(3),
        of(4),
        of(5),
        of(6),
        of(7),
        of(0),
    );
    place.env.file("list.csv", text);
}

#[test]
fn a_list_of_many_actions_is_one_plan_and_one_undo() {
    let (place, people) = place();
    mixed(&place, &people);
    let plan = ["change", "--csv", "list.csv", "--dry-run"];
    insta::assert_snapshot!("change_plan", place.run(&plan));
    let before: Vec<_> = people[..8]
        .iter()
        .map(|one| place.control().account(&one.account_id).unwrap())
        .collect();
    assert!(place.control().calls().is_empty());
    let done = place.run(&["change", "--csv", "list.csv", "--yes"]);
    insta::assert_snapshot!("change_done", done);
    assert_eq!(status(&place, &people[0]), "suspended");
    assert_eq!(status(&place, &people[3]), "deactivated");
    assert_eq!(policy(&place, &people[1]), Some(place.policy(TO)));
    assert_eq!(members(&place, EMPTY), [people[1].email.clone()]);
    let renamed = place.control().account(&people[7].account_id).unwrap();
    assert_eq!(renamed.email, "new.name@acme.example");
    for alone in [4, 5, 6] {
        let now = place.control().account(&people[alone].account_id).unwrap();
        assert_eq!(now, before[alone]);
    }
    // Nobody has the old address anymore.
    let again = [
        "change",
        "--csv",
        "list.csv",
        "--exit-code",
        "-q",
        "--except",
    ];
    place
        .run(&[&again[..], &[&people[7].email]].concat())
        .expect(0);
    place.run(&["undo", "last", "--yes"]).expect(0);
    for (one, before) in people.iter().zip(&before) {
        let now = place.control().account(&one.account_id).unwrap();
        assert_eq!(&now, before);
    }
    assert!(members(&place, EMPTY).is_empty());
}

#[test]
fn all_problems_are_reported_at_once() {
    let (place, people) = place();
    let of = |at: usize| people[at].email.as_str();
    let text = format!(
        "Email,Action,Policy,Group,Role,App\n\
         {},supend,,,,\n\
         {},move,,,,\n\
         {},move,Nowhere,,,\n\
         {},remove-from-group,,nobody-s-group,,\n\
         {},grant,,,emperor,jira\n\
         {},suspend,,,,\n\
         {},restore,,,,\n\
         nobody at all,suspend,,,,\n\
         nobody at all,keep,,,,\n\
         {},set-email,,,,\n\
         {},suspend,,,,\n",
        of(0),
        of(1),
        of(2),
        of(3),
        of(4),
        of(5),
        of(5),
        of(6),
        of(7),
    );
    place.env.file("list.csv", text);
    let list = ["change", "--csv", "list.csv"];
    let run = |more: &[&str]| place.run(&[&list[..], more].concat());
    insta::assert_snapshot!(
        "change_problems",
        run(&["--problems", "wrong.csv", "--yes"])
    );
    assert!(place.control().calls().is_empty());
    insta::assert_snapshot!("change_problems_csv", read(&place, "wrong.csv"));
    insta::assert_snapshot!(
        "change_skip_problems",
        run(&[
            "--skip-problems",
            "--yes",
            "-o",
            "csv",
            "--columns",
            "email,outcome"
        ])
    );
    assert_eq!(status(&place, &people[7]), "suspended");
    assert_eq!(
        status(&place, &people[5]),
        "active",
        "which is meant is not known"
    );
}

#[test]
fn words_of_another_language() {
    let (place, people) = place();
    place.configure("");
    let config = read(&place, ".config/atlctl/config.toml");
    let words = "[actions]\n\"sperren\" = \"suspend\"\n\"In Gruppe aufnehmen\" = \"add-to-group\"\nbleibt = \"keep\"\n";
    place
        .env
        .file(".config/atlctl/config.toml", format!("{config}\n{words}"));
    let text = format!(
        "E-Mail;Entscheidung;Gruppe\n{};Sperren;\n{};in gruppe aufnehmen;{EMPTY}\n{};bleibt;\n{};bleib;\n",
        people[0].email, people[1].email, people[2].email, people[3].email
    );
    place
        .env
        .file("liste.csv", text.replace("Gruppe\n", "Group\n"));
    let list = ["change", "--csv", "liste.csv"];
    let run = |more: &[&str]| place.run(&[&list[..], more].concat());
    insta::assert_snapshot!("change_no_column", run(&["--dry-run"]));
    insta::assert_snapshot!(
        "change_wrong_column",
        run(&["--dry-run", "--action-column", "Was"])
    );
    let column = ["--action-column", "entscheidung"];
    insta::assert_snapshot!("change_mapped", run(&[&column[..], &["--yes"]].concat()));
    assert_eq!(status(&place, &people[0]), "suspended");
    assert_eq!(members(&place, EMPTY), [people[1].email.clone()]);
    let shown = place.run(&["config", "show", "-o", "csv"]);
    assert!(shown.stdout.contains("sperren = suspend"), "{shown}");
    place.env.file(
        ".config/atlctl/config.toml",
        format!("{config}\n[actions]\nsperren = \"block\"\n"),
    );
    let wrong = run(&column);
    assert_eq!(wrong.code, 2, "{wrong}");
    assert!(
        wrong
            .stderr
            .contains("[actions]: sperren = \"block\" is not an action"),
        "{wrong}"
    );
}

#[test]
fn headings_of_another_language_are_named() {
    let (place, people) = place();
    let text = format!(
        "E-Mail;Was;Gruppe;Richtlinie;Grund;to\n{};add-to-group;{EMPTY};;Elternzeit;\n{};move;;Contractors;;Password only\n",
        people[0].email, people[1].email
    );
    place.env.file("liste.csv", text);
    let list = ["change", "--csv", "liste.csv", "--dry-run"];
    let run = |more: &[&str]| place.run(&[&list[..], more].concat());
    let named = [
        "--column",
        "action=was",
        "--column",
        "group=Gruppe",
        "--column",
        "policy=Richtlinie",
        "--column",
        "reason=Grund",
    ];
    insta::assert_snapshot!("change_named_columns", run(&named));
    let missing = run(&[&named[..], &["--column", "app=Produkt"]].concat());
    assert_eq!(missing.code, 2, "{missing}");
    assert!(
        missing
            .stderr
            .contains("liste.csv has no column \"Produkt\""),
        "{missing}"
    );
    let unknown = run(&["--column", "gruppe=Gruppe"]);
    assert_eq!(unknown.code, 2, "{unknown}");
    assert!(
        unknown
            .stderr
            .contains("email, account, action, policy, group"),
        "{unknown}"
    );
    // Other commands read no such column.
    let other = place.run(&[
        "user",
        "suspend",
        "--csv",
        "liste.csv",
        "--column",
        "group=Gruppe",
    ]);
    assert!(
        other.stderr.contains("write it as email=HEADING"),
        "{other}"
    );
}

#[test]
fn hostile_text_is_escaped() {
    let (place, people) = place();
    let text = format!(
        "Email,Action,Group,Reason\n{},\"\u{1b}[31mkeepsake\u{7}\",,\n{},suspend,,\"\u{1b}]0;x\u{7}\u{202e}left\"\n{},add-to-group,\"\u{1b}[2Jgroup\",\n",
        people[0].email, people[1].email, people[2].email
    );
    place.env.file("list.csv", text);
    let output = place.run(&[
        "change",
        "--csv",
        "list.csv",
        "--dry-run",
        "--skip-problems",
    ]);
    let all = format!("{}{}", output.stdout, output.stderr);
    assert!(!all.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{all:?}");
    assert!(all.contains("keepsake") && all.contains("group"), "{all}");
    insta::assert_snapshot!("change_hostile", output);
}

#[test]
fn lists_that_cannot_be_used_and_people_without_an_action() {
    let (place, people) = place();
    let named = place.run(&["change", &people[0].email]);
    insta::assert_snapshot!("change_named", named);
    insta::assert_snapshot!("change_without_list", place.run(&["change"]));
    let two = format!("Email,Action,Change\n{},suspend,restore\n", people[0].email);
    place.env.file("list.csv", two);
    let list = ["change", "--csv", "list.csv"];
    insta::assert_snapshot!("change_two_columns", place.run(&list));
    let own = [&list[..], &["--action-column", "change", "--exit-code"]].concat();
    let restored = place.run(&own);
    assert_eq!(
        restored.code, 0,
        "active people need no restoring: {restored}"
    );
    let nothing = format!(
        "Email,Action\n{},keep\n{},\n",
        people[0].email, people[1].email
    );
    place.env.file("list.csv", nothing);
    insta::assert_snapshot!(
        "change_nothing",
        place.run(&[&list[..], &["--yes"]].concat())
    );
    let spared = format!(
        "Email,Action\n{},suspend\n{0},add-to-group\n",
        people[0].email
    );
    place.env.file("list.csv", spared);
    let except = ["--except", &people[0].email, "--yes"];
    let output = place.run(&[&list[..], &except].concat());
    assert_eq!(status(&place, &people[0]), "active", "{output}");
    assert!(output.stderr.contains("1 person excluded"), "{output}");
    let no_terminal = format!("Email,Action\n{},suspend\n", people[0].email);
    place.env.file("list.csv", no_terminal);
    insta::assert_snapshot!("change_without_yes", place.run(&list));
    assert!(place.control().calls().is_empty());
}
