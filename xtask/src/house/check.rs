//! Checks the whole workspace.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use super::circles::{Graph, circles};
use super::{facets, modules, paths, references, words};

/// The most lines a source file may have.
const LONGEST: usize = 450;

/// Checks every crate of the workspace.
///
/// # Errors
/// One line for each broken rule; or the error of reading a file.
pub fn check() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut crates: Vec<PathBuf> = fs::read_dir(root.join("crates"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    crates.push(root.join("xtask"));
    crates.sort();
    let mut broken = Vec::new();
    words::check(&root, &mut broken)?;
    paths::check(&root, &mut broken)?;
    facets::check(&root, &mut broken)?;
    for path in crates.iter().filter(|path| path.join("src").is_dir()) {
        too_long(&root, path, &mut broken)?;
        let graph = graph(&root, &path.join("src"))?;
        for circle in circles(&graph) {
            broken.push(format!("files in a circle:\n  {}", circle.join("\n  ")));
        }
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(broken.join("\n").into())
    }
}

/// Which file of a crate uses which. A `mod.rs` only re-exports and is seen through.
fn graph(root: &Path, source: &Path) -> Result<Graph, Box<dyn Error>> {
    let modules = modules::read(source)?;
    let mut graph = Graph::new();
    for (path, module) in &modules {
        let uses = references::of(&modules, path, module);
        let files = uses.iter().filter_map(|used| modules.get(used));
        let files = files.filter(|used| !only_reexports(&used.file));
        graph.insert(
            name(root, &module.file),
            files.map(|used| name(root, &used.file)).collect(),
        );
    }
    Ok(graph)
}

fn only_reexports(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "mod.rs")
}

fn name(root: &Path, file: &Path) -> String {
    file.strip_prefix(root)
        .unwrap_or(file)
        .display()
        .to_string()
}

fn too_long(root: &Path, directory: &Path, broken: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            too_long(root, &path, broken)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let lines = fs::read_to_string(&path)?.lines().count();
            if lines > LONGEST {
                broken.push(format!(
                    "{} has {lines} lines; at most {LONGEST} are allowed",
                    name(root, &path)
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_keeps_its_rules() {
        if let Err(broken) = super::check() {
            panic!("{broken}");
        }
    }
}
