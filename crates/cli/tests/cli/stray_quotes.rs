//! A stray quotation mark in a list: its own line is a problem, and nobody else is left out.

use crate::common::Place;

#[test]
fn one_stray_quote_leaves_out_one_row() {
    let place = Place::synced();
    let accounts = place.control().accounts().into_iter();
    let emails: Vec<String> = accounts
        .filter(|one| one.managed)
        .map(|one| one.email)
        .take(40)
        .collect();
    assert_eq!(emails.len(), 40);
    let rows = emails.iter().enumerate().map(|(n, email)| {
        let name = if n == 5 { "\"Bob" } else { "Ann" };
        format!("{name},{email}\n")
    });
    let text = format!("Name,Email\n{}", rows.collect::<String>());
    place.env.file("people.csv", text);
    let to = place.control().policies().remove(0).id;
    let list = ["policy", "move", "--csv", "people.csv", "--to", &to];
    let plan = [
        "--skip-problems",
        "--problems",
        "problems.csv",
        "--dry-run",
        "--max-changes",
        "100",
        "-o",
        "csv",
        "--columns",
        "email",
    ];
    let output = place.run(&[&list[..], &plan].concat());
    assert!(output.stderr.contains("40 rows, 39 people"), "{output}");
    assert!(output.stderr.contains("line 7: \"\"Bob "), "{output}");
    for (n, email) in emails.iter().enumerate() {
        assert_eq!(output.stdout.contains(email), n != 5, "{email}: {output}");
    }
    let problems = std::fs::read_to_string(place.env.home().join("problems.csv")).unwrap();
    assert_eq!(problems.lines().count(), 2, "{problems}");
    assert!(problems.contains(&emails[5]), "{problems}");
    // Without leave to skip it, nothing is planned.
    assert_eq!(place.run(&list).code, 2);
}

#[test]
fn a_value_of_several_lines_is_shown_on_one() {
    let place = Place::synced();
    place.env.file(
        "people.csv",
        format!("Email,Team\n{},y\n,\"two\nlines\"\n", "long ".repeat(40)),
    );
    let to = place.control().policies().remove(0).id;
    let list = ["policy", "move", "--csv", "people.csv", "--to", &to];
    let output = place.run(&list);
    assert_eq!(output.code, 2, "{output}");
    assert!(output.stderr.contains("\"two lines\""), "{output}");
    assert!(output.stderr.contains("long …\""), "{output}");
    assert!(!output.stderr.contains("two\\n"), "{output}");
}
