//! A number or a percentage.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number or a percentage. Written `500` or `10%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountOrPercent {
    /// A number.
    Count(u64),
    /// A percentage.
    Percent(u8),
}

impl CountOrPercent {
    /// The number it amounts to for a total. A percentage is never less than one, so a small group does not refuse a
    /// single change.
    #[must_use]
    pub fn of(self, whole: u64) -> u64 {
        match self {
            Self::Count(count) => count,
            Self::Percent(0) => 0,
            Self::Percent(percent) => share(whole, percent).max(1),
        }
    }
}

/// A percentage of a total, rounded down.
pub(crate) fn share(whole: u64, percent: u8) -> u64 {
    whole.saturating_mul(u64::from(percent)) / 100
}

impl FromStr for CountOrPercent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let parsed = match text.trim().strip_suffix('%') {
            Some(percent) => number(percent)
                .filter(|percent| *percent <= 100)
                .and_then(|percent| u8::try_from(percent).ok())
                .map(Self::Percent),
            None => number(text).map(Self::Count),
        };
        parsed.ok_or_else(|| "give a number, or a share such as 5%".to_owned())
    }
}

impl fmt::Display for CountOrPercent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

impl Serialize for CountOrPercent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Percent(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for CountOrPercent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl serde::de::Visitor<'_> for Either {
            type Value = CountOrPercent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number such as 500, or a share such as \"10%\"")
            }

            fn visit_u64<E>(self, number: u64) -> Result<CountOrPercent, E> {
                Ok(CountOrPercent::Count(number))
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<CountOrPercent, E> {
                u64::try_from(number)
                    .map(CountOrPercent::Count)
                    .map_err(|_| E::invalid_value(serde::de::Unexpected::Signed(number), &self))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<CountOrPercent, E> {
                text.parse()
                    .map_err(|_| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// One bound or a list of them, as configurations have it: `500`, `"10%"`, `[500, "10%"]`.
///
/// # Errors
/// When it is anything else.
pub fn one_or_many<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<CountOrPercent>, D::Error> {
    #[derive(Deserialize)]
    #[serde(
        untagged,
        expecting = "a number such as 500, a share such as \"10%\", or a list of both"
    )]
    enum Either {
        One(CountOrPercent),
        Many(Vec<CountOrPercent>),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::One(bound) => vec![bound],
        Either::Many(bounds) => bounds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_shares() {
        let of = |text: &str, whole| text.parse::<CountOrPercent>().unwrap().of(whole);
        assert_eq!(of("0", 100), 0);
        assert_eq!(of("7", 3), 7);
        assert_eq!(of("5%", 200), 10);
        assert_eq!(of(" 100 %", 3), 3);
        assert_eq!((of("10%", 3), of("0%", 300)), (1, 0));
        for bad in ["", "x", "-1", "101%", "1.5", "%"] {
            assert!(bad.parse::<CountOrPercent>().is_err(), "{bad}");
        }
    }

    #[test]
    fn as_json_it_is_a_number_or_a_text() {
        for (bound, json) in [
            (CountOrPercent::Count(5), "5"),
            (CountOrPercent::Percent(10), "\"10%\""),
        ] {
            assert_eq!(serde_json::to_string(&bound).unwrap(), json);
            assert_eq!(serde_json::from_str::<CountOrPercent>(json).unwrap(), bound);
        }
        for bad in ["-5", "\"many\"", "1.5", "null"] {
            assert!(
                serde_json::from_str::<CountOrPercent>(bad).is_err(),
                "{bad}"
            );
        }
    }
}
