//! Parts of the mirror: which a sync reads, how old each is, and the lists and filters that use them.

use atlctl_sim::SimConfig;

use crate::common::Place;

#[test]
fn a_part_that_is_left_out_stays_as_it_was_read() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    for chosen in [["--only", "policies"], ["--skip", "users"]] {
        place.run(&[&["sync"], &chosen[..]].concat()).expect(0);
        let parts = place.run(&["-q", "sql", "SELECT part FROM part WHERE state = 'running'"]);
        assert_eq!(parts.stdout, "", "{chosen:?}: {parts}");
        let list = place.run(&["user", "list", "--limit", "1"]);
        assert!(!list.stderr.contains("interrupted"), "{list}");
    }
}

#[test]
fn parts_are_chosen_by_name() {
    let place = Place::with_key(SimConfig::default());
    insta::assert_snapshot!(place.run(&["sync", "--only", "tokns"]), @r#"
    ------- stderr -------
    Error: unknown part "tokns"; did you mean "tokens"?
    Hint: use one or more of: directories, domains, apps, groups, people, policies, group-roles, user-roles, tokens, keys, service-accounts, service-account-credentials, oauth-clients, org-policies, scim-links, events
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["sync", "--only", "tokens", "--roles-budget", "5"]), @"
    ------- stderr -------
    Error: --roles-budget reads user-roles, which are left out
    Hint: add user-roles to --only, or remove it from --skip
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["sync", "--only", "tokens,keys"]), @"
    ------- stderr -------
    Read 158 API tokens, 5 API keys.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sql", "SELECT part, rows, state FROM part ORDER BY part"]), @"
    part    rows  state
    keys    5     complete
    org     0     complete
    tokens  158   complete
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    People: never read; left out of every sync.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sync", "--only", "groups,group-roles,users,user-roles", "--roles-budget", "50"]), @"
    ------- stderr -------
    Reading the roles of up to 50 people, one request each: about 15 s at 200 a minute. You can stop at any time; the next sync resumes.
    Read 20 groups, 200 people, 4 roles of groups, 50 people's roles.
    Since the last sync: 200 new.
    Warning: the roles of people may not be complete: read of 50 of 200 people, those read longest ago first; the next sync with --roles-budget reads on
    [exit status: 0]
    ");
}

#[test]
fn a_key_that_may_not_read_a_part() {
    let place = Place::with_key(SimConfig::default());
    place.control().fault("GET */api-tokens 403").unwrap();
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Read 1 directory, 4 domains, 5 apps, 20 groups, 200 people, 175 accounts' policies, 4 roles of groups, 5 API keys, 4 service accounts, 3 OAuth clients, 3 organization policies.
    The API tokens could not be read: A fault of the simulator (HTTP 403; GET /admin/api-access/v1/orgs/{orgId}/api-tokens). They are unknown.
    The credentials of service accounts could not be read: A fault of the simulator (HTTP 403; GET /admin/api-access/v1/orgs/{orgId}/service-accounts/api-tokens). They are unknown.
    Hint: next, import the policy names: atlctl policy import-names --help
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sync", "--only", "tokens"]), @"
    ------- stderr -------
    Warning: the API tokens could not be read: A fault of the simulator (HTTP 403; GET /admin/api-access/v1/orgs/{orgId}/api-tokens); they are unknown
    Error: nothing could be read
    Hint: see what works with this credential: atlctl doctor
    [exit status: 1]
    ");
    place.control().clear_faults();
    assert_eq!(place.run(&["sync", "--only", "tokens"]).code, 0);
    place.control().fault("GET */api-tokens 403").unwrap();
    assert_eq!(place.run(&["sync"]).code, 0);
    // What was read once is there, and the list says how it stands.
    insta::assert_snapshot!(place.run(&["token", "list", "--limit", "1", "--columns", "email,last_used"]), @"
    Email                       Last used (UTC)
    emil.fontaine@acme.example  2024-12-27 18:35
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now; the last sync could not read it: A fault of the simulator (HTTP 403; GET /admin/api-access/v1/orgs/{orgId}/api-tokens).
    1 of 158 tokens (--limit).
    [exit status: 0]
    ");
}

#[test]
fn tokens_and_roles_select_people() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    insta::assert_snapshot!(place.run(&["token", "list", "--unused-for", "180d", "--limit", "2"]), @"
    ID                        Email                       Label          Last used (UTC)
    a5f5cf21427cd50000003801  emil.fontaine@acme.example  laptop         2024-12-27 18:35
    c4442dbb018eae0000000f00  tariq.schmidt@acme.example  backup script  2026-02-27 16:55
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    The same in every row shown: Expires (UTC): never; Status: allowed.
    Columns not shown: created (use --columns or -o csv).
    2 of 75 tokens (--limit).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--has-token", "--inactive", "300d", "--limit", "2"]), @"
    Email                       Name           Status       Managed  Last active (UTC)
    alma.bakker@acme.example    Alma Bakker    deactivated  yes      2026-01-07 21:44
    anders.acosta@acme.example  Anders Acosta  active       yes      2025-12-28 06:05
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    The same in every row shown: Policy: 72fb2bcb-5757-4a46-8f1a-db356dc36a92.
    2 of 18 people (--limit).
    5 people left out: it is unknown whether they match the filters.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--role", "user", "--app", "jira", "--limit", "2"]), @"
    Email                    Name        Status  Policy                                Last active (UTC)
    ada.admin@acme.example   Ada Admin   active  72fb2bcb-5757-4a46-8f1a-db356dc36a92  2026-11-23 14:12
    ada.torres@acme.example  Ada Torres  active  02a5617a-54d8-4cc2-8ea2-b42c1f926894  2026-10-30 07:10
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    The same in every row shown: Managed: yes.
    2 of 165 people (--limit).
    1 person left out: it is unknown whether they match the filters.
    [exit status: 0]
    ");
    let admins = |flag: &[&str]| {
        place
            .run(&[&["user", "list", "-o", "id", "-q"][..], flag].concat())
            .stdout
    };
    assert_eq!(admins(&["--role", "org-admin"]), admins(&["--admin"]));
    // The mirror and Atlassian say the same.
    let ids = |live: &[&str]| {
        let output = place.run(
            &[
                &["token", "list", "--unused", "180d", "-o", "id", "-q"][..],
                live,
            ]
            .concat(),
        );
        let mut ids: Vec<String> = output.stdout.lines().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert!(ids(&[]).len() > 3);
    assert_eq!(ids(&[]), ids(&["--live"]));
}
