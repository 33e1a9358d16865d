//! The script that many administrators have, unchanged but for the host: the guide holds it, and the witness
//! answers it as it answers the program.

use std::io::Write as _;
use std::process::{Command, Stdio};

use atlctl_sim::SimConfig;

use crate::common::{Page, Place};

/// Whether there is a Python to run the script with; says when there is not.
pub fn python() -> bool {
    let found = Command::new("python3")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        let message = "skipped: python3 is not installed, so the script of the guide was not run";
        let _ = writeln!(std::io::stderr(), "{message}");
    }
    found
}

/// An organization, and what the script is to know of it in the environment.
pub fn place() -> Place {
    let mut place = Place::new(SimConfig {
        rotate_sessions: true,
        ..SimConfig::default()
    });
    let (host, org, token) = (
        place.sim.api_base(),
        place.sim.org_id(),
        place.sim.session_token(),
    );
    place
        .env
        .var("ADMIN_HOST", &host)
        .var("ORG_ID", &org)
        .var("CLOUD_SESSION_TOKEN", &token);
    let copied = place.control().capture_curl();
    place.env.private("copied.txt", copied);
    place
}

#[test]
fn the_script_prints_what_the_program_prints() {
    if !python() {
        return;
    }
    let mut place = place();
    let script = Page::read("docs/guide/from-the-script.md").file("users.py");
    place.env.file("users.py", script);
    for id in [place.sim.org_id(), place.sim.site_id()] {
        place.env.var("ORG_ID", &id);
        let mut python = place.env.other("python3");
        let output = place.env.said(python.arg("users.py").output().unwrap());
        assert_eq!((output.code, output.stderr.as_str()), (0, ""));
        let mut printed: Vec<(&str, &str)> = output
            .stdout
            .lines()
            .filter_map(|line| line.split_once(','))
            .map(|(id, rest)| (id, rest.split(',').next().unwrap_or_default()))
            .collect();
        printed.sort_unstable();
        let mut known: Vec<(String, String)> = place
            .control()
            .accounts()
            .into_iter()
            .map(|account| (account.account_id, account.email))
            .collect();
        known.sort_unstable();
        let known: Vec<(&str, &str)> = known
            .iter()
            .map(|(id, email)| (id.as_str(), email.as_str()))
            .collect();
        assert_eq!(printed, known);
    }
}
