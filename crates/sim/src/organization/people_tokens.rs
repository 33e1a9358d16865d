//! API tokens of people.

use super::facet::Facet;
use super::facts::Facts;
use super::lagged::Lagged;
use super::log::Actor;
use super::person::Person;
use super::state::State;
use super::token::Token;
use super::view::View;
use crate::rng::mix;

const DAY: i64 = 86_400;
const LABELS: [&str; 8] = [
    "ci",
    "laptop",
    "jira-cli",
    "backup script",
    "=1+1",
    "report",
    "terraform",
    "old phone",
];

impl Facts {
    /// The ID of a token; one that is generated ends with the numbers of the person and of the token.
    pub fn token_id(&self, token: &Token) -> String {
        let loaded = || self.loaded.as_ref()?.tokens.get(token.loaded?);
        loaded().map_or_else(
            || {
                let (person, number) = (token.person, token.number);
                format!("{:014x}{person:08x}{number:02x}", token.hash >> 8)
            },
            |loaded| loaded.id.clone(),
        )
    }

    pub fn token_label(&self, token: &Token) -> &str {
        let loaded = || self.loaded.as_ref()?.tokens.get(token.loaded?);
        let number = (token.hash >> 32) as usize % LABELS.len();
        let label = || LABELS.get(number).copied().unwrap_or_default();
        loaded().map_or_else(label, |loaded| loaded.label.as_str())
    }

    pub fn token_scopes(&self, token: &Token) -> &'static [&'static str] {
        if token.hash.is_multiple_of(3) && !self.is_loaded() {
            &["read:jira-work", "read:jira-user"]
        } else {
            &[]
        }
    }

    /// The tokens that a person has to begin with.
    pub fn first_tokens(&self, index: usize) -> Vec<Token> {
        let (person, Ok(number)) = (self.person(index), u32::try_from(index)) else {
            return Vec::new();
        };
        if let Some(loaded) = &self.loaded {
            return loaded
                .tokens_of(index)
                .iter()
                .zip(0..=u8::MAX)
                .map(|(place, n)| Token {
                    person: number,
                    number: n,
                    hash: 0,
                    loaded: Some(*place),
                    created: person.added,
                    expires: None,
                    used: None,
                })
                .collect();
        }
        if !person.managed {
            return Vec::new();
        }
        let h = mix(self.seed ^ 0x70CE, index as u64);
        let count = match h % 8 {
            0..4 if index > 0 => 0,
            4 | 5 => 1,
            7 => 3,
            _ => 2,
        };
        (0..count)
            .map(|n| {
                let hash = mix(h, u64::from(n));
                let age = 1 + ((hash >> 4) % 900) as i64;
                let created = self.now.as_second() - age * DAY;
                // Old ones never expire, as it was then.
                let life = 30 + ((hash >> 16) % 335) as i64;
                let expires = (age < 500).then_some(created + life * DAY);
                let idle = ((hash >> 24) % 1000) as i64;
                let used = (idle % 6 != 0).then(|| created + (age * DAY - 1) * idle / 1000);
                Token {
                    person: number,
                    number: n,
                    hash,
                    loaded: None,
                    created,
                    expires,
                    used,
                }
            })
            .collect()
    }

    /// The place of a token among everyone's.
    pub fn token_place(&self, id: &str) -> Option<usize> {
        let all = self.all_tokens();
        if self.is_loaded() {
            return all.iter().position(|token| self.token_id(token) == id);
        }
        let end = id.len().checked_sub(2)?;
        let hex = id.get(end.checked_sub(8)?..end)?;
        let person = u32::from_str_radix(hex, 16).ok()?;
        let number = u8::from_str_radix(id.get(end..)?, 16).ok()?;
        let key = |token: &Token| (token.person, token.number);
        let place = all.binary_search_by_key(&(person, number), key).ok()?;
        let token = all.get(place)?;
        (self.token_id(token) == id).then_some(place)
    }
}

impl View<'_> {
    /// The tokens that a person has.
    pub fn tokens(&self, person: &Person) -> Vec<Token> {
        if person.index >= self.facts.people {
            return Vec::new();
        }
        let mut tokens = self.facts.first_tokens(person.index);
        tokens.retain(|token| !self.is_revoked(&self.facts.token_id(token)));
        tokens
    }

    /// Whether a credential is revoked.
    pub fn is_revoked(&self, id: &str) -> bool {
        let revoked = self.state.revoked.get(id);
        revoked.is_some_and(|revoked| *revoked.get(self.when))
    }
}

impl State {
    /// Revokes a credential that was valid.
    pub fn revoke(&mut self, id: &str, (owner, name): (&str, &str), actor: Actor) {
        let (now, visible) = self.times(Facet::Credentials);
        let revoked = self.revoked.entry(id.to_owned());
        revoked
            .or_insert_with(|| Lagged::new(false))
            .set(true, now, visible);
        self.record(
            actor,
            Facet::Credentials,
            (id, name),
            Some(owner),
            (Some("valid"), Some("revoked")),
        );
    }
}
