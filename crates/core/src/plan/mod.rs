//! Plans: who is changed, from what to what, and who is left out and why. Making a plan changes nothing.

mod actor;
mod bound;
mod coverage;
mod decide;
mod file;
mod guards;
mod later_names;
mod limits;
mod live;
mod model;
mod names;
mod recheck;
mod resolve;
mod state;
mod undo;
mod verdict;

pub use actor::Actor;
pub(crate) use bound::share;
pub use bound::{Bound, one_or_many};
pub use coverage::coverage;
pub use decide::{Rules, Wanted, decide};
pub use file::{FORMAT, PlanError, from_text, to_text};
pub use guards::{Guards, Include, is_service_account, rescuers};
pub use later_names::Later;
pub use limits::{Limits, Refusal, stale};
pub use live::{Live, read_live};
pub use model::{Base, Before, Kind, Origin, Plan, PolicyRef, Row};
pub use recheck::held;
pub use resolve::{Found, Resolved, is_policy_id, named_policy, resolve};
pub use undo::{not_moved, undo};
pub use verdict::Verdict;
