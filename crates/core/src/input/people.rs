//! The people a list names.

use std::collections::HashMap;

use super::header::{Headings, Source};
use super::{
    Delimiter, Encoding, InputError, Problem, Reason, address, dialect, records, text, titles,
};
use records::Record;

/// Columns that were asked for by heading, or by number from 1; else they are recognised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The column of e-mail addresses.
    pub email: Option<String>,
    /// The column of account ids.
    pub account: Option<String>,
}

impl Columns {
    pub(super) fn is_empty(&self) -> bool {
        self.email.is_none() && self.account.is_none()
    }
}

/// A person as a list names them: by address, by account id, or by both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The line of the file; `None` for a name on the command line.
    pub line: Option<u64>,
    /// The address, as it stands there.
    pub email: Option<String>,
    /// The account id.
    pub account: Option<String>,
}

/// A row that names a person who was named before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The row's line.
    pub line: Option<u64>,
    /// The line of the row that stays.
    pub into: Option<u64>,
    /// How the person is named.
    pub value: String,
}

/// What a list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// Everyone, once each, in the order of the list.
    pub people: Vec<Person>,
    /// Rows that cannot be used.
    pub problems: Vec<Problem>,
    /// Rows that name somebody again.
    pub folded: Vec<Folded>,
    /// What the headings say of where it comes from.
    pub source: Source,
    /// How it was encoded.
    pub encoding: Encoding,
    /// What stands between its cells; `None` for names on the command line.
    pub delimiter: Option<Delimiter>,
    /// The heading of the column that was read.
    pub column: Option<String>,
    /// Rows in which something stands, without headings.
    pub rows: u64,
    /// Rows above the headings, which are no part of the table.
    pub above: u64,
}

/// An address as addresses are compared: without blanks around it, in lower case.
#[must_use]
pub fn key(email: &str) -> String {
    crate::store::email_key(email)
}

/// Reads a file or what came through a pipe. Rows that cannot be used are in the answer, all of them.
///
/// # Errors
/// When it is no list of people at all.
pub fn read(bytes: &[u8], columns: &Columns) -> Result<People, InputError> {
    let (text, encoding) = text::decode(bytes)?;
    let (announced, text) = match dialect::announced(&text) {
        Some((delimiter, rest)) => (Some(delimiter), rest),
        None => (None, text.as_str()),
    };
    let mut skipped = u64::from(announced.is_some());
    // Line ends of old Macintoshes.
    let replaced = (!text.contains('\n') && text.contains('\r')).then(|| text.replace('\r', "\n"));
    let text = replaced.as_deref().unwrap_or(text);
    let delimiter = announced.unwrap_or_else(|| dialect::guess(text, columns));
    let (start, lines, above) = titles::below(text, delimiter, columns).unwrap_or_default();
    let text = text.get(start..).unwrap_or_default();
    skipped += lines;
    let mut rows = records::read(text, delimiter).peekable();
    let first = rows.peek().ok_or(InputError::Empty)?;
    let headings = Headings::of(&first.cells, columns).map_err(|error| match error {
        InputError::NoColumn { headings, .. } => InputError::NoColumn {
            headings,
            like: titles::likeliest(text, delimiter),
        },
        other => other,
    })?;
    let width = if headings.is_bare() {
        None
    } else {
        Some(first.cells.len())
    };
    if !headings.is_bare() {
        rows.next();
    }
    let mut list = List::default();
    let mut count = 0;
    for mut row in rows {
        row.line += skipped;
        row.until += skipped;
        count += 1;
        list.row(&row, &headings, width);
    }
    Ok(People {
        people: list.people,
        problems: list.problems,
        folded: list.folded,
        source: headings.source,
        encoding,
        delimiter: Some(delimiter),
        column: headings.name(headings.email.or(headings.account)),
        rows: count,
        above,
    })
}

/// Reads names from the command line: addresses, and account ids (whatever has no `@`).
#[must_use]
pub fn read_names<S: AsRef<str>>(names: &[S]) -> People {
    let mut list = List::default();
    for (at, name) in names.iter().enumerate() {
        let name = name.as_ref().trim();
        let person = if name.contains('@') {
            (Some(name.to_owned()), None)
        } else {
            (None, Some(name.to_owned()).filter(|name| !name.is_empty()))
        };
        list.add(at as u64 + 1, None, person, None, name);
    }
    People {
        people: list.people,
        problems: list.problems,
        folded: list.folded,
        source: Source::Bare,
        encoding: Encoding::Utf8,
        delimiter: None,
        column: None,
        rows: names.len() as u64,
        above: 0,
    }
}

#[derive(Default)]
struct List {
    people: Vec<Person>,
    problems: Vec<Problem>,
    folded: Vec<Folded>,
    by_email: HashMap<String, usize>,
    by_account: HashMap<String, usize>,
}

impl List {
    fn row(&mut self, row: &Record, headings: &Headings, width: Option<usize>) {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at));
        let (email, account) = (cell(headings.email), cell(headings.account));
        let mut problem = |reason, value: &str| {
            self.problems.push(Problem {
                line: row.line,
                column: None,
                value: value.to_owned(),
                reason,
            });
        };
        let cells = row.cells.len();
        if row.odd_quotes {
            let shown: String = row.cells.join(" ").chars().take(80).collect();
            return problem(Reason::Quote { until: row.until }, &shown);
        }
        if let Some(headings) = width {
            if email.is_none() && account.is_none() {
                return problem(Reason::Short { cells, headings }, &row.cells.join(" "));
            }
            // A delimiter too many at the end of each row is common and harmless.
            let extra = row.cells.iter().skip(headings);
            if extra.clone().any(|cell| !records::trimmed(cell).is_empty()) {
                return problem(Reason::Long { cells, headings }, &row.cells.join(" "));
            }
        }
        let mut person = (
            email.and_then(|cell| said(cell)),
            account.and_then(|cell| said(cell)),
        );
        // One person a row, whichever way each is named, and whatever the heading says.
        person = match person {
            (Some(text), None) | (None, Some(text)) if address::is_account_id(&text) => {
                (None, Some(text))
            }
            (Some(text), None) | (None, Some(text)) if text.contains('@') => (Some(text), None),
            other => other,
        };
        let column = headings.name(headings.email.or(headings.account));
        let value = row.cells.join(" ");
        self.add(row.line, Some(row.line), person, column, value.trim());
    }

    fn add(
        &mut self,
        row: u64,
        line: Option<u64>,
        (email, account): (Option<String>, Option<String>),
        column: Option<String>,
        value: &str,
    ) {
        let wrong = match (&email, &account) {
            (None, None) => Some((Reason::Nobody, value)),
            (Some(email), _) => address::check(email)
                .err()
                .map(|reason| (reason, email.as_str())),
            // A person's name: ids are opaque, but none has a blank in it.
            (None, Some(id)) if id.chars().any(|c| c.is_whitespace() || c.is_control()) => {
                Some((Reason::Nobody, id.as_str()))
            }
            (None, Some(_)) => None,
        };
        if let Some((reason, value)) = wrong {
            self.problems.push(Problem {
                line: row,
                column,
                value: value.to_owned(),
                reason,
            });
            return;
        }
        let before = email
            .as_ref()
            .and_then(|email| self.by_email.get(&key(email)))
            .or(account.as_ref().and_then(|id| self.by_account.get(id)))
            .copied();
        if let Some((at, first)) = before.and_then(|at| Some((at, self.people.get_mut(at)?))) {
            let differs = matches!((&first.account, &account), (Some(a), Some(b)) if a != b)
                || matches!((&first.email, &email), (Some(a), Some(b)) if key(a) != key(b));
            if differs {
                let other = first.line.unwrap_or(at as u64 + 1);
                self.problems.push(Problem {
                    line: row,
                    column,
                    value: email.or(account).unwrap_or_default(),
                    reason: Reason::Contradicts { line: other },
                });
                return;
            }
            let value = email.clone().or(account.clone()).unwrap_or_default();
            self.folded.push(Folded {
                line,
                into: first.line,
                value,
            });
            // A later row may know more of the same person.
            if first.email.is_none() {
                first.email.clone_from(&email);
            }
            if first.account.is_none() {
                first.account.clone_from(&account);
            }
            self.note(at, email, account);
            return;
        }
        let at = self.people.len();
        self.people.push(Person {
            line,
            email: email.clone(),
            account: account.clone(),
        });
        self.note(at, email, account);
    }

    fn note(&mut self, at: usize, email: Option<String>, account: Option<String>) {
        if let Some(email) = email {
            self.by_email.insert(key(&email), at);
        }
        if let Some(account) = account {
            self.by_account.insert(account, at);
        }
    }
}

/// What a cell says of a person. The word of our own lists for what is not known says nothing.
fn said(cell: &str) -> Option<String> {
    Some(records::trimmed(cell))
        .filter(|text| !text.is_empty() && *text != "unknown")
        .map(str::to_owned)
}
