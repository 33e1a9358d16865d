//! Lengths of time in days, as the command line names them.

/// `90d`, `12w`, `6m` (30 days each), `1y`; a bare number is days.
///
/// # Errors
/// When it is no time, or longer than 100 years.
pub fn days(text: &str) -> Result<u32, String> {
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(number.len()..).unwrap_or_default();
    let each = match unit {
        "" | "d" => 1,
        "w" => 7,
        "m" => 30,
        "y" => 365,
        _ => return Err("use a time such as 90d, 12w, 6m or 1y".to_owned()),
    };
    let long = || "use at most 100 years".to_owned();
    let number: u32 = number.parse().map_err(|_| {
        if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
            long()
        } else {
            "use a time that starts with a number, such as 90d".to_owned()
        }
    })?;
    number
        .checked_mul(each)
        .filter(|days| *days <= 36_500)
        .ok_or_else(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(days("90d"), Ok(90));
        assert_eq!(days("90"), Ok(90));
        assert_eq!(days("12w"), Ok(84));
        assert_eq!(days("6m"), Ok(180));
        assert_eq!(days("1y"), Ok(365));
        assert!(days("99999999999d").unwrap_err().contains("years"));
        for text in ["", "d", "90x", "-5d", "99999999999d", "9999y", "ü"] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
