//! Rules that the compiler does not check: no circles of files, no long files, plain words.

mod check;
mod circles;
mod modules;
mod references;
mod words;

pub use check::check;
