//! Reads lists of people.

use std::collections::{HashMap, HashSet};

use super::account_id::is_account_id;
use super::collect_people::{List, Place, Reading};
use super::columns;
use super::contents::{self, Bare, Contents, Sheet};
use super::decision_columns::{Undecided, undecided};
use super::headings::{Headings, Source};
use super::mentions::{Entry, entries, is_address_like};
use super::odd_rows::odd_rows;
use super::person::{Folded, Layout, Person, key};
use super::records::Record;
use super::unread_columns::Unread;
use super::without_headings::{self, Under};
use super::{Columns, Encoding, InputError, Position, Problem, Reason};

/// The contents of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// The people, once each, in the order of the list.
    pub people: Vec<Person>,
    /// Unusable rows.
    pub problems: Vec<Problem>,
    /// Everyone who was taken out of the list with a row that cannot be used.
    pub left_out: Vec<Person>,
    /// Duplicate rows.
    pub folded: Vec<Folded>,
    /// Columns that were not read although they contain addresses.
    pub unread: Vec<Unread>,
    /// Columns by which not everybody is meant, perhaps.
    pub undecided: Vec<Undecided>,
    /// The origin, according to the headings.
    pub source: Source,
    /// The encoding of the list.
    pub encoding: Encoding,
    /// The layout of the list.
    pub layout: Layout,
    /// The heading of the column that was read.
    pub column: Option<String>,
    /// The row taken as headings only because the user chose a column: its line and cells.
    pub taken_for_headings: Option<(u64, Vec<String>)>,
    /// Non-empty rows, without headings.
    pub rows: u64,
    /// What stands in the rows above the headings, which are not part of the table.
    pub above: Vec<String>,
}

impl People {
    /// Whether the list has neither people nor problems.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.problems.is_empty()
    }

    /// How many rows cannot be used: a row may have several problems.
    #[must_use]
    pub fn unusable_rows(&self) -> u64 {
        let problems = self.problems.iter();
        let without_line = problems.filter(|problem| problem.at.line == 0).count();
        (self.unusable().len() + without_line) as u64
    }

    /// The rows with a problem.
    pub(super) fn unusable(&self) -> HashSet<Position> {
        let problems = self.problems.iter().map(|problem| problem.at);
        problems.filter(|at| at.line > 0).collect()
    }

    /// The people of each row that can be used, as [`Self::each_row`] has them.
    #[must_use]
    pub fn usable_rows(&self) -> Vec<Person> {
        let unusable = self.unusable();
        let mut rows = self.each_row();
        rows.retain(|person| person.at.is_none_or(|at| !unusable.contains(&at)));
        rows
    }

    /// The rows that name more than one person.
    #[must_use]
    pub fn rows_of_several(&self) -> HashSet<Position> {
        let mut first: HashMap<Position, Person> = HashMap::new();
        let mut several = HashSet::new();
        for person in self.each_row() {
            let Some(at) = person.at else { continue };
            match first.get(&at) {
                Some(one) if *one != person => {
                    several.insert(at);
                }
                Some(_) => {}
                None => {
                    first.insert(at, person);
                }
            }
        }
        several
    }

    /// The people of each row, in the order of the list: people in several rows come several times.
    #[must_use]
    pub fn each_row(&self) -> Vec<Person> {
        let mut by_record: HashMap<Option<Position>, Vec<&Person>> = HashMap::new();
        for person in &self.people {
            by_record.entry(person.at).or_default().push(person);
        }
        let again = self.folded.iter().filter_map(|row| {
            let first = by_record.get(&row.into)?;
            let is_meant = |person: &&&Person| {
                let email = person.email.as_deref();
                email.is_some_and(|email| key(email) == key(&row.value))
                    || person.account.as_ref() == Some(&row.value)
            };
            let person = first.iter().find(is_meant).or(first.first())?;
            Some(Person {
                at: row.at,
                ..Person::clone(person)
            })
        });
        let mut rows: Vec<Person> = self.people.iter().cloned().chain(again).collect();
        rows.sort_by_key(|person| person.at);
        rows
    }

    fn new(encoding: Encoding, source: Source, layout: Layout) -> Self {
        Self {
            people: Vec::new(),
            problems: Vec::new(),
            left_out: Vec::new(),
            folded: Vec::new(),
            unread: Vec::new(),
            undecided: Vec::new(),
            source,
            encoding,
            layout,
            column: None,
            taken_for_headings: None,
            rows: 0,
            above: Vec::new(),
        }
    }

    fn with(mut self, list: List) -> Self {
        self.people = list.people;
        self.problems = list.problems;
        self.problems.sort_by_key(|problem| problem.at);
        self.folded = list.folded;
        self
    }
}

/// Reads a list from a file or standard input. The result holds every unusable row. An empty list is valid.
///
/// # Errors
/// When it is not a list of people, or the column is ambiguous.
pub fn read(bytes: &[u8], asked: &Columns) -> Result<People, InputError> {
    let (contents, encoding) = contents::read(bytes, asked)?;
    let mut list = List::default();
    let mut people = People::new(encoding, Source::Bare, Layout::Json);
    match contents {
        Contents::Texts(texts) => {
            people.rows = texts.len() as u64;
            for (at, text) in texts {
                let place = Place {
                    row: at,
                    list: Some(at),
                    column: None,
                };
                list.texts(&text, &place);
            }
        }
        Contents::Arrays(rows) => {
            people.rows = rows.len() as u64;
            people.unread = without_headings::table(&mut list, &rows, asked)?;
            people.undecided = undecided(&[], &rows, false);
        }
        Contents::Objects(_, rows) if rows.is_empty() => {}
        Contents::Objects(keys, rows) => {
            let headings = Headings::unchecked(&keys);
            let chosen = columns::of_table(&headings, &rows, asked)?;
            let how = Reading {
                headings: Some(&headings),
                chosen: &chosen,
                width: None,
                one_list: false,
            };
            people = of_rows(list, &headings, &rows, &how);
            people.encoding = encoding;
            return Ok(people);
        }
        Contents::Sheet(sheet) => return of_sheet(&sheet, encoding, asked),
        Contents::Bare(bare) => {
            let Bare {
                text,
                skipped,
                delimiters,
                is_html,
            } = &bare;
            let found = without_headings::read(&mut list, text, *skipped, delimiters, asked)?;
            people.layout = if *is_html { Layout::Html } else { found.layout };
            (people.rows, people.unread) = (found.rows, found.unread);
            people.undecided = found.undecided;
        }
    }
    Ok(people.with(list))
}

/// A list with what is above the headings of a table and names somebody.
pub(super) fn above(sheet: &Sheet) -> List {
    let mut list = List::default();
    let is_one = |row: &&Record| row.cells.iter().any(|cell| is_address_like(cell));
    for row in sheet.above.iter().filter(is_one) {
        let place = Place {
            row: row.at,
            list: None,
            column: None,
        };
        list.problem(&place, &row.cells.join(" "), Reason::Above);
    }
    list
}

fn of_sheet(sheet: &Sheet, encoding: Encoding, asked: &Columns) -> Result<People, InputError> {
    let (first, rows) = (&sheet.headings, &sheet.rows);
    let headings = Headings::unchecked(&first.cells);
    let chosen = columns::of_table(&headings, rows, asked)?;
    let how = Reading {
        headings: Some(&headings),
        chosen: &chosen,
        width: Some(first.cells.len()),
        one_list: matches!(sheet.under, Under::OneList),
    };
    // Blanks between columns, and no quotation marks that would make one cell of several people.
    let aligned = matches!(sheet.under, Under::Columns) && !sheet.has_quotes;
    if aligned && asked.is_empty() && rows.iter().all(|row| row.cells.len() == 1) {
        return Err(InputError::Ambiguous);
    }
    let mut people = of_rows(above(sheet), &headings, rows, &how);
    people.encoding = encoding;
    people.layout = sheet.layout();
    people.above = sheet.texts_above();
    // These are headings only because the user chose a column.
    let known = Headings::of(&first.cells, &Columns::default()).is_some();
    people.taken_for_headings = (!known).then_some((first.at.line, headings.names));
    Ok(people)
}

pub(super) fn of_rows(
    mut list: List,
    headings: &Headings,
    rows: &[Record],
    how: &Reading<'_>,
) -> People {
    let mut odd = odd_rows(rows, how);
    for row in rows {
        match odd.remove(&row.at) {
            Some(reason) => list.odd(row, reason),
            None => list.row(row, how),
        }
    }
    let mut unread = list.unread(rows, how.chosen);
    let has_accounts = how.chosen.account.is_some();
    unread.retain(|column| {
        let at = column.number - 1;
        let is_other = !column.has_addresses() && headings.is_other_id(at, has_accounts);
        !headings.tells_of_change(at) && !is_other
    });
    for column in &mut unread {
        column.heading = headings.name(Some(column.number - 1));
        column.is_of_same_people = headings.has_second_addresses(column.number - 1);
    }
    let mut people = People::new(Encoding::UTF_8, headings.source, Layout::Json).with(list);
    people.unread = unread;
    people.undecided = undecided(&headings.names, rows, headings.ours);
    people.column = headings.name(how.chosen.main());
    people.rows = rows.len() as u64;
    people
}

/// Whether a text is one address or one account ID, and nothing else.
#[must_use]
pub fn is_one_person(text: &str) -> bool {
    let named = read_names(&[text]);
    let [one] = named.people.as_slice() else {
        return false;
    };
    let is = |own: &Option<String>| own.as_deref() == Some(text);
    named.problems.is_empty()
        && (is(&one.email) && text.contains('@') || is(&one.account) && is_account_id(text))
}

/// Reads names from the command line: addresses and account IDs (anything without `@`).
#[must_use]
pub fn read_names<S: AsRef<str>>(names: &[S]) -> People {
    let mut list = List::default();
    for (at, name) in names.iter().enumerate() {
        let name = name.as_ref().trim();
        let place = Place {
            row: Position::line(at as u64 + 1),
            list: None,
            column: None,
        };
        let named = entries(name);
        match &named[..] {
            // An ID of a form that is not known, perhaps: none has a blank in it.
            [Entry::Text(id)] if !id.chars().any(|c| c.is_whitespace() || c.is_control()) => {
                list.add(&place, (None, Some(id.clone())));
            }
            [] | [Entry::Text(_)] => list.problem(&place, name, Reason::Nobody),
            _ => {
                for entry in named {
                    list.entry(entry, &place);
                }
            }
        }
    }
    let mut people = People::new(Encoding::UTF_8, Source::Bare, Layout::CommandLine).with(list);
    people.rows = names.len() as u64;
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_hidden_in_a_page_is_a_problem() {
        for text in [
            "<table><tr><th>Email</th><th>N</th></tr><tr style='display:none'><td>a@x.example</td><td>A</td></tr><tr><td>b@x.example</td><td>B</td></tr></table>",
            "<table><tr><th>Name</th><th>Account ID</th></tr><tr height=0><td>A</td><td>712020:f3daf608-9c19-42c5-8826-317b82197222</td></tr><tr><td>B</td><td>712020:f3daf608-9c19-42c5-8826-317b82197223</td></tr></table>",
            "<ul><li hidden>Lee, Ann &lt;a@x.example></li><li>b@x.example</li></ul>",
            "<ul><li hidden>712020:f3daf608-9c19-42c5-8826-317b82197222</li><li>b@x.example</li></ul>",
        ] {
            let list = read(text.as_bytes(), &Columns::default()).unwrap();
            assert_eq!(list.people.len(), 1, "{text}");
            assert_eq!(list.problems.len(), 1, "{text}");
            assert_eq!(list.problems[0].reason, Reason::Hidden, "{text}");
            assert!(!list.problems[0].value.contains("hidden"), "{text}");
        }
    }

    #[test]
    fn who_stands_after_a_table_is_a_problem() {
        for table in [
            "<table><tr><th>Email</th></tr><tr><td>a@x.example</td></tr></table>",
            "<table><tr><td>a@x.example</td></tr></table>",
            "<table><tr><th>Name</th><th>Email</th></tr><tr><td>A</td><td>a@x.example</td></tr></table>",
        ] {
            for signature in ["b@x.example", "Bob &lt;b@x.example>", "Bob b@x.example"] {
                let text = format!("{table}<p>{signature}</p>");
                let list = read(text.as_bytes(), &Columns::default()).unwrap();
                assert_eq!(list.people.len(), 1, "{text}: {list:?}");
                let problems = list.problems.iter();
                let problems: Vec<_> = problems
                    .filter(|problem| problem.value.contains("b@x.example"))
                    .collect();
                assert_eq!(problems.len(), 1, "{text}: {list:?}");
                assert!(!problems[0].value.contains("outside"), "{text}: {list:?}");
            }
        }
    }

    #[test]
    fn each_row_comes_with_its_person_also_one_that_is_named_again() {
        let text = "Email,Account ID\na@x.example,\nb@x.example,\nA@X.example,\n\"b@x.example\",\n";
        let list = read(text.as_bytes(), &Columns::default()).unwrap();
        assert_eq!((list.people.len(), list.folded.len()), (2, 2));
        let rows = list.each_row();
        let rows: Vec<(u64, &str)> = rows
            .iter()
            .map(|row| (row.line().unwrap(), row.email.as_deref().unwrap()))
            .collect();
        assert_eq!(
            rows,
            [
                (2, "a@x.example"),
                (3, "b@x.example"),
                (4, "a@x.example"),
                (5, "b@x.example")
            ]
        );
        let several = "Email,Name\n\"a@x.example; b@x.example\",A\nb@x.example,B\n";
        let list = read(several.as_bytes(), &Columns::default()).unwrap();
        let rows = list.each_row();
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[2].email.as_deref(), Some("b@x.example"));
    }
}
