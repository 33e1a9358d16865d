//! The debugging pipe: JSON with a zero byte behind each message. Two commands are all that is needed.

use std::io::{BufRead as _, BufReader, PipeReader, PipeWriter, Read as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use command_fds::{CommandFdExt as _, FdMapping};
use serde::Deserialize;
use serde_json::json;

use super::WindowError;
use super::process::{BrowserProcess, without_secrets};
use crate::timeout::within_or_canceled;
use crate::token::SESSION_COOKIE;

/// How long the browser may take to open the profile and answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// More than all cookies of a fresh profile.
const LARGEST: u64 = 16 * 1024 * 1024;

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    id: u64,
    #[serde(default)]
    result: Option<Cookies>,
    #[serde(default)]
    error: Option<Failure>,
}

#[derive(Deserialize)]
struct Failure {
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Cookies {
    #[serde(default)]
    cookies: Vec<Cookie>,
}

#[derive(Deserialize)]
struct Cookie {
    #[serde(default)]
    name: String,
    #[serde(default)]
    domain: String,
    #[serde(default)]
    value: String,
    /// There for a cookie that another site's frame has for itself.
    #[serde(default, rename = "partitionKey")]
    partition: Option<serde::de::IgnoredAny>,
}

/// Opens the profile without a window and reads the session of the first of these hosts that has one.
pub(super) fn session(
    program: &Path,
    profile: &Path,
    hosts: &[String],
    canceled: &AtomicBool,
) -> Result<Option<String>, WindowError> {
    let failed = |source| WindowError::Start {
        program: program.to_owned(),
        source,
    };
    let (commands, ours_out) = std::io::pipe().map_err(failed)?;
    let (ours_in, answers) = std::io::pipe().map_err(failed)?;
    let mut command = Command::new(program);
    command
        .arg(format!("--user-data-dir={}", profile.display()))
        .args([
            "--headless",
            "--remote-debugging-pipe",
            "--no-first-run",
            "about:blank",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    without_secrets(&mut command);
    command
        .fd_mappings(vec![
            FdMapping {
                parent_fd: commands.into(),
                child_fd: 3,
            },
            FdMapping {
                parent_fd: answers.into(),
                child_fd: 4,
            },
        ])
        .map_err(|error| failed(std::io::Error::other(error)))?;
    let mut browser = BrowserProcess::new(command.spawn().map_err(failed)?);
    // The command holds the child's ends of the pipes: with it they are closed here.
    drop(command);
    let wanted = hosts.to_vec();
    let talk = within_or_canceled(TIMEOUT, canceled, move || talk(ours_out, ours_in, &wanted));
    let answer = match talk {
        _ if canceled.load(Ordering::Relaxed) => Err(WindowError::Canceled),
        Some(answer) => answer,
        // Under a policy it runs on without ever reading from the pipe.
        None => Err(WindowError::Silent(TIMEOUT.as_secs())),
    };
    browser.wait(Duration::from_secs(if answer.is_ok() { 10 } else { 0 }));
    answer
}

fn talk(
    mut to: PipeWriter,
    from: PipeReader,
    hosts: &[String],
) -> Result<Option<String>, WindowError> {
    let mut send = |id: u64, method: &str| -> std::io::Result<()> {
        to.write_all(json!({ "id": id, "method": method }).to_string().as_bytes())?;
        to.write_all(b"\0")?;
        to.flush()
    };
    send(1, "Storage.getCookies").map_err(|_| WindowError::NoPipe)?;
    let mut from = BufReader::new(from);
    loop {
        let mut message = Vec::new();
        let read = from
            .by_ref()
            .take(LARGEST)
            .read_until(0, &mut message)
            .map_err(|_| WindowError::NoPipe)?;
        if read == 0 {
            // The other end was closed: the profile is in use, or debugging is forbidden.
            return Err(WindowError::NoPipe);
        }
        if message.pop() != Some(0) {
            return Err(WindowError::Pipe(
                "the response is too long or incomplete".to_owned(),
            ));
        }
        // Other messages follow; a text that quotes a cookie must not reach an error.
        let answer: Answer = serde_json::from_slice(&message)
            .map_err(|_| WindowError::Pipe("the response is not valid".to_owned()))?;
        if answer.id != 1 {
            continue;
        }
        let _ = send(2, "Browser.close");
        if let Some(error) = answer.error {
            return Err(WindowError::Pipe(error.message));
        }
        let cookies = answer
            .result
            .map(|result| result.cookies)
            .unwrap_or_default();
        return Ok(choose(cookies, hosts));
    }
}

/// The one cookie; all others are dropped here.
fn choose(cookies: Vec<Cookie>, hosts: &[String]) -> Option<String> {
    let mut ours: Vec<Cookie> = cookies
        .into_iter()
        .filter(|cookie| cookie.name == SESSION_COOKIE && cookie.partition.is_none())
        .collect();
    for host in hosts {
        let at = ours
            .iter()
            .position(|cookie| cookie.domain.trim_start_matches('.') == host);
        if let Some(at) = at {
            return Some(ours.swap_remove(at).value);
        }
    }
    None
}
