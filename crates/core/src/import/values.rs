//! Values of cells.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// The last activity of a person, as far as a file says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LastActive {
    /// The file does not say.
    #[default]
    Unknown,
    /// The person was never active.
    Never,
    /// When the person was last active.
    At(Timestamp),
}

/// Words for "there is no value".
const NOTHING: [&str; 6] = ["", "-", "–", "n/a", "none", "unknown"];
/// Words for "never active".
const NEVER: [&str; 4] = ["never accessed", "never", "never active", "never seen"];

/// Whether a cell says nothing.
pub(super) fn is_nothing(cell: &str) -> bool {
    NOTHING.contains(&cell.trim().to_lowercase().as_str())
}

/// The last activity; nothing when the text is none.
pub(super) fn last_active(cell: &str) -> Option<LastActive> {
    let lower = cell.trim().to_lowercase();
    if NOTHING.contains(&lower.as_str()) {
        return Some(LastActive::Unknown);
    }
    if NEVER.contains(&lower.as_str()) {
        return Some(LastActive::Never);
    }
    moment(cell).map(LastActive::At)
}

/// Yes or no.
pub(super) fn truth(cell: &str) -> Option<bool> {
    match cell.trim().to_lowercase().as_str() {
        "yes" | "true" | "1" | "enabled" | "enforced" | "on" | "required" | "mandatory" => {
            Some(true)
        }
        "no" | "false" | "0" | "disabled" | "not enforced" | "off" | "not required"
        | "optional" => Some(false),
        _ => None,
    }
}

/// A time as exports write it: `3 Jan 2024`, `14 Dec 2012 15:31:57`, `2024-01-03`, RFC 3339. A day counts from its
/// first moment in UTC. Dates of numbers such as 3/1/2024 are not read: they have two meanings.
pub(super) fn moment(cell: &str) -> Option<Timestamp> {
    let cell = cell.trim();
    if let Ok(time) = cell.parse::<Timestamp>() {
        return Some(time);
    }
    let of = |civil: DateTime| Offset::UTC.to_timestamp(civil).ok();
    if let Ok(civil) = cell.parse::<DateTime>() {
        return of(civil);
    }
    let cell = cell.replace(',', " ");
    let words: Vec<&str> = cell.split_whitespace().collect();
    let (day, month, year, time) = match words[..] {
        [day, month, year] => (day, month, year, None),
        [day, month, year, time] => (day, month, year, Some(time)),
        _ => return None,
    };
    // Jan 3, 2024
    let (day, month) = if day.starts_with(|c: char| c.is_ascii_digit()) {
        (day, month)
    } else {
        (month, day)
    };
    if year.len() != 4 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month_of(month)?, day.parse().ok()?).ok()?;
    let time: Time = time.map_or(Some(Time::midnight()), |time| time.parse().ok())?;
    of(date.to_datetime(time))
}

fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    let fits = |month: &&'static str| {
        word.len() >= 3 && (month.starts_with(&*word) || word == "sept" && *month == "september")
    };
    let at = MONTHS.iter().position(fits)?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_exports() {
        for (cell, wanted) in [
            ("3 Jan 2024", Some("2024-01-03T00:00:00Z")),
            ("03 September 2024", Some("2024-09-03T00:00:00Z")),
            ("3 Sept 2024", Some("2024-09-03T00:00:00Z")),
            ("Jan 3, 2024", Some("2024-01-03T00:00:00Z")),
            ("14 Dec 2012 15:31:57", Some("2012-12-14T15:31:57Z")),
            ("2024-01-03", Some("2024-01-03T00:00:00Z")),
            ("2024-01-03 10:20:30", Some("2024-01-03T10:20:30Z")),
            ("2024-01-03T10:20:30+02:00", Some("2024-01-03T08:20:30Z")),
            ("3/1/2024", None),
            ("31 Feb 2024", None),
            ("3 Jan 24", None),
            ("soon", None),
        ] {
            let wanted = wanted.map(|text| text.parse::<Timestamp>().unwrap());
            assert_eq!(moment(cell), wanted, "{cell}");
        }
    }

    #[test]
    fn never_is_not_unknown() {
        assert_eq!(last_active("Never accessed"), Some(LastActive::Never));
        assert_eq!(last_active(" "), Some(LastActive::Unknown));
        assert_eq!(last_active("N/A"), Some(LastActive::Unknown));
        assert_eq!(last_active("x"), None);
        assert_eq!(
            (truth("Yes"), truth("no"), truth("x")),
            (Some(true), Some(false), None)
        );
    }
}
