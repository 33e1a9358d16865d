//! Signing in, and what is kept of it: where, for which organization, and how long.

use std::os::unix::fs::PermissionsExt as _;

use atlctl_sim::{Expiry, SimConfig};

use crate::common::{Env, Place, chmod};

#[test]
fn a_copied_request_signs_in() {
    let place = Place::new(SimConfig::default());
    let file = place
        .env
        .private("copied.txt", place.control().capture_curl());
    let file = file.to_str().unwrap();
    insta::assert_snapshot!(place.run(&["auth", "login", "--capture", file, "--store", "file"]), @"
    ------- stderr -------
    Read a request copied as cURL (bash).
    Hint: [HOME]/copied.txt contains a live session: delete it once you are signed in
    Signed in as ada.admin@acme.example to Acme (simulated) (the session is valid; stored in a file that only you can read).
    Hint: next, mirror the organization: atlctl sync
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    Profile         default
    Valid           yes
    Credentials     session
    Stored in       file
    Account         ada.admin@acme.example
    Account ID      712020:69b82ebc-9223-4300-81d5-24478219731a
    Session issued  2026-11-24 09:00 UTC
    Session ends    2026-12-24 09:00 UTC
    API key ends    -
    Organization    jj7a5e99-7c3f-4f75-8771-7900ae3deb41
    Organizations   Acme (simulated) (jj7a5e99-7c3f-4f75-8771-7900ae3deb41)
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "list"]), @"
    Profile  In use  Organization      Credentials  Stored in  Session ends (UTC)
    default  yes     Acme (simulated)  session      file       2026-12-24 09:00
    [exit status: 0]
    ");
    let credentials = place.env.home().join(".config/atlctl/credentials");
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&credentials), 0o700);
    assert_eq!(mode(&credentials.join("default.json")), 0o600);
    let config =
        std::fs::read_to_string(place.env.home().join(".config/atlctl/config.toml")).unwrap();
    assert!(!config.contains("eyJ"), "{config}");
    // The session lists the people as the first scripts did.
    place
        .run(&[
            "api",
            "GET",
            "/gateway/api/adminhub/um/org/{org}/users?count=1",
        ])
        .expect(0);
}

/// A person who begins with a list has no organization to name yet.
#[test]
fn before_anybody_signed_in_that_is_what_is_said() {
    let mut env = Env::new();
    for command in [
        &["user", "list"][..],
        &["sync"],
        &["user", "list", "--live"],
    ] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(env.run(command), @"
            ------- stderr -------
            Error: not signed in
            Hint: sign in: atlctl auth login
            [exit status: 4]
            ");
        }
    }
    env.var("ATLCTL_API_KEY", "ATCTT-x");
    insta::assert_snapshot!(env.run(&["user", "list"]), @r#"
    ------- stderr -------
    Error: the profile "default" has no organization
    Hint: list your organizations: atlctl org list --live
    Hint: choose one for the profile: atlctl auth login
    [exit status: 2]
    "#);
}

/// Who forgot the profile still has what is stored of the organization.
#[test]
fn a_forgotten_profile_leads_to_its_organization() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    place.run(&["auth", "logout", "--forget"]).expect(0);
    let list = place.run(&["run", "list"]);
    let org = place.sim.org_id();
    let hint = format!(
        "Hint: or use what is stored here of the organization used before: atlctl run list --org {org}\n"
    );
    assert!(list.stderr.ends_with(&hint), "{list}");
    list.expect(4);
    place.run(&["run", "list", "--org", &org]).expect(0);
    place.run(&["user", "list", "--org", &org]).expect(0);
}

/// Who is not signed in has nothing to sign out of.
#[test]
fn without_a_profile_there_is_nothing_to_sign_out_of() {
    let env = Env::new();
    insta::assert_snapshot!(env.run(&["auth", "logout"]), @"
    ------- stderr -------
    Not signed in; nothing to delete.
    [exit status: 0]
    ");
    env.run(&["--profile", "work", "auth", "logout"]).expect(2);
}

/// A wrong name is wrong wherever the session would be stored.
#[test]
fn an_unknown_browser_is_said_before_a_keyring_is_asked_for() {
    let place = Place::new(SimConfig::default());
    for store in [&[][..], &["--store", "file"]] {
        let args = [&["auth", "login", "--from-browser", "netscape"], store].concat();
        let login = place.run(&args);
        assert!(
            login.stderr.starts_with("Error: unknown browser"),
            "{login}"
        );
        assert!(!login.stderr.contains("keyring"), "{login}");
        login.expect(2);
    }
}

#[test]
fn a_profile_holds_a_session_and_a_key() {
    let place = Place::with_key(SimConfig::default());
    let token = place.sim.session_token();
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--token-stdin"], &token), @"
    ------- stderr -------
    Signed in as ada.admin@acme.example to Acme (simulated) (the session is valid; stored in a file that only you can read).
    Hint: next, mirror the organization: atlctl sync
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "status", "-o", "json"]), @r#"
    {"profile":"default","valid":true,"works":true,"credentials":["session","API key"],"stored_in":"file","source":"file","account":"ada.admin@acme.example","account_id":"712020:69b82ebc-9223-4300-81d5-24478219731a","session_issued":"2026-11-24T09:00:00Z","session_ends":"2026-12-24T09:00:00Z","api_key_ends":null,"org":{"id":"jj7a5e99-7c3f-4f75-8771-7900ae3deb41","name":"Acme (simulated)"},"organizations":[{"id":"jj7a5e99-7c3f-4f75-8771-7900ae3deb41","name":"Acme (simulated)"}]}
    [exit status: 0]
    "#);
    insta::assert_snapshot!(place.run(&["auth", "logout"]), @"
    ------- stderr -------
    Deleted the credentials of the profile default.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: not signed in
    Hint: sign in: atlctl auth login
    [exit status: 4]
    ");
    insta::assert_snapshot!(place.run(&["auth", "logout", "--forget"]), @"
    ------- stderr -------
    Deleted the profile default; it had no credentials.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["auth", "logout"]), @"
    ------- stderr -------
    Not signed in; nothing to delete.
    [exit status: 0]
    ");
}

#[test]
fn where_to_keep_it_is_never_chosen_silently() {
    let place = Place::new(SimConfig::default());
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--api-key-stdin"], &place.sim.api_key()), @"
    ------- stderr -------
    Error: cannot store the credential: no keyring is available
    Hint: store it unencrypted in a file that only you can read, with the same input: atlctl auth login --api-key-stdin --store file
    Hint: check the credential without storing it, with the same input: atlctl auth login --api-key-stdin --store none
    [exit status: 1]
    ");
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--api-key-stdin", "--store", "none"], &place.sim.api_key()), @"
    ------- stderr -------
    Signed in to Acme (simulated) (the API key is valid; not stored).
    [exit status: 0]
    ");
    assert!(
        !place.env.home().join(".config").exists(),
        "nothing is kept"
    );
}

#[test]
fn what_does_not_work_is_not_kept() {
    let place = Place::new(SimConfig::default());
    let old = place.sim.session_token();
    place.control().expire(Expiry::Html);
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--token-stdin", "--store", "file"], &old), @"
    ------- stderr -------
    Error: got an HTML page instead of JSON (HTTP 200; GET /admin/v1/orgs)
    Hint: the session has expired, or is for another site: sign in at https://admin.atlassian.com in the browser, then copy the session again
    [exit status: 4]
    ");
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--api-key-stdin", "--store", "file"], "ATCTT-wrong"), @"
    ------- stderr -------
    Error: Atlassian does not accept the credential: Unauthorized (HTTP 401; GET /admin/v1/orgs)
    Hint: check the key in the admin portal (Settings, API keys): it may have expired or been revoked
    Hint: a key made with few scopes may not list organizations; name yours: atlctl auth login --org ID --store file
    [exit status: 4]
    ");
    insta::assert_snapshot!(
        place.run_with(&["auth", "login", "--api-key-stdin", "--store", "file", "--org", "other"], &place.sim.api_key()), @"
    ------- stderr -------
    Error: this credential cannot access the organization other
    Hint: it can access: Acme (simulated) (jj7a5e99-7c3f-4f75-8771-7900ae3deb41)
    [exit status: 2]
    ");
    assert!(
        !place.env.home().join(".config").exists(),
        "nothing is kept"
    );
}

/// The profile's other credential and whom it protects would have gone to an organization they are not of.
#[test]
fn a_profile_stays_with_its_organization() {
    let place = Place::with_key(SimConfig::default());
    let file = place.env.home().join(".config/atlctl/config.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let ours = config
        .lines()
        .find(|line| line.starts_with("org = "))
        .unwrap();
    let other = config.replace(ours, "org = \"other\"");
    std::fs::write(&file, &other).unwrap();
    let token = place.sim.session_token();
    let login = ["auth", "login", "--token-stdin"];
    insta::assert_snapshot!(place.run_with(&login, &token), @"
    ------- stderr -------
    Error: this credential cannot access the organization other
    Hint: it can access: Acme (simulated) (jj7a5e99-7c3f-4f75-8771-7900ae3deb41)
    Hint: use a separate profile for another organization: atlctl auth login --profile NAME
    Hint: to use it for the profile default anyway, for example, with the same input: atlctl auth login --token-stdin --org jj7a5e99-7c3f-4f75-8771-7900ae3deb41
    [exit status: 2]
    ");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), other);
    let id = ours.split('"').nth(1).unwrap();
    place
        .run_with(&[&login[..], &["--org", id]].concat(), &token)
        .expect(0);
    assert!(std::fs::read_to_string(&file).unwrap().contains(ours));
}

#[test]
fn a_renewed_session_is_written_back() {
    let place = Place::new(SimConfig {
        rotate_sessions: true,
        ..SimConfig::default()
    });
    let token = place.sim.session_token();
    place
        .run_with(
            &["auth", "login", "--token-stdin", "--store", "file"],
            &token,
        )
        .expect(0);
    let kept = || std::fs::read_to_string(place.env.kept()).unwrap();
    let first = kept();
    assert!(
        !first.contains(&token) && first.contains("eyJ"),
        "the call that checks it renewed it already"
    );
    place
        .run(&[
            "api",
            "GET",
            "/gateway/api/adminhub/um/org/{org}/users?count=1",
        ])
        .expect(0);
    assert!(
        kept() != first && kept().contains("eyJ"),
        "the new one is kept"
    );
    place.run(&["auth", "status"]).expect(0);
}

#[test]
fn the_end_of_a_session_is_announced() {
    let mut place = Place::with_session(SimConfig::default());
    for (now, warning) in [
        ("2026-11-24T10:00:00Z", ""),
        ("2026-12-01T09:00:00Z", "the session expires in 23 days"),
        ("2026-12-18T09:00:00Z", "the session expires in 6 days"),
        ("2026-12-23T10:00:00Z", "the session expires within a day"),
        ("2026-12-25T10:00:00Z", "the session has probably expired"),
    ] {
        place.env.var("ATLCTL_NOW", now);
        let output = place.run(&["auth", "status"]);
        let found = output
            .stderr
            .trim()
            .trim_start_matches("Warning: ")
            .to_owned();
        assert_eq!(found, warning, "{now}");
    }
}

#[test]
fn a_store_that_others_can_read_is_refused() {
    let place = Place::with_key(SimConfig::default());
    chmod(&place.env.kept(), 0o644);
    insta::assert_snapshot!(place.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: other users can read [HOME]/.config/atlctl/credentials/default.json (mode 644); a credential there is not safe
    Hint: chmod 600 [HOME]/.config/atlctl/credentials/default.json; sign in again if others may have read it
    [exit status: 1]
    ");
}

/// A session that Atlassian knows, of somebody who is no admin: signing in again with it leads nowhere.
#[test]
fn a_session_of_somebody_who_is_no_admin_has_not_expired() {
    let place = Place::new(SimConfig::default());
    let file = place
        .env
        .private("copied.txt", place.control().capture_curl());
    place.control().fault("GET * 403").unwrap();
    let file = file.to_str().unwrap();
    insta::assert_snapshot!(place.run(&["auth", "login", "--capture", file, "--store", "none"]), @"
    ------- stderr -------
    Read a request copied as cURL (bash).
    Hint: [HOME]/copied.txt contains a live session: delete it once you are signed in
    Error: A fault of the simulator (HTTP 403; GET /admin/v1/orgs)
    Hint: the account that you signed in with in the browser must be an organization admin: sign in there with one that is, then copy the session again
    Hint: if it is one, name your organization: atlctl auth login --capture [HOME]/copied.txt --store none --org ID
    [exit status: 1]
    ");
}
