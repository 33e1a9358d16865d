//! Stray quotation marks, first rows that are no headings, and blank rows.

use std::fmt::Write as _;

use atlctl_core::input::{Columns, Reason, read};

use crate::{emails, list, problems, with_email};

/// A hundred people; the sixth row has one quotation mark too many.
fn hundred(stray: &str) -> String {
    let mut text = String::from("Name,Email\n");
    for n in 1..=100 {
        let name = if n == 6 {
            stray.to_owned()
        } else {
            format!("N{n}")
        };
        writeln!(text, "{name},p{n}@x.example").unwrap();
    }
    text
}

#[test]
fn a_stray_quote_is_a_problem_of_its_own_line_alone() {
    for stray in ["\"Bob", "\"Bob \"B\" Lee", "\"B\"ob"] {
        let list = list(&hundred(stray));
        assert_eq!(list.people.len(), 99, "{stray}");
        assert_eq!(list.rows, 100);
        let [problem] = &list.problems[..] else {
            panic!("{:?}", list.problems)
        };
        assert_eq!((problem.at.line, &problem.reason), (7, &Reason::Quote));
        assert!(problem.value.contains("p6@x.example"), "{problem:?}");
    }
    // Closed by another one far below.
    let text = hundred("\"Bob").replace("N80,", "N80\",");
    let list = list(&text);
    assert_eq!(list.people.len(), 98);
    assert_eq!(
        list.problems
            .iter()
            .map(|row| row.at.line)
            .collect::<Vec<_>>(),
        [7, 81]
    );
}

#[test]
fn the_whole_value_is_shown_on_one_line() {
    let long = "x".repeat(200);
    let list = list(&format!("Name,Email\n\"{long},a@x.example\n"));
    assert!(list.problems[0].value.ends_with("a@x.example"));
    let list = read(
        b"Email,Team\n\"ann lee\nbob lee\",x\nc@x.example,y\n",
        &Columns::default(),
    )
    .unwrap();
    assert!(!list.problems.is_empty());
    assert!(list.problems.iter().all(|row| !row.value.contains('\n')));
}

#[test]
fn a_first_row_that_is_a_slip_is_a_row() {
    for first in [
        "olga.park at x",
        "olga.park",
        "olga (at) x.example",
        "olga@ x",
    ] {
        let list = with_email(&format!("{first}\nb@x.example\n"), "1").unwrap();
        assert_eq!(list.taken_for_headings, None, "{first}");
        assert_eq!(emails(&list), ["b@x.example"], "{first}");
        assert_eq!(problems(&list).len(), 1, "{first}: {list:?}");
        let list = with_email(&format!("{first}\nb@x.example\n"), "all").unwrap();
        assert_eq!(list.rows, 2, "{first}");
    }
    for heading in ["profile.email", "Mail at work", "Staff", "Ann Lee"] {
        let list = with_email(&format!("{heading}\nb@x.example\n"), "1").unwrap();
        assert_eq!(list.problems, [], "{heading}");
        assert_eq!(emails(&list), ["b@x.example"], "{heading}");
    }
}

#[test]
fn rows_of_delimiters_are_blank() {
    for text in [
        "email\n,\n",
        "email\na@x.example\n,,,\n",
        "email\n;\na@x.example\n",
        "Name,Email\nA,a@x.example\n,,,,\n;;\n",
        "email\n\"\"\n , ,\n",
    ] {
        let list = list(text);
        assert_eq!(list.problems, [], "{text:?}");
    }
}
