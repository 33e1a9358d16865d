//! Syncing when things go wrong: killed, cut off, throttled, contradicted, out of space, not alone.

use std::process::{Child, Stdio};

use atlctl_sim::{Control, Expiry, RateLimit, SimConfig};

use crate::common::Place;

/// Starts a sync.
fn started(place: &Place) -> Child {
    place
        .env
        .command(&["sync"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until so many requests arrived; false when the program ended before.
fn arrived(control: &Control, requests: usize, child: &mut Child) -> bool {
    while control.requests().len() < requests {
        if child.try_wait().unwrap().is_some() {
            return control.requests().len() >= requests;
        }
        std::thread::yield_now();
    }
    true
}

/// Starts a sync and leaves it waiting for an answer, in the midst of the people.
fn held(place: &Place) -> Child {
    let control = place.control();
    control.fault("POST */users/search skip=3 hang").unwrap();
    let before = control.requests().len();
    let mut child = started(place);
    assert!(arrived(&control, before + 9, &mut child));
    child
}

/// Ends it as SIGKILL does: without a word.
fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// All that lists show, and all that was remembered of changes.
fn all(place: &Place) -> String {
    // As it is: an id may hold the digits of a port.
    let shown = |args: &[&str]| place.env.run(&[args, &["-q", "-o", "csv"]].concat()).stdout;
    [
        shown(&["user", "list", "--sort", "account_id"]),
        shown(&["group", "list", "--sort", "id"]),
        shown(&["policy", "list", "--sort", "id"]),
        shown(&["workspace", "list", "--sort", "id"]),
        shown(&[
            "sql",
            "SELECT thing, id, kind, detail FROM change ORDER BY 1, 2, 3, 4",
        ]),
        shown(&[
            "sql",
            "SELECT account_id, group_id FROM user_group ORDER BY 1, 2",
        ]),
    ]
    .concat()
}

/// An organization, of which a sync was made before it changed, or none.
fn place(synced_before: bool) -> Place {
    let place = Place::with_key(SimConfig {
        people: 450,
        ..SimConfig::default()
    });
    if synced_before {
        place.run(&["sync"]).expect(0);
        let control = place.control();
        let to = control.policies()[1].id.clone();
        for account in control.accounts().iter().filter(|a| a.managed).take(30) {
            control.set_policy(&account.account_id, &to);
        }
    }
    place
}

/// The real program, killed at every request it makes: while the answer is awaited (the server hangs), and
/// while it works on what it has.
#[test]
fn killed_at_any_request_it_resumes() {
    for synced_before in [false, true] {
        let whole = place(synced_before);
        let before = whole.control().requests().len();
        whole.run(&["sync"]).expect(0);
        let requests = whole.control().requests().len() - before;
        assert!(requests > 12, "{requests}");
        let want = all(&whole);
        for at in 0..requests {
            for hangs in [true, false] {
                let place = place(synced_before);
                let control = place.control();
                if hangs {
                    control.fault(&format!("* * skip={at} hang")).unwrap();
                }
                let before = control.requests().len();
                let mut child = started(&place);
                arrived(&control, before + at + 1, &mut child);
                kill(child);
                control.clear_faults();
                let output = place.run(&["sync"]);
                assert_eq!(output.code, 0, "killed at request {at}\n{output}");
                let have = all(&place);
                let mut lines = have.lines().zip(want.lines());
                let differ = lines.find(|(have, want)| have != want);
                assert!(
                    have == want,
                    "killed at request {at} (hangs: {hangs}, before: {synced_before}): {differ:?}\n{output}"
                );
            }
        }
    }
}

/// While one sync runs: another is refused, a reader is told that the first has not ended, and a name is
/// taken all the same.
#[test]
fn a_sync_that_runs_is_not_in_the_way() {
    let place = place(false);
    let control = place.control();
    let child = held(&place);
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Error: another sync is writing to [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite
    Hint: wait until it ends
    [exit status: 1]
    ");
    insta::assert_snapshot!(place.run(&["user", "list"]), @"
    ------- stderr -------
    Error: the first sync is not finished
    Hint: resume it: atlctl sync
    [exit status: 1]
    ");
    let id = control.policies()[0].id.clone();
    // People it has not seen would be left out of the plan silently.
    insta::assert_snapshot!(
        place.run(&["policy", "move", "--where", "managed", "--to", &id, "--dry-run"]), @"
    ------- stderr -------
    Error: the first sync is not finished
    Hint: resume it: atlctl sync
    [exit status: 1]
    ");
    let named = place.run(&["policy", "name", &id, "Basic"]);
    assert_eq!(named.code, 0, "{named}");
    kill(child);
    control.clear_faults();
    place.run(&["sync"]).expect(0);
    let named = place.run(&["policy", "list", "--search", "basic", "-o", "id", "-q"]);
    assert_eq!(named.stdout.trim(), id);

    // A second sync is no hindrance to questions: they are answered as of the first.
    let child = held(&place);
    let people = place.run(&["user", "list", "-o", "id", "-q"]);
    assert_eq!(
        (people.code, people.stdout.lines().count()),
        (0, 450),
        "{people}"
    );
    kill(child);
}

/// A disk that takes no more: an error, nothing broken, and resumed when there is room.
#[test]
fn a_full_disk_is_reported_and_the_sync_resumes() {
    let place = Place::with_key(SimConfig {
        people: 3000,
        ..SimConfig::default()
    });
    // No file may grow beyond three megabytes.
    let output = place.env.run_in(6144, &["sync"]);
    assert_eq!(output.code, 1, "{output}");
    insta::assert_snapshot!(output.stderr, @"
    Error: the mirror cannot write what the sync read
      Caused by: disk I/O error
    Hint: check the disk of [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite; then run the same command again
    ");
    let output = place.run(&["sync"]);
    assert!(
        output.stderr.contains("Resuming the interrupted sync"),
        "{output}"
    );
    assert_eq!(output.code, 0, "{output}");
    let people = place.run(&["user", "list", "-o", "id", "-q"]);
    assert_eq!(people.stdout.lines().count(), 3000);
}

/// A mirror that cannot be used says what is wrong with it and what to do.
#[test]
fn a_mirror_that_cannot_be_used_says_why() {
    let place = place(true);
    let mirror = place.mirror();
    let whole = std::fs::read(&mirror).unwrap();
    std::fs::write(&mirror, &whole[..whole.len() / 2]).unwrap();
    insta::assert_snapshot!(place.run(&["user", "list"]), @"
    ------- stderr -------
    Error: the mirror is damaged: [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite
      Caused by: database disk image is malformed
    Hint: [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite is damaged: rename it, then mirror the organization again: atlctl sync
    [exit status: 1]
    ");
    assert_eq!(place.run(&["sync"]).code, 1);
    std::fs::remove_file(&mirror).unwrap();
    std::os::unix::fs::symlink("elsewhere", &mirror).unwrap();
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Error: [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite is a symbolic link, which is not followed
    Hint: replace the link with the file
    [exit status: 1]
    ");
    assert!(!mirror.with_file_name("elsewhere").exists());
    std::fs::remove_file(&mirror).unwrap();
    // The format's number, as the file's header has it: what a newer program writes.
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&mirror, &newer).unwrap();
    insta::assert_snapshot!(place.run(&["user", "list"]), @"
    ------- stderr -------
    Error: [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite was written by a newer atlctl (format 99; this version reads up to 3)
    Hint: use the newer atlctl, or move the file away and mirror again: atlctl sync
    [exit status: 1]
    ");
    assert_eq!(place.run(&["sync"]).code, 1);
    assert!(
        std::fs::read(&mirror).unwrap() == newer,
        "a newer mirror was touched"
    );
}

#[test]
fn what_was_left_out_on_purpose_is_no_failure() {
    let place = Place::with_key(SimConfig::default());
    insta::assert_snapshot!(place.run(&["sync", "--no-policies"]), @"
    ------- stderr -------
    Read 1 directory, 4 domains, 5 apps, 20 groups, 200 people, 4 roles of groups, 158 API tokens, 5 API keys, 4 service accounts, 9 credentials of service accounts, 3 OAuth clients, 3 organization policies.
    Skipped: policies of people.
    Hint: next, query the mirror: atlctl user list --inactive 90d
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--policy", "unknown", "--managed", "-o", "id", "--limit", "1"]), @"
    0fb0ab9cb9f1162b8219736c
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Policies of people: never read; left out of every sync.
    1 of 175 people (--limit).
    [exit status: 0]
    ");
    place.control().fault("GET */domains html").unwrap();
    assert_eq!(place.run(&["sync", "--no-policies"]).code, 3);
}

/// The original user management: with a session everyone is read through the portal.
#[test]
fn the_old_user_management_is_read_through_the_portal() {
    let place = Place::with_key(SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    });
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Warning: Atlassian did not report people's groups, apps and roles; they are unknown
    Read 4 domains, 5 apps, 175 people, 175 accounts' policies, 158 API tokens, 5 API keys, 4 service accounts, 9 credentials of service accounts, 3 OAuth clients, 3 organization policies.
    Directories: not available on the original user management.
    Warning: the groups could not be read: this portal call requires a browser session (GET /adminhub/um/org/{orgId}/groups); they are unknown
    Warning: the people may not be complete: group memberships: a browser session is required (atlctl auth login); the portal's list of people: a browser session is required (atlctl auth login)
    The roles of groups could not be read: the groups could not be read. They are unknown.
    Hint: next, import the policy names: atlctl policy import-names --help
    [exit status: 3]
    ");
    place.sign_in();
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Warning: Atlassian did not report people's apps and roles; they are unknown
    Read 4 domains, 5 apps, 20 groups, 200 people, 175 accounts' policies, 158 API tokens, 5 API keys, 4 service accounts, 9 credentials of service accounts, 3 OAuth clients, 3 organization policies.
    Since the last sync: 25 new.
    Directories: not available on the original user management.
    Roles of groups: not available on the original user management.
    [exit status: 0]
    ");
    let count = |args: &[&str]| {
        let args = [&["user", "list", "-o", "id", "-q"], args].concat();
        place.run(&args).stdout.lines().count()
    };
    let accounts = place.control().accounts();
    assert_eq!(count(&[]), 200);
    assert_eq!(
        count(&["--unmanaged"]),
        accounts.iter().filter(|a| !a.managed).count()
    );
    // Who is an admin is not reported: unknown, and not no.
    insta::assert_snapshot!(place.run(&["user", "list", "--admin"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    No people.
    200 people left out: it is unknown whether they match the filters.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["org", "show", "--columns", "people,managed,org_admins"]), @"
    People      200
    Managed     175
    Org admins  ?
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    assert_eq!(count(&["--where", "org_admin IS NULL"]), 200);
    insta::assert_snapshot!(place.run(&["user", "list", "--live", "--limit", "1"]), @"
    Email                   Name       Status  Managed  Policy  Last active (UTC)
    ada.admin@acme.example  Ada Admin  active  yes      ?       2026-11-23 14:12
    ------- stderr -------
    From Atlassian: Acme (simulated).
    Stopped after 1 (--limit); there may be more people.
    [exit status: 0]
    ");
}

#[test]
fn a_session_that_expires_during_a_sync_loses_nothing() {
    let place = Place::with_session(SimConfig {
        people: 1000,
        ..SimConfig::default()
    });
    place
        .control()
        .fault("POST */users/search skip=4 html")
        .unwrap();
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Error: the sync stopped while reading the people
      Caused by: got an HTML page instead of JSON (HTTP 200; POST /admin/v2/orgs/{orgId}/directories/{directoryId}/users/search)
    Hint: the credential has expired or is not accepted; sign in: atlctl auth login
    Hint: your progress is saved; to resume: atlctl sync
    [exit status: 4]
    ");
    place.control().clear_faults();
    place.control().expire(Expiry::Redirect);
    assert_eq!(place.run(&["sync"]).code, 4);
    place.sign_in();
    let output = place.run(&["sync"]);
    assert!(
        output.stderr.contains("Resuming the interrupted sync"),
        "{output}"
    );
    assert_eq!(output.code, 0, "{output}");
}

#[test]
fn limits_are_waited_for_and_named() {
    let place = Place::with_key(SimConfig {
        rate_limit: Some(RateLimit {
            requests: 3,
            per: std::time::Duration::from_secs(2),
            headers: false,
        }),
        people: 500,
        ..SimConfig::default()
    });
    // Other calls go through meanwhile: that is no reason to keep silent about this one.
    place
        .control()
        .fault("POST */users/search skip=1 1x 429 retry-after=3")
        .unwrap();
    let output = place.run(&["sync"]);
    assert_eq!(output.code, 0, "{output}");
    let named =
        "rate-limited (Atlassian refuses more requests); resuming in at most 3 s, by 09:00:03 UTC";
    assert!(output.stderr.contains(named), "{output}");
}

#[test]
fn each_fault_of_a_list_has_an_outcome() {
    for (fault, code) in [
        ("POST */users/search 2x 503", 0),
        ("POST */users/search 1x reset", 0),
        ("POST */users/search 1x cut", 0),
        ("GET */domains 403", 3),
        ("POST */users/search skip=1 cursor-loop", 1),
        ("POST */users/search skip=1 garbage", 1),
        ("POST */users/search skip=1 empty", 1),
        ("POST */users/search skip=1 1x duplicate-page", 0),
        ("POST */users/search unauthorized", 4),
        ("POST */users/search redirect", 4),
    ] {
        let place = Place::with_key(SimConfig {
            people: 500,
            ..SimConfig::default()
        });
        place.control().fault(fault).unwrap();
        let output = place.run(&["sync"]);
        assert_eq!(output.code, code, "{fault}\n{output}");
        place.control().clear_faults();
        let again = place.run(&["sync"]);
        assert_eq!(again.code, 0, "{fault}\n{again}");
        let people = place
            .run(&["user", "list", "-o", "id", "-q"])
            .stdout
            .lines()
            .count();
        assert_eq!(people, 500, "{fault}");
    }
}

#[test]
fn a_page_that_leaves_someone_out_makes_nobody_gone() {
    let place = Place::with_key(SimConfig {
        people: 500,
        ..SimConfig::default()
    });
    place.run(&["sync"]).expect(0);
    place
        .control()
        .fault("POST */users/search skip=1 1x shift-page")
        .unwrap();
    let output = place.run(&["sync"]);
    assert!(output.code == 0 || output.code == 3, "{output}");
    let gone = place.run(&["user", "list", "--gone", "-o", "id", "-q"]);
    assert_eq!(gone.stdout, "", "{output}");
}

/// A credential that may read nothing at all does not make a mirror.
#[test]
fn a_credential_that_may_read_nothing_fails() {
    let place = Place::with_key(SimConfig::default());
    place.control().fault("* * 403").unwrap();
    let output = place.run(&["sync"]);
    assert_eq!(output.code, 1, "{output}");
    assert!(output.stderr.contains("nothing could be read"), "{output}");
    let orgs = place.env.home().join(".local/share/atlctl/orgs");
    assert_eq!(std::fs::read_dir(&orgs).unwrap().count(), 0);
}
