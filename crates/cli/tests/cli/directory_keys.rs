//! The keys of identity providers' directories: stored like other secrets, used by sync and doctor, shown nowhere.

use std::os::unix::fs::PermissionsExt as _;

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::{Place, one_after_another};

fn add(place: &Place) -> [String; 2] {
    let id = place.sim.scim_directory_id();
    let key = place.sim.scim_directory_key();
    let output = place.run_with(&["auth", "add-directory", &id], &format!("{key}\n"));
    output.expect(0);
    [id, key]
}

fn json(place: &Place, args: &[&str]) -> Value {
    let output = place.run(args);
    assert_eq!(output.code, 0, "{output}");
    serde_json::from_str(&output.stdout).unwrap()
}

#[test]
fn a_directory_key_is_stored_and_its_records_are_mirrored() {
    let place = Place::with_key(SimConfig::default());
    let [id, key] = add(&place);
    let kept = std::fs::read_to_string(place.env.kept()).unwrap();
    assert!(kept.contains(&key));
    let mode = std::fs::metadata(place.env.kept()).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
    let config = place.env.home().join(".config/atlctl/config.toml");
    let config = std::fs::read_to_string(config).unwrap();
    assert!(config.contains(&id) && !config.contains(&key), "{config}");

    let synced = place.run(&["sync"]);
    assert_eq!(synced.code, 0, "{synced}");
    assert!(
        synced.stderr.contains("identity-provider records"),
        "{synced}"
    );
    let links = json(
        &place,
        &[
            "sql",
            "SELECT count(*) AS n, min(email) AS email FROM scim_link WHERE NOT gone",
            "-o",
            "json",
        ],
    );
    assert!(links[0]["n"].as_i64().unwrap() > 10, "{links}");
    let person = json(
        &place,
        &[
            "user",
            "show",
            links[0]["email"].as_str().unwrap(),
            "-o",
            "json",
        ],
    );
    assert_eq!(person["identity_provider"][0]["enabled"], true, "{person}");
    let org = json(&place, &["org", "show", "-o", "json"]);
    let parts = org["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["part"] == "scim-links");
    assert_eq!(part.unwrap()["state"], "complete");
    for args in [
        &["auth", "status"][..],
        &["auth", "list"],
        &["config", "show"],
        &["doctor"],
        &["sync", "--only", "scim-links", "-vvv", "--debug-http"],
        &["api", "GET", &format!("/scim/directory/{id}/Users?count=1")],
        &["user", "list", "--live", "--limit", "2", "-vvv"],
    ] {
        let output = place.run(args);
        assert_eq!(output.code, 0, "{output}");
        assert!(!output.to_string().contains(&key), "{args:?}: {output}");
    }
    let doctor = place.run(&["doctor"]);
    assert!(
        doctor.stdout.contains(&format!("directory {id}")),
        "{doctor}"
    );
    let list = place.run(&["auth", "list"]);
    assert!(list.stdout.contains("directory key"), "{list}");

    // Another sign-in keeps it; signing out does not.
    place.sign_in();
    place.run(&["sync", "--only", "scim-links"]).expect(0);
    let removed = place.run(&["auth", "remove-directory", &id]);
    removed.expect(0);
    let kept = std::fs::read_to_string(place.env.kept()).unwrap();
    assert!(!kept.contains(&key));
    let [_, key] = add(&place);
    place.run(&["auth", "logout"]).expect(0);
    for path in place.env.files() {
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(key.len()).any(|part| part == key.as_bytes());
        assert!(!found, "{}", path.display());
    }
}

#[test]
fn without_a_directory_key_the_part_stays_quiet() {
    let place = Place::synced();
    place.run(&["sync"]).expect(0);
    let org = place.run(&["org", "show"]);
    assert!(!org.stdout.contains("scim"), "{org}");
    let doctor = place.run(&["doctor"]);
    assert!(!doctor.stdout.contains("scim-links"), "{doctor}");
    let diff = place.run(&["snapshot", "diff"]);
    assert!(!diff.stderr.contains("SCIM"), "{diff}");
    // Asked for by name, it is not "no changes".
    let diff = place.run(&["snapshot", "diff", "--of", "scim-links"]);
    assert!(
        diff.stderr.contains("Left out: SCIM links (never read)."),
        "{diff}"
    );
    let id = place.sim.scim_directory_id();
    let wrong = place.run_with(&["auth", "add-directory", &id], "not-the-key");
    assert!(!wrong.to_string().contains("not-the-key"), "{wrong}");
    assert!(
        !std::fs::read_to_string(place.env.kept())
            .unwrap()
            .contains("not-the-key")
    );
    let kept = wrong.to_string().replace(&id, "[DIRECTORY]");
    insta::assert_snapshot!(kept, @"
    ------- stderr -------
    Error: this key does not open the directory [DIRECTORY]
      Caused by: The request needs the key of the directory (HTTP 401; GET /scim/directory/{directoryId}/Users; trace sim-1)
    Hint: check the directory's ID, and copy the key again; the admin portal can make a new one (Security, Identity providers)
    [exit status: 4]
    ");
    insta::assert_snapshot!(one_after_another(&place, &[
        &["sync", "--only", "scim-links"],
        &["auth", "remove-directory", "4c8a"],
        &["auth", "add-directory", "https://example.com/x"],
        &["auth", "add-directory", "4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50", "--store", "keyring"],
    ]), @"
    $ atlctl sync --only scim-links
    ------- stderr -------
    Error: scim-links needs the key of an identity provider's directory, and the profile has none
    Hint: add the key that the admin portal shows when the identity provider is connected: atlctl auth add-directory --help
    [exit status: 4]
    $ atlctl auth remove-directory 4c8a
    ------- stderr -------
    Error: the profile default has no key of this directory
    Hint: this profile has no directory keys; add one: atlctl auth add-directory --help
    [exit status: 2]
    $ atlctl auth add-directory https://example.com/x
    ------- stderr -------
    Error: DIRECTORY is neither the ID nor the SCIM base URL of a directory
    Hint: the ID follows /scim/directory/ in the SCIM base URL, which the admin portal shows beside the key
    [exit status: 2]
    $ atlctl auth add-directory 4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50 --store keyring
    ------- stderr -------
    Error: the profile default stores its credentials in: file
    Hint: to move all of them: atlctl auth login --store keyring
    [exit status: 2]
    ");
}

#[test]
fn a_directory_key_from_the_environment_is_stored_nowhere() {
    let mut place = Place::with_key(SimConfig::default());
    let (id, key) = (
        place.sim.scim_directory_id(),
        place.sim.scim_directory_key(),
    );
    place
        .env
        .var("ATLCTL_DIRECTORY_KEY", &format!("{id}:{key}"));
    let synced = place.run(&["sync", "--only", "scim-links", "-vvv", "--debug-http"]);
    assert_eq!(synced.code, 0, "{synced}");
    assert!(!synced.to_string().contains(&key), "{synced}");
    for path in place.env.files() {
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(key.len()).any(|part| part == key.as_bytes());
        assert!(!found, "{}", path.display());
    }
    place.env.var("ATLCTL_DIRECTORY_KEY", &key);
    let wrong = place.run(&["sync"]);
    assert_eq!(wrong.code, 2, "{wrong}");
    assert!(!wrong.to_string().contains(&key), "{wrong}");
}

#[test]
fn a_directory_key_that_was_replaced_costs_its_part_alone() {
    let place = Place::with_key(SimConfig::default());
    add(&place);
    place.run(&["sync"]).expect(0);
    place.control().fault("* /scim/* 401").unwrap();
    let synced = place.run(&["sync"]);
    assert_eq!(synced.code, 0, "{synced}");
    assert!(
        synced
            .stderr
            .contains("Warning: the identity-provider records could not be read"),
        "{synced}"
    );
    let doctor = place.run(&["doctor"]);
    assert!(
        doctor.stdout.contains("its key does not open it"),
        "{doctor}"
    );
}
