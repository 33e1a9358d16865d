//! The forms of Atlassian account IDs.

use super::text::trimmed;

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

/// Whether an account ID stands in a text, alone or among others.
pub(super) fn contains_account_id(text: &str) -> bool {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '<' | '>' | '"');
    // Nearly every cell is shorter than any ID.
    text.len() >= SHORTEST && text.split(between).any(|word| is_account_id(trimmed(word)))
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
