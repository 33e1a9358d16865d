//! Who is an organization admin now, read from the simulated organization.

use atlctl_api::AccountId;
use atlctl_core::change::{LiveAdmins, read_org_admins};
use atlctl_core::store::Person;
use atlctl_sim::SimConfig;

use crate::harness::{Harness, PACE, block_on};

struct Stage {
    harness: Harness,
    admins: Vec<AccountId>,
    others: Vec<AccountId>,
}

impl Stage {
    fn new() -> Self {
        let harness = Harness::new(SimConfig::default(), PACE);
        let state = harness.control().state(false);
        let people = state["people"].as_array().unwrap();
        let ids = |admin: bool| -> Vec<AccountId> {
            let some = people
                .iter()
                .filter(|one| one["status"] == "active" && one["org_admin"] == admin);
            some.map(|one| one["id"].as_str().unwrap().into())
                .take(15)
                .collect()
        };
        let (admins, others) = (ids(true), ids(false));
        assert!(admins.len() > 1);
        Self {
            harness,
            admins,
            others,
        }
    }

    fn read(&self, known: &[AccountId], fault: &str) -> Option<LiveAdmins> {
        let control = self.harness.control();
        if !fault.is_empty() {
            control
                .fault(&format!("POST */users/search {fault}"))
                .unwrap();
        }
        let read = block_on(read_org_admins(&self.harness.wire(), known, &self.others)).unwrap();
        control.clear_faults();
        read
    }
}

#[test]
fn a_list_that_names_every_known_admin_is_whole() {
    let stage = Stage::new();
    // One of the admins is not known yet, and one who was asked for is none.
    let known = [stage.admins[0].clone(), stage.others[0].clone()];
    let live = stage.read(&known, "").unwrap();
    assert!(live.is_whole());
    for admin in &stage.admins {
        assert_eq!(live.is_admin(admin), Some(true));
    }
    for other in &stage.others {
        assert_eq!(live.is_admin(other), Some(false));
    }
}

#[test]
fn where_the_list_proves_nothing_people_are_asked_for() {
    for fault in [
        "skip=1 1x 400",
        "skip=1 1x roles-absent",
        "skip=1 1x roles-empty",
    ] {
        let stage = Stage::new();
        let live = stage.read(&stage.admins, fault).unwrap();
        assert!(!live.is_whole(), "{fault}");
        for other in &stage.others {
            assert_eq!(live.is_admin(other), Some(false), "{fault}");
        }
        assert_eq!(live.is_admin(&"unheard-of".into()), None, "{fault}");
    }
}

#[test]
fn where_nobody_is_named_nothing_is_known() {
    for fault in [
        "roles-absent",
        "roles-null",
        "roles-empty",
        "roles-other",
        "roles-odd",
    ] {
        let stage = Stage::new();
        assert!(stage.read(&stage.admins, fault).is_none(), "{fault}");
    }
}

#[test]
fn an_admin_who_is_not_in_the_directories_cannot_act() {
    let stage = Stage::new();
    let unknown = AccountId::from("unheard-of");
    let live = stage.read(std::slice::from_ref(&unknown), "").unwrap();
    let person = Person::unknown(unknown);
    assert_eq!(live.refreshed(person), None);
    let known = Person::unknown(stage.admins[0].clone());
    assert_eq!(live.refreshed(known).unwrap().org_admin, Some(true));
}
