//! The options that every command shares.

use clap::{ArgAction, Args, ValueEnum};

use crate::environment::{
    API_BASE_VARIABLE, ORG_VARIABLE, PORTAL_BASE_VARIABLE, PROFILE_VARIABLE, variable,
};
use crate::error::{CliError, CliResult};
use crate::parse_moment::{Named, moment};

/// Options that mean the same for every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Profile to use (an organization and its credential)
    #[arg(long, global = true, env = PROFILE_VARIABLE, hide_env_values = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Organization ID to use instead of the profile's
    #[arg(long, global = true, env = ORG_VARIABLE, hide_env_values = true, value_name = "ID")]
    pub org: Option<String>,
    /// Read the session token or API key from FILE for this command; - reads the first line of standard input
    #[arg(long, global = true, value_name = "FILE")]
    pub credential: Option<std::path::PathBuf>,
    /// Output format [default: table]
    #[arg(short, long, global = true, value_enum, value_name = "FORMAT")]
    pub output: Option<Format>,
    /// Same as -o json
    #[arg(long, global = true, conflicts_with = "output")]
    pub json: bool,
    /// Columns to print, in this order, separated by commas
    #[arg(long, global = true, value_delimiter = ',', value_name = "COLUMNS")]
    pub columns: Vec<String>,
    /// Column to sort by; -COLUMN sorts in descending order
    ///
    /// "never" sorts before all times; unknown sorts last in either order.
    #[arg(long, global = true, value_name = "COLUMN", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Print at most this many rows
    #[arg(long, global = true, value_name = "N")]
    pub limit: Option<usize>,
    /// Print CSV cells unchanged, without protection against spreadsheet formulas
    #[arg(long, global = true)]
    pub raw: bool,
    /// Query Atlassian instead of the local mirror
    #[arg(long, global = true)]
    pub live: bool,
    /// Show the mirror as it was at a moment: a date (its end, UTC), today, yesterday, a weekday, a time ago such as 7d,
    /// a time such as 2026-01-31T09:00:00Z, or the number of a snapshot
    #[arg(long, global = true, value_name = "TIME", value_parser = moment, conflicts_with = "live")]
    pub as_of: Option<Named>,
    /// Print only data, warnings, errors and required next steps
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print more detail; repeat for more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Disable color (NO_COLOR, CLICOLOR=0 and TERM=dumb do the same)
    #[arg(long, global = true)]
    pub no_color: bool,
    /// Never prompt; fail if input is needed
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Skip confirmation and apply the plan
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Log each request to stderr, without secrets
    #[arg(long, global = true)]
    pub debug_http: bool,
    /// Trust the certificates in FILE (PEM) in addition to the system's
    #[arg(long, global = true, value_name = "FILE")]
    pub cacert: Option<std::path::PathBuf>,
    /// Ignore the system's proxy settings
    #[arg(long, global = true)]
    pub no_proxy: bool,
    /// Base address of the official APIs (for the simulator; loopback only)
    #[arg(
        long,
        global = true,
        env = API_BASE_VARIABLE,
        hide_env_values = true,
        value_name = "URL",
        hide_short_help = true
    )]
    pub api_base: Option<String>,
    /// Base address of the portal's gateway (for the simulator; loopback only)
    #[arg(
        long,
        global = true,
        env = PORTAL_BASE_VARIABLE,
        hide_env_values = true,
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
    /// that a script did not set: what is used without the flag may be another organization.
    ///
    /// # Errors
    /// When a flag is empty.
    pub fn without_blanks(mut self) -> CliResult<Self> {
        if self.json {
            self.output = Some(Format::Json);
        }
        for (value, flag, name) in [
            (&mut self.profile, "--profile", PROFILE_VARIABLE),
            (&mut self.org, "--org", ORG_VARIABLE),
        ] {
            if value.as_deref().is_some_and(|text| text.trim().is_empty()) {
                let unset = std::env::var_os(name).is_some() && variable(name).is_none();
                if !unset {
                    return Err(CliError::usage(format!("{flag} is empty"))
                        .hint(format!("name one, or leave {flag} out")));
                }
                *value = None;
            }
        }
        for (value, name) in [
            (&mut self.api_base, API_BASE_VARIABLE),
            (&mut self.portal_base, PORTAL_BASE_VARIABLE),
        ] {
            let unset = || std::env::var_os(name).is_some() && variable(name).is_none();
            if value.as_deref().is_some_and(|text| text.trim().is_empty()) && unset() {
                *value = None;
            }
        }
        Ok(self)
    }
}

/// The forms data can be printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns
    Table,
    /// One JSON array
    Json,
    /// One JSON object per line
    Jsonl,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// The ID of each row, one per line
    Id,
}
