//! Random runs about groups, their members and roles, and suspended people; taken back by undos, and by restores to random
//! points. What is true at the end is what was true then. Meanwhile somebody else deletes groups and creates others of the
//! same names: no way back touches those.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_sim::{SimAccount, SimConfig};

use crate::groups_of_others::Another;
use crate::groups_restored::change;
use crate::moving::Place;

/// Names of groups, the last of which do not exist at first.
const GROUPS: [&str; 6] = [
    "bitbucket-users",
    "jsm-agents",
    "team-0001",
    "team-0002",
    "night-shift",
    "zz",
];

const APPS: [&str; 3] = ["jira", "confluence", "bitbucket"];

/// The description, the members who can be added again, and the roles.
type Group = (String, BTreeSet<String>, Vec<String>);

/// What is true of the groups and people in question.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Truth {
    /// By name.
    groups: BTreeMap<String, Group>,
    /// Their IDs, by name.
    ids: BTreeMap<String, String>,
    status: BTreeMap<String, String>,
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Truth {
    fn of(place: &Place) -> Self {
        let state = place.control().state(false);
        let list = |name: &str| state[name].as_array().unwrap().clone();
        let mut status = BTreeMap::new();
        let mut of_groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for person in list("people") {
            let (email, now) = (text(&person["email"]), text(&person["status"]));
            if now == "active" || now == "suspended" {
                for group in person["groups"].as_array().unwrap() {
                    of_groups
                        .entry(text(group))
                        .or_default()
                        .insert(email.clone());
                }
            }
            status.insert(email, now);
        }
        let ids = list("groups").into_iter();
        let ids = ids.map(|group| (text(&group["name"]), text(&group["id"])));
        let groups = list("groups").into_iter().map(|group| {
            let members = of_groups.remove(&text(&group["id"])).unwrap_or_default();
            let roles = group["roles"].as_array().unwrap().iter();
            let roles = roles.map(ToString::to_string).collect();
            (
                text(&group["name"]),
                (text(&group["description"]), members, roles),
            )
        });
        Self {
            ids: ids.collect(),
            groups: groups.collect(),
            status,
        }
    }

    /// What is another way. No call changes a description: a group that was created anew by a command keeps the one that it
    /// got then.
    fn differences(&self, other: &Self, story: &[String], theirs: &[String]) -> Vec<String> {
        let mut found = Vec::new();
        let names: BTreeSet<_> = self.groups.keys().chain(other.groups.keys()).collect();
        for name in names {
            if theirs.contains(name) {
                continue;
            }
            let (was, is) = (self.groups.get(name), other.groups.get(name));
            let parts = |one: &Group| (one.1.clone(), one.2.clone());
            let anew = story.contains(&format!("group create {name}"));
            let same = anew && was.map(parts) == is.map(parts);
            if was != is && !same {
                found.push(format!("{name}: was {was:?}, is {is:?}"));
            }
        }
        for (email, was) in &self.status {
            let is = other.status.get(email);
            if is != Some(was) {
                found.push(format!("{email}: was {was}, is {is:?}"));
            }
        }
        found
    }
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap()
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    /// A change that the organization, as it is, can take.
    fn words(&mut self, truth: &Truth, people: &[SimAccount]) -> String {
        let (there, absent): (Vec<&str>, Vec<&str>) = GROUPS
            .iter()
            .partition(|name| truth.groups.contains_key(**name));
        let person = self.one_of(people).email;
        if there.is_empty() {
            return format!("group create {}", self.one_of(&absent));
        }
        let group = self.one_of(&there);
        let (_, members, roles) = &truth.groups[group];
        match self.below(8) {
            0 if !absent.is_empty() => format!("group create {}", self.one_of(&absent)),
            0 | 1 => format!("group delete {group}"),
            2 if !members.is_empty() => {
                let members: Vec<&String> = members.iter().collect();
                format!("group remove {group} {}", self.one_of(&members))
            }
            2 | 3 => format!("group add {group} {person}"),
            4 if !roles.is_empty() => {
                let held: [String; 2] = serde_json::from_str(&self.one_of(roles)).unwrap();
                format!("role revoke {} --app {} --group {group}", held[1], held[0])
            }
            4 | 5 => {
                let app = self.one_of(&APPS);
                format!("role grant user --app {app} --group {group}")
            }
            6 if truth.status[&person] == "suspended" => format!("user restore {person}"),
            6 => format!("user suspend {person}"),
            _ => "undo last".to_owned(),
        }
    }
}

fn runs(place: &Place) -> usize {
    let all = std::fs::read_dir(place.runs_dir()).into_iter().flatten();
    all.filter(|entry| entry.as_ref().unwrap().path().is_dir())
        .count()
}

/// What somebody else did.
#[derive(Debug, Clone, Default)]
struct Theirs {
    /// The names of groups that they deleted or created, in order.
    names: Vec<String>,
    /// The IDs of groups that they created, each with what our runs changed in it: a person, or roles.
    groups: BTreeMap<String, BTreeSet<String>>,
}

const ROLES: &str = "roles";

impl Theirs {
    /// Somebody else deletes a group or creates one.
    fn act(&mut self, place: &Place, dice: &mut Dice, truth: &Truth) -> String {
        let other = Another::of(place);
        let name = dice.one_of(&GROUPS);
        self.names.push(name.to_owned());
        let mut said = format!("somebody else replaces {name}");
        if truth.groups.contains_key(name) {
            other.deletes(name);
            if dice.below(3) == 0 {
                return format!("somebody else deletes {name}");
            }
        } else {
            said = format!("somebody else creates {name}");
        }
        let id = other.creates(name);
        self.groups.insert(id, BTreeSet::new());
        said
    }

    /// Our run changed something: in their groups, too.
    fn ours(&mut self, words: &str, before: &Truth) {
        let words: Vec<&str> = words.split(' ').collect();
        let (name, what) = match words.as_slice() {
            ["group", "add" | "remove", name, person] => (*name, (*person).to_owned()),
            ["role", .., name] => (*name, ROLES.to_owned()),
            _ => return,
        };
        let changed = before.ids.get(name).and_then(|id| self.groups.get_mut(id));
        changed.into_iter().for_each(|changed| {
            changed.insert(what.clone());
        });
    }

    /// What a way back did to groups that somebody else created.
    fn touched(&self, before: &Truth, now: &Truth) -> Vec<String> {
        let mut found = Vec::new();
        for (name, id) in &before.ids {
            let Some(ours) = self.groups.get(id) else {
                continue;
            };
            if now.ids.get(name) != Some(id) {
                found.push(format!("{name} ({id}) was deleted"));
                continue;
            }
            let ((_, was, held), (_, is, holds)) = (&before.groups[name], &now.groups[name]);
            let members = was.symmetric_difference(is);
            for person in members.filter(|person| !ours.contains(*person)) {
                found.push(format!("{name} ({id}): {person} was in or out"));
            }
            if held != holds && !ours.contains(ROLES) {
                found.push(format!("{name} ({id}): roles {held:?}, now {holds:?}"));
            }
        }
        found
    }
}

/// With `others`, somebody else has a hand in it.
fn goes_back_from_everywhere(seed: u64, others: bool) {
    let place = Place::new(SimConfig::default());
    let mut dice = Dice(seed);
    let people: Vec<SimAccount> = place
        .movable()
        .into_iter()
        .filter(|one| !one.synced)
        .take(6)
        .collect();
    // What was true after each run, and what somebody else had done.
    let mut points = vec![(Truth::of(&place), Theirs::default())];
    let mut story = Vec::new();
    let mut theirs = Theirs::default();
    // Whether the mirror knows what somebody else did.
    let mut is_known = true;
    for step in 0..14 {
        if others && step % 3 == 2 {
            story.push(theirs.act(&place, &mut dice, &Truth::of(&place)));
            is_known = false;
        }
        if !is_known && dice.below(2) == 0 {
            let output = place.env.run(&["sync", "--full", "--accept-gone", "-q"]);
            assert_eq!(output.code, 0, "{output}");
            story.push("sync".to_owned());
            is_known = true;
        }
        let before = Truth::of(&place);
        let (words, expected) = if step % 5 == 4 || !is_known && dice.below(2) == 0 {
            let point = dice.below(points.len());
            let named = match point {
                0 => "2026-11-24".to_owned(),
                point => format!("20261124-{point}"),
            };
            (format!("run restore {named}"), Some(points[point].clone()))
        } else if !is_known {
            let Some(earlier) = points.len().checked_sub(2) else {
                continue;
            };
            ("undo last".to_owned(), Some(points[earlier].clone()))
        } else {
            match dice.words(&before, &people) {
                undo if undo == "undo last" => {
                    let Some(earlier) = points.len().checked_sub(2) else {
                        continue;
                    };
                    (undo, Some(points[earlier].clone()))
                }
                words => (words, None),
            }
        };
        let output = change(&place, &words);
        story.push(words.clone());
        // People who were deactivated all along do not come back into a group, which is said; as what is in a group that
        // somebody else created.
        assert!(
            [0, 6].contains(&output.code) || others && output.code == 3,
            "seed {seed}: {story:#?} {output}"
        );
        let now = Truth::of(&place);
        if let Some((expected, then)) = expected {
            // Groups that they deleted or created since do not come back to what they were.
            let since = &theirs.names[then.names.len()..];
            let wrong = expected.differences(&now, &story, since);
            let touched = theirs.touched(&before, &now);
            assert!(
                wrong.is_empty() && touched.is_empty(),
                "seed {seed}: {story:#?} {wrong:#?} {touched:#?} {output}"
            );
        } else {
            theirs.ours(&words, &before);
        }
        match runs(&place) - (points.len() - 1) {
            0 => assert_eq!(now, before, "seed {seed}: {story:#?} {output}"),
            _ => points.push((now, theirs.clone())),
        }
    }
}

#[test]
fn a_way_back_leads_to_what_was_true_then() {
    for seed in 0..SEEDS {
        goes_back_from_everywhere(seed, false);
    }
}

#[test]
fn no_way_back_touches_what_somebody_else_created() {
    for seed in 0..SEEDS {
        goes_back_from_everywhere(100 + seed, true);
    }
}

const SEEDS: u64 = 10;
