//! Whose accounts are which people.

use std::hash::{BuildHasher as _, RandomState};

use rusqlite::Connection;

/// Our numbers of accounts: a hash table whose places are small, because what is searched at random has to be in the
/// processor's cache.
pub(super) struct Owners {
    people: Vec<(Account, i64)>,
    /// The position in `people` + 1, where the account's first number says or behind it; 0 where nobody is. Their number is a
    /// power of two, and at least half of them are empty.
    places: Vec<u32>,
    hashers: [RandomState; 2],
}

/// 128 bits stand for an account: a text for each of half a million would take most of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account(u64, u64);

impl Owners {
    /// Reads everyone's. Who is not among the people of a report is gone: the accounts' index alone answers. One walk along
    /// it costs less than a search in it for every token.
    pub fn read(db: &Connection) -> rusqlite::Result<Self> {
        let mut owners = Self {
            people: Vec::new(),
            places: Vec::new(),
            hashers: [RandomState::new(), RandomState::new()],
        };
        let mut read = db.prepare_cached("SELECT no, account_id FROM mirror_user")?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(id) = row.get_ref(1)?.as_str_or_null()? {
                owners.people.push((owners.account(id), row.get(0)?));
            }
        }
        owners.places = vec![0; (2 * owners.people.len() + 1).next_power_of_two()];
        for (at, (account, _)) in owners.people.iter().enumerate() {
            let mut place = first(*account, &owners.places);
            while owners.places.get(place).is_some_and(|of| *of != 0) {
                place = next(place, &owners.places);
            }
            if let (Some(slot), Ok(of)) = (owners.places.get_mut(place), u32::try_from(at + 1)) {
                *slot = of;
            }
        }
        Ok(owners)
    }

    /// What stands for an account here.
    pub fn account(&self, id: &str) -> Account {
        let [one, other] = &self.hashers;
        Account(one.hash_one(id), other.hash_one(id))
    }

    /// The number of the person with this account.
    pub fn no(&self, account: Account) -> Option<i64> {
        let mut place = first(account, &self.places);
        loop {
            let at = (*self.places.get(place)? as usize).checked_sub(1)?;
            let (of, no) = self.people.get(at)?;
            if *of == account {
                return Some(*no);
            }
            place = next(place, &self.places);
        }
    }
}

fn first(account: Account, places: &[u32]) -> usize {
    // As many of its lower bits as there are places.
    usize::try_from(account.0 & (places.len() as u64 - 1)).unwrap_or_default()
}

fn next(place: usize, places: &[u32]) -> usize {
    (place + 1) & (places.len() - 1)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::Owners;

    #[test]
    fn every_account_is_found_and_no_other() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE mirror_user (no INTEGER PRIMARY KEY, account_id TEXT)")
            .unwrap();
        let of = |owners: &Owners, id: &str| owners.no(owners.account(id));
        assert_eq!(of(&Owners::read(&db).unwrap(), "a"), None);
        db.execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
             INSERT INTO mirror_user SELECT 2 * i, 'account-' || i FROM n;
             INSERT INTO mirror_user VALUES (1, NULL)",
        )
        .unwrap();
        let owners = Owners::read(&db).unwrap();
        for i in 1..=1500 {
            assert_eq!(of(&owners, &format!("account-{i}")), Some(2 * i));
            assert_eq!(of(&owners, &format!("other-{i}")), None);
        }
    }
}
