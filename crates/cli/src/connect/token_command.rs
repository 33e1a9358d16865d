//! A profile's `token_command`: a password manager's program that prints the credential.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use secrecy::SecretString;

use super::process_tree;
use crate::environment::without_secrets;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// The default timeout: a password manager may prompt for a fingerprint or a password.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long the command may run after its output has ended.
const LAST_WORDS: Duration = Duration::from_secs(10);
/// Longer than any credential.
const LONGEST: u64 = 64 * 1024;

/// The environment variable that sets another timeout, in seconds.
const TIMEOUT_VARIABLE: &str = "ATLCTL_TOKEN_COMMAND_TIMEOUT";

/// Runs the command without a shell and returns its output.
///
/// # Errors
/// When it cannot be run, fails or takes too long.
pub(super) fn run(command: &[String]) -> CliResult<SecretString> {
    let timeout = timeout()?;
    let Some((program, arguments)) = command.split_first() else {
        return Err(CliError::usage("the profile's token_command is empty"));
    };
    let failed = |why: String| {
        CliError::new(
            Kind::SignIn,
            format!("the profile's token_command {} {why}", display(program)),
        )
        .hint("run it by hand to see what is wrong, or remove token_command from the profile and sign in: atlctl auth login")
    };
    let mut child = without_secrets(&mut Command::new(program))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed("cannot be run".to_owned()).cause(&error))?;
    let Some(out) = child.stdout.take() else {
        return Err(failed("has no output".to_owned()));
    };
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = Vec::new();
        let read = out.take(LONGEST).read_to_end(&mut text).map(|_| text);
        let _ = tell.send(read);
    });
    let Ok(read) = told.recv_timeout(timeout) else {
        process_tree::end(&mut child);
        return Err(failed(format!(
            "did not answer within {} s and was stopped",
            timeout.as_secs()
        ))
        .hint(format!(
            "unlock the password manager first, or allow more time with {TIMEOUT_VARIABLE}=SECONDS"
        )));
    };
    let text = read.map_err(|error| failed("cannot be read".to_owned()).cause(&error))?;
    // Its output is complete; do not wait forever for it to exit.
    let deadline = std::time::Instant::now() + LAST_WORDS;
    let status = loop {
        let status = child
            .try_wait()
            .map_err(|error| failed("cannot be waited for".to_owned()).cause(&error))?;
        match status {
            Some(status) => break status,
            None if std::time::Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(5));
            }
            None => {
                process_tree::end(&mut child);
                return Err(failed("does not exit".to_owned()));
            }
        }
    };
    if !status.success() {
        return Err(failed(format!("failed ({status})")));
    }
    Ok(SecretString::from(atlctl_signin::text::decode(&text)))
}

/// The timeout of the command.
fn timeout() -> CliResult<Duration> {
    let Some(text) = std::env::var(TIMEOUT_VARIABLE)
        .ok()
        .filter(|text| !text.is_empty())
    else {
        return Ok(TIMEOUT);
    };
    // Nobody waits for longer than a day, and the clock has an end.
    text.parse()
        .map(|seconds: u64| Duration::from_secs(seconds.min(24 * 60 * 60)))
        .map_err(|error| {
            CliError::usage(format!("{TIMEOUT_VARIABLE} is not a number of seconds")).cause(&error)
        })
}
