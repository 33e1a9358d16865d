//! Faults: their kinds, their syntax, and the requests they apply to.

mod calls;
mod kind;
mod list;
mod parse;

pub use calls::changing_calls;
pub(crate) use kind::{Kind, RateTexts, RolesFault};
pub(crate) use list::{Fault, Faults};
pub use parse::{FAULT_KINDS, FaultError};
