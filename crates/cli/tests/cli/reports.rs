//! `atlctl report`: what a terminal and a program get.

use crate::common::{Place, REPORTS};

#[test]
fn a_report_in_a_terminal_has_figures_lists_and_the_next_command() {
    let place = Place::synced();
    insta::assert_snapshot!(place.run(&["report", "inactive", "--app", "jira", "--limit", "3"]), @"
    Inactive people
    97 of 152 people have not been active for 90 days in jira.

    Not active for 90 days             97
    Inactive and never active before   15
    Inactive managed accounts          89
    Inactive external users             8
    Inactive app accounts               0
    People with unknown activity        0
    People counted                    152

    Last activity
    last 30 days  ███████████████████████████████████████ 37
    31–60 days    ██████████ 9
    61–90 days    █████████ 8
    91–180 days   ███████████████ 14
    181–365 days  ████████████████████████████████████████ 38
    over a year   ████████████████████████████████ 30
    never         █████████████████ 16
    unknown        0

    Inactive people (the first 3 of 97; all: --list people)
    Email                         Name           Last active (UTC)   Days  Managed  Added (UTC)
    elias.fischer@acme.example    Elias Fischer  never              never  yes      2021-09-28 09:00
    leila.park@acme-labs.example  Leila Park     never              never  yes      2021-12-30 09:00
    yusuf.abbott@acme.example     Yusuf Abbott   never              never  yes      2022-01-15 09:00
    To remove access to Jira (acme-sandbox-110.atlassian.net) and keep the accounts (shows the plan
      first):
      atlctl report inactive --app jira --days 90 --list people -o id | atlctl user remove-access --app jira-software@acme-sandbox-110.atlassian.net --from-stdin
    To remove access to Jira (acme.atlassian.net) and keep the accounts (shows the plan first):
      atlctl report inactive --app jira --days 90 --list people -o id | atlctl user remove-access --app jira-software@acme.atlassian.net --from-stdin
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    14 people are not counted because the status is not active, such as suspended or deactivated; use --status to count other statuses.
    [exit status: 0]
    ");
}

#[test]
fn unknown_roles_of_groups_are_no_zero() {
    let place = Place::with_key(atlctl_sim::SimConfig::default());
    place
        .run(&["sync", "--skip", "group-roles,tokens,keys,service-accounts"])
        .expect(0);
    let seats = place.run(&["report", "seats", "-o", "json"]);
    let seats: serde_json::Value = serde_json::from_str(&seats.stdout).unwrap();
    assert!(seats["figures"]["several_ways"].is_null(), "{seats}");
    let output = place.run(&["report", "tokens", "--limit", "2"]);
    insta::assert_snapshot!(output, @"
    API tokens and keys
    API tokens are not mirrored yet.

    Tokens of people who are suspended, deactivated or gone  ?
    Tokens not used for 90 days                              ?
    Tokens that never expire                                 ?
    API keys that expired or expire within 30 days           ?
    Tokens that expired                                      ?
    Tokens with unknown use                                  ?
    API tokens of people                                     ?
    API keys                                                 ?
    Credentials of service accounts                          9

    Credentials of service accounts (the first 2 of 9; all: --list service)
    Owner         Label          Last used (UTC)  Created (UTC)     Expires (UTC)     Unscoped
    Deploy robot  robot-token-0  never            2025-07-26 09:00  never             no
    Sync robot    Client 3       ?                2026-08-12 09:00  2026-12-01 09:00  no

    It is unknown whether there are any: API tokens; Tokens of people who are suspended, deactivated or
      gone; Tokens not used for 90 days; Tokens that never expire; API keys of the organization.
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    API tokens, API keys, service accounts: never read; left out of every sync.
    API tokens were never read, so none of them is known: atlctl sync --only tokens
    API keys were never read, so none of them is known: atlctl sync --only keys
    [exit status: 0]
    ");
}

#[test]
fn json_is_one_object_with_every_list() {
    let place = Place::synced();
    for kind in REPORTS {
        let output = place.run(&["report", kind, "-o", "json"]);
        let json: serde_json::Value = serde_json::from_str(&output.stdout)
            .unwrap_or_else(|error| panic!("{kind}: {error}: {output}"));
        assert_eq!(json["report"], kind);
        // The reference names each field.
        let page = include_str!("../../../../docs/reference/json.md");
        let (_, section) = page.split_once("## `atlctl report`").unwrap();
        let section = section.split("\n## ").next().unwrap();
        for field in json.as_object().unwrap().keys() {
            assert!(section.contains(&format!("| `{field}` |")), "{field}");
        }
        assert!(
            json["org"]["id"].is_string()
                && json["synced"].is_string()
                && json["unknown"].is_array()
        );
        for (list, rows) in json["lists"].as_object().unwrap() {
            let csv = place.run(&["report", kind, "--list", list, "-o", "csv"]);
            let csv_rows = csv::Reader::from_reader(csv.stdout.as_bytes())
                .records()
                .count();
            assert_eq!(rows.as_array().unwrap().len(), csv_rows, "{kind} {list}");
            let ids = place.run(&["report", kind, "--list", list, "-o", "id"]);
            // IDs of accounts do not say of which app a row is.
            if matches!(
                (kind, list.as_str()),
                ("seats", "unused") | ("access", "people")
            ) {
                assert_eq!((ids.code, ids.stdout.as_str()), (2, ""), "{kind} {list}");
            } else {
                assert_eq!(ids.stdout.lines().count(), csv_rows, "{kind} {list}");
            }
        }
    }
}

/// In JSON, never and unknown are both null: another field tells them apart.
#[test]
fn never_is_not_unknown_in_json() {
    let place = Place::synced();
    let output = place.run(&["report", "inactive", "--list", "people", "-o", "json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&output.stdout).unwrap();
    let never = rows
        .iter()
        .filter(|row| row["last_active"].is_null())
        .count();
    assert!(
        never > 0 && rows.iter().all(|row| row["last_active_known"] == true),
        "{output}"
    );
    let output = place.run(&["report", "admins", "--list", "admins", "-o", "jsonl"]);
    for line in output.stdout.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            row["since"].is_null() && row["since_known"] == false,
            "{row}"
        );
    }
}

/// What a report lists is what the list with the same flags shows, and what a change takes.
#[test]
fn ids_go_to_a_change() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    let ids = place.run(&[
        "report", "inactive", "--days", "180", "--list", "people", "-o", "id",
    ]);
    let listed = place.run(&[
        "user",
        "list",
        "--inactive",
        "180d",
        "--status",
        "active",
        "-o",
        "id",
    ]);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&ids.stdout), sorted(&listed.stdout));
    let plan = [
        "user",
        "suspend",
        "--from-stdin",
        "--max-changes",
        "200",
        "--dry-run",
        "-o",
        "csv",
        "--columns",
        "email,verdict",
    ];
    let output = place.env.run_with(&plan, ids.stdout.as_bytes());
    assert_eq!(
        output.stdout.lines().count(),
        ids.stdout.lines().count() + 1,
        "{output}"
    );
}

#[test]
fn csv_guards_formulas_and_a_table_escapes_what_steers() {
    let place = Place::synced();
    let csv = place.run(&["report", "inactive", "--days", "1", "-o", "csv"]);
    assert!(
        !csv.stdout
            .lines()
            .any(|line| line.contains(",=HYPERLINK") || line.contains(",\"=HYPERLINK")),
        "{csv}"
    );
    let table = place.run(&["report", "inactive", "--days", "1", "--list", "people"]);
    assert!(!table.stdout.contains(['\u{1b}', '\u{202e}']), "{table}");
}

#[test]
fn wrong_names_are_refused_with_the_known_ones() {
    let place = Place::synced();
    let mut said = String::new();
    for args in [
        &["report", "inactive", "--list", "persons"][..],
        &["report", "posture", "--check", "admins"],
        &["report", "inactive", "--live"],
        &["report", "inactive", "--app", "jra"],
        &["report", "inactive", "--html", "-"],
    ] {
        said.push_str(&format!("$ {}\n{}\n", args.join(" "), place.run(args)));
    }
    insta::assert_snapshot!(said, @r#"
    $ report inactive --list persons
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: unknown list "persons" of report inactive
    Hint: use one of: people
    [exit status: 2]
    $ report posture --check admins
    ------- stderr -------
    Error: unknown check "admins"
    Hint: use one or more of: admin-two-step, admin-external, admin-inactive, admin-single, token-ownerless, admin-many, two-step-off, no-policy, managed-inactive, external-inactive, domain-unverified, scim-unlinked, group-several-apps, group-default, token-unused, key-ending, key-unused, seats-nearly-full, mirror-old, suspended-with-app, seat-never-used, token-endless, group-empty, group-same-members
    [exit status: 2]
    $ report inactive --live
    ------- stderr -------
    Error: reports are made from the mirror and cannot be used with --live
    Hint: update the mirror: atlctl sync
    [exit status: 2]
    $ report inactive --app jra
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: unknown app "jra"; did you mean "jira"?
    Hint: list them: atlctl workspace list
    [exit status: 2]
    $ report inactive --html -
    ------- stderr -------
    Error: - is not a file name; data goes to standard output anyway
    Hint: choose a format with -o and leave this option out; a file of that name is ./-
    [exit status: 2]
    "#);
}
