//! Hidden prompts, on a real terminal (`script` makes one).

use std::io::{Read as _, Write as _};
use std::process::Stdio;

use atlctl_sim::SimConfig;

use crate::common::{ATLCTL, Env, Place};
use crate::moving;

/// Runs on a terminal.
fn on_terminal(env: &Env, args: &str) -> std::process::Child {
    let line = format!("{ATLCTL} {args}");
    env.other("script")
        .args(["-q", "-e", "-c", &line, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs on a terminal and types as soon as it is asked. What the terminal showed, and the exit code.
fn typed(place: &Place, args: &str, input: &str) -> (String, i32) {
    answered(&place.env, args, "request: ", input)
}

/// The same, with the words after which it waits.
pub fn answered(env: &Env, args: &str, question: &str, input: &str) -> (String, i32) {
    let mut child = on_terminal(env, args);
    let mut out = child.stdout.take().unwrap();
    let mut shown = Vec::new();
    let mut byte = [0];
    while !shown.ends_with(question.as_bytes()) {
        assert_eq!(out.read(&mut byte).unwrap(), 1, "it never asks");
        shown.push(byte[0]);
    }
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    out.read_to_end(&mut shown).unwrap();
    drop(stdin);
    let code = child.wait().unwrap().code().unwrap();
    (String::from_utf8(shown).unwrap().replace('\r', ""), code)
}

const LOGIN: &str = "auth login --prompt --store file";

#[test]
fn what_is_pasted_is_not_shown() {
    let place = Place::new(SimConfig::default());
    let token = place.sim.session_token();
    let request = format!(
        "curl 'https://admin.atlassian.com/x' \\\n  -H 'accept: */*' \\\n  -b 'a=1; cloud.session.token={token}'\n"
    );
    for (input, says) in [
        (format!("{}\n", place.sim.api_key()), "the API key is valid"),
        (format!("{token}\n"), "the session is valid"),
        (request, "Read a request copied as cURL (bash)."),
    ] {
        let (shown, code) = typed(&place, LOGIN, &input);
        assert_eq!(code, 0, "{shown}");
        assert!(
            shown.contains(says) && shown.contains("Signed in"),
            "{shown}"
        );
        assert!(
            !shown.contains("eyJ") && !shown.contains(&place.sim.api_key()),
            "{shown}"
        );
        assert!(!shown.contains("accept"), "{shown}");
    }
}

#[test]
fn a_broken_paste_says_what_is_wrong() {
    let place = Place::new(SimConfig::default());
    for (input, says) in [
        ("a.b\n", "three parts"),
        (
            "curl 'https://evil.example/' -b 'cloud.session.token=a.b.c'\n",
            "only to other hosts",
        ),
        (
            "curl 'https://admin.atlassian.com/' -b 'x=1'\n",
            "no session found",
        ),
        ("\n", "no session found"),
    ] {
        let (shown, code) = typed(&place, LOGIN, input);
        assert_eq!(code, 2, "{shown}");
        assert!(shown.contains(says), "{shown}");
    }
    assert!(place.control().requests().is_empty());
}

#[test]
fn closing_the_prompt_cancels() {
    let place = Place::new(SimConfig::default());
    let (shown, code) = typed(&place, LOGIN, "\u{4}");
    assert_eq!(code, 130, "{shown}");
}

/// In a script it is the way; in somebody's own shell it is said, once.
#[test]
fn a_credential_of_the_environment_is_warned_of() {
    let mut place = Place::new(SimConfig::default());
    let key = place.sim.api_key();
    place.env.var("ATLCTL_API_KEY", &key);
    let output = on_terminal(&place.env, "auth status")
        .wait_with_output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let said = shown.matches("comes from the environment").count();
    assert_eq!(said, 1, "{shown}");
    assert!(!shown.contains(&key), "{shown}");
    let output = place.run(&["auth", "status"]);
    assert!(!output.stderr.contains("Warning"), "{output}");
}

/// A person who was given a plan agreed to a number.
#[test]
fn who_is_moved_is_shown_before_a_kept_plan_is_agreed_to() {
    let place = moving::Place::new(SimConfig::default());
    let person = place.movable().remove(0);
    let email = person.email.as_str();
    let keep = ["policy", "move", email, "--to", "Contractors", "--plan"];
    place.run(&[&keep[..], &["p.json"]].concat()).expect(0);
    let (shown, code) = answered(&place.env, "apply p.json", "[y/N] ", "n\n");
    assert_eq!(code, 130, "{shown}");
    let (before, _) = shown.split_once("Change 1 person?").unwrap();
    assert!(before.contains(email), "{shown}");
    assert!(place.control().changes().is_empty());
}

/// Somebody who forgot the pipe would take it for a program that hangs.
#[test]
fn the_terminal_shows_what_it_waits_for() {
    let place = moving::Place::new(SimConfig::default());
    let email = place.movable()[0].email.clone();
    let ask = "Ctrl-D on an empty line.";
    let args = "policy move --from-stdin --to Contractors --dry-run";
    let (shown, code) = answered(&place.env, args, ask, &format!("{email}\n\u{4}"));
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("Type or paste the people"), "{shown}");
    assert!(shown.contains("1  change"), "{shown}");
    // A secret is shown there as it is typed: it is not waited for.
    let shown = on_terminal(&place.env, "auth login --api-key-stdin --store file");
    let output = shown.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("use --prompt for hidden input"), "{text}");
}

/// A sync listens to Ctrl-C itself, and from then on a question must, too.
#[test]
fn ctrl_c_ends_the_demo_at_each_question() {
    let env = Env::new();
    let mut child = on_terminal(&env, "demo --step --people 100");
    let mut out = child.stdout.take().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut shown = Vec::new();
    let mut byte = [0];
    // The sync is in the second chapter.
    for typed in ["\n", "\n", "\u{3}"] {
        let question = b"(Ctrl-C to stop) ";
        let from = shown.len();
        while !shown[from..].ends_with(question) {
            assert_eq!(out.read(&mut byte).unwrap(), 1, "it never asks");
            shown.push(byte[0]);
        }
        stdin.write_all(typed.as_bytes()).unwrap();
    }
    out.read_to_end(&mut shown).unwrap();
    let code = child.wait().unwrap().code();
    let shown = String::from_utf8_lossy(&shown);
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.contains("3. ") && !shown.contains("4. "), "{shown}");
    assert!(shown.contains("Canceled."), "{shown}");
}
