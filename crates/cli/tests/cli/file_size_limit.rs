//! `ulimit -f`: a write beyond it is an error that is said, not a silent end.

use std::process::Stdio;

use atlctl_sim::SimConfig;

use crate::common::{ATLCTL, Place};

#[test]
fn a_file_that_may_not_grow_is_said() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    place.env.file("out.csv", "");
    // No `trap '' XFSZ`: as in anybody's shell.
    for command in [
        "user list -o csv > \"$HOME/out.csv\"",
        "sync --fresh",
        "policy move --domain acme.example --to Contractors --plan \"$HOME/plan.json\"",
    ] {
        let mut shell = place.env.other("bash");
        shell.args(["-c", &format!("ulimit -f 0; exec \"$0\" {command}"), ATLCTL]);
        let output = place.env.said(shell.stdin(Stdio::null()).output().unwrap());
        assert_eq!(output.code, 1, "{command}: {output}");
        assert!(output.stderr.contains("Error: "), "{command}: {output}");
    }
}
