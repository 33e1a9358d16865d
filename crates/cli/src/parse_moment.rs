//! Moments of the past, as the command line names them.

use atlctl_core::shown_time::read_time;
use atlctl_core::store::Moment;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::duration::days;

/// A moment, as it was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A snapshot, by the number of its sync.
    Snapshot(i64),
    /// So many hours before now.
    HoursAgo(i64),
    /// A day (UTC).
    Day(Date),
    /// The latest such day of the week before today.
    Weekday(Weekday),
    /// So many days before today.
    DaysBefore(i64),
    /// A time.
    At(Timestamp),
}

/// Which end of a day is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its beginning, for what happened since.
    Begin,
    /// Its end, for how things were on that day.
    End,
}

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Reads a moment.
///
/// # Errors
/// When it is none.
pub fn moment(text: &str) -> Result<Named, String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    if let Ok(number) = text.parse::<i64>() {
        return match number {
            1.. => Ok(Named::Snapshot(number)),
            _ => Err("snapshots have numbers from 1 on".to_owned()),
        };
    }
    match lower.as_str() {
        "today" => return Ok(Named::DaysBefore(0)),
        "yesterday" => return Ok(Named::DaysBefore(1)),
        _ => {}
    }
    if let Some((_, day)) = DAYS.iter().find(|(name, _)| *name == lower) {
        return Ok(Named::Weekday(*day));
    }
    if let Some(hours) = lower.strip_suffix('h')
        && let Ok(hours) = hours.parse::<u16>()
    {
        return Ok(Named::HoursAgo(i64::from(hours)));
    }
    if let Ok(day) = text.parse::<Date>()
        && text.len() <= "2026-01-31".len()
    {
        return Ok(Named::Day(day));
    }
    if let Some(time) = read_time(text) {
        return Ok(Named::At(time));
    }
    match days(text) {
        Ok(days) => Ok(Named::HoursAgo(i64::from(days) * 24)),
        Err(why) if why.contains("years") => Err(why),
        Err(_) => Err(
            "use a date such as 2026-01-31, today, yesterday, a weekday, a time ago such as 7d, a time such as 2026-01-31T09:00:00Z, or the \
             number of a snapshot"
                .to_owned(),
        ),
    }
}

impl Named {
    /// When the moment begins, if that is after `now`: nothing is known of it yet.
    pub fn future(self, now: Timestamp) -> Option<Timestamp> {
        match self.resolve(now, Edge::Begin) {
            Moment::Time(begin) if begin > now => Some(begin),
            _ => None,
        }
    }

    /// The moment in the mirror's history.
    pub fn resolve(self, now: Timestamp, edge: Edge) -> Moment {
        let today = Offset::UTC.to_datetime(now).date();
        let ago = |days: i64| {
            today
                .checked_sub(SignedDuration::from_hours(days * 24))
                .unwrap_or(today)
        };
        let of_day = |day: Date| {
            let time = match edge {
                Edge::Begin => Time::midnight(),
                Edge::End => Time::constant(23, 59, 59, 999_000_000),
            };
            let at = Offset::UTC
                .to_timestamp(day.to_datetime(time))
                .unwrap_or(now);
            // The end of today is now.
            Moment::Time(if edge == Edge::End { at.min(now) } else { at })
        };
        match self {
            Self::Snapshot(sync) => Moment::Sync(sync),
            Self::At(time) => Moment::Time(time),
            Self::HoursAgo(hours) => {
                let back = now.checked_sub(SignedDuration::from_hours(hours));
                Moment::Time(back.unwrap_or(now))
            }
            Self::Day(day) => of_day(day),
            Self::DaysBefore(days) => of_day(ago(days)),
            Self::Weekday(weekday) => {
                let back = (1..=7).find(|days| ago(*days).weekday() == weekday);
                of_day(ago(back.unwrap_or_default()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        // A Tuesday.
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let at = |text: &str, edge| match moment(text).unwrap().resolve(now, edge) {
            Moment::Time(time) => time.to_string(),
            Moment::Sync(sync) => format!("#{sync}"),
        };
        for (text, begin, end) in [
            ("12", "#12", "#12"),
            (
                "2026-03-01",
                "2026-03-01T00:00:00Z",
                "2026-03-01T23:59:59.999Z",
            ),
            (
                "2026-03-01T12:00:00+02:00",
                "2026-03-01T10:00:00Z",
                "2026-03-01T10:00:00Z",
            ),
            ("7d", "2026-11-17T09:00:00Z", "2026-11-17T09:00:00Z"),
            ("36h", "2026-11-22T21:00:00Z", "2026-11-22T21:00:00Z"),
            ("Monday", "2026-11-23T00:00:00Z", "2026-11-23T23:59:59.999Z"),
            (
                "tuesday",
                "2026-11-17T00:00:00Z",
                "2026-11-17T23:59:59.999Z",
            ),
            (
                "yesterday",
                "2026-11-23T00:00:00Z",
                "2026-11-23T23:59:59.999Z",
            ),
            // Not later than now.
            ("today", "2026-11-24T00:00:00Z", "2026-11-24T09:00:00Z"),
        ] {
            assert_eq!(at(text, Edge::Begin), begin, "{text}");
            assert_eq!(at(text, Edge::End), end, "{text}");
        }
        for text in ["", "0", "-3", "2026-02-30", "soon", "9999y", "7x"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_future() {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let future = |text: &str| {
            let begin = moment(text).unwrap().future(now);
            begin.map(|begin| begin.to_string())
        };
        for (text, begin) in [
            ("2026-11-25", "2026-11-25T00:00:00Z"),
            ("2026-11-24T09:00:01Z", "2026-11-24T09:00:01Z"),
        ] {
            assert_eq!(future(text).as_deref(), Some(begin));
        }
        for text in [
            "today",
            "2026-11-24",
            "2026-11-24T09:00:00Z",
            "0d",
            "monday",
            "99",
        ] {
            assert_eq!(future(text), None, "{text}");
        }
    }
}
