//! The house's rules that the compiler does not check: no circle of files, no file past its length.

mod check;
mod circles;
mod modules;
mod references;

pub use check::check;
