//! `atlctl report posture`.

use std::path::{Path, PathBuf};

use atlctl_core::number::counted;
use atlctl_core::report::{
    Baseline, CHECKS, Posture, Request, Severity, State, posture, posture_parts,
};
use atlctl_core::store::{did_you_mean, nearest};
use clap::{Args, ValueEnum};

use super::make_report::{Asked, SHOWN, not_live, request};
use super::options::{DaysOption, ReportOptions};
use super::print::{completed, print};
use crate::changes::{check_different_files, check_new_file, save};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::input_file::read_text_file;
use crate::options::Format;
use crate::people_filter::Filter;
use crate::ui::{display, first_of};

/// Check the organization for weaknesses
///
/// For each check, shows its severity, what it found, why that matters, and the command that plans a fix. A check that
/// found nothing but could not see everything is unknown, not passed. With filters, only people and their tokens are
/// checked. --baseline accepts what is known; --sarif and
/// --junit write the checks for code scanning and build servers, without names of people.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report posture
  atlctl report posture --fail-on high --sarif posture.sarif
  atlctl report posture --write-baseline known.json
  atlctl report posture --baseline known.json --exit-code --junit posture.xml
  atlctl report posture --check external-inactive --list found -o id \\
      | atlctl user suspend --from-stdin --plan suspend.json")]
pub struct PostureArgs {
    /// Run only these checks
    #[arg(
        long,
        value_name = "CHECK",
        value_delimiter = ',',
        help_heading = "Checks"
    )]
    check: Vec<String>,
    /// Accept the findings in FILE (written by --write-baseline)
    #[arg(long, value_name = "FILE", help_heading = "Checks")]
    baseline: Option<PathBuf>,
    /// Write all findings to FILE, for --baseline next time
    ///
    /// Including those that --baseline accepts now.
    #[arg(long, value_name = "FILE", help_heading = "Checks")]
    write_baseline: Option<PathBuf>,
    /// Exit with 6 when any check finds something
    #[arg(long, help_heading = "Checks")]
    exit_code: bool,
    /// Exit with 6 when a check of this severity or worse finds something
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Checks")]
    fail_on: Option<Level>,
    /// Also exit with 6 when such a check is unknown
    #[arg(long, help_heading = "Checks")]
    fail_on_unknown: bool,
    /// Write the checks to FILE as SARIF, for code scanning
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    sarif: Option<PathBuf>,
    /// Write the checks to FILE as JUnit XML, for build servers
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    junit: Option<PathBuf>,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    days: DaysOption,
    #[command(flatten)]
    options: ReportOptions,
}

/// A severity on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Low,
    Medium,
    High,
    Critical,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Low => Self::Low,
            Level::Medium => Self::Medium,
            Level::High => Self::High,
            Level::Critical => Self::Critical,
        }
    }
}

/// Makes the checks.
///
/// # Errors
/// When a check is not known, the baseline cannot be used, or the mirror cannot be read.
pub fn run(context: &Context, args: &PostureArgs) -> CliResult {
    not_live(context)?;
    known(&args.check)?;
    narrowed(&args.check, &args.filter)?;
    files(args)?;
    let mut more: Vec<String> = args
        .check
        .iter()
        .flat_map(|check| ["--check".to_owned(), check.clone()])
        .collect();
    // What is accepted is in no list, and so in no change that is made of one.
    if let Some(path) = &args.baseline {
        more.extend(["--baseline".to_owned(), path.to_string_lossy().into_owned()]);
    }
    let asked = Asked {
        name: "posture",
        filter: Some(&args.filter),
        days: Some(args.days.days),
        more: &more,
        parts: &posture_parts(&args.check, args.filter.is_given()),
    };
    let mirror = context.mirror_showing(&asked.parts())?;
    let mut request = request(context, &mirror, asked)?;
    let table = context.global.output.unwrap_or(Format::Table) == Format::Table;
    if table && args.options.html.is_none() && args.options.list.is_none() {
        // Every check, and the first findings.
        request.rows = Some(context.global.limit.unwrap_or(SHOWN));
    }
    let baseline = args
        .baseline
        .as_deref()
        .map(|path| read(context, path, &request.about.org))
        .transpose()?;
    let posture = posture(&request, &args.check, baseline.as_ref())?;
    let report = completed(posture.report(&request)?);
    print(context, &report, &args.options)?;
    write(context, args, &posture, &request, baseline.as_ref())?;
    Ok(if fails(context, args, &posture) {
        Exit::Pending
    } else {
        Exit::Done
    })
}

/// Whether the checks fail, by the options. Those that could not be decided fail only on request: says how many they are.
fn fails(context: &Context, args: &PostureArgs, posture: &Posture) -> bool {
    let least = match (args.fail_on, args.exit_code || args.fail_on_unknown) {
        (Some(level), _) => Severity::from(level),
        (None, true) => Severity::Low,
        (None, false) => return false,
    };
    let undecided = posture.findings.iter().filter(|finding| {
        let is_undecided = matches!(finding.state(), State::Unknown | State::NotChecked);
        is_undecided && finding.check.severity >= least
    });
    let undecided = undecided.count() as u64;
    if undecided > 0 && !args.fail_on_unknown {
        context.ui.warning(format!(
            "{} could not be decided and did not change the exit code (to exit with 6: --fail-on-unknown)",
            counted(undecided, "check", "checks")
        ));
    }
    let failed = posture.worst().is_some_and(|worst| worst >= least);
    failed || (args.fail_on_unknown && undecided > 0)
}

/// Refuses a check that is not known: otherwise, a typo would pass.
fn known(checks: &[String]) -> CliResult<()> {
    match checks
        .iter()
        .find(|id| CHECKS.iter().all(|check| check.id != id.as_str()))
    {
        None => Ok(()),
        Some(slip) => {
            let all: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
            Err(CliError::usage(format!(
                "unknown check {:?}{}",
                display(slip),
                did_you_mean(nearest(slip, &all).as_deref())
            ))
            .hint(format!("use one or more of: {}", all.join(", "))))
        }
    }
}

/// Refuses a check that filters of people do not narrow.
fn narrowed(checks: &[String], filter: &Filter) -> CliResult<()> {
    if !filter.is_given() {
        return Ok(());
    }
    let of_org = |id: &&String| {
        let mut all = CHECKS.iter();
        all.any(|check| check.id == id.as_str() && !check.is_of_people())
    };
    match checks.iter().find(of_org) {
        None => Ok(()),
        Some(check) => Err(CliError::usage(format!(
            "the check {} is about the whole organization, and cannot be made of some people",
            display(check)
        ))
        .hint("leave out the filters, or the check")),
    }
}

fn files(args: &PostureArgs) -> CliResult<()> {
    let files = [
        ("--html", args.options.html.as_deref()),
        ("--sarif", args.sarif.as_deref()),
        ("--junit", args.junit.as_deref()),
        ("--write-baseline", args.write_baseline.as_deref()),
    ];
    check_different_files(&files)?;
    for (_, path) in files {
        check_new_file(path, args.options.force)?;
    }
    Ok(())
}

fn write(
    context: &Context,
    args: &PostureArgs,
    posture: &Posture,
    request: &Request<'_>,
    baseline: Option<&Baseline>,
) -> CliResult<()> {
    let force = args.options.force;
    if let Some(path) = &args.sarif {
        save(path, &posture.sarif(request), force)?;
    }
    if let Some(path) = &args.junit {
        save(path, &posture.junit(request), force)?;
    }
    for path in args.sarif.iter().chain(&args.junit) {
        context
            .ui
            .status(format!("Wrote {}.", display(&path.to_string_lossy())));
    }
    if let Some(path) = &args.write_baseline {
        let accepted = posture.baseline(request, baseline)?;
        save(path, &accepted.to_text(), force)?;
        context.ui.status(format!(
            "Wrote {}: it accepts {}.",
            display(&path.to_string_lossy()),
            counted(accepted.count(), "finding", "findings")
        ));
    }
    Ok(())
}

fn read(context: &Context, path: &Path, org: &str) -> CliResult<Baseline> {
    let shown = display(&path.to_string_lossy());
    let text = read_text_file(path)
        .map_err(|error| CliError::usage(format!("cannot read {shown}")).cause(&error))?;
    let baseline = Baseline::from_text(&text, org).map_err(|error| {
        CliError::usage(format!("{shown} {error}"))
            .hint("write one: atlctl report posture --write-baseline FILE")
    })?;
    let unknown = baseline.unknown_checks();
    if !unknown.is_empty() {
        let names = unknown.iter().map(|name| display(name));
        context.ui.warning(format!(
            "{shown} accepts findings of checks that this version does not have: {}",
            first_of(names, unknown.len(), 5)
        ));
    }
    Ok(baseline)
}
