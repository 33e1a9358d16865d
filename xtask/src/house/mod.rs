//! Rules that the compiler does not check: no circles of files, no long files, plain words, paths that exist, no facet named
//! in the engine.

mod check;
mod circles;
mod facets;
mod modules;
mod paths;
mod references;
mod words;

pub use check::check;
