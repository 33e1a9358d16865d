//! Lists as they are pasted from mail, chats, wikis and spreadsheets.

use atlctl_core::input::{Columns, read};

const PEOPLE: [&str; 3] = ["ada@x.example", "bob@x.example", "cem@x.example"];

#[test]
fn everyone_is_read() {
    let [a, b, c] = PEOPLE;
    for text in [
        format!("> {a}\n> {b}\n>> {c}\n"),
        format!("> Name,Email\n> Ada,{a}\n> Bob,{b}\n> Cem,{c}\n"),
        format!("- [x] {a}\n* [x] {b}\n☑ {c}\n"),
        format!("- [ ] {a}\n* [ ] {b}\n☐ {c}\n"),
        format!("1. {a}\n2) {b}\n3: {c}\n"),
        format!("{a}.\n{b},\n{c};\n"),
        format!("<mailto:{a}|{a}> <mailto:{b}|{b}> <mailto:{c}|{c}>"),
        format!("<mailto:{a}|{a}>, <{b}>\n<{c}>"),
        format!("||Name||Email||\n|Ada|[{a}|mailto:{a}]|\n|Bob|{b}|\n|Cem|[Cem|mailto:{c}]|\n"),
        format!(
            "<html><body><table><tr><td>Name</td><td>Email</td></tr><tr><td>Ada</td><td>{a}</td></tr><tr><td>Bob</td><td><a href=\"mailto:{b}\">{b}</a></td></tr><tr><td>Cem</td><td><a href=\"mailto:{c}\">Cem</a></td></tr></table></body></html>"
        ),
        format!(
            "<meta charset='utf-8'><table>\n<tr>\n<th>Email</th></tr>\n<tr><td>{a}<br>{b}</td></tr><tr><td>&lt;{c}&gt;</table>"
        ),
        format!("<ul><li>{a}</li><li>{b}</li><li>{c}</li></ul>"),
    ] {
        let list = read(text.as_bytes(), &Columns::default()).unwrap();
        let emails: Vec<&str> = list
            .people
            .iter()
            .filter_map(|person| person.email.as_deref())
            .collect();
        assert_eq!(emails, PEOPLE, "{text}\n{:?}", list.problems);
        assert_eq!(list.problems, [], "{text}");
    }
}

#[test]
fn a_remark_beside_an_address_is_no_name() {
    let ada = "ada.torres@x.example";
    for row in [
        format!("{ada} (do not move)"),
        format!("{ada} (left in May)"),
        format!("DO NOT MOVE <{ada}>"),
        format!("not <{ada}>"),
        format!("Ada Torres - stays <{ada}>"),
        format!("[not her](mailto:{ada})"),
    ] {
        let escaped = row.replace('<', "&lt;");
        for text in [
            format!("Name,Email\nA,{row}\nB,bob@x.example\n"),
            format!("{row}\nbob@x.example\n"),
            format!("<ul><li>{escaped}</li><li>bob@x.example</li></ul>"),
            format!("[\"{row}\", \"bob@x.example\"]"),
        ] {
            let list = read(text.as_bytes(), &Columns::default()).unwrap();
            assert_eq!(list.people.len(), 1, "{text}: {list:?}");
            assert!(list.problems[0].value.contains(ada), "{text}: {list:?}");
        }
    }
    for text in [
        format!("<ul><li>{ada} <em>(stays)</em></li><li>bob@x.example</li></ul>"),
        format!("<ul><li><a href='mailto:{ada}'>not her</a></li><li>bob@x.example</li></ul>"),
        format!("do not move, Ada <{ada}>\nbob@x.example\n"),
    ] {
        let list = read(text.as_bytes(), &Columns::default()).unwrap();
        assert_eq!(list.people.len(), 1, "{text}: {list:?}");
    }
}

/// The line that is named is the one of the file.
#[test]
fn rows_of_html_keep_their_lines() {
    let text = "<table>\n<tr><td>Email</td></tr>\n<tr><td>ada@x.example</td></tr>\n\n<tr>\n<td>bob@@x.example</td></tr></table>";
    let list = read(text.as_bytes(), &Columns::default()).unwrap();
    let lines: Vec<u64> = list
        .problems
        .iter()
        .map(|problem| problem.at.line)
        .collect();
    assert_eq!(lines, [6]);
}
