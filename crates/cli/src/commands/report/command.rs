//! The reports.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Report on inactive people, seats, admins, groups and more
///
/// Save the arguments of a report that you need again under [saved.reports] in the configuration, such as: idle = "inactive --app
/// jira --days 180". Then atlctl report @idle makes it, with further options if you like.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    Inactive(super::inactive::Inactive),
    Seats(super::seats::Seats),
    Access(super::access::Access),
    Admins(super::admins::Admins),
    Policies(super::policies::Policies),
    Groups(super::groups::Groups),
    Externals(super::externals::Externals),
    Tokens(super::tokens::Tokens),
    Posture(super::posture::PostureArgs),
    Changes(super::changes::Changes),
    All(super::all::All),
}

/// Makes a report.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: &ReportCommand) -> CliResult {
    match command {
        ReportCommand::Inactive(args) => super::inactive::run(context, args),
        ReportCommand::Seats(args) => super::seats::run(context, args),
        ReportCommand::Access(args) => super::access::run(context, args),
        ReportCommand::Admins(args) => super::admins::run(context, args),
        ReportCommand::Policies(args) => super::policies::run(context, args),
        ReportCommand::Groups(args) => super::groups::run(context, args),
        ReportCommand::Externals(args) => super::externals::run(context, args),
        ReportCommand::Tokens(args) => super::tokens::run(context, args),
        ReportCommand::Posture(args) => super::posture::run(context, args),
        ReportCommand::Changes(args) => super::changes::run(context, args),
        ReportCommand::All(args) => super::all::run(context, args),
    }
}
