//! `snapshot diff --app`: who gained and lost access to an app, and roles in it, between two snapshots.

use atlctl_sim::{SimAct, SimConfig};
use serde_json::Value;

use crate::common::Place;
use crate::history_actors::jira_on_monday;

fn changes(place: &Place, app: &str, more: &[&str]) -> Vec<Value> {
    let diff = [
        "snapshot", "diff", "1", "2", "--app", app, "-q", "-o", "json",
    ];
    let found = place.run(&[&diff[..], more].concat());
    assert_eq!(found.code, 0, "{found}");
    serde_json::from_str(&found.stdout).unwrap()
}

/// What `user list --app` says at a snapshot.
fn people(place: &Place, app: &str, snapshot: &str) -> Vec<String> {
    let list = [
        "user", "list", "--app", app, "--as-of", snapshot, "-q", "-o", "id",
    ];
    let found = place.run(&list);
    assert_eq!(found.code, 0, "{found}");
    found.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn who_gained_and_lost_an_app() {
    let place = jira_on_monday();
    for app in ["jira-software", "jira-software@acme.atlassian.net"] {
        let (before, after) = (people(&place, app, "1"), people(&place, app, "2"));
        let mut want: Vec<(String, &str)> = Vec::new();
        want.extend(
            after
                .iter()
                .filter(|id| !before.contains(id))
                .map(|id| (id.clone(), "added")),
        );
        want.extend(
            before
                .iter()
                .filter(|id| !after.contains(id))
                .map(|id| (id.clone(), "removed")),
        );
        want.sort();
        assert_eq!(want.len(), 2, "{app} {want:?}");
        let found = changes(&place, app, &["--of", "apps"]);
        let mut got: Vec<(String, &str)> = found
            .iter()
            .map(|one| {
                (
                    one["id"].as_str().unwrap().to_owned(),
                    one["change"].as_str().unwrap(),
                )
            })
            .collect();
        got.sort();
        assert_eq!(got, want, "{app}");
        // Nothing of another app, and no memberships.
        let of: Vec<&Value> = found.iter().map(|one| &one["of"]).collect();
        assert!(of.iter().all(|of| **of == "apps"), "{of:?}");
        assert_eq!(changes(&place, app, &[]).len(), found.len());
    }
    for other in ["confluence", "jira-software@elsewhere.atlassian.net"] {
        let diff = ["snapshot", "diff", "1", "2", "--app", other];
        let found = place.run(&diff);
        assert_eq!(found.stdout, "", "{found}");
    }
    let slip = place.run(&["snapshot", "diff", "1", "2", "--app", "jirra"]);
    assert_eq!(slip.code, 2, "{slip}");
}

/// The page has what the table has, and who, why and through which group.
#[test]
fn the_differences_as_a_page() {
    let place = jira_on_monday();
    let diff = [
        "snapshot",
        "diff",
        "1",
        "2",
        "--app",
        "jira-software",
        "--of",
        "apps",
        "--html",
        "monday.html",
    ];
    let made = place.run(&diff);
    assert_eq!((made.code, made.stdout.as_str()), (0, ""), "{made}");
    assert!(made.stderr.contains("Wrote monday.html."), "{made}");
    let page = std::fs::read_to_string(place.env.home().join("monday.html")).unwrap();
    for found in changes(&place, "jira-software", &["--of", "apps"]) {
        let texts = ["name", "by", "item"].map(|field| found[field].as_str());
        let groups = found["through"].as_array().into_iter().flatten();
        let groups = groups.map(|group| group.as_str());
        for text in texts.into_iter().chain(groups).flatten() {
            assert!(page.contains(text), "{text}");
        }
    }
    assert!(
        page.contains("atlctl snapshot diff --since 1 --until 2 --of apps --app jira-software")
    );
    let again = place.run(&diff);
    assert_eq!(again.code, 2, "{again}");
    assert!(again.stderr.contains("--force"), "{again}");
}

/// A change belongs to the reading that found it, not to a later one, and an act to the time between the two readings
/// around it.
#[test]
fn a_change_belongs_to_the_reading_that_found_it() {
    let mut place = Place::with_key(SimConfig::default());
    let at = |place: &mut Place, now: &str| {
        place.env.var("ATLCTL_NOW", now);
    };
    let time = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
    at(&mut place, "2026-11-16T09:00:00Z");
    place.run(&["sync"]).expect(0);
    let inside = place
        .run(&["-q", "group", "members", "jira-users", "-o", "id"])
        .stdout;
    let people = place.control().accounts();
    let outside = |one: &&atlctl_sim::SimAccount| {
        one.status == "active" && !one.org_admin && !inside.contains(&one.account_id)
    };
    let mut people = people.iter().filter(outside);
    let (one, two) = (people.next().unwrap(), people.next().unwrap());
    let id = |place: &Place, args: &[&str]| {
        let printed = place.run(&[args, &["-q", "-o", "id"]].concat());
        printed.stdout.trim().to_owned()
    };
    let path = format!(
        "/admin/v2/orgs/{}/directories/{}/groups/{}/memberships",
        place.sim.org_id(),
        id(&place, &["directory", "list"]),
        id(&place, &["group", "show", "jira-users"])
    );
    let join = |place: &Place, account: &str, when: &str| {
        place.control().make_again(&[SimAct {
            at: time(when),
            method: "POST".into(),
            path: path.clone(),
            body: format!(r#"{{"accountId":"{account}"}}"#),
        }]);
    };
    join(&place, &one.account_id, "2026-11-17T07:00:00Z");
    at(&mut place, "2026-11-18T09:00:00Z");
    place.run(&["sync"]).expect(0);
    join(&place, &two.account_id, "2026-11-19T07:00:00Z");
    at(&mut place, "2026-11-20T09:00:00Z");
    place.run(&["sync"]).expect(0);
    // Twice more: nothing is found again.
    at(&mut place, "2026-11-22T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place
        .run(&["sync", "--only", "events", "--events-since", "2026-11-10"])
        .expect(0);
    let diff = |range: &[&str]| -> Vec<Value> {
        let of = ["--app", "jira-software", "--of", "apps", "-q", "-o", "json"];
        let found = place.run(&[&["snapshot", "diff"][..], range, &of].concat());
        assert_eq!(found.code, 0, "{found}");
        serde_json::from_str(&found.stdout).unwrap()
    };
    let all = diff(&["--since", "1"]);
    let found = |account: &str| {
        let mut of = all.iter().filter(|change| change["id"] == account);
        let change = of.next().unwrap_or_else(|| panic!("{all:?}"));
        assert!(of.next().is_none(), "{all:?}");
        ["snapshot", "at", "event_at"].map(|field| change[field].to_string())
    };
    assert_eq!(
        found(&one.account_id),
        ["2", "\"2026-11-18T09:00:00Z\"", "\"2026-11-17T07:00:00Z\""]
    );
    assert_eq!(
        found(&two.account_id),
        ["3", "\"2026-11-20T09:00:00Z\"", "\"2026-11-19T07:00:00Z\""]
    );
    let ids = |changes: &[Value]| -> Vec<String> {
        changes
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids(&diff(&["1", "2"])),
        std::slice::from_ref(&one.account_id)
    );
    assert_eq!(
        ids(&diff(&["2", "3"])),
        std::slice::from_ref(&two.account_id)
    );
    assert!(diff(&["3", "4"]).is_empty());
}
