//! Streams for the styles of paging: by cursor and by offset.

mod cursor;
mod endless_lists;
mod envelope;
mod offset;
mod offset_plan;
mod used_cursors;
mod walk;

use cursor::cursor_of;
pub(crate) use endless_lists::Progress;
pub(crate) use envelope::{Envelope, MOST_ITEMS, Next, next_of, too_many};
pub use offset::OffsetPage;
pub(crate) use offset::{OffsetStyle, entries, pages};
pub use offset_plan::OffsetProof;
use used_cursors::UsedCursors;
pub(crate) use walk::{Style, walk};
