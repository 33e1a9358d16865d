//! What reports count: read once, in a compact form. `None` is "unknown" throughout.

mod access;
mod credentials;
mod duplicates;
mod gives;
mod group_roles;
mod groups;
mod missing;
mod names;
mod parts;
mod people;
mod truth;
mod ways;

pub(super) use access::{Access, Holdings, each_access};
pub(super) use credentials::{Credential, Tokens, keys, service_accounts, tokens};
pub(super) use duplicates::duplicates;
pub(super) use gives::{Gives, titles};
pub(super) use group_roles::{GroupRole, group_roles};
pub(super) use groups::{GroupCount, group_counts};
pub(super) use missing::{Missing, Open, of_so_many};
pub(super) use names::{Named, Names};
pub(super) use parts::{PartsRead, was_read};
pub(super) use people::{Facts, People, Status, day};
pub(super) use truth::{Tally, all, either, not};
pub(super) use ways::several_ways;
