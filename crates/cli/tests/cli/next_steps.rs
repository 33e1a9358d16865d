//! After signing in and after the first sync, one hint says what to do next, once.

use atlctl_sim::SimConfig;

use crate::common::{Output, Place};

fn hints(output: &Output) -> Vec<&str> {
    let lines = output.stderr.lines();
    lines.filter(|line| line.starts_with("Hint: ")).collect()
}

#[test]
fn the_next_step_is_said_once() {
    let place = Place::new(SimConfig::default());
    let key = place.sim.api_key();
    let login = [
        "auth",
        "login",
        "--api-key-stdin",
        "--store",
        "file",
        "--profile",
        "work",
    ];
    let signed_in = place.env.run_with(&login, key.as_bytes());
    assert_eq!(
        hints(&signed_in),
        ["Hint: next, mirror the organization: atlctl sync --profile work"],
        "{signed_in}"
    );
    let sync = ["sync", "--profile", "work"];
    let synced = place.run(&sync);
    assert_eq!(
        hints(&synced),
        ["Hint: next, import the policy names: atlctl policy import-names --help"],
        "{synced}"
    );
    // Known by now.
    assert!(hints(&place.run(&sync)).is_empty());
    let again = place.env.run_with(&login, key.as_bytes());
    assert!(hints(&again).is_empty(), "{again}");
}
