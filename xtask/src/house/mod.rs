//! Rules that the compiler does not check: no circles of files, no long files, plain words, paths that exist.

mod check;
mod circles;
mod modules;
mod paths;
mod references;
mod words;

pub use check::check;
