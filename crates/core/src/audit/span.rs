//! Spans of time as words: `90s`, `30m`, `12h`, `7d`, `4w`.

/// A span in milliseconds; `None` for what is none.
#[must_use]
pub fn span_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let unit = text.chars().next_back()?;
    let factor = match unit {
        's' => 1_000,
        'm' => 60_000,
        'h' => 3_600_000,
        'd' => 86_400_000,
        'w' => 604_800_000,
        _ => return None,
    };
    let number = text.strip_suffix(unit)?;
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
