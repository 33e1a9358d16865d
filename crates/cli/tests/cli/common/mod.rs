//! A hermetic place to run the program in: own home, no environment but ours, fixed clock and width.

mod env;
mod transcript;

pub use env::{Env, Output};
pub use transcript::Page;
