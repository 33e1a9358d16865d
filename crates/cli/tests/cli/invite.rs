//! Inviting people: with groups and roles, row by row, in part, and taken back.

use atlctl_sim::SimConfig;

use crate::common::Place;

#[test]
fn people_are_invited_and_an_undo_removes_them() {
    let place = Place::synced();
    let invite = [
        "user",
        "invite",
        "new.one@acme.example",
        "Neu.Zwei@acme.example",
        "--group",
        "team-0005",
        "--app",
        "jira-software",
    ];
    insta::assert_snapshot!(place.run(&[&invite[..], &["--dry-run"]].concat()), @"
    Email
    new.one@acme.example
    Neu.Zwei@acme.example
    ------- stderr -------
    Invite people, in Acme (simulated)
      2  change
    team-0005  41 → 43  +2
    Active people  180 → 182  +2
    Addresses and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    Note: Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and stays unchanged; to change it, name it jira-software@acme-sandbox-110.atlassian.net
    Note: Jira (acme.atlassian.net): 151 → 153 of 500 seats in use (+2)
    The same in every row shown: Plan: change; Change: invitation with group team-0005 and role User in Jira (acme.atlassian.net): not in the organization → invited.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&invite), @"
    Email
    new.one@acme.example
    Neu.Zwei@acme.example
    ------- stderr -------
    Invite people, in Acme (simulated)
      2  change
    team-0005  41 → 43  +2
    Active people  180 → 182  +2
    Addresses and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    Note: Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and stays unchanged; to change it, name it jira-software@acme-sandbox-110.atlassian.net
    Note: Jira (acme.atlassian.net): 151 → 153 of 500 seats in use (+2)
    The same in every row shown: Plan: change; Change: invitation with group team-0005 and role User in Jira (acme.atlassian.net): not in the organization → invited.
    Error: confirmation required: 2 changes would be made
    Hint: apply it: atlctl user invite new.one@acme.example Neu.Zwei@acme.example --group team-0005 --app jira-software --yes
    Hint: save it instead: atlctl user invite new.one@acme.example Neu.Zwei@acme.example --group team-0005 --app jira-software --plan plan.json
    [exit status: 5]
    ");
    place.control().clear_calls();
    insta::assert_snapshot!(place.run(&[&invite[..], &["--yes"]].concat()), @"
    Email
    new.one@acme.example
    Neu.Zwei@acme.example
    ------- stderr -------
    Invite people, in Acme (simulated)
      2  change
    team-0005  41 → 43  +2
    Active people  180 → 182  +2
    Addresses and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    Note: Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and stays unchanged; to change it, name it jira-software@acme-sandbox-110.atlassian.net
    Note: Jira (acme.atlassian.net): 151 → 153 of 500 seats in use (+2)
    Run 20261124-1
    The same in every row shown: Outcome: done; Change: invitation with group team-0005 and role User in Jira (acme.atlassian.net): not in the organization → invited.
    Run 20261124-1: 2 done.
    Hint: to add the 2 invited people to the mirror: atlctl sync
    [exit status: 0]
    ");
    assert_eq!(
        place.control().calls().len(),
        2,
        "one call for both: {:?}",
        place.control().calls()
    );
    let requests = place.control().requests();
    assert_eq!(
        requests
            .iter()
            .filter(|one| one.path.ends_with("/users/invite"))
            .count(),
        1
    );
    insta::assert_snapshot!(place.run(&[&invite[..], &["--yes"]].concat()), @"
    Email
    new.one@acme.example
    Neu.Zwei@acme.example
    ------- stderr -------
    Invite people, in Acme (simulated)
      0  change
      2  up to date
    Addresses read live; people from the mirror of Acme (simulated), synced just now.
    Note: Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and stays unchanged; to change it, name it jira-software@acme-sandbox-110.atlassian.net
    The same in every row shown: Plan: up to date; Change: invitation with group team-0005 and role User in Jira (acme.atlassian.net): invited; Reason: is already in the organization, with everything the invitation gives.
    Nothing to change.
    [exit status: 0]
    ");
    // The mirror does not know them yet.
    insta::assert_snapshot!(place.run(&["undo", "last", "--dry-run"]), @"
    Email
    new.one@acme.example
    Neu.Zwei@acme.example
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
      2  change: 2 cannot be undone
    Cannot be undone: removing 2 people
    Active people  -2
    team-0005  43 → 41  -2
    Access and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    The same in every row shown: Plan: change; Risk: irreversible; Before: active; After: removed.
    [exit status: 0]
    ");
    place.run(&["sync"]).expect(0);
    insta::assert_snapshot!(place.run(&["user", "invite", "new.one@acme.example", "--group", "jira-users", "--dry-run"]), @"
    Email                 Plan          Change                           Reason
    new.one@acme.example  not possible  invitation with group            is already in the organization,
                                        jira-users: in part              without everything the
                                                                         invitation gives; use atlctl
                                                                         group add or atlctl role grant
    ------- stderr -------
    Invite people, in Acme (simulated)
      0  change
      1  not possible
    Addresses read live; people from the mirror of Acme (simulated), synced just now.
    Nothing to change.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["undo", "last", "--yes", "--confirm", "2"]), @"
    Email
    new.one@acme.example
    Neu.Zwei@acme.example
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
      2  change: 2 cannot be undone
    Cannot be undone: removing 2 people
    Active people  182 → 180  -2
    team-0005  43 → 41  -2
    Access and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    Note: Jira (acme.atlassian.net): 153 → 151 of 500 seats in use (-2)
    Run 20261124-2
    The same in every row shown: Outcome: done; Before: active; After: removed.
    Run 20261124-2: 2 done.
    [exit status: 0]
    ");
    place.run(&["sync"]).expect(0);
    let gone = place.run(&[
        "user",
        "list",
        "--search",
        "new.one",
        "--live",
        "-o",
        "csv",
        "--columns",
        "email,membership_status",
    ]);
    assert!(!gone.stdout.contains(",active"), "{gone}");
}

/// Each row of a file brings its own groups and apps; rows that bring the same share a request.
#[test]
fn rows_bring_their_own_groups() {
    let place = Place::synced();
    place.env.file(
        "new.csv",
        "Email;Groups;Apps\na1@acme.example;team-0005;\na2@acme.example;team-0005;jira-software\na3@acme.example;team-0005;\nada.admin@acme.example;;\n",
    );
    insta::assert_snapshot!(place.run(&["user", "invite", "--csv", "new.csv", "--no-notify", "--yes"]), @r#"
    Email                   Outcome    Change                            Reason
    ada.admin@acme.example  unchanged  invitation: invited               is already in the organization,
                                                                         with everything the invitation
                                                                         gives
    a1@acme.example         done       invitation with group team-0005:  -
                                       not in the organization →
                                       invited
    a2@acme.example         done       invitation with group team-0005   -
                                       and role User in Jira
                                       (acme.atlassian.net): not in the
                                       organization → invited
    a3@acme.example         done       invitation with group team-0005:  -
                                       not in the organization →
                                       invited
    ------- stderr -------
    new.csv: table, UTF-8, semicolon, column "Email": 4 rows, 4 people
    Invite people, in Acme (simulated)
      3  change
      1  up to date
    team-0005  41 → 44  +3
    Active people  180 → 183  +3
    Addresses and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    Note: Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and stays unchanged; to change it, name it jira-software@acme-sandbox-110.atlassian.net
    Note: Jira (acme.atlassian.net): 151 → 152 of 500 seats in use (+1)
    Run 20261124-1
    Run 20261124-1: 3 done.
    Hint: to add the 3 invited people to the mirror: atlctl sync
    [exit status: 0]
    "#);
    let requests = place.control().requests();
    assert_eq!(
        requests
            .iter()
            .filter(|one| one.path.ends_with("/users/invite"))
            .count(),
        2
    );
}

/// What an invitation gives is counted: members of groups, and seats, of which there may be too few.
#[test]
fn groups_and_seats_are_counted_before() {
    let place = Place::synced();
    place.env.file(
        "new.csv",
        "Email,Groups,Apps\na1@acme.example,team-0005;bitbucket-users,\na2@acme.example,team-0005,bitbucket\na3@acme.example,,\n",
    );
    let invite = ["user", "invite", "--csv", "new.csv", "--no-notify"];
    insta::assert_snapshot!(place.run(&[&invite[..], &["--dry-run"]].concat()), @r#"
    Email            Change
    a1@acme.example  invitation with groups team-0005, bitbucket-users: not in the organization →
                     invited
    a2@acme.example  invitation with group team-0005 and role User in Bitbucket (acme.atlassian.net):
                     not in the organization → invited
    a3@acme.example  invitation: not in the organization → invited
    ------- stderr -------
    new.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Invite people, in Acme (simulated)
      3  change
    team-0005        41 → 43  +2
    bitbucket-users  14 → 15  +1
    Active people  180 → 183  +3
    Addresses and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    Note: Bitbucket (acme.atlassian.net): 14 → 16 of 500 seats in use (+2)
    The same in every row shown: Plan: change.
    [exit status: 0]
    "#);
    let db = rusqlite::Connection::open(place.mirror()).unwrap();
    db.execute(
        "UPDATE mirror_workspace SET capacity = usage + 1 WHERE product_key = 'bitbucket'",
        [],
    )
    .unwrap();
    let few = place.run(&[&invite[..], &["--dry-run"]].concat());
    assert!(few.stderr.contains("the app has 1 seat too few"), "{few}");
}

/// Whom Atlassian invited without a role is in the organization: that is neither done nor refused.
#[test]
fn an_invitation_that_succeeds_in_part_says_so() {
    let place = Place::synced();
    place.control().set_license("jira-software", Some(1));
    insta::assert_snapshot!(place.run(&["user", "invite", "b1@acme.example", "--app", "jira-software", "--yes"]), @"
    Email            Outcome  Change                                Reason
    b1@acme.example  in part  invitation with role User in Jira     Atlassian invited them, but refused
                              (acme.atlassian.net): not in the      the role: LICENSE_LIMIT
                              organization → invited
    ------- stderr -------
    Invite people, in Acme (simulated)
      1  change
    Active people  180 → 181  +1
    Addresses read live; people from the mirror of Acme (simulated), synced just now.
    Note: Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and stays unchanged; to change it, name it jira-software@acme-sandbox-110.atlassian.net
    Note: Jira (acme.atlassian.net): 151 → 152 of 500 seats in use (+1)
    Run 20261124-1
    Run 20261124-1: 1 in part.
    Hint: to add the invited person to the mirror: atlctl sync
    [exit status: 3]
    ");
    let columns = ["--columns", "run,changes,done,in_part,failed"];
    insta::assert_snapshot!(place.run(&[&["run", "list", "-q"][..], &columns].concat()), @"
    Run         Changes  Done  In part  Not made
    20261124-1        1     0        1         0
    [exit status: 0]
    ");
    let shown = place.run(&["run", "show", "last"]);
    assert!(
        shown.stderr.contains("0 of 1 address invited; 1 in part."),
        "{shown}"
    );
    // They are taken back like everyone who was invited.
    let undo = ["undo", "last", "--yes", "-q", "--confirm", "1"];
    insta::assert_snapshot!(place.run(&undo), @"
    Email            Outcome  Before  After    Reason
    b1@acme.example  done     active  removed  -
    [exit status: 0]
    ");
}

#[test]
fn what_cannot_be_is_said_before() {
    let place = Place::synced();
    let list = |status: &str| {
        let output = place.run(&[
            "user",
            "list",
            "--status",
            status,
            "-o",
            "csv",
            "--columns",
            "email",
            "--limit",
            "1",
            "-q",
        ]);
        output.stdout.lines().last().unwrap_or_default().to_owned()
    };
    let (suspended, deactivated) = (list("suspended"), list("deactivated"));
    let planned = place.run(&[
        "user",
        "invite",
        &suspended,
        &deactivated,
        "--dry-run",
        "-o",
        "csv",
        "--columns",
        "verdict,reason",
    ]);
    insta::assert_snapshot!(planned, @"
    verdict,reason
    not possible,is suspended; restore the access instead: atlctl user restore
    not possible,has a deactivated account; activate it first: atlctl user activate
    ------- stderr -------
    Invite people, in Acme (simulated)
      0  change
      2  not possible
    Addresses read live; people from the mirror of Acme (simulated), synced just now.
    Nothing to change.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "invite", "not an address", "--yes"]), @r#"
    ------- stderr -------
    Error: "not an address" is not an email address
    Hint: people are invited by their email addresses, such as ann@example.com
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["user", "invite", "c@acme.example", "--app", "jira-software:owner", "--yes"]), @r#"
    ------- stderr -------
    Error: Jira (acme.atlassian.net) has no role "owner"
    Hint: see the roles: atlctl role grant --help
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["user", "invite", "c@acme.example", "--group", "no such group", "--yes"]), @r#"
    ------- stderr -------
    Error: no group "no such group" in the organization
    Hint: list the groups: atlctl group list --live
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["user", "invite"]), @"
    ------- stderr -------
    Error: no people selected
    Hint: for example: atlctl user invite ann@example.com
    Hint: name people, or use --csv FILE or --from-stdin
    [exit status: 2]
    ");
}

/// Without a subscription nobody is invited, and nothing is tried for the others.
#[test]
fn an_unpaid_organization_invites_nobody() {
    let place = Place::with_key(SimConfig {
        unpaid: true,
        ..SimConfig::default()
    });
    place.run(&["sync"]).expect(0);
    insta::assert_snapshot!(place.run(&["user", "invite", "c@acme.example", "d@acme.example", "--yes"]), @"
    Email
    c@acme.example
    d@acme.example
    ------- stderr -------
    Invite people, in Acme (simulated)
      2  change
    Active people  180 → 182  +2
    Addresses read live; people from the mirror of Acme (simulated), synced just now.
    Run 20261124-1
    The same in every row shown: Outcome: open; Change: invitation: not in the organization → invited; Reason: not sent.
    Run 20261124-1: 2 open.
    Warning: the run stopped: Atlassian does not allow the change: Payment required: The organization has no paid subscription (HTTP 402, ADMIN-UAM-402-1; POST /admin/v2/orgs/{orgId}/users/invite; trace 5f0c2b1e-9d43-4f1a-8a56-31d1c7e5a900)
    Hint: nothing is lost; continue: atlctl run resume 20261124-1
    [exit status: 1]
    ");
}

/// Every row is looked at before anything is refused, and the others are planned when asked.
#[test]
fn slips_in_rows_are_reported_at_once_and_skipped() {
    let place = Place::synced();
    let list = "Invitations\n\nEmail,Groups,App\nann@new.example,team-0005,\n\nbob@new.example,team-ooo5;jira-user,jira-softwear\neve@new.example,jira-users,jira:owner\n";
    place.env.file("list.csv", list);
    let invite = ["user", "invite", "--csv", "list.csv", "--dry-run"];
    insta::assert_snapshot!(place.run(&invite), @r#"
    ------- stderr -------
    list.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people (2 in rows that cannot be used)
    Skipped 1 row above the headings: "Invitations"
      line 6: "team-ooo5" cannot be used: no group "team-ooo5" in the organization (in the row of bob@new.example)
      line 6: "jira-user" cannot be used: no group "jira-user" in the organization; did you mean "jira-users"?
      line 6: "jira-softwear" cannot be used: unknown app "jira-softwear"; did you mean "jira-software"?
      line 7: "jira:owner" cannot be used: Jira (acme.atlassian.net) has no role "owner" (in the row of eve@new.example)
    Error: 2 rows of list.csv cannot be used
    Hint: correct them, or skip them with --skip-problems
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&[&invite[..], &["--skip-problems"]].concat()), @r#"
    Email            Plan    Change                                                              Reason
    ann@new.example  change  invitation with group team-0005: not in the organization → invited  -
    ------- stderr -------
    list.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people (2 in rows that cannot be used)
    Skipped 1 row above the headings: "Invitations"
    Warning: 2 rows of list.csv cannot be used and are left out:
      line 6: "team-ooo5" cannot be used: no group "team-ooo5" in the organization (in the row of bob@new.example)
      line 6: "jira-user" cannot be used: no group "jira-user" in the organization; did you mean "jira-users"?
      line 6: "jira-softwear" cannot be used: unknown app "jira-softwear"; did you mean "jira-software"?
      line 7: "jira:owner" cannot be used: Jira (acme.atlassian.net) has no role "owner" (in the row of eve@new.example)
    Invite people, in Acme (simulated)
      1  change
    team-0005  41 → 42  +1
    Active people  180 → 181  +1
    Addresses and sizes of groups read live; people from the mirror of Acme (simulated), synced just now.
    [exit status: 0]
    "#);
    let list = "email,app\nann@new.example,jira-softwear\n";
    place.env.file("list.csv", list);
    insta::assert_snapshot!(place.run(&[&invite[..], &["--skip-problems"]].concat()), @r#"
    ------- stderr -------
    list.csv: table, UTF-8, comma, column "email": 1 row, 1 person (1 in a row that cannot be used)
    Warning: 1 row of list.csv cannot be used and is left out:
      line 2: "jira-softwear" cannot be used: unknown app "jira-softwear"; did you mean "jira-software"? (in the row of ann@new.example)
    Error: no row of list.csv can be used
    Hint: correct the rows
    [exit status: 2]
    "#);
    // What the command line names is of no row.
    insta::assert_snapshot!(place.run(&[&invite[..], &["--skip-problems", "--group", "jira-user"]].concat()), @r#"
    ------- stderr -------
    Error: no group "jira-user" in the organization; did you mean "jira-users"?
    [exit status: 2]
    "#);
}
