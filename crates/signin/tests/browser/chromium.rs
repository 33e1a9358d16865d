//! Chromium's family: profiles, schemes of encryption, what is not the person's own.

use std::path::Path;

use aes::Aes128;
use atlctl_signin::browser::{BrowserError, find};
use cbc::Encryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
use rusqlite::params;
use sha2::{Digest as _, Sha256};

use super::{Home, NOW, file_of};

const NAME: &str = "cloud.session.token";
/// Seconds from 1601 to 1970.
const TO_UNIX: i64 = 11_644_473_600;

fn database(profile: &Path, version: i64) -> rusqlite::Connection {
    let db = file_of(profile, "Cookies");
    db.execute_batch(&format!(
        "CREATE TABLE meta (key TEXT, value TEXT); INSERT INTO meta VALUES ('version', '{version}'); \
         CREATE TABLE cookies (host_key TEXT, top_frame_site_key TEXT NOT NULL DEFAULT '', name TEXT, value TEXT, \
         encrypted_value BLOB, expires_utc INTEGER, last_access_utc INTEGER)"
    ))
    .unwrap();
    db
}

fn encrypted(host: &str, value: &str, hashed: bool) -> Vec<u8> {
    let mut secret = [0u8; 16];
    pbkdf2::pbkdf2_hmac::<sha1::Sha1>(b"peanuts", b"saltysalt", 1, &mut secret);
    let mut clear = Vec::new();
    if hashed {
        clear.extend(Sha256::digest(host.as_bytes()));
    }
    clear.extend(value.as_bytes());
    let body = Encryptor::<Aes128>::new(&secret.into(), &[b' '; 16].into())
        .encrypt_padded_vec::<Pkcs7>(&clear);
    [b"v10", body.as_slice()].concat()
}

fn add(db: &rusqlite::Connection, host: &str, bytes: &[u8], ends: i64, frame: &str) {
    let ends = if ends == 0 {
        0
    } else {
        (ends + TO_UNIX) * 1_000_000
    };
    db.execute(
        "INSERT INTO cookies VALUES (?1, ?2, ?3, '', ?4, ?5, -(SELECT count(*) FROM cookies))",
        params![host, frame, NAME, bytes, ends],
    )
    .unwrap();
}

/// A profile with this session.
pub(super) fn profile(home: &Home, path: &str, value: &str) {
    let db = database(&home.path(path), 24);
    add(
        &db,
        ".atlassian.com",
        &encrypted(".atlassian.com", value, true),
        NOW + 60,
        "",
    );
}

/// A profile of somebody who has not signed in.
pub(super) fn empty_profile(home: &Home, path: &str) {
    drop(database(&home.path(path), 24));
}

#[test]
fn every_place_of_the_family_is_searched() {
    let home = Home::new();
    for (n, (browser, place)) in [
        ("chromium", ".config/chromium"),
        ("chromium", "snap/chromium/common/chromium"),
        ("chromium", ".var/app/org.chromium.Chromium/config/chromium"),
        ("chrome", ".config/google-chrome"),
        ("brave", ".config/BraveSoftware/Brave-Browser"),
        ("edge", ".config/microsoft-edge"),
        ("vivaldi", ".config/vivaldi"),
    ]
    .iter()
    .enumerate()
    {
        let path = home.path(&format!("{place}/Default"));
        profile(&home, &format!("{place}/Default"), &format!("a.b.{n}"));
        home.gives(
            &format!("{browser}:{}", path.display()),
            &format!("a.b.{n}"),
        );
    }
    home.gives("chrome", "a.b.3");
    home.gives("edge:Default", "a.b.5");
    assert_eq!(find(&home.places()).len(), 7);
    let error = home.borrow("chromium:Default").unwrap_err();
    assert!(matches!(error, BrowserError::SeveralProfiles { .. }));
}

#[test]
fn profiles_have_the_names_that_local_state_gives_them() {
    let home = Home::new();
    home.write(
        ".config/google-chrome/Local State",
        r#"{"profile":{"last_used":"Profile 2","info_cache":{
            "Default":{"name":"Private"},"Profile 2":{"name":"Work"},"Profile 3":{"name":"Empty"},
            "../../../evil":{"name":"Evil"}}}}"#,
    );
    profile(&home, ".config/google-chrome/Default", "a.b.private");
    profile(&home, ".config/google-chrome/Profile 2", "a.b.work");
    profile(&home, "evil", "x.y.z");
    home.gives("chrome", "a.b.work");
    home.gives("chrome:Private", "a.b.private");
    home.gives("chrome:Default", "a.b.private");
    let error = home.borrow("chrome:Evil").unwrap_err();
    assert!(
        matches!(&error, BrowserError::UnknownProfile { known, .. } if known.join(" ") == "Private Work"),
        "{error}"
    );
}

#[test]
fn values_of_both_schemas_are_opened_and_altered_rows_are_not() {
    let home = Home::new();
    let db = database(&home.path(".config/chromium/Default"), 23);
    add(
        &db,
        ".atlassian.com",
        &encrypted("", "a.b.old", false),
        NOW + 60,
        "",
    );
    home.gives("chromium", "a.b.old");
    let home = Home::new();
    let db = database(&home.path(".config/chromium/Default"), 24);
    // A row whose host was changed by hand.
    let stolen = encrypted(".other.example", "x.y.z", true);
    add(&db, ".atlassian.com", &stolen, NOW + 60, "");
    let error = home.borrow("chromium").unwrap_err();
    assert!(matches!(error, BrowserError::Altered), "{error}");
}

#[test]
fn a_frames_own_cookie_and_one_that_has_ended_are_left_out() {
    let home = Home::new();
    let db = database(&home.path(".config/chromium/Default"), 24);
    let value = |host: &str, value: &str| encrypted(host, value, true);
    let (admin, all) = ("admin.atlassian.com", ".atlassian.com");
    add(
        &db,
        all,
        &value(all, "x.y.z"),
        NOW + 60,
        "https://evil.example",
    );
    add(&db, admin, &value(admin, "a.b.old"), NOW - 60, "");
    // One that ends with the browser has no end of its own.
    add(&db, all, &value(all, "a.b.new"), 0, "");
    home.gives("chromium", "a.b.new");
    db.execute("DELETE FROM cookies WHERE expires_utc = 0", [])
        .unwrap();
    let error = home.borrow("chromium").unwrap_err();
    assert!(matches!(error, BrowserError::Expired { .. }), "{error}");
}

#[test]
fn each_unreadable_cookie_has_its_own_error() {
    for (tag, says) in [
        (&b"v12xxxx"[..], "no other program can get from the desktop"),
        (b"v20xxxx", "app-bound encryption"),
        (b"v99xxxx", "unknown format (v99)"),
        (b"v10xxxx", "row was changed"),
    ] {
        let home = Home::new();
        let db = database(&home.path(".config/chromium/Default"), 24);
        add(&db, ".atlassian.com", tag, NOW + 60, "");
        let error = home.borrow("chromium").unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}
