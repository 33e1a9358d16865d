//! Tables and lists in HTML, as spreadsheets, mail programs and web pages put them on the clipboard.

use super::html_declarations::{Drawn, Truth};
use super::html_elements::OpenElements;
use super::html_entities::plain;
use super::html_selector::Element;
use super::html_style::{Styles, element, number};
use super::marks::{HIDDEN, OUTSIDE, STRUCK, UNCLEAR};
use super::mentions::{Entry, linked};
use super::text::trimmed;

/// Tags with which such a text begins.
const BEGINNINGS: [&str; 31] = [
    "!--", "!doctype", "article", "b", "body", "br", "center", "del", "div", "font", "h1", "h2",
    "h3", "head", "html", "li", "link", "main", "meta", "noscript", "ol", "p", "s", "section",
    "span", "strike", "strong", "style", "table", "tr", "ul",
];
/// Elements whose content nobody reads.
const UNREAD: [&str; 4] = ["head", "script", "style", "title"];
/// Elements that begin a row.
const ROWS: [&str; 9] = ["tr", "li", "p", "div", "br", "h1", "h2", "h3", "table"];

/// Elements that change how a part of a word is drawn, or where it may be broken. Others stand between words.
const WITHIN_WORDS: [&str; 7] = ["b", "em", "i", "mark", "strong", "u", "wbr"];
/// The most columns of one cell, and the longest text that a cell repeats in the rows that it spans.
const WIDEST: usize = 50;
const LONGEST_REPEATED: usize = 1_000;
/// The longest tag whose quotation marks are looked at.
const LONGEST_TAG: usize = 20_000;

/// The text as cells between tabs, a row a line; `None` when it is not HTML. Rows stay on their lines as far as
/// each has one.
pub(super) fn cells(text: &str) -> Option<String> {
    let first = text.trim_start().strip_prefix('<')?;
    if !BEGINNINGS.contains(&name(first).as_str()) && !first.starts_with("!--") {
        return None;
    }
    let mut page = Page {
        open: OpenElements::of(Styles::of(text)),
        ..Page::default()
    };
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find('<').unwrap_or(rest.len());
        let (words, tag) = rest.split_at(at);
        page.text(words);
        rest = tag;
        if rest.is_empty() {
            break;
        }
        let end = match rest.strip_prefix("<!--") {
            Some(_) => rest.find("-->").map(|at| at + 3),
            None => tag_end(rest),
        };
        let (tag, behind) = rest.split_at(end.unwrap_or(rest.len()));
        page.tag(tag);
        rest = behind;
    }
    page.row();
    Some(page.out)
}

#[derive(Default)]
struct Page {
    out: String,
    /// Line ends written, and read.
    written: usize,
    read: usize,
    /// Where the row begins.
    begun: usize,
    row: Vec<String>,
    cell: String,
    /// Addresses that the cell links to.
    links: Vec<String>,
    in_cell: bool,
    /// How the texts of the cell are drawn, and those where the reader is.
    drawn: Drawn,
    open: OpenElements,
    /// Whether a blank comes before the next word of the cell.
    gap: bool,
    /// The rows and columns of the cell.
    size: Size,
    /// What cells of rows above put into the columns of the next row, and into how many more rows.
    spans: Vec<Option<(String, usize)>>,
    /// Whether the row has cells of a table, and whether an earlier one had.
    of_table: bool,
    after_table: bool,
    unread: Option<String>,
}

/// Over how many rows and columns a cell extends.
#[derive(Clone, Copy)]
struct Size {
    rows: usize,
    columns: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            rows: 1,
            columns: 1,
        }
    }
}

impl Size {
    fn of(cell: &Element) -> Self {
        let of = |name: &str| number(cell.attribute(name).unwrap_or_default());
        Self {
            rows: of("rowspan").max(1),
            columns: of("colspan").clamp(1, WIDEST),
        }
    }
}

impl Page {
    fn text(&mut self, words: &str) {
        if self.unread.is_none() {
            self.gap |= words.starts_with(char::is_whitespace);
            // Line ends are blanks in HTML.
            for word in words.split_whitespace() {
                if self.row.is_empty() && self.cell.is_empty() {
                    self.begun = self.read;
                }
                if self.gap && !self.cell.is_empty() {
                    self.cell.push(' ');
                }
                self.cell.push_str(&plain(word));
                self.draw();
                self.gap = true;
            }
            self.gap &= words.is_empty() || words.ends_with(char::is_whitespace);
        }
        self.read += words.matches('\n').count();
    }

    fn tag(&mut self, tag: &str) {
        let inner = tag.trim_start_matches('<');
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let name = name(inner);
        self.read += tag.matches('\n').count();
        if let Some(unread) = &self.unread {
            if closes && *unread == name {
                self.unread = None;
            }
            return;
        }
        self.gap |= !WITHIN_WORDS.contains(&name.as_str());
        let element = element(&name, if closes { "" } else { inner });
        let size = Size::of(&element);
        if closes {
            self.open.end(&name);
        } else {
            self.open.begin(element);
        }
        let is_table = name == "table";
        if !closes && UNREAD.contains(&name.as_str()) {
            self.unread = Some(name);
        } else if name == "td" || name == "th" {
            self.of_table = true;
            if !closes {
                // A cell that was not closed ends here.
                if self.in_cell {
                    self.end_cell();
                }
                self.cell.clear();
                self.drawn = Drawn::default();
                self.size = size;
                self.fill();
                self.begun = if self.row.is_empty() {
                    self.read
                } else {
                    self.begun
                };
            } else {
                self.end_cell();
            }
            self.in_cell = !closes;
        } else if self.in_cell && name != "tr" && !is_table {
            if name == "a" {
                self.link(inner);
            } else if ROWS.contains(&name.as_str()) && !self.cell.is_empty() {
                self.cell.push(';');
            }
        } else if ROWS.contains(&name.as_str()) {
            self.row();
        } else if name == "a" {
            self.link(inner);
        }
        // No cell reaches beyond its table.
        if is_table {
            self.spans.clear();
        }
    }

    fn link(&mut self, tag: &str) {
        if let Some(link) = mailto(tag) {
            self.links.push(link);
            self.draw();
        }
    }

    /// Notes how what is read here is drawn.
    fn draw(&mut self) {
        let column = match self.in_cell {
            true => self.open.column(self.row.len()),
            false => Drawn::default(),
        };
        self.drawn = self.drawn.and(self.open.drawn()).and(column);
    }

    fn end_cell(&mut self) {
        let mut cell = trimmed(self.cell.trim_end_matches(';')).to_owned();
        self.cell.clear();
        let links = std::mem::take(&mut self.links);
        // A name that links to its address. A link to another one than is written beside it stays, too.
        let small = cell.to_lowercase();
        let unwritten = |link: &&String| !small.contains(&link.to_lowercase());
        let unwritten: Vec<&String> = links.iter().filter(unwritten).collect();
        for link in unwritten {
            cell = trimmed(&format!("{cell} <{link}>")).to_owned();
        }
        let Drawn { struck, hidden } = std::mem::take(&mut self.drawn);
        if !cell.is_empty() {
            if struck == Truth::Yes {
                cell = format!("{STRUCK}{cell}{STRUCK}");
            }
            if hidden == Truth::Yes {
                cell = format!("{HIDDEN}{cell}");
            } else if struck.max(hidden) == Truth::May {
                cell = format!("{UNCLEAR}{cell}");
            }
        }
        let special = cell.contains(['\t', '"']);
        let cell = if special {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        };
        let Size { rows, columns } = std::mem::take(&mut self.size);
        for text in std::iter::once(cell).chain(std::iter::repeat_n(String::new(), columns - 1)) {
            if rows > 1 && text.len() <= LONGEST_REPEATED {
                let column = self.row.len();
                self.spans.resize(self.spans.len().max(column + 1), None);
                if let Some(span) = self.spans.get_mut(column) {
                    *span = Some((text.clone(), rows - 1));
                }
            }
            self.row.push(text);
        }
    }

    /// Puts in what cells of rows above say in this column and those beside it.
    fn fill(&mut self) {
        while let Some(Some((text, left))) = self.spans.get_mut(self.row.len()) {
            let text = text.clone();
            *left -= 1;
            if *left == 0
                && let Some(span) = self.spans.get_mut(self.row.len())
            {
                *span = None;
            }
            self.row.push(text);
        }
    }

    fn row(&mut self) {
        if self.in_cell || !self.cell.is_empty() {
            self.end_cell();
            self.in_cell = false;
        }
        if self.row.iter().all(String::is_empty) {
            self.row.clear();
            return;
        }
        if self.of_table {
            self.fill();
        }
        let outside = self.after_table && !self.of_table;
        self.after_table |= self.of_table;
        self.of_table = false;
        // The signature of a mail is no row of its table.
        if let Some(cell) = self
            .row
            .iter_mut()
            .find(|cell| outside && cell.contains('@'))
        {
            cell.push_str(OUTSIDE);
        }
        while self.written < self.begun {
            self.out.push('\n');
            self.written += 1;
        }
        self.out.push_str(&self.row.join("\t"));
        self.out.push('\n');
        self.written += 1;
        self.row.clear();
    }
}

/// Where a tag ends; a `>` in a quoted value is none.
fn tag_end(tag: &str) -> Option<usize> {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in tag.char_indices().take(LONGEST_TAG) {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') if before == '=' => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    // A quotation mark that is never closed is none.
    tag.find('>').map(|at| at + 1)
}

/// The name of a tag, in small letters.
fn name(tag: &str) -> String {
    let end = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
    tag.get(..end.unwrap_or(tag.len()))
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// The address that a link goes to, or the whole link where it is not exactly one.
fn mailto(tag: &str) -> Option<String> {
    let small = tag.to_ascii_lowercase();
    let at = small.find("mailto:")?;
    let quote = tag.get(..at)?.chars().next_back();
    let rest = tag.get(at..)?;
    let end = match quote.filter(|quote| matches!(quote, '"' | '\'')) {
        Some(quote) => rest.find(quote),
        None => rest.find(['"', '\'', '>', ' ']),
    };
    let link = plain(rest.get(..end.unwrap_or(rest.len()))?);
    match linked(&link) {
        Some(Entry::Email(address)) => Some(address),
        _ => Some(link),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
