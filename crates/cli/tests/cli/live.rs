//! `--live`: the server answers, and says the same as the mirror.

use atlctl_sim::SimConfig;

use crate::common::Place;

#[test]
fn the_server_answers_with_live() {
    let place = Place::named();
    let live = |args: &[&str]| place.run(&[args, &["--live", "-o", "csv"]].concat());
    let mirrored = |args: &[&str]| place.run(&[args, &["-q", "-o", "csv"]].concat());
    for args in [
        &["domain", "list", "--sort", "name"][..],
        &["directory", "list"],
        &["workspace", "list", "--sort", "id"],
        &["org", "list"],
        &[
            "group",
            "list",
            "--sort",
            "id",
            "--columns",
            "id,name,members,modifiable",
        ],
        &[
            "user",
            "list",
            "--sort",
            "account_id",
            "--columns",
            "account_id,email,status,managed,last_active,org_admin,resources",
        ],
    ] {
        assert_eq!(live(args).stdout, mirrored(args).stdout, "{args:?}");
    }
    assert_eq!(
        live(&[
            "user",
            "list",
            "--status",
            "suspended",
            "--sort",
            "email",
            "--columns",
            "email"
        ])
        .stdout,
        mirrored(&[
            "user",
            "list",
            "--status",
            "suspended",
            "--columns",
            "email"
        ])
        .stdout
    );
    insta::assert_snapshot!(place.run(&["user", "list", "--live", "--policy", "x", "--inactive", "90d"]), @"
    ------- stderr -------
    Error: --policy, --inactive cannot be used with --live
    Hint: leave out --live to use the mirror; if it is too old, first: atlctl sync
    [exit status: 2]
    ");
}

#[test]
fn a_slip_is_no_answer_and_what_was_not_read_is_said() {
    let place = Place::with_key(SimConfig::default());
    insta::assert_snapshot!(place.run(&["user", "list", "--live", "--status", "active,suspnded"]), @r#"
    ------- stderr -------
    Error: unknown status "suspnded"; use one of active, suspended, not_invited, deactivated, for_deletion
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["user", "list", "--live", "--limit", "2", "-o", "csv", "--columns", "email"]), @"
    email
    ada.admin@acme.example
    otto.owner@acme-labs.example
    ------- stderr -------
    From Atlassian: Acme (simulated).
    Stopped after 2 (--limit); there may be more people.
    [exit status: 0]
    ");
    let domains = place.run(&["domain", "list", "--live", "--limit", "4"]);
    assert!(domains.stderr.contains("there may be more"), "{domains}");
    let domains = place.run(&["domain", "list", "--live", "--limit", "5"]);
    assert_eq!(
        domains.stderr, "From Atlassian: Acme (simulated).\n",
        "{domains}"
    );
}

/// As with the mirror.
#[test]
fn the_server_s_rows_are_sorted_by_what_is_not_shown() {
    let place = Place::named();
    for args in [
        &[
            "user",
            "list",
            "--sort",
            "-last_active",
            "--columns",
            "email",
        ][..],
        &["user", "list", "--sort", "account_id"],
        &["domain", "list", "--sort", "-id"],
        &["group", "list", "--sort", "id", "--columns", "name"],
    ] {
        let mirrored = place.run(&[args, &["-q", "--limit", "5"]].concat());
        let live = place.run(&[args, &["-q", "--limit", "5", "--live"]].concat());
        if args[0] == "user" && !args.contains(&"--columns") {
            // The policy is not told there.
            assert_eq!(live.stdout.lines().count(), 6, "{live}");
        } else {
            assert_eq!(live.stdout, mirrored.stdout, "{args:?}");
        }
        assert_eq!(live.code, 0, "{live}");
    }
    insta::assert_snapshot!(place.run(&["domain", "list", "--live", "--sort", "naem"]), @r#"
    ------- stderr -------
    Error: --sort: unknown column "naem"; did you mean "name"?
    Hint: use one of: id, name, claim_status, claim_type
    [exit status: 2]
    "#);
}

#[test]
fn single_things_and_members_are_the_same_as_in_the_mirror() {
    let place = Place::named();
    let person = "ada.admin@acme.example";
    let account = place.control().account(person).unwrap();
    let stranger = place.control().accounts().into_iter().find(|a| !a.managed);
    let stranger = stranger.unwrap().account_id;
    for args in [
        &["user", "show", person][..],
        &["user", "show", &account.account_id],
        &["user", "show", &stranger],
        &["group", "show", "org-admins"],
        &[
            "group",
            "members",
            "org-admins",
            "--sort",
            "account_id",
            "--columns",
            "account_id,email,status",
        ],
        &[
            "user",
            "list",
            "--group",
            "dept-finance",
            "--sort",
            "account_id",
            "--columns",
            "account_id,email",
        ],
        &[
            "policy",
            "list",
            "--sort",
            "id",
            "--columns",
            "id,name,members",
        ],
        &[
            "policy",
            "show",
            "Contractors",
            "--columns",
            "id,name,members",
        ],
        &[
            "policy",
            "members",
            "Contractors",
            "--sort",
            "account_id",
            "--columns",
            "account_id,email,policy,policy_id",
        ],
        &[
            "org",
            "show",
            "--columns",
            "id,name,people,managed,groups,domains,directories,workspaces",
        ],
    ] {
        let live = place.run(&[args, &["--live", "-o", "json"]].concat());
        let mirrored = place.run(&[args, &["-q", "-o", "json"]].concat());
        assert_eq!(live.code, 0, "{args:?}\n{live}");
        // History is the mirror's own, and unknown there.
        let (own, changes) = match mirrored.stdout.split_once(r#","recent_events":"#) {
            Some((own, _)) => (
                own,
                r#","recent_events":null,"recent_acts":null,"recent_changes":null}"#,
            ),
            None => (mirrored.stdout.trim_end(), ""),
        };
        // Where roles in apps come from, only user explain --live asks for.
        let own = match own.split_once(r#""app_roles":"#) {
            Some((before, rest)) => {
                let (_, after) = rest.split_once(r#","identity_provider":"#).unwrap();
                let unknown = r#""app_roles":null,"app_roles_known":false,"identity_provider":"#;
                format!("{before}{unknown}{after}")
            }
            None => own.to_owned(),
        };
        assert_eq!(
            live.stdout.trim_end(),
            format!("{own}{changes}"),
            "{args:?}\n{live}"
        );
        assert!(!live.stderr.contains("From the mirror"), "{live}");
    }
    // It is the server's answer, not the mirror's.
    let to = place.control().policies()[3].id.clone();
    let before = place.control().policies()[3].members;
    let moved = place
        .control()
        .accounts()
        .into_iter()
        .find(|a| a.managed && a.policy.as_ref() != Some(&to))
        .unwrap();
    place.control().set_policy(&moved.account_id, &to);
    let show = place.run(&[
        "policy",
        "show",
        &to,
        "--live",
        "-o",
        "csv",
        "--columns",
        "members",
    ]);
    assert_eq!(show.stdout, format!("members\n{}\n", before + 1));
    insta::assert_snapshot!(place.run(&["user", "show", "nobody@acme.example", "--live"]), @"
    ------- stderr -------
    Error: no person has the email address or account ID nobody@acme.example
    Hint: search for them: atlctl user list --live --search nobody@acme.example
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["group", "members", "nobody", "--live"]), @r#"
    ------- stderr -------
    Error: no group "nobody" in the organization
    Hint: list the groups: atlctl group list --live
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["policy", "list", "--live", "--search", "x"]), @"
    ------- stderr -------
    Error: --search, --where and --gone do not work with --live
    Hint: leave out --live to use the mirror; if it is too old, first: atlctl sync
    [exit status: 2]
    ");
}

/// What the server does not tell is unknown, not none.
#[test]
fn a_policy_that_cannot_be_read_is_unknown() {
    let place = Place::named();
    place.control().fault("POST */bulk-fetch 403").unwrap();
    let show = place.run(&[
        "user",
        "show",
        "ada.admin@acme.example",
        "--live",
        "--columns",
        "email,policy",
    ]);
    insta::assert_snapshot!(show, @"
    Email   ada.admin@acme.example
    Policy  ?
    ------- stderr -------
    Warning: the policy could not be read: A fault of the simulator (HTTP 403; POST /admin/control/v1/orgs/{orgId}/users/auth-policies/bulk-fetch)
    [exit status: 0]
    ");
    assert_eq!(place.run(&["policy", "list", "--live"]).code, 1);
}

/// Of a name with a slip in it the server told that nobody is in that policy.
#[test]
fn a_policy_that_nobody_knows_is_not_an_empty_one() {
    let place = Place::named();
    for verb in ["members", "show"] {
        let output = place.run(&["policy", verb, "Contractor", "--live"]);
        assert_eq!(output.code, 2, "{output}");
        assert_eq!(output.stdout, "");
        assert!(
            output
                .stderr
                .contains("policy \"Contractor\" is not in the mirror"),
            "{output}"
        );
    }
    // No sync meets a policy without members: its id is enough.
    let id = "9a1jj823-jac8-123d-jj01-63315k059cb2";
    place.run(&["policy", "members", id, "--live"]).expect(0);
}

/// A list that shifts between two pages leaves people out: that is said, as a sync says it.
#[test]
fn a_list_of_several_pages_that_leaves_people_out_is_incomplete() {
    let place = Place::with_key(SimConfig::default());
    let list = ["user", "list", "--live", "-o", "id"];
    let whole = place.run(&list);
    assert_eq!(whole.code, 0, "{whole}");
    assert!(!whole.stderr.contains("incomplete"), "{whole}");
    place
        .control()
        .fault("* */users/search shift-page")
        .unwrap();
    let listed = place.run(&list);
    assert_eq!(listed.code, 3, "{listed}");
    let all = whole.stdout.lines().count();
    let some = listed.stdout.lines().count();
    assert!(some < all, "{some} of {all}");
    let said = format!("Atlassian reports {all} people but listed {some}: this list is incomplete");
    assert!(listed.stderr.contains(&said), "{listed}");
    // A limit ends the list, so nobody is counted.
    let few = place.run(&[&list[..], &["--limit", "3"]].concat());
    assert_eq!(few.code, 0, "{few}");
}
