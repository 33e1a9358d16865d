//! The command line: global flags and the tree of commands.

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::commands;
use crate::error::{CliError, CliResult};

/// Run an Atlassian Cloud organisation from the terminal.
///
/// Sign in with the browser session you already have or with an organisation API key, mirror the
/// organisation, ask it anything offline, and change thousands of accounts through a plan that can
/// be read, resumed and undone.
#[derive(Debug, Parser)]
#[command(
    name = "atlctl",
    version,
    propagate_version = true,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 done, 1 failed, 2 usage, 3 partly done, 4 sign-in needed, \
                  5 refused by a guard, 6 changes pending, 7 outcome unknown, 130 cancelled.\n\
                  New here? Run: atlctl demo"
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// The variables of the environment that name the profile and the organisation.
pub const PROFILE_VARIABLE: &str = "ATLCTL_PROFILE";
const ORG_VARIABLE: &str = "ATLCTL_ORG";

/// Flags that mean the same thing for every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Profile to use: which organisation, which credential
    #[arg(long, global = true, env = PROFILE_VARIABLE, value_name = "NAME")]
    pub profile: Option<String>,
    /// Organisation id, instead of the profile's
    #[arg(long, global = true, env = ORG_VARIABLE, value_name = "ID")]
    pub org: Option<String>,
    /// Use the session or API key in this file instead of the profile's, for this run; - is the first line of
    /// standard input
    #[arg(long, global = true, value_name = "FILE")]
    pub credential: Option<std::path::PathBuf>,
    /// How to print data [default: table on a terminal and in pipes]
    #[arg(short, long, global = true, value_enum, value_name = "FORMAT")]
    pub output: Option<Format>,
    /// The same as -o json
    #[arg(long, global = true, conflicts_with = "output")]
    pub json: bool,
    /// Columns to print, in order, separated by commas
    #[arg(long, global = true, value_delimiter = ',', value_name = "COLUMNS")]
    pub columns: Vec<String>,
    /// Column to sort by; a leading minus sorts downwards
    #[arg(long, global = true, value_name = "COLUMN", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Print at most this many rows
    #[arg(long, global = true, value_name = "N")]
    pub limit: Option<usize>,
    /// Leave CSV cells as they are, without guarding against spreadsheet formulas and marking that in a column
    #[arg(long, global = true)]
    pub raw: bool,
    /// Ask the server instead of the local mirror
    #[arg(long, global = true)]
    pub live: bool,
    /// Say less: only data, warnings, errors, and what you must do next
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more; can be repeated
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// No colour (NO_COLOR, CLICOLOR=0 and TERM=dumb do the same)
    #[arg(long, global = true)]
    pub no_color: bool,
    /// Never ask; what would need an answer is an error
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Answer yes to what would be asked: apply the plan that is shown
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Show each request on stderr, without secrets
    #[arg(long, global = true)]
    pub debug_http: bool,
    /// Trust these certificates (PEM) beside the system's
    #[arg(long, global = true, value_name = "FILE")]
    pub cacert: Option<std::path::PathBuf>,
    /// Do not use the system's proxy
    #[arg(long, global = true)]
    pub no_proxy: bool,
    /// Base address of the official APIs (for the simulator; loopback only)
    #[arg(
        long,
        global = true,
        env = "ATLCTL_API_BASE",
        value_name = "URL",
        hide_short_help = true
    )]
    pub api_base: Option<String>,
    /// Base address of the portal's gateway (for the simulator; loopback only)
    #[arg(
        long,
        global = true,
        env = "ATLCTL_PORTAL_BASE",
        value_name = "URL",
        hide_short_help = true
    )]
    pub portal_base: Option<String>,
    /// Send the credential to a host that is neither Atlassian's nor loopback
    #[arg(long, global = true, hide_short_help = true)]
    pub allow_any_host: bool,
}

impl Global {
    /// An empty variable is none, as with the credentials. An empty flag is a mistake, most often a variable
    /// that a script did not set: what is used without the flag may be another organisation.
    ///
    /// # Errors
    /// When a flag is empty.
    pub fn without_blanks(mut self) -> CliResult<Self> {
        if self.json {
            self.output = Some(Format::Json);
        }
        for (value, flag, variable) in [
            (&mut self.profile, "--profile", PROFILE_VARIABLE),
            (&mut self.org, "--org", ORG_VARIABLE),
        ] {
            if value.as_deref().is_some_and(|text| text.trim().is_empty()) {
                let unset = std::env::var(variable).is_ok_and(|text| text.trim().is_empty());
                if !unset {
                    return Err(CliError::usage(format!("{flag} is empty"))
                        .hint(format!("name one, or leave {flag} out")));
                }
                *value = None;
            }
        }
        Ok(self)
    }
}

/// The forms data can be printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns for people
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// Only the id of each row, one a line
    Id,
}

// No comments on the variants: a variant's would hide the long help of the command's own arguments.
/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    #[command(subcommand)]
    Auth(commands::auth::Auth),
    Api(commands::api::Api),
    Doctor(commands::doctor::Doctor),
    #[command(subcommand)]
    Config(commands::config::Config),
    Sync(commands::sync::Sync),
    #[command(subcommand, visible_alias = "orgs")]
    Org(commands::org::Org),
    #[command(subcommand, visible_alias = "users")]
    User(commands::user::User),
    #[command(subcommand, visible_alias = "groups")]
    Group(commands::group::Group),
    #[command(subcommand, visible_alias = "policies")]
    Policy(commands::policy::Policy),
    #[command(subcommand, visible_alias = "domains")]
    Domain(commands::domain::Domain),
    #[command(subcommand, visible_alias = "directories")]
    Directory(commands::directory::Directory),
    #[command(subcommand, visible_alias = "workspaces")]
    Workspace(commands::workspace::Workspace),
    Sql(commands::sql::Sql),
    #[command(subcommand, visible_alias = "plans")]
    Plan(commands::plan::PlanCommand),
    Apply(commands::apply::Apply),
    #[command(subcommand, visible_alias = "runs")]
    Run(commands::run::RunCommand),
    Undo(commands::undo::Undo),
    Demo(commands::demo::Demo),
    #[command(subcommand)]
    Sim(commands::sim::Sim),
    Man(commands::man::Man),
    Completions(commands::completions::Completions),
}
