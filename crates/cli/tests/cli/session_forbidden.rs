//! Sessions that Atlassian knows and that one call is forbidden to; sessions from the environment without a profile.

use atlctl_sim::{Expiry, SimConfig};

use crate::common::Place;

const STATUS: [&str; 4] = ["auth", "status", "--columns", "works,credentials"];

/// A place with a session in the environment alone.
fn place() -> Place {
    let mut place = Place::new(SimConfig::default());
    let (token, org) = (place.sim.session_token(), place.sim.org_id());
    place.env.var("ATLCTL_SESSION_TOKEN", &token);
    place.env.var("ATLCTL_ORG", &org);
    place
}

#[test]
fn a_session_that_may_not_list_organizations_is_valid() {
    let place = place();
    place.control().fault("GET */admin/v1/orgs 403").unwrap();
    insta::assert_snapshot!(place.run(&STATUS));
    let org = place.sim.org_id();
    let login = [
        "auth",
        "login",
        "--token-stdin",
        "--store",
        "none",
        "--org",
        &org,
    ];
    let output = place.run_with(&login, &place.sim.session_token());
    assert_eq!(output.code, 0, "{output}");
    let warned = "the session may not list organizations";
    assert!(output.stderr.contains(warned), "{output}");
    // A session that has ended is none.
    place.control().expire(Expiry::Unauthorized);
    let output = place.run(&STATUS);
    assert_eq!(output.code, 4, "{output}");
}

#[test]
fn hints_name_no_profile_that_is_not_there() {
    let place = place();
    insta::assert_snapshot!(place.run(&["config", "set", "max_changes", "100"]));
    place.control().expire(Expiry::Unauthorized);
    insta::assert_snapshot!(place.run(&["org", "list", "--live"]));
}
