//! Atlassian's own export files beside the mirror.

use crate::common::{Env, Place, one_after_another};

pub const USERS: &str = "\
User id,User name,email,User status,Added to org,Org role,Group name,Last seen in Jira - acme,Last seen in Confluence - acme
712020:69b82ebc-9223-4300-81d5-24478219731a,Ada Admin,ada.admin@acme.example,Active,3 Jan 2024,Admin,jira-users,4 Feb 2026,Never accessed
712020:69b82ebc-9223-4300-81d5-24478219731a,Ada Admin,ada.admin@acme.example,Active,3 Jan 2024,Admin,org-admins,4 Feb 2026,Never accessed
,Zoë New,zoe.new@acme.example,Suspended,yesterday,,,,
,Nobody,,Active,3 Jan 2024,,,,
";

#[test]
fn an_export_of_users_says_everything_with_its_age() {
    let place = Place::synced();
    place.env.file("users.csv", USERS);
    let import = [
        "import",
        "users",
        "users.csv",
        "--exported-at",
        "2026-11-20",
    ];
    insta::assert_snapshot!(place.run(&import), @"
    Column                          Read as                 App         Site  Values  Unreadable
    User id                         account_id              -           -          2           0
    User name                       name                    -           -          3           0
    email                           email                   -           -          3           0
    User status                     status                  -           -          3           0
    Added to org                    added_to_org            -           -          3           1
    Org role                        org_role                -           -          2           0
    Group name                      groups                  -           -          2           0
    Last seen in Jira - acme        last active in the app  Jira        acme       2           0
    Last seen in Confluence - acme  last active in the app  Confluence  acme       2           0
    ------- stderr -------
    Warning: users.csv, line 4, column Added to org: yesterday is not a date such as 3 Jan 2024
    Warning: users.csv, line 5, column email: Nobody  Active 3 Jan 2024 is not an address or account ID
    Imported 2 people from users.csv, as of 2026-11-20 00:00 UTC (import 1).
    1 of them is in the mirror, which has 200 people.
    Hint: query what the files say: atlctl sql 'SELECT * FROM imported_user' --limit 10
    [exit status: 3]
    ");
    insta::assert_snapshot!(place.run(&import), @"
    ------- stderr -------
    users.csv was imported already, at 2026-11-24 09:00 UTC (import 1). Nothing to do.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["import", "list"]), @"
    Import  Kind   File       As of (UTC)       Imported (UTC)    People  Problems
    1       users  users.csv  2026-11-20 00:00  2026-11-24 09:00       2         2
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sql", "-q", "-o", "csv",
        "SELECT import, kind, as_of, line, account_id, email, name, status, org_role, added_to_org, activity_known FROM imported_user"]), @"
    import,kind,as_of,line,account_id,email,name,status,org_role,added_to_org,activity_known
    1,users,2026-11-20T00:00:00Z,2,712020:69b82ebc-9223-4300-81d5-24478219731a,ada.admin@acme.example,Ada Admin,active,Admin,2024-01-03T00:00:00Z,0
    1,users,2026-11-20T00:00:00Z,4,unknown,zoe.new@acme.example,Zoë New,suspended,unknown,unknown,0
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sql", "-q", "-o", "csv",
        "SELECT email, app, site, access, last_active, activity_known FROM imported_app"]), @"
    email,app,site,access,last_active,activity_known
    ada.admin@acme.example,Jira,acme,unknown,2026-02-04T00:00:00Z,1
    ada.admin@acme.example,Confluence,acme,unknown,unknown,1
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sql", "-q", "-o", "csv", "SELECT email, group_name FROM imported_group"]), @"
    email,group_name
    ada.admin@acme.example,jira-users
    ada.admin@acme.example,org-admins
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sql", "-q", "-o", "csv", "SELECT raw FROM imported_user WHERE account_id IS NULL"]), @r#"
    raw
    "[{""Added to org"":""yesterday"",""User name"":""Zoë New"",""User status"":""Suspended"",""email"":""zoe.new@acme.example""}]"
    [exit status: 0]
    "#);
    // What the service said stays as it is.
    insta::assert_snapshot!(place.run(&["sql", "-q", "-o", "csv", "SELECT added_to_org FROM user WHERE email = 'ada.admin@acme.example'"]), @"
    added_to_org
    2025-07-31T09:00:00Z
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["import", "remove", "1"]), @"
    ------- stderr -------
    Removed import 1.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["import", "remove", "1"]), @"
    ------- stderr -------
    Error: no import 1
    Hint: list them: atlctl import list
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["sql", "-q",
        "SELECT (SELECT count(*) FROM imported_user) + (SELECT count(*) FROM imported_app) + (SELECT count(*) FROM imported_group) + (SELECT count(*) FROM import_column) AS rows"]), @"
    rows
    0
    [exit status: 0]
    ");
}

#[test]
fn managed_accounts_are_joined_by_address() {
    let place = Place::synced();
    let export = place.control().managed_accounts_csv();
    place.env.file("managed.csv", export);
    let output = place.run(&[
        "import",
        "managed-accounts",
        "managed.csv",
        "-q",
        "--exported-at",
        "2026-11-24T08:00:00Z",
    ]);
    assert_eq!(output.code, 0, "{output}");
    insta::assert_snapshot!(output, @"
    Column                 Read as                App  Site  Values  Unreadable
    Name                   name                   -    -        175           0
    Email                  email                  -    -        175           0
    Last active            last_active            -    -        175           0
    Status                 status                 -    -        175           0
    Billable               billable               -    -        175           0
    Policy name            policy                 -    -        175           0
    Policy type            policy_type            -    -        175           0
    SAML single sign-on    single_sign_on         -    -        175           0
    Two-step verification  two_step_verification  -    -        175           0
    Password requirements  only kept as text      -    -        175           0
    Idle session duration  only kept as text      -    -        175           0
    [exit status: 0]
    ");
    // A policy that the file names differently than the service would stand out here.
    insta::assert_snapshot!(place.run(&["sql", "-q",
        "SELECT count(*) AS people, count(DISTINCT i.policy) AS names, count(DISTINCT u.policy_id) AS policies
         FROM imported_user i JOIN user u ON u.account_id = i.account_id WHERE u.policy_known"]), @"
    people  names  policies
    175     5      5
    [exit status: 0]
    ");
}

/// Without a sign-in: the organization is known by its ID alone.
#[test]
fn an_import_needs_no_credential_and_makes_the_mirror() {
    let env = Env::new();
    env.file(
        "members.csv",
        "Email,Last active time\nann@acme.example,Never\nbob@acme.example,3 Jan 2026\n",
    );
    insta::assert_snapshot!(env.run(&["import", "policy-members", "members.csv"]), @"
    ------- stderr -------
    Error: not signed in
    Hint: sign in: atlctl auth login
    Hint: or name the organization whose export this is: --org ID
    [exit status: 4]
    ");
    let org = ["--org", "org-1"];
    let run = |args: &[&str]| env.run(&[args, &org].concat());
    insta::assert_snapshot!(run(&["import", "policy-members", "members.csv"]), @r#"
    ------- stderr -------
    Error: cannot import members.csv: it has no column "Policy name"; its columns are: Email, Last active time
    Hint: name the policy: --policy-name NAME
    [exit status: 2]
    "#);
    insta::assert_snapshot!(run(&["import", "policy-members", "members.csv", "--policy-name", "Contractors", "--exported-at", "2026-11-01"]), @"
    Column            Read as      App  Site  Values  Unreadable
    Email             email        -    -          2           0
    Last active time  last_active  -    -          2           0
    ------- stderr -------
    Imported 2 people from members.csv, as of 2026-11-01 00:00 UTC (import 1).
    Hint: query what the files say: atlctl sql 'SELECT * FROM imported_user' --limit 10 --org org-1
    [exit status: 0]
    ");
    insta::assert_snapshot!(run(&["export", "csv", "out", "--view", "imported_user"]), @"
    View           Rows
    imported_user     2
    ------- stderr -------
    From files imported for org-1; it is not mirrored yet.
    Wrote 1 file (446 bytes) to out.
    [exit status: 0]
    ");
    let text = std::fs::read_to_string(env.home().join("out/imported_user.csv")).unwrap();
    assert!(text.contains("bob@acme.example"), "{text}");
    insta::assert_snapshot!(run(&["user", "list"]), @"
    ------- stderr -------
    Error: the organization has not been mirrored yet
    Hint: mirror it: atlctl sync --org org-1
    [exit status: 1]
    ");
}

#[test]
fn files_of_another_kind_are_refused() {
    let place = Place::synced();
    place.env.file("users.csv", USERS);
    place
        .env
        .file("managed.csv", place.control().managed_accounts_csv());
    place.env.file("bare.csv", "ann@acme.example\n");
    place.env.file("empty.csv", "");
    place.env.file("headings.csv", "Email,Policy name\n");
    place.env.file("book.csv", b"PK\x03\x04....xl/workbook.xml");
    insta::assert_snapshot!(place.run(&["import", "users", "managed.csv"]), @"
    ------- stderr -------
    Error: cannot import managed.csv: it is an export of managed accounts, not an export of users
    Hint: import it as what it is: atlctl import managed-accounts managed.csv
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["import", "managed-accounts", "users.csv"]), @"
    ------- stderr -------
    Error: cannot import users.csv: it is an export of users, not an export of managed accounts
    Hint: import it as what it is: atlctl import users users.csv
    [exit status: 2]
    ");
    // Each kind has a page of its own in the admin portal.
    for kind in ["users", "managed-accounts", "policy-members"] {
        let empty = place.run(&["import", kind, "empty.csv"]);
        let hint = format!("in the admin portal: atlctl import {kind} --help\n");
        assert!(empty.stderr.contains(&hint), "{empty}");
    }
    for (file, wanted) in [
        ("bare.csv", "it has no headings"),
        ("empty.csv", "it has no rows"),
        ("headings.csv", "it has no rows"),
        ("book.csv", "a workbook"),
        ("nowhere.csv", "cannot read nowhere.csv"),
    ] {
        let output = place.run(&["import", "managed-accounts", file]);
        assert_eq!(output.code, 2, "{output}");
        assert!(output.stderr.contains(wanted), "{output}");
    }
    let output = place.run(&[
        "import",
        "users",
        "users.csv",
        "--exported-at",
        "2027-01-01",
    ]);
    assert_eq!(output.code, 2, "{output}");
    insta::assert_snapshot!(place.run(&["import", "list"]), @"
    ------- stderr -------
    No imports.
    [exit status: 0]
    ");
}

#[test]
fn what_an_export_says_in_other_words_or_twice_is_named() {
    let place = Place::synced();
    place.env.file(
        "twice.csv",
        "User id,User name,email,Org role,Added to org,Added to org\n\
         5f0a1b2c3d4e5f6071829301,Ada,ada@acme.example,Org admin,3 Jan 2024,3 Jan 2023\n\
         5f0a1b2c3d4e5f6071829301,Ada L,ada@acme.example,User,3 Jan 2099,\n\
         5f0a1b2c3d4e5f6071829302,Bob,bob@acme.example,User,3 Jan 2099,\n",
    );
    place.env.file(
        "names.csv",
        "User name,Org role\nAda,User\nada@acme.example,User\n",
    );
    place.env.file(
        "ids.csv",
        "User id,User name,Org role\n5f0a1b2c3d4e5f6071829301,ada@acme.example,User\n",
    );
    place.env.file(
        "german.csv",
        "Benutzer-ID,Benutzername,E-Mail,Rolle,Letzte Aktivität\n1,Ada,ada@acme.example,Admin,3. Januar 2024\n",
    );
    insta::assert_snapshot!(one_after_another(&place, &[
        &["import", "users", "twice.csv", "--exported-at", "2026-11-01"],
        &["import", "users", "names.csv", "--exported-at", "2026-11-01"],
        &["import", "users", "ids.csv", "--exported-at", "2026-11-01"],
        &["import", "users", "german.csv", "--exported-at", "2026-11-01"],
        &["sql", "SELECT line, account_id, email, name, org_role, added_to_org FROM imported_user"],
    ]), @r#"
    $ atlctl import users twice.csv --exported-at 2026-11-01
    Column        Read as            App  Site  Values  Unreadable
    User id       account_id         -    -          3           0
    User name     name               -    -          3           1
    email         email              -    -          3           0
    Org role      org_role           -    -          3           1
    Added to org  added_to_org       -    -          3           2
    Added to org  only kept as text  -    -          1           0
    ------- stderr -------
    Warning: twice.csv, line 1, column Added to org: Added to org repeats an earlier column; it is kept as text
    Warning: twice.csv, line 3, column User name: Ada L differs from line 2 about the same person, which counts
    Warning: twice.csv, line 3, column Org role: User differs from line 2 about the same person, which counts
    Warning: twice.csv, line 3, column Added to org: 3 Jan 2099 is in the future
    Warning: twice.csv, line 4, column Added to org: 3 Jan 2099 is in the future
    Imported 2 people from twice.csv, as of 2026-11-01 00:00 UTC (import 1).
    0 of them are in the mirror, which has 200 people.
    Hint: query what the files say: atlctl sql 'SELECT * FROM imported_user' --limit 10
    [exit status: 3]
    $ atlctl import users names.csv --exported-at 2026-11-01
    ------- stderr -------
    Error: cannot import names.csv: it has no column "Email"; its columns are: User name, Org role
    Hint: export it again from the admin portal, and do not change its headings
    [exit status: 2]
    $ atlctl import users ids.csv --exported-at 2026-11-01
    Column     Read as     App  Site  Values  Unreadable
    User id    account_id  -    -          1           0
    User name  name        -    -          1           0
    Org role   org_role    -    -          1           0
    ------- stderr -------
    Imported 1 person from ids.csv, as of 2026-11-01 00:00 UTC (import 2).
    0 of them are in the mirror, which has 200 people.
    Hint: query what the files say: atlctl sql 'SELECT * FROM imported_user' --limit 10
    [exit status: 0]
    $ atlctl import users german.csv --exported-at 2026-11-01
    Column            Read as            App  Site  Values  Unreadable
    Benutzer-ID       only kept as text  -    -          1           0
    Benutzername      only kept as text  -    -          1           0
    E-Mail            email              -    -          1           0
    Rolle             only kept as text  -    -          1           0
    Letzte Aktivität  only kept as text  -    -          1           0
    ------- stderr -------
    Warning: unknown columns, kept as text: "Benutzer-ID", "Benutzername", "Rolle", "Letzte Aktivität"
    Hint: if the headings are in another language, switch your Atlassian account to English and export the file again
    Imported 1 person from german.csv, as of 2026-11-01 00:00 UTC (import 3).
    0 of them are in the mirror, which has 200 people.
    Hint: query what the files say: atlctl sql 'SELECT * FROM imported_user' --limit 10
    [exit status: 3]
    $ atlctl sql SELECT line, account_id, email, name, org_role, added_to_org FROM imported_user
    line  account_id                email             name              org_role   added_to_org
    2     5f0a1b2c3d4e5f6071829301  ada@acme.example  Ada               Org admin  2024-01-03T00:00:00Z
    4     5f0a1b2c3d4e5f6071829302  bob@acme.example  Bob               User       ?
    2     5f0a1b2c3d4e5f6071829301  ?                 ada@acme.example  User       ?
    2     ?                         ada@acme.example  ?                 ?          ?
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    "#);
}

/// Two rows that say "Never accessed" and a date contradict each other: the last activity is unknown, and not never.
#[test]
fn contradicting_rows_do_not_say_never() {
    let place = Place::synced();
    let row = |seen: &str, jira: &str| format!("ada.admin@acme.example,{seen},{jira}\n");
    let list = format!(
        "email,Last active,Last seen in Jira - acme\n{}{}{}",
        row("Never accessed", "5 Feb 2026"),
        row("5 Feb 2026", ""),
        row("Never accessed", "Never accessed"),
    );
    place.env.file("twice.csv", list);
    let import = [
        "import",
        "users",
        "twice.csv",
        "--exported-at",
        "2026-11-01",
    ];
    let output = place.run(&import);
    assert_eq!(output.code, 3, "{output}");
    assert!(
        output.stderr.contains(
            "contradicts line 2 about the same person, so their last activity is unknown"
        ),
        "{output}"
    );
    let known = |view: &str| {
        let sql = format!("SELECT last_active, activity_known FROM {view}");
        place.run(&["-q", "sql", &sql, "-o", "csv"]).stdout
    };
    for view in ["imported_user", "imported_app"] {
        assert_eq!(
            known(view),
            "last_active,activity_known\nunknown,0\n",
            "{view}"
        );
    }
}
