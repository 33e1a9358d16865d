//! Names of files that are made from names of people and of files of others.

/// A name that is one file's on every system: letters, digits, `.`, `-`, `_`, `@` and `+`; at most 80 characters, and
/// never one that hides a file or leaves its folder.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() => c,
            '.' | '-' | '_' | '@' | '+' => c,
            _ => '_',
        })
        .collect();
    let name = name.trim_matches(['.', '_', '-']);
    // The end tells what kind of file it is.
    let skip = name.len().saturating_sub(80);
    let name = name.get(skip..).unwrap_or_default();
    if name.is_empty() {
        "list".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for (name, safe) in [
            ("ann@example.com", "ann@example.com"),
            ("../../etc/passwd", "etc_passwd"),
            (".hidden", "hidden"),
            ("a/b\\c:d\u{202e}.csv", "a_b_c_d_.csv"),
            ("…", "list"),
            ("", "list"),
        ] {
            assert_eq!(safe_name(name), safe, "{name}");
        }
        assert_eq!(safe_name(&format!("{}.csv", "a".repeat(300))).len(), 80);
    }
}
