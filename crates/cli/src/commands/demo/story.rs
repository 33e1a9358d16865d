//! The story: sign in, mirror, ask, plan, apply, look, undo.

use super::files::Files;
use super::stage::Stage;
use crate::error::{CliResult, Exit};

/// Tells it.
///
/// # Errors
/// When a step does not end as it should.
pub(super) fn tell(stage: &mut Stage<'_>, files: &Files, people: u32) -> CliResult<()> {
    let path = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let (copied, export, csv) = (
        path(&files.copied),
        path(&files.export),
        path(&files.people),
    );
    let (plan, results, report) = (path(&files.plan), path(&files.results), path(&files.report));
    let to = files.to.as_str();

    stage.step(
        "Sign in with the session that your browser already has",
        "In the admin portal: developer tools, Network, any request, Copy as cURL. One cookie is taken\n\
         from it, for Atlassian's hosts alone, and checked with one call.",
    );
    stage.run(
        &["auth", "login", "--capture", &copied, "--store", "file"],
        Exit::Done,
    )?;

    stage.step(
        "Mirror the organization",
        &format!(
            "{people} people with groups, roles, last activity and policies, into one SQLite file."
        ),
    );
    stage.run(&["sync"], Exit::Done)?;

    stage.step(
        "Learn the names of the policies",
        "No API gives them; the portal's export of managed accounts does.",
    );
    stage.run(&["policy", "import-names", &export], Exit::Done)?;
    stage.run(&["policy", "list"], Exit::Done)?;

    stage.step(
        "Ask it anything, offline",
        "Filters compose; every list also comes as JSON, CSV or bare ids.",
    );
    stage.run(
        &[
            "user",
            "list",
            "--inactive",
            "180d",
            "--managed",
            "--limit",
            "5",
        ],
        Exit::Done,
    )?;

    stage.step(
        "Plan a policy move from a CSV",
        "The file has semicolons, a column too many, people who need no moving, people who cannot be\n\
         moved, duplicates and a typo. Nothing changes yet; the exit code 3 tells of the typo.",
    );
    stage.run(
        &["policy", "move", "--csv", &csv, "--to", to, "--plan", &plan],
        Exit::Partly,
    )?;

    stage.step(
        "Apply the plan",
        "Each row is written down before its call, and read back before it counts as done.",
    );
    stage.run(
        &["apply", &plan, "--yes", "--results", &results],
        Exit::Partly,
    )?;

    stage.step(
        "The same command again plans nothing",
        "So it can run every night.",
    );
    stage.run(&["policy", "move", "--csv", &csv, "--to", to], Exit::Partly)?;

    stage.step(
        "Show it to others",
        "One page that needs no network: searchable, printable.",
    );
    stage.run(&["run", "show", "last", "--html", &report], Exit::Done)?;

    stage.step(
        "And back",
        "Everyone returns to the policy they came from, by a plan like any other.",
    );
    stage.run(&["undo", "last", "--yes"], Exit::Done)
}
