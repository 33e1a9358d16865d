//! The headings of a table, and the known headings for people.

use icu_normalizer::ComposingNormalizer;

use super::account_id::contains_account_id;
use super::decision_words::says_whom;
use super::formula_guard::ESCAPED;
use super::known_headings::{ACCOUNT, CHANGE, DEMANDS, EMAIL, ID, PERSON, SECOND};
use super::mentions::is_address_like;
use super::requested_columns::Asked;
use super::text_marks;
use super::{Columns, InputError};

/// The origin of a file, according to its headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Atlassian's users export (`User id`, `User name`, `email`, …).
    UsersExport,
    /// Atlassian's export of managed accounts, or of a policy's members (`Policy name`, …).
    ManagedAccountsExport,
    /// The results of an atlctl run.
    Results,
    /// A list of addresses or account IDs without headings.
    Bare,
    /// Any other table.
    Table,
}

impl Source {
    /// The name to print.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UsersExport => "users export",
            Self::ManagedAccountsExport => "managed accounts export",
            Self::Results => "results of a run",
            Self::Bare => "list without headings",
            Self::Table => "table",
        }
    }
}

/// A row of headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headings {
    /// The headings as written, each on one line.
    pub(super) names: Vec<String>,
    plain: Vec<String>,
    pub(super) source: Source,
    /// Whether this program wrote the list.
    pub(super) ours: bool,
}

impl Headings {
    /// The row if it has headings: it contains no person and has a known or requested heading.
    pub(super) fn of(cells: &[String], asked: &Columns) -> Option<Self> {
        let headings = Self::unchecked(cells);
        let known = headings.plain.iter().any(|plain| {
            EMAIL.concat().contains(&plain.as_str()) || ACCOUNT.contains(&plain.as_str())
        });
        let person = |cell: &String| is_address_like(cell) || (!known && contains_account_id(cell));
        if cells.iter().any(person) {
            return None;
        }
        let found = if asked.is_empty() {
            known
        } else {
            let there = |asked: &Option<String>| {
                asked
                    .as_ref()
                    .is_none_or(|asked| headings.find(asked).is_there(cells))
            };
            there(&asked.email) && there(&asked.account)
        };
        found.then_some(headings)
    }

    /// From the keys of objects, which are always headings.
    pub(super) fn unchecked(cells: &[String]) -> Self {
        let plain: Vec<String> = cells.iter().map(|name| plain(name)).collect();
        let has = |name: &str| plain.iter().any(|heading| heading == name);
        let source = if has("policyname") && has("policytype") {
            Source::ManagedAccountsExport
        } else if has("userid") && has("username") && has("email") {
            Source::UsersExport
        } else if has("outcome") && has("reason") && has("email") {
            Source::Results
        } else {
            Source::Table
        };
        Self {
            names: tidy(cells),
            ours: cells.iter().any(|cell| cell == ESCAPED),
            plain,
            source,
        }
    }

    /// Whether a heading, without case and punctuation, is known as one for people.
    pub(super) fn means_person(plain: &str) -> bool {
        let [surest, own, _] = EMAIL;
        let surely = |name: &&str| *name == plain && *name != "account";
        surest.iter().chain(own).chain(&ACCOUNT).any(surely)
    }

    /// Columns that mean the address, in groups, the surest first.
    pub(super) fn emails(&self) -> Vec<Vec<usize>> {
        let [surest, mut own, last] = EMAIL.map(|names| self.every(names));
        for at in self.of_person(EMAIL[0]) {
            if !surest.contains(&at) && !own.contains(&at) {
                own.push(at);
            }
        }
        vec![surest, own, last]
    }

    /// Columns that mean the account ID, the surest first.
    pub(super) fn accounts(&self) -> Vec<usize> {
        let each = ACCOUNT.iter().flat_map(|name| self.every(&[name]));
        let mut all: Vec<usize> = each.collect();
        for at in self.of_person(&ACCOUNT) {
            if !all.contains(&at) {
                all.push(at);
            }
        }
        all
    }

    /// The columns with these names in an object about the person of the row, such as `profile.accountId`.
    fn of_person(&self, names: &[&str]) -> Vec<usize> {
        let is_one = |name: &String| {
            name.rsplit_once('.').is_some_and(|(object, key)| {
                names.contains(&plain(key).as_str())
                    && object
                        .split('.')
                        .all(|part| PERSON.contains(&plain(part).as_str()))
            })
        };
        let at = 0..self.names.len();
        at.filter(|at| self.names.get(*at).is_some_and(is_one))
            .collect()
    }

    /// Columns of IDs of any kind. One with `_` before it is what databases call their own.
    pub(super) fn ids(&self) -> Vec<usize> {
        let mut at = self.every(&[ID]);
        at.retain(|at| {
            self.names
                .get(*at)
                .is_some_and(|name| !name.starts_with('_'))
        });
        at
    }

    /// Whether a column of IDs of any kind has those of other things than people, since another one has account IDs.
    pub(super) fn is_other_id(&self, at: usize, has_accounts: bool) -> bool {
        (self.ours || has_accounts) && self.plain.get(at).is_some_and(|plain| plain == ID)
    }

    /// The columns beside another one, of those with these names: of an object within the rows, its other keys.
    fn beside(&self, at: usize, names: &[&str]) -> Vec<usize> {
        let object = |at: usize| {
            let name = self.names.get(at)?;
            name.rsplit_once('.')
        };
        let Some((own, _)) = object(at) else {
            return Vec::new();
        };
        let is_beside = |other: &usize| {
            *other != at
                && object(*other).is_some_and(|(object, key)| {
                    object == own && names.contains(&plain(key).as_str())
                })
        };
        (0..self.names.len()).filter(is_beside).collect()
    }

    /// Columns of account IDs in the same object as this one.
    pub(super) fn accounts_beside(&self, at: usize) -> Vec<usize> {
        let mut names = Vec::from(ACCOUNT);
        names.push(ID);
        self.beside(at, &names)
    }

    /// Columns of addresses in the same object as this one.
    pub(super) fn emails_beside(&self, at: usize) -> Vec<usize> {
        let [surest, ..] = EMAIL;
        self.beside(at, surest)
    }

    /// Whether IDs of a form that is not known can be account IDs in this column: this program wrote the list, and knows
    /// what the column is.
    pub(super) fn may_be_opaque(&self, at: usize) -> bool {
        self.ours && self.plain.get(at).is_some_and(|plain| plain != ID)
    }

    /// Finds a requested column by its heading, ignoring case, or by its number from 1. Two columns with the same heading
    /// are ambiguous; use the number.
    pub(super) fn find(&self, asked: &str) -> Asked {
        let wanted = asked.trim();
        let alike = |like: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let names = self.names.iter().enumerate();
            names
                .filter(|(_, name)| like(name))
                .map(|(at, _)| at)
                .collect()
        };
        let mut at = alike(&|name| name == wanted);
        if at.is_empty() {
            let wanted = plain(wanted);
            at = alike(&|name| !wanted.is_empty() && plain(name) == wanted);
        }
        match at[..] {
            [] => Asked::by_number(wanted, self.names.len()),
            [at] => Asked::Column { at, named: true },
            _ => Asked::Several(at),
        }
    }

    /// Whether a column of a plan or of results says what changes, and no person: addresses are expected in it.
    pub(super) fn tells_of_change(&self, at: usize) -> bool {
        let of_plan = self.plain.iter().any(|heading| heading == "verdict");
        (self.source == Source::Results || of_plan)
            && self
                .plain
                .get(at)
                .is_some_and(|plain| CHANGE.contains(&plain.as_str()))
    }

    /// Whether a column has more addresses of the people of the list, such as "Alternate email".
    pub(super) fn has_second_addresses(&self, at: usize) -> bool {
        self.names.get(at).is_some_and(|heading| {
            let heading = heading.to_lowercase();
            let mut words = heading.split(|c: char| !c.is_alphanumeric());
            words.any(|word| SECOND.contains(&word))
        })
    }

    /// Whether a heading says whom a list is about, such as "Person to move".
    pub(super) fn says_whom(&self, at: usize) -> bool {
        self.names.get(at).is_some_and(|heading| says_whom(heading))
    }

    /// The heading of a column, for people.
    pub(super) fn name(&self, at: Option<usize>) -> Option<String> {
        self.names.get(at?).cloned()
    }

    /// The error for an ambiguous column.
    pub(super) fn several(&self, at: &[usize]) -> InputError {
        let columns = at.iter().map(|at| (at + 1, self.names.get(*at).cloned()));
        InputError::SeveralColumns {
            columns: columns.collect(),
        }
    }

    fn every(&self, names: &[&str]) -> Vec<usize> {
        let headings = self.plain.iter().enumerate();
        headings
            .filter(|(_, heading)| names.contains(&heading.as_str()))
            .map(|(at, _)| at)
            .collect()
    }
}

/// Headings on one line each, for messages.
pub(super) fn tidy(first: &[String]) -> Vec<String> {
    let words = |name: &String| {
        let name = text_marks::unmarked(name);
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    first.iter().map(words).collect()
}

/// Whether a heading, as it is compared, is known as one of addresses or account IDs, or of IDs of any kind.
#[must_use]
pub fn is_of_people(plain: &str) -> bool {
    let [.., last] = EMAIL;
    Headings::means_person(plain) || last.contains(&plain) || [ID, "account"].contains(&plain)
}

/// How far a heading is from a known one, as both are compared; `None` where it is not nearly that one.
#[must_use]
pub fn heading_distance(heading: &str, known: &str) -> Option<usize> {
    let most = match known.chars().count() {
        ..5 => 0,
        5..8 => 1,
        _ => 2,
    };
    let distance = strsim::damerau_levenshtein(heading, known);
    (distance <= most).then_some(distance)
}

/// A heading without case, blanks, punctuation, and words such as `[Required]`.
#[must_use]
pub fn plain(name: &str) -> String {
    // A letter and its accent may be two characters.
    let name = &*ComposingNormalizer::new_nfc().normalize(text_marks::unmarked(name));
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let demand = name
        .trim_end()
        .strip_suffix([']', ')'])
        .and_then(|text| text.rsplit_once(['[', '(']))
        .filter(|(_, inner)| DEMANDS.contains(&letters(inner).as_str()));
    letters(demand.map_or(name, |(before, _)| before))
}
