//! A profile's `token_command` that takes its time.

use std::fs::OpenOptions;
use std::io::Read as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::common::Env;

/// A profile with this command.
fn with(command: &str) -> Env {
    let env = Env::new();
    let config = format!("[profile.default]\ntoken_command = [{command}]\n");
    env.file(".config/atlctl/config.toml", config);
    env
}

/// The command's own child holds stderr: that the run ends shows that it was ended too.
#[test]
fn a_command_that_never_answers_is_given_up() {
    let mut env = with("\"sh\", \"-c\", \"sleep 1000; true\"");
    env.var("ATLCTL_TOKEN_COMMAND_TIMEOUT", "0");
    insta::assert_snapshot!(env.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: the profile's token_command sh did not answer within 0 s and was stopped
    Hint: run it by hand to see what is wrong, or remove token_command from the profile and sign in: atlctl auth login
    Hint: unlock the password manager first, or allow more time with ATLCTL_TOKEN_COMMAND_TIMEOUT=SECONDS
    [exit status: 4]
    ");
    env.var("ATLCTL_TOKEN_COMMAND_TIMEOUT", "soon");
    insta::assert_snapshot!(env.run(&["auth", "status"]), @"
    ------- stderr -------
    Error: ATLCTL_TOKEN_COMMAND_TIMEOUT is not a number of seconds
      Caused by: invalid digit found in string
    [exit status: 2]
    ");
}

/// As a terminal does it: to everything that runs there.
#[test]
fn ctrl_c_ends_it_and_the_command() {
    let env = with("\"cat\", \"never\"");
    let never = env.home().join("never");
    let made = Command::new("mkfifo").arg(&never).status().unwrap();
    assert!(made.success());
    let mut child = env
        .command(&["auth", "status"])
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Opened when the command has it open too: then it is there, and waits.
    let _never = OpenOptions::new().write(true).open(&never).unwrap();
    let group = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process_group(group, Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(2));
    // The command has stderr too: its end comes when both have ended.
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(said, "");
}
