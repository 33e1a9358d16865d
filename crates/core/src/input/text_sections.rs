//! Titles between the people of a plain text or Markdown, such as `## Keep` or `But not:`.

use super::decision_words::{excepts, says_not};
use super::display_name::{has_decision, has_exception};
use super::mentions::LABELS;
use super::records::Record;
use super::{InputError, Position, names_somebody};

/// Refuses a text with people under another title than the first ones.
///
/// # Errors
/// When it has such.
pub(super) fn check_text(text: &str, of_exceptions: bool) -> Result<(), InputError> {
    let mut is_quoted = false;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| {
        // What stands within a cell is no title.
        let was_quoted = is_quoted;
        is_quoted ^= line.matches('"').count() % 2 == 1;
        !was_quoted
    });
    let mut lines = lines.map(|(number, line)| (Position::line(number), line.to_owned()));
    check(&mut lines, true, of_exceptions)
}

/// A list of exceptions without the first line, where that is a title such as "Do not move": it says what the list is for.
/// A blank line stands in its place.
pub(super) fn without_exception(text: &str) -> Option<String> {
    let mut lines = text.split_inclusive('\n');
    let at = lines.position(|line| !line.trim().is_empty())?;
    let title = text.split_inclusive('\n').nth(at)?;
    let found = title_of(title).filter(|_| !names_somebody(title))?;
    if !says_not(&found) && !has_exception(&found) && !excepts(&found) {
        return None;
    }
    let kept = text.split_inclusive('\n').enumerate();
    let kept = kept.map(|(number, line)| if number == at { "\n" } else { line });
    Some(kept.collect())
}

/// Refuses rows with people under another title than the first ones.
///
/// # Errors
/// When there are such.
pub(super) fn check_rows<'a>(
    rows: impl Iterator<Item = &'a Record>,
    of_exceptions: bool,
) -> Result<(), InputError> {
    let mut rows = rows.map(|row| (row.at, row.cells.join("\t")));
    check(&mut rows, false, of_exceptions)
}

/// `is_text`: whether the first title is that of the people. Above a table may stand anything. `of_exceptions`: whether
/// people below a title with an exception are the right ones.
fn check(
    rows: &mut dyn Iterator<Item = (Position, String)>,
    is_text: bool,
    of_exceptions: bool,
) -> Result<(), InputError> {
    let mut first: Option<String> = None;
    let mut title: Option<String> = None;
    let mut exception: Option<String> = None;
    let mut is_begun = false;
    // Above a table may stand what has nothing to do with it, such as "not for the press".
    let excepts = |title: &String| {
        says_not(title)
            || if is_text {
                has_exception(title)
            } else {
                excepts(title)
            }
    };
    for (at, row) in rows {
        // Who stands below no new title need not be looked for.
        if let Some(found) = title_of(&row).filter(|_| !names_somebody(&row)) {
            if is_text || !is_begun && excepts(&found) {
                exception = Some(found.clone()).filter(&excepts);
            }
            title = Some(found);
            continue;
        }
        title = label_of(&row).or(title);
        if (title.is_some() || !is_begun) && names_somebody(&row) {
            let above = title.take();
            // The sender of a message stands above its recipients.
            let is_label = above
                .as_deref()
                .is_some_and(|title| label_of(&format!("{title}:")).is_some());
            // The only people may be those who are not meant.
            if let Some(title) = exception.take().filter(|_| !is_begun && !of_exceptions) {
                return Err(InputError::ExceptTitle { at, title });
            }
            if !is_begun || is_label && first.is_none() {
                (is_begun, first) = (true, above);
            } else if let Some(title) = above.filter(|title| Some(title) != first.as_ref()) {
                return Err(InputError::OtherTitle { at, title });
            }
        }
    }
    Ok(())
}

/// The word before the recipients of a message on a line.
fn label_of(line: &str) -> Option<String> {
    let (label, _) = line.split_once([':', '：'])?;
    let label = label.trim();
    LABELS
        .contains(&&*label.to_lowercase())
        .then(|| label.to_owned())
}

/// The title that a line without people is.
fn title_of(line: &str) -> Option<String> {
    let delimiter = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '"');
    let line = line.trim_matches(delimiter);
    if line.contains([',', ';', '|', '\t', '"']) {
        return None;
    }
    let bare = line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '#' | '*' | '_' | ':' | '：' | '=')
    });
    let is_bold = line.len() > 4
        && ["**", "__"]
            .iter()
            .any(|mark| line.starts_with(mark) && line.ends_with(mark));
    let is_marked = line.starts_with('#') || line.ends_with([':', '：']) || is_bold;
    (bare.contains(char::is_alphabetic) && (is_marked || has_decision(bare)))
        .then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_under_another_title_are_not_taken_for_those_above() {
        for (text, title) in [
            (
                "## Move\n| Email |\n|---|\n| a@x.example |\n\n## Keep\n| Email |\n|---|\n| b@x.example |",
                "Keep",
            ),
            (
                "**Move**\n\n- a@x.example\n\n**Others**\n\n- b@x.example",
                "Others",
            ),
            (
                "Please move:\na@x.example\n\nbut not:\nb@x.example",
                "but not",
            ),
            ("a@x.example\n\nNot these:\nb@x.example", "Not these"),
            ("To:\na@x.example\nCc:\nb@x.example", "Cc"),
            ("To: a@x.example\nCc: b@x.example", "Cc"),
            ("Move\na@x.example\nKeep\nb@x.example", "Keep"),
            ("Email,Team\na@x.example,x\n,\nKeep,\nb@x.example,y", "Keep"),
        ] {
            let right = Err(InputError::OtherTitle {
                at: Position::line(text.lines().count() as u64),
                title: title.to_owned(),
            });
            assert_eq!(check_text(text, false), right, "{text}");
        }
        let except = "Please move everybody except Ann:\na@x.example";
        assert_eq!(
            check_text(except, false),
            Err(InputError::ExceptTitle {
                at: Position::line(2),
                title: "Please move everybody except Ann".to_owned(),
            })
        );
        assert_eq!(check_text(except, true), Ok(()));
        let rows = |titles: &[&str]| {
            let cells = titles.iter().chain(&["a@x.example"]);
            let rows: Vec<Record> = (1..)
                .zip(cells)
                .map(|(line, cell)| Record {
                    at: Position::line(line),
                    cells: vec![(*cell).to_owned(), String::new()],
                    ..Record::default()
                })
                .collect();
            check_rows(rows.iter(), false)
        };
        for titles in [
            &["Do not move these people"][..],
            &["KEEP"],
            &["Ausnahmen:"],
            &["Please leave these accounts alone:"],
            &["Exceptions", "As of May:"],
        ] {
            let found = rows(titles);
            assert!(
                matches!(found, Err(InputError::ExceptTitle { .. })),
                "{titles:?}"
            );
        }
        for titles in [
            &["Users without MFA:"][..],
            &["Not for distribution"],
            &["Benutzer ohne MFA:"],
            &["Leavers of May"],
        ] {
            assert_eq!(rows(titles), Ok(()), "{titles:?}");
        }
        for text in [
            "# Move\na@x.example\n# Move\nb@x.example",
            "To:\na@x.example\nb@x.example",
            "To: a@x.example,\n  b@x.example\nTo: c@x.example",
            "Email\na@x.example\nAnn Lee\nunknown\nb@x.example",
            "Email,Note\na@x.example,\"one\nkeep:\n\"\nb@x.example,y",
            "a@x.example\nNot these:\n",
            "a@x.example\n# one, two\nb@x.example",
        ] {
            assert_eq!(check_text(text, false), Ok(()), "{text}");
        }
    }
}
