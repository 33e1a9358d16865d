//! `-q`: what somebody must do next is no chatter.

use atlctl_sim::SimConfig;

use crate::moving::Place;

const MOVE: [&str; 8] = [
    "policy",
    "move",
    "--csv",
    "people.csv",
    "--to",
    "Contractors",
    "--yes",
    "-q",
];

#[test]
fn the_steps_of_the_portal_s_import_are_reported() {
    let place = Place::with_session(SimConfig {
        sessions_cannot_move: true,
        ..SimConfig::default()
    });
    place.listed(3);
    let output = place.run(&[&MOVE[..], &["-o", "csv", "--columns", "outcome"]].concat());
    insta::assert_snapshot!(output, @"
    outcome
    open
    open
    open
    ------- stderr -------
    Warning: this credential may not read policies; using the mirror's: Forbidden (HTTP 403; POST /admin/control/v1/orgs/{orgId}/users/auth-policies/bulk-fetch)
    Warning: the run stopped: Atlassian does not allow the change: Forbidden (HTTP 403; POST /admin/control/v1/orgs/{orgId}/auth-policy/{policyId}/add-users)

    This session may not move people. Use the portal's own import:
      1. Open admin.atlassian.com > Security > Authentication policies
      2. Edit the policy > Members > Add members > Bulk entry > upload:
           [HOME]/.local/share/atlctl/orgs/[ORG]/runs/20261124-1/portal-import-1.csv (3 people into Contractors)
      3. Wait for the email with the result
      4. Check the result: atlctl run verify 20261124-1
         (if this session may not read policies, export the managed accounts there and add --export FILE)
    [exit status: 1]
    ");
}

#[test]
fn how_a_run_that_was_cut_off_goes_on_is_reported() {
    let place = Place::with_session(SimConfig::default());
    place.listed(3);
    place
        .control()
        .fault("* */auth-polic* skip=1 unauthorized")
        .unwrap();
    let output = place.run(&[&MOVE[..], &["-o", "csv", "--columns", "outcome"]].concat());
    insta::assert_snapshot!(output, @"
    outcome
    open
    open
    open
    ------- stderr -------
    Warning: the run stopped: Atlassian no longer accepts the sign-in: Unauthorized (HTTP 401; POST /admin/control/v1/orgs/{orgId}/auth-policy/{policyId}/add-users)
    Hint: sign in again: atlctl auth login
    Hint: nothing is lost; continue: atlctl run resume 20261124-1
    [exit status: 4]
    ");
    place.control().clear_faults();
    insta::assert_snapshot!(place.run(&["run", "resume", "last", "-q", "-o", "csv", "--columns", "outcome"]), @"
    outcome
    done
    done
    done
    [exit status: 0]
    ");
}

#[test]
fn which_rows_cannot_be_used_is_reported() {
    let place = Place::with_session(SimConfig::default());
    place.env.file("people.csv", "Email\nnobody\n");
    insta::assert_snapshot!(place.run(&MOVE), @r#"
    ------- stderr -------
      line 2: "nobody" is not an email address: it has no @
    Error: 1 row of people.csv cannot be used
    Hint: correct it, or skip it with --skip-problems
    [exit status: 2]
    "#);
}

/// What each row has in common is printed below a table on stderr, which `-q` silences: it stays in the table.
#[test]
fn plan_and_outcome_stay_in_the_table() {
    let place = crate::common::Place::synced();
    let people = ["mei.pereira@acme.example", "joerg.nakamura@acme.example"];
    let suspend = [&["-q", "user", "suspend"][..], &people].concat();
    insta::assert_snapshot!(place.run(&[&suspend[..], &["--dry-run"]].concat()), @"
    Email                        Plan    Risk       Before  After
    mei.pereira@acme.example     change  locks-out  active  suspended
    joerg.nakamura@acme.example  change  locks-out  active  suspended
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&[&suspend[..], &["--yes"]].concat()), @"
    Email                        Outcome  Before  After
    mei.pereira@acme.example     done     active  suspended
    joerg.nakamura@acme.example  done     active  suspended
    [exit status: 0]
    ");
}

/// A list of which a part is unknown, or older than the rest, says so: without -q in a line, with it as a warning.
#[test]
fn what_a_list_does_not_know_is_a_warning() {
    let place = Place::new(SimConfig::default());
    for fault in ["* */users/search* roles-part", "* */api-tokens* 403"] {
        place.control().fault(fault).unwrap();
    }
    place.run(&["sync", "--full", "-q"]).expect(0);
    for (list, unknown) in [
        (&["role", "list"][..], "does not report the roles of"),
        (&["report", "admins"], "the roles are unknown"),
        (&["token", "list"], "the last sync could not read it"),
        (&["report", "tokens"], "the last sync could not read it"),
        (&["snapshot", "diff", "1"], "No longer known"),
    ] {
        let loud = place.run(list);
        let line = loud.stderr.lines().find(|line| line.contains(unknown));
        assert!(
            line.is_some_and(|line| !line.starts_with("Warning: ")),
            "{loud}"
        );
        let quiet = place.run(&[list, &["-q"]].concat());
        let line = quiet.stderr.lines().find(|line| line.contains(unknown));
        assert!(
            line.is_some_and(|line| line.starts_with("Warning: ")),
            "{quiet}"
        );
        let mut lines = quiet.stderr.lines();
        assert!(lines.all(|line| line.starts_with("Warning: ")), "{quiet}");
    }
}
