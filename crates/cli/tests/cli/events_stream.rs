//! The stream under everything at once (restarts, readings that overlap, refusals, cut answers, clocks that jump): each event is
//! printed and exported at least once, and is in the mirror exactly once.

use std::collections::BTreeSet;

use crate::common::Place;
use crate::events::{ids, place};
use crate::events_follow::{all, start, suspend};

/// Clocks of this machine, one after another: right, far behind, far ahead, and back.
const CLOCKS: [&str; 5] = [
    "2026-11-24T09:00:00Z",
    "2026-11-23T11:00:00Z",
    "2026-11-25T04:30:00Z",
    "2026-11-24T09:00:30Z",
    "2026-11-24T10:00:00Z",
];

/// What the service does to the first requests of each reading.
const FAULTS: [&str; 5] = [
    "GET */events-stream skip=1 2x 429 retry-after=0",
    "GET */events-stream 1x 500",
    "GET */events-stream skip=1 1x cut",
    "GET */events-stream 1x 429 retry-after=0",
    "GET */events-stream skip=2 1x reset",
];

/// Reads once, and then is killed where it happens to be; and once to the end.
fn reading(place: &Place, words: &[&str], lines: &mut Vec<String>) {
    let mut child = start(place, words);
    child.kill().unwrap();
    let killed = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&killed.stdout).into_owned();
    // A line that was cut off is none.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    lines.extend(ids(whole));
    let output = place.run(words);
    assert_eq!(output.code, 0, "{output}");
    lines.extend(ids(&output.stdout));
}

#[test]
fn whatever_happens_no_event_is_missing_and_the_mirror_has_each_once() {
    let mut place = place();
    let tail = [
        "-q", "event", "tail", "--resume", "--since", "180d", "-o", "jsonl",
    ];
    let export = ["-q", "event", "export", "--file", "events.jsonl"];
    let (mut tailed, mut exported) = (Vec::new(), Vec::new());
    for (round, (clock, fault)) in CLOCKS.iter().zip(FAULTS).enumerate() {
        place.env.var("ATLCTL_NOW", clock);
        for number in 0..3 {
            suspend(&place, 20 + 5 * round + number);
        }
        place.control().fault(fault).unwrap();
        reading(&place, &tail, &mut tailed);
        place.control().clear_faults();
        place.control().fault(fault).unwrap();
        reading(&place, &export, &mut exported);
        place.control().clear_faults();
        place.control().fault(fault).unwrap();
        let mut child = start(&place, &["-q", "sync", "--only", "events"]);
        child.kill().unwrap();
        child.wait().unwrap();
        let synced = place.run(&["-q", "sync", "--only", "events"]);
        assert_eq!(synced.code, 0, "{synced}");
        place.control().clear_faults();
    }
    place.env.var("ATLCTL_NOW", "2026-11-24T10:00:00Z");
    let everything = all(&place);
    assert_eq!(everything.len(), 620 + 15);
    let of = |ids: &[String]| ids.iter().cloned().collect::<BTreeSet<String>>();
    assert_eq!(of(&tailed), everything, "event tail");
    let file = std::fs::read_to_string(place.env.home().join("events.jsonl")).unwrap();
    assert_eq!(of(&ids(&file)), everything, "event export");
    assert!(exported.is_empty(), "a file, not the output");
    let mirror = place.run(&["-q", "event", "list", "--since", "180d", "-o", "id"]);
    let listed: Vec<String> = mirror.stdout.lines().map(str::to_owned).collect();
    assert_eq!(listed.len(), everything.len(), "the mirror has each once");
    assert_eq!(of(&listed), everything, "the mirror");
    // Nothing new: nothing comes again.
    let again = place.run(&tail);
    assert_eq!(again.stdout, "");
}
