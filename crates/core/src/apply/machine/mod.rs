//! The state machine of a run: pure. It takes the time and the service's answers, and returns the next steps and the
//! entries for the journal.

mod calls;
mod connectivity;
mod created_groups;
mod find_missing;
mod invited_accounts;
mod missing_values;
mod new_groups;
mod next_steps;
mod outcomes;
mod progress;
mod read_back;
mod request_targets;
mod row_order;
mod run;
mod settle_time;
mod state;
mod tasks;

pub use progress::KindTally;
pub use run::Machine;
pub use state::{Step, Tally};

pub(super) use run::at;
pub(super) use state::{Call, Connectivity, Lane, State, Task};
