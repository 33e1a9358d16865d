//! What reports count: read once, in a compact form. `None` is "unknown" throughout.

mod access;
mod duplicates;
mod groups;
mod names;
mod people;

pub(super) use access::{Holdings, each_access};
pub(super) use duplicates::duplicates;
pub(super) use groups::{GroupCount, group_counts};
pub(super) use names::{Named, Names};
pub(super) use people::{Facts, People, Status, day};
