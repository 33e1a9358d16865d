//! Escapes text for a page.

use crate::escape_characters::visible;

/// The text for HTML, between tags or in a quoted attribute.
pub(super) fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// JSON for a script element: without `<`, `>` and `&`, so that nothing can close the element.
pub(super) fn json_in_script(json: &str) -> String {
    // These occur in JSON within strings only, where the escape means the same.
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// Labels are cut after so many characters: a picture has no room for more.
const LABEL: usize = 48;

/// A label of a picture, for HTML.
pub(super) fn cut(label: &str) -> String {
    let mut shown: String = label.chars().take(LABEL).collect();
    if shown.len() < label.len() {
        shown.push('…');
    }
    html(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_opens_a_tag_or_closes_an_attribute() {
        assert_eq!(
            html("<a b='c' d=\"e\">&"),
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;"
        );
        assert_eq!(html("a\u{202e}b\u{1b}[2J\n"), "a\\u{202e}b\\u{1b}[2J\\n");
        let json = json_in_script("[\"</script><!--&\"]");
        assert!(!json.contains(['<', '>', '&']));
        assert_eq!(
            serde_json::from_str::<Vec<String>>(&json).unwrap(),
            ["</script><!--&"]
        );
    }
}
