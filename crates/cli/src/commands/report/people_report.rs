//! What reports of people have in common: whom, how long without activity counts, and how to print.

use atlctl_core::report::Kind;
use clap::Args;

use super::make_report::{Asked, make_and_print};
use super::options::{DaysOption, ReportOptions};
use crate::context::Context;
use crate::error::CliResult;
use crate::people_filter::Filter;

/// The options of a report of people.
#[derive(Debug, Args)]
pub struct PeopleReport {
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    days: DaysOption,
    #[command(flatten)]
    options: ReportOptions,
}

impl PeopleReport {
    /// Makes the report, which has this name on the command line.
    ///
    /// # Errors
    /// When a flag is not understood, or the mirror cannot be read.
    pub fn print(&self, context: &Context, name: &'static str, kind: Kind) -> CliResult {
        let asked = Asked {
            name,
            filter: Some(&self.filter),
            days: Some(self.days.days),
            more: &[],
            parts: kind.parts(),
        };
        make_and_print(context, asked, &self.options, |request| kind.make(request))
    }
}
