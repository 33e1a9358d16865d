//! Rows of HTML that are struck out or hidden.

use atlctl_core::input::{Columns, People, Reason, read};

use super::{emails, list, problems};

/// A page with Ann in a row and a cell with these attributes, and Bob in plain ones.
fn page(style: &str, row: &str, cell: &str) -> String {
    format!(
        "<!DOCTYPE html><style>{style}</style><table><tr class=h><th>Name</th><th>Email</th></tr><tr {row}><td>A</td><td {cell}>ann@x.example</td></tr><tr class=keep><td>B</td><td>bob@x.example</td></tr></table>"
    )
}

fn reasons(list: &People) -> Vec<&Reason> {
    let each = list.problems.iter();
    each.map(|problem| &problem.reason).collect()
}

#[test]
fn who_is_struck_out_or_hidden_by_a_style_sheet_is_a_problem() {
    for (style, row, cell, reason) in [
        (
            "tr[data-s]{display:none}",
            "data-s=left",
            "",
            Reason::Hidden,
        ),
        (
            "tr[data-s=left] td{text-decoration:line-through}",
            "data-s=left",
            "",
            Reason::StruckOut,
        ),
        (
            "#old td{text-decoration:line-through}",
            "id=old",
            "",
            Reason::StruckOut,
        ),
        (
            ".y *{text-decoration:line-through}",
            "class=y",
            "",
            Reason::StruckOut,
        ),
        (
            "table > tbody > tr.y > td{opacity:0}",
            "class=y",
            "",
            Reason::Hidden,
        ),
        ("tr:not(.keep, .h){display:none}", "", "", Reason::Hidden),
        ("table{ tr.g{display:none} }", "class=g", "", Reason::Hidden),
        (".h + tr{display:none}", "", "", Reason::Hidden),
        (".v{font-size:0}", "", "class=v", Reason::HiddenCell),
        (
            ".sm\\:v{color:transparent}",
            "",
            "class='sm:v'",
            Reason::HiddenCell,
        ),
        (
            ".v{position:absolute;left:-9999px}",
            "",
            "class=v",
            Reason::HiddenCell,
        ),
        (".v{display:var(--d,none)}", "class=v", "", Reason::Unclear),
        (
            ":root{--s:line-through} .v{text-decoration:var(--s)}",
            "",
            "class=v",
            Reason::Unclear,
        ),
        (
            "tr.v:nth-child(even){display:none}",
            "class=v",
            "",
            Reason::Unclear,
        ),
        ("td.v:has(.x){display:none}", "", "class=v", Reason::Unclear),
        (
            "",
            "title='a > b' style='display&#58;none'",
            "",
            Reason::Hidden,
        ),
    ] {
        let text = page(style, row, cell);
        let list = list(&text);
        assert_eq!(emails(&list), ["bob@x.example"], "{text}");
        assert_eq!(reasons(&list), [&reason], "{text}");
        let value = &list.problems[0].value;
        assert!(
            ["ann@x.example", "A ann@x.example"].contains(&value.as_str()),
            "{value}"
        );
    }
    for style in [
        "#old td{text-decoration:line-through} .y td{display:none} .y *{opacity:0}",
        "p td{display:none} tr > table td{display:none} .keep + tr{display:none}",
        "tr:hover td{display:none} td::after{display:none} .x:has(td){display:none}",
        "@keyframes k{from{opacity:0}} .a:nth-child(2){display:none} td{text-decoration:var(--x)}",
    ] {
        let list = list(&page(style, "class=z", ""));
        assert_eq!(emails(&list).len(), 2, "{style}");
        assert_eq!(list.problems, [], "{style}");
    }
}

#[test]
fn a_table_that_is_struck_out_or_hidden_changes_nobody() {
    let table = "<table><tr><th>Name<th>Email</tr><tr><td>A<td>ann@x.example</tr><tr><td>B<td>bob@x.example</table>";
    for (text, reason) in [
        (format!("<del>{table}</del>"), Reason::StruckOut),
        (format!("<p><s>x</p>y {table}</s>"), Reason::StruckOut),
        (
            format!("<div style='text-decoration:line-through'>{table}</div>"),
            Reason::StruckOut,
        ),
        (
            format!("<style>.g{{text-decoration:line-through}}</style><div class=g>{table}</div>"),
            Reason::StruckOut,
        ),
        (
            format!("<style>.g{{display:none}}</style><div class=g><div></div>{table}</div>"),
            Reason::Hidden,
        ),
        (format!("<div hidden>{table}</div>"), Reason::Hidden),
        (format!("{}{table}", "<div>".repeat(600)), Reason::Unclear),
        (
            table.replace(
                "<table>",
                "<table><colgroup><col><col style='display:none'></colgroup>",
            ),
            Reason::HiddenCell,
        ),
        (
            table.replace("<table>", "<table><col><col width=0>"),
            Reason::HiddenCell,
        ),
        (
            table.replace(
                "<table>",
                "<table><colgroup span=2 style='visibility:collapse'></colgroup>",
            ),
            Reason::Hidden,
        ),
        (
            table.replace(
                "<table>",
                "<table><colgroup><col span=2 style='visibility:collapse'></colgroup>",
            ),
            Reason::Hidden,
        ),
    ] {
        let list = list(&text);
        assert_eq!(emails(&list), [] as [&str; 0], "{text}");
        assert_eq!(reasons(&list), [&reason, &reason], "{text}");
    }
    for text in [
        format!("<del>x</del><p><s>y</s></p><div hidden>z</div>{table}"),
        // A line that was not ended goes on in texts, and in no table behind them.
        format!("<p><s>x</p>{table}</s>"),
        format!("<link rel=stylesheet href=resources/sheet.css><link rel=File-List href=x>{table}").replace("<table>", "<table class='ritz waffle'>"),
        table.replace("<table>", "<table><colgroup span=2><col width=9><col width=9></colgroup><colgroup style='display:none'></colgroup>"),
        table.replace("<table>", "<table><tr hidden><td>x</tr></table><table>"),
    ] {
        let list = list(&text);
        assert_eq!((emails(&list).len(), list.problems.len()), (2, 0), "{text}");
    }
}

#[test]
fn who_is_struck_out_in_any_list_is_said_to_be() {
    let id = "712020:69b82ebc-9223-4300-81d5-24478219731a";
    for text in [
        "| Email |\n|---|\n| bob@x.example |\n| ~~ann@x.example~~ |\n".to_owned(),
        "| Name | Email |\n|---|---|\n| B | bob@x.example |\n| A | ~~ann@x.example~~ |\n"
            .to_owned(),
        "bob@x.example\n- ~~Ann <ann@x.example>~~\n".to_owned(),
        format!("Name,Account ID,Email\nB,,bob@x.example\nA,~~{id}~~,\n"),
        format!(
            "<table><tr><th>Email<th>Account ID<tr><td>bob@x.example<td><tr><td><td><s>{id}</s></table>"
        ),
        "<ul><li>bob@x.example<li><s>ann@x.example</s></ul>".to_owned(),
    ] {
        let list = list(&text);
        assert_eq!(emails(&list), ["bob@x.example"], "{text}");
        assert_eq!(
            (list.people.len(), reasons(&list)),
            (1, vec![&Reason::StruckOut]),
            "{text}"
        );
        assert!(!list.problems[0].value.contains('~'), "{text}");
    }
    // A struck-out cell that is not read says nothing of the row.
    let list = list("Email,Manager\nann@x.example,~~bob@x.example~~\n");
    assert_eq!((emails(&list).len(), list.problems.len()), (1, 0));
}

#[test]
fn who_stands_beside_a_struck_out_person_is_named_too() {
    let page = "<table><tr><th>Name<th>Email<tr><td>A<td><s>ann@x.example</s> cat@x.example<tr><td>B<td>bob@x.example</table>";
    for text in [
        "Name,Email\nA,~~ann@x.example~~ cat@x.example\nB,bob@x.example\n",
        page,
    ] {
        let mut list = list(text);
        assert_eq!(problems(&list)[0].1, "ann@x.example", "{text}");
        assert_eq!(reasons(&list), [&Reason::StruckOut], "{text}");
        list.leave_out_unusable_rows();
        assert_eq!(emails(&list), ["bob@x.example"], "{text}");
        assert_eq!(problems(&list)[1].1, "cat@x.example", "{text}");
    }
    // A name that is struck out says nothing sure of the address.
    let list = list("<ul><li><s>Ann Old</s> ann@x.example<li>bob@x.example</ul>");
    assert_eq!(reasons(&list), [&Reason::Beside]);
}

#[test]
fn what_a_column_or_a_comment_hides_leaves_the_row_visible() {
    let hidden = "<table><col><col style='display:none'><tr><th>Email<th>Manager<tr><td>ann@x.example<td>bob@x.example</table>";
    let found = list(hidden);
    assert_eq!(emails(&found), ["ann@x.example"]);
    assert_eq!(found.problems, []);
    assert_eq!(found.unread[0].heading.as_deref(), Some("Manager"));
    let comment = |text: &str| {
        format!(
            "<style>comment{{display:none}}</style><table><tr><th>Email<th>N<tr><td><a class='comment-indicator'></a><comment>{text}</comment>ann@x.example<td>1</table>"
        )
    };
    let found = list(&comment("asked on Monday"));
    assert_eq!(
        (emails(&found), &found.problems[..]),
        (vec!["ann@x.example"], &[][..])
    );
    let mut found = list(&comment("or bob@x.example"));
    assert_eq!(reasons(&found), [&Reason::HiddenCell]);
    found.leave_out_unusable_rows();
    assert_eq!(emails(&found), [] as [&str; 0]);
}

#[test]
fn who_stands_in_what_browsers_do_not_show_is_set_apart() {
    let one = "ann@x.example";
    for part in [
        format!("<canvas>{one}</canvas>"),
        format!("<video><p>{one}</p></video>"),
        format!("<audio>{one}</audio>"),
        format!("<object>{one}</object>"),
        format!("<iframe>{one}</iframe>"),
        format!("<noframes>{one}</noframes>"),
        format!("<ruby>x<rp>{one}</rp></ruby>"),
        format!("<math><annotation>{one}</annotation></math>"),
        format!("<iframe srcdoc='<p>{one}</p>'></iframe>"),
    ] {
        let list = list(&format!("<ul><li>{part}</li><li>bob@x.example</li></ul>"));
        assert_eq!(emails(&list), ["bob@x.example"], "{part}");
        assert!(
            list.problems
                .iter()
                .any(|one| one.value.contains("ann@x.example")),
            "{part}"
        );
    }
}

#[test]
fn who_stands_in_the_head_of_a_page_is_told() {
    for name in ["template", "noscript", "noframes"] {
        let list = list(&format!(
            "<!doctype html><title>x</title><{name}>ann@x.example</{name}><p>bob@x.example</p>"
        ));
        assert_eq!(emails(&list), ["bob@x.example"], "{name}");
        let told = &list.problems[0];
        assert!(told.value.contains("ann@x.example"), "{name}: {told:?}");
    }
}

#[test]
fn a_text_that_a_style_sheet_adds_is_read() {
    for rule in [
        ".n::before{content:'not '}",
        ".n:AFTER{content:\" (stays)\"}",
        "tr td.n::before{color:red;content:attr(id)}",
        ".n::after{content:var(--x)}",
        ".n::after{content:'.old'}",
    ] {
        let list = list(&page(rule, "", "class=n id=left"));
        assert_eq!(emails(&list), ["bob@x.example"], "{rule}");
        assert_eq!(reasons(&list), [&Reason::Beside], "{rule}");
    }
    for rule in [
        ".n::before{content:''} .n::after{content:'\\f00c'}",
        ".z::before{content:'not'} td::before{display:none}",
    ] {
        let list = list(&page(rule, "", "class=n"));
        assert_eq!((emails(&list).len(), list.problems.len()), (2, 0), "{rule}");
    }
}

#[test]
fn odd_pages_lose_nobody_and_join_no_words() {
    let bob = "<p>bob@x.example</p>";
    // Browsers end a comment there, too.
    for comment in ["<!-- a --!>", "<!-->", "<!--->", "<!-- a -->"] {
        let text = format!("{comment}<p>ann@x.example</p><!-- b -->{bob}");
        assert_eq!(
            emails(&list(&text)),
            ["ann@x.example", "bob@x.example"],
            "{text}"
        );
    }
    // What never ends is no tag, and neither is an address between angle brackets.
    for text in [
        "<a ann@x.example",
        "<b ann@x.example>\nbob@x.example",
        "<table><tr><td>bob@x.example</td></tr><tr><td ann@x.example",
        "<p>bob@x.example</p><b ann@x.example>",
        "<p>bob@x.example</p><!-- ann@x.example",
    ] {
        let said = match read(text.as_bytes(), &Columns::default()) {
            Ok(list) => format!("{:?} {:?}", emails(&list), list.problems),
            Err(error) => format!("{error:?}"),
        };
        assert!(said.contains("ann@x.example"), "{text}: {said}");
    }
    // Two words of the first line are two.
    for line in ["x. <b>ann@x.example</b>", "x.<b> ann@x.example</b>"] {
        let text = format!("<pre>{line}\nbob@x.example</pre>");
        if let Ok(list) = read(text.as_bytes(), &Columns::default()) {
            assert!(!emails(&list).contains(&"x.ann@x.example"), "{text}");
        }
    }
    // A text of a row that stands in no cell.
    let text = String::from(
        "<table><tr>ann@x.example<td>bob@x.example</td></tr><tr><td>eve@x.example</td></tr></table>",
    );
    let list = read(text.as_bytes(), &Columns::default()).unwrap();
    let said = format!("{:?} {:?}", emails(&list), list.problems);
    assert!(said.contains("ann@x.example"), "{said}");
}

#[test]
fn whatever_breaks_an_address_names_nobody_else() {
    let row = |cell: &str| {
        format!("<table><tr><td>{cell}</td></tr><tr><td>bob@x.example</td></tr></table>")
    };
    for (cell, read) in [
        ("x.&shy;ann@x.example", "x.\u{ad}ann@x.example"),
        ("m&uuml;ann@x.example", "müann@x.example"),
        ("x.<!-- y -->ann@x.example", "x.ann@x.example"),
        (
            "<span>x-</span><span>ann@x.example</span>",
            "x-ann@x.example",
        ),
        ("x.<wbr/>ann@x.example", "x.ann@x.example"),
        ("x<font color=red>ann</font>@x.example", "xann@x.example"),
        ("x.<script>1</script>ann@x.example", "x.ann@x.example"),
    ] {
        let text = row(cell);
        assert_eq!(emails(&list(&text)), [read, "bob@x.example"], "{text}");
        let text = format!("<p>{cell}</p><p>bob@x.example</p>");
        assert_eq!(emails(&list(&text)), [read, "bob@x.example"], "{text}");
    }
    for cell in [
        "x.<br>ann@x.example",
        "<p>x-</p><p>ann@x.example</p>",
        "ann@x.example<br>.old",
        "x.&amp;shy;ann@x.example",
        "r&amp;d;ann@x.example",
        "x.<a href='mailto:ann@x.example'>ann@x.example</a>",
        "<a href='mailto:x.ann@x.example'>ann@x.example</a>",
        "<img title=ann@x.example src=x>",
        "<input placeholder='ann@x.example'>",
        "x.<img src=y>ann@x.example",
    ] {
        for column in [None, Some("all".to_owned())] {
            let asked = Columns {
                email: column,
                ..Columns::default()
            };
            let mut texts = vec![row(cell)];
            if !cell.contains("<p>") {
                texts.push(format!("<p>{cell}<br>bob@x.example</p>"));
            }
            for text in texts {
                let mut list = read(text.as_bytes(), &asked).unwrap();
                list.leave_out_unusable_rows();
                assert_eq!(emails(&list), ["bob@x.example"], "{text}");
                let named = list
                    .problems
                    .iter()
                    .any(|one| one.value.contains("ann@x.example"));
                assert!(named, "{text}: {list:?}");
            }
        }
    }
    for text in [
        "x.&zwnj;ann@x.example\nbob@x.example\n",
        "Name;Email\nx.&zwnj;ann@x.example\nB;bob@x.example\n",
        "Name,Email\nA,x.&#8204;ann@x.example\nB,bob@x.example\n",
    ] {
        let mut list = list(text);
        assert_eq!(list.problems.len(), 1, "{text}");
        list.leave_out_unusable_rows();
        assert_eq!(emails(&list), ["bob@x.example"], "{text}");
    }
}

#[test]
fn a_struck_out_heading_and_fields_are_read_as_text() {
    let text = "<table><tr><th><s>Mail</s></th><th>Email</th></tr><tr><td>x</td><td><input type=text value='ann@x.example'></td></tr></table>";
    let list = list(text);
    assert_eq!(emails(&list), ["ann@x.example"]);
    assert_eq!(list.column.as_deref(), Some("Email"));
    let choice = "<table><tr><th>Email<tr><td><select><option selected>ann@x.example<option>bob@x.example</select></table>";
    let list = super::list(choice);
    assert_eq!(reasons(&list), [&Reason::HiddenCell]);
    assert_eq!(list.problems[0].value, "bob@x.example");
    // An attribute that says what another cell does is no more than that.
    let picture =
        "<table><tr><th>User<th>Email<tr><td><img alt=ann@x.example>Ann<td>ann@x.example</table>";
    for column in [None, Some("all".to_owned())] {
        let asked = Columns {
            email: column,
            ..Columns::default()
        };
        let list = read(picture.as_bytes(), &asked).unwrap();
        assert_eq!(emails(&list)[0], "ann@x.example");
        assert!(list.unread.is_empty());
    }
}
