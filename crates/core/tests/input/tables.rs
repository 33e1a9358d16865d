//! Tables of any make: order of columns, delimiter, encoding, titles.

use atlctl_core::input::{
    Columns, Delimiter, InputError, Layout, Reason, Source, key, read, read_names,
};
use proptest::prelude::*;

use super::{emails, list};

#[test]
fn columns_in_any_order_under_any_heading() {
    for text in [
        "Name,E-Mail\nAnn,ann@example.com\n",
        "Email Address;Team;\nann@example.com;Red;\n",
        "Team\tUserPrincipalName\nRed\tann@example.com\n",
        "sep=;\n\"Mail\";\"Name\"\n\"ann@example.com\";\"Ann; the first\"\n",
        "ann@example.com\n",
        "Ann,ann@example.com\n",
        "\u{feff}EMAIL\r\nann@example.com\r\n",
        "email\rann@example.com\r",
        "| Email |\n|---|\n| ann@example.com |\n",
        "| Email |\n|:---:|\n| ann@example.com |\n",
        "first, last; mail\nAnn, Lee; ann@example.com\n",
    ] {
        let list = list(text);
        assert_eq!(emails(&list), ["ann@example.com"], "{text:?}");
        assert_eq!(list.problems, [], "{text:?}");
    }
}

#[test]
fn the_exports_of_the_service_are_recognized() {
    let users = list(
        "User id,User name,email,User status,Added to org,Org role,Last seen in Jira - acme\n\
         557058:295406f3-a1fc-4733-b906-dd15d021bd79,Ann Lee,ann@example.com,Active,3 Jan 2024,,Never accessed\n",
    );
    assert_eq!(users.source, Source::UsersExport);
    assert_eq!(emails(&users), ["ann@example.com"]);
    assert_eq!(
        users.people[0].account.as_deref(),
        Some("557058:295406f3-a1fc-4733-b906-dd15d021bd79")
    );
    assert_eq!(users.column.as_deref(), Some("email"));
    let managed = list(
        "Name,Email,Last active,Status,Billable,Policy name,Policy type,SAML single sign-on\n\
         Ann Lee,ann@example.com,3 Jan 2024,Active,Yes,Basic,Default,No\n",
    );
    assert_eq!(managed.source, Source::ManagedAccountsExport);
    let ours = list(
        "line,email,account,outcome,reason,escaped\n2,'+ann@example.com,a-1,failed,no,1\n3,unknown,a-2,open,,\n",
    );
    assert_eq!(ours.source, Source::Results);
    assert_eq!(emails(&ours), ["+ann@example.com"]);
    assert_eq!(ours.people[1].account.as_deref(), Some("a-2"));
    assert_eq!(ours.people[1].email, None);
}

#[test]
fn guards_are_taken_off_where_the_row_says_so_and_nowhere_else() {
    // A spreadsheet may have sorted the rows, moved the columns and written its own delimiter.
    let ours = list(
        "escaped;email;name\n1;'=ann@example.com;Ann\n;'=bob@example.com;Bob\n1;cat@example.com;'@Cat\n1;''-dan@example.com;Dan\n",
    );
    let expected = [
        "=ann@example.com",
        "'=bob@example.com",
        "cat@example.com",
        "'-dan@example.com",
    ];
    assert_eq!(emails(&ours), expected);
    assert_eq!(ours.problems, []);
    let theirs = list("email,name\n'=ann@example.com,1\n");
    assert_eq!(emails(&theirs), ["'=ann@example.com"]);
    // What hands and spreadsheets leave around an address does no harm here either.
    let edited = list("email,escaped\n\" ann@example.com \",\n\" '=bob@example.com\",1\n");
    assert_eq!(emails(&edited), ["ann@example.com", "'=bob@example.com"]);
}

#[test]
fn every_problem_of_every_row_with_its_line() {
    let list = list(
        "Name,Email,Account ID\n\
         Ann,ann@example.com,5b86be50b8e3cb5895860da1\n\
         \n\
         Bob,bob at example.com,a2\n\
         \"Two\nlines\",two@example,a3\n\
         Cat\n\
         Dan,dan@example.com,a4,extra\n\
         ,,\n\
         Eve,,\n\
         Ann again,ANN@example.com,5b86be50b8e3cb5895860da9\n\
         Fay,fay@example.com,a5,,\n\
         Guy,\"guy@example.com,a6\nHal,hal@example.com,a7\n",
    );
    let found: Vec<(u64, &str, String)> = list
        .problems
        .iter()
        .map(|problem| {
            (
                problem.at.line,
                problem.value.as_str(),
                problem.reason.to_string(),
            )
        })
        .collect();
    let has = |line: u64, value: &str, reason: &str| {
        assert!(
            found
                .iter()
                .any(|(at, what, why)| *at == line && what.contains(value) && why.contains(reason)),
            "{line} {value} {reason}: {found:#?}"
        );
    };
    has(4, "bob at example.com", "has no @");
    has(5, "two@example", "complete domain");
    has(7, "Cat", "has 1 of 3 cells");
    has(8, "extra", "has 4 cells under 3 headings");
    has(10, "Eve", "is not an address or account ID");
    has(11, "ANN@example.com", "contradicts line 2");
    has(13, "Guy", "quotation mark");
    assert_eq!(found.len(), 7, "{found:#?}");
    // The row below the quotation mark is read as usual.
    assert_eq!(
        emails(&list),
        ["ann@example.com", "fay@example.com", "hal@example.com"]
    );
}

#[test]
fn duplicate_people_are_merged() {
    let (one, two) = ("5b86be50b8e3cb5895860da1", "5b86be50b8e3cb5895860da2");
    let list = list(&format!(
        "email,account id\na@b.c,\nx@y.z,{two}\nA@B.C ,{one}\nx@y.z,{two}\n"
    ));
    assert_eq!(emails(&list), ["a@b.c", "x@y.z"]);
    assert_eq!(list.people[0].account.as_deref(), Some(one));
    let folded: Vec<_> = list
        .folded
        .iter()
        .map(|row| (row.at.map(|at| at.line), row.into.map(|at| at.line)))
        .collect();
    assert_eq!(folded, [(Some(4), Some(2)), (Some(5), Some(3))]);
}

#[test]
fn a_column_can_be_named_or_numbered() {
    let of = |email: &str| {
        let columns = Columns {
            email: Some(email.to_owned()),
            ..Columns::default()
        };
        read(
            b"Email,New Mail\nold@example.com,new@example.com\n",
            &columns,
        )
    };
    assert_eq!(emails(&of("new mail").unwrap()), ["new@example.com"]);
    assert_eq!(emails(&of("1").unwrap()), ["old@example.com"]);
    assert!(matches!(of("Nail"), Err(InputError::ColumnMissing { .. })));
}

#[test]
fn a_file_that_is_no_list_says_what_it_is() {
    let why = |bytes: &[u8]| read(bytes, &Columns::default()).unwrap_err().to_string();
    assert!(why(b"\xd0\xcf\x11\xe0").contains("save it as CSV"));
    assert!(why(b"Name;Team\nAnn;Red\n").contains("Name, Team"));
    assert!(why(b"Email,E-mail\na@b.c,d@e.f\n").contains("more than one"));
    // Also when the heading is named: the number tells them apart.
    let twice = b"Mail,Mail\na@b.cc,d@e.ff\n";
    let named = |name: &str| Columns {
        email: Some(name.to_owned()),
        ..Columns::default()
    };
    let several = read(twice, &named("Mail")).unwrap_err().to_string();
    assert!(several.contains("more than one"), "{several}");
    assert_eq!(emails(&read(twice, &named("2")).unwrap()), ["d@e.ff"]);
}

#[test]
fn names_on_the_line_are_addresses_or_account_ids() {
    let list = read_names(&["ann@example.com", "5b10:x", "Ann@Example.com", "@x", ""]);
    assert_eq!(list.people.len(), 2);
    assert_eq!(list.people[1].account.as_deref(), Some("5b10:x"));
    assert_eq!((list.folded.len(), list.problems.len()), (1, 2));
}

#[test]
fn a_bare_list_names_people_by_address_or_account_id() {
    // What `user list -o id` prints, and an address below it.
    let list = list(
        "0fb0ab9cb9f1162b8219736c\n712020:69b82ebc-9223-4300-81d5-24478219731a\nann@example.com\n",
    );
    assert_eq!(list.source, Source::Bare);
    assert_eq!(
        list.people
            .iter()
            .filter_map(|person| person.account.as_deref())
            .collect::<Vec<_>>(),
        [
            "0fb0ab9cb9f1162b8219736c",
            "712020:69b82ebc-9223-4300-81d5-24478219731a",
        ]
    );
    assert_eq!(emails(&list), ["ann@example.com"]);
    assert_eq!(list.problems, []);
    // A heading that looks like an id is one all the same, beside a heading that is known.
    let table = read(
        b"Email,two-step-verification-2fa\nann@example.com,yes\n",
        &Columns::default(),
    )
    .unwrap();
    assert_eq!((emails(&table).len(), table.rows), (1, 1));
}

#[test]
fn what_spreadsheets_leave_around_a_list_does_no_harm() {
    let text = "sep=;\r\nName;E-Mail;Note;;\r\nAnn;ann@example.com;\"two\r\nlines\";;\r\n;;;;\r\n\
                Bob;\u{a0}bob@example.com\u{200b};;;\r\n;;;;\r\n\r\n";
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
    ] {
        let list = read(&bytes, &Columns::default()).unwrap();
        assert_eq!(emails(&list), ["ann@example.com", "bob@example.com"]);
        assert_eq!(list.problems, []);
        let lines: Vec<_> = list.people.iter().map(|person| person.line()).collect();
        assert_eq!(lines, [Some(3), Some(6)]);
    }
}

#[test]
fn what_people_write_above_the_headings_is_no_part_of_the_table() {
    for (text, line) in [
        (
            "Migration;;\r\n;;\r\nas of 23.11.;by Ann;\r\nName;E-Mail;Team\r\nAnn;ann@example.com;Red\r\n",
            5,
        ),
        (
            "Migration\n\"two\nlines\"\n\nName,E-Mail\nAnn,ann@example.com\n",
            6,
        ),
        ("sep=;\nMigration;\nE-Mail;Name\nann@example.com;Ann\n", 4),
        // A list of ours under a title: its marks count.
        (
            "Migration,,\nemail,name,escaped\nann@example.com,'=Ann,1\n",
            3,
        ),
    ] {
        let list = list(text);
        assert_eq!(emails(&list), ["ann@example.com"], "{text}");
        assert_eq!((list.problems.len(), list.rows), (0, 1), "{text}");
        assert_eq!(list.people[0].line(), Some(line), "{text}");
        assert!(!list.above.is_empty(), "{text}");
    }
    // A number says nothing of the row; under a title nothing stands there.
    let second = Columns {
        email: Some("2".to_owned()),
        ..Columns::default()
    };
    let list = read(
        b"Migration;;\nWho;Where to;\nAnn;ann@example.com;\n",
        &second,
    )
    .unwrap();
    assert_eq!(
        (emails(&list), list.above.len()),
        (vec!["ann@example.com"], 1)
    );
    assert_eq!(list.problems, []);
    // A row that names somebody is no title, and is not lost.
    let lost = "Who;How\nann@example.com;mail\nbob@example.com;phone\n";
    let list = read(lost.as_bytes(), &Columns::default()).unwrap_err();
    let InputError::NoColumn { headings, like, .. } = list else {
        panic!("{list:?}");
    };
    assert_eq!(
        (headings.join(" "), like),
        ("Who How".to_owned(), vec![(1, 2)])
    );
}

#[test]
fn a_column_of_addresses_may_hold_account_ids() {
    let list = list(
        "Name,\"E-Mail\r\n\"\nAnn,712020:69b82ebc-9223-4300-81d5-24478219731a\nBob,bob@example.com\n",
    );
    let ann = list.people[0].account.as_deref();
    assert_eq!(ann, Some("712020:69b82ebc-9223-4300-81d5-24478219731a"));
    assert_eq!(
        (emails(&list), list.problems.len()),
        (vec!["bob@example.com"], 0)
    );
    assert_eq!(list.column.as_deref(), Some("E-Mail"));
}

#[test]
fn only_a_semicolon_cuts_a_character_reference() {
    for (delimiter, problems) in [(',', 0), ('\t', 0), (';', 1)] {
        let rows = ["Team,Email", "R&or,ann@example.com", "Red,bob@example.com"];
        let list = list(&rows.join("\n").replace(',', &delimiter.to_string()));
        assert_eq!(list.problems.len(), problems, "{delimiter:?}");
        assert_eq!(list.people.len(), 2 - problems, "{delimiter:?}");
    }
}

#[test]
fn windows_1252_is_read_as_such() {
    let list = read(b"Name;Email\nZo\xeb;zoe@example.com\n", &Columns::default()).unwrap();
    assert_eq!(list.encoding.as_str(), "Windows-1252");
    assert_eq!(list.layout, Layout::Cells(Delimiter::Semicolon));
    assert_eq!(emails(&list), ["zoe@example.com"]);
}

fn quoted(cell: &str, delimiter: char, always: bool) -> String {
    if always || cell.contains([delimiter, '"', '\n', '\r']) || cell.trim() != cell {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

prop_compose! {
    fn table()(
        names in prop::collection::vec("[a-z][a-z0-9.+_-]{0,8}", 1..20),
        texts in prop::collection::vec("[ -~ä-ü\n]{0,12}", 60),
        columns in 1..5_usize,
        place in 0..4_usize,
        delimiter in prop::sample::select(vec![',', ';', '\t']),
        always in any::<bool>(),
        crlf in any::<bool>(),
        how in 0..4_u8,
    ) -> (Vec<String>, Vec<u64>, Vec<u8>) {
        let place = place % columns;
        let end = if crlf { "\r\n" } else { "\n" };
        let mut text = String::new();
        let mut line = 2;
        let (mut wanted, mut lines) = (Vec::new(), Vec::new());
        let heads: Vec<String> = (0..columns).map(|at| {
            if at == place { "Email".to_owned() } else { format!("Column {at}") }
        }).collect();
        text.push_str(&heads.join(&delimiter.to_string()));
        text.push_str(end);
        for (row, name) in names.iter().enumerate() {
            let email = format!("{name}{row}@example.com");
            let cells: Vec<String> = (0..columns).map(|at| {
                let text = &texts[(row * 3 + at) % 60];
                // A mark such as `[ ]` beside some people and not beside others is refused.
                let text = text.replace('[', "(");
                // Before a semicolon, `&or` is a character reference that it may have cut.
                let text = if delimiter == ';' { text.replace('&', "+") } else { text };
                // Beside an @, letters that several encodings could mean are no table to be read.
                let text = if how == 2 { text.replace('@', "+") } else { text };
                let cell = if at == place { email.clone() } else { text };
                quoted(&cell, delimiter, always)
            }).collect();
            let joined = cells.join(&delimiter.to_string());
            lines.push(line);
            line += 1 + joined.matches('\n').count() as u64;
            text.push_str(&joined);
            text.push_str(end);
            wanted.push(email);
        }
        let bytes = match how {
            0 => text.into_bytes(),
            1 => [b"\xef\xbb\xbf".to_vec(), text.into_bytes()].concat(),
            2 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
            _ => std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        };
        (wanted, lines, bytes)
    }
}

proptest! {
    #[test]
    fn any_table_is_read_as_it_was_written((wanted, lines, bytes) in table()) {
        let list = read(&bytes, &Columns::default()).unwrap();
        prop_assert_eq!(&list.problems, &[]);
        prop_assert_eq!(emails(&list), wanted.iter().map(String::as_str).collect::<Vec<_>>());
        let found: Vec<u64> = list.people.iter().filter_map(|person| person.line()).collect();
        prop_assert_eq!(found, lines);
    }

    #[test]
    fn every_row_is_a_person_a_problem_or_folded(rows in prop::collection::vec("[a-c@.\", \n]{0,9}", 0..30)) {
        let text = format!("Name,Email\n{}", rows.join("\n"));
        if let Ok(list) = read(text.as_bytes(), &Columns::default()) {
            // One at least: a cell may name several.
            let people = list.people.iter().filter_map(|person| person.line());
            let told = people.chain(list.problems.iter().map(|problem| problem.at.line));
            let told: std::collections::BTreeSet<u64> =
                told.chain(list.folded.iter().filter_map(|row| row.at.map(|at| at.line))).collect();
            prop_assert_eq!(list.rows, told.len() as u64);
            let mut keys: Vec<String> = emails(&list).into_iter().map(key).collect();
            keys.sort();
            keys.dedup();
            prop_assert_eq!(keys.len(), emails(&list).len());
        }
    }

    #[test]
    fn a_broken_row_is_reported_with_its_line(at in 0..20_usize, bad in "[a-z ]{0,4}[a-z][a-z ]{0,4}") {
        let mut rows: Vec<String> = (0..20).map(|row| format!("p{row}@example.com")).collect();
        rows[at].clone_from(&bad);
        let list = list(&format!("email\n{}\n", rows.join("\n")));
        prop_assert_eq!(list.people.len(), 19);
        prop_assert_eq!(list.problems.len(), 1);
        prop_assert_eq!(list.problems[0].at.line, at as u64 + 2);
        prop_assert_eq!(list.problems[0].value.as_str(), bad.trim());
        // A word for nothing contains no address; any other is an address with a slip.
        let nothing = ["unknown", "na", "none", "null", "nil"].contains(&bad.trim());
        prop_assert_eq!(matches!(list.problems[0].reason, Reason::Nobody), nothing);
        prop_assert_eq!(matches!(list.problems[0].reason, Reason::Address(_)), !nothing);
    }
}
