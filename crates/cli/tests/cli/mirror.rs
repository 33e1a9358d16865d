//! The mirror: what a sync says, and what is answered from it apart from people and policies.

use atlctl_sim::SimConfig;

use crate::common::Place;

#[test]
fn syncing_says_what_was_read_and_what_changed() {
    let place = Place::with_key(SimConfig::default());
    insta::assert_snapshot!(place.run(&["user", "list"]), @"
    ------- stderr -------
    Error: no mirror at [HOME]/.local/share/atlctl/orgs/jj7a5e99-7c3f-4f75-8771-7900ae3deb41/mirror.sqlite
    Hint: mirror the organization: atlctl sync
    [exit status: 1]
    ");
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Read 1 directory, 4 domains, 5 apps, 20 groups, 200 people, 175 accounts' policies, 4 roles of groups, 158 API tokens, 5 API keys, 4 service accounts, 9 credentials of service accounts, 3 OAuth clients, 3 organization policies.
    Hint: next, import the policy names: atlctl policy import-names --help
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["sync"]), @"
    ------- stderr -------
    Read 1 directory, 4 domains, 5 apps, 20 groups, 200 people, 175 accounts' policies, 4 roles of groups, 158 API tokens, 5 API keys, 4 service accounts, 9 credentials of service accounts, 3 OAuth clients, 3 organization policies.
    Nobody changed since the last sync.
    [exit status: 0]
    ");
    let control = place.control();
    let to = control.policies()[1].id.clone();
    for account in control.accounts().iter().filter(|a| a.managed).take(3) {
        control.set_policy(&account.account_id, &to);
    }
    insta::assert_snapshot!(place.run(&["org", "show"]), @"
    ID           jj7a5e99-7c3f-4f75-8771-7900ae3deb41
    Name         Acme (simulated)
    People       200
    Managed      175
    Org admins   3
    Groups       20
    Policies     5
    Domains      4
    Directories  1
    Apps         5
    Parts        organization: just now
                 directories: just now
                 domains: just now
                 apps: just now
                 groups: just now
                 people: just now
                 policies of people: just now
                 roles of groups: just now
                 roles of people: never read
                 API tokens: just now
                 API keys: just now
                 service accounts: just now
                 credentials of service accounts: just now
                 OAuth clients: just now
                 organization policies: just now
                 events: never read
    Synced       2026-11-24 09:00 UTC
    Complete     yes
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    let other = place.run(&["sync", "--org", "other"]);
    assert_eq!(other.code, 1, "{other}");
}

#[test]
fn groups_and_the_smaller_things() {
    let place = Place::synced();
    insta::assert_snapshot!(place.run(&["group", "list", "--limit", "5"]), @"
    Name              Members  Managed by  Modifiable  Description
    all-staff             175  admins      yes         Simulated group 0
    bitbucket-users        14  admins      yes         Simulated group 5
    confluence-users      113  admins      yes         Simulated group 3
    dept-engineering       21  external    no          Simulated group 6
    dept-finance           23  external    no          Simulated group 10
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    5 of 20 groups (--limit).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["group", "show", "ORG-ADMINS"]), @"
    Name                   org-admins
    Members                3
    Managed by             admins
    Modifiable             yes
    Description            Simulated group 1
    Members (Atlassian)    3
    Resources              0
    Synced from directory  no
    Directory              9354e101-3df3-4dc9-84ef-2b15c4673e86
    Gone                   no
    ID                     e12c9afd-8a97-4bf3-89bb-1fef00000001
    Gives                  -
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["group", "members", "org-admins", "--columns", "email"]), @"
    Email
    ada.admin@acme.example
    omar.patel@freelance.example
    otto.owner@acme-labs.example
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["group", "show", "nobody"]), @r#"
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    Error: group "nobody" is not in the mirror
    Hint: list them: atlctl group list
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["domains", "list"]), @"
    Domain             Status         Verified by
    acme-labs.example  verified       dns
    acme-shop.example  unverified     dns
    acme.example       verified       dns
    old-acme.example   missing_token  dns
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["directory", "list"]), @"
    ID                                    Name
    9354e101-3df3-4dc9-84ef-2b15c4673e86  Acme directory
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["workspace", "list", "--search", "sandbox"]), @"
    Name              Product  URL                             Status  Sandbox  In use  Seats
    acme-sandbox-110  Jira     acme-sandbox-110.atlassian.net  online  yes           3      ?
    ------- stderr -------
    From the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    ");
}

#[test]
fn the_largest_numbers_are_taken() {
    let place = Place::synced();
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
