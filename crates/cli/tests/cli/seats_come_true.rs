//! The seats that plans show before and after are those that the apps have after the run, by the mirror at once and by the
//! next sync.

use std::collections::BTreeMap;

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::moving::Place;

/// The seats in use, by app and site.
type Seats = BTreeMap<String, u64>;

fn seats(place: &Place) -> Seats {
    counted(&place.run(&["workspace", "list", "-q", "-o", "json"]))
}

fn counted(apps: &Output) -> Seats {
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

/// The same as Atlassian counts them now.
fn seats_now(place: &Place) -> Seats {
    counted(&place.run(&["workspace", "list", "--live", "-q", "-o", "json"]))
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

/// One rule for plans and mirror, also where the own roles of people were never read: an active person with the role of a
/// user or an app admin takes one seat, however many of these roles they have. Customers and guests take none, and neither
/// do people who are suspended or deactivated.
#[test]
fn each_person_takes_one_seat_by_the_roles_that_take_one() {
    let place = Place::new(SimConfig::default());
    let mut people = place.movable();
    people.retain(|one| !one.synced);
    let without = |app: &str| {
        let sql = format!(
            "SELECT email FROM user u WHERE status = 'active' AND managed AND NOT org_admin AND NOT EXISTS \
             (SELECT 1 FROM user_app a WHERE a.account_id = u.account_id AND a.app_key LIKE '{app}%') ORDER BY 1"
        );
        let found = place.run(&["sql", &sql, "-q", "-o", "csv"]).stdout;
        let mut found = found.lines().skip(1).map(str::to_owned);
        let is_free = |email: &String| people.iter().any(|one| one.email == *email);
        let two: Vec<String> = found.by_ref().filter(is_free).take(2).collect();
        assert_eq!(two.len(), 2, "{app}");
        two.join(" ")
    };
    let sql = "SELECT email FROM user WHERE status = 'deactivated' AND managed LIMIT 1";
    let deactivated = place.run(&["sql", sql, "-q", "-o", "csv"]).stdout;
    let deactivated = deactivated.lines().nth(1).unwrap();
    let (jsm, wiki, code) = (
        without("jira-service"),
        without("confluence"),
        without("bitbucket"),
    );
    let mut steps = 0;
    for (words, taken) in [
        (format!("role grant user {code} --app bitbucket"), 2),
        (format!("role grant admin {code} --app bitbucket"), 0),
        (format!("role revoke user {code} --app bitbucket"), 0),
        (format!("role revoke admin {code} --app bitbucket"), -2),
        (
            format!("role grant customer {jsm} --app jira-servicedesk"),
            0,
        ),
        (format!("role grant user {jsm} --app jira-servicedesk"), 2),
        (
            format!("role revoke customer {jsm} --app jira-servicedesk"),
            0,
        ),
        (format!("role revoke user {jsm} --app jira-servicedesk"), -2),
        (
            format!("role grant customer {jsm} --app jira-servicedesk"),
            0,
        ),
        ("undo last".to_owned(), 0),
        (format!("role grant guest {wiki} --app confluence"), 0),
        (format!("group add confluence-users {wiki}"), 2),
        (format!("group remove confluence-users {wiki}"), -2),
        (
            format!("role grant user {deactivated} --app bitbucket --include-suspended"),
            0,
        ),
        (format!("role revoke user {deactivated} --app bitbucket"), 0),
    ] {
        let before = seats_now(&place);
        let mut args: Vec<&str> = words.split(' ').collect();
        args.extend(["--yes", "--max-changes", "900"]);
        let run = place.run(&args);
        assert_eq!(run.code, 0, "{words}: {run}");
        let now = seats_now(&place);
        let sum = |seats: &Seats| seats.values().sum::<u64>().cast_signed();
        assert_eq!(sum(&now) - sum(&before), taken, "{words}: {run}");
        assert_eq!(seats(&place), now, "{words}: {run}");
        let changed = now.iter().filter(|(app, used)| before[*app] != **used);
        let changed: BTreeMap<String, (u64, u64)> = changed
            .map(|(app, used)| (app.clone(), (before[app], *used)))
            .collect();
        assert_eq!(said(&run), changed, "{words}: {run}");
        steps += 1;
    }
    assert_eq!(steps, 15);
    // A group's role: of its members, those who have a seat take no other one.
    let words = "role grant user --group team-0003 --app bitbucket --yes --max-changes 900";
    let run = place.run(&words.split(' ').collect::<Vec<_>>());
    let now = seats_now(&place);
    assert_eq!(seats(&place), now, "{run}");
    let (app, (_, after)) = said(&run).pop_first().unwrap();
    assert_eq!(after, now[&app], "{run}");
    // Those who are guests now are still people with the app.
    place
        .run(&["sync", "-q", "--roles-budget", "5000"])
        .expect(0);
    let report = place.run(&["report", "seats"]);
    assert!(
        report.stderr.contains(
            " of these seats are none: the person has the app by a role that takes no seat"
        ),
        "{report}"
    );
}
