//! The arguments, the profile, and a clean start.

use std::fs;
use std::path::Path;

use clap::Args;

use super::stage::{PROFILE, Run, Stage};
use super::{files, story};
use crate::config::Profile;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::simulated::Simulation;

/// Try the main tasks on a simulated organization
///
/// Signs in with a request copied from the browser, mirrors 5,000 people, queries the mirror, plans a policy move from
/// a CSV, applies it, verifies it, writes an HTML report, and undoes the move. Nothing leaves this machine. Afterward, try
/// commands of your own with the profile "demo":
///
///   atlctl --profile demo user list --inactive 90d
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl demo
  atlctl demo --step
  atlctl demo --people 500")]
pub struct Demo {
    /// Number of people in the simulated organization
    #[arg(long, value_name = "N", default_value_t = 5000,
          value_parser = clap::value_parser!(u32).range(100..=500_000))]
    people: u32,
    /// Random seed; the same seed generates the same people
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
    /// Wait for Enter before each chapter
    #[arg(long)]
    step: bool,
}

/// Runs the demo.
///
/// # Errors
/// When a profile "demo" of a real organization exists, `--step` has no terminal, a file cannot be written, or a
/// command does not end as expected.
pub fn run(context: &Context, args: &Demo, run: &Run) -> CliResult {
    if args.step && !context.ui.can_ask() {
        return Err(
            CliError::usage("demo --step waits for Enter and needs a terminal")
                .hint("run the whole demo without waiting: atlctl demo"),
        );
    }
    let started = std::time::Instant::now();
    let spec = format!("people={},seed={}", args.people, args.seed);
    let kept = context.paths.simulated(PROFILE);
    let replaces = clear(context, &kept)?;
    if replaces {
        context
            .ui
            .status("Replaces the earlier demo in the profile demo.");
    }
    let simulation = Simulation::of(PROFILE, &spec, &kept, context.fixed_now())?;
    let org = simulation.server().org_id();
    remove_dir(&context.paths.org(&org))?;
    profile(context, &spec)?;
    let place = context.paths.data().join("demo");
    let files = files::write(&place, &simulation)?;
    let mut stage = Stage::new(context, run, (args.step, replaces))?;
    story::tell(&mut stage, &files, args.people)?;
    stage.end(&files, started.elapsed());
    Ok(Exit::Done)
}

/// Removes what an earlier demo left; whether there was one. Never touches a profile of a real organization.
fn clear(context: &Context, kept: &Path) -> CliResult<bool> {
    let config = context.config()?;
    let profile = config.profile(PROFILE);
    if let Some(profile) = profile
        && profile.simulated.is_none()
    {
        return Err(
            CliError::usage("the profile \"demo\" belongs to a real organization").hint(
                "rename that profile in the configuration file (see: atlctl config show), then run the demo",
            ),
        );
    }
    match fs::remove_file(kept) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(CliError::failed(format!("cannot remove {}", kept.display())).cause(&error))
        }
        _ => Ok(profile.is_some()),
    }
}

fn profile(context: &Context, spec: &str) -> CliResult<()> {
    let mut config = context.config()?;
    config.set_profile(
        PROFILE,
        Profile {
            simulated: Some(spec.to_owned()),
            ..Profile::default()
        },
    );
    config.write()
}

fn remove_dir(path: &Path) -> CliResult<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(CliError::failed(format!("cannot remove {}", path.display())).cause(&error))
        }
        _ => Ok(()),
    }
}
