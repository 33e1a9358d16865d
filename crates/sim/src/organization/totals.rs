//! What follows from the facts and takes a walk over everyone: made once, when it is asked for.

use std::collections::{BTreeSet, HashMap};

use super::derived::{Alike, Counts};
use super::facts::{DOMAINS, Facts};
use super::grant::Grant;
use super::person::Person;
use super::token::Token;

impl Facts {
    /// All people, sorted by nickname.
    pub fn by_nickname(&self) -> &[usize] {
        self.derived.sorted.get_or_init(|| {
            let mut all: Vec<(String, usize)> = (0..self.people)
                .map(|index| (self.person(index).nickname.to_lowercase(), index))
                .collect();
            all.sort_unstable();
            all.into_iter().map(|(_, index)| index).collect()
        })
    }

    /// The members of a group to begin with.
    pub fn first_members(&self, group: usize) -> &[u32] {
        let all = self.derived.members.get_or_init(|| {
            let mut all = vec![Vec::new(); self.groups()];
            for index in 0..self.people {
                for group in self.groups_of(&self.person(index)) {
                    if let (Some(members), Ok(index)) = (all.get_mut(group), u32::try_from(index)) {
                        members.push(index);
                    }
                }
            }
            all
        });
        all.get(group).map_or(&[], Vec::as_slice)
    }

    /// Totals to begin with.
    pub fn first_counts(&self) -> &Counts {
        self.derived.counts.get_or_init(|| {
            let mut counts = Counts {
                products: vec![0; self.products.len()],
                ..Counts::default()
            };
            for index in 0..self.people {
                let person = self.person(index);
                counts.managed += usize::from(person.managed);
                if let Some(policy) = self.first_policy(&person).map(usize::from) {
                    let needed = counts.policies.len().max(policy + 1);
                    counts.policies.resize(needed, 0);
                    if let Some(members) = counts.policies.get_mut(policy) {
                        *members += 1;
                    }
                }
                let takes_seats = person.takes_seats();
                let seats = if takes_seats {
                    self.first_seats(&person)
                } else {
                    Vec::new()
                };
                for product in seats {
                    if let Some(users) = counts.products.get_mut(product) {
                        *users += 1;
                    }
                }
            }
            counts
        })
    }

    /// The products in which someone holds a role that takes a seat, to begin with.
    pub fn first_seats(&self, person: &Person) -> Vec<usize> {
        if !self.is_loaded() {
            // Every role that is made up to begin with takes one.
            return person
                .products
                .iter()
                .map(|(product, _)| *product)
                .collect();
        }
        let groups = self.groups_of(person).into_iter();
        let by_group = groups.flat_map(|group| self.first_group_grants(group));
        let grants = by_group.chain(self.first_grants(person));
        let seats: BTreeSet<usize> = grants.filter_map(Grant::seat).collect();
        seats.into_iter().collect()
    }

    /// The people to begin with, by what states they are in and by the domain of their address.
    pub fn first_alike(&self) -> &[Alike] {
        self.derived.alike.get_or_init(|| {
            let mut alike = HashMap::new();
            for index in 0..self.people {
                let person = self.person(index);
                let domain = person.email.split_once('@').map(|(_, domain)| domain);
                let states = (
                    (person.managed, person.mfa, person.is_listed()),
                    (person.status().as_str(), person.access.as_str()),
                    (person.account_status(), domain.map(str::to_lowercase)),
                );
                let first = Alike {
                    sample: index,
                    people: 0,
                };
                alike.entry(states).or_insert(first).people += 1;
            }
            alike.into_values().collect()
        })
    }

    /// How many people are in a policy to begin with.
    pub fn first_policy_members(&self, policy: usize) -> usize {
        let counts = self.first_counts();
        counts.policies.get(policy).copied().unwrap_or(0)
    }

    /// The people whom an identity provider manages to begin with.
    pub fn first_synced(&self) -> &[u32] {
        self.derived.synced.get_or_init(|| {
            (0..self.people)
                .filter(|index| self.person(*index).synced)
                .filter_map(|index| u32::try_from(index).ok())
                .collect()
        })
    }

    /// Everyone's tokens to begin with, in the order of people.
    pub fn all_tokens(&self) -> &[Token] {
        self.derived.tokens.get_or_init(|| {
            (0..self.people)
                .flat_map(|index| self.first_tokens(index))
                .collect()
        })
    }

    /// Whether a domain is verified. A loaded organization has those it was given and those of its
    /// managed accounts.
    pub fn is_verified_domain(&self, domain: &str) -> bool {
        if !self.is_loaded() {
            return DOMAINS
                .iter()
                .any(|(name, status)| *name == domain && *status == "verified");
        }
        let loaded = self.loaded.as_ref();
        if loaded.is_some_and(|loaded| loaded.domains.iter().any(|known| known == domain)) {
            return true;
        }
        let domains = self.derived.domains.get_or_init(|| {
            (0..self.people)
                .map(|index| self.person(index))
                .filter(|person| person.managed)
                .filter_map(|person| {
                    let (_, domain) = person.email.split_once('@')?;
                    Some(domain.to_lowercase())
                })
                .collect()
        });
        domains.contains(domain)
    }
}
