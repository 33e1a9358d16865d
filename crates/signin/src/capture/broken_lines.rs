//! A token that was broken into lines, of whatever lengths.

use crate::text::{DOUBLE_QUOTES, SINGLE_QUOTES};

/// So much of a token on a line of its own is no other word.
const SURE: usize = 20;

/// The text with the lines of each token put together; `None` where there is none of several lines. A short word below a
/// whole token may be something else: where only what is `sure` is wanted, it stays on its line.
pub(super) fn joined(text: &str, sure: bool) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut any = false;
    for line in text.lines() {
        let next = line.trim_start();
        let more = next.get(..run(next)).unwrap_or_default();
        let rest = next.get(more.len()..).unwrap_or_default().trim_end();
        let last = out.trim_end().trim_end_matches('=').len();
        let above = out.get(..last).unwrap_or_default();
        let points = |text: &str| text.matches('.').count();
        let goes_on = open_token(above).is_some_and(|token| {
            let header = above
                .lines()
                .next_back()
                .and_then(|line| line.split_once(':'))
                .is_some_and(|(name, _)| name.trim().eq_ignore_ascii_case("cookie"));
            let known = header || points(token) < 2 || more.len() >= SURE;
            !more.is_empty() && ends(rest) && points(token) + points(more) <= 2 && (known || !sure)
        });
        if goes_on {
            out.truncate(last);
            out.push_str(next);
            any = true;
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(line);
        }
    }
    any.then_some(out)
}

/// Whether nothing follows a token but what ends a value.
fn ends(rest: &str) -> bool {
    rest.is_empty()
        || rest.starts_with(['"', '\'', ';', ',', '`', '=', '&', '\t'])
        || rest.starts_with(DOUBLE_QUOTES)
        || rest.starts_with(SINGLE_QUOTES)
}

/// The token that a text ends in.
fn open_token(text: &str) -> Option<&str> {
    let begin = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_part(*c))
        .last()
        .map(|(at, _)| at)?;
    text.get(begin..).filter(|word| word.starts_with("eyJ"))
}

/// How much of a token the text begins with.
fn run(text: &str) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn only_lines_of_a_token_are_joined() {
        for (text, right) in [
            ("eyJa.e\nyJb.\nc", Some("eyJa.eyJb.c")),
            ("x=eyJa.b=\n  .c; y=1\nz", Some("x=eyJa.b.c; y=1\nz")),
            ("\"eyJa.b\r\n.c\",", Some("\"eyJa.b.c\",")),
            ("eyJa.b.c\n.atlassian.com", None),
            ("eyJa.b.c\nAccept: x", None),
            ("a\nb", None),
            ("eyJa.b.c\nSecure", Some("eyJa.b.cSecure")),
        ] {
            assert_eq!(joined(text, false).as_deref(), right, "{text:?}");
        }
        for (text, right) in [
            ("eyJa.b.c\nSecure", None),
            ("Cookie: x=eyJa.b.c\nd", Some("Cookie: x=eyJa.b.cd")),
            ("eyJa.b\n.c", Some("eyJa.b.c")),
            (
                "eyJa.b.c\n01234567890123456789",
                Some("eyJa.b.c01234567890123456789"),
            ),
        ] {
            assert_eq!(joined(text, true).as_deref(), right, "{text:?}");
        }
    }
}
