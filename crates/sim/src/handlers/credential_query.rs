//! What a list of tokens or keys asks for: filters, order and page. A cursor holds neither filters nor order.

use std::cmp::Reverse;

use super::page::{cursor_of, text_of};
use super::{Reply, Request, errors};

/// What is looked at of a credential.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub label: String,
    /// Name and address of its owner.
    pub owner: (String, String),
    pub blocked: bool,
    pub created: i64,
    pub expires: Option<i64>,
    pub used: Option<i64>,
}

/// The value that rows are put in order by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Up(String),
    Down(Reverse<String>),
}

/// From and to, in seconds since 1970.
type Range = (i64, i64);

/// What a list asks for.
pub(super) struct Query {
    term: Option<String>,
    blocked: Option<bool>,
    created: Option<Range>,
    expires: Option<Range>,
    used: Option<Range>,
    sort: (String, bool),
    size: usize,
    after: Option<String>,
}

/// One page: the places of the rows, and the ID that the next page begins after.
pub(super) struct Found {
    pub places: Vec<usize>,
    pub more: bool,
}

fn wrong(code: &str, detail: &str) -> Reply {
    errors::admin(400, code, "Bad request", detail)
}

const SEARCH: &str = "INVALID_API_TOKEN_SEARCH_QUERY";
const PARTS: [&str; 7] = [
    "SearchType",
    "Uom",
    "Value",
    "From",
    "To",
    "RangeFrom",
    "RangeTo",
];

impl Query {
    /// Reads a query. `dates` are the dates that may filter, `sizes` whether a page may have this size.
    pub fn read(
        request: &Request,
        now: i64,
        dates: &[&str],
        other: &[&str],
        sizes: impl Fn(usize) -> bool,
    ) -> Result<Self, Reply> {
        let known = |name: &str| {
            other.contains(&name)
                || ["q", "sort", "pageSize", "cursor"].contains(&name)
                || dates.iter().any(|date| {
                    let part = name.strip_prefix(date);
                    part.is_some_and(|part| PARTS.contains(&part))
                })
        };
        // Reported of the service: a name it does not know is an error of its own.
        if request.query.iter().any(|(name, _)| !known(name)) {
            return Err(errors::admin(
                500,
                "GENERIC_ERROR",
                "Internal error",
                "Unexpected parameter",
            ));
        }
        let blocked = match request.parameter("status") {
            None => None,
            Some("allowed") => Some(false),
            Some("blocked") => Some(true),
            Some(_) => return Err(wrong(SEARCH, "status must be allowed or blocked")),
        };
        if request
            .parameter("keyType")
            .is_some_and(|kind| kind != "CLOUD_ADMIN")
        {
            return Err(wrong(SEARCH, "keyType is not known"));
        }
        let size = match request.parameter("pageSize") {
            None => 20,
            Some(text) => text
                .parse()
                .ok()
                .filter(|size| sizes(*size))
                .ok_or_else(|| wrong("INVALID_PAGE_SIZE", "pageSize is out of range"))?,
        };
        let sort = request.parameter("sort").unwrap_or("-lastActiveAt");
        let first = sort.split(',').next().unwrap_or_default();
        let (down, field) = match first.strip_prefix('-') {
            Some(field) => (true, field),
            None => (false, first.strip_prefix('+').unwrap_or(first)),
        };
        let fields = [
            "label",
            "user.name",
            "createdBy.name",
            "createdAt",
            "expiresAt",
            "lastActiveAt",
        ];
        if !fields.contains(&field) {
            return Err(wrong("INVALID_SORT", "sort is not known"));
        }
        let after = match request.parameter("cursor") {
            None => None,
            Some(text) => Some(
                text_of("credentials", text)
                    .ok_or_else(|| wrong("INVALID_FIELD_FORMAT", "cursor is not valid"))?,
            ),
        };
        let date = |name: &str| {
            if dates.contains(&name) {
                range(request, name, now)
            } else {
                Ok(None)
            }
        };
        Ok(Self {
            term: request.parameter("q").map(str::to_lowercase),
            blocked,
            created: date("createdAt")?,
            expires: date("expiresAt")?,
            used: date("lastActiveAt")?,
            sort: (field.to_owned(), down),
            size,
            after,
        })
    }

    /// The ID that the page begins after.
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    pub fn matches(&self, row: &Row) -> bool {
        let within = |range: Option<Range>, at: Option<i64>| match (range, at) {
            (None, _) => true,
            (Some((from, to)), Some(at)) => from <= at && at <= to,
            (Some(_), None) => false,
        };
        let says = |term: &String| {
            [&row.label, &row.owner.0, &row.owner.1]
                .iter()
                .any(|text| text.to_lowercase().contains(term))
        };
        self.blocked.is_none_or(|blocked| blocked == row.blocked)
            && within(self.created, Some(row.created))
            && within(self.expires, row.expires)
            && within(self.used, row.used)
            && self.term.as_ref().is_none_or(says)
    }

    fn key(&self, row: &Row) -> Key {
        let (field, down) = &self.sort;
        let text = match field.as_str() {
            "label" => &row.label,
            "user.name" | "createdBy.name" => &row.owner.0,
            date => {
                let at = match date {
                    "createdAt" => Some(row.created),
                    "expiresAt" => row.expires,
                    _ => row.used,
                };
                // What has no date comes last in both directions.
                let at = at.map_or(i64::MAX, |at| if *down { -at } else { at });
                return Key::Number(at);
            }
        };
        if *down {
            Key::Down(Reverse(text.to_lowercase()))
        } else {
            Key::Up(text.to_lowercase())
        }
    }

    /// The page among these rows, each with its place. `last` is the row that the page before ended with.
    pub fn page(
        &self,
        rows: impl Iterator<Item = (usize, Row)>,
        last: Option<(usize, Row)>,
    ) -> Found {
        let last = last.map(|(place, row)| (self.key(&row), place));
        let mut keys: Vec<(Key, usize)> = rows
            .filter(|(_, row)| self.matches(row))
            .map(|(place, row)| (self.key(&row), place))
            .filter(|key| last.as_ref().is_none_or(|last| key > last))
            .collect();
        let more = keys.len() > self.size;
        if more {
            keys.select_nth_unstable(self.size);
            keys.truncate(self.size);
        }
        keys.sort_unstable();
        Found {
            places: keys.into_iter().map(|(_, place)| place).collect(),
            more,
        }
    }
}

/// The cursor that goes on after an ID.
pub(super) fn next(id: &str) -> String {
    cursor_of("credentials", id)
}

/// The range that the parameters of a date ask for.
fn range(request: &Request, date: &str, now: i64) -> Result<Option<Range>, Reply> {
    let parameter = |part: &str| request.parameter(&format!("{date}{part}"));
    let invalid = |part: &str| wrong(SEARCH, &format!("{date}{part} is not valid"));
    let Some(kind) = parameter("SearchType") else {
        return Ok(None);
    };
    // Days ago of what happened, days ahead of what will.
    let ahead = date == "expiresAt";
    let away = |seconds: i64| if ahead { now + seconds } else { now - seconds };
    let sorted = |a: i64, b: i64| Ok(Some((a.min(b), a.max(b))));
    match kind {
        "range" => {
            // Either end may be open, but not both.
            let time = |part: &str| -> Result<Option<i64>, Reply> {
                let Some(text) = parameter(part) else {
                    return Ok(None);
                };
                let time: jiff::Timestamp = text.parse().map_err(|_| invalid(part))?;
                Ok(Some(time.as_second()))
            };
            match (time("From")?, time("To")?) {
                (None, None) => Err(invalid("From")),
                (from, to) => sorted(from.unwrap_or(i64::MIN), to.unwrap_or(i64::MAX)),
            }
        }
        "range_time" => {
            let time = |part: &str| {
                let text = parameter(part).ok_or_else(|| invalid(part))?;
                duration(text).ok_or_else(|| invalid(part))
            };
            sorted(away(time("RangeFrom")?), away(time("RangeTo")?))
        }
        "gt" | "lt" => {
            let value: i64 = parameter("Value")
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| invalid("Value"))?;
            let unit = match parameter("Uom") {
                Some("minute") => 60,
                Some("hour") => 3600,
                Some("day") => 86_400,
                Some("week") => 604_800,
                _ => return Err(invalid("Uom")),
            };
            let edge = away(value.saturating_mul(unit));
            match (kind == "gt", ahead) {
                (true, false) => Ok(Some((i64::MIN, edge))),
                (false, false) => Ok(Some((edge, now))),
                (true, true) => Ok(Some((edge, i64::MAX))),
                (false, true) => Ok(Some((now, edge))),
            }
        }
        _ => Err(invalid("SearchType")),
    }
}

/// Seconds of a text such as `1w 2d 3h 4m`.
fn duration(text: &str) -> Option<i64> {
    let mut sum = 0_i64;
    for word in text.split_whitespace() {
        let unit = match word.chars().last()? {
            'w' => 604_800,
            'd' => 86_400,
            'h' => 3600,
            'm' => 60,
            _ => return None,
        };
        let number: i64 = word.get(..word.len() - 1)?.parse().ok()?;
        sum = sum.saturating_add(number.saturating_mul(unit));
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_sums() {
        assert_eq!(duration("1w 2d 3h 4m"), Some(788_640));
        assert_eq!(duration("1y"), None);
        assert_eq!(duration("x"), None);
    }
}
