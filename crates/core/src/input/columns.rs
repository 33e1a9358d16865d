//! Chooses the columns that name people. All rows count together, so a blank or a typo in one changes nothing.

use super::account_id::{account_ids, contains_account_id, is_opaque_id};
use super::headings::{Headings, tidy};
use super::mentions::{Entry, entries, is_address_like};
use super::records::Record;
use super::requested_columns::Asked;
use super::{Columns, InputError};

/// The columns to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) email: Option<usize>,
    pub(super) account: Option<usize>,
    /// More columns of account IDs, which must say the same.
    pub(super) more_accounts: Vec<usize>,
    /// Read the addresses of every column.
    pub(super) everywhere: bool,
    /// Whether the user chose them.
    pub(super) asked: bool,
}

impl Chosen {
    /// The column named in messages.
    pub(super) fn main(&self) -> Option<usize> {
        self.email.or(self.account)
    }

    /// Every column of account IDs, the surest first.
    pub(super) fn accounts(&self) -> impl Iterator<Item = usize> {
        self.account
            .into_iter()
            .chain(self.more_accounts.iter().copied())
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
        let mut chosen = requested(asked, &|asked| headings.find(asked), headings)?;
        if chosen.everywhere && chosen.account.is_none() {
            let named = headings.accounts().into_iter();
            let mut named = named.filter(|at| has_ids(headings, rows, *at));
            (chosen.account, chosen.more_accounts) = (named.next(), named.collect());
        }
        // Nobody else's ID can be in the object that has the address.
        if let (Some(email), None) = (chosen.email, chosen.account) {
            let beside = headings.accounts_beside(email).into_iter();
            let mut beside = beside.filter(|at| has(rows, *at, &contains_account_id));
            (chosen.account, chosen.more_accounts) = (beside.next(), beside.collect());
        }
        return Ok(chosen);
    }
    let named = headings.accounts();
    let with_ids = named.iter().copied();
    let mut accounts: Vec<usize> = with_ids.filter(|at| has_ids(headings, rows, *at)).collect();
    let account = accounts.first().copied();
    // A user name beside an account ID is that name and no more.
    let groups = headings
        .emails()
        .into_iter()
        .take(if account.is_some() { 2 } else { 3 });
    let groups: Vec<Vec<usize>> = groups.filter(|group| !group.is_empty()).collect();
    let names = |at: &usize| {
        has(rows, *at, &|cell| {
            is_address_like(cell) || contains_account_id(cell)
        })
    };
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
    // The address in the object that has the ID.
    if let (None, Some(account)) = (email, account) {
        let mut beside = headings.emails_beside(account);
        beside.retain(names);
        match beside[..] {
            [] => {}
            [at] => email = Some(at),
            _ => return Err(headings.several(&beside)),
        }
    }
    // Another column may say whom the list is about: "Who should be moved?".
    if let Some(email) = email {
        let is_other = |at: &usize| {
            *at != email && !accounts.contains(at) && names(at) && headings.says_whom(*at)
        };
        let mut others: Vec<usize> = (0..headings.names.len()).filter(is_other).collect();
        if !others.is_empty() && !headings.says_whom(email) {
            others.insert(0, email);
            return Err(headings.several(&others));
        }
    }
    let email = email.or_else(|| groups.first().and_then(|group| group.first().copied()));
    if email.is_some() || account.is_some() {
        let mut beside = email.map(|email| headings.accounts_beside(email));
        if account.is_none() {
            beside.get_or_insert_default().extend(headings.ids());
        }
        for at in beside.unwrap_or_default() {
            if !accounts.contains(&at) && has(rows, at, &contains_account_id) {
                accounts.push(at);
            }
        }
        let mut accounts = accounts.into_iter();
        return Ok(Chosen {
            email,
            account: accounts.next(),
            more_accounts: accounts.collect(),
            ..Chosen::default()
        });
    }
    // A heading for account IDs without any ID below: addresses elsewhere in the row must not be lost.
    let like = likely(rows);
    match named.first() {
        Some(at) if like.is_empty() => Ok(Chosen {
            account: Some(*at),
            ..Chosen::default()
        }),
        _ => Err(no_column(headings.names.clone(), rows)),
    }
}

/// Whether a column for account IDs has any.
fn has_ids(headings: &Headings, rows: &[Record], at: usize) -> bool {
    let opaque = headings.may_be_opaque(at);
    has(rows, at, &|cell| {
        !account_ids(cell).is_empty() || (opaque && is_opaque_id(cell))
    })
}

/// Whether a column has such a cell.
fn has(rows: &[Record], at: usize, is: &dyn Fn(&str) -> bool) -> bool {
    let mut cells = rows.iter().filter_map(|row| row.cells.get(at));
    cells.any(|cell| is(cell))
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
    let named = |cell: &String| is_address_like(cell) || contains_account_id(cell);
    if !rows.first().is_some_and(|row| row.cells.iter().any(named)) {
        return Err(no_column(first, rows));
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
    let mut accounts = votes(&contains_account_id);
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
        (several @ [_, _, ..], _) => Err(several_of(several)),
        // Which of the IDs is that of the address, nobody but the user knows.
        (emails, [_, _, ..]) => Err(several_of(&[emails, &accounts].concat())),
        (emails, accounts) => Ok(Chosen {
            email: only(emails),
            account: only(accounts),
            ..Chosen::default()
        }),
    }
}

/// The error for columns without headings of which the user must choose one.
fn several_of(columns: &[usize]) -> InputError {
    InputError::SeveralColumns {
        columns: columns.iter().map(|at| (at + 1, None)).collect(),
    }
}

/// The error for rows of which no column is known to name people.
pub(super) fn no_column(headings: Vec<String>, rows: &[Record]) -> InputError {
    let like = likely(rows);
    let is_read = |cell: &String| {
        let mut named = entries(cell).into_iter();
        named.any(|entry| matches!(entry, Entry::Email(_) | Entry::Account(_)))
    };
    let in_column = |row: &Record| {
        let mut columns = like.iter();
        columns.any(|(at, _)| row.cells.get(at - 1).is_some_and(is_read))
    };
    InputError::NoColumn {
        headings,
        beside: !like.is_empty() && !rows.iter().any(in_column),
        like,
    }
}

/// The columns that may be meant, counted from 1, with how many cells of each name a person: all that have addresses,
/// or else all that have account IDs. Which of several is meant, nobody but the user knows.
fn likely(rows: &[Record]) -> Vec<(usize, usize)> {
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
        with(&contains_account_id)
    } else {
        addresses
    }
}
