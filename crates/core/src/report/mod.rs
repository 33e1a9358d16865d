//! Reports: one model, rendered as a self-contained HTML page. What, how fresh, which filters and
//! what is unknown stand on every page.

mod activity_age;
mod app_removals;
mod changes;
mod chart;
mod chart_svg;
mod coverage_charts;
mod escape;
mod facts;
mod fraction;
mod freed_seats;
mod header;
mod index_page;
mod kinds;
mod list_data;
mod money;
mod page_frame;
mod parallel_reads;
mod person_rows;
mod plan_model;
mod plan_page;
mod posture;
mod report_model;
mod report_page;
mod request;
mod review_page;
mod rows_data;
mod rows_section;
mod run_facts;
mod run_model;
mod run_page;
mod save_page;
mod series_svg;
#[cfg(test)]
mod test_mirror;
mod timeline;
mod undecided;

pub use changes::{CHANGES_PARTS, changes};
pub use chart::{Bar, Bucket, Chart, Color, Drawing, Mark, Moment, Series};
pub use freed_seats::{FreedSeats, freed_seats_note};
pub use header::NOT_READ;
pub use index_page::index_page;
pub use kinds::Kind;
pub use money::rounded;
pub(crate) use page_frame::organization;
pub use plan_model::{PlanGroup, PlanReport, PlanReportRow};
pub use plan_page::plan_page;
pub use posture::{
    Baseline, BaselineError, CHECKS, Check, Finding, Mend, Posture, Severity, State, posture,
    posture_parts,
};
pub use report_model::{
    About, Figure, Holds, NextCommand, OLDER_PART, Report, ReportColumn, ReportList, Tone,
    shown_word,
};
pub use report_page::report_page;
pub use request::{Prices, Quote, Request};
pub use review_page::{ReviewPage, ReviewPageRow, review_page};
pub use run_facts::RunFacts;
pub use run_model::{Coverage, CoverageRow, ReportRow, RowOutcome, RunReport};
pub use run_page::run_page;
pub use save_page::{SaveError, can_save, save};
