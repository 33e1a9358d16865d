//! The columns of the lists of the report of changes.

use super::super::report_model::{Holds, ReportColumn};

/// Every change.
pub(super) const CHANGES: [ReportColumn; 16] = [
    ReportColumn::new("at", "Found", Holds::Time),
    ReportColumn::new("name", "Name", Holds::Key),
    ReportColumn::new("change", "Change", Holds::Text),
    ReportColumn::new("what", "What", Holds::Sentence),
    ReportColumn::new("before", "From", Holds::Text).or_none(),
    ReportColumn::new("after", "To", Holds::Text).or_none(),
    ReportColumn::new("run", "Run", Holds::Text).or_none(),
    ReportColumn::new("by", "By", Holds::Text).or_none(),
    ReportColumn::new("of", "Of", Holds::Text).on_request(),
    ReportColumn::new("column", "Column", Holds::Text)
        .or_none()
        .on_request(),
    ReportColumn::new("item", "Item", Holds::Text)
        .or_none()
        .on_request(),
    ReportColumn::new("item_id", "Item ID", Holds::Text)
        .or_none()
        .on_request(),
    ReportColumn::new("app", "App", Holds::Text)
        .or_none()
        .on_request(),
    ReportColumn::new("app_id", "App ID", Holds::Text)
        .or_none()
        .on_request(),
    ReportColumn::new("snapshot", "Snapshot", Holds::Number).on_request(),
    ReportColumn::new("id", "ID", Holds::Id).on_request(),
];

/// Roles gained and lost.
pub(super) const ADMINS: [ReportColumn; 7] = [
    ReportColumn::new("at", "Found", Holds::Time),
    ReportColumn::new("name", "Name", Holds::Key),
    ReportColumn::new("change", "Change", Holds::Text),
    ReportColumn::new("role", "Role", Holds::Text),
    ReportColumn::new("by", "By", Holds::Text).or_none(),
    ReportColumn::new("run", "Run", Holds::Text).or_none(),
    ReportColumn::new("id", "Account ID", Holds::Id).on_request(),
];

/// People who lost their policy.
pub(super) const COVERAGE: [ReportColumn; 5] = [
    ReportColumn::new("at", "Found", Holds::Time),
    ReportColumn::new("name", "Name", Holds::Key),
    ReportColumn::new("policy", "Policy before", Holds::Text),
    ReportColumn::new("run", "Run", Holds::Text).or_none(),
    ReportColumn::new("id", "Account ID", Holds::Id).on_request(),
];

/// People who were added.
pub(super) const CAME: [ReportColumn; 5] = [
    ReportColumn::new("at", "Found", Holds::Time),
    ReportColumn::new("name", "Name", Holds::Key),
    ReportColumn::new("external", "External", Holds::Text),
    ReportColumn::new("run", "Run", Holds::Text).or_none(),
    ReportColumn::new("id", "Account ID", Holds::Id).on_request(),
];

/// People who were removed.
pub(super) const LEFT: [ReportColumn; 4] = [
    ReportColumn::new("at", "Found", Holds::Time),
    ReportColumn::new("name", "Name", Holds::Key),
    ReportColumn::new("run", "Run", Holds::Text).or_none(),
    ReportColumn::new("id", "Account ID", Holds::Id).on_request(),
];
