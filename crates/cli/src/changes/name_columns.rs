//! The columns of a list that hold the names or account IDs of its people, by what stands in them, whatever their headings
//! are.

use std::collections::{HashMap, HashSet};

use atlctl_api::AccountId;
use atlctl_core::input::{
    ESCAPED, Every, Position, heading_key, is_account_id, is_of_others, is_of_people,
};
use atlctl_core::store::{Mirror, StoreError, name_key};

/// As many columns side by side may be the parts of one name.
const PARTS: usize = 3;
/// As many rows, spread over the list, tell which columns may be of names.
const TRIED: usize = 300;

/// The columns of a list, by the position of their rows.
#[derive(Debug, Default)]
pub(super) struct NameColumns {
    headings: Vec<String>,
    rows: HashMap<Position, Vec<String>>,
    /// Those side by side that may be a name together, or one alone.
    spans: Vec<Span>,
}

/// Columns side by side: the first, and how many.
type Span = (usize, usize);

/// A row of the list: where it is, whose it is, and the key of their name.
#[derive(Debug)]
pub(super) struct Own {
    pub at: Position,
    pub account: String,
    /// `None` where it is not known.
    pub key: Option<String>,
}

impl NameColumns {
    /// The columns of a list that nobody reads otherwise. `is_read`: whether the command reads a heading, as it is compared.
    pub(super) fn of(every: Every, is_read: impl Fn(&str) -> bool) -> Self {
        let Every { headings, rows } = every;
        if headings.iter().any(|heading| heading == ESCAPED) {
            return Self::default();
        }
        let is_free = |heading: &String| {
            let plain = heading_key(heading);
            !is_of_people(&plain) && !is_read(&plain) && !is_of_others(heading)
        };
        let free: Vec<bool> = headings.iter().map(is_free).collect();
        let mut spans = Vec::new();
        for from in 0..free.len() {
            for count in 1..=PARTS {
                let within = free.iter().skip(from).take(count);
                if within.clone().count() == count && within.clone().all(|is_free| *is_free) {
                    spans.push((from, count));
                }
            }
        }
        if spans.is_empty() {
            return Self::default();
        }
        Self {
            headings,
            rows: rows.into_iter().collect(),
            spans,
        }
    }

    /// Whether there is nothing in which names could be.
    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Whether this row has cells.
    pub(super) fn has(&self, at: Position) -> bool {
        self.rows.contains_key(&at)
    }

    /// Forgets the rows in which names are new ones.
    pub(super) fn forget(&mut self, is_new: impl Fn(Position) -> bool) {
        self.rows.retain(|at, _| !is_new(*at));
    }

    /// The heading of the columns of a name.
    pub(super) fn heading(&self, (from, count): Span) -> String {
        let headings = self.headings.iter().skip(from).take(count);
        let headings: Vec<&str> = headings.map(String::as_str).collect();
        headings.join(", ")
    }

    /// What stands in these columns of a row, and its key; `None` where it is neither a whole name nor an account ID.
    pub(super) fn name(&self, at: Position, (from, count): Span) -> Option<(String, String)> {
        let cells = self.rows.get(&at)?.get(from..from + count)?;
        if let [id] = cells
            && is_account_id(id)
        {
            return Some((id.clone(), format!("{ID}{id}")));
        }
        let is_part = |cell: &String| !cell.is_empty() && !cell.contains('@');
        if !cells.iter().all(is_part) {
            return None;
        }
        let name = cells.join(" ");
        let key = name_key(&name)?;
        Some((name, key))
    }

    /// The columns that may be of names: in most of some rows, they hold that of their person or of another one.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn likely(&self, rows: &[Own], mirror: &Mirror) -> Result<Vec<Span>, StoreError> {
        let spans = self.spans.iter().copied();
        let found: Vec<(Span, Held)> = self.held(spans, rows, mirror)?;
        let found = found.into_iter().filter(|(_, held)| {
            (held.own + held.others) * 2 >= held.filled && held.filled * 2 >= rows.len()
        });
        Ok(found.map(|(span, _)| span).collect())
    }

    /// Those of them that are of the names of the people themselves, and not of their managers, say: they hold the own
    /// name more often than another, or hardly ever the same one twice.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn own(
        &self,
        likely: Vec<Span>,
        rows: &[Own],
        mirror: &Mirror,
    ) -> Result<Vec<Span>, StoreError> {
        let found = self.held(likely.into_iter(), rows, mirror)?;
        let found = found.into_iter().filter(|(_, held)| {
            held.filled > 0 && (held.own >= held.others || held.names * 10 >= held.people * 9)
        });
        Ok(found.map(|(span, _)| span).collect())
    }

    fn held(
        &self,
        spans: impl Iterator<Item = Span>,
        rows: &[Own],
        mirror: &Mirror,
    ) -> Result<Vec<(Span, Held)>, StoreError> {
        let names: Vec<(Span, Vec<(&Own, String)>)> = spans
            .map(|span| {
                let keys = rows.iter().filter_map(|row| {
                    let (_, key) = self.name(row.at, span)?;
                    (row.key.is_some() || is_of_id(&key)).then_some((row, key))
                });
                (span, keys.collect())
            })
            .collect();
        let foreign = names.iter().flat_map(|(_, keys)| keys);
        let foreign = foreign.filter(|(row, key)| row.key.as_ref() != Some(key));
        let foreign: HashSet<String> = foreign.map(|(_, key)| key.clone()).collect();
        let others = match foreign.is_empty() {
            true => HashMap::new(),
            false => owners(mirror, &foreign)?,
        };
        let count = |keys: &[(&Own, String)], alone: bool| {
            let mut held = Held {
                filled: keys.len(),
                people: keys
                    .iter()
                    .map(|(row, _)| &row.account)
                    .collect::<HashSet<_>>()
                    .len(),
                names: keys
                    .iter()
                    .map(|(_, key)| key)
                    .collect::<HashSet<_>>()
                    .len(),
                ..Held::default()
            };
            for (row, key) in keys {
                if row.is_theirs(key, alone) {
                    held.own += 1;
                } else if others.contains_key(key) {
                    held.others += 1;
                }
            }
            held
        };
        let counted = names.iter();
        let counted = counted.map(|(span, keys)| (*span, count(keys, span.1 == 1)));
        Ok(counted.collect())
    }
}

impl Own {
    /// Whether a name is that of the person of the row. `alone`: whether it stands in one cell, which may have more than
    /// the name, or less.
    pub(super) fn is_theirs(&self, key: &str, alone: bool) -> bool {
        match key.strip_prefix(ID) {
            Some(id) => id == self.account,
            None => self
                .key
                .as_ref()
                .is_none_or(|own| key == own || alone && is_within(key, own)),
        }
    }

    /// Rows that tell enough of all: no more than some, spread over the list.
    pub(super) fn some<T: Clone>(rows: &[T]) -> Vec<T> {
        let step = rows.len().div_ceil(TRIED).max(1);
        rows.iter().step_by(step).cloned().collect()
    }
}

/// Before the key of an account ID.
const ID: &str = "id:";

/// Whether this is the key of an account ID, and not of a name.
pub(super) fn is_of_id(key: &str) -> bool {
    key.starts_with(ID)
}

/// Who has each of these keys: an address or an account ID.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn owners(
    mirror: &Mirror,
    keys: &HashSet<String>,
) -> Result<HashMap<String, String>, StoreError> {
    let mut owners = HashMap::new();
    for key in keys {
        let Some(id) = key.strip_prefix(ID) else {
            continue;
        };
        if let Some(person) = mirror.person_by_id(&AccountId::from(id))? {
            owners.insert(key.clone(), person.email.unwrap_or_else(|| id.to_owned()));
        }
    }
    if keys.len() > owners.len() {
        let named = mirror.people_named(keys)?.into_iter();
        let first = named.filter_map(|(key, owners)| Some((key, owners.into_iter().next()?)));
        owners.extend(first);
    }
    Ok(owners)
}

/// What columns hold, in numbers of rows.
#[derive(Debug, Default)]
struct Held {
    /// With a whole name.
    filled: usize,
    /// With the name of the person of the row.
    own: usize,
    /// With the name of somebody else.
    others: usize,
    /// Different names.
    names: usize,
    /// Different people in these rows.
    people: usize,
}

/// Whether one name has all words of the other, such as "Ann Lee (Admin)" those of "Ann Lee".
fn is_within(one: &str, other: &str) -> bool {
    let words = |name: &str| -> HashSet<String> {
        let words = name.split(|c: char| !c.is_alphanumeric() && c != '\'');
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    one.is_subset(&other) || other.is_subset(&one)
}
