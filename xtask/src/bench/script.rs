//! What scripts with Python's requests reach: one call after the other, and a pool of 32 threads.

use std::io::Write as _;
use std::process::{Command, Stdio};

use atlctl_core::number::grouped;
use atlctl_sim::Simulator;

use super::moving::{config, group, people};
use super::{Child, Failure, Figure, Measured, Setup};

/// Reads a URL, a key, the number of threads and bodies, a line each; prints how many seconds the calls took.
const SCRIPT: &str = r"
import sys, threading, time
from concurrent.futures import ThreadPoolExecutor
import requests
url, key, threads, *bodies = sys.stdin.read().split('\n')
own = threading.local()
def call(body):
    if not hasattr(own, 'session'):
        own.session = requests.Session()
        own.session.trust_env = False
        own.session.headers.update({'Authorization': 'Bearer ' + key, 'Content-Type': 'application/json'})
    own.session.post(url, data=body, timeout=30).raise_for_status()
begin = time.perf_counter()
if int(threads) == 1:
    for body in bodies: call(body)
else:
    with ThreadPoolExecutor(int(threads)) as pool: list(pool.map(call, bodies))
print(time.perf_counter() - begin)
";

/// Calls of each script: enough to tell how many a second it makes.
const CALLS: u32 = 600;

/// What scripts reach that add members.
pub fn bench(_: &Setup) -> Result<Vec<Figure>, Failure> {
    let mut all = figures(2)?;
    all.extend(figures(50)?);
    Ok(all)
}

fn figures(delay: u32) -> Result<Vec<Figure>, Failure> {
    if !has_requests() {
        eprintln!("skipped: scripts, because Python 3 with requests is missing");
        return Ok(Vec::new());
    }
    let mut figures = Vec::new();
    for (threads, name) in [
        (1_u32, "a script, one call after the other"),
        (32, "a script with 32 threads"),
    ] {
        let mut server = Child::start(&["organization", &CALLS.to_string(), &delay.to_string()])?;
        let address = server.line()?;
        let measured =
            Child::measure(&["script", &address, &CALLS.to_string(), &threads.to_string()])?;
        let bound = f64::from(CALLS) * f64::from(delay) / 1_000.0 / 32.0;
        figures.push(Figure::new(
            format!(
                "{name} (Python, requests), nothing read back, {} calls at {delay} ms, relative to the bound of 32 calls \
                 in parallel",
                grouped(CALLS.into())
            ),
            measured.wall_s / bound,
            "×",
        ));
    }
    Ok(figures)
}

fn has_requests() -> bool {
    let mut python = Command::new("python3");
    python.args(["-c", "import requests"]);
    python.stderr(Stdio::null());
    python.status().is_ok_and(|status| status.success())
}

/// `script ADDRESS ROWS THREADS`: adds so many members by a script.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let [address, rows, threads] = arguments else {
        return Err("which address, how many rows, how many threads?".into());
    };
    let rows: u32 = rows.parse()?;
    let same = Simulator::spawn_thread(config(rows, 0)?)?;
    let (org, key, group) = (same.org_id(), same.api_key(), group(&same)?);
    let mut lines = vec![
        format!("{address}/admin/v2/orgs/{org}/directories/-/groups/{group}/memberships"),
        key,
        threads.clone(),
    ];
    let bodies = people(&same, "").into_iter().take(usize::try_from(rows)?);
    lines.extend(bodies.map(|one| format!("{{\"accountId\":\"{}\"}}", one.account_id)));
    same.stop();
    let mut python = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = python.stdin.take().ok_or("no standard input")?;
    input.write_all(lines.join("\n").as_bytes())?;
    drop(input);
    let output = python.wait_with_output()?;
    if !output.status.success() {
        return Err("the script failed".into());
    }
    Measured {
        wall_s: String::from_utf8(output.stdout)?.trim().parse()?,
        cpu_s: 0.0,
        peak_mib: 0.0,
    }
    .tell()
}
