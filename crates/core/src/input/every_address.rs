//! Reads the addresses of every column of a row, and compares the account ID of the row with the address that it is of.

use super::Reason;
use super::collect_people::{List, Place, Reading};
use super::mentions::{Entry, entries};
use super::person::key;
use super::records::Record;

impl List {
    /// Adds everyone whose address stands in a cell; texts without one belong to other columns.
    pub(super) fn everywhere(
        &mut self,
        row: &Record,
        how: &Reading<'_>,
        (place, whole): (&Place, &str),
    ) {
        let all = row.cells.iter().flat_map(|cell| entries(cell));
        let mut named: Vec<Entry> = all
            .filter(|entry| !matches!(entry, Entry::Text(_)))
            .collect();
        let is_account = |entry: &Entry| matches!(entry, Entry::Account(_));
        let ids: Vec<String> = match how.headings {
            Some(_) => how.ids(row).into_iter().map(|(_, id)| id).collect(),
            // A line of nothing but account IDs names these people.
            None if named.iter().all(is_account) => Vec::new(),
            None => named.iter().filter_map(account).collect(),
        };
        if how.headings.is_some() || !ids.is_empty() {
            named.retain(|entry| !is_account(entry));
        }
        if named.is_empty() {
            return self.problem(place, whole, Reason::Nobody);
        }
        let id = match &ids[..] {
            [] => None,
            [id] => Some(id.clone()),
            _ => return self.problem(place, whole, Reason::SeveralAccounts),
        };
        let Some(id) = id else {
            return named.into_iter().for_each(|entry| self.entry(entry, place));
        };
        let Some(owner) = owner(row, how, &named) else {
            return self.problem(place, whole, Reason::SeveralForOne);
        };
        for entry in named {
            match entry {
                Entry::Email(email) if key(&email) == owner => {
                    self.add(place, (Some(email), Some(id.clone())));
                }
                entry => self.entry(entry, place),
            }
        }
    }
}

/// The address that the account ID of a row is of: the only one, or that of the column for addresses.
fn owner(row: &Record, how: &Reading<'_>, named: &[Entry]) -> Option<String> {
    if let Some(only) = only_address(named) {
        return Some(only);
    }
    let groups = how.headings.map(|headings| headings.emails());
    let columns = groups.into_iter().flatten().find(|group| !group.is_empty());
    let [column] = columns.as_deref()? else {
        return None;
    };
    only_address(&entries(row.cells.get(*column)?))
}

/// The address of texts that have one, as it is compared.
fn only_address(named: &[Entry]) -> Option<String> {
    let mut keys = named.iter().map(|entry| match entry {
        Entry::Email(email) => Some(key(email)),
        _ => None,
    });
    let first = keys.next()??;
    keys.all(|other| other.as_ref() == Some(&first))
        .then_some(first)
}

fn account(entry: &Entry) -> Option<String> {
    match entry {
        Entry::Account(id) => Some(id.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::input::{Columns, Reason, read};

    const A: &str = "712020:f3daf608-9c19-42c5-8826-317b82197222";
    const B: &str = "0fb0ab9cb9f1162b8219736c";

    fn of(text: &str) -> (Vec<(String, Option<String>)>, Vec<Reason>) {
        let asked = Columns {
            email: Some("all".to_owned()),
            ..Columns::default()
        };
        let list = read(text.as_bytes(), &asked).unwrap();
        let people = list.people.into_iter();
        let people = people.map(|one| (one.email.unwrap_or_default(), one.account));
        let problems = list.problems.into_iter().map(|one| one.reason);
        (people.collect(), problems.collect())
    }

    #[test]
    fn the_id_of_a_row_is_compared_with_the_address_that_it_is_of() {
        let one = |email: &str, id: Option<&str>| (email.to_owned(), id.map(str::to_owned));
        let text = format!("Email,Account ID,Manager\nann@x.example,{A},bob@x.example\n");
        let people = vec![one("ann@x.example", Some(A)), one("bob@x.example", None)];
        assert_eq!(of(&text), (people, vec![]));
        let text = format!("Name,Account ID,Manager\nann@x.example,{A},bob@x.example\n");
        assert_eq!(of(&text), (vec![], vec![Reason::SeveralForOne]));
        let text = format!("Email,Account ID\nann@x.example,{A}; {B}\n,{A}\n");
        assert_eq!(
            of(&text),
            (vec![], vec![Reason::SeveralAccounts, Reason::Nobody])
        );
        // Other IDs than those of accounts name nobody.
        let text = format!("Email,Token\nann@x.example,{B}\n");
        assert_eq!(of(&text), (vec![one("ann@x.example", None)], vec![]));
        let text = format!("ann@x.example,{A}\n{B},\n");
        let people = vec![one("ann@x.example", Some(A)), one("", Some(B))];
        assert_eq!(of(&text), (people, vec![]));
    }
}
