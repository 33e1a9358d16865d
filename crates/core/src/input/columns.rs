//! Chooses the columns that name people. All rows count together, so a blank or a typo in one changes nothing.

use super::account_id::{is_account_id, is_opaque_id};
use super::headings::{Headings, tidy};
use super::mentions::is_address_like;
use super::records::Record;
use super::requested::Asked;
use super::{Columns, InputError};

/// The columns to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) email: Option<usize>,
    pub(super) account: Option<usize>,
    /// Read every column.
    pub(super) everywhere: bool,
    /// Whether the user chose them.
    pub(super) asked: bool,
}

impl Chosen {
    /// The column named in messages.
    pub(super) fn main(&self) -> Option<usize> {
        self.email.or(self.account)
    }

    fn take(&mut self, which: Which, asked: Asked) -> Result<(), Asked> {
        match (asked, which) {
            (Asked::Column { at, .. }, Which::Email) => self.email = Some(at),
            (Asked::Column { at, .. }, Which::Account) => self.account = Some(at),
            (Asked::Everywhere, Which::Email) => self.everywhere = true,
            (other, _) => return Err(other),
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Which {
    Email,
    Account,
}

/// The columns that the user chose, in a table or a list without headings.
fn requested(
    asked: &Columns,
    find: &dyn Fn(&str) -> Asked,
    headings: &Headings,
) -> Result<Chosen, InputError> {
    let mut chosen = Chosen {
        asked: true,
        ..Chosen::default()
    };
    for (which, asked) in [
        (Which::Email, &asked.email),
        (Which::Account, &asked.account),
    ] {
        let Some(asked) = asked else { continue };
        chosen
            .take(which, find(asked))
            .map_err(|found| match found {
                Asked::Several(at) => headings.several(&at),
                _ => InputError::ColumnMissing {
                    asked: asked.clone(),
                    headings: headings.names.clone(),
                },
            })?;
    }
    Ok(chosen)
}

/// The columns of a table with headings.
pub(super) fn of_table(
    headings: &Headings,
    rows: &[Record],
    asked: &Columns,
) -> Result<Chosen, InputError> {
    if !asked.is_empty() {
        return requested(asked, &|asked| headings.find(asked), headings);
    }
    let has = |at: usize, is: &dyn Fn(&str) -> bool| {
        rows.iter()
            .any(|row| row.cells.get(at).is_some_and(|cell| is(cell)))
    };
    let is_id = |cell: &str| is_account_id(cell) || (headings.ours && is_opaque_id(cell));
    let named = headings.accounts();
    let account = named.iter().copied().find(|at| has(*at, &is_id));
    // A user name beside an account ID is that name and no more.
    let groups = headings
        .emails()
        .into_iter()
        .take(if account.is_some() { 2 } else { 3 });
    let groups: Vec<Vec<usize>> = groups.filter(|group| !group.is_empty()).collect();
    let names = |at: &usize| has(*at, &|cell| is_address_like(cell) || is_account_id(cell));
    let mut email = None;
    for group in &groups {
        let used: Vec<usize> = group.iter().copied().filter(names).collect();
        match used[..] {
            [] => continue,
            [at] => email = Some(at),
            _ => return Err(headings.several(&used)),
        }
        break;
    }
    let chosen = Chosen {
        email: email.or_else(|| groups.first().and_then(|group| group.first().copied())),
        account,
        ..Chosen::default()
    };
    if chosen.main().is_some() {
        return Ok(chosen);
    }
    // A heading for account IDs without any ID below: addresses elsewhere in the row must not be lost.
    let like = likely(rows);
    match named.first() {
        Some(at) if like.is_empty() => Ok(Chosen {
            account: Some(*at),
            ..Chosen::default()
        }),
        _ => Err(InputError::NoColumn {
            headings: headings.names.clone(),
            like,
        }),
    }
}

/// The columns of a list without headings. Rows of one cell have no say: they are read whichever it is.
pub(super) fn of_bare(rows: &[Record], asked: &Columns) -> Result<Chosen, InputError> {
    let nameless = Headings::unchecked(&[]);
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let first = rows.first().map(|row| tidy(&row.cells)).unwrap_or_default();
    if !asked.is_empty() {
        let find = |asked: &str| Asked::by_number(asked.trim(), width);
        return requested(asked, &find, &nameless).map_err(|error| match error {
            InputError::ColumnMissing { asked, .. } => InputError::ColumnMissing {
                asked,
                headings: first,
            },
            other => other,
        });
    }
    let named = |cell: &String| is_address_like(cell) || is_account_id(cell);
    if !rows.first().is_some_and(|row| row.cells.iter().any(named)) {
        return Err(InputError::NoColumn {
            headings: first,
            like: likely(rows),
        });
    }
    let votes = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let voters = || {
            rows.iter()
                .filter(|row| row.cells.len() > 1 && !row.odd_quotes)
        };
        (0..width)
            .filter(|at| voters().any(|row| row.cells.get(*at).is_some_and(|cell| is(cell))))
            .collect()
    };
    let emails = votes(&is_address_like);
    let mut accounts = votes(&is_account_id);
    accounts.retain(|at| !emails.contains(at));
    let only = |at: &[usize]| match at {
        [at] => Some(*at),
        _ => None,
    };
    match (&emails[..], &accounts[..]) {
        ([], []) => Ok(Chosen {
            email: Some(0),
            ..Chosen::default()
        }),
        ([], several @ [_, _, ..]) | (several @ [_, _, ..], _) => Err(InputError::SeveralColumns {
            columns: several.iter().map(|at| (at + 1, None)).collect(),
        }),
        (emails, accounts) => Ok(Chosen {
            email: only(emails),
            account: only(accounts),
            ..Chosen::default()
        }),
    }
}

/// The columns that may be meant, counted from 1, with how many cells of each name a person: all that have addresses,
/// or else all that have account IDs. Which of several is meant, nobody but the user knows.
pub(super) fn likely(rows: &[Record]) -> Vec<(usize, usize)> {
    let with = |is: &dyn Fn(&str) -> bool| -> Vec<(usize, usize)> {
        let mut counts: Vec<usize> = Vec::new();
        for row in rows {
            counts.resize(counts.len().max(row.cells.len()), 0);
            for (count, cell) in counts.iter_mut().zip(&row.cells) {
                *count += usize::from(is(cell));
            }
        }
        (1..).zip(counts).filter(|(_, count)| *count > 0).collect()
    };
    let addresses = with(&is_address_like);
    if addresses.is_empty() {
        with(&is_account_id)
    } else {
        addresses
    }
}
