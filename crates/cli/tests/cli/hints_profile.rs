//! Commands within sentences, steps and notes name the profile too.

use atlctl_sim::SimConfig;

use crate::moving::{MOVE, Place};

#[test]
fn commands_in_hints_steps_and_notes_name_the_profile() {
    let place = Place::with_session(SimConfig {
        sessions_cannot_move: true,
        ..SimConfig::default()
    });
    place.configure("");
    place.listed(3);
    let says = |args: &[&str], right: &str| {
        let output = place.run(&[args, &["--profile", "p"]].concat());
        let line = |line: &str| line.trim_end_matches('.').ends_with(right);
        assert!(output.stderr.lines().any(line), "{right}\n{output}");
    };
    for kind in ["user", "group"] {
        let live = [kind, "list", "--live", "--where", "1"];
        says(&live, "atlctl sync --profile p");
    }
    let unknown = ["policy", "move", "x@y.example", "--to", "no such"];
    says(&unknown, "atlctl policy name ID NAME --profile p");
    let verify = "atlctl run verify 20261124-1 --profile p";
    says(&[&MOVE[..], &["--yes"]].concat(), verify);
    says(&["run", "show", "last"], verify);
}
