//! Access reviews: who has an access, what the reviewers decide, and the folder that proves both.
//!
//! (Reading a plan before it is applied is another matter: see `plan`.)

mod close_step;
mod decision_words;
mod decisions;
mod error;
mod file_name;
mod folder;
mod freshness;
mod kept_access;
mod last_known;
mod manifest;
mod page;
mod plan_validity;
mod results;
mod returned;
mod row;
mod scope;
mod verify;

pub use close_step::{Closed, ClosedRun};
pub use decision_words::decision_words;
pub use decisions::{Answer, Answered, Answers, Decision, TakenBack, Unusable, latest};
pub use error::ReviewError;
pub use file_name::safe_name;
pub use folder::{Folder, MANIFEST, NewFile, RETURNED, ROWS, create, found_below};
pub use freshness::{Freshness, PartReading};
pub use kept_access::{Ends, KeptAccess};
pub use last_known::LastKnown;
pub use manifest::{
    About, FORMAT, FileEntry, Manifest, Planned, Reviewer, ScopeEntry, Started, Step,
};
pub use page::reviewer_page;
pub use plan_validity::PlanValidity;
pub use results::{Act, ActRow, Results, RowResult};
pub use returned::{COLUMNS, Problem, Returned, read};
pub use row::{ReviewRow, row_id};
pub use scope::{Scope, ScopeKind, asked_scopes};
pub use verify::{Finding, Verified, What, verify};
