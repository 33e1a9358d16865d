//! The tree of commands: what the command line is parsed into.

use clap::{Parser, Subcommand};

use crate::options::Global;

/// Run an Atlassian Cloud organization from the terminal.
///
/// Sign in with your browser session or an organization API key, mirror the organization, query it offline,
/// and change thousands of accounts with plans that you can review, resume and undo.
#[derive(Debug, Parser)]
#[command(
    name = "atlctl",
    bin_name = "atlctl",
    version,
    propagate_version = true,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 partly done, 4 sign-in needed, \
                  5 refused by a guard, 6 changes pending, 7 outcome unknown, 130 canceled.\n\
                  New here? Run: atlctl demo"
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

// No comments on the variants: a variant's would hide the long help of the command's own arguments.
/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(subcommand)]
    Auth(super::auth::Auth),
    Api(super::api::Api),
    Doctor(super::doctor::Doctor),
    #[command(subcommand)]
    Config(super::config::Config),
    Sync(super::sync::Sync),
    #[command(subcommand, alias = "orgs")]
    Org(super::org::Org),
    #[command(subcommand, alias = "users")]
    User(super::user::User),
    #[command(subcommand, alias = "groups")]
    Group(super::group::Group),
    #[command(subcommand, alias = "roles")]
    Role(super::role::Role),
    #[command(subcommand, alias = "policies")]
    Policy(super::policy::Policy),
    #[command(subcommand, alias = "domains")]
    Domain(super::domain::Domain),
    #[command(subcommand, alias = "directories")]
    Directory(super::directory::Directory),
    #[command(subcommand, alias = "workspaces")]
    Workspace(super::workspace::Workspace),
    #[command(subcommand, alias = "tokens")]
    Token(super::token::Token),
    #[command(subcommand, alias = "keys")]
    Key(super::key::Key),
    #[command(subcommand, alias = "service-accounts")]
    ServiceAccount(super::service_account::ServiceAccount),
    #[command(subcommand, alias = "reports")]
    Report(Box<super::report::ReportCommand>),
    #[command(subcommand, alias = "events")]
    Event(super::event::EventCommand),
    Sql(super::sql::Sql),
    #[command(subcommand)]
    Export(super::export::Export),
    #[command(subcommand, alias = "imports")]
    Import(super::import::Import),
    #[command(subcommand, alias = "snapshots")]
    Snapshot(super::snapshot::Snapshot),
    Change(super::change::Change),
    #[command(subcommand, alias = "plans")]
    Plan(super::plan::PlanCommand),
    Apply(super::apply::Apply),
    #[command(subcommand, alias = "runs")]
    Run(super::run::RunCommand),
    Undo(super::undo::Undo),
    #[command(subcommand, alias = "reviews")]
    Review(super::review::Review),
    Demo(super::demo::Demo),
    #[command(subcommand)]
    Sim(super::sim::Sim),
    Help(super::help::Help),
    Man(super::man::Man),
    Completions(super::completions::Completions),
}
