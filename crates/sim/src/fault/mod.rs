//! Faults: what they are, how they are written, which request one strikes.

mod kind;
mod list;
mod parse;

pub(crate) use kind::{Kind, RateTexts, RolesFault};
pub(crate) use list::{Fault, Faults};
pub use parse::FaultError;
