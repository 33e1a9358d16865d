//! The value of the session cookie.

use secrecy::{ExposeSecret as _, SecretString};

use super::Claims;
use crate::text::{bare, is_web_address};

/// The one cookie that is read and sent.
pub const SESSION_COOKIE: &str = "cloud.session.token";

/// Longer than any session token can be: a server would refuse the header.
const LONGEST: usize = 32 * 1024;

/// A session token. It has the shape of one; whether it works only the service knows.
///
/// It cannot be printed or written by accident:
///
/// ```compile_fail,E0277
/// # let token = atlctl_signin::SessionToken::parse("a.b.c").unwrap();
/// println!("{token}");
/// ```
///
/// ```compile_fail,E0277
/// # let token = atlctl_signin::SessionToken::parse("a.b.c").unwrap();
/// fn written(_: &impl serde::Serialize) {}
/// written(&token);
/// ```
#[derive(Clone)]
pub struct SessionToken(SecretString);

/// Why a text is no session token. Says nothing of the text itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Nothing was given.
    #[error("the token is empty")]
    Empty,
    /// It is the address of a web page, whatever stands in it.
    #[error("this is a web address (URL), not a credential")]
    Address,
    /// It was shortened for showing.
    #[error("the token is shortened with an ellipsis; copy the whole value")]
    Cut,
    /// It is a placeholder or a variable of a script.
    #[error(
        "the value is a placeholder or a script variable, not the token; paste the token itself"
    )]
    Variable,
    /// More text follows the token.
    #[error(
        "the token ends with {0:?}: part of it is missing or its quotes are wrong; copy the whole text again"
    )]
    BrokenPaste(char),
    /// It is not three parts.
    #[error("a session token has three parts separated by dots; this one has {0}")]
    Parts(usize),
    /// A part is empty or holds what no token holds.
    #[error("part {part} of the token is empty or has invalid characters")]
    Characters {
        /// Which, from 1.
        part: usize,
    },
    /// No API key was given.
    #[error("the API key is empty")]
    EmptyKey,
    /// An API key contains what no header can carry.
    #[error("the API key contains a space or another character that no API key has")]
    KeyCharacters,
    /// It is longer than any token.
    #[error("too long for a session token: {0} characters")]
    TooLong(usize),
}

impl SessionToken {
    /// Takes a token as it was copied: spaces around it, invisible characters and one pair of quotes do not
    /// matter.
    ///
    /// # Errors
    /// When it does not have the shape of a token.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let text = bare(text);
        let text = text.as_ref();
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        if is_web_address(text) {
            return Err(TokenError::Address);
        }
        if text.contains(['…', '⋯']) || text.contains("...") {
            return Err(TokenError::Cut);
        }
        if text.starts_with(['$', '%', '{', '<']) {
            return Err(TokenError::Variable);
        }
        if text.len() > LONGEST {
            return Err(TokenError::TooLong(text.len()));
        }
        if let Some(last) = text.chars().last()
            && ['^', '"', '\'', '\\', ';', '`'].contains(&last)
        {
            return Err(TokenError::BrokenPaste(last));
        }
        let parts: Vec<&str> = text.split('.').collect();
        if parts.len() != 3 {
            return Err(TokenError::Parts(parts.len()));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        for (n, part) in parts.iter().enumerate() {
            if part.is_empty() || !part.chars().all(plain) {
                return Err(TokenError::Characters { part: n + 1 });
            }
        }
        Ok(Self(SecretString::from(text)))
    }

    /// Whether this is one by its beginning too, which is JSON in base64.
    #[must_use]
    pub fn looks_like_one(text: &str) -> bool {
        bare(text).starts_with("eyJ") && Self::parse(text).is_ok()
    }

    /// The secret, for the request that carries it.
    #[must_use]
    pub fn secret(&self) -> SecretString {
        self.0.clone()
    }

    /// The secret's text, for a store.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether it is the same token.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }

    /// The token's claims. They are not verified: only for display.
    #[must_use]
    pub fn claims(&self) -> Option<Claims> {
        Claims::read(self.expose())
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_as_it_was_copied() {
        for text in [
            "a.b.c",
            " a.b.c\n",
            "\"a.b.c\"",
            "'a.b.c'\r\n",
            "\u{feff}\"a.b.c\"\r\n",
            "\u{a0}a.b\u{200b}.c\u{a0}",
            "eyJ.AAA-_.sig",
        ] {
            assert!(SessionToken::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn errors_do_not_repeat_the_text() {
        for (text, error) in [
            ("", TokenError::Empty),
            ("  ", TokenError::Empty),
            ("a.b.c^", TokenError::BrokenPaste('^')),
            ("a.b.c\"", TokenError::BrokenPaste('"')),
            ("$TOKEN", TokenError::Variable),
            ("${TOKEN}", TokenError::Variable),
            ("%TOKEN%", TokenError::Variable),
            ("{{token}}", TokenError::Variable),
            ("{token}", TokenError::Variable),
            ("<your token>", TokenError::Variable),
            (
                "https://admin.atlassian.com/o/1/overview?token=eyJ.eyJ.sig",
                TokenError::Address,
            ),
            (
                "<https://admin.atlassian.com/?token=eyJ.eyJ.sig>",
                TokenError::Address,
            ),
            ("https://admin.atlassian.com/…", TokenError::Address),
            ("admin.atlassian.com/o/1?token=canary", TokenError::Address),
            ("admin.atlassian.com:443#token=canary", TokenError::Address),
            ("eyJhbG.eyJz/b.sig", TokenError::Characters { part: 2 }),
            ("a.bc.d/e", TokenError::Characters { part: 3 }),
            ("eyJhbG…", TokenError::Cut),
            ("eyJ.AAA...sig", TokenError::Cut),
            ("a.b", TokenError::Parts(2)),
            ("a.b.c.d", TokenError::Parts(4)),
            ("a..c", TokenError::Characters { part: 2 }),
            ("a.b.c=d", TokenError::Characters { part: 3 }),
            ("a b.c.d", TokenError::Characters { part: 1 }),
        ] {
            assert_eq!(SessionToken::parse(text).unwrap_err(), error, "{text}");
        }
        let long = format!("a.b.{}", "c".repeat(40_000));
        assert_eq!(
            SessionToken::parse(&long).unwrap_err(),
            TokenError::TooLong(40_004)
        );
    }

    #[test]
    fn debug_hides_it() {
        let token = SessionToken::parse("canary.canary.canary").unwrap();
        assert!(!format!("{token:?}").contains("canary"));
    }
}
