//! What a sync finds of a person at once may be the acts of several: `user show` names those that `snapshot diff` names.

use atlctl_sim::{SimAccount, SimAct, SimConfig};
use serde_json::Value;

use crate::common::Place;

const ADA: &str = "ada.admin@acme.example";
const OTTO: &str = "otto.owner@acme-labs.example";
const GROUP: &str = "jira-users";

/// A mirror of one moment, to which acts of two administrators are added, and then the rest.
struct Week {
    place: Place,
    directory: String,
}

impl Week {
    fn begin() -> Self {
        let mut place = Place::with_key(SimConfig::default());
        place.env.var("ATLCTL_NOW", "2026-11-16T09:00:00Z");
        place.run(&["sync"]).expect(0);
        place.env.var("ATLCTL_NOW", "2026-11-24T08:00:00Z");
        let directory = place.run(&["-q", "directory", "list", "-o", "id"]).stdout;
        let directory = format!(
            "/admin/v2/orgs/{}/directories/{}",
            place.sim.org_id(),
            directory.trim()
        );
        Self { place, directory }
    }

    fn end(mut self) -> Place {
        self.place.control().settle();
        self.place.env.var("ATLCTL_NOW", "2026-11-30T09:00:00Z");
        self.place.run(&["sync", "--accept-gone"]).expect(0);
        self.place.run(&["sync", "--only", "events"]).expect(0);
        self.place
    }

    fn ada(&self, method: &str, path: &str, body: &str) {
        let at: jiff::Timestamp = "2026-11-23T08:30:00Z".parse().unwrap();
        self.place.control().make_again(&[SimAct {
            at: at.as_second(),
            method: method.into(),
            path: format!("{}{path}", self.directory),
            body: body.into(),
        }]);
    }

    fn otto(&self, method: &str, path: &str) {
        let path = format!("{}{path}", self.directory);
        let (status, answer) = self.place.control().as_another(method, &path, "");
        assert!(status < 300, "{path}: {status} {answer}");
    }

    fn group(&self, name: &str) -> String {
        let id = self.place.run(&["-q", "group", "show", name, "-o", "id"]);
        id.stdout.trim().to_owned()
    }

    /// Somebody who is in a group, or who is not.
    fn somebody(&self, group: &str, is_in: bool) -> SimAccount {
        let listed = self
            .place
            .run(&["-q", "group", "members", group, "-o", "json"]);
        let listed: Vec<Value> = serde_json::from_str(&listed.stdout).unwrap();
        let people = self.place.control().accounts().into_iter();
        let mut people = people.filter(|one| one.status == "active" && !one.org_admin);
        people
            .find(|one| listed.iter().any(|of| of["account_id"] == one.account_id) == is_in)
            .unwrap()
    }
}

/// Whose act, by which run and event, as both commands have it: subject or value, actor, run, event.
type Acts = Vec<[String; 4]>;

fn acts(row: &Value, what: &str) -> [String; 4] {
    let text = |name: &str| row[name].as_str().unwrap_or("-").to_owned();
    [what.to_owned(), text("by"), text("run"), text("event")]
}

/// By `user show`.
fn shown(place: &Place, person: &SimAccount) -> Acts {
    let shown = place.run(&["-q", "user", "show", &person.account_id, "-o", "json"]);
    let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
    let parts = shown["recent_changes"].as_array().unwrap();
    let values = parts.iter().flat_map(|part| {
        let values = part["changed_values"].as_array().unwrap().iter();
        values.map(move |value| acts(part, value.as_str().unwrap()))
    });
    let mut found: Acts = values.collect();
    found.sort();
    found
}

/// By `snapshot diff`.
fn differences(place: &Place, person: &SimAccount) -> Acts {
    let of = ["--of", "people,memberships,apps", "-o", "json"];
    let diff = place.run(&[&["-q", "snapshot", "diff", "--since", "1"][..], &of].concat());
    let diff: Vec<Value> = serde_json::from_str(&diff.stdout).unwrap();
    let own = diff.iter().filter(|one| one["id"] == person.account_id);
    let mut found: Acts = own
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap_or_default();
            let what = match text("of") {
                "memberships" => format!("{} {}", text("what"), text("change")),
                "apps" => {
                    let key = text("item_id").split(':').nth(2).unwrap();
                    let key = key.split("::").next().unwrap();
                    format!("app {key} {}", text("change"))
                }
                _ => format!("{}: {} → {}", text("column"), text("before"), text("after")),
            };
            acts(one, &what)
        })
        .collect();
    found.sort();
    found
}

fn by<'a>(acts: &'a Acts, what: &str) -> &'a str {
    let found = acts.iter().find(|one| one[0].starts_with(what));
    &found.unwrap_or_else(|| panic!("{what}: {acts:?}"))[1]
}

#[test]
fn who_suspends_a_person_did_not_delete_their_group() {
    let week = Week::begin();
    let person = week.somebody(GROUP, true);
    let suspend = format!("/users/{}/suspend", person.account_id);
    week.ada("POST", &suspend, "{}");
    week.otto("DELETE", &format!("/groups/{}", week.group(GROUP)));
    let place = week.end();
    let shown = shown(&place, &person);
    assert_eq!(by(&shown, "status: active → suspended"), ADA);
    assert_eq!(by(&shown, "group jira-users removed"), OTTO);
    assert_eq!(by(&shown, "app jira-software removed"), OTTO);
    assert_eq!(shown, differences(&place, &person));
    let columns = ["--columns", "recent_changes"];
    let show = ["-q", "user", "show", &person.account_id];
    insta::assert_snapshot!(place.run(&[&show[..], &columns].concat()), @"
    Recent changes  2026-11-30 09:00 UTC app jira-software removed (by otto.owner@acme-labs.example)
                    2026-11-30 09:00 UTC group jira-users removed (by otto.owner@acme-labs.example)
                    2026-11-30 09:00 UTC membership: active → suspended, status: active → suspended (by
                      ada.admin@acme.example)
    [exit status: 0]
    ");
}

#[test]
fn groups_of_one_person_are_changed_by_several() {
    let week = Week::begin();
    let person = week.somebody(GROUP, true);
    let into = "old-project-2019";
    let path = format!("/groups/{}/memberships", week.group(into));
    let body = format!(r#"{{"accountId":"{}"}}"#, person.account_id);
    week.ada("POST", &path, &body);
    let path = format!("/groups/{}/memberships", week.group(GROUP));
    week.otto("DELETE", &format!("{path}/{}", person.account_id));
    let place = week.end();
    let shown = shown(&place, &person);
    assert_eq!(by(&shown, "group old-project-2019 added"), ADA);
    assert_eq!(by(&shown, "group jira-users removed"), OTTO);
    assert_eq!(by(&shown, "app jira-software removed"), OTTO);
    assert_eq!(shown, differences(&place, &person));
}

/// The run takes the person out of the group; that the app is gone is found by the next sync.
#[test]
fn an_app_is_lost_through_a_run() {
    let week = Week::begin();
    let person = week.somebody(GROUP, true);
    let remove = ["group", "remove", GROUP, &person.email, "--yes"];
    week.place.run(&remove).expect(0);
    let place = week.end();
    let shown = shown(&place, &person);
    let app = shown
        .iter()
        .find(|one| one[0] == "app jira-software removed");
    assert_eq!(app.unwrap()[2], "20261124-1", "{shown:?}");
    assert_eq!(shown, differences(&place, &person));
}
