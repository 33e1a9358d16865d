//! Lists without headings.

use atlctl_core::input::{InputError, Layout, Reason, Source};

use super::{accounts, emails, list, problems, refused, with_email};

const ID: &str = "712020:69b82ebc-9223-4300-81d5-24478219731a";

#[test]
fn people_are_read_however_many_stand_on_a_line() {
    let all = ["ann@example.com", "bob@example.com", "cat@example.com"];
    for text in [
        "ann@example.com,bob@example.com,cat@example.com\n",
        "ann@example.com, bob@example.com; cat@example.com",
        "ann@example.com;bob@example.com;cat@example.com;",
        "ann@example.com,\nbob@example.com,\ncat@example.com,\n",
        "ann@example.com,\r\nbob@example.com,\r\ncat@example.com\r\n",
        "ann@example.com,bob@example.com,\ncat@example.com\n",
        "ann@example.com,\nbob@example.com,cat@example.com,\n",
        "ann@example.com\nbob@example.com, cat@example.com\n",
        "ann@example.com bob@example.com cat@example.com",
        "ann@example.com\tbob@example.com\tcat@example.com",
        "To: ann@example.com, Bob Lee <bob@example.com>; \"Roe, Cat\" <cat@example.com>",
        "Ann <ann@example.com>; bob@example.com; Roe, Cat <cat@example.com>",
        "To: ann@example.com,\n bob@example.com,\n cat@example.com\n",
        "- ann@example.com\n- bob@example.com\n- cat@example.com\n",
        "1. ann@example.com\n2. bob@example.com\n3. cat@example.com\n",
        "\"ann@example.com\"\n\"bob@example.com\"\n\"cat@example.com\"\n",
        "'ann@example.com', 'bob@example.com', 'cat@example.com'",
        "ann@example.com\n\nbob@example.com\n\n\ncat@example.com\n\u{1a}",
        "ann@example.com|bob@example.com|cat@example.com",
        "| ann@example.com |\n| bob@example.com |\n| cat@example.com |\n",
        "mailto:ann@example.com\nmailto:bob@example.com\nmailto:cat@example.com\n",
    ] {
        let list = list(text);
        assert_eq!(emails(&list), all, "{text:?}");
        assert_eq!(list.problems, [], "{text:?}");
        assert_eq!((list.source, list.layout), (Source::Bare, Layout::Lines));
    }
}

#[test]
fn each_person_has_the_line_they_stand_on() {
    let list = list("ann@example.com,\r\nbob@example.com,cat@,\r\rdan@example.com");
    let lines: Vec<_> = list.people.iter().map(|person| person.line()).collect();
    assert_eq!(lines, [Some(1), Some(2), Some(4)]);
    assert_eq!(problems(&list), [(2, "cat@")]);
}

#[test]
fn a_column_of_superiors_is_never_taken_for_the_people() {
    for text in [
        // No address in the first row, a slip, or a blank.
        "Ann,n/a,boss@example.com\nBob,bob@example.com,boss@example.com\n",
        "Ann,,boss@example.com\nBob,bob@example.com,boss@example.com\n",
        "ann@example,boss@example.com\nbob@example.com,boss@example.com\n",
        ",boss@example.com\nbob@example.com,boss@example.com\n",
        "ann@example.com,\n,boss@example.com\n",
        "ann@example.com,boss@example.com\nbob@example.com,boss@example.com\n",
        "ann@example.com,boss@example.com\nbob@example.com,chief@example.com\n",
        // A person without a superior has a shorter row.
        "boss@example.com\nann@example.com,boss@example.com\nbob@example.com,boss@example.com\n",
        "Bob;bob@example.com;\nAnn;;boss@example.com\n",
        "| Ann | | boss@example.com |\n| Bob | bob@example.com | boss@example.com |\n",
    ] {
        let error = refused(text);
        assert!(
            matches!(&error, InputError::SeveralColumns { columns } if columns.len() == 2),
            "{text:?}: {error:?}"
        );
    }
    let aligned = "ann@example.com boss@example.com\nbob@example.com boss@example.com\n";
    assert_eq!(refused(aligned), InputError::Ambiguous);
    assert_eq!(emails(&with_email(aligned, "all").unwrap()).len(), 3);
    let blank = with_email(",\nann@example.com,\n", "all").unwrap();
    assert_eq!(emails(&blank), ["ann@example.com"]);
    let text = "Ann,n/a,boss@example.com\nBob,bob@example.com,boss@example.com\n";
    // The number of the right one makes it a list, in which the others are told.
    let list = with_email(text, "2").unwrap();
    assert_eq!(emails(&list), ["bob@example.com"]);
    assert_eq!(problems(&list), [(1, "Ann n/a boss@example.com")]);
    assert_eq!((list.unread[0].number, list.unread[0].rows), (3, 2));
    // And so does the word for all of them.
    let list = with_email(text, "all").unwrap();
    assert_eq!(emails(&list), ["boss@example.com", "bob@example.com"]);
}

#[test]
fn a_table_without_headings_is_read_by_its_one_column_of_people() {
    for text in [
        "Ann,ann@example.com\nBob,bob@example.com\n",
        "ann@example.com;Ann\nbob@example.com;Bob\n",
        "Lee, Ann;ann@example.com;1\nRoe, Bob;bob@example.com;2\n",
        "Ann|ann@example.com\nBob|bob@example.com\n",
        "\"Lee, Ann\",ann@example.com\n\"Roe, Bob\",bob@example.com\n",
        "Red,\"ann@example.com; bob@example.com\"\nBlue,\"Ann <ann@example.com>\"\n",
        // A line that has nothing else needs no column.
        "Ann,ann@example.com\nbob@example.com\n",
        "+---+---+\n| Ann | ann@example.com |\n+---+---+\n| Bob | bob@example.com |\n+---+---+\n",
    ] {
        let list = list(text);
        assert_eq!(
            emails(&list),
            ["ann@example.com", "bob@example.com"],
            "{text:?}"
        );
        assert_eq!(list.problems, [], "{text:?}");
    }
    // Rows that do not fit are reported.
    let list = list(
        "Ann,ann@example.com\nBob,\nCat,cat at example.com\nTeam Blue\nDan,dan@example.com,x\n",
    );
    assert_eq!(emails(&list), ["ann@example.com", "dan@example.com"]);
    let bad: Vec<u64> = list
        .problems
        .iter()
        .map(|problem| problem.at.line)
        .collect();
    assert_eq!(bad, [2, 3, 4]);
}

#[test]
fn addresses_and_account_ids_of_one_row_are_one_person() {
    let text = format!("Ann,ann@example.com,{ID}\nBob,bob@example.com,n/a\n");
    let list = list(&text);
    assert_eq!(emails(&list), ["ann@example.com", "bob@example.com"]);
    assert_eq!(accounts(&list), [ID]);
    assert_eq!(list.problems, []);
}

#[test]
fn a_text_without_people_says_which_column_has_them() {
    let error = refused("Ann Lee\nann@example.com\nbob@example.com\n");
    assert!(matches!(
        error,
        InputError::NoColumn { ref like, .. } if *like == [(1, 2)]
    ));
    // What is taken for headings then is told.
    let list = with_email("Ann Lee\nann@example.com\nbob@example.com\n", "1").unwrap();
    assert_eq!(
        list.taken_for_headings,
        Some((1, vec!["Ann Lee".to_owned()]))
    );
    // A slip is no heading.
    let list = super::list("ann@example\nbob@example.com\n");
    assert_eq!(problems(&list), [(1, "ann@example")]);
    assert_eq!(emails(&list), ["bob@example.com"]);
}

#[test]
fn an_address_among_other_text_is_not_read() {
    let list = list("not ann@example.com\nbob@example.com\nTeam: cat@example.com\n");
    assert_eq!(emails(&list), ["bob@example.com"]);
    assert_eq!(
        problems(&list),
        [(1, "not ann@example.com"), (3, "Team: cat@example.com")]
    );
    assert_eq!(list.problems[0].reason, Reason::Beside);
}

#[test]
fn a_list_of_nobody_is_a_list() {
    for text in [
        "",
        "\n\n",
        " \r\n",
        "\u{feff}",
        "\u{1a}",
        "Email\n",
        "Name;E-Mail\r\n",
        "sep=;\n",
        "[]",
        "{\"data\": []}",
    ] {
        let list = list(text);
        assert!(list.is_empty(), "{text:?}: {list:?}");
    }
    assert!(!list("Email\nx\n").is_empty());
    assert!(matches!(
        refused("Name;Team\n"),
        InputError::NoColumn { ref like, .. } if like.is_empty()
    ));
}
