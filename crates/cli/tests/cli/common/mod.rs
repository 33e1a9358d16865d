//! A hermetic place to run the program in: own home, no environment but ours, fixed clock and width.

mod env;

pub use env::{Env, Output};
