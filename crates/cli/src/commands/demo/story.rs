//! The demo's chapters: sign in, mirror, query, plan, apply, report, undo.

use atlctl_core::number::grouped;

use super::files::Files;
use super::stage::Stage;
use crate::error::{CliResult, Exit};

/// Runs the chapters.
///
/// # Errors
/// When a command does not end as expected.
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
        "Sign in with a request copied from the browser",
        "In the admin portal: developer tools, Network, any request, Copy as cURL. atlctl takes one\n\
         cookie from it, sends it to Atlassian's hosts only, and checks it with one call.",
    )?;
    stage.run(
        &["auth", "login", "--capture", &copied, "--store", "file"],
        Exit::Done,
    )?;

    stage.step(
        "Mirror the organization",
        &format!(
            "Copies {} people with groups, roles, last activity and policies to one SQLite file.",
            grouped(u64::from(people))
        ),
    )?;
    stage.run(&["sync"], Exit::Done)?;

    stage.step(
        "Import the policy names",
        "No API returns them, but the portal's managed-accounts export does.",
    )?;
    stage.run(&["policy", "import-names", &export], Exit::Done)?;
    stage.run(&["policy", "list"], Exit::Done)?;

    stage.step(
        "Query the mirror offline",
        "Filters combine, and every list prints as a table, JSON, CSV or IDs.",
    )?;
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
        "The file has semicolons, an extra column, duplicates, a typo, people who are in the policy and people\n\
         who cannot be moved. Nothing changes yet. Exit code 3 reports the typo.",
    )?;
    stage.run(
        &["policy", "move", "--csv", &csv, "--to", to, "--plan", &plan],
        Exit::Partly,
    )?;

    stage.step(
        "Apply the plan",
        "Each change is recorded before its request, and checked before it counts as done.",
    )?;
    stage.run(
        &["apply", &plan, "--yes", "--results", &results],
        Exit::Partly,
    )?;

    stage.step(
        "Run the same command again",
        "Nothing is left to change, so you can run it every night.",
    )?;
    stage.run(&["policy", "move", "--csv", &csv, "--to", to], Exit::Partly)?;

    stage.step(
        "Write a report",
        "One HTML page that you can search and print, without a network.",
    )?;
    stage.run(&["run", "show", "last", "--html", &report], Exit::Done)?;

    stage.step(
        "Undo the run",
        "Everyone returns to their previous policy, with a plan like any other.",
    )?;
    stage.run(&["undo", "last", "--yes"], Exit::Done)
}
