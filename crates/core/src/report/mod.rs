//! Reports: one model, rendered as a self-contained HTML page. What, how fresh, which filters and
//! what is unknown stand on every page.

mod charts;
mod data;
mod escape;
mod file;
mod model;
mod plan_model;
mod plan_page;
mod review_page;
mod rows;
mod run_page;
mod shell;

pub use file::{SaveError, can_save, save};
pub use model::{Coverage, CoverageRow, ReportRow, RowOutcome, RunReport};
pub use plan_model::{PlanGroup, PlanReport, PlanReportRow};
pub use plan_page::plan_page;
pub use review_page::{ReviewPage, ReviewPageRow, review_page};
pub use run_page::run_page;
