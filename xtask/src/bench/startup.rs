//! The cost of starting the program.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{Bar, Failure, Figure, Setup, children_cpu};

const RUNS: u32 = 50;

/// CPU of `atlctl --version`.
pub fn bench(_: &Setup) -> Result<Vec<Figure>, Failure> {
    let program: PathBuf = std::env::current_exe()?.with_file_name("atlctl");
    if !program.exists() {
        return Err(format!("build it first: {} is not there", program.display()).into());
    }
    let before = children_cpu()?;
    for _ in 0..RUNS {
        let status = Command::new(&program)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()?;
        if !status.success() {
            return Err("atlctl --version failed".into());
        }
    }
    let ms = (children_cpu()? - before) * 1_000.0 / f64::from(RUNS);
    Ok(vec![
        Figure::new("CPU of `atlctl --version`", ms, "ms").bar(Bar::AtMost(10.0)),
    ])
}
