//! Generates pages from the source. Tests compare the committed pages with these.

use std::path::Path;
use std::process::Command;

use crate::bench::Failure;

/// Writes all of them.
pub fn write() -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let program = Command::new(cargo)
        .current_dir(&root)
        .args(["run", "--quiet", "--package", "atlctl", "--"])
        .args(["man", "--format", "markdown"])
        .output()?;
    if !program.status.success() {
        return Err(String::from_utf8_lossy(&program.stderr).into_owned().into());
    }
    let pages = root.join("docs/reference");
    for (name, text) in [
        ("cli.md", program.stdout),
        (
            "schema.md",
            atlctl_core::store::schema_reference().into_bytes(),
        ),
    ] {
        let path = pages.join(name);
        std::fs::write(&path, text)?;
        println!("docs/reference/{name}");
    }
    Ok(())
}
