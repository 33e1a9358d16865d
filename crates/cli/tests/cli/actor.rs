//! Who made a plan and a run: in the plan, the journal, lists, results and the page.

use atlctl_sim::SimConfig;

use crate::moving::Place;

const SESSION: &str =
    "user on host, ada.admin@acme.example (browser session), profile default, atlctl ";

#[test]
fn who_did_it_is_part_of_what_was_done() {
    let mut place = Place::with_session(SimConfig::default());
    place.listed(2);
    place.keep_plan();
    let shown = place.run(&["plan", "show", "plan.json"]);
    assert!(
        shown.stderr.contains(&format!("Made by {SESSION}")),
        "{shown}"
    );
    // Somebody else applies it, with a key.
    place.env.var("ATLCTL_SESSION_TOKEN", "");
    let key = place.sim.api_key();
    place.env.var("ATLCTL_API_KEY", &key);
    let killed = place
        .env
        .command(&["apply", "plan.json", "--yes", "-q"])
        .env("ATLCTL_TEST_KILL_AT", "1")
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None);
    let token = place.sim.session_token();
    place
        .env
        .var("ATLCTL_API_KEY", "")
        .var("ATLCTL_SESSION_TOKEN", &token);
    let resumed = place.run(&["run", "resume", "last", "--results", "results.csv", "-q"]);
    assert_eq!(resumed.code, 0, "{resumed}");

    let by_key = "user on host, API key, profile default, atlctl ";
    let shown = place.run(&["run", "show", "last"]);
    assert!(shown.stderr.contains(&format!("\nBy {by_key}")), "{shown}");
    assert!(
        shown.stderr.contains(&format!("\nResumed by {SESSION}")),
        "{shown}"
    );
    let listed = place.run(&["run", "list", "-o", "json"]).stdout;
    for part in [
        "\"by\":\"user\"",
        "\"host\":\"host\"",
        "\"credential\":\"API key\"",
        "\"profile\":\"default\"",
    ] {
        assert!(listed.contains(part), "{listed}");
    }
    let results = std::fs::read_to_string(place.env.home().join("results.csv")).unwrap();
    assert!(
        results.lines().next().unwrap().contains(",run,by"),
        "{results}"
    );
    assert_eq!(
        results.matches(&format!("20261124-1,\"{by_key}")).count(),
        2,
        "{results}"
    );
    place
        .run(&["run", "show", "last", "--html", "run.html"])
        .expect(0);
    let page = std::fs::read_to_string(place.env.home().join("run.html")).unwrap();
    for (word, who) in [
        ("Planned by", SESSION),
        ("Run by", by_key),
        ("Resumed by", SESSION),
    ] {
        assert!(
            page.contains(&format!("<dt>{word}</dt><dd><bdi>{who}")),
            "{word}"
        );
    }
    // None of it holds a secret.
    for file in place.env.files() {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(
            !text.contains(&key) && !text.contains(&token),
            "{}",
            file.display()
        );
    }
}

/// A policy was an id in plans and results forever, though it has a name by now.
#[test]
fn policies_have_the_name_of_then_or_the_one_they_got_later() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let to = place.policy("Contractors");
    place
        .run(&["policy", "name", &to, "--clear", "-q"])
        .expect(0);
    let email = people[0].email.as_str();
    let plan = [
        "policy",
        "move",
        email,
        "--to",
        &to,
        "--plan",
        "plan.json",
        "-q",
    ];
    place.run(&plan).expect(0);
    place.run(&["apply", "plan.json", "--yes", "-q"]).expect(0);
    place
        .run(&["policy", "name", &to, "Partners", "-q"])
        .expect(0);
    let title = "Move people to policy Partners";
    let shown = place.run(&["plan", "show", "plan.json"]);
    assert!(shown.stderr.contains(title), "{shown}");
    assert!(
        shown.stdout.contains("Partners") && !shown.stdout.contains(&to),
        "{shown}"
    );
    let shown = place.run(&["run", "show", "last"]);
    assert!(
        shown.stderr.contains("moved to the policy Partners."),
        "{shown}"
    );
    assert!(
        shown.stdout.contains("Partners") && !shown.stdout.contains(&to),
        "{shown}"
    );
    let listed = place.run(&["run", "list", "-o", "csv", "--columns", "what"]);
    assert_eq!(listed.stdout, "what\nMove to Partners\n", "{listed}");
    place
        .run(&["run", "show", "last", "--html", "run.html"])
        .expect(0);
    let page = std::fs::read_to_string(place.env.home().join("run.html")).unwrap();
    assert!(page.contains("moved to the policy Partners.</h1>"));
    // A name that the plan knew stays, whatever it is called today.
    let from = place.policy("Password only");
    place
        .run(&["policy", "name", &from, "Renamed", "-q"])
        .expect(0);
    let shown = place.run(&["run", "show", "last", "-o", "csv", "--columns", "before"]);
    assert_eq!(shown.stdout, "before\nPassword only\n", "{shown}");
}
