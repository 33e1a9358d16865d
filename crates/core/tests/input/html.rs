//! Rows of HTML that are struck out or hidden.

use atlctl_core::input::{People, Reason};

use super::{emails, list};

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
        (".v{font-size:0}", "", "class=v", Reason::Hidden),
        (
            ".sm\\:v{color:transparent}",
            "",
            "class='sm:v'",
            Reason::Hidden,
        ),
        (
            ".v{position:absolute;left:-9999px}",
            "",
            "class=v",
            Reason::Hidden,
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
        (format!("<p><s>x</p>{table}</s>"), Reason::StruckOut),
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
        (
            format!("<style>@import 'a.css';</style>{table}"),
            Reason::Unclear,
        ),
        (format!("{}{table}", "<div>".repeat(600)), Reason::Unclear),
        (
            table.replace(
                "<table>",
                "<table><colgroup><col><col style='display:none'></colgroup>",
            ),
            Reason::Hidden,
        ),
        (
            table.replace("<table>", "<table><col><col width=0>"),
            Reason::Hidden,
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
        format!("<link rel=stylesheet href=resources/sheet.css><link rel=File-List href=x>{table}"),
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
        "Name,Email\nB,bob@x.example\nA,~~ann@x.example~~ cat@x.example\n".to_owned(),
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
