//! The audit log: lists, lines, and organizations without one.

use atlctl_sim::SimConfig;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::{Output, Place, api_server, one_after_another};

/// An organization with a page of events and a bit.
pub fn place() -> Place {
    Place::with_key(SimConfig {
        people: 620,
        ..SimConfig::default()
    })
}

/// The IDs of events in lines of JSON.
pub fn ids(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            event["id"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// A range without a beginning is the week before its end; one that ends before it begins is a slip.
#[test]
fn a_range_that_is_no_range_is_refused() {
    let place = Place::synced();
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    for args in [
        &["event", "list", "--since", "2d", "--until", "3d"][..],
        &[
            "event",
            "list",
            "--live",
            "--since",
            "2026-11-20",
            "--until",
            "2026-11-18",
        ],
    ] {
        let output = place.run(args);
        assert!(
            output.stderr.contains("--until is not later than --since"),
            "{output}"
        );
        output.expect(2);
    }
    let all = place.run(&[
        "event", "list", "-o", "id", "--since", "9d", "--until", "2d",
    ]);
    let week = place.run(&["event", "list", "-o", "id", "--until", "2d"]);
    assert!(
        week.stderr.contains("Events of the 7 days before --until"),
        "{week}"
    );
    assert!(!week.stdout.is_empty());
    assert_eq!(week.stdout, all.stdout);
}

#[test]
fn from_the_mirror() {
    let place = place();
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["event", "list"],
            &["sync", "--only", "events"],
            &["sync", "--only", "events", "-o", "json"],
            &["event", "list", "--since", "5h"],
            &[
                "event",
                "list",
                "--since",
                "1d",
                "--action",
                "group_*",
                "--columns",
                "at,action,targets"
            ],
            &[
                "event",
                "list",
                "--since",
                "2d",
                "--actor",
                "ada.admin@acme.example",
                "--limit",
                "2",
                "-o",
                "csv"
            ],
            &["event", "list", "--where", "nonsense"],
            &[
                "sql",
                "SELECT count(*) AS events, count(DISTINCT action) AS actions FROM event"
            ],
        ]
    ));
}

/// What an event names by its ID alone has its name in the mirror, also where the event is read live.
#[test]
fn a_group_has_its_name_live_too() {
    let place = Place::synced();
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    let list = ["-q", "event", "list", "--since", "20d", "-o", "csv"];
    let about = ["--action", "group_member_*", "--columns", "id,targets"];
    let mirror = place.run(&[&list[..], &about].concat()).stdout;
    let live = place.run(&[&list[..], &about, &["--live"]].concat()).stdout;
    assert!(mirror.lines().count() > 3, "{mirror}");
    assert_eq!(live, mirror);
}

#[test]
fn live() {
    let place = place();
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["event", "list", "--live", "--since", "5h"],
            &[
                "event",
                "list",
                "--live",
                "--since",
                "2d",
                "--action",
                "user_suspended,user_restored",
                "--limit",
                "3"
            ],
            &[
                "event",
                "list",
                "--live",
                "--since",
                "1h",
                "--action",
                "group_deleted"
            ],
            &["event", "list", "--live", "--where", "1"],
            &["event", "list", "--since", "soon"],
            &["event", "actions", "--search", "polic"],
            &["event", "tail", "--since", "2h"],
            &["event", "tail", "-o", "csv"],
        ]
    ));
}

#[test]
fn live_and_mirror_agree() {
    let place = place();
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    for filter in [
        &["--since", "10d"][..],
        &["--since", "3d", "--until", "2d"],
        &["--since", "20d", "--action", "user_*"],
        &["--since", "20d", "--actor", "ada.admin@acme.example"],
        &["--since", "20d", "--target", "*olga*"],
        &["--since", "20d", "--ip", "192.0.2.7"],
        &[
            "--since",
            "20d",
            "--ip",
            "192.0.2.7,192.0.2.8",
            "--action",
            "user_*",
        ],
    ] {
        let list = |more: &[&str]| {
            let output = place.run(&[&["-q", "event", "list", "-o", "id"], filter, more].concat());
            assert_eq!(output.code, 0, "{output}");
            let mut ids: Vec<String> = output.stdout.lines().map(str::to_owned).collect();
            ids.sort();
            ids
        };
        let mirror = list(&[]);
        assert_eq!(mirror, list(&["--live"]), "{filter:?}");
        assert!(
            !mirror.is_empty() || filter.contains(&"--target"),
            "{filter:?}"
        );
    }
}

/// Events name groups and many people only by their IDs; the list shows their names, which the mirror has.
#[test]
fn events_are_found_by_the_names_that_the_list_shows() {
    let place = place();
    place.run(&["-q", "sync"]).expect(0);
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    let list = |args: &[&str]| {
        let output = place.run(&[&["-q", "event", "list", "--since", "20d"], args].concat());
        assert_eq!(output.code, 0, "{output}");
        output
    };
    let named = place.run(&[
        "-q",
        "sql",
        "SELECT g.name FROM event_target t JOIN \"group\" g ON g.id = t.id WHERE t.name IS NULL LIMIT 1",
        "-o",
        "id",
    ]);
    let group = named.stdout.trim();
    assert!(!group.is_empty(), "{named}");
    let shown = list(&["-o", "csv", "--columns", "id,targets"]);
    let with = |text: &str| {
        let mut ids: Vec<String> = shown
            .stdout
            .lines()
            .skip(1)
            .filter(|line| line.contains(text))
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    let found = |args: &[&str]| {
        let mut ids: Vec<String> = list(&[args, &["-o", "id"]].concat())
            .stdout
            .lines()
            .map(str::to_owned)
            .collect();
        ids.sort();
        ids
    };
    assert!(!with(group).is_empty());
    assert_eq!(found(&["--target", group]), with(group));
    assert_eq!(found(&["--target", &group.to_uppercase()]), with(group));
    assert_eq!(found(&["--target", group, "--live"]), with(group));
    assert_eq!(found(&["--search", group]), with(group));
    let unknown = list(&["--target", "nobody@else.example", "--live"]);
    assert!(
        unknown
            .stderr
            .contains("events that name it only by its ID are not found"),
        "{unknown}"
    );
}

#[test]
fn later_syncs_read_new_events() {
    let place = place();
    place.run(&["-q", "sync"]).expect(0);
    assert!(
        place
            .run(&["event", "list"])
            .stderr
            .contains("never read into the mirror")
    );
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    let synced = place.run(&["sync"]);
    assert!(synced.stderr.contains("0 new events"), "{synced}");
    synced.expect(0);
}

#[test]
fn an_organization_without_an_audit_log() {
    let place = place();
    for fault in ["GET */event* 403", "GET */event* 402"] {
        place.control().clear_faults();
        place.control().fault(fault).unwrap();
        let commands: [&[&str]; 6] = [
            &["event", "list", "--live"],
            &["event", "actions"],
            &["event", "tail"],
            &["event", "export"],
            &["event", "watch", "--follow"],
            &["sync", "--only", "events"],
        ];
        for args in commands {
            let output = place.run(args);
            assert_eq!(output.code, 1, "{output}");
            for says in [
                "the audit log cannot be read",
                "Guard",
                "atlctl doctor",
                "FROM change",
            ] {
                assert!(output.stderr.contains(says), "{args:?}: {output}");
            }
            assert_eq!(output.stdout, "");
        }
    }
    insta::assert_snapshot!(place.run(&["event", "tail"]));
    // The command that each of them names says the same of the audit log.
    let doctor = place.run(&["doctor", "-o", "csv", "--columns", "check,state"]);
    assert!(
        doctor.stdout.contains("audit log (API key),warning"),
        "{doctor}"
    );
    // Everything else is synced, and the mirror is made.
    place.run(&["-q", "sync"]).expect(0);
    // What was refused is not advised.
    place
        .run(&["-q", "sync", "--only", "user-roles,events"])
        .expect(3);
    let output = place.run(&["event", "list"]);
    assert!(output.stderr.contains("Guard"), "{output}");
    assert!(!output.stderr.contains("sync --only events"), "{output}");
}

fn hostile() -> api_server::Place {
    let event = json!({"id": "e1", "type": "events", "attributes": {
        "action": "=HYPERLINK(\"http://evil.example\")", "time": "2026-11-24T08:00:00Z",
        "processedAt": "2026-11-24T08:00:01Z",
        "actor": {"id": "a\u{1b}[2J", "name": "A\u{202e}nn\nBob", "email": "ann@acme.example\u{7}"},
        "context": [{"id": "x", "type": "users", "attributes": {"name": "\u{1b}]0;title\u{7}"}}],
        "location": {"ip": "<img src=x onerror=alert(1)>"}}});
    let page = json!({"data": [event], "meta": {"page_size": 200}, "links": {}});
    let place = api_server::Place::new(ResponseTemplate::new(200).set_body_json(page));
    place.key()
}

fn harmless(output: &Output) {
    for text in [&output.stdout, &output.stderr] {
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{output}");
    }
}

#[test]
fn hostile_texts_cannot_act() {
    let place = hostile();
    let tail = place.run(&["event", "tail", "--since", "2h"]);
    harmless(&tail);
    insta::assert_snapshot!("hostile_tail", tail);
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    for more in [&["--live"][..], &[]] {
        let table = place.run(&[&["event", "list", "--since", "2h"], more].concat());
        harmless(&table);
        let csv = place.run(
            &[
                &[
                    "-q",
                    "event",
                    "list",
                    "--since",
                    "2h",
                    "-o",
                    "csv",
                    "--columns",
                    "action",
                ],
                more,
            ]
            .concat(),
        );
        assert!(csv.stdout.contains("'=HYPERLINK"), "{csv}");
    }
    // Data stays as it is, one event a line.
    let export = place.run(&["-q", "event", "export", "--since", "2h"]);
    assert_eq!(export.stdout.lines().count(), 1);
    let event: serde_json::Value = serde_json::from_str(&export.stdout).unwrap();
    assert_eq!(event["attributes"]["actor"]["name"], "A\u{202e}nn\nBob");
    let rule = "[[rule]]\nid = \"x\"\ntitle = \"X\\u001b[31m\"\nseverity = \"low\"\naction = \"*hyperlink*\"\n";
    place.env.file("rules.toml", rule);
    let alert = place.run(&[
        "event",
        "watch",
        "--no-shipped",
        "--rules",
        "rules.toml",
        "--since",
        "2h",
    ]);
    harmless(&alert);
    assert!(alert.stdout.starts_with("LOW X\\u{1b}[31m: "), "{alert}");
}

#[test]
fn rules_are_listed_printed_and_checked() {
    let place = place();
    let printed = place.run(&["event", "rules", "--print"]);
    assert_eq!(printed.code, 0);
    place.env.file("all.toml", &printed.stdout);
    place
        .run(&[
            "event",
            "rules",
            "--no-shipped",
            "--rules",
            "all.toml",
            "--check",
        ])
        .expect(0);
    place.env.file(
        "wrong.toml",
        "[[rule]]\nid = \"mine\"\ntitle = \"Mine\"\nseverity = \"low\"\naction = \"x\"\n\
         [[rule.check]]\nfires = true\nevent = '{\"attributes\":{\"action\":\"y\"}}'\n",
    );
    place
        .env
        .file("typo.toml", "[[rule]]\nid = \"mine\"\ntitel = \"Mine\"\n");
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["event", "rules"],
            &["event", "rules", "--live", "--columns", "id,fits"],
            &[
                "event",
                "rules",
                "--rules",
                "wrong.toml",
                "--no-shipped",
                "--check"
            ],
            &["event", "rules", "--rules", "typo.toml"],
            &["event", "rules", "--rules", "none.toml"],
            &["event", "watch", "--no-shipped"],
            &[
                "event",
                "watch",
                "--notify",
                "http://hooks.slack.com/secret"
            ],
        ]
    ));
}
