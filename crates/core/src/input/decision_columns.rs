//! Columns that say in words who of a list is meant, such as `Suspend: yes` and `no`, or `Action: keep`.

use super::Position;
use super::check_marks::says_who;
use super::decode_text::trimmed;
use super::names_somebody;
use super::records::Record;

/// A column by which not everybody in the list is meant, perhaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its heading, if it has one.
    pub heading: Option<String>,
    /// Where the first person is, and what the column says there.
    pub first: (Position, String),
    /// Where the first person is for whom it says something else, and what.
    pub other: (Position, String),
}

/// What a cell says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Yes,
    No,
    Nothing,
    Other,
}

/// What a heading says of the words below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    /// An action for each row.
    Action,
    /// Who is meant.
    Choice,
    /// Anything, and perhaps who is not meant; nothing, where there is none.
    Remark,
}

const YES: &str = "yes y true t 1 x ja j oui si sim da tak kyllä evet はい 是 예";
const NO: &str = "no n false f 0 not don't dont never keep keeps kept stay stays skip ignore exclude excluded exempt \
    rejected declined denied nein nicht bleibt behalten ausgenommen abgelehnt non pas garder refusé não nao nee niet nej \
    nei ei nie hayır нет いいえ 否 아니요";
/// Words in headings of choices, beside those of marks.
const CHOICES: &str = "approval scope migrate migration transfer eligible opt optout goahead nogo still verschieben \
    sperren freigabe";
/// Words in headings of remarks.
const REMARKS: &str = "comment comments note notes remark remarks status kommentar kommentare bemerkung bemerkungen \
    notiz hinweis commentaire comentario";
const NOTHING: [&str; 8] = ["-", "–", "—", "?", "n/a", "na", "none", "tbd"];
/// Headings of which every word is a decision.
const ACTIONS: [&str; 6] = [
    "action",
    "decision",
    "entscheidung",
    "aktion",
    "décision",
    "acción",
];

/// The columns that say different things of people, of those that tell who is meant. `ours`: whether this program
/// printed the list, in which an action may be anything.
pub(super) fn undecided(headings: &[String], rows: &[Record], ours: bool) -> Vec<Undecided> {
    let longest = rows.iter().map(|row| row.cells.len()).max();
    // Cells that no heading stands above are problems of their rows.
    let width = match headings.len() {
        0 => longest.unwrap_or_default(),
        headings => headings,
    };
    let columns = (0..width).filter_map(|at| {
        let heading = headings.get(at).map(|heading| trimmed(heading));
        let heading = heading.filter(|heading| !heading.is_empty());
        let kind = kind(heading, ours)?;
        let cell = |row: &Record| {
            let cell = row.cells.get(at).map_or("", |cell| trimmed(cell));
            cell.to_owned()
        };
        let with_people = rows.iter().filter(|row| {
            let mut others = row.cells.iter().enumerate();
            others.any(|(other, cell)| other != at && names_somebody(cell))
        });
        let mut first: Option<(Position, String)> = None;
        for row in with_people {
            let said = cell(row);
            let Some((_, before)) = &first else {
                first = Some((row.at, said));
                continue;
            };
            if differ(before, &said, kind) {
                return Some(Undecided {
                    number: at + 1,
                    heading: heading.map(str::to_owned),
                    first: first?,
                    other: (row.at, said),
                });
            }
        }
        None
    });
    columns.collect()
}

/// What a heading says; `None` where it tells something else.
fn kind(heading: Option<&str>, ours: bool) -> Option<Heading> {
    let small = heading.unwrap_or_default().to_lowercase();
    if !ours && ACTIONS.contains(&small.as_str()) {
        return Some(Heading::Action);
    }
    let has = |words: &str| {
        let mut parts = small.split(|c: char| !c.is_alphanumeric());
        parts.any(|part| words.split_whitespace().any(|word| word == part))
    };
    if heading.is_some_and(says_who) || has(CHOICES) {
        return Some(Heading::Choice);
    }
    (heading.is_none_or(says_who) || has(REMARKS)).then_some(Heading::Remark)
}

/// Whether two cells of a column do not mean the same of their people.
fn differ(one: &str, other: &str, kind: Heading) -> bool {
    let short = |cell: &str| cell.chars().count() < 3;
    let (said, others) = (word(one), word(other));
    if said == others && kind != Heading::Action {
        return false;
    }
    let is = |word: Word| said == word || others == word;
    match kind {
        Heading::Action => {
            let plain = |cell: &str| cell.to_lowercase().trim_end_matches(['.', '!']).to_owned();
            plain(one) != plain(other)
        }
        Heading::Choice => is(Word::No) || is(Word::Yes),
        // What is no word may be anything, such as a country: NO.
        Heading::Remark if is(Word::Other) => {
            is(Word::No) && !(short(one) && said == Word::No || short(other) && others == Word::No)
        }
        Heading::Remark => is(Word::No) || is(Word::Yes),
    }
}

fn word(cell: &str) -> Word {
    let small = cell.to_lowercase();
    let small = small.trim_end_matches(['.', '!']);
    let is = |words: &str, word: &str| words.split_whitespace().any(|one| one == word);
    let first = small.split([' ', ',', ':', ';', '(']).next();
    if small.is_empty() || NOTHING.contains(&small) {
        Word::Nothing
    } else if small.starts_with("do not ")
        || is(NO, small)
        || first.is_some_and(|first| first.len() > 2 && is(NO, first))
    {
        Word::No
    } else if is(YES, small) {
        Word::Yes
    } else {
        Word::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(heading: &str, cells: &[&str], ours: bool) -> Option<String> {
        let row = |(line, cell): (u64, &&str)| Record {
            at: Position::line(line),
            cells: vec!["a@x.example".to_owned(), (*cell).to_owned()],
            ..Record::default()
        };
        let rows: Vec<Record> = (2..).zip(cells).map(row).collect();
        let headings = ["Email".to_owned(), heading.to_owned()];
        let found = undecided(&headings, &rows, ours);
        found.first().map(|found| {
            assert_eq!(found.number, 2);
            format!("{} / {}", found.first.1, found.other.1)
        })
    }

    #[test]
    fn words_say_who_is_meant() {
        for (heading, cells, said) in [
            ("Suspend", &["yes", "yes", "no"][..], "yes / no"),
            ("Suspend?", &["TRUE", "FALSE"], "TRUE / FALSE"),
            ("Action", &["suspend", "keep"], "suspend / keep"),
            ("Action", &["suspend", "deactivate"], "suspend / deactivate"),
            ("Decision", &["suspend", ""], "suspend / "),
            ("Keep", &["", "x"], " / x"),
            ("Exclude from suspension", &["", "yes"], " / yes"),
            ("Approved", &["by Ann", "not yet"], "by Ann / not yet"),
            ("", &["", "no"], " / no"),
            ("", &["Sales", "keep"], "Sales / keep"),
            ("", &["yes", "no"], "yes / no"),
            ("In scope", &["Yes", "No"], "Yes / No"),
            ("Migrate?", &["yes", ""], "yes / "),
            (
                "Approval status",
                &["Approved", "Rejected"],
                "Approved / Rejected",
            ),
            (
                "Status",
                &["To be moved", "Excluded"],
                "To be moved / Excluded",
            ),
            (
                "Notes",
                &["", "Do not move, see ticket"],
                " / Do not move, see ticket",
            ),
            ("Selected", &["1", "0"], "1 / 0"),
        ] {
            assert_eq!(
                found(heading, cells, false).as_deref(),
                Some(said),
                "{heading}"
            );
        }
        for (heading, cells) in [
            ("Suspend", &["yes", "Yes", "TRUE"][..]),
            ("MFA", &["yes", "no"]),
            ("Active", &["TRUE", "FALSE"]),
            ("Action", &["suspend", "Suspend"]),
            ("Leave date", &["2026-05-01", ""]),
            ("Leave type", &["parental", "unpaid"]),
            ("", &["Sales", "", "Yes Men"]),
            ("", &["FR", "NO", "DE"]),
            ("Status", &["active", "suspended", ""]),
            ("Notes", &["on leave", "", "new laptop"]),
            ("Decision", &["approved", "Approved."]),
            ("Department", &["Yes Men", "No"]),
        ] {
            assert_eq!(found(heading, cells, false), None, "{heading} {cells:?}");
        }
        assert_eq!(found("action", &["user_added", "user_removed"], true), None);
        assert_eq!(
            found("decision", &["remove", "keep"], true).as_deref(),
            Some("remove / keep")
        );
    }
}
