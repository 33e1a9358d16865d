//! The date of a `Set-Cookie` header, as browsers read it (RFC 6265, section 5.1.1): in any order, with or without a
//! weekday, with two digits for the year.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The moment that the text names; `None` when it names none.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == ':';
    for word in text.split(|c| !in_word(c)).filter(|word| !word.is_empty()) {
        if time.is_none() && word.contains(':') {
            time = clock(word);
            continue;
        }
        let small = word.to_ascii_lowercase();
        let number = word.parse::<i16>().ok();
        let of_month = |name: &&str| small.starts_with(*name);
        match number {
            Some(number) if day.is_none() && word.len() <= 2 => day = Some(number),
            Some(number) if year.is_none() && matches!(word.len(), 2..=4) => {
                year = Some(match number {
                    70..=99 => number + 1900,
                    0..=69 => number + 2000,
                    number => number,
                });
            }
            None if month.is_none() => month = MONTHS.iter().position(of_month),
            _ => {}
        }
    }
    let (hour, minute, second) = time?;
    let month = i8::try_from(month?).ok()?.checked_add(1)?;
    let day = i8::try_from(day?).ok()?;
    let moment = DateTime::new(year?, month, day, hour, minute, second, 0).ok()?;
    Offset::UTC.to_timestamp(moment).ok()
}

/// Hours, minutes and seconds.
fn clock(word: &str) -> Option<(i8, i8, i8)> {
    let mut parts = word.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some((hour, minute, second))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn every_way_in_which_servers_write_it() {
        let of = |text: &str| parse(text).map(|moment| moment.to_string());
        let right = Some("2026-10-21T07:28:00Z".to_owned());
        for text in [
            "Wed, 21 Oct 2026 07:28:00 GMT",
            "Wed, 21-Oct-2026 07:28:00 GMT",
            "Wednesday, 21-Oct-26 07:28:00 GMT",
            "Wed Oct 21 07:28:00 2026",
            // A weekday that is not the right one.
            "Mon, 21 October 2026 07:28:00",
        ] {
            assert_eq!(of(text), right, "{text}");
        }
        assert_eq!(
            of("Thu, 01-Jan-70 00:00:01 GMT").as_deref(),
            Some("1970-01-01T00:00:01Z")
        );
        for text in [
            "",
            "Session",
            "Wed, 21 Oct 2026",
            "32 Oct 2026 07:28:00",
            "0",
            "07:28",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
