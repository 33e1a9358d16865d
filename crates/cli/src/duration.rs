//! Times as options take them: a number and a unit. No unit can be mistaken for another: `m` is none.

use std::time::Duration;

use atlctl_core::shown_time::read_time;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A unit with its seconds.
const UNITS: [(&str, u64); 7] = [
    ("s", 1),
    ("min", 60),
    ("h", 3_600),
    ("d", DAY),
    ("w", 7 * DAY),
    ("mo", 30 * DAY),
    ("y", 365 * DAY),
];
const DAY: u64 = 86_400;
/// The longest time: 100 years.
const LONGEST: u64 = 36_500 * DAY;

/// Seconds of a time such as `90d` or `30min`; a bare number counts `bare` seconds each.
fn seconds_of(text: &str, bare: u64, example: &str) -> Result<f64, String> {
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(number.len()..).unwrap_or_default();
    let lower = unit.to_ascii_lowercase();
    let each = match UNITS.iter().find(|(known, _)| *known == lower) {
        Some((_, each)) => *each,
        None if unit.is_empty() => bare,
        None if lower == "m" => {
            return Err(format!(
                "{unit} may be minutes or months: use {number}min or {number}mo (30 days each)"
            ));
        }
        None => {
            return Err(format!("use a time such as {example}"));
        }
    };
    let count: f64 = number
        .parse()
        .ok()
        .filter(|count: &f64| count.is_finite() && *count >= 0.0)
        .ok_or_else(|| format!("use a time that starts with a number, such as {example}"))?;
    let seconds = count * each as f64;
    if seconds > LONGEST as f64 {
        return Err("use at most 100 years".to_owned());
    }
    Ok(seconds)
}

/// A day on the calendar.
///
/// # Errors
/// When it is none.
pub fn date(text: &str) -> Result<Date, String> {
    let text = text.trim();
    let day = text
        .parse()
        .ok()
        .filter(|_| text.len() == "2026-12-15".len());
    day.ok_or_else(|| "use a date such as 2026-12-15".to_owned())
}

/// A time, or a day, which is its beginning in UTC.
///
/// # Errors
/// When it is neither.
pub fn end(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    let day = || {
        let begin = date(text).ok()?.at(0, 0, 0, 0);
        TimeZone::UTC.to_timestamp(begin).ok()
    };
    let wrong = "use a date such as 2027-01-31, or a time such as 2027-01-31T18:00:00Z";
    read_time(text).or_else(day).ok_or_else(|| wrong.to_owned())
}

/// Whole days: `90d`, `12w`, `6mo` (30 days each), `1y`; a bare number is days.
///
/// # Errors
/// When it is no time, no whole days, or longer than 100 years.
pub fn days(text: &str) -> Result<u32, String> {
    let seconds = seconds_of(text, DAY, "90d, 12w, 6mo or 1y")?;
    let days = seconds / DAY as f64;
    if days.fract() != 0.0 {
        return Err("use whole days, such as 90d, 12w, 6mo or 1y".to_owned());
    }
    // At most 36,500.
    Ok(days as u32)
}

/// The same, but at least one day: in no days, everybody is inactive.
///
/// # Errors
/// As there, and when it is none.
pub fn days_or_more(text: &str) -> Result<u32, String> {
    match days(text)? {
        0 => Err("use 1 or more days".to_owned()),
        days => Ok(days),
    }
}

/// A short time: `60`, `60s`, `2min`; a bare number is seconds.
///
/// # Errors
/// When it is no time, or longer than an hour.
pub fn short(text: &str) -> Result<Duration, String> {
    let seconds = seconds_of(text, 1, "60, 90s or 2min")?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| *time <= Duration::from_secs(3_600))
        .ok_or_else(|| "use at most an hour".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends() {
        let at = |text: &str| end(text).unwrap().to_string();
        assert_eq!(at("2027-01-31"), "2027-01-31T00:00:00Z");
        assert_eq!(at("2027-01-31T18:00:00+01:00"), "2027-01-31T17:00:00Z");
        for wrong in ["", "90d", "31.01.2027", "2027-01-31T18:00"] {
            assert!(end(wrong).unwrap_err().starts_with("use a date"), "{wrong}");
        }
    }

    #[test]
    fn dates() {
        assert_eq!(date("2026-12-15").unwrap(), jiff::civil::date(2026, 12, 15));
        for wrong in ["foo", "15.12.2026", "2026-12", "2026-12-15T10:00"] {
            assert_eq!(date(wrong).unwrap_err(), "use a date such as 2026-12-15");
        }
    }

    #[test]
    fn days_in_every_unit() {
        for (text, expected) in [
            ("90d", 90),
            ("90", 90),
            ("12w", 84),
            ("6mo", 180),
            ("1y", 365),
            ("48h", 2),
            ("2880MIN", 2),
        ] {
            assert_eq!(days(text), Ok(expected), "{text}");
        }
        assert_eq!((days("0d"), days_or_more("1d")), (Ok(0), Ok(1)));
        assert!(days_or_more("0").unwrap_err().contains("1 or more"));
        assert!(days("99999999999d").unwrap_err().contains("years"));
        for text in [
            "", "d", "90x", "-5d", "9999y", "ü", "36h", "30min", "nan", "inf",
        ] {
            assert!(days(text).is_err(), "{text}");
        }
    }

    #[test]
    fn minutes_and_months_are_never_taken_for_each_other() {
        for text in ["5m", "5M"] {
            for said in [days(text).unwrap_err(), short(text).unwrap_err()] {
                assert!(said.contains("5min") && said.contains("5mo"), "{said}");
            }
        }
        assert!(short("5mo").is_err());
    }

    #[test]
    fn short_times() {
        let seconds = |text: &str| short(text).map(|time| time.as_millis());
        assert_eq!(seconds("60"), Ok(60_000));
        assert_eq!(seconds("0.4"), Ok(400));
        assert_eq!(seconds("90s"), Ok(90_000));
        assert_eq!(seconds("2min"), Ok(120_000));
        assert_eq!(seconds("1h"), Ok(3_600_000));
        for text in ["", "s", "2h", "-1", "1e99"] {
            assert!(short(text).is_err(), "{text}");
        }
    }
}
