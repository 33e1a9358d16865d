//! The mirror: syncing it, and everything that answers from it.

use atlctl_sim::SimConfig;

use crate::common::Place;

/// A synced organisation of 200 people.
fn synced() -> Place {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    place
}

#[test]
fn syncing_says_what_was_read_and_what_changed() {
    let place = Place::with_key(SimConfig::default());
    insta::assert_snapshot!(place.run(&["user", "list"]), @"
    ------- stderr -------
    Error: there is no mirror at [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite
    Hint: mirror the organisation: atlctl sync
    [exit status: 1]
    ");
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Read 1 directory, 4 domains, 5 workspaces, 20 groups, 200 people, 175 accounts' policies.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Read 1 directory, 4 domains, 5 workspaces, 20 groups, 200 people, 175 accounts' policies.
    Nobody changed since the last sync.
    [exit status: 0]
    ");
    let control = place.control();
    let to = control.policies()[1].id.clone();
    for account in control.accounts().iter().filter(|a| a.managed).take(3) {
        control.set_policy(&account.account_id, &to);
    }
    insta::assert_snapshot!(place.run(&["org", "show"]), @"
    Id           jj7a5e99-7c3f-4f75-8771-7900ae3deb41
    Name         Acme (simulated)
    People       200
    Managed      175
    Org admins   3
    Groups       20
    Policies     5
    Domains      4
    Directories  1
    Workspaces   5
    Synced       2026-11-24 09:00
    Complete     yes
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    let other = place.run(&["sync", "--org", "other"]);
    assert_eq!(other.code, 1, "{other}");
}

#[test]
fn people_are_listed_in_every_form() {
    let place = synced();
    insta::assert_snapshot!(place.run(&["user", "list", "--limit", "4"]), @"
    Email                     Name            Status  Managed  Policy                   Last active
    ada.adler@acme.example    Ada Adler       active  yes      72fb2bcb-5757-4a46-8f1…  2026-02-13 02:16
    ada.admin@acme.example    Ada Admin       active  yes      72fb2bcb-5757-4a46-8f1…  2026-11-23 14:12
    ada.torres@acme.example   Ada Torres      active  yes      02a5617a-54d8-4cc2-8ea…  2026-10-30 07:10
    aisha.andersen@acme.exa…  Aisha Andersen  active  yes      02a5617a-54d8-4cc2-8ea…  2026-11-23 22:19
    ------- stderr -------
    From the mirror, synced just now.
    Some values are cut with … to fit; -o csv and -o json print all of them.
    4 of 200 people (--limit).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--limit", "1", "-o", "json"]), @r#"
    [
      {"email":"ada.adler@acme.example","name":"Ada Adler","status":"active","managed":true,"policy":"72fb2bcb-5757-4a46-8f1a-db356dc36a92","last_active":"2026-02-13T02:16:45Z","account_id":"0fb0ab9cb9f1162b8219736c","nickname":"Ada","account_type":"atlassian","account_status":"active","membership_status":"active","management_source":"synced","email_verified":true,"mfa_enabled":false,"org_admin":false,"policy_id":"72fb2bcb-5757-4a46-8f1a-db356dc36a92","domain":"acme.example","added_to_org":"2023-06-28T09:00:00Z","job_title":"Controller","department":"Finance","organization":"Acme","location":"Sydney","time_zone":"Australia/Sydney","resources":1,"gone":false}
    ]
    ------- stderr -------
    From the mirror, synced just now.
    1 of 200 people (--limit).
    [exit status: 0]
    "#);
    insta::assert_snapshot!(
        place.run(&["users", "list", "--limit", "2", "-o", "csv", "--columns", "email,last-active"]), @"
    email,last_active
    ada.adler@acme.example,2026-02-13T02:16:45Z
    ada.admin@acme.example,2026-11-23T14:12:55Z
    ------- stderr -------
    From the mirror, synced just now.
    2 of 200 people (--limit).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--admin", "-o", "id"]), @"
    712020:69b82ebc-9223-4300-81d5-24478219731a
    712020:2ab524da-1ec5-4498-826f-e1558219731f
    712020:8bc55593-b33b-4782-8abc-2b208219731b
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(
        place.run(&["user", "list", "--sort", "-last_active", "--limit", "2", "-q"]), @"
    Email                      Name         Status  Managed  Policy                     Last active
    uma.singh@acme.example     Uma Singh    active  yes      02a5617a-54d8-4cc2-8ea2-…  2026-11-24 07:28
    karin.nowak@freelance.ex…  Karin Nowak  active  no       ?                          2026-11-24 06:05
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--columns", "nonsense"]), @r#"
    ------- stderr -------
    From the mirror, synced just now.
    Error: --columns: there is no column "nonsense"
    Hint: the columns are: email, name, status, managed, policy, last_active, account_id, nickname, account_type, account_status, membership_status, management_source, email_verified, mfa_enabled, org_admin, policy_id, domain, added_to_org, job_title, department, organization, location, time_zone, resources, gone
    [exit status: 2]
    "#);
}

#[test]
fn filters_compose() {
    let place = synced();
    let count = |args: &[&str]| {
        let args = [&["user", "list", "-o", "id"], args].concat();
        place.run(&args).stdout.lines().count()
    };
    let control = place.control();
    let truth = |wanted: &dyn Fn(&atlctl_sim::SimAccount) -> bool| {
        control
            .accounts()
            .iter()
            .filter(|account| wanted(account))
            .count()
    };
    assert_eq!(count(&[]), 200);
    assert_eq!(count(&["--managed"]), truth(&|a| a.managed));
    assert_eq!(count(&["--unmanaged"]), truth(&|a| !a.managed));
    assert_eq!(
        count(&["--status", "suspended,deactivated"]),
        truth(&|a| a.status == "suspended" || a.status == "deactivated")
    );
    assert_eq!(
        count(&[
            "--managed",
            "--status",
            "active",
            "--domain",
            "acme-labs.example"
        ]),
        truth(&|a| a.managed
            && a.status == "active"
            && a.email.to_lowercase().ends_with("@acme-labs.example"))
    );
    let policy = &control.policies()[3];
    assert_eq!(count(&["--policy", &policy.id]), policy.members);
    assert_eq!(count(&["--policy", "unknown", "--managed"]), 0);
    assert_eq!(
        count(&["--where", "email LIKE 'a%' OR email LIKE 'b%'", "--managed"]),
        truth(&|a| a.managed
            && (a.email.to_lowercase().starts_with('a')
                || a.email.to_lowercase().starts_with('b')))
    );
    assert!(count(&["--inactive", "90d"]) > count(&["--inactive", "2y"]));
    assert_eq!(count(&["--group", "org-admins"]), truth(&|a| a.org_admin));
    assert_eq!(count(&["--search", "ada.admin"]), 1);
    for bad in [
        &["--group", "nobody"][..],
        &["--policy", "nothing"],
        &["--where", "1) OR (1"],
        &["--inactive", "soon"],
        &["--managed", "--unmanaged"],
        &["--status", "suspneded"],
    ] {
        let output = place.run(&[&["user", "list"], bad].concat());
        assert_eq!(output.code, 2, "{output}");
    }
}

#[test]
fn one_person_is_shown_and_a_slip_is_noticed() {
    let place = synced();
    insta::assert_snapshot!(place.run(&["user", "show", "ADA.admin@acme.example"]), @"
    Email        ada.admin@acme.example
    Name         Ada Admin
    Status       active
    Managed      yes
    Policy       72fb2bcb-5757-4a46-8f1a-db356dc36a92
    Last active  2026-11-23 14:12
    Account id   712020:69b82ebc-9223-4300-81d5-24478219731a
    Nickname     Ada
    Type         atlassian
    Account      active
    Membership   active
    Source       invited
    Verified     yes
    Two-step     yes
    Org admin    yes
    Policy id    72fb2bcb-5757-4a46-8f1a-db356dc36a92
    Domain       acme.example
    Added        2025-07-31 09:00
    Job title    Controller
    Department   Finance
    Company      Acme
    Location     São Paulo
    Time zone    America/Sao_Paulo
    Resources    2
    Gone         no
    Groups       all-staff
                 confluence-users
                 dept-finance
                 jira-users
                 org-admins
                 team-0004
    Products     confluence: 2026-11-23
                 jira-software: 2026-11-23
    Roles        atlassian/org-admin
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "show", "ada.admni@acme.example"]), @"
    ------- stderr -------
    From the mirror, synced just now.
    Error: nobody has the address or id ada.admni@acme.example
    Hint: did you mean: ada.admin@acme.example, ada.adler@acme.example
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["user", "show", "' OR 1=1 --"]), @"
    ------- stderr -------
    From the mirror, synced just now.
    Error: nobody has the address or id ' OR 1=1 --
    Hint: search for them: atlctl user list --search ' OR 1=1 --
    [exit status: 2]
    ");
}

#[test]
fn groups_and_the_smaller_things() {
    let place = synced();
    insta::assert_snapshot!(place.run(&["group", "list", "--limit", "5"]), @"
    Name              Members  Managed by  Modifiable  Description
    all-staff             175  admins      yes         Simulated group 0
    bitbucket-users        14  admins      yes         Simulated group 5
    confluence-users      113  admins      yes         Simulated group 3
    dept-engineering       21  external    no          Simulated group 6
    dept-finance           23  external    no          Simulated group 10
    ------- stderr -------
    From the mirror, synced just now.
    5 of 20 groups (--limit).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["group", "show", "ORG-ADMINS"]), @"
    Name         org-admins
    Members      3
    Managed by   admins
    Modifiable   yes
    Description  Simulated group 1
    Counted      3
    Resources    0
    Synced       no
    Directory    9354e101-3df3-4dc9-84ef-2b15c4673e86
    Gone         no
    Id           e12c9afd-8a97-4bf3-89bb-1fef00000001
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["group", "members", "org-admins", "--columns", "email"]), @"
    Email
    ada.admin@acme.example
    omar.patel@freelance.example
    otto.owner@acme-labs.example
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["group", "show", "nobody"]), @r#"
    ------- stderr -------
    From the mirror, synced just now.
    Error: group "nobody" is not in the mirror
    Hint: see which there are: atlctl group list
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["domains", "list"]), @"
    Domain             Claim          By
    acme-labs.example  verified       dns
    acme-shop.example  unverified     dns
    acme.example       verified       dns
    old-acme.example   missing_token  dns
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["directory", "list"]), @"
    Id                                    Name
    9354e101-3df3-4dc9-84ef-2b15c4673e86  Acme directory
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["workspace", "list", "--search", "sandbox"]), @"
    Name              Product  Address                                 Status  Sandbox  In use  Seats
    acme-sandbox-110  Jira     https://acme-sandbox-110.atlassian.net  online  yes           4      ?
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
}

#[test]
fn policies_get_their_names() {
    let place = synced();
    insta::assert_snapshot!(place.run(&["policy", "list"]), @"
    Name  Members  Id
    ?          82  72fb2bcb-5757-4a46-8f1a-db356dc36a92
    ?          58  02a5617a-54d8-4cc2-8ea2-b42c1f926894
    ?          17  1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1
    ?          13  6a906979-5bab-4740-88e0-4db1bb7112c7
    ?           5  8624d290-b66d-464d-8cb3-fb7c3bb74e7e
    ------- stderr -------
    From the mirror, synced just now.
    Hint: 5 of 5 policies have no name yet: atlctl policy import-names FILE, or atlctl policy name ID NAME
    [exit status: 0]
    ");
    let export = place
        .env
        .file("export.csv", place.control().managed_accounts_csv());
    insta::assert_snapshot!(place.run(&["policy", "import-names", export.to_str().unwrap()]), @"
    Policy                                Name                            What
    02a5617a-54d8-4cc2-8ea2-b42c1f926894  Password only                   learned
    1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1  Default policy                  learned
    6a906979-5bab-4740-88e0-4db1bb7112c7  Contractors                     learned
    72fb2bcb-5757-4a46-8f1a-db356dc36a92  SSO with two-step verification  learned
    8624d290-b66d-464d-8cb3-fb7c3bb74e7e  Service accounts                learned
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    // As a spreadsheet saves it where the comma is the decimal sign.
    let policies = place.control().managed_accounts_csv();
    let mut saved: Vec<u8> = b"sep=;\r\n".to_vec();
    for line in policies.lines() {
        let line = line
            .replace(',', ";")
            .replace("Contractors", "F\u{fc}r Externe");
        saved.extend(
            line.chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')),
        );
        saved.extend(b"\r\n");
    }
    let saved = place.env.file("saved.csv", saved);
    let output = place.run(&[
        "policy",
        "import-names",
        saved.to_str().unwrap(),
        "-o",
        "csv",
    ]);
    assert!(output.stdout.contains(",Für Externe,learned"), "{output}");
    place
        .run(&["policy", "import-names", export.to_str().unwrap()])
        .expect(0);
    let id = place.control().policies()[0].id.clone();
    insta::assert_snapshot!(place.run(&["policy", "name", &id, "Everyone else"]), @"
    ------- stderr -------
    1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1 is now called Everyone else.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "list"]), @"
    Name                            Members  Id
    SSO with two-step verification       82  72fb2bcb-5757-4a46-8f1a-db356dc36a92
    Password only                        58  02a5617a-54d8-4cc2-8ea2-b42c1f926894
    Everyone else                        17  1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1
    Contractors                          13  6a906979-5bab-4740-88e0-4db1bb7112c7
    Service accounts                      5  8624d290-b66d-464d-8cb3-fb7c3bb74e7e
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "show", "everyone else"]), @"
    Name       Everyone else
    Members    17
    Id         1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1
    Type       Default
    Name from  hand
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["policy", "members", "Service accounts", "--columns", "email,policy"]), @"
    Email                                Policy
    birgit.bergstroem@acme-labs.example  Service accounts
    dana.cruz@acme.example               Service accounts
    farah.hansen@acme.example            Service accounts
    pablo.petrov@acme.example            Service accounts
    vera.zhang@acme.example              Service accounts
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    let wrong = place.env.file("wrong.csv", "Name;Mail\nx;y\n");
    insta::assert_snapshot!(place.run(&["policy", "import-names", wrong.to_str().unwrap()]), @"
    ------- stderr -------
    Error: [HOME]/wrong.csv is not the managed-accounts export: it needs the columns Email and Policy name
    Hint: it has: Name, Mail
    [exit status: 2]
    ");
}

/// It was kept beside the policy, and `policy move --to` went to what it named.
#[test]
fn a_name_is_not_taken_for_the_id_of_a_policy() {
    let place = synced();
    let export = place
        .env
        .file("export.csv", place.control().managed_accounts_csv());
    place
        .run(&["policy", "import-names", export.to_str().unwrap()])
        .expect(0);
    insta::assert_snapshot!(place.run(&["policy", "name", "contractors", "Externals"]), @"
    ------- stderr -------
    Error: contractors is the name of a policy, not its id
    Hint: its id is 6a906979-5bab-4740-88e0-4db1bb7112c7
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["policy", "name", "Contractor", "Externals"]), @"
    ------- stderr -------
    Error: Contractor is not the id of a policy
    Hint: an id is five groups of letters and digits; see: atlctl policy list, or the address of the policy's page in the admin portal
    [exit status: 2]
    ");
    let policies = place.control().policies();
    let contractors = policies.iter().find(|policy| policy.name == "Contractors");
    let id = contractors.unwrap().id.clone();
    insta::assert_snapshot!(place.run(&["policy", "name", &id, "password ONLY"]), @"
    ------- stderr -------
    Warning: 02a5617a-54d8-4cc2-8ea2-b42c1f926894 is called that too: only their ids tell them apart from now on
    6a906979-5bab-4740-88e0-4db1bb7112c7 is now called password ONLY.
    [exit status: 0]
    ");
}

#[test]
fn sql_reads_and_only_reads() {
    let place = synced();
    insta::assert_snapshot!(
        place.run(&["sql", "SELECT status, count(*) AS people FROM user GROUP BY 1 ORDER BY 2 DESC"]), @"
    status        people
    active        180
    suspended     9
    deactivated   7
    not_invited   3
    for_deletion  1
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sql", "DELETE FROM mirror_user"]), @"
    ------- stderr -------
    From the mirror, synced just now.
    Error: only reading is allowed here (not authorized)
    Hint: the columns are described by: atlctl sql --schema
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["sql", "SELECT 1; SELECT 2"]), @"
    ------- stderr -------
    From the mirror, synced just now.
    Error: that is more than one statement; one at a time
    Hint: the columns are described by: atlctl sql --schema
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["sql", "SELECT nothing FROM user"]), @r#"
    ------- stderr -------
    From the mirror, synced just now.
    Error: near "nothing": syntax error
    Hint: the columns are described by: atlctl sql --schema
    [exit status: 2]
    "#);
    for attack in [
        "ATTACH 'x.db' AS x",
        "VACUUM INTO 'x.db'",
        "PRAGMA query_only=0",
        "SELECT load_extension('x')",
        "INSERT INTO mirror_user DEFAULT VALUES",
        "CREATE TABLE x(y)",
        "CREATE TEMP TABLE x(y)",
        "PRAGMA writable_schema=1",
    ] {
        assert_eq!(place.run(&["sql", attack]).code, 2, "{attack}");
    }
    let slow =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT count(*) FROM n";
    insta::assert_snapshot!(place.run(&["sql", "--timeout", "1", slow]), @"
    ------- stderr -------
    From the mirror, synced just now.
    Error: the statement took longer than 1 s and was stopped
    Hint: ask for less, or open the file with any SQLite program
    [exit status: 1]
    ");
    let output = place.run_with(
        &["sql", "--file", "-", "-o", "json"],
        "SELECT 1 AS a, NULL AS b, 'x' AS a",
    );
    insta::assert_snapshot!(output, @r#"
    [
      {"a":1,"b":null,"a_2":"x"}
    ]
    ------- stderr -------
    From the mirror, synced just now.
    [exit status: 0]
    "#);
    // Sorted first, then limited.
    let output = place.run(&[
        "sql",
        "SELECT email FROM user ORDER BY lower(email)",
        "--sort",
        "-email",
        "--limit",
        "1",
        "-q",
    ]);
    insta::assert_snapshot!(output, @"
    email
    Zoe.Thompson@Acme.Example
    [exit status: 0]
    ");
    let output = place.run(&[
        "sql",
        "SELECT email FROM user ORDER BY lower(email)",
        "--limit",
        "1",
    ]);
    insta::assert_snapshot!(output, @"
    email
    ada.adler@acme.example
    ------- stderr -------
    From the mirror, synced just now.
    Warning: only the first 1 rows were read; --limit N reads more
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sql", "SELECT 1", "--live"]), @"
    ------- stderr -------
    Error: sql asks the mirror; the server has no SQL (--live)
    Hint: renew the mirror: atlctl sync
    [exit status: 2]
    ");
    assert!(
        place
            .run(&["sql", "--schema"])
            .stdout
            .contains("## `user_group`")
    );
}

#[test]
fn the_largest_numbers_are_taken() {
    let place = synced();
    let most = u64::MAX.to_string();
    place
        .run(&["sql", "--timeout", &most, "SELECT 1"])
        .expect(0);
    for list in ["user", "group"] {
        let args = [list, "list", "-o", "id", "-q"];
        let all = place.run(&args).stdout;
        let most = place.run(&[&args[..], &["--limit", &most]].concat());
        assert_eq!(most.stdout, all, "{most}");
    }
    let sql = ["sql", "SELECT email FROM user", "--limit", &most];
    place.run(&sql).expect(0);
    place
        .run(&["sim", "serve", "--task-delay", &most])
        .expect(2);
}

/// SQLite takes a name in double quotes that is no column for a text, and finds nobody.
#[test]
fn a_slip_in_a_quoted_name_is_no_text() {
    let place = synced();
    insta::assert_snapshot!(place.run(&["user", "list", "--where", "\"two_step\" = 0"]), @r#"
    ------- stderr -------
    From the mirror, synced just now.
    Error: no such column: "two_step" - should this be a string literal in single-quotes?
    Hint: the columns are described by: atlctl sql --schema
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["sql", "SELECT \"nothing\" FROM user"]), @r#"
    ------- stderr -------
    From the mirror, synced just now.
    Error: no such column: "nothing" - should this be a string literal in single-quotes?
    Hint: the columns are described by: atlctl sql --schema
    [exit status: 2]
    "#);
    place
        .run(&["sql", "SELECT \"email\" AS \"E-mail\" FROM user LIMIT 1"])
        .expect(0);
}

#[test]
fn names_that_attack_are_harmless_in_every_form() {
    let place = synced();
    for args in [
        &["user", "list"][..],
        &["user", "list", "-o", "json"],
        &["user", "list", "-o", "jsonl"],
        &["user", "list", "--live"],
        &["sql", "SELECT name, raw FROM user"],
    ] {
        let output = place.run(args);
        assert_eq!(output.code, 0, "{output}");
        let text = output.to_string();
        assert!(
            !text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200b}']),
            "{args:?}"
        );
    }
    let csv = place
        .run(&["user", "list", "-o", "csv", "--columns", "name"])
        .stdout;
    assert!(csv.contains("\"'=HYPERLINK("), "{csv}");
    assert!(!csv.lines().any(|line| line.starts_with('=')), "{csv}");
}
