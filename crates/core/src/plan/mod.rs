//! Plans: who is changed, from what to what, and who is left out and why. Making a plan changes nothing.

mod actor;
mod bound;
mod closed;
mod decide;
mod file;
mod guards;
mod later;
mod limits;
mod model;
mod names;
mod recheck;
mod resolve;
mod state;
mod totals;
mod undo;
mod verdict;
mod worst_first;

pub use actor::Actor;
pub(crate) use bound::share;
pub use bound::{Bound, one_or_many};
pub use closed::closed;
pub use decide::{Rules, Wanted, decide};
pub use file::{PlanError, from_text, to_text};
pub use guards::{Guards, Include, is_service_account, rescuers};
pub use later::Later;
pub use limits::{Limits, Refusal, stale};
pub use model::{Base, FORMAT, Kind, Origin, Plan, PlanTotals, Row};
pub use recheck::held;
pub use resolve::{Found, Resolved, resolve};
pub use totals::totals;
pub use undo::{not_changed, undo};
pub use verdict::Verdict;
pub use worst_first::{Extent, RISKS, RowGroup, risk_count};
