//! Pages that are refused as a whole, and lists in other elements than tables.

use atlctl_core::input::{Columns, InputError, read};

use super::{emails, list};

fn error(text: &str) -> String {
    match read(text.as_bytes(), &Columns::default()) {
        Err(error) => error.to_string(),
        Ok(list) => format!("{text}: {list:?}"),
    }
}

fn table(address: &str) -> String {
    format!("<table>\n<tr><th>Email</th></tr><tr><td>{address}</td></tr></table>")
}

#[test]
fn people_under_another_title_are_not_taken_for_those_above() {
    let (one, two) = (table("a@x.example"), table("b@x.example"));
    let captioned = |title: &str, address: &str| {
        table(address).replace("<table>", &format!("<table><caption>{title}</caption>"))
    };
    for text in [
        format!("<h2>Move</h2>{one}<h2>Do not move</h2>{two}"),
        format!("{one}<p>Do not move</p>{two}"),
        format!(
            "{}{}",
            captioned("Move", "a@x.example"),
            captioned("Do not move", "b@x.example")
        ),
        "<h2>Move</h2><ul><li>a@x.example</ul><p><b>Do not move</b></p><ul><li>b@x.example</ul>"
            .to_owned(),
        "<h2>Move</h2><p>a@x.example</p><h2>Do not move</h2><p>b@x.example</p>".to_owned(),
        format!(
            "<table><tr><td><h2>Move</h2>{one}</td></tr><tr><td><h2>Do not move</h2>{two}</td></tr></table>"
        ),
    ] {
        let found = read(text.as_bytes(), &Columns::default());
        let Err(InputError::OtherTitle { title, .. }) = found else {
            panic!("{text}: {found:?}");
        };
        assert_eq!(title, "Do not move", "{text}");
    }
    for text in [
        format!("{one}{two}"),
        format!("<h1>Move</h1>{one}{two}"),
        format!("<p>Hello,</p><h1>Move</h1>{one}<h1>Move</h1>{two}"),
        "<p>Move<ul><li>a@x.example<li>b@x.example</ul>".replace("Move", ""),
    ] {
        assert_eq!(
            emails(&list(&text)),
            ["a@x.example", "b@x.example"],
            "{text}"
        );
    }
}

#[test]
fn whatever_stands_alone_above_people_is_their_title() {
    let [a, b] = ["a@x.example", "b@x.example"];
    for text in [
        format!("<dl><dt>Move</dt><dd>{a}</dd><dt>Stay</dt><dd>{b}</dd></dl>"),
        format!("<ul><li>Move<ul><li>{a}</li></ul></li><li>Stay<ul><li>{b}</li></ul></li></ul>"),
        format!("<p><strong>Move</strong>:<br>{a}</p><p><strong>Stay</strong><br>{b}</p>"),
        format!("<ul><li>{a}<li><b>Stay</b><li>{b}</ul>"),
        format!("<table><tr><th>Email<tr><td>{a}<tr><td><b>Stay</b><tr><td>{b}</table>"),
        format!(
            "<table><tr><th colspan=2>Move<tr><th>Email<th>Name<tr><td>{a}<td>A<tr><td colspan=2>Stay<tr><td>{b}<td>B</table>"
        ),
        format!("<table><tr><th>Email<th>Name<tr><td>{a}<td>A<tr><td>Stay<tr><td>{b}<td>B</table>"),
        format!("<fieldset><legend>Move</legend>{a}</fieldset><fieldset><legend>Stay</legend>{b}</fieldset>"),
        format!("<details><summary>Stay</summary>{a}</details><details open><summary>Stay </summary>{b}</details>")
            .replacen("Stay", "Move", 1),
    ] {
        let found = read(text.as_bytes(), &Columns::default());
        let Err(InputError::OtherTitle { title, .. }) = found else {
            panic!("{text}: {found:?}");
        };
        assert!(title.contains("Stay"), "{text}: {title}");
    }
    for text in [
        format!(
            "<table><tr><td><b>Email</b><tr><td>{a}</table><table><tr><td><b>Email</b><tr><td>{b}</table>"
        ),
        format!(
            "<table><tr><td colspan=2>Team<tr><th>Email<th>N<tr><td>{a}<td>A<tr><td>{b}<td><tr><td colspan=2>2 people</table>"
        ),
        format!("<p><b>Move</b><br>{a}<br><b>{b}</b></p>"),
        format!("<ul><li>Move<ul><li>{a}<li>{b}</ul></ul>"),
    ] {
        let first = Columns {
            email: Some("1".to_owned()),
            ..Columns::default()
        };
        let found = match read(text.as_bytes(), &Columns::default()) {
            Err(InputError::NoColumn { .. }) => read(text.as_bytes(), &first),
            found => found,
        };
        assert_eq!(found.map(|list| list.people.len()), Ok(2), "{text}");
    }
}

#[test]
fn a_list_of_checked_and_unchecked_people_is_refused() {
    let row = |attributes: &str, address: &str| {
        format!("<tr><td><input type=checkbox {attributes}></td><td>{address}</td></tr>\n")
    };
    let rows = |second: &str| {
        format!(
            "<table>\n{}{}</table>",
            row("checked", "a@x.example"),
            row(second, "b@x.example")
        )
    };
    for text in [
        rows(""),
        "\n- [x] a@x.example\n- [ ] b@x.example\n".to_owned(),
        "\n1. ☑ a@x.example\n2. ☐ b@x.example\n".to_owned(),
        "<ul>\n<li><input type=radio checked> a@x.example</li>\n<li><input type=RADIO> b@x.example</li></ul>".to_owned(),
        "<ul>\n<li><img alt=Checked> a@x.example</li>\n<li><img title='not checked'> b@x.example</li></ul>".to_owned(),
        "<ul>\n<li data-inline-task-id=1 class=checked>a@x.example</li>\n<li data-inline-task-id=2>b@x.example</li></ul>".to_owned(),
        "Email,Move\na@x.example,☑\nb@x.example,☐\n".to_owned(),
        "\na@x.example\t[x]\nb@x.example\t[ ]\n".to_owned(),
        "| Email | Move |\n| a@x.example | ✔️ |\n| b@x.example | ✘ |\n".to_owned(),
        "\n[{\"email\":\"a@x.example\",\"move\":\"☑\"},\n{\"email\":\"b@x.example\",\"move\":\"☐\"}]".to_owned(),
        "<ul>\n<li data-checked=true>a@x.example</li>\n<li data-checked=false>b@x.example</li></ul>".to_owned(),
        "<ul>\n<li data-task-state=DONE>a@x.example</li>\n<li data-task-state=TODO>b@x.example</li></ul>".to_owned(),
        "<table>\n<tr><td><img class='emoticon emoticon-tick' alt='(tick)'></td><td>a@x.example</td></tr>\n\
         <tr><td><img class='emoticon emoticon-cross' alt='(error)'></td><td>b@x.example</td></tr></table>"
            .to_owned(),
        "<table>\n<tr><td><svg><use href='#checkedCheckboxId'/></svg></td><td>a@x.example</td></tr>\n\
         <tr><td><svg><use href='#uncheckedCheckboxId'/></svg></td><td>b@x.example</td></tr></table>"
            .to_owned(),
        "<p>\n<p><img alt='✔'> a@x.example</p>\n<p><img alt='✘'> b@x.example</p>".to_owned(),
    ] {
        assert_eq!(
            error(&text),
            "people are marked differently (line 2: checked; line 3: not checked or crossed out), so which of them are \
             meant is not known",
            "{text}"
        );
    }
    for text in [
        rows("checked"),
        "- [ ] a@x.example\n- [ ] b@x.example\n- [x] done\n".to_owned(),
    ] {
        let list = list(&text);
        assert_eq!(emails(&list), ["a@x.example", "b@x.example"], "{text}");
    }
}

#[test]
fn a_list_in_which_some_people_have_a_mark_is_refused() {
    for text in [
        "\na@x.example\n✗ b@x.example\n",
        "\na@x.example\n[ ] b@x.example\n",
        "\na@x.example\nb@x.example ☒\n",
        "<ul>\n<li>a@x.example</li>\n<li>✗ b@x.example</li></ul>",
        "<table>\n<tr><td></td><td>a@x.example</td></tr>\n<tr><td>✗</td><td>b@x.example</td></tr></table>",
        "<ul>\n<li>a@x.example</li>\n<li><input type=checkbox> b@x.example</li></ul>",
    ] {
        assert_eq!(
            error(text),
            "people are marked differently (line 2: without a mark; line 3: not checked or crossed out), so which of \
             them are meant is not known",
            "{text}"
        );
    }
}

#[test]
fn a_page_whose_style_sheet_is_elsewhere_is_refused_once() {
    let table = table("a@x.example");
    for text in [
        format!("<link rel=StyleSheet href='a/b.css'>{table}"),
        format!(
            "<link rel=StyleSheet href='a/b.css'><link rel=stylesheet href=resources/sheet.css>{table}"
        ),
        format!("<style>@import 'a/b.css';</style>{table}"),
    ] {
        let right =
            "its style sheet is in another file (a/b.css), and may hide people or strike them out";
        assert_eq!(error(&text), right);
    }
}

#[test]
fn a_page_that_shows_people_elsewhere_is_refused() {
    let table = table("a@x.example");
    for frame in [
        "<iframe src='a/b.html'></iframe>",
        "<object data='a/b.html'></object>",
        "<embed src='a/b.html'>",
    ] {
        for text in [format!("{table}{frame}"), format!("<body>{frame}</body>")] {
            let right = "it shows another file in a frame (a/b.html), which may hold more people";
            assert_eq!(error(&text), right, "{text}");
        }
    }
    let text = "<html><frameset cols=*><frame src='a/b.html'><noframes><body>x</body></noframes></frameset></html>";
    assert!(error(text).contains("(a/b.html)"));
    for frame in [
        "<iframe src='about:blank'></iframe>",
        "<iframe src='https://x.example/count' width=1 height=1></iframe>",
        "<iframe src='a/b.html' style='display:none'></iframe>",
        "<object type='image/svg+xml' data=x></object><embed src='a.PNG?x'>",
    ] {
        assert_eq!(
            emails(&list(&format!("{table}{frame}"))),
            ["a@x.example"],
            "{frame}"
        );
    }
    for text in [
        "<div id=root></div><script>all=[{email:'a@x.example'}]</script>",
        "<p>x</p><!-- <table><tr><td>a@x.example</td></tr></table> -->",
    ] {
        assert!(
            error(text).starts_with("nobody is shown on its page"),
            "{text}"
        );
    }
}

#[test]
fn the_lines_of_preformatted_text_are_rows() {
    for (text, lines) in [
        ("<pre>\na@x.example\nb@x.example\n</pre>", [2, 3]),
        (
            "<html>\n<pre>Name,Email\nA,a@x.example\n\"B, C\",b@x.example</pre>",
            [3, 4],
        ),
        (
            "<pre>Name\tEmail\nA\ta@x.example\nB\tb@x.example</pre>",
            [2, 3],
        ),
        ("<textarea>a@x.example\nb@x.example</textarea>", [1, 2]),
        (
            "<?xml version='1.0'?><html><p>a@x.example</p>\n<p>b@x.example</p></html>",
            [1, 2],
        ),
    ] {
        let list = list(text);
        assert_eq!(emails(&list), ["a@x.example", "b@x.example"], "{text}");
        let found: Vec<u64> = list.people.iter().filter_map(|one| one.line()).collect();
        assert_eq!(found, lines, "{text}");
    }
}

#[test]
fn texts_of_another_make_are_named() {
    let sheet = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"></Workbook>";
    assert_eq!(
        error(sheet),
        "it is not a list but a workbook in XML; open it in a spreadsheet program and save it as CSV"
    );
}

#[test]
fn a_line_of_json_that_lacks_its_end_is_named_itself() {
    let of = |text: &str| error(text);
    let broken =
        "{\"email\":\"a@x.example\"}\n{\"email\":\"b@x.example\"\n{\"email\":\"c@x.example\"}\n";
    assert_eq!(of(broken), "line 2 is not valid JSON: it ends too early");
    let first =
        "{\"email\":\"a@x.example\"\n{\"email\":\"b@x.example\"}\n{\"email\":\"c@x.example\"}\n";
    assert_eq!(of(first), "line 1 is not valid JSON: it ends too early");
}
