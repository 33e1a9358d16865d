//! What other programs need to read everyone: a loop with Python's requests, and the client library that administrators
//! use, on the same server in the same run.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use atlctl_core::number::grouped;

use super::witness::Witness;
use super::{Child, Failure, Figure, Measured, Setup};

/// Reads everyone page by page, as each of the two does it; prints the seconds and how many people there were.
const SCRIPT: &str = r"
import sys, time
how, address, org, key = sys.stdin.read().split('\n')
body = {'limit': 100, 'expand': ['platformRoles', 'counts.resources', 'productAccess', 'groups']}
if how == 'requests':
    import requests
    session = requests.Session()
    session.trust_env = False
    session.headers.update({'Authorization': 'Bearer ' + key})
    url = address + '/admin/v2/orgs/' + org + '/directories/-/users/search'
    def page(body):
        reply = session.post(url, json=body, timeout=60)
        reply.raise_for_status()
        return reply.json()
else:
    from atlassian.cloud_admin import CloudAdmin
    admin = CloudAdmin(key)
    admin.url = address
    admin.session.trust_env = False
    def page(body):
        return admin.search_directory_users(org, '-', body)
begin = time.perf_counter()
people = {}
while True:
    read = page(body)
    for person in read['data']: people[person['accountId']] = person
    next = (read.get('links') or {}).get('next')
    if not next: break
    body['cursor'] = next.split('cursor=')[-1]
print(time.perf_counter() - begin)
print(len(people))
";

/// How long a response takes, in milliseconds.
const DELAY: u32 = 50;

/// Measures the two and the sync.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let people: u32 = if setup.quick { 5_000 } else { 100_000 };
    let mut figures = Vec::new();
    let mut seconds = Vec::new();
    let server = Witness::start(people, DELAY)?;
    for (how, name, module) in [
        ("requests", "a loop with Python's requests", "requests"),
        (
            "library",
            "a loop with atlassian-python-api",
            "atlassian.cloud_admin",
        ),
    ] {
        let Some(python) = python_with(module) else {
            eprintln!(
                "skipped: {name}, because no Python 3 with it was found; to install it: python3 -m venv \
                 target/bench-python && target/bench-python/bin/pip install requests atlassian-python-api"
            );
            continue;
        };
        let python = python.display().to_string();
        let measured = Child::measure(&server.arguments("read-all", &[how, &python]))?;
        figures.push(Figure::new(
            format!(
                "{name}: {} people with groups, roles and last activity at {DELAY} ms per response",
                grouped(people.into())
            ),
            measured.wall_s,
            "s",
        ));
        seconds.push((name, measured.wall_s));
    }
    if seconds.is_empty() {
        return Ok(figures);
    }
    let place = tempfile::tempdir()?;
    let file = place.path().join("mirror").display().to_string();
    let run = Child::measure(&server.arguments("whole", &["people", &file]))?;
    figures.push(Figure::new(
        "sync of the same people, and of their groups, to a mirror",
        run.wall_s,
        "s",
    ));
    for (name, others) in seconds {
        figures.push(Figure::new(
            format!("{name}, relative to the sync"),
            others / run.wall_s,
            "×",
        ));
    }
    Ok(figures)
}

/// A Python that has this module: that of `target/bench-python`, else the system's.
fn python_with(module: &str) -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench-python/bin/python");
    [own, PathBuf::from("python3")].into_iter().find(|python| {
        let mut command = Command::new(python);
        command.args(["-c", &format!("import {module}")]);
        command.stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// `read-all ADDRESS ORG KEY requests|library PYTHON`: reads everyone by a script.
pub fn read_all(arguments: &[String]) -> Result<(), Failure> {
    let [address, org, key, how, python] = arguments else {
        return Err("which address, organization, key, way and Python?".into());
    };
    let mut python = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = python.stdin.take().ok_or("no standard input")?;
    input.write_all(
        [how, address, org, key]
            .map(String::as_str)
            .join("\n")
            .as_bytes(),
    )?;
    drop(input);
    let output = python.wait_with_output()?;
    if !output.status.success() {
        return Err("the script failed".into());
    }
    let text = String::from_utf8(output.stdout)?;
    let mut lines = text.lines();
    let seconds = lines.next().ok_or("the script printed no time")?.parse()?;
    if lines.next().is_none_or(|people| people == "0") {
        return Err("the script read nobody".into());
    }
    Measured {
        wall_s: seconds,
        cpu_s: 0.0,
        peak_mib: 0.0,
    }
    .tell()
}
