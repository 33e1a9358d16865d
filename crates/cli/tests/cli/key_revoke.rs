//! API keys of the organization: the list, and revoking chosen ones but never the one in use.

use atlctl_sim::SimConfig;

use crate::common::Place;

fn ids(place: &Place) -> Vec<String> {
    let output = place.run(&["key", "list", "-o", "id", "-q"]);
    assert_eq!(output.code, 0, "{output}");
    output.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn keys_are_listed_and_revoked_with_a_session() {
    let place = Place::with_session(SimConfig::default());
    place.run(&["sync"]).expect(0);
    insta::assert_snapshot!(place.run(&["key", "list"]), @"
    ID                                    Label  Created by                    Expires (UTC)
    ddc8785f-d7ac-4a88-8160-03bbffc34a39  Key 3  otto.owner@acme-labs.example  2026-08-01 09:00
    ab92b490-4439-410f-8bf6-2c3cdd2e9fd0  Key 1  otto.owner@acme-labs.example  2026-12-17 09:00
    7331582f-0c44-401b-8ddc-aa250dae14ba  Key 0  ada.admin@acme.example        2027-01-09 09:00
    412d7d27-f4e6-4693-868f-c3aeeafdefee  Key 4  ada.admin@acme.example        2027-03-12 09:00
    80cc28f1-c9bb-494c-8543-9cff7cf68eee  Key 2  ada.admin@acme.example        2027-10-02 09:00
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Columns not shown: last_used, created (use --columns or -o csv).
    [exit status: 0]
    ");
    let all = ids(&place);
    insta::assert_snapshot!(place.run(&["key", "revoke", &all[0], "--yes"]), @"
    ------- stderr -------
    Revoke API keys, in Acme (simulated)
      1  change: 1 cannot be undone
    Cannot be undone: revoking 1 API key
    API keys read live; people from the mirror of Acme (simulated), synced just now.
    Note: uses the portal with your session; Atlassian documents this call only for API keys
    Error: 1 change cannot be undone, and --yes alone does not confirm that
    Hint: to confirm: atlctl key revoke ddc8785f-d7ac-4a88-8160-03bbffc34a39 --yes --confirm 1
    [exit status: 5]
    ");
    insta::assert_snapshot!(place.run(&["key", "revoke", &all[0], &all[1], "--yes", "--confirm", "2"]), @"
    ID                                    Change
    ddc8785f-d7ac-4a88-8160-03bbffc34a39  API key Key 3: expired → revoked (created 2025-11-04, last
                                          used 2026-08-04, expired 2026-08-01, created by
                                          otto.owner@acme-labs.example)
    ab92b490-4439-410f-8bf6-2c3cdd2e9fd0  API key Key 1: valid → revoked (created 2026-04-14, last used
                                          2026-09-04, expires 2026-12-17, created by
                                          otto.owner@acme-labs.example)
    ------- stderr -------
    Revoke API keys, in Acme (simulated)
      2  change: 2 cannot be undone
    Cannot be undone: revoking 2 API keys
    API keys read live; people from the mirror of Acme (simulated), synced just now.
    Note: uses the portal with your session; Atlassian documents this call only for API keys
    Run 20261124-1
    The same in every row shown: Outcome: done.
    Run 20261124-1: 2 done.
    [exit status: 0]
    ");
    assert_eq!(ids(&place), all[2..]);
    insta::assert_snapshot!(place.run(&["key", "revoke", &all[0], &all[2], "--dry-run"]), @"
    ID                                    Plan        Change                    Reason
    7331582f-0c44-401b-8ddc-aa250dae14ba  change      API key Key 0: valid →    -
                                                      revoked (created
                                                      2026-08-08, last used
                                                      2026-09-16, expires
                                                      2027-01-09, created by
                                                      ada.admin@acme.example)
    ddc8785f-d7ac-4a88-8160-03bbffc34a39  up to date  API key: revoked          is not valid: revoked
                                                                                already, or mistyped
    ------- stderr -------
    Warning: no valid API key in the organization with this ID: ddc8785f-d7ac-4a88-8160-03bbffc34a39
    Revoke API keys, in Acme (simulated)
      1  change: 1 cannot be undone
      1  up to date
    Cannot be undone: revoking 1 API key
    API keys read live; people from the mirror of Acme (simulated), synced just now.
    Note: uses the portal with your session; Atlassian documents this call only for API keys
    Columns not shown: risk (use --columns or -o csv).
    [exit status: 0]
    ");
}

/// Atlassian does not say which key signs a request.
#[test]
fn the_key_in_use_is_spared() {
    let place = Place::synced();
    let all = ids(&place);
    // The first has expired, so it is not the one in use.
    place
        .run(&["key", "revoke", &all[0], "--dry-run"])
        .expect(0);
    insta::assert_snapshot!(place.run(&["key", "revoke", &all[1], "--dry-run"]), @"
    ------- stderr -------
    Error: this may be the key in use: Atlassian does not say which key signs a request
    Hint: use a browser session without the key, in a profile of its own: atlctl auth login --profile session-only
    Hint: if it is another key: atlctl key revoke ab92b490-4439-410f-8bf6-2c3cdd2e9fd0 --dry-run --include-own-key
    [exit status: 5]
    ");
    place
        .run(&["key", "revoke", &all[1], "--include-own-key", "--dry-run"])
        .expect(0);
    let every = [
        &["key", "revoke"][..],
        &all.iter().map(String::as_str).collect::<Vec<_>>(),
        &["--include-own-key", "--dry-run"],
    ]
    .concat();
    insta::assert_snapshot!(place.run(&every), @"
    ------- stderr -------
    Error: the key in use is among these: the organization has no other valid API key
    Hint: leave one out, or use a browser session without the key, in a profile of its own: atlctl auth login --profile session-only
    [exit status: 5]
    ");
}

/// A plan that was made with a session says nothing of the key that applies it.
#[test]
fn a_saved_plan_spares_the_key_in_use() {
    let place = Place::with_both();
    place.run(&["sync"]).expect(0);
    let session = Place::with_session(SimConfig::default());
    session.run(&["sync"]).expect(0);
    let all = ids(&session);
    session
        .run(&["key", "revoke", &all[1], "--plan", "keys.json"])
        .expect(0);
    let plan = std::fs::read_to_string(session.env.home().join("keys.json")).unwrap();
    place.env.file("keys.json", plan);
    insta::assert_snapshot!(place.run(&["apply", "keys.json", "--yes", "--confirm", "1"]), @"
    ------- stderr -------
    Revoke API keys, in Acme (simulated)
      1  change: 1 cannot be undone
    Cannot be undone: revoking 1 API key
    API keys read live; people from the mirror of Acme (simulated), synced just now.
    Note: uses the portal with your session; Atlassian documents this call only for API keys
    Totals and notes are as of 2026-11-24 09:00 UTC, when the plan was made.
    Error: the plan revokes API keys and was made without one: the key in use may be among them
    Hint: apply it with a browser session, or make the plan again
    [exit status: 5]
    ");
    session
        .run(&["apply", "keys.json", "--yes", "--confirm", "1"])
        .expect(0);
}
