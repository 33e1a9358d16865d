//! Reads lists of people.

use std::collections::{HashMap, HashSet};

use super::account_id::is_account_id;
use super::collect::{List, Place, Reading};
use super::columns;
use super::dialect::{self, Head};
use super::headings::{Headings, Source};
use super::json::{self, Elements};
use super::mentions::{Entry, entries, is_address_like};
use super::person::{Folded, Layout, Person, Unread, key};
use super::records::{self, Record};
use super::without_headings::{self, Bare, Under};
use super::{Columns, Delimiter, Encoding, InputError, Problem, Reason, text};
use super::{html, marks};

/// The contents of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// The people, once each, in the order of the list.
    pub people: Vec<Person>,
    /// Unusable rows.
    pub problems: Vec<Problem>,
    /// Duplicate rows.
    pub folded: Vec<Folded>,
    /// Columns that were not read although they contain addresses.
    pub unread: Vec<Unread>,
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
    /// Rows above the headings, not part of the table.
    pub above: u64,
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
        let lines = self.problems.iter().map(|problem| problem.line);
        let of_rows: HashSet<u64> = lines.clone().filter(|line| *line > 0).collect();
        let without_line = lines.filter(|line| *line == 0).count();
        (of_rows.len() + without_line) as u64
    }

    /// The people of each row, in the order of the list: people in several rows come several times.
    #[must_use]
    pub fn each_row(&self) -> Vec<Person> {
        let mut by_line: HashMap<Option<u64>, Vec<&Person>> = HashMap::new();
        for person in &self.people {
            by_line.entry(person.line).or_default().push(person);
        }
        let again = self.folded.iter().filter_map(|row| {
            let first = by_line.get(&row.into)?;
            let is_meant = |person: &&&Person| {
                let email = person.email.as_deref();
                email.is_some_and(|email| key(email) == key(&row.value))
                    || person.account.as_ref() == Some(&row.value)
            };
            let person = first.iter().find(is_meant).or(first.first())?;
            Some(Person {
                line: row.line,
                ..Person::clone(person)
            })
        });
        let mut rows: Vec<Person> = self.people.iter().cloned().chain(again).collect();
        rows.sort_by_key(|person| person.line);
        rows
    }

    fn new(encoding: Encoding, source: Source, layout: Layout) -> Self {
        Self {
            people: Vec::new(),
            problems: Vec::new(),
            folded: Vec::new(),
            unread: Vec::new(),
            source,
            encoding,
            layout,
            column: None,
            taken_for_headings: None,
            rows: 0,
            above: 0,
        }
    }

    fn with(mut self, list: List) -> Self {
        self.people = list.people;
        self.problems = list.problems;
        self.problems.sort_by_key(|problem| problem.line);
        self.folded = list.folded;
        self
    }
}

/// Reads a list from a file or standard input. The result holds every unusable row. An empty list is valid.
///
/// # Errors
/// When it is not a list of people, or the column is ambiguous.
pub fn read(bytes: &[u8], asked: &Columns) -> Result<People, InputError> {
    let (text, encoding) = text::decode(bytes, asked.encoding)?;
    let text = marks::of_wiki(marks::unquoted_mail(text::tidied(text)));
    let text = html::cells(&text).unwrap_or(text);
    if let Some(elements) = json::elements(&text)? {
        return of_json(elements, encoding, asked);
    }
    let announced = dialect::announced(&text)?;
    let skipped = u64::from(announced.is_some());
    let (delimiters, text) = match announced {
        Some((delimiter, rest)) => (vec![delimiter], rest),
        None => (Delimiter::ALL.to_vec(), text.as_str()),
    };
    if let Some(head) = dialect::head(text, &delimiters, asked) {
        return of_table(text, head, &delimiters, skipped, encoding, asked);
    }
    let mut list = List::default();
    let Bare {
        layout,
        rows,
        unread,
    } = without_headings::read(&mut list, text, skipped, &delimiters, asked)?;
    let mut people = People::new(encoding, Source::Bare, layout).with(list);
    (people.rows, people.unread) = (rows, unread);
    Ok(people)
}

fn of_table(
    text: &str,
    head: Head,
    delimiters: &[Delimiter],
    skipped: u64,
    encoding: Encoding,
    asked: &Columns,
) -> Result<People, InputError> {
    let lines = skipped + head.lines;
    let below = text.get(head.start..).unwrap_or_default();
    let mut rows = records::read(below, head.delimiter);
    let first = rows.next().unwrap_or_default();
    let headings = Headings::unchecked(&first.cells);
    let (mut delimiter, mut under) = (head.delimiter, Under::Texts);
    let mut rows: Vec<Record> = if first.cells.len() == 1 {
        // The only heading has no delimiter beside it that would say which is used below.
        let people = below.get(first.end..).unwrap_or_default();
        delimiter = dialect::without_headings(people, delimiters);
        under = without_headings::under_one_heading(people);
        let begin = below.get(..first.end).unwrap_or_default();
        let begin = begin.matches('\n').count() as u64;
        let rows = records::read(people, delimiter);
        rows.map(|row| row.lower(begin)).collect()
    } else {
        rows.collect()
    };
    rows = rows.into_iter().map(|row| row.lower(lines)).collect();
    let mut list = List::default();
    for row in head
        .above
        .iter()
        .filter(|row| row.cells.iter().any(|cell| is_address_like(cell)))
    {
        let place = Place {
            row: row.line + skipped,
            line: None,
            column: None,
        };
        list.problem(&place, &row.cells.join(" "), Reason::Above);
    }
    let chosen = columns::of_table(&headings, &rows, asked)?;
    let how = Reading {
        headings: Some(&headings),
        chosen: &chosen,
        width: Some(first.cells.len()),
        one_list: matches!(under, Under::OneList),
    };
    // Blanks between columns, and no quotation marks that would make one cell of several people.
    let aligned = matches!(under, Under::Columns) && !below.contains('"');
    if aligned && asked.is_empty() && rows.iter().all(|row| row.cells.len() == 1) {
        return Err(InputError::Ambiguous);
    }
    let mut people = of_rows(list, &headings, &rows, &how);
    people.encoding = encoding;
    people.layout = Layout::Cells(delimiter);
    people.above = head.above.len() as u64;
    // These are headings only because the user chose a column.
    let known = Headings::of(&first.cells, &Columns::default()).is_some();
    people.taken_for_headings = (!known).then_some((first.line + lines, headings.names));
    Ok(people)
}

fn of_rows(mut list: List, headings: &Headings, rows: &[Record], how: &Reading<'_>) -> People {
    for row in rows {
        list.row(row, how);
    }
    let mut unread = list.unread(rows, how.chosen);
    for column in &mut unread {
        column.heading = headings.name(Some(column.number - 1));
    }
    let mut people = People::new(Encoding::UTF_8, headings.source, Layout::Json).with(list);
    people.unread = unread;
    people.column = headings.name(how.chosen.main());
    people.rows = rows.len() as u64;
    people
}

fn of_json(elements: Elements, encoding: Encoding, asked: &Columns) -> Result<People, InputError> {
    let mut list = List::default();
    let mut people = People::new(encoding, Source::Bare, Layout::Json);
    match elements {
        Elements::Texts(texts) => {
            people.rows = texts.len() as u64;
            for (line, text) in texts {
                let place = Place {
                    row: line,
                    line: Some(line),
                    column: None,
                };
                list.texts(&text, &place);
            }
        }
        Elements::Rows(rows) => {
            people.rows = rows.len() as u64;
            people.unread = without_headings::table(&mut list, &rows, asked)?;
        }
        Elements::Objects(_, rows) if rows.is_empty() => {}
        Elements::Objects(keys, rows) => {
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
    }
    Ok(people.with(list))
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
            row: at as u64 + 1,
            line: None,
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
    fn each_row_comes_with_its_person_also_one_that_is_named_again() {
        let text = "Email,Account ID\na@x.example,\nb@x.example,\nA@X.example,\n\"b@x.example\",\n";
        let list = read(text.as_bytes(), &Columns::default()).unwrap();
        assert_eq!((list.people.len(), list.folded.len()), (2, 2));
        let rows = list.each_row();
        let rows: Vec<(u64, &str)> = rows
            .iter()
            .map(|row| (row.line.unwrap(), row.email.as_deref().unwrap()))
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
