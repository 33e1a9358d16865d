//! Lists of which one column was sorted without the others: names and account IDs beside the addresses of other people.

use crate::common::Place;
use crate::lists_decided::managed;

/// Somebody who is in no such list.
const ADA: [&str; 2] = ["ada.admin@acme.example", "Ada Admin"];

/// The heading above the names says nothing: they are those of other people of the mirror.
#[test]
fn a_name_of_another_person_is_seen_under_any_heading() {
    let place = Place::synced();
    let people = people(&place);
    let rows = |headings: &str, delimiter: &str, of: &dyn Fn(&str) -> String| {
        let mut list = format!("{headings}\n");
        // Each address has the name of the next person.
        for (at, [email, _]) in people.iter().enumerate() {
            let [_, name] = &people[(at + 1) % people.len()];
            list += &format!("{}{delimiter}{email}\n", of(name));
        }
        list
    };
    let whole = |name: &str| format!("\"{name}\"");
    let apart = |name: &str| {
        name.rsplit_once(' ')
            .map(|(a, b)| format!("{a};{b}"))
            .unwrap()
    };
    let turned = |name: &str| {
        name.rsplit_once(' ')
            .map(|(a, b)| format!("{b};{a}"))
            .unwrap()
    };
    let plain = |name: &str| name.to_uppercase();
    let comma = |name: &str| {
        let (first, last) = name.rsplit_once(' ').unwrap();
        format!("\"{last}, {first}\"")
    };
    for list in [
        rows("Nom;Courriel", ";", &whole),
        rows("Imię i nazwisko;Email", ";", &plain),
        rows("Wer;E-Mail", ";", &comma),
        rows(",Email", ",", &whole),
        rows("Full Name (as in HR),Email", ",", &whole),
        rows("Prénom;Nom;Courriel", ";", &apart),
        rows("Nachname;Vorname;E-Mail", ";", &turned),
        rows("Name;Vorname;E-Mail", ";", &turned),
        rows("givenName;sn;mail", ";", &apart),
        rows("A;B;mail", ";", &apart),
        rows("姓名,邮箱", ",", &whole),
    ] {
        place.env.file("list", &list);
        let refused = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
        assert_eq!(refused.code, 2, "{list}{refused}");
        assert!(refused.stderr.contains("is the name of"), "{list}{refused}");
    }
    let headings = "Wer;Courriel";
    place.env.file("list", rows(headings, ";", &whole));
    let chosen = [
        "user",
        "suspend",
        "--csv",
        "list",
        "--dry-run",
        "--column",
        "email=Courriel",
    ];
    assert_eq!(place.run(&chosen).code, 0, "{headings}");
    let refused = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
    assert!(
        refused.stderr.contains(
            "if other columns name managers or the like: atlctl user suspend --csv list --dry-run --column email=Courriel"
        ),
        "{refused}"
    );
    let first = &people[0][1];
    for list in [
        rows("Manager;Email", ";", &whole),
        rows("Vorgesetzte Person;E-Mail", ";", &whole),
        rows("Validé par;Courriel", ";", &whole),
        // The same for all of them, as managers and offices are.
        rows("Zuständig;E-Mail", ";", &|_| whole(first)),
        // Nicknames are nobody else's.
        rows("Nom;Courriel", ";", &|name| format!("Ann {}", name.len())),
        // Whose row it is stands in another column.
        rows_of(&people, "Buddy;Nom;Courriel"),
    ] {
        place.env.file("list", &list);
        let planned = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
        assert_eq!(planned.code, 0, "{list}{planned}");
    }
}

/// Rows with the name of the next person, the own one, and the address.
fn rows_of(people: &[[String; 2]], headings: &str) -> String {
    let mut list = format!("{headings}\n");
    for (at, [email, name]) in people.iter().enumerate() {
        let [_, next] = &people[(at + 1) % people.len()];
        list += &format!("{next};{name};{email}\n");
    }
    list
}

/// Some people with names of two words, no two with the same.
fn people(place: &Place) -> Vec<[String; 2]> {
    let mut seen = std::collections::HashSet::new();
    let others = managed(place, "30").into_iter();
    let others = others.filter(|[email, _]| email != ADA[0] && !email.contains("owner"));
    let people =
        others.filter(|[_, name]| name.split(' ').count() == 2 && seen.insert(name.to_owned()));
    people.take(4).collect()
}

/// An account ID of somebody else, under any heading but that of their managers.
#[test]
fn an_account_id_of_another_person_is_seen_under_any_heading() {
    let place = Place::synced();
    let people = people(&place);
    let [other, _] = &people[0];
    let shown = place.run(&["user", "show", ADA[0], "-o", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let id = shown["account_id"].as_str().unwrap();
    for (heading, code) in [("Reference", 2), ("User", 2), ("", 2), ("Manager ID", 0)] {
        place
            .env
            .file("list", format!("Email,{heading}\n{other},{id}\n"));
        let planned = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
        assert_eq!(planned.code, code, "{heading}{planned}");
        let is_said = planned.stderr.contains("is the account ID of");
        assert_eq!(is_said, code == 2, "{heading}{planned}");
    }
}
