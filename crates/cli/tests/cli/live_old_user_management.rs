//! `--live` where the organization is on the original user management: the portal answers, and says the same as
//! the mirror, which `sync` read through it.

use atlctl_sim::SimConfig;

use crate::common::Place;

fn place() -> Place {
    let place = Place::with_session(SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    });
    place.run(&["sync"]).expect(0);
    place
}

#[test]
fn the_portal_answers_live_lists() {
    let place = place();
    let live = |args: &[&str]| place.run(&[args, &["--live", "-q", "-o", "csv"]].concat());
    let mirrored = |args: &[&str]| place.run(&[args, &["-q", "-o", "csv"]].concat());
    let people = "account_id,email,name,status,managed,last_active";
    for args in [
        &["user", "list", "--sort", "account_id", "--columns", people][..],
        &[
            "user",
            "list",
            "--managed",
            "--sort",
            "account_id",
            "--columns",
            people,
        ],
        &[
            "user",
            "list",
            "--unmanaged",
            "--sort",
            "account_id",
            "--columns",
            people,
        ],
        &[
            "user",
            "list",
            "--status",
            "active",
            "--sort",
            "account_id",
            "--columns",
            people,
        ],
        &[
            "user",
            "list",
            "--domain",
            "acme-labs.example",
            "--sort",
            "account_id",
            "--columns",
            people,
        ],
        &[
            "user",
            "list",
            "--group",
            "org-admins",
            "--sort",
            "account_id",
            "--columns",
            people,
        ],
        &[
            "group",
            "members",
            "org-admins",
            "--sort",
            "account_id",
            "--columns",
            people,
        ],
        &[
            "group",
            "list",
            "--sort",
            "id",
            "--columns",
            "id,name,description,modifiable",
        ],
        &["policy", "list", "--sort", "id", "--columns", "id,members"],
    ] {
        let (live, mirrored) = (live(args), mirrored(args));
        assert_eq!(live.code, 0, "{args:?} {live}");
        assert_eq!(live.stdout, mirrored.stdout, "{args:?}");
        assert!(live.stdout.lines().count() > 1, "{args:?} {live}");
    }
    // It has no directories, which is not none.
    for directories in [
        live(&["directory", "list"]),
        mirrored(&["directory", "list"]),
    ] {
        assert_eq!(directories.code, 1, "{directories}");
        assert_eq!(directories.stdout, "", "{directories}");
        let said = "the directories of the organization are unknown: not available on the original";
        assert!(directories.stderr.contains(said), "{directories}");
    }
    // What the portal does not tell is unknown, and not no.
    let admins = live(&["user", "list", "--columns", "org_admin", "--limit", "1"]);
    assert_eq!(admins.stdout, "org_admin\nunknown\n");
}

/// With a key alone, only the managed accounts can be listed; that is said.
#[test]
fn with_a_key_alone() {
    let place = Place::with_key(SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    });
    let output = place.run(&["user", "list", "--live", "-o", "id"]);
    assert_eq!(output.stdout.lines().count(), 175, "{output}");
    assert!(
        output.stderr.contains("only managed accounts are listed"),
        "{output}"
    );
    output.expect(0);
}
