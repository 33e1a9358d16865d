//! Tells the tests whether cases of other people's reports are at hand: what cannot be tried is reported as
//! ignored, not as passed.

#![allow(
    clippy::disallowed_methods,
    reason = "the build reads its environment; the program does not"
)]

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(reported_cases)");
    // A directory that is not there counts as changed at every build: one that comes later is not looked for.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=ATLCTL_CASES");
    let found = find();
    if found.is_some() {
        println!("cargo::rustc-cfg=reported_cases");
    }
    let dir = found.unwrap_or_default();
    println!("cargo::rustc-env=REPORTED_CASES={}", dir.display());
}

/// The directory that `ATLCTL_CASES` names, or `shared/cases` next to the project or in a directory above it.
fn find() -> Option<PathBuf> {
    if let Some(dir) = std::env::var_os("ATLCTL_CASES") {
        return Some(dir.into());
    }
    let here = std::env::var_os("CARGO_MANIFEST_DIR")?;
    Path::new(&here)
        .ancestors()
        .map(|above| above.join("shared/cases"))
        .find(|dir| dir.is_dir())
}
