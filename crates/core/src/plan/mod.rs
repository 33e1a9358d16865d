//! Plans: who is to be changed, from what to what, and who is left out and why. Nothing is changed by
//! making one.

mod bound;
mod coverage;
mod decide;
mod file;
mod guard;
mod held;
mod live;
mod model;
mod names;
mod resolve;
mod undo;
mod verdict;

pub(crate) use bound::share;
pub use bound::{Bound, one_or_many};
pub use coverage::coverage;
pub use decide::{Rules, Wanted, decide};
pub use file::{FORMAT, PlanError, from_text, to_text};
pub use guard::{Limits, Refusal, stale};
pub use held::held;
pub use live::{Live, read_live};
pub use model::{Base, Before, Kind, Origin, Plan, PolicyRef, Row};
pub use resolve::{Found, Resolved, is_policy_id, named_policy, resolve};
pub use undo::{not_moved, undo};
pub use verdict::Verdict;
