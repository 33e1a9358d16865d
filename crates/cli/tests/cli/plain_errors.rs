//! What a mistake leads to: the hint works, and says what to do there.

use atlctl_sim::SimConfig;

use crate::common::Place;
use crate::moving;

/// What a pipe brought is gone: the same command without it would wait for a list, or find none.
#[test]
fn a_hint_after_a_pipe_says_to_pipe_the_list_again() {
    let place = moving::Place::new(SimConfig::default());
    let person = place.movable().remove(0).email;
    let suspend = ["user", "suspend", "--from-stdin"];
    let said = place.env.run_with(&suspend, person.as_bytes());
    assert!(
        said.stderr.contains(
            "Hint: to apply it, pipe the same list into: atlctl user suspend --from-stdin --yes\n"
        ),
        "{said}"
    );
    let named = place.run(&["user", "suspend", &person]);
    let hint = format!("Hint: apply it: atlctl user suspend {person} --yes\n");
    assert!(named.stderr.contains(&hint), "{named}");
    place.run(&["sync", "-q", "--only", "tokens"]).expect(0);
    let ids = place
        .run(&["token", "list", "-o", "id", "--limit", "2"])
        .stdout;
    let revoke = ["token", "revoke", "--from-stdin"];
    for (flags, hint) in [
        (&[][..], "Hint: to apply it, pipe the same list into: "),
        (&["--yes"], "Hint: to confirm, pipe the same list into: "),
    ] {
        let said = place
            .env
            .run_with(&[&revoke[..], flags].concat(), ids.as_bytes());
        let hint = format!("{hint}atlctl token revoke --from-stdin --yes --confirm 2");
        assert!(said.stderr.contains(&hint), "{said}");
    }
    place
        .env
        .run_with(
            &[&revoke[..], &["--yes", "--confirm", "2"]].concat(),
            ids.as_bytes(),
        )
        .expect(0);
}

/// Every way to name an app that the hint offers is one.
#[test]
fn the_apps_that_a_hint_offers_can_be_pasted() {
    let place = moving::Place::new(SimConfig::default());
    let person = place.movable().remove(0).email;
    let grant = ["role", "grant", "user", &person, "--dry-run"];
    let said = place.run(&grant);
    let (_, offered) = said.stderr.split_once("Hint: add one of: ").unwrap();
    let offered: Vec<&str> = offered.lines().next().unwrap().split(", ").collect();
    assert!(offered.len() > 3, "{said}");
    for flags in offered {
        let flags: Vec<&str> = flags.split(' ').collect();
        place.run(&[&grant[..], &flags].concat()).expect(0);
    }
}

#[test]
fn a_filter_that_can_match_nobody_is_an_error() {
    let place = Place::named();
    place
        .run(&[
            "sync",
            "-q",
            "--only",
            "tokens,service-accounts,service-account-credentials",
        ])
        .expect(0);
    for (args, said) in [
        (
            &["user", "list", "--role", "nonsense"][..],
            "unknown role \"nonsense\"",
        ),
        (
            &["user", "list", "--role", "userr"],
            "unknown role \"userr\"; did you mean \"user\"?",
        ),
        (
            &["user", "list", "--domain", "acme.exampel"],
            "domain \"acme.exampel\" is not in the mirror; did you mean \"acme.example\"?",
        ),
        (
            &["user", "list", "--group", "jira-user"],
            "group \"jira-user\" is not in the mirror; did you mean \"jira-users\"?",
        ),
        (
            &["policy", "members", "Password onl"],
            "policy \"Password onl\" is not in the mirror; did you mean \"Password only\"?",
        ),
        (
            &["token", "list", "--person", "nobody@acme.example"],
            "nobody@acme.example is not in the mirror and has no API token",
        ),
        (
            &["service-account", "tokens", "nope"],
            "service account \"nope\" is not in the mirror",
        ),
        (
            &["role", "list", "--directory", "nope"],
            "organization roles are in no directory",
        ),
    ] {
        let output = place.run(args);
        assert!(output.stderr.contains(said), "{args:?}: {output}");
        output.expect(2);
    }
    // What may exist and is held by nobody is no mistake, and a role has several names.
    for args in [
        &["user", "list", "--role", "guest"][..],
        &["user", "list", "--role", "Organization admin"],
        &["user", "list", "--domain", "@ACME.example"],
    ] {
        place.run(args).expect(0);
    }
    let admins = |role: &str| {
        place
            .run(&["user", "list", "-o", "id", "--role", role])
            .stdout
    };
    assert_eq!(admins("organization admin"), admins("org-admin"));
    assert!(!admins("org-admin").is_empty());
}

#[test]
fn conditions_and_statements_are_explained_by_what_was_written() {
    let place = Place::named();
    for (args, said, hint) in [
        (
            &["user", "list", "--where", "mfa_enabled ="][..],
            "--where: the condition is incomplete: mfa_enabled =",
            "atlctl sql --schema user",
        ),
        (
            &["user", "list", "--where", "DELETE FROM user"],
            "--where: the condition is not valid SQL near \"DELETE\": DELETE FROM user",
            "atlctl sql --schema user",
        ),
        (
            &["group", "list", "--where", "nmae = 'x'"],
            "--where: no column \"nmae\"; did you mean \"name\"?",
            "atlctl sql --schema group",
        ),
        (
            &["user", "list", "--where", ""],
            "--where: the condition cannot be used: it is empty",
            "atlctl sql --schema",
        ),
        (
            &["sql", "SELECT"],
            "the statement is incomplete",
            "atlctl sql --schema",
        ),
        (
            &["sql", "SELECT FROM WHERE"],
            "the statement is not valid SQL near \"FROM\"",
            "https://sqlite.org/lang_select.html",
        ),
        (
            &["sql", "SELECT * FROM nope"],
            "no such table: nope",
            "atlctl sql --schema",
        ),
        (
            &["sql", "DELETE FROM user"],
            "the mirror is read-only",
            "list them: atlctl help",
        ),
        (
            &["sql", "DROP TABLE mirror_user"],
            "the mirror is read-only",
            "atlctl help",
        ),
        (
            &["sql", "--schema", "usr"],
            "unknown view \"usr\"; did you mean \"user\"?",
            "use one of: ",
        ),
    ] {
        let output = place.run(args);
        assert!(
            output.stderr.contains(&format!("Error: {said}")),
            "{args:?}: {output}"
        );
        assert!(output.stderr.contains(hint), "{args:?}: {output}");
        output.expect(2);
    }
    // Our own brackets around a condition do not make one of two halves.
    place
        .run(&[
            "user",
            "list",
            "--where",
            "(mfa_enabled = 1) OR (managed = 0)",
        ])
        .expect(0);
}

#[test]
fn a_list_with_headings_alone_says_so() {
    let place = moving::Place::new(SimConfig::default());
    place.env.file("headings.csv", "email\n");
    let output = place.run(&["user", "suspend", "--csv", "headings.csv"]);
    let said = "headings.csv has headings, but no rows";
    assert!(output.stderr.contains(said), "{output}");
    assert!(output.stderr.contains("Nothing to change."), "{output}");
    output.expect(0);
    for (ids, said) in [("id\n", "has headings, but no rows"), ("\n", "is empty")] {
        let output = place
            .env
            .run_with(&["token", "revoke", "--from-stdin"], ids.as_bytes());
        assert!(output.stderr.contains(said), "{output}");
    }
    let output = place
        .env
        .run_with(&["change", "--from-stdin"], b"email,action\n");
    assert!(output.stderr.contains("Nothing to change."), "{output}");
}

#[test]
fn two_snapshots_can_be_named_without_flags() {
    let place = Place::named();
    place.run(&["sync", "-q"]).expect(0);
    let diff = |more: &[&str]| place.run(&[&["snapshot", "diff"], more].concat());
    let plain = diff(&["1", "2"]);
    assert_eq!(
        plain.to_string(),
        diff(&["--since", "1", "--until", "2"]).to_string()
    );
    plain.expect(0);
    assert_eq!(
        diff(&["1"]).to_string(),
        diff(&["--since", "1"]).to_string()
    );
    let swapped = diff(&["2", "1"]);
    assert!(
        swapped
            .stderr
            .contains("Hint: swap them: atlctl snapshot diff --since 1 --until 2"),
        "{swapped}"
    );
    swapped.expect(2);
    diff(&["1", "--since", "1"]).expect(2);
}

#[test]
fn a_misspelled_part_of_a_sync_is_seen_through() {
    let place = Place::named();
    let output = place.run(&["sync", "--only", "tokns"]);
    assert!(
        output
            .stderr
            .contains("Error: unknown part \"tokns\"; did you mean \"tokens\"?"),
        "{output}"
    );
    output.expect(2);
}

/// A renamed column has its former name, too, for one release.
#[test]
fn renamed_columns_keep_their_former_names() {
    let place = Place::named();
    let status = |more: &[&str]| place.run(&[&["auth", "status"], more].concat()).stdout;
    let json = status(&["-o", "json"]);
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (name, former) in [("valid", "works"), ("stored_in", "source")] {
        assert_eq!(read[name], read[former], "{json}");
        assert!(!read[name].is_null(), "{json}");
        assert_eq!(
            status(&["--columns", name]),
            status(&["--columns", former]),
            "{name}"
        );
    }
    let table = status(&[]);
    assert_eq!(table.matches("Valid").count(), 1, "{table}");
}

#[test]
fn wrong_values_of_a_sign_in_say_what_the_option_takes() {
    let place = Place::named();
    for (args, hint) in [
        (
            &["auth", "login", "--key-ends", "soon"][..],
            "Hint: write a date, such as --key-ends 2027-01-31\n",
        ),
        (
            &["user", "list", "--live", "--credential", "nofile"],
            "Hint: --credential takes the name of a file that exists, not the secret itself: --credential ./key.txt",
        ),
        (
            &["auth", "login", "--capture", "nofile"],
            "Hint: --capture takes the name of a file that exists, not the secret itself: --capture ./copied.txt",
        ),
    ] {
        let output = place.run(args);
        assert!(output.stderr.contains(hint), "{output}");
        assert!(!output.stderr.contains("--api-key-stdin"), "{output}");
        assert!(
            !output.stderr.contains("soon") && !output.stderr.contains("nofile"),
            "{output}"
        );
        output.expect(2);
    }
    for (flag, input, said) in [
        ("--api-key-stdin", "", "standard input is empty"),
        (
            "--api-key-stdin",
            "a b",
            "no API key on standard input: the API key contains a space",
        ),
        ("--token-stdin", "", "standard input is empty"),
    ] {
        let output = place.run_with(&["auth", "login", "--store", "file", flag], input);
        assert!(
            output.stderr.contains(&format!("Error: {said}")),
            "{output}"
        );
        output.expect(2);
    }
}

/// A sign-in would not help while a variable holds another credential.
#[test]
fn a_refused_credential_of_the_environment_names_its_variable() {
    let mut place = Place::with_key(SimConfig::default());
    place.env.var("ATLCTL_API_KEY", "ATCTT-old");
    let output = place.run(&["user", "list", "--live"]);
    assert!(
        output
            .stderr
            .contains("Hint: set a valid credential in ATLCTL_API_KEY, or unset ATLCTL_API_KEY"),
        "{output}"
    );
    assert!(!output.stderr.contains("ATLCTL_SESSION_TOKEN"), "{output}");
    assert!(!output.stderr.contains("atlctl auth login"), "{output}");
    output.expect(4);
}

/// There is no plan of a single call.
#[test]
fn a_call_in_a_read_only_profile_is_offered_no_plan() {
    let place = moving::Place::new(SimConfig::default());
    place.configure("read_only = true");
    let output = place.run(&["api", "DELETE", "/admin/v1/orgs/x", "--yes"]);
    assert!(
        output.stderr.contains("is read-only; nothing was sent"),
        "{output}"
    );
    assert!(!output.stderr.contains("--dry-run"), "{output}");
    assert!(
        output.stderr.contains("atlctl config unset read_only"),
        "{output}"
    );
    output.expect(5);
}
