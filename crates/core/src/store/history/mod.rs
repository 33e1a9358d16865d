//! The mirror's past: what every row was before it changed, and how to see it.

mod admins_and_unlisted;
mod as_of;
mod cells;
mod changed_keys;
mod first_values;
mod kept_snapshots;
mod known;
mod moment;
mod recording;
mod tracked;
mod triggers;

pub use kept_snapshots::{Instead, Kept};
pub use moment::Moment;

pub(crate) use as_of::{recorded, show};
pub(crate) use cells::{
    ChangedRows, Datum, Past, Place, RowKey, Was, cells, existed, rows_after, rows_newest_first,
};
pub(crate) use known::{is_flag, is_never, may_be_never};
pub(crate) use moment::Position;
pub(crate) use recording::{Writer, mark_snapshot, record_as};
pub(crate) use tracked::{ROW, TRACKED, Tracked};
