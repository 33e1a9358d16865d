//! A mirror in a place that cannot be written, or whose disk is full.

use std::os::unix::fs::MetadataExt as _;
use std::process::Stdio;

use atlctl_sim::SimConfig;

use crate::common::{ATLCTL, Env, Output, Place, chmod};

/// Runs it as somebody whom permissions hold: root goes without its right to pass over them.
pub fn held_in(env: &Env, args: &[&str]) -> Output {
    let root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut command = if root {
        // Without setpriv: ./scripts/test installs it.
        let mut setpriv = env.other("setpriv");
        setpriv.args(["--bounding-set=-dac_override,-dac_read_search", ATLCTL]);
        setpriv
    } else {
        env.other(ATLCTL)
    };
    let output = command.args(args).stdin(Stdio::null()).output().unwrap();
    env.said(output)
}

fn held(place: &Place, args: &[&str]) -> Output {
    let mut output = held_in(&place.env, args);
    output.stderr = output.stderr.replace(&place.sim.org_id(), "[ORG]");
    output
}

#[test]
fn a_place_that_is_not_ours_is_named() {
    let mut place = Place::with_key(SimConfig::default());
    let data = place.env.home().join("data");
    std::fs::create_dir(&data).unwrap();
    place.env.var("ATLCTL_DATA_DIR", data.to_str().unwrap());
    chmod(&data, 0o500);
    insta::assert_snapshot!(held(&place, &["sync"]), @"
    ------- stderr -------
    Error: cannot make [HOME]/data/orgs/[ORG]
      Caused by: permission denied
    Hint: [HOME]/data must be readable and writable by you; or store mirrors and runs in another directory: ATLCTL_DATA_DIR=DIRECTORY
    [exit status: 1]
    ");
    chmod(&data, 0o700);
    place.run(&["sync"]).expect(0);
    let org = data.join("orgs").join(place.sim.org_id());
    // The file can be read, and its journal cannot be made beside it.
    chmod(&org, 0o500);
    insta::assert_snapshot!(held(&place, &["sync"]), @"
    ------- stderr -------
    Error: the mirror cannot open its file
      Caused by: attempt to write a readonly database
    Hint: [HOME]/data/orgs/[ORG]/mirror.sqlite and the directory it is in must be readable and writable by you; or store mirrors and runs in another directory: ATLCTL_DATA_DIR=DIRECTORY
    [exit status: 1]
    ");
    insta::assert_snapshot!(held(&place, &["user", "list", "--limit", "1", "-o", "id"]), @"
    ------- stderr -------
    Error: the mirror cannot open its file
      Caused by: attempt to write a readonly database
    Hint: [HOME]/data/orgs/[ORG]/mirror.sqlite and the directory it is in must be readable and writable by you; or store mirrors and runs in another directory: ATLCTL_DATA_DIR=DIRECTORY
    [exit status: 1]
    ");
    chmod(&org, 0o700);
    chmod(&org.join("mirror.sqlite"), 0o000);
    insta::assert_snapshot!(held(&place, &["user", "list"]), @"
    ------- stderr -------
    Error: the mirror cannot open its file
      Caused by: unable to open database file: [HOME]/data/orgs/[ORG]/mirror.sqlite
    Hint: [HOME]/data/orgs/[ORG]/mirror.sqlite and the directory it is in must be readable and writable by you; or store mirrors and runs in another directory: ATLCTL_DATA_DIR=DIRECTORY
    [exit status: 1]
    ");
    chmod(&org.join("mirror.sqlite"), 0o600);
    place.run(&["user", "list", "-q", "-o", "id"]).expect(0);
}
