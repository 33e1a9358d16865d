//! Service accounts: their lists, their tokens and OAuth clients, and how they are deleted.

use atlctl_sim::SimConfig;

use crate::common::Place;

fn ids(place: &Place, list: &str) -> Vec<String> {
    let output = place.run(&["service-account", list, "-o", "id", "-q"]);
    assert_eq!(output.code, 0, "{output}");
    output.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn lists() {
    let place = Place::with_key(SimConfig::default());
    insta::assert_snapshot!(place.run(&["service-account", "list"]), @"
    ID                                           Name          API tokens  Email           Description
    712020:333a0a69-1d1d-45db-88c4-fbbba874defa  Deploy robot           1  deploy-robot-…  Simulated se…
    712020:f4fc4a31-9ed2-48d4-89f1-96bb5de09344  Backup robot           2  backup-robot-…  Simulated se…
    712020:6ac00bec-6677-4c15-8aa4-a1374fc21ed9  Report robot           1  report-robot-…  Simulated se…
    712020:990e589d-49aa-4e50-8cd8-21f199954e9e  Sync robot             2  sync-robot-3@…  Simulated se…
    ------- stderr -------
    The mirror has no service accounts (see: atlctl sync); read from Atlassian.
    The same in every row shown: Status: active.
    Some values are cut with … to fit; -o csv and -o json print all of them.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["service-account", "tokens"]), @"
    ID                                    Email                                  Last used (UTC)
    827e8390-858e-4169-8c00-887b6f0d37b4  deploy-robot-0@serviceaccount.example  never
    a2f17b41-b374-4bcc-8f86-f67fac55db6f  backup-robot-1@serviceaccount.example  2026-07-22 17:24
    dd18da51-1fab-413a-86dd-01b82e120c7a  backup-robot-1@serviceaccount.example  2025-12-20 05:24
    20c5987e-af4e-448a-8781-48e01d8178ff  report-robot-2@serviceaccount.example  2026-02-20 16:55
    a1a527bb-4f62-42e4-87f6-89f7a569a79c  sync-robot-3@serviceaccount.example    2026-09-24 03:00
    1fba5be0-8611-451f-88a4-3a548128232a  sync-robot-3@serviceaccount.example    2025-02-23 04:12
    ------- stderr -------
    The mirror has no credentials of service accounts (see: atlctl sync); read from Atlassian.
    The same in every row shown: Status: allowed.
    Columns not shown: label, expires, created (use --columns or -o csv).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["service-account", "clients", "--all"]), @"
    ID                                    Name      Status   Created (UTC)     Updated (UTC)
    b09c77b0-e28a-40c4-81a3-d3e049c668fd  Client 0  expired  2025-02-01 09:00  2025-02-01 09:00
    c9e049cc-9dab-48d4-8e85-446dd70b3e81  Client 1  expired  2026-01-27 09:00  2026-01-27 09:00
    67639380-011d-4deb-80d3-997b01c7dffa  Client 3  active   2026-08-12 09:00  2026-08-12 09:00
    ------- stderr -------
    The mirror has no OAuth clients (see: atlctl sync); read from Atlassian.
    [exit status: 0]
    ");
    let one = ids(&place, "list").remove(1);
    let tokens = place.run(&["service-account", "tokens", &one, "-o", "id"]);
    assert_eq!(tokens.stdout.lines().count(), 2, "{tokens}");
}

#[test]
fn a_service_account_that_is_not_there_has_no_tokens_to_revoke() {
    let place = Place::synced();
    let id = "712020:00000000-0000-4000-8000-000000000000\n";
    let arguments = ["service-account", "revoke-tokens", "--from-stdin", "--yes"];
    insta::assert_snapshot!(place.env.run_with(&arguments, id.as_bytes()), @"
    ID                                           Plan        Change               Reason
    712020:00000000-0000-4000-8000-000000000000  up to date  API tokens: revoked  has no valid API token
    ------- stderr -------
    standard input: 1 ID
    Warning: no valid service account in the organization with this ID: 712020:00000000-0000-4000-8000-000000000000
    Revoke the API tokens of service accounts, in Acme (simulated)
      0  change
      1  up to date
    API tokens of service accounts read live; people from the mirror of Acme (simulated), synced just now.
    Nothing to change.
    [exit status: 0]
    ");
}

#[test]
fn tokens_go_and_the_account_stays() {
    let place = Place::synced();
    let all = ids(&place, "list");
    let (first, second) = (all[0].as_str(), all[1].as_str());
    insta::assert_snapshot!(place.run(&["service-account", "revoke-tokens", first, second, "--yes", "--confirm", "2"]), @"
    ID                                           Email                                  Change
    712020:f4fc4a31-9ed2-48d4-89f1-96bb5de09344  backup-robot-1@serviceaccount.example  API tokens of
                                                                                        Backup robot: 2
                                                                                        valid → revoked
                                                                                        (Simulated
                                                                                        service account
                                                                                        1)
    712020:333a0a69-1d1d-45db-88c4-fbbba874defa  deploy-robot-0@serviceaccount.example  API tokens of
                                                                                        Deploy robot: 1
                                                                                        valid → revoked
                                                                                        (Simulated
                                                                                        service account
                                                                                        0)
    ------- stderr -------
    Revoke the API tokens of service accounts, in Acme (simulated)
      2  change: 2 cannot be undone
    Cannot be undone: revoking the API tokens of 2 service accounts
    API tokens of service accounts read live; people from the mirror of Acme (simulated), synced just now.
    Run 20261124-1
    The same in every row shown: Outcome: done.
    Run 20261124-1: 2 done.
    [exit status: 0]
    ");
    assert_eq!(ids(&place, "list"), all);
    assert!(
        place
            .run(&["service-account", "tokens", first, "-o", "id"])
            .stdout
            .is_empty()
    );
    insta::assert_snapshot!(place.run(&["service-account", "revoke-tokens", first, "--yes"]), @"
    ID                                           Email                                  Plan
    712020:f4fc4a31-9ed2-48d4-89f1-96bb5de09344  backup-robot-1@serviceaccount.example  up to date
      Change: API tokens of Backup robot: revoked (Simulated service account 1)
      Reason: has no valid API token
    ------- stderr -------
    Revoke the API tokens of service accounts, in Acme (simulated)
      0  change
      1  up to date
    API tokens of service accounts read live; people from the mirror of Acme (simulated), synced just now.
    Nothing to change.
    [exit status: 0]
    ");
}

#[test]
fn accounts_and_clients_are_deleted() {
    let place = Place::synced();
    let all = ids(&place, "list");
    let clients = ids(&place, "clients");
    insta::assert_snapshot!(place.run(&["service-account", "delete", &all[0], "--dry-run"]), @"
    ID                                           Email                                  Plan    Reason
    712020:f4fc4a31-9ed2-48d4-89f1-96bb5de09344  backup-robot-1@serviceaccount.example  change  -
      Change: service account Backup robot: valid → deleted (Simulated service account 1)
    ------- stderr -------
    Delete service accounts, in Acme (simulated)
      1  change: 1 cannot be undone
    Cannot be undone: deleting 1 service account
    Service accounts read live; people from the mirror of Acme (simulated), synced just now.
    Columns not shown: risk (use --columns or -o csv).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["service-account", "revoke", &all[0], "--yes", "--confirm", "1"]), @"
    ID                                           Email                                  Outcome  Reason
    712020:f4fc4a31-9ed2-48d4-89f1-96bb5de09344  backup-robot-1@serviceaccount.example  done     -
      Change: service account Backup robot: valid → deleted (Simulated service account 1)
    ------- stderr -------
    Delete service accounts, in Acme (simulated)
      1  change: 1 cannot be undone
    Cannot be undone: deleting 1 service account
    Service accounts read live; people from the mirror of Acme (simulated), synced just now.
    Run 20261124-1
    Run 20261124-1: 1 done.
    [exit status: 0]
    ");
    assert_eq!(ids(&place, "list"), all[1..]);
    insta::assert_snapshot!(place.run(&["service-account", "delete-clients", &clients[0], "--yes", "--confirm", "1"]), @"
    ID                                    Outcome  Change                                         Reason
    b09c77b0-e28a-40c4-81a3-d3e049c668fd  done     OAuth client Client 0: valid → deleted         -
                                                   (expired)
    ------- stderr -------
    Delete OAuth clients, in Acme (simulated)
      1  change: 1 cannot be undone
    Cannot be undone: deleting 1 OAuth client
    OAuth clients read live; people from the mirror of Acme (simulated), synced just now.
    Run 20261124-2
    Run 20261124-2: 1 done.
    [exit status: 0]
    ");
    assert!(!ids(&place, "clients").contains(&clients[0]));
    insta::assert_snapshot!(place.run(&["undo", "last"]), @"
    ID                                    Plan              Change                 Reason
    b09c77b0-e28a-40c4-81a3-d3e049c668fd  cannot be undone  OAuth client Client    cannot be brought
                                                            0: deleted             back; its owner must
                                                                                   create a new one
    ------- stderr -------
    Undo of run 20261124-2, in Acme (simulated)
      0  change
      1  cannot be undone
    OAuth clients read live; people from the mirror of Acme (simulated), synced just now.
    Nothing to change.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["service-account", "delete", "no-such-account"]), @"
    ------- stderr -------
    Error: no valid service account in the organization with this ID: no-such-account
    Hint: list the service accounts: atlctl service-account list
    [exit status: 2]
    ");
}
