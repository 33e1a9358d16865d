//! Lists and results that are written as CSV and fed back in.

use atlctl_sim::{SimAccount, SimConfig, SimOrganization, SimPolicy};

use crate::moving::Place;

/// What addresses may begin with and spreadsheets compute, and what only looks like a guard.
const NAMES: [&str; 6] = ["=sum", "+team", "-dash", "'=quoted", "'plain", "plain"];

/// People whose addresses begin like formulas, all of them in the policy `Old`.
fn place() -> Place {
    let policy = |name: &str| SimPolicy {
        id: format!("p-{name}"),
        name: name.to_owned(),
        members: 0,
    };
    let account = |name: &&str| SimAccount {
        account_id: format!("account-{name}"),
        email: format!("{name}@acme.example"),
        name: format!("@{name}"),
        managed: true,
        status: "active".to_owned(),
        org_admin: false,
        synced: false,
        policy: Some("p-Old".to_owned()),
    };
    // Somebody must be an organization admin, or nobody is known not to be.
    let admin = SimAccount {
        managed: false,
        org_admin: true,
        policy: None,
        ..account(&"admin")
    };
    Place::new(SimConfig {
        organization: Some(SimOrganization {
            id: "o-1".to_owned(),
            name: "Acme".to_owned(),
            policies: vec![policy("Old"), policy("New")],
            accounts: NAMES.iter().map(account).chain([admin]).collect(),
        }),
        ..SimConfig::default()
    })
}

/// Who is in the policy `New`, by the beginning of the address.
fn moved(place: &Place) -> Vec<String> {
    let accounts = place.control().accounts();
    accounts
        .into_iter()
        .filter(|account| account.policy.as_deref() == Some("p-New"))
        .map(|account| account.email.replace("@acme.example", ""))
        .collect()
}

/// Whether no cell would be computed by a spreadsheet.
fn harmless(csv: &str) -> bool {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes());
    reader.records().all(|record| {
        let record = record.unwrap();
        record
            .iter()
            .all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r']))
    })
}

#[test]
fn a_list_that_is_fed_back_names_the_same_people() {
    let place = place();
    let columns = ["--columns", "email,name,escaped"];
    for args in [&[][..], &columns] {
        let list = place.run(&[&["user", "list", "--managed", "-q", "-o", "csv"], args].concat());
        assert!(harmless(&list.stdout), "{list}");
        place.env.file("people.csv", &list.stdout);
        let plan = ["--csv", "people.csv", "--to", "New", "--dry-run"];
        let format = ["-q", "-o", "csv", "--columns", "verdict"];
        let plan = place.run(&[&["policy", "move"], &plan[..], &format].concat());
        assert_eq!(
            plan.stdout,
            "verdict\n".to_owned() + &"change\n".repeat(NAMES.len()),
            "{plan}"
        );
    }
}

#[test]
fn results_that_are_fed_back_name_the_same_people() {
    let place = place();
    let list = place
        .run(&["user", "list", "--managed", "-q", "-o", "csv"])
        .stdout;
    place.env.file("people.csv", list);
    let go = ["policy", "move", "--to", "New", "--yes", "-q"];
    let first = ["--csv", "people.csv", "--results", "results.csv"];
    place.run(&[&go[..], &first].concat()).expect(0);
    assert_eq!(moved(&place), NAMES);
    let results = std::fs::read_to_string(place.env.home().join("results.csv")).unwrap();
    assert!(harmless(&results), "{results}");
    for account in place.control().accounts() {
        place.control().set_policy(&account.account_id, "p-Old");
    }
    place.sync();
    place
        .run(&[&go[..], &["--csv", "results.csv"]].concat())
        .expect(0);
    assert_eq!(moved(&place), NAMES);
}

#[test]
fn without_its_column_guards_are_reported_and_with_raw_there_are_none() {
    let place = place();
    let list = [
        "user",
        "list",
        "--managed",
        "-o",
        "csv",
        "--columns",
        "email",
    ];
    insta::assert_snapshot!(place.run(&list), @"
    email
    ''=quoted@acme.example
    'plain@acme.example
    '+team@acme.example
    '-dash@acme.example
    '=sum@acme.example
    plain@acme.example
    ------- stderr -------
    From the mirror of Acme, synced 1 hour ago.
    4 rows have cells that start with ' so that no spreadsheet runs them as formulas (marked in the column escaped; --raw leaves them unchanged).
    [exit status: 0]
    ");
    let statement = "SELECT email, name FROM user WHERE email LIKE '=%'";
    insta::assert_snapshot!(place.run(&["sql", statement, "-o", "csv"]), @"
    email,name
    '=sum@acme.example,'@=sum
    ------- stderr -------
    From the mirror of Acme, synced 1 hour ago.
    1 row has cells that start with ' so that no spreadsheet runs them as formulas (marked in the column escaped; --raw leaves them unchanged).
    [exit status: 0]
    ");
    let one = ["user", "show", "+team@acme.example", "-o", "csv"];
    insta::assert_snapshot!(place.run(&[&one[..], &["--columns", "email"]].concat()), @"
    email
    '+team@acme.example
    ------- stderr -------
    From the mirror of Acme, synced 1 hour ago.
    1 row has cells that start with ' so that no spreadsheet runs them as formulas (marked in the column escaped; --raw leaves them unchanged).
    [exit status: 0]
    ");
    let raw = place.run(&[&list[..], &["--raw"]].concat());
    place.env.file("people.csv", &raw.stdout);
    let go = ["--csv", "people.csv", "--to", "New", "--yes", "-q"];
    place
        .run(&[&["policy", "move"], &go[..]].concat())
        .expect(0);
    assert_eq!(moved(&place), NAMES);
}

#[test]
fn a_question_that_is_refused_prints_no_headings() {
    let place = place();
    for wrong in [["--sort", "nobody"], ["--where", "nobody = 1"]] {
        for format in ["csv", "json"] {
            let list = ["user", "list", "-o", format];
            let output = place.run(&[&list[..], &wrong].concat());
            assert_eq!((output.code, output.stdout.as_str()), (2, ""), "{output}");
        }
    }
}
