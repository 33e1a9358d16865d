//! `atlctl sim serve`.

use std::fmt::Write as _;
use std::time::Duration;

use atlctl_sim::{RateLimit, Running, SimConfig, Simulator};
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};

/// Serve a simulated organization on this machine
///
/// Serves the official admin APIs and the admin portal, as Atlassian specifies them, until you press Ctrl-C. Saves
/// nothing. The same seed generates the same people.
#[derive(Debug, Args)]
#[command(after_long_help = FAULTS, before_help = "\
Examples:
  atlctl sim serve
  atlctl sim serve --people 5000 --port 8080")]
pub struct Serve {
    /// Number of people, 10 to 500,000
    #[arg(long, value_name = "N", default_value_t = 200)]
    people: usize,
    /// Random seed; the same seed generates the same organization
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
    /// Port on 127.0.0.1; 0 lets the system choose one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// Response time, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = milliseconds())]
    delay: u64,
    /// Duration of a policy-move task, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = milliseconds())]
    task_delay: u64,
    /// Delay before a change becomes visible to readers, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = milliseconds())]
    lag: u64,
    /// Rate limit of each endpoint, in requests per minute
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    per_minute: Option<u32>,
    /// With --per-minute: send no rate-limit headers
    #[arg(long, requires = "per_minute")]
    no_limit_headers: bool,
    /// Renew the session in every response
    #[arg(long)]
    rotate_sessions: bool,
    /// Use the old user management
    #[arg(long)]
    old_user_management: bool,
    /// Do not let a session move people between policies
    #[arg(long)]
    sessions_cannot_move: bool,
    /// Inject a fault (see below); repeat for several
    #[arg(long, value_name = "FAULT")]
    fault: Vec<String>,
}

const FAULTS: &str = "\
Faults are written as: METHOD PATH [Nx] [skip=N] KIND [OPTION...]

  METHOD     a method, or * for any
  PATH       a path; * stands for any text
  Nx         strikes N requests (all, when it is left out)
  skip=N     lets N requests pass first

Kinds:
  429, 503 … that status; with `after`, the work is done first;
             with `repeats`, the error repeats the credential
             retry-after=2, reset=2026-11-24T09:00Z go into the headers
  reset      the connection is reset; with `after`, the work is done first
  hang       no answer; with `after`, the work is done first
  cut        the body ends in the middle         drip      a byte at a time
  html       a login page with status 200        redirect  to the login host
  empty      status 200 without a body           garbage   not JSON
  unauthorized           401, an expired session
  old-user-management    400 ADMIN-400-4
  duplicate-page, shift-page, cursor-loop        a list that goes wrong
  roles-absent, roles-null, roles-part           roles of people not told, or told in part
  task-fails percent=20  that share of a move's addresses fails

Examples:
  atlctl sim serve --people 5000 --delay 50
  atlctl sim serve --fault 'POST */add-users 2x 503 after' --fault 'GET */domains 429 retry-after=1'";

/// A day at most: the clock has an end.
fn milliseconds() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(..=86_400_000)
}

/// Serves until Ctrl-C.
///
/// # Errors
/// When a fault is not understood or the port cannot be had.
pub fn run(context: &Context, args: &Serve) -> CliResult {
    let config = SimConfig {
        people: args.people,
        seed: args.seed,
        port: args.port,
        reply_delay: Duration::from_millis(args.delay),
        task_delay: Duration::from_millis(args.task_delay),
        lag: Duration::from_millis(args.lag),
        rate_limit: args.per_minute.map(|requests| RateLimit {
            requests,
            per: Duration::from_secs(60),
            headers: !args.no_limit_headers,
        }),
        rotate_sessions: args.rotate_sessions,
        old_user_management: args.old_user_management,
        sessions_cannot_move: args.sessions_cannot_move,
        ..SimConfig::default()
    };
    context.block_on(async {
        let running = Simulator::start(config).await.map_err(|error| {
            CliError::failed("cannot serve a simulated organization").cause(&error)
        })?;
        for fault in &args.fault {
            running.control().fault(fault).map_err(|error| {
                CliError::usage(crate::ui::display(&error.to_string()))
                    .hint("see the list of faults: atlctl sim serve --help")
            })?;
        }
        context.ui.text(&card(&running))?;
        context.ui.status("Press Ctrl-C to stop.");
        match tokio::signal::ctrl_c().await {
            Ok(()) => Ok(Exit::Done),
            Err(error) => Err(CliError::failed("cannot wait for Ctrl-C").cause(&error)),
        }
    })?
}

/// How to reach it, as lines for a shell. Its secrets are worth nothing anywhere else.
fn card(running: &Running) -> String {
    let mut text = String::new();
    for (name, value) in [
        ("ATLCTL_API_BASE", running.api_base()),
        ("ATLCTL_PORTAL_BASE", running.portal_base()),
        ("ATLCTL_ORG", running.org_id()),
        ("ATLCTL_SITE", running.site_id()),
        ("ATLCTL_API_KEY", running.api_key()),
        ("ATLCTL_SESSION_TOKEN", running.session_token()),
    ] {
        let _ = writeln!(text, "export {name}={value}");
    }
    let _ = writeln!(text, "# sign-in page: {}", running.login_url());
    text
}
