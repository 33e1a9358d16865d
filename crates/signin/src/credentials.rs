//! The credentials of a profile.

use std::collections::BTreeMap;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use crate::capture::{self, CaptureError};
use crate::text::{bare, is_web_address};
use crate::token::{SessionToken, TokenError};

/// An organization API key.
///
/// It cannot be printed or written by accident:
///
/// ```compile_fail,E0277
/// # let key = atlctl_signin::ApiKey::parse("ATCTT-x").unwrap();
/// println!("{key}");
/// ```
///
/// ```compile_fail,E0277
/// # let key = atlctl_signin::ApiKey::parse("ATCTT-x").unwrap();
/// fn written(_: &impl serde::Serialize) {}
/// written(&key);
/// ```
#[derive(Clone)]
pub struct ApiKey(SecretString);

/// A profile's credentials: a session, an API key, or both. Each call uses the one that can make it.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// The browser session.
    pub session: Option<SessionToken>,
    /// The organization API key.
    pub api_key: Option<ApiKey>,
    /// The key of each directory of an identity provider, by the directory's ID. It opens that directory and nothing
    /// else, and nothing else opens it.
    pub directory_keys: BTreeMap<String, ApiKey>,
}

impl Credentials {
    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.sign_in() && self.directory_keys.is_empty()
    }

    /// Whether they can ask for the organization: the key of a directory cannot.
    #[must_use]
    pub fn sign_in(&self) -> bool {
        self.session.is_some() || self.api_key.is_some()
    }

    /// Each credential on its own, with its name for messages.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, Self)> {
        let session = self.session.clone().map(|session| Self {
            session: Some(session),
            ..Self::default()
        });
        let api_key = self.api_key.clone().map(|key| Self {
            session: None,
            api_key: Some(key),
            ..Self::default()
        });
        let session = session.map(|one| ("session", one));
        session
            .into_iter()
            .chain(api_key.map(|one| ("API key", one)))
    }

    /// A secret from a place that does not say what it is: an Atlassian API key begins with `ATCTT`, everything
    /// else must be a session, alone or in whatever it was copied with.
    ///
    /// # Errors
    /// When it is neither.
    pub fn of_either(text: &str, now: Timestamp) -> Result<Self, CaptureError> {
        if bare(text).starts_with(API_KEY_PREFIX) {
            return Ok(Self {
                api_key: Some(ApiKey::parse(text)?),
                ..Self::default()
            });
        }
        Ok(Self {
            session: Some(capture::read(text, now)?.token),
            ..Self::default()
        })
    }
}

/// How organization API keys begin (reported by third parties; other keys are taken too).
const API_KEY_PREFIX: &str = "ATCTT";

/// How the personal API tokens of an account begin (reported by two independent sources).
const PERSONAL_PREFIX: &str = "ATATT";

impl ApiKey {
    /// Whether this begins as an organization's key does.
    #[must_use]
    pub fn looks_like_one(text: &str) -> bool {
        bare(text)
            .strip_prefix(API_KEY_PREFIX)
            .is_some_and(|rest| !rest.is_empty())
    }

    /// Whether this begins as a personal API token does, which the admin APIs do not take.
    #[must_use]
    pub fn looks_personal(text: &str) -> bool {
        bare(text)
            .strip_prefix(PERSONAL_PREFIX)
            .is_some_and(|rest| !rest.is_empty())
    }

    /// Takes a key as it was copied.
    ///
    /// # Errors
    /// When it is empty, or holds what no header can carry.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let text = bare(text);
        let text = text.as_ref();
        if text.is_empty() {
            return Err(TokenError::EmptyKey);
        }
        if is_web_address(text) {
            return Err(TokenError::Address);
        }
        if !text.chars().all(|c| c.is_ascii_graphic()) {
            return Err(TokenError::KeyCharacters);
        }
        Ok(Self(SecretString::from(text)))
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
}

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_says_what_it_is() {
        let key = Credentials::of_either("ATCTT3x=\n", Timestamp::UNIX_EPOCH).unwrap();
        assert!(key.api_key.is_some() && key.session.is_none());
        let session = Credentials::of_either("a.b.c", Timestamp::UNIX_EPOCH).unwrap();
        assert!(session.session.is_some() && !session.is_empty());
        let both = Credentials {
            session: session.session,
            api_key: key.api_key.clone(),
            ..Credentials::default()
        };
        let names: Vec<&str> = both.each().map(|(name, _)| name).collect();
        assert_eq!(names, ["session", "API key"]);
        for text in [
            "cloud.session.token=a.b.c",
            "Cookie: a=1; cloud.session.token=a.b.c; b=2\r\n",
            "curl https://admin.atlassian.com -b 'cloud.session.token=a.b.c'",
        ] {
            let session = Credentials::of_either(text, Timestamp::UNIX_EPOCH).unwrap();
            assert_eq!(session.session.unwrap().expose(), "a.b.c", "{text}");
        }
        assert!(Credentials::of_either("neither", Timestamp::UNIX_EPOCH).is_err());
        assert!(ApiKey::parse("a b").is_err());
        // As editors save it, and as it stands in a script.
        for text in [
            "\u{feff}ATCTT3x=\r\n",
            "\"ATCTT3x=\"",
            " 'ATCTT3x=' ",
            "\u{a0}ATC\u{200b}TT3x=\u{2060}",
        ] {
            let key = Credentials::of_either(text, Timestamp::UNIX_EPOCH)
                .unwrap()
                .api_key
                .unwrap();
            assert_eq!(key.expose(), "ATCTT3x=", "{text:?}");
            assert_eq!(ApiKey::parse(text).unwrap().expose(), "ATCTT3x=");
        }
        assert!(!format!("{key:?}").contains("3x"));
    }
}
