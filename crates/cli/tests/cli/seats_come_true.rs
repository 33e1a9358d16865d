//! The seats that plans show before and after are those that the apps have after the run, by the mirror at once and by the
//! next sync.

use std::collections::BTreeMap;

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::moving::Place;

/// The seats in use, by app and site.
type Seats = BTreeMap<String, u64>;

fn seats(place: &Place) -> Seats {
    let apps = place.run(&["workspace", "list", "-q", "-o", "json"]);
    let apps: serde_json::Value = serde_json::from_str(&apps.stdout).unwrap();
    let apps = apps.as_array().unwrap().iter();
    apps.map(|app| {
        let host = app["host_url"].as_str().unwrap();
        let host = host.trim_start_matches("https://");
        let name = format!("{} ({host})", app["product"].as_str().unwrap());
        (name, app["usage"].as_u64().unwrap())
    })
    .collect()
}

/// How many resources each active person has access to. For organization admins, whose role may give them an app, the
/// mirror waits for the sync.
fn resources(place: &Place) -> String {
    let sql = "SELECT account_id, resources FROM user WHERE status = 'active' AND NOT org_admin ORDER BY 1";
    place.run(&["sql", sql, "-q", "-o", "csv"]).stdout
}

/// What a plan says: `Jira (acme.atlassian.net): 16 → 217 of 500 seats in use (+201)`.
fn said(output: &Output) -> BTreeMap<String, (u64, u64)> {
    let notes = output
        .stderr
        .lines()
        .filter(|line| line.contains("seats in use"));
    notes
        .map(|line| {
            let (app, counts) = line.trim_start_matches("Note: ").split_once(": ").unwrap();
            let mut counts = counts
                .split([' ', '→'])
                .filter_map(|word| word.parse().ok());
            (
                app.to_owned(),
                (counts.next().unwrap(), counts.next().unwrap()),
            )
        })
        .collect()
}

#[test]
fn plans_say_what_the_apps_have_after_the_run() {
    let place = Place::new(SimConfig::default());
    let sync = ["sync", "-q", "--roles-budget", "5000", "--accept-gone"];
    place.run(&sync).expect(0);
    let mut people = place.movable();
    people.retain(|one| !one.synced);
    let emails: Vec<&str> = people.iter().map(|one| one.email.as_str()).collect();
    let some = |from: usize| emails[from..from + 3].join(" ");
    for words in [
        "role revoke user --group jira-users --app jira --site acme.atlassian.net".to_owned(),
        "undo last".to_owned(),
        "role grant user --group team-0001 --app bitbucket".to_owned(),
        "group copy-members team-0002 team-0001".to_owned(),
        "group delete team-0001".to_owned(),
        "undo last".to_owned(),
        format!("user suspend {}", some(0)),
        "undo last".to_owned(),
        format!("user deactivate {}", some(3)),
        "undo last".to_owned(),
        format!("user offboard {} --then suspend", some(6)),
        "undo last".to_owned(),
        format!("user offboard {} --then remove", some(9)),
        format!("user remove {}", some(12)),
    ] {
        let before = seats(&place);
        let mut args: Vec<&str> = words.split(' ').collect();
        args.extend([
            "--yes",
            "--max-changes",
            "900",
            "--confirm",
            "Acme (simulated)",
        ]);
        if !words.starts_with("undo") {
            args.extend(["--include-admins", "--include-service-accounts"]);
        }
        let run = place.run(&args);
        let (mirrored, counted, said) = (seats(&place), resources(&place), said(&run));
        place.run(&sync).expect(0);
        let now = seats(&place);
        assert_eq!(mirrored, now, "{words}: {run}");
        assert_eq!(counted, resources(&place), "{words}: {run}");
        let mut changed: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for (app, before) in &before {
            if now[app] != *before {
                changed.insert(app.clone(), (*before, now[app]));
            }
        }
        assert_eq!(said, changed, "{words}: {run}");
        assert!(!said.is_empty(), "{words}: {run}");
    }
}
