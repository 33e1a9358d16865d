//! Parts of tokens that nothing marks as such: the middle of a session, the end of a key, as in a path that was made of
//! a paste. No word, name or ID of Atlassian looks like them, but a text made by chance may: for messages only.

use std::ops::Range;

/// What is shorter tells nothing.
const SHORTEST: usize = 20;

/// Every run of a text that looks like a part of a key or token: capitals, small letters and digits in turn, more often
/// than in words.
#[must_use]
pub fn token_parts_in(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut begin = 0;
    for run in text.split_inclusive(|c: char| !belongs(c)) {
        let word = run.trim_end_matches(|c: char| !belongs(c));
        if is_random(word) || begins_token(word) {
            found.push(begin..begin + word.len());
        }
        begin += run.len();
    }
    found
}

/// Whether a run begins as tokens do: as JSON in base64, or as Atlassian's tokens. Cut to so little, it tells what it was.
fn begins_token(word: &str) -> bool {
    const BEGINNING: usize = 10;
    word.len() >= BEGINNING
        && ["eyJ", "ATATT", "ATCTT"]
            .iter()
            .any(|begin| word.starts_with(begin))
}

/// Whether a text is a run of such characters with nothing else, as a line of a token that was wrapped.
#[must_use]
pub fn is_token_line(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| belongs(c) || c == '.')
}

/// Characters of base64, as paths and addresses write it.
fn belongs(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-=+~".contains(c)
}

/// Whether some stretch of it changes between kinds of letters as chance makes them change: in base64, three times in
/// five.
fn is_random(word: &str) -> bool {
    word.as_bytes().windows(SHORTEST).any(|part| {
        let has = |kind: fn(&u8) -> bool| part.iter().any(kind);
        let changes = part.windows(2).filter(|pair| match pair {
            [one, other] => kind(*one) != kind(*other),
            _ => false,
        });
        has(u8::is_ascii_uppercase)
            && has(u8::is_ascii_lowercase)
            && has(u8::is_ascii_digit)
            && changes.count() * 5 >= SHORTEST * 2
    })
}

/// The kind of a character; signs between words are like what stands before them.
fn kind(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => 0,
        b'a'..=b'z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> Vec<&str> {
        let found = token_parts_in(text);
        found.into_iter().map(|at| &text[at]).collect()
    }

    #[test]
    fn parts_of_tokens_are_found_in_paths() {
        let part = "QebCA6ddKHBD8q2pCQ9M2Vt6-TB7XlkjoVuj5ovWMlf";
        assert_eq!(parts(&format!("/tmp/{part}/x")), [part]);
        assert_eq!(parts(&format!("/tmp/x.{part}.toml:/{part}")), [part, part]);
        // The middle of a session: JSON as base64.
        let session = "mV4YW1wbGUuY29tIiwgImltcGVyc29uYXRpb24iOiBbXSwg";
        assert_eq!(parts(session), [session]);
    }

    #[test]
    fn the_beginning_of_a_token_is_one_also_where_it_is_cut() {
        assert_eq!(parts("eyJhbGciOi"), ["eyJhbGciOi"]);
        assert_eq!(parts("the key ATATT3xFfG…"), ["ATATT3xFfG"]);
        assert_eq!(parts("eyJ and ATATT"), [""; 0]);
        assert!(
            is_token_line("x7Kp.2Q-_") && !is_token_line("ann@x.example") && !is_token_line("")
        );
    }

    #[test]
    fn names_folders_and_ids_are_none() {
        for text in [
            "/home/ann/.config/atlctl/profiles/work.toml",
            "/Users/Ann Example/Library/Application Support/atlctl-2026-Backup",
            "/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T",
            "/nix/store/0c1bsc8jr4zhrxc2lhqhhx6i0fjcbp5w-atlctl-0.1.0/bin",
            "C:\\Users\\ann\\AppData\\Local\\Packages\\PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0",
            "MyCompanyProject2026BackupOfEverything",
            "712020:0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f",
            "5B10AC8D82E05B22CC7D4EF5",
            "20261126T205133-ab12",
            "/tmp/tmp.AbC1dEf2Gh",
        ] {
            assert_eq!(parts(text), [""; 0], "{text}");
        }
    }

    proptest! {
        /// Of a token that chance made, hardly any piece of 40 characters comes through.
        #[test]
        fn long_pieces_of_base64_are_found(bytes in proptest::collection::vec(any::<u8>(), 90)) {
            use base64::Engine as _;
            let token = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
            prop_assert_eq!(parts(&token), [token.as_str()]);
        }
    }
}
