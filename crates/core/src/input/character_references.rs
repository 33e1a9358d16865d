//! Character references of HTML, such as `&amp;`, `&shy;` and `&#64;`, in texts that are no page.

use html5ever::data::NAMED_ENTITIES;

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
    let name = whole.trim_start_matches('&');
    // Some old names need no `;`.
    let mut names = (2..=name.len()).filter_map(|end| name.get(..end));
    let is_character = |name: &str| NAMED_ENTITIES.get(name).is_some_and(|(c, _)| *c != 0);
    reference(&whole) == Some(whole.len()) && (name.starts_with('#') || names.any(is_character))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(ends_in_reference("x.&copyx"));
        for text in ["R&D", "a", "&", "x&zwnj y", "x&foo"] {
            assert!(!ends_in_reference(text), "{text}");
        }
    }
}
