//! The engine names no facet: `core/src/plan` and `core/src/apply` know kinds of changes by their rules alone, so that
//! a new one is a file of its own.

use std::fs;
use std::io;
use std::path::Path;

/// The engine's files.
const ENGINE: [&str; 2] = ["crates/core/src/plan", "crates/core/src/apply"];

/// What names a facet: a path to one, its name in plans, or the first of them, by which service accounts are known.
const NAMING: [&str; 5] = [
    "facet::",
    "FacetKind::named(",
    "change::facet",
    "polic",
    "Polic",
];

/// Where the tests of a file begin. They use facets as examples.
const TESTS: &str = "#[cfg(test)]";

/// Adds a line for each place where the engine names a facet.
///
/// # Errors
/// When a directory cannot be read, or is not there.
pub fn check(root: &Path, broken: &mut Vec<String>) -> io::Result<()> {
    for engine in ENGINE {
        walk(root, &root.join(engine), broken)?;
    }
    Ok(())
}

fn walk(root: &Path, directory: &Path, broken: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(root, &path, broken)?;
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && path.file_name().is_none_or(|name| name != "tests.rs")
        {
            let text = fs::read_to_string(&path)?;
            let shown = path.strip_prefix(root).unwrap_or(&path).display();
            broken.extend(named(&text).map(|(line, name)| {
                format!("{shown}:{line}: names a facet (\"{name}\"): ask its rules instead (crates/core/src/change/rules.rs)")
            }));
        }
    }
    Ok(())
}

/// The line numbers at which the code of a file names a facet, tests left out.
fn named(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let code = text.lines().take_while(|line| line.trim() != TESTS);
    (1..).zip(code).filter_map(|(at, line)| {
        let is_comment = line.trim_start().starts_with("//");
        let name = NAMING.into_iter().find(|name| line.contains(name));
        Some((at, name.filter(|_| !is_comment)?))
    })
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn paths_and_names_of_facets_are_found_in_code_and_not_in_tests() {
        let code = "use crate::change::facet::policy::Policy;\n// facet::policy\nlet kind = row.facet.kind;\n\
                    FacetKind::named(\"email\");\nuse crate::change::{Facet, facet};\nlet all = guards.policies;\n";
        let text = format!(
            "{code}#[cfg(test)]\nmod tests {{\n    use crate::change::facet::email::Email;\n}}\n"
        );
        let found: Vec<_> = named(&text).collect();
        assert_eq!(
            found,
            [(1, "facet::"), (4, "FacetKind::named("), (6, "polic")]
        );
        assert_eq!(named("use crate::change::facet;").count(), 1);
    }
}
