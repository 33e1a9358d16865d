//! The modules of a crate: their files, definitions and re-exports.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use syn::{Item, UseTree};

/// A module in a file.
pub struct Module {
    /// Its file, from the workspace's root.
    pub file: PathBuf,
    /// The parsed source.
    pub source: syn::File,
    /// The names defined and imported in it.
    pub names: Names,
}

/// The names in a module.
#[derive(Default)]
pub struct Names {
    /// Names that are defined here or in blocks `mod name { … }` within.
    pub defined: Vec<String>,
    /// Imported names: the name here, and its path as written.
    pub imported: BTreeMap<String, Vec<String>>,
    /// Paths of glob imports (`use path::*`).
    pub globs: Vec<Vec<String>>,
}

/// The modules of one crate, by path: `["apply", "machine"]`; the root is the empty path.
pub type Modules = BTreeMap<Vec<String>, Module>;

/// Reads the modules below `source`, a crate's `src` directory. Modules for tests alone are left out.
///
/// # Errors
/// When a file cannot be read or parsed.
pub fn read(source: &Path) -> io::Result<Modules> {
    let root = ["lib.rs", "main.rs"]
        .iter()
        .map(|name| source.join(name))
        .find(|file| file.is_file())
        .ok_or_else(|| io::Error::other(format!("{} has no root file", source.display())))?;
    let mut modules = Modules::new();
    read_module(&root, source, Vec::new(), &mut modules)?;
    Ok(modules)
}

fn read_module(
    file: &Path,
    directory: &Path,
    path: Vec<String>,
    modules: &mut Modules,
) -> io::Result<()> {
    let text = fs::read_to_string(file)?;
    let source = syn::parse_file(&text)
        .map_err(|error| io::Error::other(format!("{}: {error}", file.display())))?;
    let mut names = Names::default();
    for item in &source.items {
        match item {
            Item::Mod(child) if is_for_tests(&child.attrs) => {}
            Item::Mod(child) if child.content.is_none() => {
                let name = child.ident.to_string();
                let mut below = path.clone();
                below.push(name.clone());
                let (file, directory) = child_file(directory, &name);
                read_module(&file, &directory, below, modules)?;
            }
            Item::Use(import) => flatten(&import.tree, &mut Vec::new(), &mut names),
            other => names.defined.extend(name_of(other)),
        }
    }
    let file = file.to_owned();
    modules.insert(
        path,
        Module {
            file,
            source,
            names,
        },
    );
    Ok(())
}

fn child_file(directory: &Path, name: &str) -> (PathBuf, PathBuf) {
    let below = directory.join(name);
    let file = below.join("mod.rs");
    if file.is_file() {
        (file, below)
    } else {
        (directory.join(format!("{name}.rs")), below)
    }
}

/// Whether the item is compiled for tests alone.
pub fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn flatten(tree: &UseTree, path: &mut Vec<String>, names: &mut Names) {
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            flatten(&step.tree, path, names);
            path.pop();
        }
        UseTree::Name(name) => import(
            &name.ident.to_string(),
            &name.ident.to_string(),
            path,
            names,
        ),
        UseTree::Rename(name) => {
            import(
                &name.ident.to_string(),
                &name.rename.to_string(),
                path,
                names,
            );
        }
        UseTree::Glob(_) => names.globs.push(path.clone()),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, path, names);
            }
        }
    }
}

fn import(name: &str, here: &str, path: &[String], names: &mut Names) {
    let mut whole = path.to_vec();
    let here = if name == "self" {
        path.last().map_or(here, String::as_str)
    } else {
        whole.push(name.to_owned());
        here
    };
    names.imported.insert(here.to_owned(), whole);
}
