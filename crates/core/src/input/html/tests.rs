use super::*;

fn cells(text: &str) -> Option<String> {
    read(text).map(|html| html.text)
}

#[test]
fn tables_and_lists_become_rows() {
    for (text, right) in [
        (
            "<html>\n<head><style>td {x: y}</style></head><body><table>\n<tr><td>Name</td><td>Email</td></tr>\n<tr>\n <td>Ada\n Torres</td>\n <td><a href=\"mailto:ada@x.example\">ada@x.example</a></td></tr>\n</table>",
            "\n\nName\tEmail\n\nAda Torres\tada@x.example\n",
        ),
        (
            "<table><tr><td>a<br>b<td>c &amp; &lt;d&gt;<tr><td><td>e</table>",
            "a; b\tc & <d>\n\te\n",
        ),
        (
            "<ul><li>a@x.example<li><a href='mailto:b@x.example?subject=x'>Bob</a></ul>",
            "a@x.example\nBob <b@x.example>\n",
        ),
        (
            "<!-- x > y --><p>a&#64;x.example</p><p>b&commat;x.example",
            "a@x.example\nb@x.example\n",
        ),
        (
            "<table><tr><td><a href='mailto:a@x.example'>Ann</a>, <a href=mailto:b@x.example>Bob</a></td><td><a href=\"mailto:c@x.example\">d@x.example</a></td></tr>",
            "Ann , Bob <a@x.example> <b@x.example>\td@x.example <c@x.example>\n",
        ),
        (
            "<p><a href=\"mailto:a@x.example?cc=b@x.example&amp;subject=See you\">Ann</a></p>",
            "Ann <mailto:a@x.example?cc=b@x.example&subject=See you>\n",
        ),
        // What stands behind a table is no row of it.
        (
            "<p>of x@x.example</p><table><tr><td>a@x.example</table><p><a href='mailto:b@x.example'>Bob</a><p>Yours",
            "of x@x.example\na@x.example\nBob <b@x.example> (outside the table)\nYours\n",
        ),
        // A browser draws these addresses in one piece.
        (
            "<table><tr><td>ada.f<wbr>arouk@x<b>.example</b></td><td><b>Ada</b> <i>F</i></td><td><span>Ada</span><span>a@x.example</span></td></tr></table>",
            "ada.farouk@x.example\tAda F\tAda a@x.example\n",
        ),
        // Cells of several rows and columns.
        (
            "<table><tr><th colspan=2>Team<th>Email</tr><tr><td rowspan='2'>Red<td>1<td>a@x.example</tr><tr><td>2<td rowspan=2>b@x.example</tr><tr><td>Blue<td>3</table>",
            "Team\t\tEmail\nRed\t1\ta@x.example\nRed\t2\tb@x.example\nBlue\t3\tb@x.example\n",
        ),
        // Who is struck out is no address.
        (
            "<table><tr><td><del>a@x.example</del></td><td>A</td></tr><tr><td>b@x.example</td></tr><tr><td><span style='text-decoration: line-through'>c@x.example</span></td></tr><tr style=\"text-decoration:line-through\"><td>d@x.example</td></tr><tr><td>e@x.example</td></tr></table>",
            "~~a@x.example~~\tA\nb@x.example\n~~c@x.example~~\n~~d@x.example~~\ne@x.example\n",
        ),
        (
            "<ul><li><s>a@x.example</s></li><li>b@x.example</li></ul>",
            "~~a@x.example~~\nb@x.example\n",
        ),
        (
            "<style>.x {text-decoration:line-through}</style><table><tr><td class=x>a@x.example</td></tr><tr><td>b@x.example</td></tr><tr><td><font class=x>c@x.example</font></td></tr></table>",
            "~~a@x.example~~\nb@x.example\n~~c@x.example~~\n",
        ),
        // Whom a reader of the page does not see.
        (
            "<table><tr style='display:none'><td>a@x.example</td><td>A</td></tr><tr><td>b@x.example</td><td hidden>B</td></tr><tr><td><span hidden>c@x.example</span></td></tr><tr><td>d@x.example</td></tr></table><div hidden><div>e@x.example</div><p>f@x.example</p></div>",
            "(hidden) a@x.example\t(hidden) A\nb@x.example\t(hidden) B\n(hidden) c@x.example\nd@x.example\n(hidden) e@x.example (outside the table)\n(hidden) f@x.example (outside the table)\n",
        ),
        (
            "<table><tr><td>a \"q\" b</td></tr></table>",
            "\"a \"\"q\"\" b\"\n",
        ),
    ] {
        assert_eq!(cells(text).as_deref(), Some(right), "{text}");
    }
    for text in ["<a@x.example>", "a <b@x.example>", "", "<x", "name,email"] {
        assert_eq!(cells(text), None, "{text}");
    }
    // Odd ones cost nothing.
    for text in [
        "<table",
        "<p>&#xffffffff;&;&",
        "<!--",
        "<table><td><",
        "<table><td rowspan=99999999999999999999 colspan=4000000000>x",
    ] {
        let _ = cells(text);
    }
}

#[test]
fn rows_that_were_copied_without_their_table_keep_their_cells() {
    let right = "Ann\ta@x.example\nBob\tb@x.example\n";
    let rows = "<tr><td>Ann</td><td>a@x.example</td></tr><tr><td>Bob<td>b@x.example";
    for before in [
        "",
        "<meta charset=utf-8><style>td {color: red}</style>",
        "<html><head></head><body><!--StartFragment-->",
        "<tbody>",
        "<colgroup><col><col></colgroup><thead>",
    ] {
        let text = format!("{before}{rows}");
        assert_eq!(cells(&text).as_deref(), Some(right), "{text}");
    }
    // Elsewhere browsers leave the tags out; the words stay apart.
    for text in [
        format!("<p>x</p>{rows}"),
        format!("<table><tr><td>x</table>{rows}"),
    ] {
        let words = cells(&text).unwrap().replace("(outside the table)", "");
        let words: Vec<&str> = words.split_whitespace().collect();
        assert_eq!(
            words,
            ["x", "Ann", "a@x.example", "Bob", "b@x.example"],
            "{text}"
        );
    }
}

#[test]
fn what_browsers_leave_out_is_said() {
    let said = |lost: &str| format!("(in the markup) {lost}\n");
    for text in [
        "<p>x</p><b title=ann@x.example",
        "<p>x</p><b title='<ann@x.example>",
        "<p>x</p><!-- ann@x.example",
        "<p>x</p><! ann@x.example>",
        "<p>x</p></b ann@x.example>",
        "<p>x</p><script>ann@x.example",
        "<p>x</p><td title=ann@x.example>",
        "<p>x</p><i class=a data-y='<b>ann@x.example'></i>",
    ] {
        assert_eq!(
            cells(text),
            Some(format!("x\n{}", said("ann@x.example"))),
            "{text}"
        );
    }
    for text in [
        "<p>x</p><!-- ann@x.example --><script>ann@x.example</script><style>a@x.example</style>",
        "<p data-y=ann@x.example>x</p>",
        "<head><title>ann@x.example</title><p>x</p>",
    ] {
        assert_eq!(cells(text).as_deref(), Some("x\n"), "{text}");
    }
    assert_eq!(
        cells("<p>x <ann@x.example></p>").as_deref(),
        Some("x (hidden) <ann@x.example>\n")
    );
    assert_eq!(
        cells("<p>x.&copyann@x.example &amp;ann@y.example").as_deref(),
        Some("x.©ann@x.example &ann@y.example\n")
    );
}

#[test]
fn a_page_that_nobody_wrote_is_read_to_its_end() {
    let many = |text: &str| text.repeat(20_000);
    let mark = "(in the markup) ann@x.example\n";
    for text in [
        many("<div>\n"),
        many("<table><tr><td>\n"),
        many("<svg><g>\n"),
        many("<template>\n") + "<p>",
        format!("<p {}>", many("a=b\n")),
    ] {
        let text = format!("<p>{text}ann@x.example");
        assert!(cells(&text).unwrap().ends_with(mark));
    }
    let fonts: String = (0..3_000).map(|at| format!("<font size={at}>\n")).collect();
    let text = format!("<p>{fonts}{}ann@x.example", many("<p>x\n"));
    assert!(cells(&text).unwrap().ends_with(mark));
}
