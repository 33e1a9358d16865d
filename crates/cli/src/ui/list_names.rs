//! Names in a sentence.

use atlctl_core::number::grouped;

/// The first `most` of these names, and how many of `all` there are beside them: `ada, ben and 3 more`.
pub fn first_of<T: AsRef<str>>(
    names: impl IntoIterator<Item = T>,
    all: usize,
    most: usize,
) -> String {
    let names: Vec<T> = names.into_iter().take(most).collect();
    let first: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match all.saturating_sub(first.len()) {
        0 => first.join(", "),
        more => format!("{} and {} more", first.join(", "), grouped(more as u64)),
    }
}

/// `ATLCTL_ORG and ATLCTL_API_KEY are set`, `ATLCTL_ORG and 2 more are set`.
pub fn are_set(names: &[&str]) -> String {
    match names {
        [one] => format!("{one} is set"),
        [one, other] => format!("{one} and {other} are set"),
        several => format!("{} are set", first_of(several, several.len(), 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_others_are_counted() {
        assert_eq!(first_of(["a", "b"], 2, 3), "a, b");
        assert_eq!(first_of(["a", "b", "c"], 1_002, 2), "a, b and 1,000 more");
    }

    #[test]
    fn the_verb_agrees_with_the_names() {
        assert_eq!(are_set(&["a"]), "a is set");
        assert_eq!(are_set(&["a", "b"]), "a and b are set");
        assert_eq!(are_set(&["a", "b", "c"]), "a and 2 more are set");
    }
}
