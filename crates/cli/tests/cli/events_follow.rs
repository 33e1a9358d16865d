//! The stream followed by a service: exported at least once, alerts at most once, whatever is killed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use rustix::process::Signal;
use serde_json::Value;
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::common::Place;
use crate::events::{ids, place};
use crate::moving::send;

pub fn start(place: &Place, args: &[&str]) -> Child {
    place
        .env
        .command(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn set(ids: Vec<String>) -> BTreeSet<String> {
    ids.into_iter().collect()
}

/// All events, as the live list has them.
pub fn all(place: &Place) -> BTreeSet<String> {
    let list = place.run(&[
        "-q", "event", "list", "--live", "--since", "180d", "-o", "id",
    ]);
    assert_eq!(list.code, 0, "{list}");
    list.stdout.lines().map(str::to_owned).collect()
}

/// Suspends somebody, which is an event.
pub fn suspend(place: &Place, number: usize) {
    let account = &place.control().accounts()[number];
    let list = place.run(&["-q", "directory", "list", "--live", "-o", "id"]);
    let directory = list.stdout.lines().next().unwrap();
    let path = format!(
        "/admin/v2/orgs/{}/directories/{directory}/users/{}/suspend",
        place.sim.org_id(),
        account.account_id
    );
    let (status, body) = place.control().as_another("POST", &path, "{}");
    assert!(status < 300, "{status} {body}");
}

#[test]
fn killed_between_a_line_and_its_position_no_event_is_missing() {
    let place = place();
    let mut child = start(&place, &["event", "export"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    // A page is longer than a pipe holds: it is being written, and its position is not saved.
    child.kill().unwrap();
    child.wait().unwrap();
    let again = place.run(&["event", "export"]);
    let found = ids(&again.stdout);
    assert_eq!(
        found[0],
        ids(&first)[0],
        "what was not confirmed comes again"
    );
    assert_eq!(set(found), all(&place));
    // What was confirmed does not come again.
    let more = place.run(&["event", "export"]);
    assert_eq!(more.stdout, "");
    assert!(more.stderr.contains("Exported 0 events."), "{more}");
}

#[test]
fn a_full_disk_leaves_whole_lines_and_nothing_is_missing() {
    let place = place();
    let args = ["event", "export", "--file", "events.jsonl"];
    let full = place.env.run_in(300, &args);
    assert!(full.stderr.contains("cannot write"), "{full}");
    full.expect(1);
    let path = place.env.home().join("events.jsonl");
    let torn = std::fs::read_to_string(&path).unwrap();
    assert!(!torn.ends_with('\n'));
    place.run(&args).expect(0);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(set(ids(&text)), all(&place));
    // The other place has its own position.
    let elsewhere = place.run(&["event", "export"]);
    assert!(elsewhere.stderr.contains("--name export-2"), "{elsewhere}");
    elsewhere.expect(2);
}

#[test]
fn killed_while_it_waits_for_a_page_it_resumes_there() {
    let place = place();
    let fault = "GET */events-stream skip=1 1x hang";
    place.control().fault(fault).unwrap();
    let args = [
        "event",
        "export",
        "--file",
        "events.jsonl",
        "--rotate-size",
        "100KB",
        "--gzip",
    ];
    let mut child = start(&place, &args);
    // The second request is made when the first page is safe.
    while place
        .control()
        .requests()
        .iter()
        .filter(|request| request.path.contains("events-stream"))
        .count()
        < 2
    {
        std::thread::yield_now();
    }
    let orgs = place.env.home().join(".local/share/atlctl/orgs");
    let state = orgs
        .join(place.sim.org_id())
        .join("events/default.export.json");
    while !state.exists() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    place.control().clear_faults();
    place.run(&args).expect(0);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(place.env.home()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".gz") {
            let unpacked = place
                .env
                .other("gzip")
                .arg("-dc")
                .arg(&path)
                .output()
                .unwrap();
            found.extend(ids(std::str::from_utf8(&unpacked.stdout).unwrap()));
        } else if name.starts_with("events") {
            found.extend(ids(&std::fs::read_to_string(&path).unwrap()));
        }
    }
    // Nothing was cut off here, so each is there once.
    assert_eq!(found.len(), 620);
    assert_eq!(set(found), all(&place));
}

#[test]
fn it_follows_until_it_is_told_to_stop() {
    let place = place();
    let args = [
        "event",
        "tail",
        "--follow",
        "--resume",
        "--since",
        "2h",
        "--interval",
        "1s",
        "-o",
        "jsonl",
    ];
    let mut child = start(&place, &args);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut next = || {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        ids(&line).remove(0)
    };
    next();
    // One of a name at a time.
    let second = place.run(&args);
    assert!(second.stderr.contains("another atlctl uses"), "{second}");
    second.expect(1);
    // A failure passes, and an event is not lost for it.
    place.control().fault("GET */events-stream 2x 500").unwrap();
    suspend(&place, 3);
    let before = all(&place);
    loop {
        let id = next();
        let list = place.run(&[
            "-q",
            "event",
            "list",
            "--live",
            "--since",
            "1h",
            "--action",
            "user_suspended",
            "-o",
            "id",
        ]);
        assert!(before.contains(&id));
        if list.stdout.contains(&id) {
            break;
        }
    }
    send(&child, Signal::TERM);
    let output = place.env.said(child.wait_with_output().unwrap());
    assert_eq!(output.code, 0, "{output}");
    assert!(output.stderr.ends_with("Stopped.\n"), "{output}");
    // It goes on where it ended.
    suspend(&place, 4);
    let resumed = place.run(&["event", "tail", "--resume"]);
    assert_eq!(resumed.stdout.lines().count(), 1, "{resumed}");
    assert!(resumed.stdout.contains("user_suspended"), "{resumed}");
}

pub const RULES: &str = "[[rule]]\nid = \"suspended\"\ntitle = \"Person suspended\"\nseverity = \"high\"\naction = \"user_suspended\"\n";

pub fn hook(runtime: &Runtime, answer: ResponseTemplate) -> MockServer {
    runtime.block_on(async {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        server
    })
}

pub fn posted(runtime: &Runtime, server: &MockServer) -> Vec<Value> {
    let requests = runtime.block_on(server.received_requests()).unwrap();
    let body = |request: &wiremock::Request| serde_json::from_slice(&request.body).unwrap();
    requests.iter().map(body).collect()
}

#[test]
fn an_alert_comes_once_across_restarts_and_failures() {
    let runtime = Runtime::new().unwrap();
    let place = place();
    place.env.file("rules.toml", RULES);
    let watch = |more: &[&str]| {
        let usual = [
            "event",
            "watch",
            "--no-shipped",
            "--rules",
            "rules.toml",
            "--since",
            "3d",
        ];
        place.run(&[&usual, more].concat())
    };
    // A webhook that refuses gets them later.
    let refuses = hook(&runtime, ResponseTemplate::new(500));
    let refused = watch(&["--notify", &format!("{}/secret", refuses.uri())]);
    assert!(
        refused.stderr.contains("could not notify 127.0.0.1"),
        "{refused}"
    );
    assert!(!refused.to_string().contains("secret"), "{refused}");
    assert_eq!(refused.stdout, "");
    // It is shown, and the program does not end as if it had been posted.
    let shown = "not delivered: HIGH Person suspended: 2026-11-2";
    assert!(refused.stderr.contains(shown), "{refused}");
    assert!(refused.stderr.contains("to be delivered"), "{refused}");
    refused.expect(1);
    let takes = hook(&runtime, ResponseTemplate::new(200));
    let url = format!("{}/secret", takes.uri());
    let told = watch(&["--notify", &url]);
    assert_eq!(told.code, 0, "{told}");
    let alerts = posted(&runtime, &takes);
    assert!(alerts.len() > 2, "{told}");
    assert_eq!(told.stdout.lines().count(), alerts.len());
    assert!(
        told.stdout
            .lines()
            .all(|line| line.starts_with("HIGH Person suspended: 2026-11-2"))
    );
    for alert in &alerts {
        assert!(
            alert.get("actor").is_none() && !alert.to_string().contains('@'),
            "{alert}"
        );
    }
    // Neither again nor, after another one, twice.
    assert_eq!(watch(&["--notify", &url]).stdout, "");
    suspend(&place, 3);
    let one = watch(&["--notify", &url, "--notify-names", "-o", "jsonl"]);
    assert_eq!(one.stdout.lines().count(), 1, "{one}");
    let alerts = posted(&runtime, &takes);
    assert!(alerts.last().unwrap()["target_names"].is_array());
    let ids: BTreeSet<String> = alerts.iter().map(|alert| alert["id"].to_string()).collect();
    assert_eq!(ids.len(), alerts.len());
}

#[test]
fn killed_while_an_alert_is_sent_it_is_not_sent_again_and_is_said() {
    let runtime = Runtime::new().unwrap();
    let place = place();
    place.env.file("rules.toml", RULES);
    let hangs = hook(
        &runtime,
        ResponseTemplate::new(200).set_delay(std::time::Duration::from_secs(600)),
    );
    let url = hangs.uri();
    let args = [
        "event",
        "watch",
        "--no-shipped",
        "--rules",
        "rules.toml",
        "--since",
        "3d",
        "--notify",
        &url,
    ];
    let mut child = start(&place, &args);
    while posted(&runtime, &hangs).is_empty() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let takes = hook(&runtime, ResponseTemplate::new(200));
    let url = takes.uri();
    let after = place.run(&[&args[..8], &[&url]].concat());
    let first = posted(&runtime, &hangs)[0]["event_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        after.stderr.contains("may not have been delivered"),
        "{after}"
    );
    let again = posted(&runtime, &takes);
    assert!(
        again
            .iter()
            .all(|alert| alert["event_id"] != first.as_str()),
        "{after}"
    );
    assert_eq!(after.stdout.lines().count(), again.len());
    // Only the one in flight is unsure; those behind it had not been tried, and come now, each once.
    let unsure = after.stderr.matches("may not have been delivered").count();
    assert_eq!(unsure, 1, "{after}");
    let mut alerts: BTreeSet<String> = again
        .iter()
        .map(|alert| alert["event_id"].to_string())
        .collect();
    assert_eq!(alerts.len(), again.len());
    alerts.insert(format!("\"{first}\""));
    let list = [
        "-q",
        "event",
        "list",
        "--live",
        "--since",
        "3d",
        "--action",
        "user_suspended",
        "-o",
        "id",
    ];
    let suspended = place.run(&list);
    assert!(again.len() > 1, "{after}");
    assert_eq!(alerts.len(), suspended.stdout.lines().count(), "{after}");
    // It is said once.
    let later = place.run(&[&args[..8], &[&url]].concat());
    assert!(!later.stderr.contains("may not have been"), "{later}");
}

#[test]
fn what_others_write_into_the_file_of_an_export_stays() {
    let place = place();
    let path = place.env.home().join("events.jsonl");
    let args = ["event", "export", "--since", "2h", "--file", "events.jsonl"];
    let child = start(
        &place,
        &[&args[..], &["--follow", "--interval", "1s"]].concat(),
    );
    let read = || std::fs::read_to_string(&path).unwrap_or_default();
    let wait = |what: &str, fits: &dyn Fn(&str) -> bool| {
        for _ in 0..300 {
            if fits(&read()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("{what}: {}", read());
    };
    wait("nothing written", &|text| text.ends_with('\n'));
    // Another one, whatever its name.
    let other = [
        "event",
        "export",
        "--name",
        "other",
        "--file",
        "./events.jsonl",
    ];
    let refused = place.run(&other);
    let said = "another export of atlctl writes to";
    assert!(refused.stderr.contains(said), "{refused}");
    refused.expect(1);
    let before = read();
    std::fs::write(&path, format!("{before}{{\"marker\":1}}\n")).unwrap();
    suspend(&place, 3);
    let added = format!("{before}{{\"marker\":1}}\n{{\"");
    wait("nothing added", &|text| text.starts_with(&added));
    // As when logs are copied and emptied.
    std::fs::write(&path, "").unwrap();
    suspend(&place, 4);
    wait("nothing after it was emptied", &|text| text.ends_with('\n'));
    send(&child, Signal::TERM);
    let output = place.env.said(child.wait_with_output().unwrap());
    assert!(
        output.stderr.contains("is shorter than the export left it"),
        "{output}"
    );
    for line in read().lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(event["id"].is_string(), "{line}");
    }
}
