//! Alerts as lines, JSON and messages.

use atlctl_core::audit::Alert;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::ui::display;

/// The alert on one line.
pub(super) fn line(alert: &Alert) -> String {
    let mut line = format!(
        "{} {}: {}",
        alert.severity.as_str().to_uppercase(),
        display(&alert.title),
        alert.line
    );
    if let Some(count) = alert.count {
        line.push_str(&format!(" [{count} such events]"));
    }
    if let Some(unsure) = &alert.unsure {
        line.push_str(&format!(" [{unsure}]"));
    }
    line
}

/// The alert as JSON. `names`: with people, objects and addresses.
pub(super) fn object(alert: &Alert, names: bool) -> Value {
    let at = alert.at.and_then(|at| Timestamp::from_millisecond(at).ok());
    let mut object = json!({
        "event": "alert",
        "id": alert.id,
        "rule": alert.rule,
        "severity": alert.severity.as_str(),
        "title": alert.title,
        "at": at.map(|at| at.to_string()),
        "event_id": alert.event,
        "action": alert.action,
        "count": alert.count,
        "unsure": alert.unsure,
    });
    if let (true, Some(fields)) = (names, object.as_object_mut()) {
        fields.insert("actor".to_owned(), json!(alert.actor));
        fields.insert("target_names".to_owned(), json!(alert.targets));
        fields.insert("ip".to_owned(), json!(alert.ip));
    }
    object
}

/// The alert as a text for a chat.
pub(super) fn text(alert: &Alert, org: &str, names: bool) -> String {
    if names {
        return format!("{} (organization {org}, alert {})", line(alert), alert.id);
    }
    let at = alert.at.and_then(|at| Timestamp::from_millisecond(at).ok());
    let at = at.map_or_else(|| "unknown time".to_owned(), |at| at.to_string());
    format!(
        "{} {} (organization {org}, {at}, alert {})",
        alert.severity.as_str().to_uppercase(),
        display(&alert.title),
        alert.id
    )
}
