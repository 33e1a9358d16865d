//! Decisions as they come back: from any program, with columns in any order, and with everything that can be wrong.

use std::collections::BTreeMap;

use atlctl_core::review::{
    Answer, Answered, Answers, Decision, Problem, Returned, ReviewRow, decision_words, latest, read,
};

use crate::rows::rows;

fn read_all(rows: &[ReviewRow], lists: &[(&str, Vec<u8>)]) -> (Answers, Vec<Problem>) {
    let lists: Vec<Returned> = lists
        .iter()
        .map(|(name, content)| Returned {
            name: (*name).to_owned(),
            content: content.clone(),
        })
        .collect();
    read(rows, &lists, &decision_words(&BTreeMap::new()), None)
}

/// A list with all columns that matter.
fn list(rows: &[ReviewRow], decisions: &[&str]) -> String {
    let mut text = "decision,email,access,account_id,row\n".to_owned();
    for (row, decision) in rows.iter().zip(decisions) {
        let email = row.email.as_deref().unwrap_or_default();
        let (access, account, id) = (&row.access, &row.account, &row.row);
        text.push_str(&format!("{decision},{email},{access},{account},{id}\n"));
    }
    text
}

fn counts(answered: Answered) -> [u64; 4] {
    let Answered {
        keep,
        remove,
        open,
        unusable,
        missing,
    } = answered;
    [keep, remove, open, missing + unusable]
}

#[test]
fn any_delimiter_encoding_order_and_language() {
    let rows = rows();
    let plain = list(&rows, &["keep", "Entfernen", "?", "", "BEHALTEN", "削除"]);
    let semicolons = format!("\u{feff}{}", plain.replace(',', ";").replace('\n', "\r\n"));
    let wide: Vec<u8> = std::iter::once(0xfeff_u16)
        .chain(plain.replace(',', "\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let turned: String = plain
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells.reverse();
            cells.join(",") + "\n"
        })
        .collect();
    // Without IDs of rows, and without addresses.
    let mut bare = "Access,Account ID,Decision\n".to_owned();
    for line in plain.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        bare.push_str(&format!("{},{},{}\n", cells[2], cells[3], cells[0]));
    }
    let titled = format!("Access review\n\n{plain}");
    let cells: Vec<Vec<&str>> = plain
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    let json: Vec<String> = cells[1..]
        .iter()
        .map(|row| {
            let pairs = cells[0].iter().zip(row);
            let pairs: Vec<String> = pairs
                .map(|(key, cell)| format!("{key:?}:{cell:?}"))
                .collect();
            format!("{{{}}}", pairs.join(","))
        })
        .collect();
    let html: Vec<String> = cells
        .iter()
        .map(|row| format!("<tr><td>{}</td></tr>", row.join("</td><td>")))
        .collect();
    let mut drawn: Vec<String> = cells
        .iter()
        .map(|row| format!("| {} |", row.join(" | ")))
        .collect();
    drawn.insert(1, "|---|---|---|---|---|".to_owned());
    for (name, content) in [
        ("plain", plain.clone().into_bytes()),
        ("semicolons", semicolons.into_bytes()),
        ("utf-16", wide),
        ("turned", turned.into_bytes()),
        ("bare", bare.into_bytes()),
        ("titled", titled.into_bytes()),
        ("json", format!("[\n{}\n]", json.join(",\n")).into_bytes()),
        ("json lines", format!("\n{}", json.join("\n")).into_bytes()),
        (
            "html",
            format!("<table>{}</table>", html.join("\n")).into_bytes(),
        ),
        ("markdown", drawn.join("\n").into_bytes()),
    ] {
        let (answers, problems) = read_all(&rows, &[(name, content)]);
        assert_eq!(problems, [], "{name}");
        assert_eq!(
            counts(Answered::of(&rows, &answers)),
            [2, 2, 2, 0],
            "{name}"
        );
        let second = answers.get(&rows[1].row).unwrap();
        assert_eq!(second.decision, Some(Decision::Remove), "{name}");
        let line = match name {
            "titled" => 5,
            "markdown" => 4,
            _ => 3,
        };
        assert_eq!(second.line, line, "{name}");
    }
}

#[test]
fn every_problem_is_found_at_once() {
    let rows = rows();
    let (ann, bob) = (&rows[..4], &rows[4..]);
    let mut first = list(ann, &["keep", "remvoe", "yes", "keep"]);
    // A column was sorted alone: the row's ID is another person's.
    first = first.replace("keep,person.4@acme.example", "keep,person.1@acme.example");
    first.push_str("keep,eve@acme.example,group:jira-admins,712020:9,r000000000000000\n");
    let second = list(&bob[..1], &["keep"])
        + &list(&bob[..1], &["remove"]).replacen("decision,email,access,account_id,row\n", "", 1);
    let lists = [
        ("ann.csv", first.into_bytes()),
        ("bob.csv", second.into_bytes()),
        ("other.csv", b"name,mail\nx,y\n".to_vec()),
        ("book.xlsx", b"PK\x03\x04 book".to_vec()),
        ("empty.csv", Vec::new()),
    ];
    let (answers, problems) = read_all(&rows, &lists);
    let said: Vec<String> = problems
        .iter()
        .map(|problem| {
            let line = problem.line.map_or("-".to_owned(), |line| line.to_string());
            let person = problem.person.as_deref().unwrap_or("-");
            format!("{}:{line} {person}: {}", problem.file, problem.why)
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    ann.csv:3 person.2@acme.example: is not a decision; did you mean "remove"?
    ann.csv:4 person.3@acme.example: is not a decision; write keep, remove or ?
    ann.csv:5 person.4@acme.example: is not the email of the list that was sent; enter the decision in a fresh copy of the list
    ann.csv:6 eve@acme.example: is not a row of this review
    bob.csv:3 person.1@acme.example: is decided twice: line 2 of bob.csv says keep
    other.csv:- -: needs the columns decision and row
    book.xlsx:- -: cannot be read: it is not a text file but an archive; unpack it, and use the file in it
    empty.csv:- -: is empty
    bob.csv:- person.2@acme.example: is missing from the list of bob@acme.example
    "#);
    // What has a problem has no answer.
    assert_eq!(counts(Answered::of(&rows, &answers)), [1, 0, 0, 5]);
}

#[test]
fn an_id_that_a_spreadsheet_rounded_is_still_the_row_s() {
    let mut rows = rows();
    rows.truncate(1);
    rows[0].account = "512345678901234567890123".to_owned();
    let good = list(&rows, &["remove"]);
    let rounded = good.replace(",512345678901234567890123,", ",\"5,12346E+23\",");
    let other = good.replace(",512345678901234567890123,", ",712020:9,");
    for (text, problems) in [(good, 0), (rounded, 0), (other, 1)] {
        let read = read_all(&rows, &[("a", text.into_bytes())]);
        assert_eq!(read.1.len(), problems);
        let decided = read.0.values().filter(|answer| answer.decision.is_some());
        assert_eq!(decided.count(), 1 - problems);
    }
}

#[test]
fn the_same_twice_is_no_contradiction_and_a_question_gives_way_to_keep() {
    let rows = rows();
    let once = list(&rows, &["keep", "?", "remove", "", "keep", "keep"]);
    let again = list(&rows, &["keep", "keep", "remove", "", "?", "keep"]);
    let lists = [("a", once.into_bytes()), ("b", again.into_bytes())];
    let (answers, problems) = read_all(&rows, &lists);
    assert_eq!(problems, []);
    assert_eq!(counts(Answered::of(&rows, &answers)), [4, 1, 1, 0]);
}

/// Nobody loses an access while another answer leaves it open.
#[test]
fn removing_contradicts_a_question_and_an_empty_cell() {
    let rows = rows();
    let first = list(&rows, &["remove", "remove", "?", "", "keep", "keep"]);
    let second = list(&rows, &["?", "", "remove", "entfernen", "keep", "keep"]);
    let both = format!("{first}{}", second.split_once('\n').unwrap().1);
    for lists in [
        vec![("a", first.into_bytes()), ("b", second.into_bytes())],
        vec![("a", both.into_bytes())],
    ] {
        let (answers, problems) = read_all(&rows, &lists);
        let said: Vec<String> = problems
            .iter()
            .map(|problem| format!("{}: {}", problem.value, problem.why))
            .collect();
        assert_eq!(
            said,
            [
                "?: is decided twice: line 2 of a says remove",
                "?: is decided twice: line 3 of a says remove",
                "remove: is decided twice: line 4 of a leaves it undecided",
                "remove: is decided twice: line 5 of a leaves it undecided",
            ]
        );
        assert_eq!(counts(Answered::of(&rows, &answers)), [2, 0, 0, 4]);
    }
}

/// A reviewer decides about their own rows, and lists that were put together count for each.
#[test]
fn a_row_of_another_reviewer_in_a_list_is_a_problem() {
    let rows = rows();
    let (ann, bob) = (&rows[..4], &rows[4..]);
    let with = |lists: &[(&str, &[&ReviewRow], &[&str])]| {
        let lists: Vec<(&str, Vec<u8>)> = lists
            .iter()
            .map(|(name, rows, decisions)| {
                let rows: Vec<ReviewRow> = rows.iter().map(|row| (*row).clone()).collect();
                (*name, list(&rows, decisions).into_bytes())
            })
            .collect();
        let (answers, problems) = read_all(&rows, &lists);
        let said: Vec<String> = problems
            .iter()
            .map(|problem| format!("{}:{:?} {}", problem.file, problem.line, problem.why))
            .collect();
        (counts(Answered::of(&rows, &answers)), said)
    };
    let all: Vec<&ReviewRow> = rows.iter().collect();
    let keeps = ["keep"; 6];
    assert_eq!(with(&[("all", &all, &keeps)]), ([6, 0, 0, 0], Vec::new()));
    // Ann's list with a row of Bob's, whose own list is not filled in.
    let mut mixed: Vec<&ReviewRow> = ann.iter().collect();
    mixed.push(&bob[1]);
    let own: Vec<&ReviewRow> = bob.iter().collect();
    let stray = "a:Some(6) is a row of bob@acme.example, in the list of ann@acme.example; only their own lists count";
    for lists in [
        [
            (
                "a",
                &mixed[..],
                &["keep", "keep", "keep", "keep", "remove"][..],
            ),
            ("b", &own, &["keep", ""]),
        ],
        [
            ("b", &own[..], &["keep", ""][..]),
            ("a", &mixed, &["keep", "keep", "keep", "keep", "remove"]),
        ],
    ] {
        assert_eq!(with(&lists), ([5, 0, 0, 1], vec![stray.to_owned()]));
    }
    // A later list of some rows.
    let some = [&ann[0], &ann[2], &bob[0]];
    let (counted, said) = with(&[("a", &some, &["keep", "remove", "remove"])]);
    assert_eq!(counted[..2], [1, 1]);
    assert!(said[0].contains("is a row of bob@acme.example"), "{said:?}");
}

#[test]
fn a_later_round_replaces_an_earlier_one_also_with_a_question() {
    let rows = rows();
    let round =
        |decisions: &[&str]| read_all(&rows, &[("a", list(&rows, decisions).into_bytes())]).0;
    let first = round(&["keep", "keep", "?", "remove"]);
    let second = round(&["remove", "?", "keep", ""]);
    let (all, taken_back) = latest([first, second]);
    let of = |at: usize| all.get(&rows[at].row).and_then(|answer| answer.decision);
    assert_eq!(
        [of(0), of(1), of(2), of(3)],
        [Some(Decision::Remove), None, Some(Decision::Keep), None]
    );
    let mut taken: Vec<(&str, Decision)> = taken_back
        .iter()
        .map(|one| (one.row.as_str(), one.decision))
        .collect();
    taken.sort_unstable_by_key(|(_, decision)| decision.word());
    assert_eq!(
        taken,
        [
            (rows[1].row.as_str(), Decision::Keep),
            (rows[3].row.as_str(), Decision::Remove)
        ]
    );
}

#[test]
fn hostile_names_come_back_as_they_went() {
    let mut rows = rows();
    for (at, email) in ["=HYPERLINK(\"x\")@acme.example", "a\u{202e}b@acme.example"]
        .into_iter()
        .enumerate()
    {
        rows[at].email = Some(email.to_owned());
        rows[at].name = Some("<img src=x onerror=alert(1)>\n".repeat(1_000));
    }
    rows.truncate(2);
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = "decision,email,name,access,account_id,row,escaped\n".to_owned();
    for row in &rows {
        let email = row.email.as_deref().unwrap();
        let guard = email.starts_with('=');
        let email = if guard {
            format!("'{email}")
        } else {
            email.to_owned()
        };
        text.push_str(&format!(
            "remove,{},{},{},{},{},{}\n",
            quoted(&email),
            quoted(row.name.as_deref().unwrap()),
            row.access,
            row.account,
            row.row,
            if guard { "1" } else { "" }
        ));
    }
    // Also from a program that dropped the column which marks the guards.
    let unmarked = text.replacen(",escaped", ",", 1);
    for text in [text, unmarked] {
        let (answers, problems) = read_all(&rows, &[("a", text.into_bytes())]);
        assert_eq!(problems, []);
        assert_eq!(counts(Answered::of(&rows, &answers)), [0, 2, 0, 0]);
    }
}

/// By the name the reviewer decided: one that another row had is a problem, but not one that a program wrote otherwise.
#[test]
fn a_column_of_names_that_was_sorted_alone_is_a_problem() {
    let mut rows = rows();
    for (at, row) in rows.iter_mut().enumerate() {
        row.name = Some(format!("Name {at}"));
    }
    rows[2].name = Some("Two\nlines".to_owned());
    let mut text = "decision,name,access,account_id,row\n".to_owned();
    for (at, row) in rows.iter().take(4).enumerate() {
        let name = match at {
            1 => "Name 3",
            2 => "Two lines",
            _ => row.name.as_deref().unwrap(),
        };
        text.push_str(&format!(
            "keep,{name},{},{},{}\n",
            row.access, row.account, row.row
        ));
    }
    let (answers, problems) = read_all(&rows, &[("ann.csv", text.into_bytes())]);
    // The row with the wrong name was returned, and decides nothing.
    let decided = |answer: &&Answer| answer.decision.is_some();
    assert_eq!(answers.values().filter(decided).count(), 3);
    let said: Vec<(u64, &str)> = problems
        .iter()
        .map(|problem| (problem.line.unwrap_or_default(), problem.value.as_str()))
        .collect();
    assert_eq!(said, [(3, "Name 3")]);
}
