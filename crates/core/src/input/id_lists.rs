//! Lists of IDs: one per line, or what this program prints as CSV, JSON or JSON Lines.

use std::collections::HashMap;

use super::json::{Elements, elements};
use super::{InputError, decode_text, heading_key, table};

/// An ID of a list, and what its rows say beside it that names something, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedId {
    /// The ID.
    pub id: String,
    /// The cells beside it, each as what it may be compared with.
    pub beside: Vec<(Beside, String)>,
}

impl ListedId {
    /// An ID with nothing beside it.
    #[must_use]
    pub fn alone(id: String) -> Self {
        Self {
            id,
            beside: Vec::new(),
        }
    }
}

/// What a cell beside an ID says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// A name or a label: of the thing or of its owner.
    Name,
    /// The address of its owner.
    Email,
    /// The account ID of its owner.
    Account,
}

impl Beside {
    fn of(heading: &str) -> Option<Self> {
        Some(match heading_key(heading).as_str() {
            "name" | "label" | "group" | "groupname" | "ownername" => Self::Name,
            "email" | "owneremail" | "useremail" | "owner" => Self::Email,
            "accountid" | "owneraccountid" | "ownerid" => Self::Account,
            _ => return None,
        })
    }
}

/// The IDs of a list, each once, in their order. A table or JSON objects have them under one of these headings.
///
/// # Errors
/// When the bytes are no text, or a table has no such heading.
pub fn read_ids(bytes: &[u8], headings: &[&str]) -> Result<Vec<ListedId>, InputError> {
    let (decoded, _) = decode_text::decode(bytes, None)?;
    let found = match elements(&decoded)? {
        Some(Elements::Texts(texts)) => {
            let texts = texts.into_iter();
            texts.map(|(_, text)| ListedId::alone(text)).collect()
        }
        Some(Elements::Objects(keys, rows)) => {
            let at = column(&keys, headings)?;
            let rows = rows.into_iter().map(|row| row.cells);
            rows.map(|cells| listed(&keys, at, &cells)).collect()
        }
        Some(Elements::Rows(_)) => {
            return Err(InputError::JsonForm {
                line: 1,
                what: "it is a list of lists".to_owned(),
            });
        }
        None => of_table(bytes, headings)?,
    };
    let mut ids: Vec<ListedId> = Vec::with_capacity(found.len());
    let mut known: HashMap<String, usize> = HashMap::new();
    for mut one in found {
        one.id = one.id.trim().to_owned();
        match known.get(&one.id).and_then(|at| ids.get_mut(*at)) {
            Some(earlier) => earlier.beside.extend(one.beside),
            None if one.id.is_empty() => {}
            None => {
                known.insert(one.id.clone(), ids.len());
                ids.push(one);
            }
        }
    }
    Ok(ids)
}

/// The ID of a row, in this column, and what stands beside it.
fn listed(headings: &[String], at: usize, cells: &[String]) -> ListedId {
    let others = headings.iter().zip(cells).enumerate();
    let others = others.filter(|(column, (_, cell))| *column != at && !cell.trim().is_empty());
    let beside = others
        .filter_map(|(_, (heading, cell))| Some((Beside::of(heading)?, cell.trim().to_owned())));
    ListedId {
        id: cells.get(at).cloned().unwrap_or_default(),
        beside: beside.collect(),
    }
}

fn of_table(bytes: &[u8], headings: &[&str]) -> Result<Vec<ListedId>, InputError> {
    let table = table(bytes, None, |cells| column(cells, headings).is_ok())?;
    let cells = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    if let Ok(at) = column(&table.headings, headings) {
        let rows = table.rows.iter();
        return Ok(rows.map(|row| listed(&table.headings, at, row)).collect());
    }
    let all = || std::iter::once(&table.headings).chain(&table.rows);
    // One a line, without a heading.
    let single = |row: &Vec<String>| {
        cells(row) <= 1
            && !row
                .iter()
                .any(|cell| cell.trim().contains(char::is_whitespace))
    };
    if all().all(single) {
        return Ok(all().flatten().cloned().map(ListedId::alone).collect());
    }
    column(&table.headings, headings).map(|_| Vec::new())
}

/// The column with the first of the headings that is there.
fn column(keys: &[String], headings: &[&str]) -> Result<usize, InputError> {
    let at = |heading: &&str| {
        let is = |key: &String| {
            key.trim()
                .replace([' ', '-'], "_")
                .eq_ignore_ascii_case(heading)
        };
        keys.iter().position(is)
    };
    headings
        .iter()
        .find_map(at)
        .ok_or_else(|| InputError::ColumnMissing {
            asked: headings.join(" or "),
            headings: keys.to_vec(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_every_form() {
        for text in [
            "t1\nt2\n",
            "t1\r\n\r\n t2 \r\nt1\r\n",
            "id,label\nt1,\"ci, old\"\nt2,\n",
            "Label;ID\nci;t1\nx;t2\n",
            "label,token_id\nci,t1\nx,t2\n",
            "[\"t1\", \"t2\"]",
            "{\"id\": \"t1\", \"label\": null}\n{\"id\": \"t2\"}\n",
            "[{\"label\": \"x\", \"id\": \"t1\"}, {\"id\": \"t2\"}]",
        ] {
            let read = read_ids(text.as_bytes(), &["id", "token_id"]).unwrap();
            let ids: Vec<&str> = read.iter().map(|one| one.id.as_str()).collect();
            assert_eq!(ids, ["t1", "t2"], "{text:?}");
        }
    }

    #[test]
    fn what_stands_beside_an_id_is_kept() {
        for text in [
            "id,Label,e-mail,Account ID,created\nt1,ci,ann@x.example,a-1,2026-01-01\n",
            "[{\"label\": \"ci\", \"email\": \"ann@x.example\", \"account_id\": \"a-1\", \"id\": \"t1\"}]",
        ] {
            let read = read_ids(text.as_bytes(), &["id"]).unwrap();
            let said = [
                (Beside::Name, "ci"),
                (Beside::Email, "ann@x.example"),
                (Beside::Account, "a-1"),
            ];
            let mut beside = read[0].beside.clone();
            beside.sort_by_key(|(what, _)| *what as u8);
            assert_eq!(
                beside,
                said.map(|(what, text)| (what, text.to_owned())),
                "{text}"
            );
        }
        let twice = read_ids(b"id,label\nt1,a\nt1,b\n", &["id"]).unwrap();
        assert_eq!(twice[0].beside.len(), 2);
    }

    #[test]
    fn other_tables_are_refused() {
        for text in [
            "label,owner\nci,ann\n",
            "a b\nc d\n",
            "{\"label\": \"x\"}\n",
            "[[\"t1\"]]",
        ] {
            assert!(read_ids(text.as_bytes(), &["id"]).is_err(), "{text:?}");
        }
        assert!(read_ids(b"", &["id"]).unwrap().is_empty());
    }
}
