//! Somebody else deletes a group and creates another of the same name: no way back takes that one for ours.

use std::fs;

use atlctl_core::apply::{Entry, Journal, Record};
use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::group_members::members;
use crate::groups_restored::{change, group};
use crate::moving::Place;

/// Another administrator, who works in the portal.
pub struct Another<'a> {
    place: &'a Place,
    groups: String,
}

impl<'a> Another<'a> {
    pub fn of(place: &'a Place) -> Self {
        let directory = place
            .env
            .run(&["sql", "SELECT id FROM directory", "-q", "-o", "csv"]);
        let directory = directory.stdout.lines().nth(1).unwrap().to_owned();
        let org = place.sim.org_id();
        Self {
            place,
            groups: format!("/admin/v2/orgs/{org}/directories/{directory}/groups"),
        }
    }

    fn act(&self, method: &str, path: &str, body: &str) {
        let (status, body) = self.place.control().as_another(method, path, body);
        assert_eq!(status / 100, 2, "{method} {path}: {body}");
        self.place.control().settle();
    }

    /// Deletes the group of this name.
    pub fn deletes(&self, name: &str) {
        let path = format!("{}/{}", self.groups, self.id(name).unwrap());
        self.act("DELETE", &path, "");
    }

    /// Creates a group; returns its ID.
    pub fn creates(&self, name: &str) -> String {
        let body = format!("{{\"name\":\"{name}\",\"description\":\"theirs\"}}");
        self.act("POST", &self.groups, &body);
        self.id(name).unwrap()
    }

    /// Adds a person to the group of this name.
    pub fn adds(&self, name: &str, account: &str) {
        let path = format!("{}/{}/memberships", self.groups, self.id(name).unwrap());
        self.act("POST", &path, &format!("{{\"accountId\":\"{account}\"}}"));
    }

    pub fn id(&self, name: &str) -> Option<String> {
        let group = group(self.place, name)?;
        Some(group["id"].as_str().unwrap().to_owned())
    }
}

fn says(output: &Output, said: &str) {
    // Cells are wrapped, and IDs within.
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let text = format!("{}{}", output.stdout, output.stderr);
    assert!(bare(&text).contains(&bare(said)), "no \"{said}\": {output}");
}

fn sync(place: &Place) {
    let args = ["sync", "--full", "--accept-gone", "-q"];
    place.env.run(&args).expect(0);
}

/// Takes a group away, and puts another of its name in the place.
fn replaced(place: &Place, name: &str, person: &str) -> String {
    let other = Another::of(place);
    if other.id(name).is_some() {
        other.deletes(name);
    }
    let id = other.creates(name);
    other.adds(name, person);
    id
}

/// By an undo and by a restore, with the mirror of before and with that of now.
#[test]
fn a_creation_is_not_undone_by_deleting_somebody_elses_group() {
    for (words, synced) in [
        ("undo 20261124-1", false),
        ("undo 20261124-1", true),
        ("run restore 2026-11-24", false),
        ("run restore 2026-11-24", true),
    ] {
        let place = Place::new(SimConfig::default());
        let people = place.movable();
        change(&place, "group create zz").expect(0);
        change(&place, &format!("group add zz {}", people[0].email)).expect(0);
        let id = replaced(&place, "zz", &people[1].account_id);
        if synced {
            sync(&place);
        }
        let output = change(&place, words);
        assert_eq!(Another::of(&place).id("zz"), Some(id.clone()), "{output}");
        assert_eq!(members(&place, "zz"), [people[1].email.clone()]);
        says(
            &output,
            &format!("somebody else created a group named zz since (ID {id})"),
        );
    }
}

#[test]
fn what_a_deleted_group_had_is_not_put_into_somebody_elses() {
    for (words, synced) in [
        ("undo last", false),
        ("undo last", true),
        ("run restore 2026-11-24", false),
        ("run restore 2026-11-24", true),
    ] {
        let place = Place::new(SimConfig::default());
        let (name, person) = ("bitbucket-users", place.movable().swap_remove(0));
        change(&place, &format!("group delete {name}")).expect(0);
        let id = replaced(&place, name, &person.account_id);
        if synced {
            sync(&place);
        }
        let output = change(&place, words);
        assert_eq!(Another::of(&place).id(name), Some(id.clone()), "{output}");
        assert_eq!(
            members(&place, name),
            std::slice::from_ref(&person.email),
            "{output}"
        );
        let roles = group(&place, name).unwrap()["roles"].clone();
        assert_eq!(roles.as_array().unwrap().len(), 0, "{output}");
        says(
            &output,
            &format!("somebody else created a group named {name} since (ID {id})"),
        );
    }
}

/// What appears between plan and apply is left alone, too.
#[test]
fn a_group_that_somebody_else_creates_after_the_plan_gets_nothing() {
    let mut place = Place::new(SimConfig::default());
    place.env.var("COLUMNS", "300");
    let (name, person) = ("bitbucket-users", place.movable().swap_remove(0));
    change(&place, &format!("group delete {name}")).expect(0);
    place
        .run(&["undo", "last", "--plan", "back.json"])
        .expect(0);
    let id = replaced(&place, name, &person.account_id);
    let output = place.run(&["apply", "back.json", "--yes"]);
    assert_eq!(Another::of(&place).id(name), Some(id), "{output}");
    assert_eq!(members(&place, name), [person.email], "{output}");
    let rows = place.run(&["run", "show", "last"]);
    says(
        &rows,
        &format!("somebody else created a group named {name} since"),
    );
    // A resume and a verification know it, too.
    let resumed = place.run(&["run", "resume", "last", "--yes"]);
    assert_eq!(members(&place, name).len(), 1, "{resumed}");
    let verified = place.run(&["run", "verify", "last"]);
    assert_ne!(verified.code, 0, "{verified}");
    assert_eq!(members(&place, name).len(), 1);
    let roles = group(&place, name).unwrap()["roles"].clone();
    assert_eq!(roles.as_array().unwrap().len(), 0);
}

/// A person whom a run put into a group stays in somebody else's of that name.
#[test]
fn a_membership_is_not_undone_in_somebody_elses_group() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().swap_remove(0);
    let other = Another::of(&place);
    other.creates("zz");
    sync(&place);
    change(&place, &format!("group add zz {}", person.email)).expect(0);
    other.deletes("zz");
    other.creates("zz");
    other.adds("zz", &person.account_id);
    sync(&place);
    let output = change(&place, "undo last");
    assert_eq!(members(&place, "zz"), [person.email], "{output}");
    says(&output, "somebody else created a group named zz since");
}

/// Journals of an older atlctl do not say which group a run created.
fn forget_ids(place: &Place, run: &str) {
    let dir = place.runs_dir().join(run);
    let path = dir.join("journal");
    let text = fs::read_to_string(&path).unwrap();
    let entries = text.lines().map(|line| {
        let (_, body) = line.split_once(' ').unwrap();
        serde_json::from_str::<Entry>(body).unwrap()
    });
    let mut entries: Vec<Entry> = entries.collect();
    let before = entries.len();
    entries.retain(|entry| !matches!(entry.record, Record::Created { .. }));
    assert_eq!(entries.len(), before - 1);
    for file in fs::read_dir(&dir).unwrap() {
        let file = file.unwrap().path();
        if file.file_name().unwrap() != "plan.json" {
            fs::remove_file(file).unwrap();
        }
    }
    Journal::create(&path).unwrap().add(&entries).unwrap();
}

#[test]
fn a_group_of_which_no_run_knows_the_id_is_left_to_the_administrator() {
    let place = Place::new(SimConfig::default());
    change(&place, "group create zz").expect(0);
    forget_ids(&place, "20261124-1");
    let id = Another::of(&place).id("zz").unwrap();
    let output = change(&place, "undo last");
    assert_eq!(Another::of(&place).id("zz"), Some(id.clone()), "{output}");
    says(&output, "no run recorded the ID of the group zz");
    says(&output, &format!("atlctl group delete {id}"));
    // Once it is gone, nothing is left to say.
    change(&place, &format!("group delete {id}")).expect(0);
    let output = change(&place, "undo 20261124-1");
    assert_eq!(output.code, 0, "{output}");
}

/// A group that our own runs deleted and created again is ours, with whatever ID.
#[test]
fn a_group_that_a_later_run_created_again_is_still_the_same() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().swap_remove(0).email;
    change(&place, "group create zz").expect(0);
    change(&place, &format!("group add zz {person}")).expect(0);
    let first = Another::of(&place).id("zz");
    change(&place, "group delete zz").expect(0);
    change(&place, "undo last").expect(0);
    let second = Another::of(&place).id("zz");
    assert!(second.is_some() && second != first);
    assert_eq!(members(&place, "zz"), [person]);
    // The addition was one to the group with the first ID.
    let output = change(&place, "undo 20261124-2");
    assert_eq!(output.code, 0, "{output}");
    assert!(members(&place, "zz").is_empty(), "{output}");
    let output = change(&place, "undo 20261124-1");
    assert_eq!(output.code, 0, "{output}");
    assert_eq!(Another::of(&place).id("zz"), None, "{output}");
}

/// Its row has the name, not an ID that no group has, and counts as what others changed since: left out.
#[test]
fn somebody_elses_group_is_named_by_its_name() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().swap_remove(0);
    change(&place, "group create zz").expect(0);
    let id = replaced(&place, "zz", &person.account_id);
    let undo = ["undo", "20261124-1", "--dry-run"];
    let output = place.run(&undo);
    assert!(output.stdout.starts_with("Group "), "{output}");
    assert!(output.stdout.contains("\nzz  "), "{output}");
    assert_eq!(output.code, 0, "{output}");
    let strict = place.run(&[&undo[..], &["--strict"]].concat());
    assert_eq!(strict.code, 5, "{strict}");
    assert!(strict.stderr.contains("leaves out 1 of 1 row,"), "{strict}");
    says(
        &strict,
        &format!("Caused by: zz: somebody else created a group named zz since (ID {id})"),
    );
}

/// The mirror still has the group that somebody else deleted.
#[test]
fn changes_of_a_group_that_was_replaced_since_the_sync_say_so() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let [own, theirs, new] = [0, 1, 2].map(|at| people[at].email.clone());
    change(&place, "group create zz").expect(0);
    change(&place, &format!("group add zz {own}")).expect(0);
    let add = ["group", "add", "zz", &new, "-q", "--plan"];
    place.run(&[&add[..], &["plan.json"]].concat()).expect(0);
    let id = replaced(&place, "zz", &people[1].account_id);
    let why = format!("was deleted, and another one has its name now (ID {id})");
    for words in [
        format!("group add zz {new}"),
        format!("group remove zz {own}"),
        "group delete zz".to_owned(),
        "role grant user --group zz --app bitbucket -o csv".to_owned(),
    ] {
        let output = change(&place, &words);
        says(&output, &why);
        says(&output, "to read them again: atlctl sync");
        says(&output, "Nothing to change.");
    }
    let checked = place.run(&["plan", "check", "plan.json", "-o", "csv"]);
    says(&checked, &why);
    checked.expect(6);
    let applied = place.run(&["apply", "plan.json", "--yes"]);
    says(&applied, &why);
    says(&applied, "to read them again: atlctl sync");
    applied.expect(1);
    assert_eq!(members(&place, "zz"), [theirs]);
    assert_eq!(Another::of(&place).id("zz"), Some(id));
}

/// Between an undo that is saved and the moment it is checked and applied.
#[test]
fn a_saved_undo_leaves_a_group_alone_that_somebody_created_since() {
    let mut place = Place::new(SimConfig::default());
    // A reason of a narrow column is wrapped within its words.
    place.env.var("COLUMNS", "300");
    let people = place.movable();
    change(&place, "group create zz").expect(0);
    change(&place, &format!("group add zz {}", people[0].email)).expect(0);
    change(&place, "group delete zz").expect(0);
    let undo = ["undo", "20261124-3", "-q", "--plan", "undo.json"];
    place.run(&undo).expect(0);
    let id = Another::of(&place).creates("zz");
    let why = format!("somebody else created a group named zz since (ID {id})");
    let checked = place.run(&["plan", "check", "undo.json", "-o", "csv"]);
    says(&checked, &why);
    says(
        &checked,
        &format!(
            "The plan would apply without 1 row that changed since: {}.",
            people[0].email
        ),
    );
    checked.expect(6);
    let applied = place.run(&["apply", "undo.json", "--yes"]);
    says(&applied, &why);
    applied.expect(3);
    assert_eq!(members(&place, "zz"), [""; 0]);
}
