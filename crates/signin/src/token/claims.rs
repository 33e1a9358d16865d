//! The claims of a token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// The claims of a session token that are worth showing. Never verified, never trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// The account it belongs to.
    pub account_id: Option<String>,
    /// The account's address.
    pub email: Option<String>,
    /// When it was issued.
    pub issued: Option<Timestamp>,
    /// When it ends. The service may end it earlier.
    pub expires: Option<Timestamp>,
}

impl Claims {
    /// Reads the middle part; `None` when it is not from Atlassian's session service.
    pub(super) fn read(token: &str) -> Option<Self> {
        let middle = token.split('.').nth(1)?;
        let json = URL_SAFE_NO_PAD.decode(middle.trim_end_matches('=')).ok()?;
        let claims: Map<String, Value> = serde_json::from_slice(&json).ok()?;
        let text = |name: &str| claims.get(name)?.as_str().map(str::to_owned);
        let time = |name: &str| Timestamp::from_second(claims.get(name)?.as_i64()?).ok();
        Some(Self {
            account_id: text("sub"),
            email: text("email"),
            issued: time("iat"),
            expires: time("exp"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn claims_are_read_leniently() {
        let claims = Claims::read(&token(
            r#"{"sub":"712020:x","email":"a@b.c","iat":0,"exp":2592000,"aud":["x"]}"#,
        ))
        .unwrap();
        assert_eq!(claims.account_id.as_deref(), Some("712020:x"));
        assert_eq!(claims.expires.unwrap().as_second(), 2_592_000);
        let odd = Claims::read(&token(r#"{"sub":5,"exp":"soon","iat":1e300}"#)).unwrap();
        assert_eq!(odd, Claims::default());
        assert_eq!(Claims::read("eyJ.AAA-_.sig"), None);
        assert_eq!(Claims::read(&token("[1]")), None);
        assert_eq!(Claims::read(""), None);
    }
}
