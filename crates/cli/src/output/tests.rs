use proptest::prelude::*;

use super::{Cell, Column, Outcome, Printer, Style};
use crate::error::CliError;
use crate::options::Format;

fn style(format: Format) -> Style {
    Style {
        format,
        columns: Vec::new(),
        sort: None,
        limit: None,
        raw: false,
        marks: true,
        width: None,
        terminal: false,
        constant_below: true,
        bold: false,
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("email", "E-MAIL"),
        Column::id("account_id", "ACCOUNT"),
        Column::number("groups", "GROUPS"),
        Column::text("managed", "MANAGED"),
        Column::time("last_active", "LAST ACTIVE").on_request(),
    ]
}

fn row(email: &str, id: &str, groups: i64, managed: Option<bool>) -> Vec<Cell> {
    vec![
        email.into(),
        id.into(),
        Cell::Int(groups),
        Cell::truth(managed),
        Cell::millis(Some(1_760_000_000_123)),
    ]
}

fn people() -> Vec<Vec<Cell>> {
    vec![
        row("zoe@example.com", "a-1", 12, Some(true)),
        row("Ann@example.com", "a-2", 3, Some(false)),
        vec![
            Cell::Unknown,
            "a-3".into(),
            Cell::Unknown,
            Cell::None,
            Cell::Never,
        ],
    ]
}

fn try_print(style: Style, rows: Vec<Vec<Cell>>) -> Result<(String, Outcome), CliError> {
    let mut out = Vec::new();
    let mut printer = Printer::new(&mut out, style, columns())?;
    for row in rows {
        printer.row(row)?;
    }
    let outcome = printer.finish()?;
    Ok((String::from_utf8(out).unwrap(), outcome))
}

fn print(style: Style) -> String {
    try_print(style, people()).unwrap().0
}

#[test]
fn a_table_has_the_main_columns_aligned() {
    insta::assert_snapshot!(print(style(Format::Table)), @"
    E-MAIL           ACCOUNT  GROUPS  MANAGED
    zoe@example.com  a-1          12  yes
    Ann@example.com  a-2           3  no
    ?                a-3           ?  -
    ");
}

#[test]
fn json_is_one_array_and_has_no_words_for_what_is_not_there() {
    let text = print(style(Format::Json));
    insta::assert_snapshot!(text, @r#"
    [
      {"email":"zoe@example.com","account_id":"a-1","groups":12,"managed":true,"last_active":"2025-10-09T08:53:20.123Z"},
      {"email":"Ann@example.com","account_id":"a-2","groups":3,"managed":false,"last_active":"2025-10-09T08:53:20.123Z"},
      {"email":null,"account_id":"a-3","groups":null,"managed":null,"last_active":null}
    ]
    "#);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value.as_array().unwrap().len(), 3);
}

#[test]
fn json_lines_are_one_object_each() {
    let text = print(style(Format::Jsonl));
    assert_eq!(text.lines().count(), 3);
    for line in text.lines() {
        assert!(
            serde_json::from_str::<serde_json::Value>(line)
                .unwrap()
                .is_object()
        );
    }
}

#[test]
fn csv_has_a_header_and_words_for_the_unknown() {
    insta::assert_snapshot!(print(style(Format::Csv)), @"
    email,account_id,groups,managed,last_active,escaped
    zoe@example.com,a-1,12,yes,2025-10-09T08:53:20.123Z,
    Ann@example.com,a-2,3,no,2025-10-09T08:53:20.123Z,
    unknown,a-3,unknown,,never,
    ");
}

#[test]
fn ids_are_the_first_column_of_ids() {
    assert_eq!(print(style(Format::Id)), "a-1\na-2\na-3\n");
    let mut emails = style(Format::Id);
    emails.columns = vec!["email".to_owned()];
    assert_eq!(print(emails), "a-1\na-2\na-3\n");
}

/// "unknown" is no name for the next program.
#[test]
fn an_empty_id_column_is_skipped() {
    let columns = vec![
        Column::id("email", "EMAIL"),
        Column::id("account", "ACCOUNT"),
    ];
    let mut out = Vec::new();
    let mut printer = Printer::new(&mut out, style(Format::Id), columns).unwrap();
    printer
        .row(vec!["ann@example.com".into(), "a-1".into()])
        .unwrap();
    printer.row(vec![Cell::Unknown, "a-2".into()]).unwrap();
    printer.row(vec![Cell::Unknown, Cell::Unknown]).unwrap();
    printer.finish().unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "ann@example.com\na-2\nunknown\n"
    );
}

#[test]
fn columns_are_chosen_in_the_order_asked_for() {
    let mut style = style(Format::Table);
    style.columns = vec!["Last-Active".to_owned(), "email".to_owned()];
    insta::assert_snapshot!(print(style), @"
    LAST ACTIVE (UTC)  E-MAIL
    2025-10-09 08:53   zoe@example.com
    2025-10-09 08:53   Ann@example.com
    never              ?
    ");
}

#[test]
fn an_unknown_column_suggests_one_or_lists_them() {
    let mut asked = style(Format::Csv);
    asked.columns = vec!["mail".to_owned()];
    let error = try_print(asked, people()).unwrap_err();
    assert_eq!(
        error.message(),
        "--columns: unknown column \"mail\"; did you mean \"email\"?"
    );
    // All are listed, whether one of them is near or not.
    let listed = ["use one of: email, account_id, groups, managed, last_active, escaped"];
    assert_eq!(error.hints(), listed);
    let mut asked = style(Format::Csv);
    asked.columns = vec!["zebra".to_owned()];
    let error = try_print(asked, people()).unwrap_err();
    assert_eq!(error.message(), "--columns: unknown column \"zebra\"");
    assert_eq!(error.hints(), listed);
    let mut asked = style(Format::Csv);
    asked.sort = Some("-mail".to_owned());
    assert!(
        try_print(asked, people())
            .unwrap_err()
            .message()
            .starts_with("--sort")
    );
    let mut asked = style(Format::Csv);
    asked.columns = vec!["email".to_owned(), "EMAIL".to_owned()];
    assert!(
        try_print(asked, people())
            .unwrap_err()
            .message()
            .contains("twice")
    );
}

#[test]
fn rows_are_sorted_before_they_are_limited_and_the_unknown_come_last() {
    for (sort, ids) in [
        ("email", "a-2\na-1\na-3\n"),
        ("-email", "a-1\na-2\na-3\n"),
        ("groups", "a-2\na-1\na-3\n"),
        ("-groups", "a-1\na-2\na-3\n"),
    ] {
        let mut style = style(Format::Id);
        style.sort = Some(sort.to_owned());
        assert_eq!(print(style), ids, "{sort}");
    }
    let mut style = style(Format::Id);
    style.sort = Some("-email".to_owned());
    style.limit = Some(1);
    let (text, outcome) = try_print(style, people()).unwrap();
    assert_eq!(
        (text.as_str(), outcome.rows, outcome.printed),
        ("a-1\n", 3, 1)
    );
}

#[test]
fn the_limit_holds_in_every_form() {
    for format in [
        Format::Table,
        Format::Json,
        Format::Jsonl,
        Format::Csv,
        Format::Id,
    ] {
        for limit in [0, 1, 3, 9] {
            let mut style = style(format);
            style.limit = Some(limit);
            let (_, outcome) = try_print(style, people()).unwrap();
            assert_eq!(
                (outcome.rows, outcome.printed),
                (3, limit.min(3)),
                "{format:?} {limit}"
            );
        }
    }
}

#[test]
fn a_narrow_terminal_cuts_text_then_hides_columns_and_says_so() {
    let mut narrow = style(Format::Table);
    narrow.width = Some(22);
    let (text, outcome) = try_print(narrow, people()).unwrap();
    insta::assert_snapshot!(text, @"
    E-MAIL         ACCOUNT
    zoe@example.…  a-1
    Ann@example.…  a-2
    ?              a-3
    ");
    assert!(outcome.cut);
    assert_eq!(outcome.hidden, ["groups", "managed"]);
}

#[test]
fn wide_characters_count_twice() {
    let mut out = Vec::new();
    let columns = vec![Column::text("name", "NAME"), Column::id("id", "ID")];
    let mut printer = Printer::new(&mut out, style(Format::Table), columns).unwrap();
    printer.row(vec!["李小龙".into(), "1".into()]).unwrap();
    printer.row(vec!["Zoë".into(), "2".into()]).unwrap();
    printer.finish().unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
    NAME    ID
    李小龙  1
    Zoë     2
    ");
}

#[test]
fn a_closed_reader_is_reported_as_such() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut printer = Printer::new(Gone, style(Format::Id), columns()).unwrap();
    let error = printer.row(row("a", "b", 1, None)).unwrap_err();
    assert_eq!(error.kind(), crate::error::Kind::BrokenPipe);
}

fn one(format: Format, text: &str, style_of: impl Fn(&mut Style)) -> String {
    let mut out = Vec::new();
    let mut style = style(format);
    style_of(&mut style);
    let mut printer = Printer::new(&mut out, style, vec![Column::text("x", "X")]).unwrap();
    printer.row(vec![text.into()]).unwrap();
    printer.finish().unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn formulas_are_guarded_and_raw_is_raw() {
    for formula in [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\r1",
        " =1",
        "\"=1",
        "\u{ff1d}1",
        "\u{feff}=1",
    ] {
        let guarded = one(Format::Csv, formula, |_| ());
        let raw = one(Format::Csv, formula, |style| style.raw = true);
        let cells = |text: &str| -> Vec<String> {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            record.iter().map(str::to_owned).collect()
        };
        assert_eq!(cells(&guarded), [format!("'{formula}").as_str(), "1"]);
        assert_eq!(cells(&raw), [formula]);
    }
    let plain = one(Format::Csv, "Ann-Marie", |_| ());
    assert_eq!(plain, "x,escaped\nAnn-Marie,\n");
    assert_eq!(print(style(Format::Csv)).matches('\'').count(), 0);
}

#[test]
fn the_mark_of_guarded_rows_is_a_column_like_others() {
    let people = || {
        vec![
            row("=ann@example.com", "a-1", 1, None),
            row("bob", "a-2", 2, None),
        ]
    };
    let with = |columns: &[&str], marks, raw| {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        let style = Style {
            columns,
            marks,
            raw,
            ..style(Format::Csv)
        };
        let (text, outcome) = try_print(style, people()).unwrap();
        (text, outcome.guarded)
    };
    // Asked for by name, and with `--raw` too: a script need not know which it is.
    let columns = ["escaped", "email"];
    assert_eq!(
        with(&columns, true, false).0,
        "escaped,email\n1,'=ann@example.com\n,bob\n"
    );
    assert_eq!(
        with(&columns, true, true).0,
        "escaped,email\n,=ann@example.com\n,bob\n"
    );
    // Not printed: the number of rows is given.
    assert_eq!(
        with(&["email"], true, false),
        ("email\n'=ann@example.com\nbob\n".to_owned(), 1)
    );
    assert_eq!(with(&["email"], true, true).1, 0);
    assert!(!with(&[], false, false).0.contains("escaped"));
    assert!(!with(&[], true, true).0.contains("escaped"));
    assert_eq!(with(&[], true, false).1, 0);
    // It is no column of other forms, none to sort by, and never there twice.
    let mut json = style(Format::Json);
    json.columns = vec!["escaped".to_owned()];
    assert!(try_print(json, people()).is_err());
    let mut sorted = style(Format::Csv);
    sorted.sort = Some("escaped".to_owned());
    assert!(try_print(sorted, people()).is_err());
    let mut out = Vec::new();
    let own = vec![Column::text("escaped", "E")];
    let printer = Printer::new(&mut out, style(Format::Csv), own).unwrap();
    printer.finish().unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "escaped\n");
}

proptest! {
    #[test]
    fn no_cell_controls_the_terminal(text in any::<String>()) {
        for format in [Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Id] {
            let shown = one(format, &text, |style| {
                style.terminal = true;
                style.width = Some(40);
            });
            for line in shown.lines() {
                let line = if format == Format::Csv { line.replace('\t', " ") } else { line.to_owned() };
                prop_assert_eq!(crate::ui::display(&line), line, "{:?}", format);
            }
        }
    }

    #[test]
    fn json_says_exactly_what_was_there(text in any::<String>()) {
        let shown = one(Format::Jsonl, &text, |_| ());
        let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
        prop_assert_eq!(value.get("x").unwrap().as_str().unwrap(), text);
    }

    #[test]
    fn what_is_exported_is_imported_as_it_was(
        rows in proptest::collection::vec(
            ("[ \t\r\n'\"\u{feff}\u{ff1d}=+@,;-]{0,4}", any::<String>()),
            1..4,
        )
    ) {
        let mut out = Vec::new();
        let columns = vec![Column::id("id", "ID"), Column::text("text", "TEXT")];
        let mut printer = Printer::new(&mut out, style(Format::Csv), columns).unwrap();
        for (lead, rest) in &rows {
            printer.row(vec!["a-1".into(), format!("{lead}{rest}").into()]).unwrap();
        }
        printer.finish().unwrap();
        for record in csv::Reader::from_reader(out.as_slice()).records() {
            let cell = record.unwrap().get(1).unwrap().to_owned();
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        }
        let headings = ["id", "text", "escaped"].map(str::to_owned);
        let table = atlctl_core::input::table(&out, None, |cells| *cells == headings).unwrap();
        prop_assert_eq!(&table.headings, &headings);
        let texts: Vec<&String> = table.rows.iter().map(|row| &row[1]).collect();
        let wanted: Vec<String> = rows.iter().map(|(lead, rest)| format!("{lead}{rest}")).collect();
        prop_assert_eq!(texts, wanted.iter().collect::<Vec<_>>());
    }

    #[test]
    fn tables_fit_the_screen(texts in proptest::collection::vec(any::<String>(), 1..8), width in 20usize..120) {
        let columns = (0..texts.len()).map(|at| Column::text(format!("c{at}"), "H")).collect();
        let mut out = Vec::new();
        let mut style = style(Format::Table);
        style.width = Some(width);
        let mut printer = Printer::new(&mut out, style, columns).unwrap();
        printer.row(texts.into_iter().map(Cell::from).collect()).unwrap();
        printer.finish().unwrap();
        for line in String::from_utf8(out).unwrap().lines() {
            prop_assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{line:?}");
        }
    }

    #[test]
    fn an_id_is_one_line(text in any::<String>()) {
        prop_assert_eq!(one(Format::Id, &text, |_| ()).lines().count(), 1);
    }
}
