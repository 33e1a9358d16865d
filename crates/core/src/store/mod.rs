//! The mirror of one organization: one SQLite file, read by views that keep their names.

mod belongings;
mod damage;
mod empty;
mod error;
mod groups;
mod lock;
mod mirror;
mod people;
mod person;
mod policies;
mod reference;
mod run_changes;
mod schema;
mod similar;
mod spelling;
mod syncs;

pub use belongings::{AppAccess, Belongings, GroupName, Reported};
pub use error::{StoreError, Trouble};
pub use groups::{GroupMembers, GroupShare};
pub use lock::Lock;
pub use mirror::Mirror;
pub use person::Person;
pub use policies::{NamedPolicy, NamesLearned};
pub use reference::{SchemaColumn, schema_columns, schema_reference};
pub use run_changes::{PolicyReadBack, RunSource};
pub use schema::VERSION;
pub use similar::Addresses;
pub use spelling::unusual;
pub use syncs::{StageInfo, SyncInfo};

pub(crate) use error::During;
pub(crate) use people::key as email_key;
pub(crate) use run_changes::policy_change;
pub(crate) use spelling::{look_alike, readings};

use schema::VIEWS;
