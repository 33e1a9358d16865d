//! Firefox: places, profiles, containers, the unit of the expiry, cookies that end with the browser.

use std::path::Path;

use atlctl_signin::browser::{BrowserError, find};
use rusqlite::params;

use super::{Home, NOW, file_of};

const NAME: &str = "cloud.session.token";

/// A profile's database of this version of the schema.
fn database(profile: &Path, version: i64) -> rusqlite::Connection {
    let db = file_of(profile, "cookies.sqlite");
    db.execute_batch(
        "CREATE TABLE moz_cookies (id INTEGER PRIMARY KEY, originAttributes TEXT NOT NULL DEFAULT '', name TEXT, \
         value TEXT, host TEXT, path TEXT, expiry INTEGER, lastAccessed INTEGER, UNIQUE (name, host, path, originAttributes))",
    )
    .unwrap();
    db.pragma_update(None, "user_version", version).unwrap();
    db
}

/// Adds a session; those that are added later were accessed earlier.
fn add(db: &rusqlite::Connection, host: &str, value: &str, expiry: i64, attributes: &str) {
    let sql = "INSERT INTO moz_cookies (originAttributes, name, value, host, path, expiry, lastAccessed) \
               VALUES (?1, ?2, ?3, ?4, '/', ?5, -(SELECT count(*) FROM moz_cookies))";
    db.execute(sql, params![attributes, NAME, value, host, expiry])
        .unwrap();
}

/// A profile with this session.
pub(super) fn profile(home: &Home, path: &str, value: &str) {
    let db = database(&home.path(path), 17);
    add(&db, ".atlassian.com", value, (NOW + 60) * 1000, "");
}

/// A root with one profile, whose session is this.
fn root(home: &Home, root: &str, name: &str, value: &str) {
    home.write(
        &format!("{root}/profiles.ini"),
        format!("[Profile0]\nName={name}\nIsRelative=1\nPath=abc.{name}\nDefault=1\n"),
    );
    profile(home, &format!("{root}/abc.{name}"), value);
}

#[test]
fn every_place_is_searched() {
    let home = Home::new();
    for (n, place) in [
        ".mozilla/firefox",
        ".config/mozilla/firefox",
        "snap/firefox/common/.mozilla/firefox",
        ".var/app/org.mozilla.firefox/.mozilla/firefox",
        ".var/app/org.mozilla.firefox/config/mozilla/firefox",
    ]
    .iter()
    .enumerate()
    {
        root(&home, place, &format!("of{n}"), &format!("a.b.{n}"));
    }
    for n in 0..5 {
        home.gives(&format!("firefox:of{n}"), &format!("a.b.{n}"));
        home.gives(&format!("firefox:abc.of{n}"), &format!("a.b.{n}"));
    }
    assert_eq!(find(&home.places()).len(), 5);
    assert_eq!(
        find(&home.places()).iter().filter(|one| one.usual).count(),
        1
    );
    let path = home.path(".config/mozilla/firefox/abc.of1");
    home.gives(&format!("firefox:{}", path.display()), "a.b.1");
}

#[test]
fn a_name_that_several_profiles_have_is_not_guessed() {
    let home = Home::new();
    root(&home, ".mozilla/firefox", "default", "a.b.one");
    root(
        &home,
        "snap/firefox/common/.mozilla/firefox",
        "default",
        "a.b.two",
    );
    let error = home.borrow("firefox:default").unwrap_err();
    assert!(
        matches!(&error, BrowserError::SeveralProfiles { places, .. } if places.len() == 2),
        "{error}"
    );
    let path = home.path("snap/firefox/common/.mozilla/firefox/abc.default");
    home.gives(&format!("firefox:{}", path.display()), "a.b.two");
    let nowhere = home.borrow("firefox:/no/such/directory").unwrap_err();
    assert!(matches!(nowhere, BrowserError::NoDirectory(_)), "{nowhere}");
    let unknown = home.borrow("firefox:nobody").unwrap_err();
    assert!(matches!(unknown, BrowserError::UnknownProfile { .. }));
}

#[test]
fn the_profile_that_an_installation_uses_is_the_usual_one() {
    let home = Home::new();
    home.write(
        ".mozilla/firefox/profiles.ini",
        "[Install4F96D1932A9F858E]\nDefault=abc.esr\nLocked=1\n\n\
         [Profile1]\nName=default\nIsRelative=1\nPath=xyz.default\nDefault=1\n\n\
         [Profile0]\nName=work\nIsRelative=1\nPath=abc.esr\n",
    );
    home.directory(".mozilla/firefox/xyz.default");
    let db = database(&home.path(".mozilla/firefox/abc.esr"), 17);
    add(&db, ".atlassian.com", "a.b.c", (NOW + 60) * 1000, "");
    home.gives("firefox", "a.b.c");
    let none = home.borrow("firefox:default").unwrap_err();
    assert!(matches!(none, BrowserError::NoCookie { .. }), "{none}");
}

/// A home whose Firefox has one profile, in the directory `p`.
fn with_one_profile() -> Home {
    let home = Home::new();
    home.write(
        ".mozilla/firefox/profiles.ini",
        "[Profile0]\nName=work\nIsRelative=1\nPath=p\n",
    );
    home
}

#[test]
fn the_unit_of_the_expiry_is_the_schemas() {
    for (version, unit) in [(10, 1), (15, 1), (16, 1000), (17, 1000)] {
        for (ends, works) in [(NOW + 60, true), (NOW - 60, false)] {
            let home = with_one_profile();
            let db = database(&home.path(".mozilla/firefox/p"), version);
            add(&db, ".atlassian.com", "a.b.c", ends * unit, "");
            match home.borrow("firefox") {
                Ok(found) => {
                    assert!(works, "version {version}");
                    assert_eq!(found.expires.unwrap().as_second(), ends, "{version}");
                }
                Err(error) => {
                    assert!(!works, "version {version}: {error}");
                    assert!(matches!(error, BrowserError::Expired { .. }), "{error}");
                }
            }
        }
    }
}

#[test]
fn containers_are_named_and_not_mixed() {
    let home = with_one_profile();
    home.write(
        ".mozilla/firefox/p/containers.json",
        r#"{"version":5,"identities":[
            {"userContextId":1,"public":true,"l10nId":"user-context-personal"},
            {"userContextId":2,"public":true,"l10nID":"userContextWork.label"},
            {"userContextId":5,"public":false,"name":"userContextIdInternal.thumbnail"},
            {"userContextId":6,"public":true,"name":"Ädmin"},
            {"userContextId":7,"public":true,"name":"twice"},
            {"userContextId":8,"public":true,"name":"Twice"}]}"#,
    );
    let db = database(&home.path(".mozilla/firefox/p"), 17);
    let later = (NOW + 60) * 1000;
    add(&db, ".atlassian.com", "a.b.six", later, "^userContextId=6");
    add(&db, ".atlassian.com", "a.b.two", later, "^userContextId=2");
    add(&db, ".atlassian.com", "a.b.nine", later, "^userContextId=9");
    // What belongs to another site's frame, or to no window anymore, is nobody's session.
    let frame = "^partitionKey=%28https%2Cevil.example%29";
    add(&db, ".atlassian.com", "x.y.z", later, frame);
    add(
        &db,
        ".atlassian.com",
        "x.y.z",
        later,
        "^privateBrowsingId=1",
    );
    let error = home.borrow("firefox").unwrap_err();
    let BrowserError::InContainer { containers } = &error else {
        panic!("{error}");
    };
    assert_eq!(containers.join(" "), "Ädmin Work 9");
    home.gives("firefox::ädmin", "a.b.six");
    home.gives("firefox::6", "a.b.six");
    home.gives("firefox:work::work", "a.b.two");
    // The list does not know this one, but it was just named.
    home.gives("firefox::9", "a.b.nine");
    let error = home.borrow("firefox::nobody").unwrap_err();
    assert!(matches!(error, BrowserError::UnknownContainer { .. }));
    let error = home.borrow("firefox::TWICE").unwrap_err();
    assert!(
        matches!(&error, BrowserError::SeveralContainers { known, .. } if known.join(" ") == "7 8"),
        "{error}"
    );
    let error = home.borrow("firefox::personal").unwrap_err();
    assert!(matches!(error, BrowserError::NoCookie { .. }), "{error}");
    // A session outside of containers is the one that is meant when none is named.
    add(&db, "admin.atlassian.com", "a.b.none", later, "");
    home.gives("firefox", "a.b.none");
}

#[test]
fn one_that_has_ended_hides_no_other() {
    let home = with_one_profile();
    let db = database(&home.path(".mozilla/firefox/p"), 17);
    add(&db, "admin.atlassian.com", "a.b.old", (NOW - 60) * 1000, "");
    add(&db, ".atlassian.com", "a.b.new", (NOW + 60) * 1000, "");
    add(&db, ".evil.example", "x.y.z", (NOW + 60) * 1000, "");
    home.gives("firefox", "a.b.new");
}

#[test]
fn cookies_that_end_with_the_browser_are_in_its_session_file() {
    let home = Home::new();
    root(&home, ".mozilla/firefox", "work", "a.b.kept");
    let profile = ".mozilla/firefox/abc.work";
    let db = rusqlite::Connection::open(home.path(profile).join("cookies.sqlite")).unwrap();
    db.execute("DELETE FROM moz_cookies", []).unwrap();
    let session = |value: &str| {
        let json = format!(
            r#"{{"cookies":[{{"host":".atlassian.com","name":"{NAME}","value":"{value}"}},
               {{"host":".evil.example","name":"{NAME}","value":"x.y.z"}}]}}"#
        );
        let mut bytes = b"mozLz40\0".to_vec();
        bytes.extend(u32::try_from(json.len()).unwrap().to_le_bytes());
        bytes.extend(lz4_flex::block::compress(json.as_bytes()));
        bytes
    };
    home.write(
        &format!("{profile}/sessionstore.jsonlz4"),
        session("a.b.closed"),
    );
    home.gives("firefox", "a.b.closed");
    // While it runs, the newer file counts.
    let running = format!("{profile}/sessionstore-backups/recovery.jsonlz4");
    home.write(&running, session("a.b.running"));
    home.gives("firefox", "a.b.running");
}
