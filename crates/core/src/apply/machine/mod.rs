//! The state machine of a run: pure. It takes the time and the service's answers, and returns the next steps and the
//! entries for the journal.

mod calls;
mod connectivity;
mod created_groups;
mod lag;
mod new_groups;
mod next;
mod order;
mod outcomes;
mod progress;
mod read_back;
mod run;
mod state;
mod subjects;
mod tasks;

pub use progress::KindTally;
pub use run::Machine;
pub use state::{Step, Tally};

pub(super) use run::at;
pub(super) use state::{Call, Connectivity, Lane, State, Task};
