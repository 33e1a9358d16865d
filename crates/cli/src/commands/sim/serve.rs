//! `atlctl sim serve`.

use std::fmt::Write as _;
use std::time::Duration;

use atlctl_sim::{Facet, RateLimit, Running, SimConfig, Simulator};
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};

/// Serve a simulated organization on this machine
///
/// Answers the official admin APIs and the admin portal as Atlassian's specifications describe, until
/// you press Ctrl-C. Nothing is saved. The same seed always gives the same people.
#[derive(Debug, Args)]
#[command(after_long_help = FAULTS, before_help = "\
Examples:
  atlctl sim serve
  atlctl sim serve --people 5000 --port 8080
  atlctl sim serve --lag memberships=2000 --lag roles=40000")]
pub struct Serve {
    /// Number of people, 10 to 500,000
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = people)]
    people: usize,
    /// Seed of the organization; the same seed gives the same people
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
    /// Port on 127.0.0.1; 0 lets the system choose
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// Delay each response by MS milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = milliseconds())]
    delay: u64,
    /// Finish a policy move task after MS milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = milliseconds())]
    task_delay: u64,
    /// Show changes to readers only after MS milliseconds: all, or those of one facet (see --help); can be repeated
    #[arg(long, value_name = "[FACET=]MS", value_parser = lag)]
    lag: Vec<Lag>,
    /// Allow N requests a minute to each endpoint
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    per_minute: Option<u32>,
    /// With --per-minute: send no rate limit headers
    #[arg(long, requires = "per_minute")]
    no_limit_headers: bool,
    /// Renew the session with every response
    #[arg(long)]
    rotate_sessions: bool,
    /// Simulate an organization on the original user management
    #[arg(long, alias = "old-user-management")]
    original_user_management: bool,
    /// Refuse policy moves with a session
    #[arg(long)]
    sessions_cannot_move: bool,
    /// Inject a fault (kinds: atlctl sim serve --help); can be repeated
    #[arg(long, value_name = "FAULT")]
    fault: Vec<String>,
}

const FAULTS: &str = "\
Faults

A fault is written as: METHOD PATH [Nx] [skip=N] KIND [OPTION...]

  METHOD     an HTTP method, or * for any
  PATH       a path; * matches any text
  Nx         apply to N requests (default: all)
  skip=N     let N requests pass first

KIND is one of these:

  429, 503, ...        respond with this status
      repeats              echo the credential in the error message
      retry-after=SECONDS  set this header
      reset=TIME           set this header, such as 2026-11-24T09:00Z
  reset                reset the connection
  hang                 never respond
  empty                status 200 without a body
  garbage              a body that is not JSON
      after                (with any of the above) make the change first, then fail
  cut                  end the body in the middle
  drip                 send a byte at a time
  html                 a login page with status 200
  redirect             a redirect to the login host
  unauthorized         401, as for an expired session
  old-user-management  400 with the code ADMIN-400-4
  duplicate-page       a page repeats rows of the page before
  shift-page           a page leaves out rows
  cursor-loop          the next page is the same page
  roles-absent         people have no roles field
  roles-null           the roles field is null
  roles-part           every other person has no roles field
  roles-empty          nobody has a role
  roles-odd            the list of roles has nulls
  roles-other          everyone has a role that no specification names
  task-fails           a move fails for some addresses
      percent=N            for this share of them

Facets of --lag

  policies, memberships, roles, access, lifecycle, email, profile, groups,
  credentials, org-policies

Examples:
  atlctl sim serve --people 5000 --delay 50
  atlctl sim serve --fault 'POST */add-users 2x 503 after' \\
      --fault 'GET */domains 429 retry-after=1'";

/// A day: the clock has an end.
const LONGEST: u64 = 86_400_000;

fn milliseconds() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(..=LONGEST)
}

/// The number of people, of which the simulator takes so many.
fn people(text: &str) -> Result<usize, String> {
    let people = text
        .parse()
        .ok()
        .filter(|people| (10..=500_000).contains(people));
    people.ok_or_else(|| "use 10 to 500,000 people".to_owned())
}

/// How long readers lag behind, and for which facet; `None`: every other one.
#[derive(Debug, Clone, Copy)]
struct Lag {
    facet: Option<Facet>,
    time: Duration,
}

fn lag(text: &str) -> Result<Lag, String> {
    let (facet, time) = match text.split_once('=') {
        Some((word, time)) => (Some(word.trim()), time),
        None => (None, text),
    };
    let facet = match facet.map(|word| (word, Facet::read(word))) {
        None => None,
        Some((_, Some(facet))) => Some(facet),
        Some((_, None)) => {
            let all: Vec<&str> = Facet::ALL.into_iter().map(Facet::as_str).collect();
            return Err(format!("unknown facet; use one of {}", all.join(", ")));
        }
    };
    let time = time.trim().parse().ok().filter(|time| *time <= LONGEST);
    let time = time.ok_or_else(|| format!("not a number of milliseconds, 0 to {LONGEST}"))?;
    Ok(Lag {
        facet,
        time: Duration::from_millis(time),
    })
}

/// The lag of every facet that has none of its own.
fn everything(lags: &[Lag]) -> Duration {
    let all = lags.iter().rev().find(|lag| lag.facet.is_none());
    all.map_or(Duration::ZERO, |lag| lag.time)
}

fn of_facets(lags: &[Lag]) -> Vec<(Facet, Duration)> {
    let own = lags.iter().filter_map(|lag| Some((lag.facet?, lag.time)));
    own.collect()
}

/// Serves until Ctrl-C.
///
/// # Errors
/// When a fault is invalid or the port is in use.
pub fn run(context: &Context, args: &Serve) -> CliResult {
    let config = SimConfig {
        people: args.people,
        seed: args.seed,
        port: args.port,
        reply_delay: Duration::from_millis(args.delay),
        task_delay: Duration::from_millis(args.task_delay),
        lag: everything(&args.lag),
        lags: of_facets(&args.lag),
        rate_limit: args.per_minute.map(|requests| RateLimit {
            requests,
            per: Duration::from_secs(60),
            headers: !args.no_limit_headers,
        }),
        rotate_sessions: args.rotate_sessions,
        old_user_management: args.original_user_management,
        sessions_cannot_move: args.sessions_cannot_move,
        ..SimConfig::default()
    };
    context.block_on(async {
        let running = Simulator::start(config).await.map_err(|error| {
            CliError::failed("cannot start the simulated organization").cause(&error)
        })?;
        for fault in &args.fault {
            running.control().fault(fault).map_err(|error| {
                CliError::usage(crate::ui::display(&error.to_string()))
                    .hint("atlctl sim serve --help lists all faults")
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

/// Its addresses and credentials as shell exports. The credentials work nowhere else.
fn card(running: &Running) -> String {
    let mut text = String::new();
    for (name, value) in [
        ("ATLCTL_API_BASE", running.api_base()),
        ("ATLCTL_PORTAL_BASE", running.portal_base()),
        ("ATLCTL_ORG", running.org_id()),
        ("ATLCTL_SITE", running.site_id()),
        ("ATLCTL_API_KEY", running.api_key()),
        ("ATLCTL_SESSION_TOKEN", running.session_token()),
        (
            "ATLCTL_DIRECTORY_KEY",
            format!(
                "{}:{}",
                running.scim_directory_id(),
                running.scim_directory_key()
            ),
        ),
    ] {
        let _ = writeln!(text, "export {name}={value}");
    }
    let _ = writeln!(text, "# sign-in page: {}", running.login_url());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lag_is_of_every_facet_or_of_one() {
        let lags: Vec<Lag> = ["2000", "roles=40000"]
            .into_iter()
            .map(|text| lag(text).unwrap())
            .collect();
        assert_eq!(everything(&lags), Duration::from_secs(2));
        assert_eq!(of_facets(&lags), [(Facet::Roles, Duration::from_secs(40))]);
        for wrong in ["", "x", "rules=1", "roles=", "roles=-1", "86400001"] {
            assert!(lag(wrong).is_err(), "{wrong}");
        }
        let help: Vec<&str> = Facet::ALL.into_iter().map(Facet::as_str).collect();
        let words: Vec<&str> = FAULTS.split_whitespace().collect();
        assert!(words.join(" ").contains(&help.join(", ")));
    }
}
