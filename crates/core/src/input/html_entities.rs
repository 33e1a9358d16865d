//! Character references of HTML, such as `&amp;`, `&shy;` and `&#64;`, as the standard has them.

use std::borrow::Cow;

/// A text of a page with its references as characters.
pub(super) fn plain(text: &str) -> String {
    with_blanks(htmlize::unescape(text))
}

/// The value of an attribute with its references as characters.
pub(super) fn plain_value(value: &str) -> String {
    with_blanks(htmlize::unescape_attribute(value))
}

/// A blank at which no line breaks is a blank.
fn with_blanks(text: Cow<'_, str>) -> String {
    text.replace('\u{a0}', " ")
}

/// The length of the named or numeric reference with which a text begins, such as 5 of `&shy;`, whatever its name.
pub(super) fn reference(text: &str) -> Option<usize> {
    let name = text.strip_prefix('&')?;
    let number = name.strip_prefix('#').unwrap_or(name);
    let end = number.find(|c: char| !c.is_ascii_alphanumeric())?;
    let is_one = end > 0 && number.get(end..)?.starts_with(';');
    is_one.then_some(text.len() - number.len() + end + 1)
}

/// Whether a text that ends before a `;` ends in a reference that a page would show as a character.
pub(super) fn ends_in_reference(text: &str) -> bool {
    let Some(at) = text.rfind('&') else {
        return false;
    };
    let whole = format!("{};", text.get(at..).unwrap_or_default());
    reference(&whole) == Some(whole.len()) && htmlize::unescape(&whole) != whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters_as_in_browsers() {
        for (text, right) in [
            ("M&uuml;ller &amp; &lt;d&gt;", "Müller & <d>"),
            (
                "x.&shy;y&zwnj;&ZeroWidthSpace;",
                "x.\u{ad}y\u{200c}\u{200b}",
            ),
            ("a&#64;b&#x40;c&commat;d", "a@b@c@d"),
            ("a&nbsp;b&ensp;c", "a b\u{2002}c"),
            ("x.&shyolga&copy", "x.\u{ad}olga©"),
            ("&#150;&#xffffffff;&;&&foo;", "–\u{fffd}&;&&foo;"),
            ("&amp;shy;", "&shy;"),
        ] {
            assert_eq!(plain(text), right, "{text}");
        }
        assert_eq!(plain_value("?a=1&copy=2&amp;b"), "?a=1&copy=2&b");
    }

    #[test]
    fn references_are_recognized() {
        for (text, length) in [
            ("&shy;x", Some(5)),
            ("&#8204;", Some(7)),
            ("&#x200c;.", Some(8)),
            ("&foo1;", Some(6)),
            ("&;", None),
            ("&a b;", None),
            ("a&b;", None),
            ("&é;", None),
        ] {
            assert_eq!(reference(text), length, "{text}");
        }
        assert!(ends_in_reference("x.&zwnj"));
        assert!(ends_in_reference("x.&#8204"));
        for text in ["R&D", "a", "&", "x&zwnj y"] {
            assert!(!ends_in_reference(text), "{text}");
        }
    }
}
