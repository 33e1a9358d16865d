//! People generated from the seed, and how to find one by address or account ID.

use super::facts::{DOMAINS, FOREIGN, Facts};
use super::names::{DEPARTMENTS, FIRST, HOSTILE, LAST, PLACES, ascii};
use super::person::{Person, Status};
use super::product::SANDBOX;
use crate::rng::{below, mix, uuid};

const PAIRS: usize = FIRST.len() * LAST.len();
/// The first numbers are people with a part in every story.
const ADMINS: [(&str, &str); 2] = [("Ada Admin", "ada.admin"), ("Otto Owner", "otto.owner")];
const DAY: i64 = 86_400;

impl Facts {
    /// The person with this number, which must be below the number of people.
    pub fn person(&self, index: usize) -> Person {
        if let Some(loaded) = &self.loaded {
            return loaded.person(index, self.now.as_second() - DAY);
        }
        let h = self.hash(index);
        let admin = ADMINS.get(index);
        let app = admin.is_none() && index % 211 == 100;
        let managed = !app && (admin.is_some() || h % 1000 >= 120);
        let (name, nickname, local) = match admin {
            Some((name, local)) => ((*name).to_owned(), local_nick(name), (*local).to_owned()),
            None if app => (
                format!("Automation {index}"),
                format!("automation-{index}"),
                format!("app-{index}"),
            ),
            None => self.called(index),
        };
        let email = format!("{local}@{}", domain(h, managed, app));
        let email = if index == 20 {
            // Addresses are compared without regard to case: one that needs it.
            capitals(&email)
        } else {
            email
        };
        let status = if admin.is_some() || app {
            Status::Active
        } else {
            status(h, managed)
        };
        let products = if status == Status::NotInvited {
            Vec::new()
        } else {
            self.products(index, h)
        };
        Person {
            index,
            account_id: self.account_id(index),
            name,
            nickname,
            email,
            app,
            managed,
            access: status.access(),
            lifecycle: status.lifecycle(self.deleted(index)),
            synced: managed && admin.is_none() && (h >> 20) % 10 < 3,
            mfa: admin.is_some() || (h >> 24) % 10 < 6,
            org_admin: self.is_first_admin(index),
            department: (h >> 28) as usize % DEPARTMENTS.len(),
            place: (h >> 32) as usize % PLACES.len(),
            changed: None,
            products,
            added: self.now.as_second() - DAY * (30 + ((h >> 36) % 2000) as i64),
        }
    }

    /// Whether a generated person is an organization admin to begin with.
    pub(super) fn is_first_admin(&self, index: usize) -> bool {
        index < ADMINS.len() || (index < self.people && index > 2 && index % 1777 == 5)
    }

    /// The number of the person with this account ID.
    pub fn index_of_account(&self, account: &str) -> Option<usize> {
        if let Some(loaded) = &self.loaded {
            return loaded.index_of_account(account);
        }
        let hex = account.get(account.len().checked_sub(8)?..)?;
        let index = u32::from_str_radix(hex, 16).ok()? ^ self.mask();
        let index = index as usize;
        (index < self.people && self.account_id(index) == account).then_some(index)
    }

    /// The number of the person with this address, in any case.
    pub fn index_of_email(&self, email: &str) -> Option<usize> {
        let email = email.trim().to_lowercase();
        if let Some(loaded) = &self.loaded {
            return loaded.index_of_email(&email);
        }
        let local = email.split('@').next()?;
        let index = self.index_of_local(local)?;
        (index < self.people && self.person(index).email.to_lowercase() == email).then_some(index)
    }

    fn index_of_local(&self, local: &str) -> Option<usize> {
        if let Some(admin) = ADMINS.iter().position(|(_, known)| *known == local) {
            return Some(admin);
        }
        if let Some(app) = local.strip_prefix("app-") {
            return app.parse().ok();
        }
        let (first, rest) = local.split_once('.')?;
        let last = rest.trim_end_matches(|c: char| c.is_ascii_digit());
        let round: usize = match rest.get(last.len()..)? {
            "" => 0,
            number => number.parse::<usize>().ok()?.checked_sub(1)?,
        };
        let a = FIRST.iter().position(|name| ascii(name) == first)?;
        let b = LAST.iter().position(|name| ascii(name) == last)?;
        // The one number below PAIRS with these two remainders.
        let k = (0..LAST.len())
            .map(|step| a + step * FIRST.len())
            .find(|k| k % LAST.len() == b)?;
        let start = self.start();
        let place = (k + PAIRS - start) % PAIRS;
        Some(round * PAIRS + place)
    }

    /// When an account for deletion was deleted, in seconds since 1970.
    fn deleted(&self, index: usize) -> i64 {
        self.now.as_second() - DAY * (1 + index as i64 % 10)
    }

    pub(super) fn hash(&self, index: usize) -> u64 {
        mix(self.seed, index as u64)
    }

    fn start(&self) -> usize {
        below(self.seed, 1 << 43, PAIRS as u64) as usize
    }

    fn mask(&self) -> u32 {
        (mix(self.seed, 1 << 44) & 0xFFFF_FFFF) as u32
    }

    /// Ids of two forms, as Atlassian has them; both end in the masked number.
    fn account_id(&self, index: usize) -> String {
        let tail = index as u32 ^ self.mask();
        let h = mix(self.seed ^ 0x1D, index as u64);
        if index % 5 == 3 {
            format!("{h:016x}{tail:08x}")
        } else {
            let id = uuid(self.seed ^ 0x1D, index as u64);
            let head = id.get(..28).unwrap_or_default();
            format!("712020:{head}{tail:08x}")
        }
    }

    /// Name, nickname and the part of the address before the @.
    fn called(&self, index: usize) -> (String, String, String) {
        let k = (index + self.start()) % PAIRS;
        let round = index / PAIRS;
        let first = FIRST.get(k % FIRST.len()).copied().unwrap_or_default();
        let last = LAST.get(k % LAST.len()).copied().unwrap_or_default();
        let mut local = format!("{}.{}", ascii(first), ascii(last));
        if round > 0 {
            local.push_str(&(round + 1).to_string());
        }
        let name = match HOSTILE.get(index.wrapping_sub(30)) {
            Some(hostile) if self.people >= 50 => (*hostile).to_owned(),
            _ => format!("{first} {last}"),
        };
        let nickname = first.to_owned();
        (name, nickname, local)
    }

    fn products(&self, index: usize, h: u64) -> Vec<(usize, Option<i64>)> {
        let now = self.now.as_second();
        let mut products = Vec::with_capacity(3);
        for product in 0..=SANDBOX {
            let chance = mix(h, product as u64);
            let has = match product {
                0 => index < 2 || chance % 10 < 8,
                1 => chance % 10 < 6,
                2 => chance % 10 < 2,
                3 => chance % 10 < 1,
                _ => chance % 100 < 2,
            };
            if !has {
                continue;
            }
            let active = (index < 2 || !(chance >> 8).is_multiple_of(12)).then(|| {
                // Most were here lately, some long ago.
                let part = ((chance >> 16) % 1000) as i64;
                let days = if index < 2 { 0 } else { part * part / 1800 };
                now - days * DAY - ((chance >> 32) % DAY as u64) as i64
            });
            products.push((product, active));
        }
        products
    }
}

fn local_nick(name: &str) -> String {
    name.split(' ').next().unwrap_or_default().to_owned()
}

fn capitals(email: &str) -> String {
    let mut text = String::with_capacity(email.len());
    let mut start = true;
    for c in email.chars() {
        if start {
            text.extend(c.to_uppercase());
        } else {
            text.push(c);
        }
        start = c == '.' || c == '@';
    }
    text
}

fn domain(h: u64, managed: bool, app: bool) -> &'static str {
    if app {
        return "connect.example";
    }
    let domain = if managed {
        let second = usize::from((h >> 12) % 10 < 2);
        DOMAINS.get(second).map(|(name, _)| *name)
    } else {
        FOREIGN.get((h >> 12) as usize % FOREIGN.len()).copied()
    };
    domain.unwrap_or("acme.example")
}

fn status(h: u64, managed: bool) -> Status {
    match (h >> 48) % 1000 {
        0..40 => Status::Suspended,
        40..90 if managed => Status::Deactivated,
        90..110 => Status::NotInvited,
        110..115 if managed => Status::ForDeletion,
        _ => Status::Active,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn everyone_is_found_by_id_and_by_address_and_nobody_twice() {
        for seed in [1, 7] {
            let facts = Facts::new(seed, 20_000, Timestamp::UNIX_EPOCH);
            let mut seen = std::collections::HashSet::new();
            for index in 0..facts.people {
                let person = facts.person(index);
                assert_eq!(facts.index_of_account(&person.account_id), Some(index));
                assert_eq!(
                    facts.index_of_email(&person.email),
                    Some(index),
                    "{person:?}"
                );
                assert!(seen.insert(person.email.to_lowercase()), "{person:?}");
                assert!(seen.insert(person.account_id), "twice");
            }
            assert_eq!(facts.index_of_email("nobody@acme.example"), None);
            assert_eq!(facts.index_of_account("x"), None);
            assert_eq!(facts.index_of_account("712020:ünï"), None);
        }
    }

    #[test]
    fn every_kind_of_person_is_there() {
        let facts = Facts::new(7, 200, Timestamp::UNIX_EPOCH);
        let people: Vec<Person> = (0..facts.people).map(|index| facts.person(index)).collect();
        for (kind, there) in [
            ("unmanaged", people.iter().any(|p| !p.managed && !p.app)),
            ("app", people.iter().any(|p| p.app)),
            ("synced", people.iter().any(|p| p.synced)),
            (
                "suspended",
                people.iter().any(|p| p.status() == Status::Suspended),
            ),
            (
                "deactivated",
                people.iter().any(|p| p.status() == Status::Deactivated),
            ),
            (
                "not invited",
                people.iter().any(|p| p.status() == Status::NotInvited),
            ),
            (
                "never active",
                people.iter().any(|p| p.last_active().is_none()),
            ),
            ("hostile", people.iter().any(|p| p.name.starts_with('='))),
            ("capitals", people.iter().any(|p| p.email.contains('A'))),
        ] {
            assert!(there, "nobody is {kind}");
        }
    }
}
