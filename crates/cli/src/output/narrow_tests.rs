//! Tables that do not fit: what gives way, in which order.

use unicode_width::UnicodeWidthStr as _;

use super::{Cell, Column, Outcome, Printer, Style};
use crate::options::Format;

fn printed(columns: Vec<Column>, rows: Vec<Vec<Cell>>, width: usize) -> (String, Outcome) {
    asked(Vec::new(), columns, rows, width)
}

fn asked(
    asked: Vec<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    width: usize,
) -> (String, Outcome) {
    let style = Style {
        format: Format::Table,
        columns: asked,
        sort: None,
        limit: None,
        raw: false,
        marks: true,
        width: Some(width),
        terminal: true,
        constant_below: true,
        bold: false,
    };
    let mut out = Vec::new();
    let mut printer = Printer::new(&mut out, style, columns).unwrap();
    for row in rows {
        printer.row(row).unwrap();
    }
    let outcome = printer.finish().unwrap();
    (String::from_utf8(out).unwrap(), outcome)
}

#[test]
fn a_long_key_is_wrapped_and_hides_nothing() {
    let columns = vec![
        Column::key("name", "Name"),
        Column::number("members", "Members"),
    ];
    let long = "all people of the department of very long names and of those that are longer still";
    let rows = vec![
        vec![long.into(), Cell::Int(12)],
        vec!["b".into(), Cell::Int(3)],
    ];
    let (text, outcome) = printed(columns, rows, 40);
    insta::assert_snapshot!(text, @"
    Name                             Members
    all people of the department of       12
    very long names and of those
    that are longer still
    b                                      3
    ");
    assert_eq!((outcome.cut, outcome.hidden.len()), (false, 0));
}

#[test]
fn columns_that_say_the_same_go_first() {
    let columns = || {
        vec![
            Column::key("email", "Email"),
            Column::text("status", "Status"),
            Column::text("managed", "Managed"),
            Column::text("policy", "Policy"),
            Column::time("last_active", "Last active"),
        ]
    };
    let row = |email: &str, managed: &str, day: i64| {
        vec![
            email.into(),
            "active".into(),
            managed.into(),
            format!("policy of {email}").into(),
            Cell::millis(Some(1_760_000_000_000 + day * 86_400_000)),
        ]
    };
    let rows = vec![
        row("ann@example.com", "yes", 0),
        row("bob@example.com", "yes", 1),
    ];
    let (text, outcome) = printed(columns(), rows, 66);
    insta::assert_snapshot!(text, @"
    Email            Policy                     Last active (UTC)
    ann@example.com  policy of ann@example.com  2025-10-09 08:53
    bob@example.com  policy of bob@example.com  2025-10-10 08:53
    ");
    assert!(outcome.hidden.is_empty() && !outcome.cut, "{outcome:?}");
    assert_eq!(
        outcome.same_in_each_row().as_deref(),
        Some("The same in every row shown: Status: active; Managed: yes.")
    );
    // A later part may say something else; then it is a column that is not shown.
    let mut many: Vec<Vec<Cell>> = (0..2_000)
        .map(|day| {
            row(
                ["ann@example.com", "bob@example.com"][day as usize % 2],
                "yes",
                day,
            )
        })
        .collect();
    many.push(row("ann@example.com", "no", 0));
    let (_, outcome) = printed(columns(), many, 66);
    assert_eq!(outcome.hidden, ["managed"]);
    assert_eq!(outcome.same, ["Status: active"]);
    // One row says nothing about others.
    let (_, outcome) = printed(columns(), vec![row("ann@example.com", "yes", 0)], 66);
    assert!(outcome.same.is_empty(), "{outcome:?}");
}

#[test]
fn columns_that_were_asked_for_and_do_not_fit_are_lines() {
    let columns = || {
        vec![
            Column::key("email", "Email"),
            Column::text("policy", "Policy"),
            Column::id("account_id", "Account ID"),
            Column::time("last_active", "Last active"),
        ]
    };
    let row = |email: &str| {
        vec![
            email.into(),
            "a policy of many words that has no room in a line of this screen".into(),
            "5b10ac8d82e05b22cc7d4ef5".into(),
            Cell::millis(Some(1_760_000_000_000)),
        ]
    };
    let names = ["email", "policy", "account_id", "last_active"].map(str::to_owned);
    let rows = || vec![row("ann@example.com"), row("bob@example.com")];
    let (text, outcome) = asked(names.to_vec(), columns(), rows(), 60);
    insta::assert_snapshot!(text, @"
    Email              ann@example.com
    Policy             a policy of many words that has no room
                       in a line of this screen
    Account ID         5b10ac8d82e05b22cc7d4ef5
    Last active (UTC)  2025-10-09 08:53

    Email              bob@example.com
    Policy             a policy of many words that has no room
                       in a line of this screen
    Account ID         5b10ac8d82e05b22cc7d4ef5
    Last active (UTC)  2025-10-09 08:53
    ");
    assert!(outcome.blocks && !outcome.cut, "{outcome:?}");
    assert!(text.lines().all(|line| line.len() <= 60));
    // Where each text has some letters, a table is better.
    let (text, outcome) = asked(names[..2].to_vec(), columns(), rows(), 40);
    insta::assert_snapshot!(text, @"
    Email            Policy
    ann@example.com  a policy of many words…
    bob@example.com  a policy of many words…
    ");
    assert!(!outcome.blocks && outcome.cut, "{outcome:?}");
}

/// An option in a sentence is not broken while another sentence can give way.
#[test]
fn words_are_not_broken_where_there_is_room() {
    let columns = vec![
        Column::id("email", "Email"),
        Column::sentence("change", "Change").stays(),
        Column::sentence("reason", "Reason").stays(),
    ];
    let row = [
        "ann@acme.example",
        "a sentence of many short words that can be wrapped at any width at all",
        "is a service account (use --include-service-accounts)",
    ];
    let rows = vec![row.map(Cell::text).to_vec()];
    let (table, _) = printed(columns, rows, 70);
    assert!(table.contains("--include-service-accounts)"), "{table}");
    assert!(table.lines().all(|line| line.len() <= 70), "{table}");
}

/// An address or an option that has no room in its column is printed below the row, or a key before it: whole.
#[test]
fn words_without_room_are_not_broken() {
    let columns = || {
        vec![
            Column::key("email", "Email"),
            Column::sentence("verdict", "Plan").stays(),
            Column::sentence("change", "Change").stays(),
            Column::sentence("reason", "Reason").stays(),
        ]
    };
    let rows = vec![
        [
            "ada.garcia@acme-labs.example",
            "change",
            "email: ada.garcia@acme-labs.example → ada.garcia@acme.example",
            "-",
        ]
        .map(Cell::text)
        .to_vec(),
        [
            "somebody.with.a.rather.long.name@of-a-domain.example",
            "service account",
            "email: somebody.with.a.rather.long.name@of-a-domain.example",
            "is a service account (use --include-service-accounts)",
        ]
        .map(Cell::text)
        .to_vec(),
    ];
    let (text, outcome) = printed(columns(), rows, 70);
    insta::assert_snapshot!(text, @"
    Email                                                 Plan
    ada.garcia@acme-labs.example                          change
      Change: email: ada.garcia@acme-labs.example →
      ada.garcia@acme.example
    somebody.with.a.rather.long.name@of-a-domain.example  service account
      Change: email: somebody.with.a.rather.long.name@of-a-domain.example
      Reason: is a service account (use --include-service-accounts)
    ");
    assert!(!outcome.cut && outcome.hidden.is_empty(), "{outcome:?}");
    assert!(text.lines().all(|line| line.width() <= 70), "{text}");
}

/// A key with a word that is longer than its column stands on a line of its own.
#[test]
fn a_long_address_as_key_is_not_broken() {
    let columns = vec![
        Column::key("email", "Email"),
        Column::id("id", "ID").stays(),
    ];
    let long = "somebody.with.a.name@of-a-domain.example";
    let id = "5b10ac8d82e05b22cc7d4ef5";
    let (text, _) = printed(columns, vec![vec![long.into(), id.into()]], 50);
    insta::assert_snapshot!(text, @"
    Email                     ID
    somebody.with.a.name@of-a-domain.example
                              5b10ac8d82e05b22cc7d4ef5
    ");
}

/// What names a row stays, wherever its column stands, and so does what stays by itself.
#[test]
fn the_name_of_a_row_and_what_happened_to_it_stay() {
    let columns = || {
        vec![
            Column::time("at", "Found"),
            Column::key("name", "Name"),
            Column::text("change", "Change").stays(),
            Column::text("run", "Run"),
            Column::sentence("what", "What").stays(),
        ]
    };
    let row = |hour: u8, name: &str, change: &str, what: &str| {
        let at = format!("2026-11-28T1{hour}:00:00Z").parse().unwrap();
        let run = format!("20261128-{hour}");
        let cells = [name, change, &run, what].map(Cell::text);
        std::iter::once(Cell::Time(at)).chain(cells).collect()
    };
    let long = "a.very.long.address.of.somebody.with.many.names@a.long.domain.example";
    let rows = vec![
        row(0, "ann@acme.example", "removed", "group bitbucket-users"),
        row(1, long, "added", "group bitbucket-users"),
        row(
            2,
            "bob@acme.example",
            "removed",
            "group all-staff-of-the-company",
        ),
    ];
    let (text, outcome) = printed(columns(), rows, 70);
    insta::assert_snapshot!(text, @"
    Name                           Change   What
    ann@acme.example               removed  group bitbucket-users
    a.very.long.address.of.somebody.with.many.names@a.long.domain.example
                                   added    group bitbucket-users
    bob@acme.example               removed  group all-staff-of-the-company
    ");
    assert!(
        !outcome.cut && outcome.hidden.contains(&"run".to_owned()),
        "{outcome:?}"
    );
    for name in ["name", "change", "what"] {
        assert!(!outcome.hidden.contains(&name.to_owned()), "{outcome:?}");
    }
}

/// A row without a name has an ID alone; the ID of a row with a name goes first.
#[test]
fn an_id_stays_where_a_name_is_unknown() {
    let columns = || {
        vec![
            Column::key("name", "Name"),
            Column::number("members", "Members"),
            Column::id("id", "ID"),
        ]
    };
    let id = "72fb2bcb-5757-4a46-8f1a-db356dc36a92";
    let long = "people of the department of very long names";
    let row = |name: Cell, members: i64| vec![name, Cell::Int(members), id.into()];
    let rows = vec![row(Cell::Unknown, 126), row(long.into(), 7)];
    let (text, _) = printed(columns(), rows, 64);
    insta::assert_snapshot!(text, @"
    Name               Members  ID
    ?                      126  72fb2bcb-5757-4a46-8f1a-db356dc36a92
    people of the            7  72fb2bcb-5757-4a46-8f1a-db356dc36a92
    department of
    very long names
    ");
    let rows = vec![row("b".into(), 126), row(long.into(), 7)];
    let (_, outcome) = printed(columns(), rows, 50);
    assert_eq!(outcome.hidden, ["id"]);
}
