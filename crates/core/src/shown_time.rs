//! A moment as people read it, in every message, table and page: programs get RFC 3339.

use jiff::Timestamp;

/// `2026-01-31 09:00 UTC`; with seconds where it has some.
#[must_use]
pub fn shown_time(at: Timestamp) -> String {
    let form = match at.as_second().rem_euclid(60) {
        0 => "%Y-%m-%d %H:%M UTC",
        _ => "%Y-%m-%d %H:%M:%S UTC",
    };
    at.strftime(form).to_string()
}

/// The same read again, or a moment in RFC 3339.
#[must_use]
pub fn read_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let spoken = text.strip_suffix("UTC").map(str::trim_end);
    let spoken = spoken.map(|text| format!("{text}Z"));
    spoken.as_deref().unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_again() {
        for (text, shown) in [
            ("2026-01-31T09:00:00Z", "2026-01-31 09:00 UTC"),
            ("2026-01-31T09:00:07Z", "2026-01-31 09:00:07 UTC"),
        ] {
            let at: Timestamp = text.parse().unwrap();
            assert_eq!(shown_time(at), shown);
            assert_eq!(read_time(shown), Some(at));
            assert_eq!(read_time(text), Some(at));
        }
        assert_eq!(read_time("soon UTC"), None);
    }
}
