//! Session tokens. They look like Atlassian's (a JWT of its session service) but work only here.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::organization::Facts;
use crate::rng::{mix, uuid};

/// The cookie's name.
pub(crate) const COOKIE: &str = "cloud.session.token";
/// How long a session lives, in seconds.
const LIFE: i64 = 30 * 86_400;
/// When a session asks to be renewed, in seconds.
const REFRESH: i64 = 600;

/// How the server responds to an expired session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// 401 with a body of the gateway.
    Unauthorized,
    /// 302 to the login host.
    Redirect,
    /// 200 with the login page.
    Html,
}

/// Creates and verifies session tokens.
#[derive(Debug)]
pub(crate) struct Sessions {
    seed: u64,
    made: AtomicU64,
    /// Tokens of earlier generations are expired.
    generation: AtomicU64,
}

impl Sessions {
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            made: AtomicU64::new(0),
            generation: AtomicU64::new(0),
        }
    }

    /// A new token of the administrator.
    pub fn mint(&self, facts: &Facts, now: Timestamp) -> String {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let generation = self.generation.load(Ordering::Relaxed);
        let admin = facts.person(0);
        let now = now.as_second();
        let session = uuid(self.seed ^ 0x5E55, number);
        let head = json!({ "kid": "session-service/sim-1", "typ": "JWT", "alg": "RS256" });
        let body = json!({
            "associations": [],
            "sub": admin.account_id,
            "emailDomain": "acme.example",
            "impersonation": [],
            "created": now,
            "refreshTimeout": now + REFRESH,
            "verified": true,
            "iss": "session-service",
            "sessionId": session,
            "generation": generation,
            "aud": "atlassian",
            "nbf": now,
            "exp": now + LIFE,
            "iat": now,
            "email": admin.email,
            "jti": session,
        });
        let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", text(&head), text(&body));
        format!("{signed}.{}", self.signature(&signed))
    }

    /// Whether a token is valid.
    pub fn knows(&self, token: &str, now: Timestamp) -> bool {
        let Some((signed, signature)) = token.rsplit_once('.') else {
            return false;
        };
        if self.signature(signed) != signature {
            return false;
        }
        let claims = signed
            .split_once('.')
            .and_then(|(_, body)| URL_SAFE_NO_PAD.decode(body).ok())
            .and_then(|body| serde_json::from_slice::<Value>(&body).ok());
        let number = |name: &str| claims.as_ref()?.get(name)?.as_i64();
        number("exp").is_some_and(|exp| exp > now.as_second())
            && number("generation").is_some_and(|generation| {
                u64::try_from(generation)
                    .is_ok_and(|g| g >= self.generation.load(Ordering::Relaxed))
            })
    }

    /// Expires all tokens created so far.
    pub fn expire(&self) {
        self.generation.fetch_add(1, Ordering::Relaxed);
    }

    /// Not a signature, but as long as one, and different for every text.
    fn signature(&self, signed: &str) -> String {
        let mut sum = self.seed;
        for byte in signed.bytes() {
            sum = mix(sum, u64::from(byte));
        }
        let bytes: Vec<u8> = (0..32).flat_map(|n| mix(sum, n).to_be_bytes()).collect();
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_until_it_ends_is_expired_or_is_altered() {
        let facts = Facts::new(7, 20, Timestamp::UNIX_EPOCH);
        let sessions = Sessions::new(7);
        let now = Timestamp::UNIX_EPOCH;
        let token = sessions.mint(&facts, now);
        assert!(sessions.knows(&token, now));
        assert_eq!(token.split('.').count(), 3);
        assert!(!sessions.knows(&format!("{token}A"), now));
        assert!(!sessions.knows("a.b.c", now));
        let later = Timestamp::from_second(LIFE + 1).unwrap();
        assert!(!sessions.knows(&token, later));
        // The simulator that runs tomorrow knows the token of today.
        assert!(Sessions::new(7).knows(&token, now));
        assert!(!Sessions::new(8).knows(&token, now));
        sessions.expire();
        assert!(!sessions.knows(&token, now));
        assert!(sessions.knows(&sessions.mint(&facts, now), now));
    }
}
