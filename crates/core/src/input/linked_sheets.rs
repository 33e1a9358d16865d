//! Style sheets that a page has in other files, as spreadsheets save them beside it: `list_files/stylesheet.css`.

use super::decode_text::decode;
use super::html_names::is_page;
use super::html_parser::parse;
use super::html_selector::Element;
use super::html_tree::{Data, Tree};

/// The style sheet that Google Sheets puts beside its pages, and the class of its tables: it hides no row of them.
const OF_GOOGLE: (&str, &str) = ("resources/sheet.css", "waffle");
/// The attribute of a style sheet that was put into the page: the address of the link that it stands for.
const STANDS_FOR: &str = "data-atlctl-stands-for";

/// The addresses of the style sheets that a page links to, that do not stand in it, and that may hide people.
pub(super) fn missing(tree: &Tree) -> Vec<String> {
    let is_google = |element: &Element| {
        let class = element.attribute("class").unwrap_or_default();
        class.split_whitespace().any(|one| one == OF_GOOGLE.1)
    };
    let mut all = linked(tree);
    if elements(tree).any(is_google) {
        all.retain(|address| address != OF_GOOGLE.0);
    }
    all
}

fn elements(tree: &Tree) -> impl Iterator<Item = &Element> {
    tree.nodes().filter_map(|node| match &node.data {
        Data::Element(element) => Some(element),
        _ => None,
    })
}

/// The addresses of the style sheets that a page links to, and that do not stand in it.
fn linked(tree: &Tree) -> Vec<String> {
    let of = |element: &Element, name: &str| {
        element
            .attribute(name)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let here: Vec<&str> = elements(tree)
        .filter_map(|style| style.attribute(STANDS_FOR))
        .collect();
    let links = elements(tree).filter(|element| &*element.name == "link");
    let sheets = links.filter(|link| of(link, "rel").to_ascii_lowercase().contains("stylesheet"));
    let mut all: Vec<String> = sheets.map(|link| of(link, "href")).collect();
    all.retain(|address| !here.contains(&&**address));
    all
}

/// The page with the rules of the style sheets that `read` finds, by their path from the page. Its lines stay where they
/// are. A sheet that is not found, or is not below the directory of the page, stays a link.
#[must_use]
pub fn with_linked_sheets(
    mut page: Vec<u8>,
    mut read: impl FnMut(&str) -> Option<Vec<u8>>,
) -> Vec<u8> {
    // Where the encoding is not known, the tags are.
    let text = decode(&page, None).map_or_else(
        |_| page.iter().map(|b| char::from(*b)).collect(),
        |(text, _)| text,
    );
    if !is_page(&text) || !text.to_ascii_lowercase().contains("<link") {
        return page;
    }
    for address in linked(&parse(&text)) {
        let sheet = below(&address).and_then(|path| read(&path));
        let Some((sheet, _)) = sheet.and_then(|sheet| decode(&sheet, None).ok()) else {
            continue;
        };
        let style = format!(
            "<style {STANDS_FOR}=\"{}\">{}</style>",
            value(&address),
            css(&sheet)
        );
        match page.as_slice() {
            [0xff, 0xfe, ..] | [_, 0, ..] => page.extend(style.bytes().flat_map(|byte| [byte, 0])),
            [0xfe, 0xff, ..] | [0, ..] => page.extend(style.bytes().flat_map(|byte| [0, byte])),
            _ => page.extend(style.bytes()),
        }
    }
    page
}

/// The path of a plain relative address.
fn below(address: &str) -> Option<String> {
    let address = address.split(['?', '#']).next()?;
    let path = percent_encoding::percent_decode_str(address)
        .decode_utf8()
        .ok()?;
    let is_plain = !path.contains([':', '\\', '\0']) && !path.starts_with('/');
    let mut names = path.split('/');
    (is_plain && names.all(|name| !name.is_empty() && name != "..")).then(|| path.to_string())
}

/// A value of an attribute, in ASCII, so that it is the same in any encoding.
fn value(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '&' | '"' => format!("&#{};", u32::from(c)),
            c if c.is_ascii() => c.to_string(),
            c => format!("&#{};", u32::from(c)),
        })
        .collect()
}

/// A style sheet in ASCII, that ends where it ends.
fn css(sheet: &str) -> String {
    let sheet = sheet.replace("</", "<\\/");
    sheet
        .chars()
        .map(|c| match c.is_ascii() {
            true => c.to_string(),
            false => format!("\\{:x} ", u32::from(c)),
        })
        .collect()
}
#[cfg(test)]
mod tests {
    use super::*;

    fn links(page: &[u8]) -> Vec<String> {
        let (text, _) = decode(page, None).unwrap();
        linked(&parse(&text))
    }

    #[test]
    fn sheets_below_the_page_are_read() {
        let read = |path: &str| {
            let known = path == "my list_files/stylesheet.css";
            known.then(|| b".x{y:z}".to_vec())
        };
        let page = |href: &str| format!("<html><link rel=Stylesheet href=\"{href}\"><p>\u{e9}");
        for known in [
            "my%20list_files/stylesheet.css",
            "my list_files/stylesheet.css?v=1#a&amp;b",
        ] {
            let known = page(known);
            let styled = with_linked_sheets(known.clone().into(), read);
            let text = String::from_utf8(styled.clone()).unwrap();
            assert!(
                text.starts_with(&known) && text.ends_with(">.x{y:z}</style>"),
                "{text}"
            );
            assert_eq!(links(&styled), [] as [&str; 0]);
        }
        for other in [
            "other.css",
            "../my list_files/stylesheet.css",
            "/my list_files/stylesheet.css",
            "https://x.example/stylesheet.css",
            "my list_files\\stylesheet.css",
        ] {
            let text = page(other).into_bytes();
            assert_eq!(with_linked_sheets(text.clone(), read), text);
            assert_eq!(links(&text), [other]);
        }
        let csv = "Email\n<link rel=stylesheet href='my list_files/stylesheet.css'>\n".to_owned();
        assert_eq!(
            with_linked_sheets(csv.clone().into(), read),
            csv.into_bytes()
        );
    }

    #[test]
    fn pages_and_sheets_have_any_encoding() {
        let wide = |text: &str| -> Vec<u8> {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        };
        let page = "<link rel=stylesheet href=\"f%C3%BC&quot;.css\"><p>\u{e9}";
        let sheet = ".\u{e9}::after{content:'</b>'}";
        for page in [page.as_bytes().to_vec(), wide(page)] {
            for sheet in [sheet.as_bytes().to_vec(), wide(sheet)] {
                let read = |path: &str| (path == "f\u{fc}\".css").then(|| sheet.clone());
                let styled = with_linked_sheets(page.clone(), read);
                assert_eq!(links(&styled), [] as [&str; 0]);
                let (text, _) = decode(&styled, None).unwrap();
                assert!(
                    text.ends_with(">.\\e9 ::after{content:'<\\/b>'}</style>"),
                    "{text}"
                );
            }
        }
    }
}
