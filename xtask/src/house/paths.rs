//! Paths that the pages for contributors name exist.

use std::fs;
use std::io;
use std::path::Path;

/// Pages that send readers to files.
const PAGES: [&str; 3] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"];

/// Adds a line for each path of a page that is not there. A path is text in backticks with a slash that begins with a
/// crate, `crates`, `docs`, `scripts` or `xtask`.
///
/// # Errors
/// When a page cannot be read.
pub fn check(root: &Path, broken: &mut Vec<String>) -> io::Result<()> {
    let mut crates = Vec::new();
    for entry in fs::read_dir(root.join("crates"))? {
        crates.push(entry?.file_name().to_string_lossy().into_owned());
    }
    for page in PAGES {
        let text = fs::read_to_string(root.join(page))?;
        for (line, path) in named(&text, &crates) {
            let there = [root.join(path), root.join("crates").join(path)];
            if !there.iter().any(|path| path.exists()) {
                broken.push(format!("{page}:{line}: there is no {path}"));
            }
        }
    }
    Ok(())
}

/// The paths in a page and their line numbers.
fn named<'a>(text: &'a str, crates: &[String]) -> Vec<(usize, &'a str)> {
    let is_path = |quoted: &&str| {
        let beginning = quoted.split_once('/').map(|(beginning, _)| beginning);
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        quoted.chars().all(plain)
            && beginning.is_some_and(|name| {
                ["crates", "docs", "scripts", "xtask"].contains(&name)
                    || crates.iter().any(|one| one == name)
            })
    };
    let lines = text.lines().enumerate();
    lines
        .flat_map(|(at, line)| {
            let quoted = line.split('`').skip(1).step_by(2);
            quoted.filter(is_path).map(move |path| (at + 1, path))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn paths_in_backticks_are_found() {
        let text = "see `core/src/a.rs`, b.rs\n`api/orgs/{id}` and `docs/guide` and core/src/c.rs, `people/x`";
        let crates = ["core".to_owned(), "api".to_owned()];
        assert_eq!(
            named(text, &crates),
            [(1, "core/src/a.rs"), (2, "docs/guide")]
        );
    }
}
