//! Tells the tests whether Atlassian's published specifications are at hand: a check that cannot be made is
//! reported as ignored, not as passed.

#![allow(
    clippy::disallowed_methods,
    reason = "the build reads its environment; the wire does not"
)]

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(specifications)");
    // A directory that is not there counts as changed at every build: one that comes later is not looked for.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=ATLCTL_SPECS");
    let found = find();
    if found.is_some() {
        println!("cargo::rustc-cfg=specifications");
    }
    let dir = found.unwrap_or_default();
    println!("cargo::rustc-env=SPECIFICATIONS={}", dir.display());
}

/// The directory that `ATLCTL_SPECS` names, or `shared/specs` next to the project or in a directory above it.
fn find() -> Option<PathBuf> {
    if let Some(dir) = std::env::var_os("ATLCTL_SPECS") {
        return Some(dir.into());
    }
    let here = std::env::var_os("CARGO_MANIFEST_DIR")?;
    Path::new(&here)
        .ancestors()
        .map(|above| above.join("shared/specs"))
        .find(|dir| dir.is_dir())
}
