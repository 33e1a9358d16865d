//! Service accounts with their tokens and OAuth clients, and the organization's API keys.

use super::facet::Facet;
use super::facts::Facts;
use super::log::Actor;
use super::service_account::{Credential, NewClient, ServiceAccount};
use super::state::State;
use super::view::View;
use crate::rng::{mix, uuid};

const DAY: i64 = 86_400;
const NAMES: [&str; 4] = ["Deploy robot", "Backup robot", "Report robot", "Sync robot"];

impl Facts {
    fn first_accounts(&self) -> usize {
        if self.is_loaded() {
            0
        } else {
            NAMES.len() + (self.people / 2000).min(100)
        }
    }

    fn credential(&self, seed: u64, number: u64, label: String, owner: usize) -> Credential {
        let h = mix(self.seed ^ seed, number);
        let age = 1 + (h % 700) as i64;
        let created = self.now.as_second() - age * DAY;
        let life = 90 + ((h >> 16) % 276) as i64;
        Credential {
            id: uuid(self.seed ^ seed, number),
            label,
            owner,
            created,
            expires: Some(created + life * DAY),
            used: (!h.is_multiple_of(5))
                .then(|| created + (age * DAY) * ((h >> 24) % 100) as i64 / 100),
        }
    }

    /// The organization's API keys to begin with.
    pub fn api_keys(&self) -> Vec<Credential> {
        if self.is_loaded() {
            return Vec::new();
        }
        let count = 3 + (self.people / 100).min(60);
        (0..count)
            .map(|n| self.credential(0xA9_1C, n as u64, format!("Key {n}"), n % 2))
            .collect()
    }
}

impl View<'_> {
    /// The service accounts there are.
    pub fn service_accounts(&self) -> Vec<ServiceAccount> {
        let first = (0..self.facts.first_accounts()).map(|number| {
            let name = NAMES.get(number).copied();
            ServiceAccount {
                number,
                id: format!("712020:{}", uuid(self.facts.seed ^ 0x5EA, number as u64)),
                name: name.map_or_else(|| format!("Robot {number}"), str::to_owned),
                description: format!("Simulated service account {number}"),
                updated: self.facts.now.as_second() - DAY * (1 + number as i64 * 30),
            }
        });
        let created = self.state.service_accounts.iter().cloned();
        first
            .chain(created)
            .map(|account| {
                let changed = self.state.service_changes.get(&account.id);
                changed.cloned().unwrap_or(account)
            })
            .filter(|account| !self.is_revoked(&account.id))
            .collect()
    }

    pub fn service_account(&self, id: &str) -> Option<ServiceAccount> {
        self.service_accounts()
            .into_iter()
            .find(|account| account.id == id)
    }

    /// The tokens that a service account has.
    pub fn service_tokens(&self, account: &ServiceAccount) -> Vec<Credential> {
        if account.number >= self.facts.first_accounts() {
            return Vec::new();
        }
        let count = 1 + account.number % 2;
        (0..count)
            .map(|n| {
                let place = (account.number * 2 + n) as u64;
                let label = format!("robot-token-{place}");
                self.facts.credential(0x5E_70, place, label, account.number)
            })
            .filter(|token| !self.is_revoked(&token.id))
            .collect()
    }

    /// The OAuth clients of the organization, with those that were revoked.
    pub fn oauth_clients(&self) -> Vec<Credential> {
        let first = (0..self.facts.first_accounts())
            .filter(|account| account % 3 != 2)
            .map(|account| {
                let label = format!("Client {account}");
                self.facts
                    .credential(0x0A_C1, account as u64, label, account)
            });
        let created = self.state.clients.iter().map(|client| Credential {
            id: client.id.clone(),
            label: client.name.clone(),
            owner: client.account,
            created: client.created,
            expires: None,
            used: None,
        });
        first.chain(created).collect()
    }
}

impl State {
    /// Creates a service account; gives its ID.
    pub fn add_service_account(
        &mut self,
        facts: &Facts,
        (name, description): (&str, &str),
        actor: Actor,
    ) -> ServiceAccount {
        let number = facts.first_accounts() + self.service_accounts.len();
        let account = ServiceAccount {
            number,
            id: format!("712020:{}", uuid(facts.seed ^ 0x5EA, number as u64)),
            name: name.to_owned(),
            description: description.to_owned(),
            updated: actor.at,
        };
        self.record(
            actor,
            Facet::Credentials,
            (&account.id, name),
            Some("service account"),
            (Some("not there"), Some("there")),
        );
        self.service_accounts.push(account.clone());
        account
    }

    /// Sets the name and the description of a service account.
    pub fn change_service_account(&mut self, after: ServiceAccount, before: &str, actor: Actor) {
        self.record(
            actor,
            Facet::Credentials,
            (&after.id, &after.name),
            Some("service account"),
            (Some(before), Some(&after.name)),
        );
        self.service_changes.insert(after.id.clone(), after);
    }

    /// Creates an OAuth client of a service account; gives its ID.
    pub fn add_client(
        &mut self,
        facts: &Facts,
        name: &str,
        account: &ServiceAccount,
        actor: Actor,
    ) -> String {
        let id = uuid(facts.seed ^ 0xC1_1E, self.clients.len() as u64);
        self.record(
            actor,
            Facet::Credentials,
            (&id, name),
            Some(&account.id),
            (Some("not there"), Some("valid")),
        );
        self.clients.push(NewClient {
            id: id.clone(),
            name: name.to_owned(),
            account: account.number,
            created: actor.at,
        });
        id
    }
}
