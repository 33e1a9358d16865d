//! Which files of a crate a file refers to.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};

use super::modules::{Module, Modules, is_for_tests};

/// How many re-exports a name may pass: more is a circle of them.
const HOPS: u8 = 16;

/// The modules that define what the module at `path` uses, by path.
pub fn of(modules: &Modules, path: &[String], module: &Module) -> BTreeSet<Vec<String>> {
    let mut paths = Paths::default();
    paths.visit_file(&module.source);
    let used = module
        .names
        .imported
        .values()
        .cloned()
        .chain(module.names.globs.iter().cloned());
    used.chain(paths.found)
        .filter_map(|used| resolve(modules, path, &used, HOPS))
        .filter(|defined| defined != path)
        .collect()
}

/// The module that defines what `name` means when the module `from` says it; nothing for what is no file
/// of this crate.
fn resolve(modules: &Modules, from: &[String], name: &[String], hops: u8) -> Option<Vec<String>> {
    let hops = hops.checked_sub(1)?;
    let mut at = from.to_vec();
    let mut steps = name.iter().peekable();
    let mut leading = true;
    while let Some(step) = steps.next() {
        match step.as_str() {
            "crate" if leading => at.clear(),
            "self" if leading => {}
            "super" if leading => {
                at.pop()?;
            }
            step => {
                leading = false;
                let mut below = at.clone();
                below.push(step.to_owned());
                if modules.contains_key(&below) {
                    at = below;
                } else {
                    let module = modules.get(&at)?;
                    if module.names.defined.iter().any(|defined| defined == step) {
                        return Some(at);
                    }
                    if let Some(imported) = module.names.imported.get(step) {
                        // `use step::…` names itself: a crate, not a module of this one.
                        if imported.first().is_some_and(|first| first == step)
                            && imported.len() == 1
                        {
                            return None;
                        }
                        let mut whole = imported.clone();
                        whole.extend(steps.cloned());
                        return resolve(modules, &at, &whole, hops);
                    }
                    for glob in &module.names.globs {
                        let mut whole = glob.clone();
                        whole.push(step.to_owned());
                        whole.extend(steps.clone().cloned());
                        if let Some(found) = resolve(modules, &at, &whole, hops) {
                            return Some(found);
                        }
                    }
                    return None;
                }
            }
        }
    }
    Some(at)
}

/// The paths that a file names outside of its `use` items.
#[derive(Default)]
struct Paths {
    found: Vec<Vec<String>>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, _: &'ast syn::ItemUse) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let steps = path.segments.iter().map(|step| step.ident.to_string());
            self.found.push(steps.collect());
        }
        visit::visit_path(self, path);
    }
}
