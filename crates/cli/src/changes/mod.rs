//! What commands that change something share: who is meant, showing a plan, asking, applying it, telling
//! what came of it.

mod actor;
mod confirmation;
mod except;
mod files;
mod go;
mod guards;
mod include;
mod kill;
mod left_open;
mod offer;
mod pace;
mod place;
mod rehearsal;
mod results;
mod show;
mod watch;
mod who;

pub use confirmation::confirmed;
pub use except::Excluded;
pub use files::{apart, fresh, save};
pub use go::{apply, carry_on};
pub use guards::{guards, limit, limit_kept, not_by_printing, still_allowed};
pub use include::IncludeFlags;
pub use left_open::{tell_open, tell_open_but};
pub use offer::{Bounds, Offer, agreed, nothing_to_change, offer, told_of_slips};
pub use pace::Pace;
pub use place::{
    SignedIn, journal_error, later_names, named_policy, org_name, refused_to_tell, runs, service,
    signed_in,
};
pub use rehearsal::rehearse;
pub use results::{
    check as check_results, counts_text, exit, print as print_results, save_results,
    unless_nobody_reads,
};
pub use show::{print_plan, summary};
pub use who::{Who, tell_folded};
