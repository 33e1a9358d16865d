//! The name that a misspelled one probably means.

use super::address_spellings::looks_the_same;
use super::opposite_words::are_opposites;

/// The known name that is nearest to a misspelled one, ignoring case: one or two letters differ, in long names three.
/// A name that a reader could not tell from the misspelled one is no suggestion, nor is one with another number:
/// `team-1` is no misspelling of `team-2`. The opposite is never meant: `unsuspended` is not `suspended`.
#[must_use]
pub fn nearest<T: AsRef<str>>(wanted: &str, known: impl IntoIterator<Item = T>) -> Option<String> {
    let wanted = wanted.trim().to_lowercase();
    let most = match wanted.chars().count() {
        ..3 => return None,
        3..6 => 1,
        6..18 => 2,
        _ => 3,
    };
    let near = known.into_iter().filter_map(|name| {
        let name = name.as_ref();
        let distance = strsim::damerau_levenshtein(&wanted, &name.to_lowercase());
        let near = (1..=most).contains(&distance)
            && digits(&wanted) == digits(name)
            && !looks_the_same(&wanted, name)
            && !are_opposites(&wanted, &name.to_lowercase());
        near.then(|| (distance, name.to_owned()))
    });
    let near: Vec<(usize, String)> = near.collect();
    let least = near.iter().map(|(distance, _)| *distance).min()?;
    let mut nearest: Vec<String> = near
        .into_iter()
        .filter(|(distance, _)| *distance == least)
        .map(|(_, name)| name)
        .collect();
    nearest.sort_unstable();
    let first = nearest.first()?.to_lowercase();
    let mut others = nearest.iter().skip(1).map(|name| name.to_lowercase());
    // Of two opposites it is not known which is meant.
    let is_open =
        others.any(|other| are_opposites(&first, &other) || are_opposites(&other, &first));
    (!is_open).then(|| nearest.swap_remove(0))
}

/// The only known name of which this is the first word or words.
#[must_use]
pub fn begun<T: AsRef<str>>(wanted: &str, known: impl IntoIterator<Item = T>) -> Option<String> {
    let wanted = format!("{} ", wanted.trim().to_lowercase());
    let mut found = known
        .into_iter()
        .filter(|name| name.as_ref().to_lowercase().starts_with(&wanted));
    let first = found.next()?.as_ref().to_owned();
    found.next().is_none().then_some(first)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The end of a message about an unknown name.
#[must_use]
pub fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_through_and_another_word_is_not() {
        let known = [
            "tokens",
            "users",
            "jira-users",
            "Site admins",
            "team-0002",
            "activate",
            "deactivate",
        ];
        for (wanted, near) in [
            ("tokns", Some("tokens")),
            ("TOKNES", Some("tokens")),
            ("site admin", Some("Site admins")),
            ("usr", None),
            ("jira", None),
            ("x", None),
            ("team-0001", None),
            ("taem-0002", Some("team-0002")),
            ("detokens", None),
            ("eactivate", None),
            ("activte", Some("activate")),
            ("jira\u{200b}-users", None),
        ] {
            assert_eq!(nearest(wanted, known).as_deref(), near, "{wanted}");
        }
    }

    #[test]
    fn the_first_word_of_one_name_is_this_name() {
        let known = ["Password only", "SSO", "SSO for all", "SSO with keys"];
        for (wanted, name) in [
            ("password", Some("Password only")),
            ("SSO with", Some("SSO with keys")),
            ("sso", None),
            ("pass", None),
        ] {
            assert_eq!(begun(wanted, known).as_deref(), name, "{wanted}");
        }
    }
}
