//! Lists of people in the forms in which administrators receive them: what is planned, and what is said of the rest.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Output;
use crate::moving::{Place, TO};

const PLAN: [&str; 8] = [
    "policy",
    "move",
    "--to",
    TO,
    "--dry-run",
    "-o",
    "csv",
    "--columns=email,verdict",
];

fn place() -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let mut people = place.movable();
    people.truncate(3);
    (place, people)
}

fn planned(place: &Place, list: &str, more: &[&str]) -> Output {
    place.env.file("list", list);
    place.run(&[&PLAN[..], &["--csv", "list"], more].concat())
}

/// Those who would be changed.
fn changed(output: &Output) -> Vec<&str> {
    let rows = output.stdout.lines();
    rows.filter_map(|row| row.strip_suffix(",change").or(row.strip_suffix(",change,")))
        .collect()
}

fn emails(people: &[SimAccount]) -> Vec<&str> {
    people.iter().map(|person| person.email.as_str()).collect()
}

#[test]
fn everybody_in_a_list_of_any_form_is_planned() {
    let (place, people) = place();
    let all = emails(&people);
    let [a, b, c] = all[..] else {
        panic!("three people")
    };
    let json = format!("[{{\"email\":\"{a}\"}},{{\"email\":\"{b}\"}},{{\"email\":\"{c}\"}}]");
    for list in [
        format!("{a},{b},{c}\n"),
        format!("{a},\n{b},{c},\n"),
        format!("To: Olga <{a}>; \"Roe, Bob\" <{b}>; {c}\n"),
        format!("| Name | Email |\n|---|---|\n| A | {a} |\n| B | `{b}` |\n| C | mailto:{c} |\n"),
        format!("Account,Email\nAcme Inc,{a}\nAcme Inc,\"{b}; {c}\"\n"),
        format!(
            "Email\r{a}\u{200b}\r\u{202a}{b}\u{202c}\n{}\n\u{1a}",
            c.replacen('@', "\u{ad}@", 1)
        ),
        json,
    ] {
        let output = planned(&place, &list, &[]);
        assert_eq!(changed(&output), all, "{list}\n{output}");
        assert_eq!(output.code, 0, "{list}\n{output}");
    }
}

#[test]
fn what_this_program_prints_is_a_list() {
    let (place, people) = place();
    let domain = people[0].email.split('@').nth(1).unwrap();
    for form in ["json", "jsonl", "csv", "id"] {
        let list = place.run(&["user", "list", "--domain", domain, "-o", form]);
        let again = place.env.run_with(
            &[&PLAN[..], &["--from-stdin", "--max-changes", "100"]].concat(),
            list.stdout.as_bytes(),
        );
        assert_eq!(again.code, 0, "{form}: {again}");
        let rows = again.stdout.lines().count() - 1;
        let listed = place.run(&["user", "list", "--domain", domain, "-o", "id"]);
        assert_eq!(rows, listed.stdout.lines().count(), "{form}: {again}");
    }
}

#[test]
fn ambiguous_columns_are_refused_and_unread_ones_reported() {
    let (place, people) = place();
    let all = emails(&people);
    let boss = all[2];
    let list = format!("Ann,n/a,{boss}\nBob,{},{boss}\n", all[1]);
    let output = planned(&place, &list, &[]);
    assert_eq!(output.code, 2, "{output}");
    insta::assert_snapshot!(output, @"
    ------- stderr -------
    Error: list is not a list of people: more than one column contains addresses or account IDs: 2, 3
    Hint: choose one of them: --column email=N, where N is 2 or 3
    Hint: to read every address in every column: atlctl policy move --to Contractors --dry-run -o csv --columns=email,verdict --csv list --column email=all
    [exit status: 2]
    ");
    let list = format!(
        "Name,Email,Manager\nAnn,{},{boss}\nBob,{},{boss}\n",
        all[0], all[1]
    );
    let output = planned(&place, &list, &[]);
    assert_eq!(changed(&output), all[..2], "{output}");
    assert!(
        output
            .stderr
            .contains("Column \"Manager\" is not read; it contains another address in 2 rows"),
        "{output}"
    );
    // The word that reads them all.
    let output = planned(&place, &list, &["--column", "email=all"]);
    assert_eq!(changed(&output).len(), 3, "{output}");
}

#[test]
fn invisible_characters_in_an_unknown_address_are_shown() {
    let (place, people) = place();
    let known = &people[0].email;
    // The same but for a letter of another alphabet, which looks the same.
    let cyrillic = known.replacen('a', "\u{430}", 1);
    assert_ne!(*known, cyrillic);
    let output = planned(&place, &format!("Email\n{cyrillic}\n"), &[]);
    let said = format!(
        "Error: {cyrillic} is not in the mirror (contains U+0430, which is not a Latin letter)\n"
    );
    // The twin is no suggestion: it would repeat what the reader sees.
    assert!(output.stderr.contains(&said), "{output}");
    // Nobody has the address, however it is read.
    let output = planned(&place, "Email\nno\u{200b}body@elsewhere.example\n", &[]);
    assert!(
        output.stderr.contains("an invisible character (U+200B)"),
        "{output}"
    );
}

#[test]
fn an_export_under_a_title_teaches_names() {
    let place = crate::common::Place::synced();
    let export = format!(
        "Managed accounts export\r\n\r\n{}",
        place.control().managed_accounts_csv()
    );
    place.env.file("export.csv", export);
    let output = place.run(&["policy", "import-names", "export.csv", "-o", "csv"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(output.stdout.contains(",Contractors,named"), "{output}");
    place.env.file("empty.csv", "");
    let output = place.run(&["policy", "import-names", "empty.csv"]);
    assert!(output.stderr.contains("empty.csv is empty"), "{output}");
}

#[test]
fn a_list_of_nobody_is_no_error() {
    let (place, _) = place();
    for (list, said) in [
        ("Email\n", "list has headings, but no rows"),
        ("[]", "list is empty"),
    ] {
        let output = planned(&place, list, &[]);
        assert_eq!((output.code, changed(&output).len()), (0, 0), "{output}");
        assert!(output.stderr.contains(said), "{output}");
    }
}

/// What was to write such a file failed; a pipe from a list that found nobody is as empty.
#[test]
fn an_empty_file_is_no_list_of_nobody() {
    let (place, _) = place();
    for list in ["", "\n", "\u{feff}", "\u{feff}\r\n"] {
        let output = planned(&place, list, &[]);
        assert_eq!(output.code, 2, "{list:?}: {output}");
        assert!(output.stderr.contains("Error: list is empty"), "{output}");
        let piped = place
            .env
            .run_with(&[&PLAN[..], &["--from-stdin"]].concat(), list.as_bytes());
        assert_eq!(
            (piped.code, changed(&piped).len()),
            (0, 0),
            "{list:?}: {piped}"
        );
        assert!(piped.stderr.contains("standard input is empty"), "{piped}");
        let listed = place.run(&["token", "revoke", "--csv", "list"]);
        assert_eq!(listed.code, 2, "{list:?}: {listed}");
        let change = place.run(&["change", "--csv", "list"]);
        assert_eq!(change.code, 2, "{list:?}: {change}");
    }
}

/// What a list is sorted or filtered by stays on a narrow screen.
#[test]
fn the_column_that_is_asked_about_stays() {
    let mut place = crate::common::Place::synced();
    place.env.var("COLUMNS", "80");
    for (args, header) in [
        (
            &["user", "list", "--sort", "-last_active"][..],
            "Last active",
        ),
        (&["user", "list", "--inactive", "90d"], "Last active"),
        (&["user", "list", "--added-before", "30d"], "Added"),
        (&["key", "list", "--expiring", "60d"], "Expires"),
        (&["token", "list", "--expiring", "400d"], "Expires"),
        (&["token", "list", "--older-than", "1d"], "Created"),
    ] {
        let list = place.run(&[args, &["--limit", "3"]].concat());
        let head = list.stdout.lines().next().unwrap_or_default();
        assert!(head.contains(header), "{args:?}: {list}");
        assert!(head.trim_end().len() <= 80, "{args:?}: {list}");
    }
}

/// What heads a column names it, too; no API says that a policy was deleted.
#[test]
fn headings_are_names_of_columns() {
    let place = crate::common::Place::synced();
    let list = ["-q", "workspace", "list", "--limit", "1"];
    let list = |more: &[&str]| place.run(&[&list[..], more].concat());
    let named = list(&["--columns", "usage,capacity", "--sort=-usage"]);
    let headed = list(&["--columns", "In use,seats", "--sort=-In use"]);
    assert_eq!((named.code, &headed.stdout), (0, &named.stdout), "{headed}");
    let gone = place.run(&["policy", "list", "--gone"]);
    assert!(
        gone.code == 2 && gone.stderr.contains("with 0 members"),
        "{gone}"
    );
}
