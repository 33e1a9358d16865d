//! Style sheets that a page has in other files, as spreadsheets save them beside it: `list_files/stylesheet.css`.

use super::html_attributes::element;

/// The style sheet that Google Sheets puts beside its pages; it hides no row.
const HARMLESS: &str = "resources/sheet.css";
/// What makes a link of another element, which takes as much room.
const OTHER: &[u8] = b"<meta";

/// The style sheets that a page links to: where each tag begins, and the address.
pub(super) fn linked(page: &str) -> Vec<(usize, String)> {
    let small = page.to_ascii_lowercase();
    let links = small.match_indices("<link");
    let sheets = links.filter_map(|(at, _)| {
        let tag = page.get(at + 1..).and_then(|rest| rest.split('>').next());
        let link = element("link", tag.unwrap_or_default());
        let of = |name: &str| link.attribute(name).unwrap_or_default().trim().to_owned();
        let address = of("href");
        let is_sheet = of("rel").to_ascii_lowercase().contains("stylesheet");
        let matters = is_sheet && !address.to_ascii_lowercase().ends_with(HARMLESS);
        matters.then_some((at, address))
    });
    sheets.collect()
}

/// The page with the rules of the style sheets that `read` finds, by their path from the page. Its lines stay where they
/// are. A sheet that is not found, or is not below the directory of the page, stays a link.
#[must_use]
pub fn with_linked_sheets(
    mut page: Vec<u8>,
    mut read: impl FnMut(&str) -> Option<Vec<u8>>,
) -> Vec<u8> {
    // Each byte is a character, so that places in the text are those in the bytes.
    let text: String = page
        .iter()
        .map(|b| if b.is_ascii() { char::from(*b) } else { '?' })
        .collect();
    if !text
        .trim_start_matches(['?', ' ', '\n', '\r', '\t'])
        .starts_with('<')
    {
        return page;
    }
    for (at, address) in linked(&text) {
        let sheet = below(&address).and_then(|path| read(&path));
        let Some(sheet) = sheet.filter(|sheet| can_stand_in(sheet)) else {
            continue;
        };
        if let Some(tag) = page.get_mut(at..at + OTHER.len()) {
            tag.copy_from_slice(OTHER);
            page.extend(b"<style>");
            page.extend(sheet);
            page.extend(b"</style>");
        }
    }
    page
}

/// The path of a plain relative address.
fn below(address: &str) -> Option<String> {
    let path = address.replace("%20", " ");
    let is_plain = !path.contains([':', '\\', '?', '#', '%']) && !path.starts_with('/');
    let mut names = path.split('/');
    (is_plain && names.all(|name| !name.is_empty() && name != "..")).then_some(path)
}

/// Whether the page may be in any encoding with the sheet in it, and the sheet ends where it ends.
fn can_stand_in(sheet: &[u8]) -> bool {
    let ends = sheet.windows(2).any(|two| two == b"</");
    sheet.is_ascii() && !ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_below_the_page_are_read() {
        let read =
            |path: &str| (path == "my list_files/stylesheet.css").then(|| b".x{y:z}".to_vec());
        let page = |href: &str| format!("<html><link rel=Stylesheet href=\"{href}\"><p>\u{e9}");
        let with = |text: String| String::from_utf8(with_linked_sheets(text.into(), read)).unwrap();
        let known = page("my%20list_files/stylesheet.css");
        let styled = with(known.clone());
        assert_eq!(
            styled,
            known.replace("<link", "<meta") + "<style>.x{y:z}</style>"
        );
        assert!(linked(&styled).is_empty());
        for other in [
            "other.css",
            "../my list_files/stylesheet.css",
            "/my list_files/stylesheet.css",
            "https://x.example/stylesheet.css",
            "my list_files\\stylesheet.css",
        ] {
            assert_eq!(with(page(other)), page(other));
            assert_eq!(linked(&page(other))[0].1, other);
        }
        let csv = "Email\n<link rel=stylesheet href='my list_files/stylesheet.css'>\n".to_owned();
        assert_eq!(with(csv.clone()), csv);
        for sheet in [&b"a{}</style>"[..], b"\xe9{}"] {
            let text = page("a.css").into_bytes();
            assert_eq!(
                with_linked_sheets(text.clone(), |_| Some(sheet.to_vec())),
                text
            );
        }
    }
}
