//! A text that is equal for equal states.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::lagged::When;
use super::person::Person;
use super::service_account::ServiceAccount;
use super::state::State;
use super::view::View;

impl State {
    /// A text that is equal for equal states, however they came about. Lags do not count.
    pub fn digest(&self, facts: &Facts) -> String {
        let view = View::new(facts, self, When::True, facts.now.as_second());
        let mut sum: u64 = 0xcbf2_9ce4_8422_2325 ^ facts.seed ^ ((facts.people as u64) << 20);
        let mut eat = |text: String| {
            for byte in text.bytes() {
                sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        let empty = Self::default();
        let before = View::new(facts, &empty, When::True, facts.now.as_second());
        for index in self.touched(facts) {
            let now = view.person(index).map(|person| said(&view, &person));
            let was = before.person(index).map(|person| said(&before, &person));
            if now != was {
                eat(format!("{index}:{}\n", now.unwrap_or_default()));
            }
        }
        for group in self.touched_groups() {
            let now = view.group(group).map(|g| (g, view.group_grants(group)));
            let was = before.group(group).map(|g| (g, before.group_grants(group)));
            if now != was {
                eat(format!("group {group}:{now:?}\n"));
            }
        }
        for id in self.revoked() {
            eat(format!("revoked {id}\n"));
        }
        // Without the times at which something was created or changed.
        let named = |account: &ServiceAccount| {
            let ServiceAccount {
                id,
                name,
                description,
                ..
            } = account;
            format!("{id} {name:?} {description:?}")
        };
        for account in &self.service_accounts {
            eat(format!("service account {}\n", named(account)));
        }
        let changed: BTreeMap<_, _> = self.service_changes.iter().collect();
        for account in changed.into_values() {
            eat(format!("changed {}\n", named(account)));
        }
        for client in &self.clients {
            let (id, name, account) = (&client.id, &client.name, client.account);
            eat(format!("client {id} {name:?} {account}\n"));
        }
        format!("{sum:016x}")
    }
}

fn said(view: &View<'_>, person: &Person) -> String {
    let mut groups = view.groups_of(person);
    groups.sort_unstable();
    let mut grants = view.own_grants(person);
    grants.sort_unstable();
    let policy = view.policy(person).map(|moved| moved.policy);
    format!(
        "{} {} {:?} {} {policy:?} {:?} {groups:?} {grants:?}",
        person.email,
        person.synced,
        person.access,
        person.lifecycle.as_str(),
        [
            &person.name,
            &person.nickname,
            person.job(),
            person.department_name(),
            person.organization(),
            person.location(),
            person.zone(),
            person.locale(),
        ],
    )
}
