//! `unix_time(text)`: the seconds since 1970 of a time as the service writes it, `2026-01-31T10:00:00Z` or `2026-01-31`;
//! nothing of any other text, about which SQLite's slower functions decide.

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Result};

use jiff::civil::Date;

const DAY: i64 = 86_400;

/// Gives the function to a connection.
pub(super) fn create(db: &Connection, flags: FunctionFlags) -> Result<()> {
    db.create_scalar_function("unix_time", 1, flags, |context| {
        let text = context.get_raw(0).as_str_or_null().ok().flatten();
        Ok(text.and_then(|text| unix_time(text.as_bytes())))
    })
}

fn unix_time(text: &[u8]) -> Option<i64> {
    let (day, time) = text.split_at_checked(10)?;
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *day else {
        return None;
    };
    let year = number(&[y0, y1, y2, y3]).filter(|year| *year >= 1970)?;
    let (month, of_month) = (number(&[m0, m1])?, number(&[d0, d1])?);
    let (month, of_month) = (i8::try_from(month).ok()?, i8::try_from(of_month).ok()?);
    let date = Date::new(i16::try_from(year).ok()?, month, of_month).ok()?;
    Some(days_since_1970(date) * DAY + seconds(time)?)
}

/// The seconds of `T10:00:00Z`, also with a fraction down to milliseconds, which is cut off.
fn seconds(time: &[u8]) -> Option<i64> {
    let Some((clock, rest)) = time.split_at_checked(9) else {
        return time.is_empty().then_some(0);
    };
    let [b'T', h0, h1, b':', m0, m1, b':', s0, s1] = *clock else {
        return None;
    };
    let is_end = match rest {
        [b'Z'] => true,
        [b'.', fraction @ .., b'Z'] => {
            (1..=3).contains(&fraction.len()) && fraction.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    let below = |number: Option<i64>, end: i64| number.filter(|number| *number < end);
    let hours = below(number(&[h0, h1]), 24)?;
    let minutes = below(number(&[m0, m1]), 60)?;
    let seconds = below(number(&[s0, s1]), 60)?;
    is_end.then_some((hours * 60 + minutes) * 60 + seconds)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| i64::from(digit - b'0'))?;
        Some(number * 10 + digit)
    })
}

/// Years counted from March end with the day that only some have.
fn days_since_1970(date: Date) -> i64 {
    let (year, month) = (i64::from(date.year()), i64::from(date.month()));
    let year = year - i64::from(month <= 2);
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + i64::from(date.day()) - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;

    /// What SQLite says of a text in the column of the view of people.
    fn by_sqlite(db: &Connection, text: &str) -> Option<i64> {
        let sql = "SELECT CASE WHEN date(substr(?1, 1, 10)) = substr(?1, 1, 10) THEN CAST(strftime('%s', ?1) AS INTEGER) END";
        let mut read = db.prepare_cached(sql).unwrap();
        read.query_row([text], |row| row.get(0)).unwrap()
    }

    #[test]
    fn usual_times_are_read() {
        let db = Connection::open_in_memory().unwrap();
        for (text, at) in [
            ("1970-01-01", 0),
            ("2026-11-24T09:00:00Z", 1_795_510_800),
            ("2026-11-24T09:00:00.999Z", 1_795_510_800),
            ("2024-02-29", 1_709_164_800),
            ("2000-03-01T23:59:59Z", 951_955_199),
        ] {
            assert_eq!(unix_time(text.as_bytes()), Some(at), "{text}");
            assert_eq!(by_sqlite(&db, text), Some(at), "{text}");
        }
        for text in [
            "",
            "soon",
            "2026-02-30",
            "2026-13-01",
            "1969-12-31",
            "2026-11-24T24:00:00Z",
            "2026-11-24T09:00:00",
            "2026-11-24T09:00:00.1234Z",
            "2026-11-24T09:00:00+01:00",
            "2026-11-24 09:00:00Z",
            "2026-11-2é",
        ] {
            assert_eq!(unix_time(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        /// What is read is what SQLite reads.
        #[test]
        fn it_agrees_with_sqlite(
            text in "[12][0-9]{3}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,4})?Z?)?"
        ) {
            let db = Connection::open_in_memory().unwrap();
            if let Some(at) = unix_time(text.as_bytes()) {
                prop_assert_eq!(Some(at), by_sqlite(&db, &text));
            }
        }
    }
}
