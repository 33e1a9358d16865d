//! What reports count: read once, in a compact form. `None` is "unknown" throughout.

mod access;
mod credentials;
mod duplicates;
mod gives;
mod group_roles;
mod groups;
mod names;
mod parts;
mod people;
mod ways;

pub(super) use access::{Holdings, each_access};
pub(super) use credentials::{Credential, keys, service_accounts, tokens};
pub(super) use duplicates::duplicates;
pub(super) use gives::{Gives, titles};
pub(super) use group_roles::{GroupRole, group_roles};
pub(super) use groups::{GroupCount, group_counts};
pub(super) use names::{Named, Names};
pub(super) use parts::was_read;
pub(super) use people::{Facts, People, Status, day};
pub(super) use ways::several_ways;
