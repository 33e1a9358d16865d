//! The mirror of one organization: one SQLite file, read by views that keep their names.

mod apps;
mod credentials_of;
mod directories;
mod domains;
mod error;
mod given_roles;
mod group_facts;
mod groups;
mod integrity;
mod lock;
mod memberships;
mod mirror;
mod parts;
mod people;
mod person;
mod policies;
mod profiles;
mod reference;
mod remove_empty;
mod role_holders;
mod run_changes;
mod run_edits;
mod run_revoked;
mod schema;
mod spelling;
mod suggest;
mod syncs;

pub use apps::App;
pub use credentials_of::{OwnedToken, ProviderRecord};
pub use error::{StoreError, Trouble};
pub use given_roles::GivenRole;
pub use group_facts::GroupFacts;
pub use groups::{GroupMembers, GroupShare};
pub use lock::Lock;
pub use memberships::{AppAccess, GroupName, Memberships, Reported};
pub use mirror::Mirror;
pub use parts::PartInfo;
pub use person::Person;
pub use policies::{NamedPolicy, NamesLearned};
pub use profiles::ProfileColumn;
pub use reference::{SchemaColumn, schema_columns, schema_reference};
pub use role_holders::RoleHolder;
pub use run_changes::{PolicyReadBack, RunSource};
pub use run_edits::{Edit, RunEdit};
pub use run_revoked::{CredentialKind, Revoked};
pub use schema::VERSION;
pub use spelling::{looks_the_same, unusual};
pub use suggest::Addresses;
pub use syncs::{StageInfo, SyncInfo};

pub(crate) use error::During;
pub(crate) use run_changes::policy_change;
pub(crate) use spelling::{key as email_key, look_alike, readings};

use schema::VIEWS;
