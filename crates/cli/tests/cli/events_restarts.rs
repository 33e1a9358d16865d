//! Services that follow the audit log and are killed and started again: nothing is lost, and no alert comes twice.

use std::collections::BTreeSet;
use std::io::BufReader;
use std::process::Child;

use rustix::process::Signal;
use serde_json::Value;
use tokio::runtime::Runtime;
use wiremock::ResponseTemplate;

use crate::events::{ids, place};
use crate::events_follow::{RULES, all, hook, posted, start, suspend};
use crate::moving::send;

const TAIL: [&str; 9] = [
    "event",
    "tail",
    "--follow",
    "--resume",
    "--since",
    "180d",
    "--interval",
    "1s",
    "-ojsonl",
];

/// The next event of a tail.
fn next(lines: &mut impl std::io::BufRead) -> String {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    ids(&line).remove(0)
}

#[test]
fn a_followed_tail_killed_before_its_position_is_saved_loses_nothing() {
    let place = place();
    let mut child = start(&place, &TAIL);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let first = next(&mut lines);
    // A page is longer than a pipe holds: it is being written, and its position is not saved.
    child.kill().unwrap();
    child.wait().unwrap();
    suspend(&place, 3);
    let everything = all(&place);
    let mut child = start(&place, &TAIL);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut found: Vec<String> = vec![next(&mut lines)];
    assert_eq!(found[0], first, "what was not confirmed comes again");
    while found.iter().collect::<BTreeSet<_>>().len() < everything.len() {
        found.push(next(&mut lines));
    }
    // Told to stop, it has saved where it is: nothing comes again, and what is new comes.
    send(&child, Signal::TERM);
    child.wait().unwrap();
    drop(lines);
    assert_eq!(found.len(), everything.len(), "each once after the restart");
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), everything);
    suspend(&place, 4);
    let later = place.run(&["event", "tail", "--resume", "-o", "jsonl"]);
    let later = ids(&later.stdout);
    let new: Vec<String> = all(&place).difference(&everything).cloned().collect();
    assert_eq!(later, new);
}

fn watch(url: &str) -> Vec<&str> {
    vec![
        "event",
        "watch",
        "--follow",
        "--interval",
        "1s",
        "--no-shipped",
        "--rules",
        "rules.toml",
        "--since",
        "3d",
        "--notify",
        url,
    ]
}

fn event_ids(alerts: &[Value]) -> Vec<String> {
    let id = |alert: &Value| alert["event_id"].as_str().unwrap().to_owned();
    alerts.iter().map(id).collect()
}

fn suspended(place: &crate::common::Place) -> BTreeSet<String> {
    let list = place.run(&[
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
    ]);
    list.stdout.lines().map(str::to_owned).collect()
}

fn stop(child: Child, with: Signal) -> std::process::Output {
    send(&child, with);
    child.wait_with_output().unwrap()
}

#[test]
fn a_followed_watch_started_again_sends_each_alert_once() {
    let runtime = Runtime::new().unwrap();
    let place = place();
    place.env.file("rules.toml", RULES);
    // Killed while the first is being sent, before it can be noted as sent.
    let hangs = hook(
        &runtime,
        ResponseTemplate::new(200).set_delay(std::time::Duration::from_secs(600)),
    );
    let url = hangs.uri();
    let mut child = start(&place, &watch(&url));
    while posted(&runtime, &hangs).is_empty() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let unsure = event_ids(&posted(&runtime, &hangs));
    assert_eq!(unsure.len(), 1);
    let accounts = place.control().accounts();
    let can_be = |one: &atlctl_sim::SimAccount| one.status == "active" && !one.org_admin;
    let mut numbers = (0..accounts.len()).filter(|at| can_be(&accounts[*at]));
    let mut more = || suspend(&place, numbers.next().unwrap());
    more();
    let takes = hook(&runtime, ResponseTemplate::new(200));
    let url = takes.uri();
    // Ended and started again, by a service manager and by the kernel: with something new each time.
    for (number, with) in [(1, Signal::TERM), (2, Signal::KILL), (3, Signal::TERM)] {
        let child = start(&place, &watch(&url));
        more();
        let wanted = suspended(&place);
        loop {
            let sent: BTreeSet<String> = event_ids(&posted(&runtime, &takes)).into_iter().collect();
            if wanted
                .iter()
                .all(|id| sent.contains(id) || unsure.contains(id))
            {
                break;
            }
            std::thread::yield_now();
        }
        let output = stop(child, with);
        let said = String::from_utf8_lossy(&output.stderr)
            .matches("may not have been delivered")
            .count();
        // Killed, it may have been told of one that it had no time to note.
        let most = usize::from(number != 2);
        assert!(
            said <= most && (said == 1 || number != 1),
            "{number}: {said}"
        );
    }
    let last = start(&place, &watch(&url));
    more();
    let wanted = suspended(&place);
    while posted(&runtime, &takes).len() + unsure.len() < wanted.len() {
        std::thread::yield_now();
    }
    stop(last, Signal::TERM);
    let sent = event_ids(&posted(&runtime, &takes));
    let mut each: BTreeSet<String> = sent.iter().cloned().collect();
    assert_eq!(each.len(), sent.len(), "an alert came twice");
    each.extend(unsure);
    assert_eq!(each, wanted, "an alert is missing");
}

/// A pipe holds what its reader never reads: `event tail --resume | head -1`.
#[test]
fn a_reader_that_goes_away_has_not_read_the_rest() {
    let place = place();
    let everything = all(&place);
    let once: Vec<&str> = TAIL
        .into_iter()
        .filter(|word| *word != "--follow")
        .collect();
    let mut child = start(&place, &once);
    let mut lines = BufReader::with_capacity(1024, child.stdout.take().unwrap());
    let first = next(&mut lines);
    drop(lines);
    let ended = child.wait().unwrap();
    assert_eq!(ended.code(), Some(0), "as for any reader that has enough");
    // It continues where the first one began, whatever `--since` it would begin at.
    let again = place.run(&["event", "tail", "--resume", "-o", "jsonl"]);
    let found = ids(&again.stdout);
    assert_eq!(found.first(), Some(&first), "{again}");
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), everything);
}

#[test]
fn an_export_that_nobody_reads_begins_again_where_it_began() {
    let place = place();
    let export = ["event", "export", "--since", "180d"];
    let mut child = start(&place, &export);
    let mut lines = BufReader::with_capacity(1024, child.stdout.take().unwrap());
    let first = next(&mut lines);
    drop(lines);
    child.wait().unwrap();
    let again = place.run(&["event", "export", "--since", "1h"]);
    let found = ids(&again.stdout);
    assert_eq!(found.first(), Some(&first), "{again}");
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), all(&place));
}

/// A webhook that takes an alert and closes the connection: it has the alert, so nobody gets it twice.
#[test]
fn an_alert_whose_answer_is_lost_is_not_posted_again() {
    use std::io::{Read as _, Write as _};
    let place = place();
    place.env.file("rules.toml", RULES);
    let wanted = suspended(&place);
    assert!(wanted.len() > 2, "{wanted:?}");
    let hook = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/x", hook.local_addr().unwrap());
    let taken = std::thread::spawn(move || {
        let mut ids = Vec::new();
        let mut first = true;
        for stream in hook.incoming() {
            let mut stream = stream.unwrap();
            let mut text = Vec::new();
            let mut part = [0; 4096];
            let body = loop {
                let read = stream.read(&mut part).unwrap();
                text.extend(&part[..read]);
                let all = String::from_utf8_lossy(&text).into_owned();
                let Some((head, body)) = all.split_once("\r\n\r\n") else {
                    assert!(read > 0, "{all}");
                    continue;
                };
                let length = head.to_lowercase();
                let length = length.split("content-length: ").nth(1).unwrap();
                let length: usize = length.lines().next().unwrap().parse().unwrap();
                if body.len() == length {
                    break body.to_owned();
                }
            };
            if body == "{}" {
                return ids;
            }
            let body: Value = serde_json::from_str(&body).unwrap();
            ids.push(body["event_id"].as_str().unwrap().to_owned());
            if !std::mem::take(&mut first) {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                    .unwrap();
            }
        }
        ids
    });
    let args: Vec<&str> = watch(&url)
        .into_iter()
        .filter(|arg| !matches!(*arg, "--follow" | "--interval" | "1s"))
        .collect();
    let lost = place.run(&args);
    assert!(
        lost.stderr
            .contains("Warning: this alert may not have been delivered, because the answer of 127.0.0.1 was lost"),
        "{lost}"
    );
    for _ in 0..2 {
        place.run(&args).expect(0);
    }
    let mut end = std::net::TcpStream::connect(url[7..].trim_end_matches("/x")).unwrap();
    end.write_all(b"POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}")
        .unwrap();
    let ids = taken.join().unwrap();
    assert_eq!(ids.len(), wanted.len(), "{ids:?}");
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), wanted);
}
