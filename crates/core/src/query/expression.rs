//! A `--where` condition. It is put in brackets and combined with other conditions, so it must
//! not close them: `a) OR (b` would undo every other filter.

use crate::sql::SqlError;

/// Refuses a condition that is not a single expression.
pub(super) fn check(expression: &str) -> Result<(), SqlError> {
    let mut depth = 0_u32;
    let mut letters = expression.chars().peekable();
    let mut empty = true;
    while let Some(letter) = letters.next() {
        empty &= letter.is_whitespace();
        match letter {
            '\'' | '"' | '`' => skip(&mut letters, letter)?,
            '[' => skip(&mut letters, ']')?,
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1).ok_or(SqlError::Expression(
                    "it closes a bracket that it does not open",
                ))?;
            }
            ';' => return Err(SqlError::Expression("it contains a semicolon")),
            '-' if letters.peek() == Some(&'-') => {
                return Err(SqlError::Expression("it contains a comment"));
            }
            '/' if letters.peek() == Some(&'*') => {
                return Err(SqlError::Expression("it contains a comment"));
            }
            '?' | '@' | '$' | ':' | '\0' => {
                return Err(SqlError::Expression(
                    "it contains ?, @, $ or : outside quotes; put text in single quotes",
                ));
            }
            _ => {}
        }
    }
    if empty {
        return Err(SqlError::Expression("it is empty"));
    }
    if depth > 0 {
        return Err(SqlError::Expression("a bracket is not closed"));
    }
    Ok(())
}

/// To the end of a quoted part. A doubled quote begins the next part at once, which is the same.
fn skip(letters: &mut impl Iterator<Item = char>, end: char) -> Result<(), SqlError> {
    if letters.any(|letter| letter == end) {
        Ok(())
    } else {
        Err(SqlError::Expression("a quote is not closed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_expression_and_nothing_else() {
        for good in [
            "status = 'active'",
            "(a OR b) AND name LIKE '%)%'",
            "name = 'O''Neill; --'",
            "\"group\" IS NULL",
            "a - -1 > 2 / 3",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "  ",
            "a) OR (b",
            "(a",
            "a; b",
            "a -- b",
            "a /* b",
            "name = 'x",
            "a = ?1",
            "a = :b",
            "[x",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
