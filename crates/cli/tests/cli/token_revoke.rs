//! API tokens of people: the list, its filters, and revoking each token by its own ID.

use std::time::Duration;

use atlctl_sim::{Facet, SimConfig};

use crate::common::{Output, Place};

/// Revokes what `args` select, with everyone included and what cannot be undone confirmed by the organization's name.
fn revoke(place: &Place, args: &[&str]) -> Output {
    let all = [
        "--include-admins",
        "--include-unknown-roles",
        "--yes",
        "--confirm",
        "Acme (simulated)",
    ];
    place.run(&[&["token", "revoke"], args, &all].concat())
}

fn ids(place: &Place, filters: &[&str]) -> Vec<String> {
    let list = [&["token", "list", "-o", "id", "-q"], filters].concat();
    let output = place.run(&list);
    assert_eq!(output.code, 0, "{output}");
    output.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn the_list_and_its_filters() {
    let place = Place::with_key(SimConfig::default());
    insta::assert_snapshot!(place.run(&["token", "list", "--unused", "600d", "--limit", "3"]), @"
    ID                        Email                        Label     Last used (UTC)   Created (UTC)
    a5f5cf21427cd50000003801  emil.fontaine@acme.example   laptop    2024-12-27 18:35  2024-06-07 09:00
    885e23d22a86ff0000005f01  mei.pereira@acme.example     jira-cli  2024-11-24 18:10  2024-08-15 09:00
    095732b9320478000000b001  joerg.nakamura@acme.example  laptop    never             2024-08-21 09:00
    ------- stderr -------
    The mirror has no API tokens (see: atlctl sync); read from Atlassian.
    Stopped after 3 (--limit); there may be more tokens.
    The same in every row shown: Expires (UTC): never; Status: allowed.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["token", "list", "--never-used", "--older-than", "700d", "-o", "json", "--limit", "1"]), @r#"
    [
      {"id":"095732b9320478000000b001","email":"joerg.nakamura@acme.example","label":"laptop","last_used":null,"last_used_known":true,"expires":null,"created":"2024-08-21T09:00:00Z","status":"allowed","name":"Jörg Nakamura","account_id":"712020:bf02243b-32bf-4955-835b-8d18821973aa","scopes":[]}
    ]
    ------- stderr -------
    The mirror has no API tokens (see: atlctl sync); read from Atlassian.
    Stopped after 1 (--limit); there may be more tokens.
    [exit status: 0]
    "#);
    let all = ids(&place, &[]).len();
    let never = ids(&place, &["--never-used"]).len();
    let unused = ids(&place, &["--unused", "90d"]).len();
    assert!(
        0 < never && never < unused && unused < all,
        "{never} {unused} {all}"
    );
    let mine = place.run(&[
        "token",
        "list",
        "--person",
        "EMIL.fontaine@acme.example",
        "-o",
        "csv",
        "--columns",
        "email",
    ]);
    assert!(mine.stdout.lines().skip(1).count() > 0, "{mine}");
    assert!(
        mine.stdout
            .lines()
            .skip(1)
            .all(|line| line.contains("emil.fontaine@acme.example")),
        "{mine}"
    );
}

#[test]
fn tokens_are_revoked_one_by_one_and_stay_so() {
    let place = Place::synced();
    let chosen = ids(&place, &["--unused", "600d"]);
    insta::assert_snapshot!(place.run(&["token", "revoke", "--unused", "600d", "--dry-run"]), @"
    ID                        Email                        Change
    a5f5cf21427cd50000003801  emil.fontaine@acme.example   API token laptop: valid → revoked (created
                                                           2024-06-07, last used 2024-12-27)
    885e23d22a86ff0000005f01  mei.pereira@acme.example     API token jira-cli: valid → revoked (created
                                                           2024-08-15, last used 2024-11-24)
    095732b9320478000000b001  joerg.nakamura@acme.example  API token laptop: valid → revoked (created
                                                           2024-08-21, never used)
    c2bdd78710d0be0000006200  nadia.rahman@acme.example    API token old phone: valid → revoked (created
                                                           2024-10-03, last used 2024-11-22)
    e5b72e1fcfec750000000c00  rosa.rossi@acme.example      API token old phone: valid → revoked (created
                                                           2024-10-11, last used 2025-01-05)
    ------- stderr -------
    Revoke API tokens, in Acme (simulated)
      15  change: 15 cannot be undone
    Cannot be undone: revoking 15 API tokens
    API tokens read live; people from the mirror of Acme (simulated), synced just now.
    About 15 calls: about 5 s at 200 a minute.
    The same in every row shown: Plan: change; Risk: irreversible.
    Showing 5 of 15 rows; -o csv and -o json print all of them.
    [exit status: 0]
    ");
    assert_eq!(
        ids(&place, &["--unused", "600d"]),
        chosen,
        "a dry run revokes nothing"
    );
    insta::assert_snapshot!(place.run(&["token", "revoke", "--unused", "600d", "--yes"]), @"
    ------- stderr -------
    Revoke API tokens, in Acme (simulated)
      15  change: 15 cannot be undone
    Cannot be undone: revoking 15 API tokens
    API tokens read live; people from the mirror of Acme (simulated), synced just now.
    About 15 calls: about 5 s at 200 a minute.
    Error: 15 changes cannot be undone, and --yes alone does not confirm that
    Hint: to confirm: atlctl token revoke --unused 600d --yes --confirm 15
    [exit status: 5]
    ");
    place.control().clear_calls();
    let done = revoke(&place, &["--unused", "600d"]);
    assert_eq!(done.code, 0, "{done}");
    assert!(
        done.stderr.contains(&format!("{} done", chosen.len())),
        "{done}"
    );
    let calls = place.control().calls();
    assert_eq!(calls.len(), chosen.len(), "{calls:?}");
    assert!(
        calls
            .iter()
            .all(|call| call.processed == 1 && call.succeeded == 1),
        "{calls:?}"
    );
    assert!(ids(&place, &["--unused", "600d"]).is_empty());
    insta::assert_snapshot!(revoke(&place, &["--unused", "600d"]), @"
    ------- stderr -------
    No API tokens match. Nothing to change.
    [exit status: 0]
    ");
    insta::assert_snapshot!(revoke(&place, &chosen.iter().map(String::as_str).take(1).collect::<Vec<_>>()), @"
    ------- stderr -------
    Error: no valid API token in the organization with this ID: a5f5cf21427cd50000003801
    Hint: list the API tokens: atlctl token list
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["undo", "last", "--limit", "1", "-o", "csv"]), @"
    line,target,email,name,account,verdict,risk,what,before,before_id,after,after_id,reason,effect,change_reason,escaped
    ,74eecb9590153b0000005900,lucia.novak@acme.example,Lucía Novak,712020:048b7d7f-f64f-4f4b-8b66-c64882197343,cannot be undone,,API token report,revoked,revoked,,,cannot be brought back; its owner must create a new one,,,
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
       0  change
      15  cannot be undone
    API tokens read live; people from the mirror of Acme (simulated), synced just now.
    1 of 15 rows (--limit).
    Nothing to change.
    [exit status: 0]
    ");
}

/// What the list prints is what the revocation reads, in each form.
#[test]
fn lists_are_read_in_each_form() {
    let place = Place::synced();
    let plan = |args: &[&str], input: &str| {
        let all = [
            &[
                "token",
                "revoke",
                "--dry-run",
                "-o",
                "id",
                "-q",
                "--max-changes",
                "99",
            ],
            args,
        ]
        .concat();
        let output = place.run_with(&all, input);
        assert_eq!(output.code, 0, "{output}");
        output.stdout
    };
    let wanted = ids(&place, &["--never-used"]);
    for form in ["id", "csv", "json", "jsonl"] {
        let list = place
            .run(&["token", "list", "--never-used", "-q", "-o", form])
            .stdout;
        let planned: Vec<String> = plan(&["--from-stdin"], &list)
            .lines()
            .map(str::to_owned)
            .collect();
        assert_eq!(planned, wanted, "{form}");
    }
    place.env.file("tokens.csv", "label;ID\nci;nothing\n");
    insta::assert_snapshot!(place.run(&["token", "revoke", "--csv", "tokens.csv", "--yes"]), @"
    ID       Plan        Change              Reason
    nothing  up to date  API token: revoked  is not valid: revoked already, or mistyped
    ------- stderr -------
    tokens.csv: 1 ID
    Warning: no valid API token in the organization with this ID: nothing
    Revoke API tokens, in Acme (simulated)
      0  change
      1  up to date
    API tokens read live; people from the mirror of Acme (simulated), synced just now.
    Nothing to change.
    [exit status: 0]
    ");
    place
        .env
        .file("people.csv", "name,email\nAnn,ann@example.com\n");
    insta::assert_snapshot!(place.run(&["token", "revoke", "--csv", "people.csv", "--yes"]), @r#"
    ------- stderr -------
    Error: people.csv is not a list of IDs: it has no column "id or token_id or target"; its columns are: name, email
    Hint: it needs a column "id"
    [exit status: 2]
    "#);
}

#[test]
fn slips_and_contradictions_are_refused() {
    let place = Place::synced();
    insta::assert_snapshot!(place.run(&["token", "revoke"]), @"
    ------- stderr -------
    Error: no API tokens selected
    Hint: for example: atlctl token revoke --person ann@example.com
    Hint: give IDs, --csv FILE, --from-stdin, or filters such as --person ann@example.com
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["token", "revoke", "abc", "--never-used"]), @"
    ------- stderr -------
    Error: IDs and filters cannot be used together
    Hint: leave out the filters, or the IDs
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["token", "revoke", "no-such-token"]), @"
    ------- stderr -------
    Error: no valid API token in the organization with this ID: no-such-token
    Hint: list the API tokens: atlctl token list
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["token", "revoke", "--person", "nobody@acme.example"]), @"
    ------- stderr -------
    Error: nobody@acme.example is not in the mirror and has no API token
    Hint: search for them: atlctl user list --search nobody@acme.example
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["token", "revoke", "--unused", "600d", "--rehearse"]), @"
    ID                        Email                              Change
    a5f5cf21427cd50000003801  emil.fontaine@acme.example         API token laptop: valid → revoked
                                                                 (created 2024-06-07, last used
                                                                 2024-12-27)
    885e23d22a86ff0000005f01  mei.pereira@acme.example           API token jira-cli: valid → revoked
                                                                 (created 2024-08-15, last used
                                                                 2024-11-24)
    095732b9320478000000b001  joerg.nakamura@acme.example        API token laptop: valid → revoked
                                                                 (created 2024-08-21, never used)
    c2bdd78710d0be0000006200  nadia.rahman@acme.example          API token old phone: valid → revoked
                                                                 (created 2024-10-03, last used
                                                                 2024-11-22)
    e5b72e1fcfec750000000c00  rosa.rossi@acme.example            API token old phone: valid → revoked
                                                                 (created 2024-10-11, last used
                                                                 2025-01-05)
    365ccb8a33d82c0000007100  tess.walsh@acme.example            API token jira-cli: valid → revoked
                                                                 (created 2024-12-13, last used
                                                                 2025-01-12)
    be8d5c440a89cb000000af01  jonas.mueller@acme.example         API token =1+1: valid → revoked
                                                                 (created 2025-01-04, never used)
    dfc532567a8d950000002802  camille.borg@acme.example          API token terraform: valid → revoked
                                                                 (created 2025-01-13, never used)
    7ca0572b7251ef0000006b01  quentin.sokolov@acme-labs.example  API token backup script: valid →
                                                                 revoked (created 2025-01-22, never
                                                                 used)
    1946aee5488891000000a600  hugo.larsen@acme.example           API token report: valid → revoked
                                                                 (created 2025-01-30, never used)
    58b24bdf328eb10000000700  pablo.petrov@acme.example          API token old phone: valid → revoked
                                                                 (created 2025-02-11, never used)
    d4ae5746dcbe2b0000003f01  fiona.hoffmann@acme.example        API token terraform: valid → revoked
                                                                 (created 2025-02-21, never used)
    e1ef0f60ee8c0f000000b201  kamal.novak@acme.example           API token ci: valid → revoked (created
                                                                 2025-03-11, never used)
    9aba09e568bb410000002700  bruno.blum@acme.example            API token report: valid → revoked
                                                                 (created 2025-03-21, never used)
    74eecb9590153b0000005900  lucia.novak@acme.example           API token report: valid → revoked
                                                                 (created 2025-04-02, never used)
    ------- stderr -------
    Revoke API tokens, in Acme (simulated)
      15  change: 15 cannot be undone
    Cannot be undone: revoking 15 API tokens
    API tokens read live; people from the mirror of Acme (simulated), synced just now.
    About 15 calls: about 5 s at 200 a minute.
    Simulated locally from the mirror: 15 done. 24 requests; nothing changed.
    The same in every row shown: Outcome: done.
    Hint: to make the change, run it without --rehearse
    [exit status: 0]
    ");
    let no_terminal = place.run(&["token", "revoke", "--unused", "700d"]);
    assert_eq!(no_terminal.code, 5, "{no_terminal}");
    assert!(
        no_terminal.stderr.contains("confirmation required"),
        "{no_terminal}"
    );
}

/// An owner is guarded as in any change: organization admins need a flag.
#[test]
fn admins_and_the_protected_keep_their_tokens() {
    let place = Place::synced();
    let owned = place.run(&[
        "token",
        "list",
        "--person",
        "ada.admin@acme.example",
        "-o",
        "id",
        "-q",
    ]);
    assert!(!owned.stdout.is_empty(), "{owned}");
    let planned = place.run(&[
        "token",
        "revoke",
        "--person",
        "ada.admin@acme.example",
        "--dry-run",
        "-o",
        "csv",
        "--columns",
        "email,verdict,reason",
    ]);
    insta::assert_snapshot!(planned, @"
    email,verdict,reason
    ada.admin@acme.example,admin,is an organization admin (use --include-admins)
    ada.admin@acme.example,admin,is an organization admin (use --include-admins)
    ------- stderr -------
    Revoke API tokens, in Acme (simulated)
      0  change
      2  admin
    API tokens read live; people from the mirror of Acme (simulated), synced just now.
    Nothing to change.
    [exit status: 0]
    ");
}

/// Readers that lag do not make it unknown.
#[test]
fn a_token_is_seen_revoked_later() {
    let place = Place::synced();
    place
        .control()
        .set_lag(Facet::Credentials, Duration::from_millis(600));
    let one = ids(&place, &["--unused", "600d"]).remove(0);
    let done = revoke(&place, &[&one]);
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stderr.contains("1 done"), "{done}");
}

/// A token that fails does not keep the other tokens of its owner.
#[test]
fn a_refusal_leaves_the_other_tokens_of_the_person() {
    let place = Place::synced();
    let list = place
        .run(&["token", "list", "-o", "csv", "-q", "--columns", "email,id"])
        .stdout;
    let mut of: std::collections::BTreeMap<&str, Vec<&str>> = std::collections::BTreeMap::new();
    for line in list.lines().skip(1) {
        let mut cells = line.split(',');
        let (id, email) = (cells.next().unwrap(), cells.next().unwrap());
        let (email, id) = if email.contains('@') {
            (email, id)
        } else {
            (id, email)
        };
        of.entry(email).or_default().push(id);
    }
    let (person, tokens) = of.iter().find(|(_, tokens)| tokens.len() > 1).unwrap();
    place
        .control()
        .fault(&format!("DELETE *{} 403", tokens[0]))
        .unwrap();
    let done = revoke(&place, &["--person", person]);
    assert_eq!(done.code, 3, "{done}");
    assert!(
        done.stderr.contains(&format!("{} done", tokens.len() - 1)),
        "{done}"
    );
}

/// The call that revokes every API token of an organization is not in the program.
#[test]
fn the_call_that_revokes_everything_is_not_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut places: Vec<_> = ["api", "core", "cli", "signin"]
        .iter()
        .map(|name| root.join(name).join("src"))
        .collect();
    let mut read = 0;
    while let Some(place) = places.pop() {
        if place.is_dir() {
            places.extend(
                std::fs::read_dir(&place)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        let text = std::fs::read_to_string(&place).unwrap();
        read += 1;
        for (at, _) in text.match_indices("Call::delete(") {
            let call: String = text[at..].chars().take_while(|c| *c != ';').collect();
            assert!(
                !call.contains("{orgId}/api-tokens\""),
                "{}: {call}",
                place.display()
            );
        }
    }
    assert!(read > 100, "{read}");
}
