//! Spans of time as words: `90s`, `30min`, `12h`, `7d`, `4w`. No span is so long that `m` could be months: it is minutes.

/// A span in milliseconds; `None` for what is none.
#[must_use]
pub fn span_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match text.get(number.len()..)? {
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 604_800_000,
        _ => return None,
    };
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Ten thousand years are enough.
    number
        .parse::<i64>()
        .ok()?
        .checked_mul(factor)
        .filter(|ms| *ms <= 315_569_520_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        assert_eq!(span_ms("90s"), Some(90_000));
        assert_eq!(span_ms(" 4w "), Some(2_419_200_000));
        for odd in [
            "",
            "d",
            "7",
            "-1d",
            "1.5h",
            "7 d",
            "99999999999999999999d",
            "9999999999d",
            "7é",
        ] {
            assert_eq!(span_ms(odd), None, "{odd}");
        }
    }
}
