//! The forms of Atlassian account IDs.

use super::decode_text::trimmed;

/// The length of the shortest account ID.
const SHORTEST: usize = 24;

/// Whether a text has the form of an Atlassian account ID: 24 hexadecimal digits (`5b86be50b8e3cb5895860d6d`), or a
/// prefix, a colon and a UUID (`557058:…`, `712020:…`, `qm:…`), to which some add a colon and more.
///
/// Under "Account" or "User ID", other systems have companies, numbers and their own IDs. None of these is a
/// person here, and a bare UUID is what other identity providers use.
#[must_use]
pub fn is_account_id(text: &str) -> bool {
    if text.len() == SHORTEST {
        return text.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let Some((prefix, rest)) = text.split_once(':') else {
        return false;
    };
    let (uuid, more) = match rest.split_once(':') {
        Some((uuid, more)) => (uuid, Some(more)),
        None => (rest, None),
    };
    (1..=16).contains(&prefix.len())
        && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && is_uuid(uuid)
        && more.is_none_or(|more| (1..=80).contains(&more.len()) && is_opaque_id(more))
}

/// Whether an account ID stands in a text, alone or among others, or in a link of Atlassian.
pub(super) fn contains_account_id(text: &str) -> bool {
    !ids_in(text, false).is_empty()
}

/// Every account ID in a cell for account IDs, each once, however it is written.
pub(super) fn account_ids(cell: &str) -> Vec<String> {
    ids_in(cell, true)
}

/// Whether a text is a link to one account, or another form of its ID that Atlassian writes.
#[must_use]
pub fn is_account_link(text: &str) -> bool {
    of_link(text).is_some()
}

/// The account ID of a link to a person's page, of an identifier of Atlassian's (`ari:cloud:identity::user/…`) or of
/// a mention in a wiki (`[~accountid:…]`).
pub(super) fn of_link(text: &str) -> Option<String> {
    let small = text.to_ascii_lowercase();
    let begins = |begin: &str| small.starts_with(begin);
    let is_one = [
        "https://",
        "http://",
        "ari:",
        "~accountid:",
        "accountid:",
        "[~accountid:",
    ];
    if !is_one.into_iter().any(begins) || text.contains(char::is_whitespace) {
        return None;
    }
    let mut ids = ids_in(text, false);
    ids.pop().filter(|_| ids.is_empty())
}

fn ids_in(text: &str, any_link: bool) -> Vec<String> {
    // Nearly every cell is shorter than any ID.
    if text.len() < SHORTEST {
        return Vec::new();
    }
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    let between = |c: char| c.is_whitespace() || ",;|<>\"'`()[]{}*，；、".contains(c);
    let mut all: Vec<String> = Vec::new();
    for word in decoded.split(between) {
        let word = trimmed(word).trim_end_matches('.');
        let is_foreign = || word.contains("://") && !word.to_lowercase().contains("atlassian");
        // The part of an address before its `@` may look like an ID.
        if word.len() < SHORTEST || word.contains('@') || (!any_link && is_foreign()) {
            continue;
        }
        let parts = word.split(['/', '?', '#', '=', '&', '~']);
        for id in parts.filter_map(of_part) {
            if !all.iter().any(|one| one.eq_ignore_ascii_case(&id)) {
                all.push(id);
            }
        }
    }
    all
}

/// The ID in what stands between the slashes of a link, perhaps behind other words and colons.
fn of_part(part: &str) -> Option<String> {
    if is_account_id(part) {
        return Some(part.to_owned());
    }
    let words: Vec<&str> = part.split(':').collect();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        let is_prefix = |text: &&&str| {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            is_number || ["ug", "qm"].contains(*text)
        };
        if let (true, Some(prefix)) = (is_uuid(word), before.filter(is_prefix)) {
            let behind = words.get(at + 1..).unwrap_or_default().join(":");
            let whole = format!("{prefix}:{word}:{behind}");
            let short = format!("{prefix}:{word}");
            return Some(if is_account_id(&whole) { whole } else { short });
        }
        if word.len() == SHORTEST && is_account_id(word) {
            return Some((*word).to_owned());
        }
    }
    None
}

/// Whether a text can be an account ID of a form that is not known yet. Only lists of this program are read so.
pub(super) fn is_opaque_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'|'))
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "712020:f3daf608-9c19-42c5-8826-317b82197222";

    #[test]
    fn an_id_is_found_in_every_form() {
        for id in [
            ID,
            "0fb0ab9cb9f1162b8219736c",
            "qm:8a7e13a5-1db5-4b1c-a5c6-8b9d4a8b7e1f:1234",
        ] {
            for (text, is_link) in [
                (format!("https://home.atlassian.com/people/{id}"), true),
                (
                    format!(
                        "https://home.atlassian.com/o/295406f3-a1fc-4733-b906-dd15d021bd79/people/{}?cloudId=295406f3-a1fc-4733-b906-dd15d021bd79",
                        id.replace(':', "%3A")
                    ),
                    true,
                ),
                (format!("ari:cloud:identity::user/{id}"), true),
                (format!("[~accountid:{id}]"), true),
                (format!("accountid:{id}"), true),
                (format!("<{id}>"), false),
                (format!("{id} (old)"), false),
                (format!("Ann: {id}."), false),
            ] {
                assert_eq!(account_ids(&text), [id], "{text}");
                assert!(contains_account_id(&text), "{text}");
                assert_eq!(of_link(&text).is_some(), is_link, "{text}");
            }
            assert_eq!(account_ids(&format!("{id}; {ID}x {ID}"))[0], id);
        }
        assert_eq!(
            account_ids("https://hr.example/people/0fb0ab9cb9f1162b8219736c").len(),
            1
        );
        for other in [
            "https://hr.example/people/0fb0ab9cb9f1162b8219736c",
            "0fb0ab9cb9f1162b8219736c@connect.example",
            "https://acme.atlassian.net/wiki/295406f3-a1fc-4733-b906-dd15d021bd79",
            "ari:cloud:jira:295406f3-a1fc-4733-b906-dd15d021bd79:project/10000",
        ] {
            assert!(!contains_account_id(other), "{other}");
        }
    }

    #[test]
    fn only_the_forms_of_atlassian_are_ids() {
        for id in [
            "0fb0ab9cb9f1162b8219736c",
            "5B86BE50B8E3CB5895860D6D",
            "712020:f3daf608-9c19-42c5-8826-317b82197222",
            "557058:295406f3-a1fc-4733-b906-dd15d021bd79",
            "ug:295406f3-a1fc-4733-b906-dd15d021bd79",
            "qm:8a7e13a5-1db5-4b1c-a5c6-8b9d4a8b7e1f:1234",
            "qm:8a7e13a5-1db5-4b1c-a5c6-8b9d4a8b7e1f:8a7e13a5-1db5-4b1c-a5c6-8b9d4a8b7e1f",
        ] {
            assert!(is_account_id(id), "{id}");
        }
        for other in [
            "",
            "Account id",
            "accountid",
            "Acme Inc",
            "n/a",
            "7.1202E+05",
            "712020",
            "712020:",
            "712020:f3daf608",
            "295406f3-a1fc-4733-b906-dd15d021bd79",
            "00u1a2b3c4d5e6f7g8h9",
            "0015e00002ABCDEFGH",
            "S-1-5-21-3623811015-3361044348-30300820-1013",
            "SingleSignOnAuthenticationPolicy",
            "ann@example.com0000000000",
            "mailto:ann@example.com",
            "712020:f3daf608-9c19-42c5-8826-317b82197222: x",
        ] {
            assert!(!is_account_id(other), "{other}");
        }
    }
}
