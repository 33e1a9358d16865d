//! An event as one line.

use atlctl_api::Event;
use jiff::Timestamp;
use serde_json::json;

use super::Entry;
use super::event_fields::event_id;
use crate::escape_characters::visible;
use crate::shown_time::shown_time;

/// Targets on a plain line, at most.
const TARGETS: usize = 5;

/// The event's JSON as Atlassian sent it, on one line.
#[must_use]
pub fn json_line(event: &Event) -> String {
    let raw = event.raw.as_str();
    if raw.is_empty() {
        return json!({ "id": event_id(event) }).to_string();
    }
    // In JSON, a line end is between values: in a text it is escaped.
    raw.replace(['\n', '\r'], " ")
}

/// The event for a reader: time, action, actor, targets, address. Its texts are escaped.
#[must_use]
pub fn plain_line(entry: &Entry<'_>) -> String {
    let time = entry
        .at
        .and_then(|at| Timestamp::from_millisecond(at).ok())
        .map_or_else(|| "?".to_owned(), shown_time);
    let unknown = "?";
    let action = visible(entry.event.action.as_deref().unwrap_or(unknown));
    let actor = visible(entry.actor().unwrap_or(unknown));
    let labels: Vec<_> = entry
        .about()
        .filter_map(|target| target.label())
        .map(visible)
        .collect();
    let more = labels.len().saturating_sub(TARGETS);
    let mut about = labels
        .iter()
        .take(TARGETS)
        .map(AsRef::as_ref)
        .collect::<Vec<&str>>()
        .join(", ");
    if more > 0 {
        about.push_str(&format!(", {more} more"));
    }
    let mut line = format!("{time} {action} by {actor}");
    if !about.is_empty() {
        line.push_str(": ");
        line.push_str(&about);
    }
    if let Some(ip) = entry.ip() {
        line.push_str(&format!(" (from {})", visible(ip)));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(text: &str) -> Event {
        let mut event: Event = serde_json::from_str(text).unwrap();
        event.raw = serde_json::value::RawValue::from_string(text.to_owned())
            .unwrap()
            .into();
        event
    }

    #[test]
    fn every_event_is_one_line_whatever_is_in_it() {
        let event = event(
            "{\"id\":\"e\",\n \"attributes\":{\"action\":\"x\\u001b[31m\\n\",\"actor\":{\"name\":\"A\\u202enn\"},\r\n\
             \"context\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"},{\"id\":\"4\"},{\"id\":\"5\"},{\"id\":\"6\"}]}}",
        );
        let line = json_line(&event);
        assert!(!line.contains(['\n', '\r']));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&line).unwrap(),
            serde_json::from_str::<serde_json::Value>(event.raw.as_str()).unwrap()
        );
        assert_eq!(
            plain_line(&Entry::of(&event)),
            "? x\\u{1b}[31m\\n by A\\u{202e}nn: 1, 2, 3, 4, 5, 1 more"
        );
    }
}
