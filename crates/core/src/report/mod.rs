//! Reports: one model, rendered as a self-contained HTML page. What, how fresh, which filters and
//! what is unknown stand on every page.

mod charts;
mod data;
mod escape;
mod file;
mod model;
mod page;

pub use file::{SaveError, can_save, save};
pub use model::{Coverage, CoverageRow, ReportRow, RowOutcome, RunReport};
pub use page::run_page;
