//! Times as the service writes them, as seconds since 1970.

use jiff::Timestamp;
use jiff::civil::Date;

/// Seconds since 1970; a day counts from its first moment in UTC. `None` for what is no time.
pub fn epoch(text: &str) -> Option<i64> {
    common(text.as_bytes()).or_else(|| rare(text))
}

/// `2024-01-03T10:20:30[.123]Z` and nothing else: almost all there are, without the general parser.
fn common(text: &[u8]) -> Option<i64> {
    let (head, tail) = text.split_at_checked(19)?;
    let fraction = tail.strip_suffix(b"Z")?;
    if !(fraction.is_empty() || fraction.first() == Some(&b'.') && digits(fraction.get(1..)?)) {
        return None;
    }
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = head
    else {
        return None;
    };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    let two = |a: u8, b: u8| Some(digit(a)? * 10 + digit(b)?);
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    let (hour, minute, second) = (two(h1, h2)?, two(n1, n2)?, two(s1, s2)?);
    if !(1..=12).contains(&month)
        || !(1..=28).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        // Ends of months and leap seconds are left to the general parser.
        return None;
    }
    Some(days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// Days since 1970-01-01 in the Gregorian calendar; years begin in March, so that the leap day is last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn rare(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.as_second());
    }
    let date: Date = text.get(..10).filter(|_| text.len() == 10)?.parse().ok()?;
    Some(days(date.year().into(), date.month().into(), date.day().into()) * 86_400)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms() {
        assert_eq!(epoch("1970-01-02T00:00:01Z"), Some(86_401));
        assert_eq!(epoch("1970-01-02"), Some(86_400));
        assert_eq!(
            epoch("2024-02-29T12:00:00.5Z"),
            epoch("2024-02-29T13:00:00+01:00")
        );
        assert_eq!(epoch("2024-02-30T12:00:00Z"), None);
        for odd in [
            "",
            "never",
            "2024-01-03Tx0:00:00Z",
            "2024-01-03T10:00:00.Z",
            "2024-13-01",
        ] {
            assert_eq!(epoch(odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_agrees_with_the_long_one(second in -60_000_000_000_i64..250_000_000_000) {
            let text = Timestamp::from_second(second).unwrap().to_string();
            prop_assert_eq!(epoch(&text), Some(second));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = epoch(&text);
        }
    }
}
