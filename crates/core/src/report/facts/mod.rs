//! What reports count: read once, in a compact form. `None` is "unknown" throughout.

mod access;
mod credentials;
mod duplicates;
mod group_access;
mod group_roles;
mod groups;
mod owners;
mod parts;
mod people;
mod person_texts;
mod scope;
mod several_paths;
mod three_valued_logic;
mod unknown_facts;

pub(super) use access::{Access, Accesses, Holdings};
pub(super) use credentials::{
    Credential, CredentialKind, CredentialTexts, Tokens, every_token, keys, service_accounts,
};
pub(super) use duplicates::duplicates;
pub(super) use group_access::{Gives, titles};
pub(super) use group_roles::{GroupRole, group_roles};
pub(super) use groups::{GroupCount, GroupCounts, group_counts};
pub(super) use parts::{PartsRead, can_change, never_read, too_old, was_read};
pub(super) use people::{Facts, People, Status, day, is_app, managed};
pub(super) use person_texts::{Named, Names};
pub(super) use several_paths::several_ways;
pub(super) use three_valued_logic::{Tally, all, either, not};
pub(super) use unknown_facts::{Missing, Open, of_so_many};
