//! Lists in JSON and JSON Lines.

use atlctl_core::input::{Columns, InputError, Layout, Source, read};

use super::{accounts, emails, list, problems, refused, with_email};

const ID: &str = "712020:69b82ebc-9223-4300-81d5-24478219731a";

#[test]
fn lists_of_this_program_are_read_back() {
    let row = format!(
        "{{\"account_id\":\"{ID}\",\"email\":\"ann@example.com\",\"name\":\"Ann\",\"last_active\":null,\"groups\":[\"a\",\"b\"]}}"
    );
    let other = "{\"account_id\":\"712020:69b82ebc-9223-4300-81d5-24478219731b\",\"email\":null,\"name\":\"Bob\"}";
    for text in [
        format!("[{row},{other}]"),
        format!("[\n{row},\n{other}\n]\n"),
        format!("{row}\n{other}\n"),
        format!("{{\"data\":[{row},{other}],\"links\":{{\"next\":null}}}}"),
    ] {
        let list = list(&text);
        assert_eq!(list.layout, Layout::Json);
        assert_eq!(emails(&list), ["ann@example.com"]);
        assert_eq!(accounts(&list)[0], ID);
        assert_eq!((list.people.len(), list.problems.len()), (2, 0));
        assert_eq!(list.column.as_deref(), Some("email"));
    }
    let results = list(
        "{\"line\":2,\"email\":\"ann@example.com\",\"account\":\"x\",\"outcome\":\"done\",\"reason\":\"\"}",
    );
    assert_eq!(
        (results.source, emails(&results).len()),
        (Source::Results, 1)
    );
}

#[test]
fn arrays_of_texts_and_of_arrays() {
    let texts = list("[\n\"ann@example.com\",\n\"Bob <bob@example.com>\", \"cat@\"]");
    assert_eq!(emails(&texts), ["ann@example.com", "bob@example.com"]);
    assert_eq!(problems(&texts), [(3, "cat@")]);
    assert_eq!(texts.people[1].line(), Some(3));
    let rows = list("[[\"Ann\",\"ann@example.com\"],\n[\"Bob\",\"bob@example.com\"]]");
    assert_eq!(emails(&rows), ["ann@example.com", "bob@example.com"]);
    let error = refused(
        "[[\"ann@example.com\",\"boss@example.com\"],[\"bob@example.com\",\"boss@example.com\"]]",
    );
    assert!(matches!(error, InputError::SeveralColumns { .. }));
}

#[test]
fn nothing_in_an_object_is_lost() {
    let holes = super::list("[null, {\"email\":\"ann@example.com\"}]");
    assert_eq!(
        (emails(&holes), holes.layout),
        (vec!["ann@example.com"], Layout::Json)
    );
    // A key that is there twice: programs take one of the values, and not the same one.
    for object in [
        r#"{"email":"ann@example.com","email":"bob@example.com"}"#,
        r#"{"user":{"email":"ann@example.com","email":"bob@example.com"}}"#,
        r#"{"email":"ann@example.com","team":"red","team":"blue"}"#,
    ] {
        let why = refused(&format!("[{{\"email\":\"cat@example.com\"}},\n{object}]")).to_string();
        assert!(
            why.contains("line 2") && why.contains("twice, with different values"),
            "{why}"
        );
    }
    // One below another, and one that is not read.
    let list = list(
        "[{\"email\":\"ann@example.com\",\"email\":\"ann@example.com\"},\n{\"email\":[\"cat@example.com\"],\"manager\":{\"email\":\"boss@example.com\"}}]",
    );
    assert_eq!(
        emails(&list).join(" ").replace("@example.com", ""),
        "ann cat"
    );
    assert_eq!(list.unread[0].heading.as_deref(), Some("manager.email"));
    let nested = super::list("[{\"user\":{\"email\":\"ann@example.com\"}}]");
    assert_eq!(emails(&nested), ["ann@example.com"]);
    let asked = with_email("[{\"who\":\"ann@example.com\"}]", "who").unwrap();
    assert_eq!(emails(&asked), ["ann@example.com"]);
}

#[test]
fn json_that_is_no_list_says_where() {
    let why = |text: &str| refused(text).to_string();
    assert!(why("[\"ann@example.com\",\n\"bob@example.com\"").contains("line 2"));
    assert!(why("{\"email\":\"ann@example.com\"}\n{\"email\":").contains("line 2"));
    assert!(why("[\"ann@example.com\",{\"email\":\"bob@example.com\"}]").contains("mixes"));
    assert!(
        why("{\"users\":[{\"email\":\"a@b.cc\"}],\"groups\":[{\"id\":1}]}")
            .contains("several arrays")
    );
    let deep = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(refused(&deep), InputError::Json { .. }));
    // What only begins like it is a text.
    assert_eq!(
        emails(&list("[ann@example.com](mailto:ann@example.com)\n")),
        ["ann@example.com"]
    );
}

#[test]
fn records_on_one_line_are_told_apart() {
    let list = list(
        r#"[{"email":"ann@example.com"},{"email":"bob@"},{"email":"cat@example.com"},{"email":"ANN@example.com"}]"#,
    );
    let at: Vec<String> = list
        .people
        .iter()
        .filter_map(|person| person.at)
        .map(|at| at.to_string())
        .collect();
    assert_eq!(at, ["line 1, record 1", "line 1, record 3"]);
    assert_eq!(list.problems[0].at.to_string(), "line 1, record 2");
    let folded = &list.folded[0];
    assert_eq!(folded.at.unwrap().record, 4);
    assert_eq!(folded.into.unwrap().record, 1);
    assert_eq!(list.each_row().len(), 3);
}

#[test]
fn the_only_array_is_the_list_wherever_it_stands() {
    for text in [
        "{\"export\":{\"count\":2,\"members\":[{\"email\":\"ann@example.com\"},{\"profile\":{\"email\":\"bob@example.com\"}}]}}",
        "{\"a\":{\"b\":{\"c\":[{\"email\":\"ann@example.com\"},{\"email\":\"bob@example.com\"}]}}}",
        "{\"export\":{\"columns\":[\"email\"],\"members\":[{\"email\":\"ann@example.com\"},{\"email\":\"bob@example.com\"}]}}",
        "{\"export\":{\"members\":[\"ann@example.com\",\"bob@example.com\"]}}",
    ] {
        let found = with_email(text, "all").unwrap();
        assert_eq!(
            emails(&found),
            ["ann@example.com", "bob@example.com"],
            "{text}"
        );
        assert_eq!(found.rows, 2, "{text}");
    }
    let first = "{\"export\":{\"members\":[{\"email\":\"ann@example.com\"},{\"email\":\"bob@example.com\"}]}}";
    assert_eq!(list(first).rows, 2);
    for text in [
        "{\"a\":{\"b\":[{\"email\":\"ann@example.com\"}]},\"c\":[{\"email\":\"bob@example.com\"}]}",
        "{\"a\":{\"b\":[\"ann@example.com\"],\"c\":[{\"email\":\"bob@example.com\"}]}}",
        "{\"owner\":\"cat@example.com\",\"a\":{\"b\":[{\"email\":\"ann@example.com\"},{\"email\":\"bob@example.com\"}]}}",
        "{\"owner\":\"cat@example.com\",\"a\":[{\"email\":\"ann@example.com\"},{\"email\":\"bob@example.com\"}]}",
    ] {
        assert!(refused(text).to_string().contains("unclear"), "{text}");
    }
    // One person, with what it has.
    let one = "{\"email\":\"ann@example.com\",\"apps\":[{\"id\":\"x\"},{\"id\":\"y\"}],\"of\":{\"groups\":[{\"name\":\"z\"}]}}";
    assert_eq!((emails(&list(one)).len(), list(one).rows), (1, 1));
}

#[test]
fn one_page_of_several_is_no_list() {
    for page in [
        r#"{"isLast": false, "values": [{"email": "a@x.example"}]}"#,
        r#"{"Resources": [{"email": "a@x.example"}], "totalResults": 2}"#,
    ] {
        let error = read(page.as_bytes(), &Columns::default())
            .unwrap_err()
            .to_string();
        assert!(error.contains("it is one page of several"), "{error}");
    }
    let whole = r#"{"isLast": true, "total": 1, "values": [{"email": "a@x.example"}]}"#;
    assert_eq!(emails(&list(whole)), ["a@x.example"]);
}
