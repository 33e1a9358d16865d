//! What stands in a cell: names beside addresses, several addresses, characters that nobody sees.

use atlctl_core::input::{InputError, Reason, read_names};

use super::{accounts, emails, list, problems, refused};

#[test]
fn cells_of_mail_programs_and_spreadsheets() {
    let list = list(
        "Team,Email\n\
         Red,Ann Lee <ann@example.com>\n\
         Red,\"\"\"Roe, Bob\"\" <bob@example.com>\"\n\
         Red,\"Roe, Cat <cat@example.com>\"\n\
         Red,mailto:dan@example.com\n\
         Red,\"eve@example.com; fay@example.com\"\n\
         Red,\"guy@example.com\nhal@example.com\"\n\
         Red,ida@example.com (Ida Roe)\n",
    );
    assert_eq!(
        emails(&list).join(" ").replace("@example.com", ""),
        "ann bob cat dan eve fay guy hal ida"
    );
    assert_eq!(list.problems, []);
    let lines: Vec<_> = list
        .people
        .iter()
        .filter_map(|person| person.line())
        .collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 6, 7, 7, 9]);
}

#[test]
fn one_column_needs_no_quotes() {
    let all = list(
        "Email\nLee, Ann <ann@example.com>\n\"Roe, Bob\" <bob@example.com>\ncat@example.com, dan@example.com\n",
    );
    assert_eq!(
        emails(&all).join(" ").replace("@example.com", ""),
        "ann bob cat dan"
    );
    assert_eq!(all.problems, []);
    let all = list("Email\nLee, Ann <ann@example.com>\nRoe, Eve\n");
    assert_eq!(
        (emails(&all), problems(&all)),
        (vec!["ann@example.com"], vec![(3, "Roe Eve")])
    );
}

#[test]
fn below_one_heading_lines_are_counted_on() {
    let list = list("Team\n\n\"E-Mail\n\"\n\nann@example.com;\nbob@;\n");
    assert_eq!(list.people[0].line(), Some(6));
    assert_eq!(problems(&list), [(7, "bob@")]);
}

#[test]
fn a_second_column_that_has_lost_its_heading_is_not_read() {
    for text in [
        "Email\nann@example.com,boss@example.com\nbob@example.com,boss@example.com\n",
        "Email\nn/a,boss@example.com\nbob@example.com,boss@example.com\n",
        "Email\nann@example.com;boss@example.com\nbob@example.com;chief@example.com\n",
    ] {
        let list = list(text);
        assert_eq!(
            (list.people.len(), list.problems.len()),
            (0, 2),
            "{text:?}: {list:?}"
        );
    }
    let aligned = "Email\nann@example.com boss@example.com\nbob@example.com boss@example.com\n";
    assert_eq!(refused(aligned), InputError::Ambiguous);
}

#[test]
fn what_is_wrong_in_a_cell_is_a_problem_of_its_own() {
    let list = list(
        "Name,Email\nAnn,\"ann@example.com; annex\"\nBob,ask cat@example.com\nDan,dan@example.com|Dan\nEve,eve@[10.0.0.1]\nFay,fay@example.com:1\n",
    );
    assert_eq!(emails(&list), ["ann@example.com", "dan@example.com"]);
    assert_eq!(
        problems(&list),
        [
            (2, "annex"),
            (3, "ask cat@example.com"),
            (4, "Dan"),
            (5, "eve@[10.0.0.1]"),
            (6, "fay@example.com:1"),
        ]
    );
    assert_eq!(list.problems[1].reason, Reason::Beside);
    for problem in &list.problems {
        assert!(!problem.reason.to_string().contains("control"));
    }
}

#[test]
fn several_people_beside_one_account_id_are_a_problem() {
    let list = list(
        "Account ID,Email\n5b86be50b8e3cb5895860d6d,\"ann@example.com; bob@example.com\"\n5b86be50b8e3cb5895860d6e,n/a\n",
    );
    assert_eq!(list.problems[0].reason, Reason::SeveralForOne);
    assert_eq!(accounts(&list), ["5b86be50b8e3cb5895860d6e"]);
}

#[test]
fn invisible_characters_around_an_address_are_ignored() {
    for text in [
        "\u{202a}ann@example.com\u{202c}",
        "\u{2068}ann@example.com\u{2069}",
        "\u{a0}ann@example.com\u{a0}",
        "\u{2060}ann@example.com\u{feff}",
        "ann@example.com\u{3164}",
        "\u{ad}ann@example.com\u{ad}",
        "\u{2800}ann@example.com\u{e0100}",
        "Ann <\u{200b}ann@example.com\u{200b}>",
        "mailto:\u{200e}ann@example.com",
    ] {
        for text in [
            format!("Email\n{text}\n"),
            format!("{text}\n"),
            format!("Ann;{text}\n"),
        ] {
            let list = list(&text);
            assert_eq!(
                emails(&list),
                ["ann@example.com"],
                "{}",
                text.escape_unicode()
            );
            assert_eq!(list.problems, []);
        }
    }
}

#[test]
fn names_on_the_line_in_the_same_forms() {
    let list = read_names(&[
        "Ann Lee <ann@example.com>",
        "mailto:bob@example.com",
        "cat@example.com,dan@example.com",
        "Ann Lee",
        "x y@example.com",
    ]);
    assert_eq!(
        emails(&list).join(" ").replace("@example.com", ""),
        "ann bob cat dan"
    );
    assert_eq!(problems(&list), [(4, "Ann Lee"), (5, "x y@example.com")]);
}
