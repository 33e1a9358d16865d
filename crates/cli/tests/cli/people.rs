//! Lists of people and single ones, as the mirror has them.

use crate::common::Place;

#[test]
fn people_are_listed_in_every_form() {
    let place = Place::synced();
    insta::assert_snapshot!(place.run(&["user", "list", "--limit", "4"]), @"
    Email                        Name            Policy                                Last active (UTC)
    ada.adler@acme.example       Ada Adler       72fb2bcb-5757-4a46-8f1a-db356dc36a92  2026-02-13 02:16
    ada.admin@acme.example       Ada Admin       72fb2bcb-5757-4a46-8f1a-db356dc36a92  2026-11-23 14:12
    ada.torres@acme.example      Ada Torres      02a5617a-54d8-4cc2-8ea2-b42c1f926894  2026-10-30 07:10
    aisha.andersen@acme.example  Aisha Andersen  02a5617a-54d8-4cc2-8ea2-b42c1f926894  2026-11-23 22:19
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    The same in every row shown: Status: active; Managed: yes.
    4 of 200 people (--limit).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--limit", "1", "-o", "json"]), @r#"
    [
      {"email":"ada.adler@acme.example","name":"Ada Adler","status":"active","managed":true,"policy":"72fb2bcb-5757-4a46-8f1a-db356dc36a92","last_active":"2026-02-13T02:16:45Z","account_id":"0fb0ab9cb9f1162b8219736c","nickname":"Ada","account_type":"atlassian","account_status":"active","membership_status":"active","management_source":"synced","email_verified":true,"mfa_enabled":false,"org_admin":false,"activity_known":true,"policy_id":"72fb2bcb-5757-4a46-8f1a-db356dc36a92","policy_known":true,"groups_known":true,"apps_known":true,"roles_known":true,"domain":"acme.example","added_to_org":"2023-06-28T09:00:00Z","job_title":"Controller","department":"Finance","organization":"Acme","location":"Sydney","time_zone":"Australia/Sydney","resources":1,"gone":false}
    ]
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    1 of 200 people (--limit).
    [exit status: 0]
    "#);
    insta::assert_snapshot!(
        place.run(&["users", "list", "--limit", "2", "-o", "csv", "--columns", "email,last-active"]), @"
    email,last_active
    ada.adler@acme.example,2026-02-13T02:16:45Z
    ada.admin@acme.example,2026-11-23T14:12:55Z
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    2 of 200 people (--limit).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--admin", "-o", "id"]), @"
    712020:69b82ebc-9223-4300-81d5-24478219731a
    712020:2ab524da-1ec5-4498-826f-e1558219731f
    712020:8bc55593-b33b-4782-8abc-2b208219731b
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(
        place.run(&["user", "list", "--sort", "-last_active", "--limit", "2", "-q"]), @"
    Email                          Name         Status  Managed  Policy                Last active (UTC)
    uma.singh@acme.example         Uma Singh    active  yes      02a5617a-54d8-4cc2-…  2026-11-24 07:28
    karin.nowak@freelance.example  Karin Nowak  active  no       ?                     2026-11-24 06:05
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--columns", "nonsense"]), @r#"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: --columns: unknown column "nonsense"
    Hint: use one of: email, name, status, managed, policy, last_active, account_id, nickname, account_type, account_status, membership_status, management_source, email_verified, mfa_enabled, org_admin, activity_known, policy_id, policy_known, groups_known, apps_known, roles_known, domain, added_to_org, job_title, department, organization, location, time_zone, resources, gone
    [exit status: 2]
    "#);
}

#[test]
fn filters_compose() {
    let place = Place::synced();
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
    let place = Place::synced();
    insta::assert_snapshot!(place.run(&["user", "show", "ADA.admin@acme.example"]), @"
    Email              ada.admin@acme.example
    Name               Ada Admin
    Status             active
    Managed            yes
    Policy             72fb2bcb-5757-4a46-8f1a-db356dc36a92
    Last active        2026-11-23 14:12 UTC
    Account ID         712020:69b82ebc-9223-4300-81d5-24478219731a
    Public name        Ada
    Account type       atlassian
    Account status     active
    Directory status   active
    Source             invited
    Email verified     yes
    Two-step           yes
    Org admin          yes
    Policy ID          72fb2bcb-5757-4a46-8f1a-db356dc36a92
    Domain             acme.example
    Added              2025-07-31 09:00 UTC
    Job title          Controller
    Department         Finance
    Company            Acme
    Location           São Paulo
    Time zone          America/Sao_Paulo
    Resources          2
    Gone               no
    Directories        Acme directory
    Groups             all-staff
                       confluence-users
                       dept-finance
                       jira-users
                       org-admins
                       team-0004
    Apps               Confluence (acme.atlassian.net): last active 2026-11-23
                       Jira (acme.atlassian.net): last active 2026-11-23
    Org roles          atlassian/org-admin
    Roles in apps      Confluence (acme.atlassian.net): User (default group confluence-users)
                       Jira (acme.atlassian.net): User (default group jira-users)
    Identity provider  ?
    API tokens         old phone: used 2026-09-13, expires 2027-05-16
                       old phone: used 2026-11-02, expires 2027-04-03
    Recent events      ?
    Recent actions     ?
    Recent changes     -
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Roles assigned to this person were not read; there may be more roles (read them: atlctl sync --only user-roles).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "show", "ada.admni@acme.example"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: no person has the email address or account ID ada.admni@acme.example
    Hint: did you mean: ada.admin@acme.example, ada.adler@acme.example
    Hint: or ask Atlassian: atlctl user show ada.admni@acme.example --live
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["user", "show", "' OR 1=1 --"]), @r"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: no person has the email address or account ID ' OR 1=1 --
    Hint: search for them: atlctl user list --search ''\'' OR 1=1 --'
    [exit status: 2]
    ");
}

#[test]
fn names_that_attack_are_harmless_in_every_form() {
    let place = Place::synced();
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
