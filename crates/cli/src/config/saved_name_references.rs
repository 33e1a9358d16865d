//! Names of saved conditions within a text.

/// The first name of a saved condition (`@NAME`) in a condition; what is quoted has none.
pub fn name_in(text: &str) -> Option<&str> {
    let (mut quoted, mut is_in_word) = (None, false);
    for (at, c) in text.char_indices() {
        let within = std::mem::replace(&mut is_in_word, c.is_alphanumeric());
        match (c, quoted) {
            (c, Some(quote)) if c == quote => quoted = None,
            (_, Some(_)) => {}
            ('\'' | '"' | '`', None) => quoted = Some(c),
            ('[', None) => quoted = Some(']'),
            ('@', None) if !within => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
                let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
                if end > 0 {
                    return rest.get(..end);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn a_name_is_found_where_it_is_not_quoted() {
        for (text, name) in [
            ("@a OR managed", Some("a")),
            ("managed AND (@old-ones)", Some("old-ones")),
            ("email LIKE '%@acme.example'", None),
            ("\"a@b\" = 'it''s @x'", None),
            ("x = @", None),
            ("email = ann@acme.example", None),
        ] {
            assert_eq!(name_in(text), name, "{text}");
        }
    }
}
