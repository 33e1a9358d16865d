//! Lists of IDs: one a line, or what this program prints as CSV, JSON or JSON Lines.

use super::json::{Elements, elements};
use super::{InputError, table, text};

/// The IDs of a list, each once, in their order. A table or JSON objects have them under one of these headings.
///
/// # Errors
/// When the bytes are no text, or a table has no such heading.
pub fn read_ids(bytes: &[u8], headings: &[&str]) -> Result<Vec<String>, InputError> {
    let (decoded, _) = text::decode(bytes, None)?;
    let found = match elements(&decoded)? {
        Some(Elements::Texts(texts)) => texts.into_iter().map(|(_, text)| text).collect(),
        Some(Elements::Objects(keys, rows)) => {
            let at = column(&keys, headings)?;
            let cell = |row: super::records::Record| row.cells.into_iter().nth(at);
            rows.into_iter().filter_map(cell).collect()
        }
        Some(Elements::Rows(_)) => {
            return Err(InputError::JsonForm {
                line: 1,
                what: "it is a list of lists".to_owned(),
            });
        }
        None => of_table(bytes, headings)?,
    };
    let mut ids: Vec<String> = Vec::with_capacity(found.len());
    let mut known = std::collections::HashSet::new();
    for id in found {
        let id = id.trim();
        if !id.is_empty() && known.insert(id.to_owned()) {
            ids.push(id.to_owned());
        }
    }
    Ok(ids)
}

fn of_table(bytes: &[u8], headings: &[&str]) -> Result<Vec<String>, InputError> {
    let table = table(bytes, None, |cells| column(cells, headings).is_ok())?;
    let cells = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    if let Ok(at) = column(&table.headings, headings) {
        let cell = |row: Vec<String>| row.into_iter().nth(at);
        return Ok(table.rows.into_iter().filter_map(cell).collect());
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
        return Ok(all().flatten().cloned().collect());
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
            assert_eq!(
                read_ids(text.as_bytes(), &["id", "token_id"]).unwrap(),
                ["t1", "t2"],
                "{text:?}"
            );
        }
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
