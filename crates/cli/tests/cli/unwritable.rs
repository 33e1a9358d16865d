//! A mirror in a place that cannot be written, or whose disk is full.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Stdio};

use atlctl_sim::SimConfig;

use crate::common::{Output, Place};

/// Runs it as somebody whom permissions hold: root goes without its right to pass over them.
fn held(place: &Place, args: &[&str]) -> Output {
    let program = place.env.command(args);
    let root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut command = if root {
        let mut setpriv = Command::new("setpriv");
        setpriv
            .arg("--bounding-set=-dac_override,-dac_read_search")
            .arg(program.get_program());
        setpriv
    } else {
        Command::new(program.get_program())
    };
    command.env_clear().current_dir(place.env.home()).args(args);
    for (name, value) in program.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    // Without setpriv: ./scripts/test installs it.
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.replace(place.env.home().to_str().unwrap(), "[HOME]")
            .replace(&place.sim.org_id(), "[ORG]")
    };
    Output {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code().unwrap_or(-1),
    }
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_place_that_is_not_ours_is_named() {
    let mut place = Place::with_key(SimConfig::default());
    let data = place.env.home().join("data");
    std::fs::create_dir(&data).unwrap();
    place.env.var("ATLCTL_DATA_DIR", data.to_str().unwrap());
    mode(&data, 0o500);
    insta::assert_snapshot!(held(&place, &["sync"]), @"
    ------- stderr -------
    Error: cannot make [HOME]/data/orgs/[ORG]
      Caused by: Permission denied (os error 13)
    Hint: [HOME]/data must be yours to read and write; ATLCTL_DATA_DIR=DIRECTORY keeps mirrors and runs elsewhere
    [exit status: 1]
    ");
    mode(&data, 0o700);
    place.run(&["sync"]).expect(0);
    let org = data.join("orgs").join(place.sim.org_id());
    // The file can be read, and its journal cannot be made beside it.
    mode(&org, 0o500);
    insta::assert_snapshot!(held(&place, &["sync"]), @"
    ------- stderr -------
    Error: the mirror cannot open its file
      Caused by: attempt to write a readonly database
    Hint: [HOME]/data/orgs/[ORG]/mirror.sqlite and the directory it is in must be yours to read and write; ATLCTL_DATA_DIR=DIRECTORY keeps mirrors and runs elsewhere
    [exit status: 1]
    ");
    insta::assert_snapshot!(held(&place, &["user", "list", "--limit", "1", "-o", "id"]), @"
    ------- stderr -------
    Error: the mirror cannot open its file
      Caused by: attempt to write a readonly database
    Hint: [HOME]/data/orgs/[ORG]/mirror.sqlite and the directory it is in must be yours to read and write; ATLCTL_DATA_DIR=DIRECTORY keeps mirrors and runs elsewhere
    [exit status: 1]
    ");
    mode(&org, 0o700);
    mode(&org.join("mirror.sqlite"), 0o000);
    insta::assert_snapshot!(held(&place, &["user", "list"]), @"
    ------- stderr -------
    Error: the mirror cannot open its file
      Caused by: unable to open database file: [HOME]/data/orgs/[ORG]/mirror.sqlite
    Hint: [HOME]/data/orgs/[ORG]/mirror.sqlite and the directory it is in must be yours to read and write; ATLCTL_DATA_DIR=DIRECTORY keeps mirrors and runs elsewhere
    [exit status: 1]
    ");
    mode(&org.join("mirror.sqlite"), 0o600);
    place.run(&["user", "list", "-q", "-o", "id"]).expect(0);
}
