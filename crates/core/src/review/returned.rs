//! Reads the lists that reviewers return, whatever program saved them. All problems are found in one pass.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Answer, Answers, Decision, ReviewRow, Unusable};
use crate::input::{
    ActionWord, ActionWords, Binary, Encoding, InputError, guarded, heading_key, table_with_lines,
};

/// The columns of a reviewer's list.
pub const COLUMNS: [&str; 11] = [
    "decision",
    "note",
    "email",
    "name",
    "access",
    "how",
    "status",
    "last_active",
    "since",
    "account_id",
    "row",
];

/// A list that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Its name, for messages.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// What cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The list.
    pub file: String,
    /// The line, counted from 1; `None` for the whole list.
    pub line: Option<u64>,
    /// Whom the row is about.
    pub person: Option<String>,
    /// The access that it is about.
    pub access: Option<String>,
    /// What the cell says.
    pub value: String,
    /// What is wrong.
    pub why: String,
    /// What the whole list is, when it is not text.
    pub not_text: Option<Binary>,
}

/// Where each column is.
struct Columns {
    decision: usize,
    note: Option<usize>,
    row: Option<usize>,
    access: Option<usize>,
    account: Option<usize>,
    email: Option<usize>,
    name: Option<usize>,
}

impl Columns {
    fn find(headings: &[String]) -> Option<Self> {
        let at = |names: &[&str]| {
            headings
                .iter()
                .position(|heading| names.contains(&heading_key(heading).as_str()))
        };
        let found = Self {
            decision: at(&[
                "decision",
                "entscheidung",
                "décision",
                "decisión",
                "decisão",
                "decisione",
                "beslissing",
                "решение",
                "判断",
                "决定",
            ])?,
            note: at(&["note", "notes", "comment", "comments"]),
            row: at(&["row"]),
            access: at(&["access"]),
            account: at(&["accountid"]),
            email: at(&["email"]),
            name: at(&["name"]),
        };
        let names_rows = found.row.is_some() || (found.access.is_some() && found.account.is_some());
        names_rows.then_some(found)
    }
}

/// Reads the lists. The answer of a row with a problem is no decision; it says what was returned.
#[must_use]
pub fn read(
    rows: &[ReviewRow],
    lists: &[Returned],
    words: &ActionWords,
    encoding: Option<Encoding>,
) -> (Answers, Vec<Problem>) {
    let mut reading = Reading {
        by_id: rows.iter().map(|row| (row.row.as_str(), row)).collect(),
        by_person: rows
            .iter()
            .map(|row| ((row.access.as_str(), row.account.as_str()), row))
            .collect(),
        rows_of: rows.iter().fold(BTreeMap::new(), |mut all, row| {
            *all.entry(row.reviewer.as_str()).or_default() += 1;
            all
        }),
        words,
        answers: Answers::new(),
        spoiled: HashMap::new(),
        lists: BTreeMap::new(),
        problems: Vec::new(),
    };
    for list in lists {
        reading.list(list, encoding);
    }
    reading.missing(rows);
    let mut answers = reading.answers;
    answers.extend(reading.spoiled);
    (answers, reading.problems)
}

/// Whose list a file is: of those whose rows it has all, as where lists were put together; else of the one who has the most
/// rows in it.
struct Owners<'a>(BTreeSet<&'a str>);

impl<'a> Owners<'a> {
    fn of(asked: impl Iterator<Item = &'a ReviewRow>, rows_of: &BTreeMap<&'a str, usize>) -> Self {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in asked {
            found.entry(&row.reviewer).or_default().insert(&row.row);
        }
        let has_all = |(reviewer, rows): &(&&'a str, &BTreeSet<&str>)| {
            rows_of.get(**reviewer) == Some(&rows.len())
        };
        let whole: BTreeSet<&str> = found
            .iter()
            .filter(has_all)
            .map(|(name, _)| *name)
            .collect();
        if !whole.is_empty() {
            return Self(whole);
        }
        let most = found.into_iter().max_by_key(|(_, rows)| rows.len());
        Self(most.into_iter().map(|(name, _)| name).collect())
    }

    /// Whose list it is, where it is not that of the row's reviewer.
    fn other_than(&self, row: &ReviewRow) -> Option<&'a str> {
        let is_other = !self.0.contains(row.reviewer.as_str());
        self.0.first().copied().filter(|_| is_other)
    }
}

struct Reading<'a> {
    by_id: HashMap<&'a str, &'a ReviewRow>,
    by_person: HashMap<(&'a str, &'a str), &'a ReviewRow>,
    /// The number of rows of each reviewer.
    rows_of: BTreeMap<&'a str, usize>,
    words: &'a ActionWords,
    answers: Answers,
    /// Rows with a problem, each with what was returned first of what cannot be used.
    spoiled: HashMap<String, Answer>,
    /// The first list with rows of each reviewer.
    lists: BTreeMap<&'a str, String>,
    problems: Vec<Problem>,
}

impl<'a> Reading<'a> {
    fn list(&mut self, list: &Returned, encoding: Option<Encoding>) {
        let whole = |why: String| Problem {
            file: list.name.clone(),
            line: None,
            person: None,
            access: None,
            value: String::new(),
            why,
            not_text: None,
        };
        let fit = |cells: &[String]| Columns::find(cells).is_some();
        let (table, lines) = match table_with_lines(&list.content, encoding, fit) {
            Ok(read) => read,
            Err(error) => {
                let not_text = match &error {
                    InputError::NotText(binary) => Some(*binary),
                    _ => None,
                };
                self.problems.push(Problem {
                    not_text,
                    ..whole(format!("cannot be read: {error}"))
                });
                return;
            }
        };
        let Some(columns) = Columns::find(&table.headings) else {
            let why = if table.headings.is_empty() {
                "is empty".to_owned()
            } else {
                "needs the columns decision and row".to_owned()
            };
            self.problems.push(whole(why));
            return;
        };
        let asked = table
            .rows
            .iter()
            .filter_map(|row| self.asked(row, &columns));
        let owners = Owners::of(asked, &self.rows_of);
        for (cells, line) in table.rows.iter().zip(lines) {
            self.row((&list.name, line), cells, &columns, &owners);
        }
    }

    /// The row of the review that a line is about.
    fn asked(&self, cells: &[String], columns: &Columns) -> Option<&'a ReviewRow> {
        let of = |at: Option<usize>| cell(cells, at);
        match (of(columns.row), of(columns.access), of(columns.account)) {
            (Some(id), ..) => self.by_id.get(id.to_lowercase().as_str()).copied(),
            (None, Some(access), Some(account)) => self.by_person.get(&(access, account)).copied(),
            _ => None,
        }
    }

    fn row(
        &mut self,
        (file, line): (&str, u64),
        cells: &[String],
        columns: &Columns,
        owners: &Owners<'_>,
    ) {
        let cell = |at: Option<usize>| cell(cells, at);
        let decision = cell(Some(columns.decision)).unwrap_or_default();
        let note = cell(columns.note).map(str::to_owned);
        let (id, access, account) = (
            cell(columns.row),
            cell(columns.access),
            cell(columns.account),
        );
        let mut problem = Problem {
            file: file.to_owned(),
            line: Some(line),
            person: cell(columns.email).or(account).map(str::to_owned),
            access: access.map(str::to_owned),
            value: id.unwrap_or_default().to_owned(),
            why: "is not a row of this review".to_owned(),
            not_text: None,
        };
        let Some(asked) = self.asked(cells, columns) else {
            self.problems.push(problem);
            return;
        };
        problem.person = Some(asked.person().to_owned());
        problem.access = Some(asked.access.clone());
        if let Some(owner) = owners.other_than(asked) {
            decision.clone_into(&mut problem.value);
            problem.why = format!(
                "is a row of {}, in the list of {owner}; only their own lists count",
                asked.reviewer
            );
            self.spoil(asked, decision, note, problem);
            return;
        }
        let first = self.lists.entry(&asked.reviewer);
        first.or_insert_with(|| file.to_owned());
        // By it the reviewer decided. A program may write one with line breaks or tabs otherwise.
        let plain = asked.name.as_deref();
        let plain = plain.filter(|name| !name.contains(char::is_control));
        let facts = [
            ("account_id", columns.account, Some(asked.account.as_str())),
            ("access", columns.access, Some(asked.access.as_str())),
            ("email", columns.email, asked.email.as_deref()),
            ("name", columns.name.filter(|_| plain.is_some()), plain),
        ];
        for (name, at, asked_for) in facts {
            let Some(cell) = at.map(|at| cells.get(at).map_or("", String::as_str)) else {
                continue;
            };
            let rounded = name == "account_id" && id.is_some() && is_number(cell);
            if !rounded && !same(cell, asked_for.unwrap_or_default()) {
                cell.clone_into(&mut problem.value);
                problem.why = format!(
                    "is not the {name} of the list that was sent; enter the decision in a fresh copy of the list"
                );
                self.spoil(asked, decision, note, problem);
                return;
            }
        }
        let answer = match self.words.read(decision) {
            ActionWord::Action(word) => Decision::of(word),
            ActionWord::LeaveAlone(_) if self.words.knows(decision) => None,
            other => {
                decision.clone_into(&mut problem.value);
                problem.why = match other {
                    ActionWord::Misspelled(known) => {
                        format!("is not a decision; did you mean \"{known}\"?")
                    }
                    _ => "is not a decision; write keep, remove or ?".to_owned(),
                };
                self.spoil(asked, decision, note, problem);
                return;
            }
        };
        let answer = Answer {
            decision: answer,
            note,
            file: file.to_owned(),
            line,
            unusable: None,
        };
        self.answer(asked, answer, problem);
    }

    fn answer(&mut self, asked: &'a ReviewRow, answer: Answer, mut problem: Problem) {
        let Some(known) = self.answers.get(&asked.row) else {
            self.answers.insert(asked.row.clone(), answer);
            return;
        };
        let (earlier, later) = (known.decision, answer.decision);
        // To keep what another answer leaves open changes nothing; to remove it would.
        let harmless = [None, Some(Decision::Keep)];
        if earlier == later {
            return;
        }
        if harmless.contains(&earlier) && harmless.contains(&later) {
            if later.is_some() {
                self.answers.insert(asked.row.clone(), answer);
            }
            return;
        }
        let word = |decision: Option<Decision>| decision.map_or("?", Decision::word);
        let says = match earlier {
            Some(decision) => format!("says {}", decision.word()),
            None => "leaves it undecided".to_owned(),
        };
        word(later).clone_into(&mut problem.value);
        problem.why = format!(
            "is decided twice: line {} of {} {says}",
            known.line, known.file
        );
        self.spoil(asked, word(later), answer.note, problem);
    }

    fn spoil(&mut self, asked: &ReviewRow, said: &str, note: Option<String>, problem: Problem) {
        let answer = Answer {
            decision: None,
            note,
            file: problem.file.clone(),
            line: problem.line.unwrap_or_default(),
            unusable: Some(Unusable {
                said: said.to_owned(),
                why: problem.why.clone(),
            }),
        };
        self.spoiled.entry(asked.row.clone()).or_insert(answer);
        self.problems.push(problem);
    }

    /// Rows of a reviewer who returned others.
    fn missing(&mut self, rows: &[ReviewRow]) {
        let seen = |row: &&ReviewRow, reading: &Self| {
            reading.answers.contains_key(&row.row) || reading.spoiled.contains_key(&row.row)
        };
        let mut found = Vec::new();
        for row in rows {
            if let Some(file) = self.lists.get(row.reviewer.as_str())
                && !seen(&row, self)
            {
                found.push(Problem {
                    file: file.clone(),
                    line: None,
                    person: Some(row.person().to_owned()),
                    access: Some(row.access.clone()),
                    value: row.row.clone(),
                    why: format!("is missing from the list of {}", row.reviewer),
                    not_text: None,
                });
            }
        }
        self.problems.append(&mut found);
    }
}

/// What a cell says, if anything.
fn cell(cells: &[String], at: Option<usize>) -> Option<&str> {
    let cell = at.and_then(|at| cells.get(at));
    cell.map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
}

/// Whether a spreadsheet took an ID that is all digits for a number, and rounded it: the row's ID tells whose it is.
fn is_number(cell: &str) -> bool {
    cell.trim().replace(',', ".").parse::<f64>().is_ok()
}

/// Whether a cell is what was asked, in any case, guarded against formulas or not.
fn same(cell: &str, asked: &str) -> bool {
    let plain = |text: &str| text.trim().to_lowercase();
    let cell = plain(cell);
    cell == plain(asked) || guarded(asked).is_some_and(|guarded| plain(&guarded) == cell)
}
