//! Where a profile may be named: groups of profiles, forks of Firefox, paths in every form.

use atlctl_signin::browser::{BrowserError, find};
use rusqlite::params;

use super::firefox::profile;
use super::{Home, file_of};

/// A database of a group of profiles.
fn group(home: &Home, root: &str, members: &[(Option<&str>, &str)]) {
    let db = file_of(&home.path(&format!("{root}/Profile Groups")), "1a2b.sqlite");
    db.execute_batch("CREATE TABLE Profiles (id INTEGER PRIMARY KEY, path TEXT, name TEXT)")
        .unwrap();
    for (path, name) in members {
        let sql = "INSERT INTO Profiles (path, name) VALUES (?1, ?2)";
        db.execute(sql, params![path, name]).unwrap();
    }
}

#[test]
fn the_profiles_of_a_group_are_found() {
    let home = Home::new();
    let root = ".mozilla/firefox";
    home.write(
        &format!("{root}/profiles.ini"),
        "[Profile0]\nName=default-release\nIsRelative=1\nPath=ab.default-release\nStoreID=1a2b\n\n\
         [Install4F96D1932A9F858E]\nDefault=ab.default-release\n",
    );
    profile(&home, &format!("{root}/ab.default-release"), "a.b.personal");
    profile(&home, &format!("{root}/pQ12.Work"), "a.b.work");
    profile(&home, "elsewhere/third", "a.b.third");
    let third = home.path("elsewhere/third");
    group(
        &home,
        root,
        &[
            (Some("ab.default-release"), "Personal"),
            (Some("pQ12.Work"), "Work"),
            (third.to_str(), "Third"),
            // Odd rows cost themselves.
            (None, "odd"),
            (Some("gone"), "Gone"),
        ],
    );
    for (spec, value) in [
        ("firefox", "a.b.personal"),
        ("firefox:Personal", "a.b.personal"),
        ("firefox:default-release", "a.b.personal"),
        ("firefox:Work", "a.b.work"),
        ("firefox:pQ12.Work", "a.b.work"),
        ("firefox:Third", "a.b.third"),
    ] {
        home.gives(spec, value);
    }
    let names: Vec<String> = find(&home.places())
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["Personal", "Work", "Third"]);
    // A group that cannot be read hides no other profile.
    home.write(
        &format!("{root}/Profile Groups/broken.sqlite"),
        "no database",
    );
    home.gives("firefox:Work", "a.b.work");
}

#[test]
fn forks_of_firefox_have_places_of_their_own() {
    for (name, root) in [
        ("zen", ".zen"),
        ("zen", ".var/app/app.zen_browser.zen/.zen"),
        ("librewolf", ".librewolf"),
        ("librewolf", ".config/librewolf/librewolf"),
        ("waterfox", ".waterfox"),
        ("floorp", ".var/app/one.ablaze.floorp/.floorp"),
    ] {
        let home = Home::new();
        let ini = "[Profile0]\nName=Default (release)\nIsRelative=1\nPath=xy.Default (release)\nDefault=1\n";
        home.write(&format!("{root}/profiles.ini"), ini);
        profile(&home, &format!("{root}/xy.Default (release)"), "a.b.c");
        home.gives(name, "a.b.c");
        home.gives(&format!("{name}:Default (release)"), "a.b.c");
        assert_eq!(find(&home.places()).len(), 1, "{name}");
        let none = home.borrow("firefox").unwrap_err();
        assert!(matches!(none, BrowserError::NoProfile { .. }), "{none}");
    }
}

#[test]
fn a_path_is_taken_in_every_form() {
    let home = Home::new();
    let directory = ".zen/xy.Default (release)";
    profile(&home, directory, "a.b.c");
    home.write(
        ".zen/profiles.ini",
        "[Profile0]\nName=x\nIsRelative=1\nPath=xy.Default (release)\n",
    );
    let absolute = home.path(directory);
    let absolute = absolute.display();
    for spec in [
        format!("firefox:{absolute}"),
        format!("firefox:{absolute}/"),
        format!("firefox:{absolute}/cookies.sqlite"),
        format!("firefox:~/{directory}"),
        // The directory with all profiles.
        "firefox:~/.zen".to_owned(),
        "zen:~/.zen/".to_owned(),
    ] {
        home.gives(&spec, "a.b.c");
    }
    let other = home.borrow(&format!("chromium:{absolute}")).unwrap_err();
    assert!(matches!(other, BrowserError::OtherFamily { .. }), "{other}");
    home.directory("empty");
    for browser in ["firefox", "chromium"] {
        let empty = home.borrow(&format!("{browser}:~/empty")).unwrap_err();
        assert!(matches!(empty, BrowserError::NotAProfile { .. }), "{empty}");
        let nowhere = home.borrow(&format!("{browser}:~/nowhere")).unwrap_err();
        assert!(matches!(nowhere, BrowserError::NoDirectory(_)), "{nowhere}");
    }
}

#[test]
fn the_directory_of_chromium_itself_is_a_path_too() {
    let home = Home::new();
    super::chromium::profile(&home, "udd/Profile 2", "a.b.two");
    let user_data = home.path("udd");
    let user_data = user_data.display();
    home.gives(&format!("chrome:{user_data}"), "a.b.two");
    home.gives(&format!("chrome:{user_data}/Profile 2/Cookies"), "a.b.two");
    super::chromium::profile(&home, "udd/Default", "a.b.default");
    home.gives(&format!("chrome:{user_data}"), "a.b.default");
    home.write(
        "udd/Local State",
        r#"{"profile":{"last_used":"Profile 2"}}"#,
    );
    home.gives(&format!("chrome:{user_data}"), "a.b.two");
    let other = home.borrow(&format!("firefox:{user_data}")).unwrap_err();
    assert!(matches!(other, BrowserError::OtherFamily { .. }), "{other}");
}

#[test]
fn one_odd_entry_of_local_state_costs_itself() {
    let home = Home::new();
    for name in ["Default", "Profile 1", "Profile 2", "Work"] {
        let place = format!(".config/chromium/{name}");
        super::chromium::profile(&home, &place, &format!("a.b.{}", name.len()));
    }
    for odd in ["null", "7", r#"{"name": 5}"#, r#"{"name": null}"#, "[]"] {
        let state = format!(
            r#"{{"profile": {{"last_used": 3, "info_cache": {{"Default": {odd}, "Profile 1": {{"name": "One"}}, "Work": {{"name": "My work"}}, "../x": {{}}}}}}}}"#
        );
        home.write(".config/chromium/Local State", state);
        home.gives("chromium:My work", "a.b.4");
        home.gives("chromium:One", "a.b.9");
        // Listed oddly, and not listed at all.
        home.gives("chromium:Default", "a.b.7");
        home.gives("chromium:Profile 2", "a.b.9");
        assert_eq!(find(&home.places()).len(), 4, "{odd}");
    }
}

/// What was written a moment ago is not on the disk yet.
#[cfg(unix)]
#[test]
fn a_running_chromium_may_not_have_written_the_session_yet() {
    let home = Home::new();
    super::chromium::empty_profile(&home, ".config/chromium/Default");
    for (holder, open) in [(std::process::id(), true), (999_999_999, false)] {
        let lock = home.path(".config/chromium/SingletonLock");
        std::os::unix::fs::symlink(format!("a-host-{holder}"), &lock).unwrap();
        let error = home.borrow("chromium:Default").unwrap_err();
        assert!(
            matches!(error, BrowserError::NoCookie { running, .. } if running == open),
            "{error:?}"
        );
        std::fs::remove_file(lock).unwrap();
    }
}
