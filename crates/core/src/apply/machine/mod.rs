//! The state machine of a run: pure. It is told the time and what was answered, says what to do next, and
//! hands out what the journal must hold.

mod calls;
mod connectivity;
mod next;
mod outcomes;
mod read_back;
mod run;
mod state;
mod tasks;

pub use run::Machine;
pub use state::{Step, Tally};

pub(super) use run::at;
pub(super) use state::{Call, Connectivity, State, Task};
