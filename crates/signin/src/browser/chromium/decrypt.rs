//! Values: `v10` with a key that everybody knows, `v11` with one from the keyring.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use aes::Aes128;
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt as _, KeyIvInit as _};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use super::super::row::Value;
use super::super::{Browser, BrowserError};
use super::key;

/// From this version of the schema on, a value begins with the hash of its host.
const HASHED_SINCE: i64 = 24;
const HASH: usize = 32;

/// The clear text of a value. The keyring may take so long to give the key.
pub(in super::super) fn value(
    value: Value,
    browser: Browser,
    timeout: Duration,
    canceled: &AtomicBool,
) -> Result<SecretString, BrowserError> {
    match value {
        Value::Clear(text) => Ok(text),
        Value::Encrypted {
            bytes,
            host,
            version,
        } => decrypt(&bytes, &host, version, browser, timeout, canceled).map(SecretString::from),
    }
}

fn decrypt(
    encrypted: &[u8],
    host: &str,
    version: i64,
    browser: Browser,
    timeout: Duration,
    canceled: &AtomicBool,
) -> Result<String, BrowserError> {
    let (tag, body) = encrypted
        .split_first_chunk::<3>()
        .ok_or_else(|| BrowserError::UnknownScheme("too short".to_owned()))?;
    let open = |password: &[u8]| open(password, body, host, version);
    match tag {
        b"v10" => open(key::KNOWN)
            .or_else(|| open(key::EMPTY))
            .ok_or(BrowserError::Altered),
        b"v11" => {
            // Some versions wrote with an empty key. Where the hash of the host proves that one was right, nobody
            // needs to unlock a keyring.
            if version >= HASHED_SINCE
                && let Some(value) = open(key::EMPTY)
            {
                return Ok(value);
            }
            // The keyring is asked only now that it is needed.
            let keys = key::from_keyring(browser, timeout, canceled)?;
            let value = keys.iter().find_map(|key| open(key));
            value
                .or_else(|| open(key::EMPTY))
                .ok_or(BrowserError::WrongKey)
        }
        b"v12" => Err(BrowserError::Portal),
        b"v20" => Err(BrowserError::AppBound),
        other => {
            let other = String::from_utf8_lossy(other);
            let plain = other.chars().filter(char::is_ascii_alphanumeric).collect();
            Err(BrowserError::UnknownScheme(plain))
        }
    }
}

fn open(password: &[u8], body: &[u8], host: &str, version: i64) -> Option<String> {
    let mut secret = [0u8; 16];
    pbkdf2::pbkdf2_hmac::<sha1::Sha1>(password, b"saltysalt", 1, &mut secret);
    let clear = Decryptor::<Aes128>::new(&secret.into(), &[b' '; 16].into())
        .decrypt_padded_vec::<Pkcs7>(body)
        .ok()?;
    let value = if version >= HASHED_SINCE {
        // The mode has no checksum: the hash of the host also tells whether the key was right.
        let (hash, value) = clear.split_at_checked(HASH)?;
        if hash != Sha256::digest(host.as_bytes()).as_slice() {
            return None;
        }
        value.to_vec()
    } else {
        clear
    };
    String::from_utf8(value).ok()
}

#[cfg(test)]
mod tests {
    use cbc::Encryptor;
    use cbc::cipher::BlockModeEncrypt as _;

    use super::*;

    const AT_ONCE: Duration = Duration::ZERO;
    static NEVER: AtomicBool = AtomicBool::new(false);

    fn encrypt(tag: &[u8], password: &[u8], host: &str, value: &str) -> Vec<u8> {
        let mut secret = [0u8; 16];
        pbkdf2::pbkdf2_hmac::<sha1::Sha1>(password, b"saltysalt", 1, &mut secret);
        let mut clear = Sha256::digest(host.as_bytes()).to_vec();
        clear.extend(value.as_bytes());
        let body = Encryptor::<Aes128>::new(&secret.into(), &[b' '; 16].into())
            .encrypt_padded_vec::<Pkcs7>(&clear);
        [tag, &body].concat()
    }

    #[test]
    fn a_value_is_opened_for_its_host_only() {
        let value = encrypt(b"v10", key::KNOWN, ".atlassian.com", "a.b.c");
        let open =
            |value: &[u8], host| decrypt(value, host, 24, Browser::Chromium, AT_ONCE, &NEVER);
        assert_eq!(open(&value, ".atlassian.com").unwrap(), "a.b.c");
        assert!(matches!(
            open(&value, ".evil.example"),
            Err(BrowserError::Altered)
        ));
        let other = encrypt(b"v10", b"other", ".atlassian.com", "a.b.c");
        assert!(matches!(
            open(&other, ".atlassian.com"),
            Err(BrowserError::Altered)
        ));
    }

    /// Chromium itself tries this key too: some versions wrote with it.
    #[test]
    fn a_value_under_the_empty_key_is_opened() {
        for tag in [b"v10", b"v11"] {
            let value = encrypt(tag, b"", ".atlassian.com", "a.b.c");
            let opened = decrypt(
                &value,
                ".atlassian.com",
                24,
                Browser::Chromium,
                AT_ONCE,
                &NEVER,
            );
            assert_eq!(opened.unwrap(), "a.b.c");
        }
    }

    #[test]
    fn what_cannot_be_opened_says_why() {
        let of =
            |value: &[u8]| decrypt(value, "h", 24, Browser::Chrome, AT_ONCE, &NEVER).unwrap_err();
        assert!(matches!(of(b"v12xxxx"), BrowserError::Portal));
        assert!(matches!(of(b"v20xxxx"), BrowserError::AppBound));
        assert!(matches!(of(b"v99xxxx"), BrowserError::UnknownScheme(tag) if tag == "v99"));
        assert!(matches!(of(b"v1"), BrowserError::UnknownScheme(_)));
        assert!(matches!(of(b"v10odd"), BrowserError::Altered));
    }
}
