//! Cases made after public reports of tools that do the same job, where they are at hand: in the directory
//! that `ATLCTL_CASES` names, or in `shared/cases` of any directory above. They are no part of this project;
//! without them this test is ignored. Each is a directory with a `run.sh` that exits with 0 if the program is right.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// Seconds after which a case has failed.
const PATIENCE: &str = "180";

#[test]
#[cfg_attr(
    not(reported_cases),
    ignore = "the cases are not at hand (ATLCTL_CASES)"
)]
fn every_reported_case_is_right() {
    let cases = Mutex::new(cases(Path::new(env!("REPORTED_CASES"))));
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = next(&cases) {
                    if let Err(output) = run(&case) {
                        let mut wrong = wrong.lock().unwrap();
                        wrong.push(format!("{}:\n{output}", case.display()));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn next(cases: &Mutex<Vec<PathBuf>>) -> Option<PathBuf> {
    cases.lock().unwrap().pop()
}

/// The scripts of the cases.
fn cases(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap();
    let scripts: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path().join("run.sh"))
        .filter(|script| script.is_file())
        .collect();
    assert!(!scripts.is_empty(), "no cases in {}", dir.display());
    scripts
}

fn run(script: &Path) -> Result<(), String> {
    let output = Command::new("timeout")
        .args([PATIENCE, "bash"])
        .arg(script)
        .env("ATLCTL", env!("CARGO_BIN_EXE_atlctl"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}
